"""What changes when something is left out, and that nothing changes when nothing is."""

from datetime import timedelta

import pandas as pd
import pytest
from bridge import DAY, _evidence, _tag
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.indicators.board import board
from signpost.indicators.evidence import carrying, contributions
from signpost.indicators.ledger import daily, ledger
from signpost.indicators.measure import measure
from signpost.indicators.options import SHIPPED, Options
from signpost.trends.shifts import shifts
from signpost.trends.trace import moved, trace


@pytest.fixture
def frame(tag, evidence):
    rows = [
        tag(
            s,
            day=s % 70,
            analyst_id=1 + s % 3,
            outlet=f"Outlet {s % 5}",
            perspective=("local", "state")[s % 2],
            signpost_id=("", "money_rise")[s % 4 == 0],
            weight=1 + s % 3,
            direction="weakens" if s % 7 < 3 else "strengthens",
        )
        for s in range(400)
    ]
    return evidence(rows)


def test_the_defaults_are_the_shipped_method(frame, today):
    assert Options() == SHIPPED
    assert (SHIPPED.half_life, SHIPPED.carrying_days, SHIPPED.words) == (14.0, 42, "")
    assert SHIPPED.evidence(frame) is frame
    sums, stories = daily(frame, "money"), ledger(frame)
    since = today - timedelta(days=50)
    assert measure(sums, today) == measure(sums, today, options=Options())
    assert trace(sums, "money", since, today) == trace(sums, "money", since, today, Options())
    assert shifts(sums, today) == shifts(sums, today, options=Options())
    for told in (contributions, carrying):
        pd.testing.assert_frame_equal(
            told(frame, stories, "money", today), told(frame, stories, "money", today, Options()), check_exact=True
        )


@pytest.mark.parametrize(
    ("options", "column", "gone"),
    [
        pytest.param(Options(without_outlets=("Outlet 1",)), "outlet", "Outlet 1", id="outlet"),
        pytest.param(Options(without_perspectives=("state",)), "perspective", "state", id="perspective"),
        pytest.param(Options(without_analysts=(2,)), "analyst_id", 2, id="analyst"),
        pytest.param(Options(without_signposts=("money_rise",)), "signpost_id", "money_rise", id="signpost"),
    ],
)
def test_what_is_left_out_counts_as_never_given(frame, today, options, column, gone):
    kept = frame[(frame[column] != gone).to_numpy(dtype=bool)]
    before = frame.copy()
    assert measure(daily(options.evidence(frame), "money"), today) == measure(daily(kept, "money"), today)
    (one,) = board(frame, ["money"], options).indicators(today)
    assert one == measure(daily(kept, "money"), today)
    pd.testing.assert_frame_equal(frame, before)


def test_a_story_stays_while_another_headline_of_it_is_tagged(tag, evidence):
    frame = evidence([tag(1, headline_id=1, outlet="A"), tag(1, headline_id=2, outlet="B")])
    left = ledger(Options(without_outlets=("A",)).evidence(frame))
    assert (left["story_id"].tolist(), left["outlet"].tolist()) == ([1], ["B"])


def test_a_shorter_half_life_forgets_sooner(frame, today):
    sums = daily(frame, "money")
    short, long = (measure(sums, today, options=Options(half_life=days)) for days in (7, 30))
    assert short.n_effective < long.n_effective
    assert short.evidence.stories < long.evidence.stories


def test_a_half_life_of_nothing_is_refused():
    with pytest.raises(ValueError, match="not above 0"):
        Options(half_life=0)


def test_lean_left_in_measures_what_was_said(tag, evidence, today):
    usual = [tag(s, day=s % 100, outlet=f"O{s % 6}", direction=("weakens", "strengthens")[s % 2]) for s in range(600)]
    sums = daily(evidence(usual + [tag(1000 + s, day=s % 20, outlet="Loud Gazette") for s in range(80)]), "money")
    assert measure(sums, today, options=Options(lean=False)).level > measure(sums, today).level + 3


def test_weights_make_weighty_stories_count_more_and_the_counts_stay_counts(tag, evidence, today):
    rows = [tag(s, weight=3) for s in range(4)] + [tag(10 + s, weight=1, direction="weakens") for s in range(4)]
    weighed, plain = (
        board(evidence(rows), ["money"], Options(weights=on)).indicators(today)[0] for on in (True, False)
    )
    assert plain.level == 50
    assert weighed.level > 55
    assert weighed.evidence.stories == plain.evidence.stories == 8


choices = st.builds(
    Options,
    half_life=st.sampled_from([7.0, 14.0, 30.0]),
    lean=st.booleans(),
    weights=st.booleans(),
    without_outlets=st.sampled_from([(), ("Outlet 1",)]),
    without_analysts=st.sampled_from([(), (2,)]),
)
stories_given = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 3), st.integers(0, 3), st.booleans(), st.integers(1, 3)), max_size=40
)


@settings(deadline=None, max_examples=40)
@given(options=choices, given_=stories_given)
def test_the_points_sum_to_the_level_and_the_waterfall_to_the_change_under_any_options(options, given_):
    rows = [
        _tag(i, day=d, analyst_id=a, outlet=f"Outlet {o}", direction="strengthens" if up else "weakens", weight=w)
        for i, (d, a, o, up, w) in enumerate(given_)
    ]
    whole = board(_evidence(rows), ["money"], options)
    one = measure(whole.sums["money"], DAY, options=options)
    told = contributions(whole.evidence, whole.stories, "money", DAY, options)
    assert told["points"].sum() == pytest.approx(one.level - 50, abs=1e-9)
    then = DAY - timedelta(days=10)
    parts = moved(whole.evidence, whole.stories, "money", DAY, then, options)
    levels = trace(whole.sums["money"], "money", then, DAY, options).level
    assert parts["points"].sum() == pytest.approx(levels[-1] - levels[0], abs=1e-9)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(Options(without_analysts=(3,), half_life=7), "without analyst 3, half-life 7 days", id="two"),
        pytest.param(Options(lean=False, weights=True), "lean left in, weights on", id="switches"),
    ],
)
def test_what_differs_is_said(options, words):
    assert options.words == words
