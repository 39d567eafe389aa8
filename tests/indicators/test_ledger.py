from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signpost.indicators.ledger import daily, ledger, votes

ARRAYS = ("days", "n", "k", "n0", "contested", "copies", "outlet_n", "outlet_k", "analyst_n", "analyst_k")


def test_an_analyst_has_one_vote_on_a_story_however_many_copies_are_tagged(tag, evidence):
    rows = [tag(1, headline_id=h, analyst_id=1) for h in (1, 2, 3)] + [
        tag(1, headline_id=1, analyst_id=2, direction="weakens")
    ]
    row = ledger(evidence(rows)).iloc[0]
    assert (row["y"], row["analysts"], bool(row["contested"])) == (0.5, 2, True)


@pytest.mark.parametrize(
    ("directions", "y", "analysts", "neutral_only"),
    [
        pytest.param(["strengthens"], 1.0, 1, False, id="one analyst"),
        pytest.param(["strengthens", "strengthens", "weakens"], 2 / 3, 3, False, id="two against one is no majority"),
        pytest.param(["strengthens", "neutral"], 1.0, 1, False, id="neutral does not vote"),
        pytest.param(["neutral", "neutral"], np.nan, 0, True, id="only neutral"),
    ],
)
def test_votes_become_a_balance(tag, evidence, directions, y, analysts, neutral_only):
    row = ledger(evidence(tag(1, analyst_id=a, direction=d) for a, d in enumerate(directions))).iloc[0]
    assert row["y"] == pytest.approx(y, nan_ok=True)
    assert (row["analysts"], bool(row["neutral_only"])) == (analysts, neutral_only)


def test_a_story_counts_on_the_day_of_its_earliest_headline_tagged_for_the_factor(tag, evidence, today):
    rows = [
        tag(1, headline_id=1, day=5, factor_id="river"),
        tag(1, headline_id=2, day=3, outlet="Early"),
        tag(1, headline_id=3, day=1, outlet="Late"),
    ]
    stories = ledger(evidence(rows)).set_index("factor_id")
    assert stories.loc["money", "day"] == pd.Timestamp(today - timedelta(days=3))
    assert stories.loc["money", "outlet"] == "Early"
    assert stories.loc["river", "day"] == pd.Timestamp(today - timedelta(days=5))


@pytest.mark.parametrize(
    ("rulings", "y"),
    [
        pytest.param([("weakens", 3)], 0.0, id="one ruling replaces two votes"),
        pytest.param([("weakens", 3), ("strengthens", 1)], 1.0, id="the newest of two, whatever their order"),
        pytest.param([("strengthens", 1), ("weakens", 3)], 1.0, id="the newest of two, written first"),
        pytest.param([("neutral", 1)], np.nan, id="a neutral ruling leaves a neutral story"),
    ],
)
def test_the_newest_ruling_stands_for_the_votes(tag, evidence, today, rulings, y):
    rows = [tag(1, analyst_id=1), tag(1, analyst_id=2, direction="weakens"), tag(2)]
    rows += [
        tag(1, analyst_id=9 + i, kind="ruling", direction=d, tagged_at=today - timedelta(days=age))
        for i, (d, age) in enumerate(rulings)
    ]
    stories = ledger(evidence(rows))
    assert stories["y"].tolist() == pytest.approx([y, 1.0], nan_ok=True)
    assert stories["ruled"].tolist() == [True, False]
    assert not stories["contested"].any()


def test_an_older_ruling_imported_later_does_not_replace_a_newer_one(tag, evidence, today):
    old, new = today - timedelta(days=9), today - timedelta(days=2)
    rows = [
        tag(1, analyst_id=1, kind="ruling", direction="weakens", tagged_at=old, known_from=today),
        tag(1, analyst_id=2, kind="ruling", direction="strengthens", tagged_at=new, known_from=new),
    ]
    assert ledger(evidence(rows))["y"].tolist() == [1.0]


def test_daily_sums_are_split_by_outlet_and_by_analyst(tag, evidence):
    rows = [
        tag(1, analyst_id=1, copies=3),
        tag(1, analyst_id=2, direction="weakens", copies=3),
        tag(2, analyst_id=1, outlet="River News"),
        tag(3, direction="neutral"),
        tag(4, factor_id="river"),
    ]
    sums = daily(evidence(rows), "money")
    assert (sums.n.tolist(), sums.k.tolist(), sums.n0.tolist()) == ([2.0], [1.5], [1.0])
    assert (sums.contested.tolist(), sums.copies.tolist()) == ([1.0], [4.0])
    assert sums.outlets == ("Harbour Post", "River News")
    assert (sums.outlet_n.tolist(), sums.outlet_k.tolist()) == ([[1.0, 1.0]], [[0.5, 1.0]])
    assert (sums.analysts, sums.analyst_n.tolist(), sums.analyst_k.tolist()) == ((1, 2), [[1.5, 0.5]], [[1.5, 0.0]])


def test_no_rows_give_empty_tables_with_their_columns(tag, evidence):
    empty = evidence([])
    assert ledger(empty).columns.tolist() == ledger(evidence([tag(1)])).columns.tolist()
    assert len(votes(empty)) == 0
    assert daily(empty, "money").n.shape == (0,)
    assert daily(evidence([tag(1)]), "river").outlet_n.shape == (0, 0)


tags = st.lists(
    st.fixed_dictionaries(
        {
            "story_id": st.integers(1, 6),
            "copy": st.integers(0, 2),
            "analyst_id": st.integers(1, 3),
            "factor_id": st.sampled_from(["money", "river"]),
            "kind": st.sampled_from(["tag", "tag", "tag", "ruling"]),
            "direction": st.sampled_from(["strengthens", "neutral", "weakens"]),
            "weight": st.integers(1, 3),
            "age": st.integers(0, 4),
        }
    ),
    max_size=40,
    unique_by=lambda t: (t["story_id"], t["copy"], t["analyst_id"], t["factor_id"], t["kind"]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tags=tags, chance=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_bit(tag, evidence, tags, chance):
    rows = [
        tag(
            t["story_id"],
            headline_id=10 * t["story_id"] + t["copy"],
            outlet=f"Outlet {(t['story_id'] + t['copy']) % 4}",
            day=(t["story_id"] + t["copy"]) % 5,
            **{name: t[name] for name in ("analyst_id", "factor_id", "kind", "direction", "weight")},
        )
        for t in tags
    ]
    mixed = rows.copy()
    chance.shuffle(mixed)
    one, two = evidence(rows), evidence(mixed)
    pd.testing.assert_frame_equal(ledger(one), ledger(two), check_exact=True)
    for factor in ("money", "river"):
        first, second = daily(one, factor), daily(two, factor)
        assert (first.outlets, first.analysts) == (second.outlets, second.analysts)
        for name in ARRAYS:
            assert getattr(first, name).tobytes() == getattr(second, name).tobytes(), name
