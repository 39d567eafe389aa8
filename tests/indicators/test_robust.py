import time

import pytest

from signpost.indicators.ledger import daily
from signpost.indicators.measure import measure
from signpost.indicators.options import Options
from signpost.indicators.robust import fragile, fragile_sentence
from signpost.nouns.framework import LevelBand

BANDS = (
    LevelBand(id="low", upto=40, label="Low"),
    LevelBand(id="mid", upto=60, label="Even"),
    LevelBand(id="high", upto=100, label="High"),
)


@pytest.fixture
def mixed(tag):
    def mixed(count, loud=0):
        rows = [
            tag(
                s,
                day=s // 48 * 4 % 42,  # on every day all outlets and analysts, half and half
                outlet=f"Outlet {s % 8}",
                analyst_id=1 + s // 8 % 3,
                direction=("weakens", "strengthens")[s // 24 % 2],
            )
            for s in range(count)
        ]
        return rows + [tag(9000 + s, day=s % 15, outlet="Loud Gazette", analyst_id=1 + s % 3) for s in range(loud)]

    return mixed


def test_many_voices_are_sturdy(mixed, evidence, today):
    one = fragile(evidence(mixed(480)), "money", today, BANDS)
    assert one.survives
    assert fragile_sentence(one).startswith("Sturdy: without Outlet")


def test_an_outlet_that_carries_the_level_is_named_with_what_the_toggle_shows(mixed, evidence, today):
    frame = evidence(mixed(96, loud=60))
    one = fragile(frame, "money", today, BANDS)
    left = measure(daily(Options(without_outlets=("Loud Gazette",)).evidence(frame), "money"), today)
    assert (one.outlet.name, one.outlet.level) == ("Loud Gazette", left.level)
    assert not one.survives
    assert fragile_sentence(one) == (
        f"Fragile: without Loud Gazette it would be {left.level:.0f} and without {one.analyst.name} it would be "
        f"{one.analyst.level:.0f} instead of {one.level:.0f}, and would read differently."
    )


def test_the_named_one_is_the_one_that_moves_it_most(mixed, evidence, today):
    frame = evidence(mixed(60, loud=6))
    one = fragile(frame, "money", today)
    without = {
        outlet: measure(daily(Options(without_outlets=(outlet,)).evidence(frame), "money"), today).level
        for outlet in set(frame["outlet"])
    }
    assert one.outlet.name == max(without, key=lambda name: abs(without[name] - one.level))


@pytest.mark.parametrize(
    ("stories", "words"),
    [
        pytest.param(0, "Nothing to leave out: no story carries it.", id="none"),
        pytest.param(3, "Fragile: it rests on a single outlet and a single analyst.", id="one voice"),
    ],
)
def test_with_little_evidence_it_says_so(tag, evidence, today, stories, words):
    assert fragile_sentence(fragile(evidence(tag(s) for s in range(stories)), "money", today)) == words


def test_it_is_quick(mixed, evidence, today):
    frame = evidence(mixed(2000))
    spent = []
    for _ in range(5):
        began = time.process_time()
        fragile(frame, "money", today, BANDS)
        spent.append(time.process_time() - began)
    assert min(spent) < 0.25  # 50 ms on an idle machine
