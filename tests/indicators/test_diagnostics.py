from datetime import timedelta

import numpy as np
import pytest

from signpost.indicators.diagnostics import clustering, net_push, smallest_shift
from signpost.indicators.ledger import daily, ledger


@pytest.fixture
def days(tag, evidence):
    def days(alike, seed=1):
        rng = np.random.default_rng(seed)
        rows = []
        for day in range(120):
            share = rng.beta(*(2 * [0.5 * (1 / alike - 1)])) if alike else 0.5
            rows += [
                tag(10 * day + s, day=day, direction="strengthens" if rng.random() < share else "weakens")
                for s in range(8)
            ]
        return daily(evidence(rows), "money")

    return days


@pytest.mark.parametrize("alike", [0.0, 0.03, 0.2])
def test_the_clustering_of_days_is_recovered(days, today, alike):
    found = np.mean([clustering(days(alike, seed), today).rho for seed in range(4)])
    assert found == pytest.approx(alike, abs=0.035)


def test_strong_clustering_is_said_with_what_to_do(days, today):
    assert "consider raising" in clustering(days(0.2), today).sentence
    assert clustering(days(0.0), today).sentence.endswith("the assumption holds.")


def test_without_a_day_of_two_stories_nothing_is_claimed(tag, evidence, today):
    for rows in ([], [tag(1)], [tag(1), tag(2)]):
        one = clustering(daily(evidence(rows), "money"), today)
        assert one.rho is None
        assert "cannot be told" in one.sentence


@pytest.mark.parametrize(
    ("volume", "thirty"),
    [
        pytest.param(0.0, 0.0, id="nothing"),
        pytest.param(0.45, 0.10, id="below the least measured"),
        pytest.param(2.3, 0.64, id="as measured"),
        pytest.param(3.715, 0.775, id="half way in logarithm"),
        pytest.param(500.0, 0.98, id="beyond the largest"),
    ],
)
def test_the_chance_to_find_a_shift_grows_with_the_volume(volume, thirty):
    assert dict(smallest_shift(volume))[30] == pytest.approx(thirty, abs=0.001)


def test_net_push_is_a_stock_of_stories_after_a_day(tag, evidence, today):
    rows = [
        tag(1, day=1),
        tag(2, day=2),
        tag(3, day=2, direction="weakens"),
        tag(4, day=3),
        tag(5, direction="neutral"),
    ]
    rows += [tag(6, day=1, analyst_id=1), tag(6, day=1, analyst_id=2, direction="weakens"), tag(7, factor_id="river")]
    told = ledger(evidence(rows))
    assert net_push(told, "money", today - timedelta(days=3)) == 1.0
    assert net_push(told, "money", today - timedelta(days=9), today - timedelta(days=3)) == 1.0
    assert net_push(told, "votes", today) == 0.0
