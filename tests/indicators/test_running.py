"""The sums kept up to date change after change are those made anew, to the bit."""

import time

import numpy as np
import pytest
from bridge import DAY, _evidence, _tag
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.indicators.ledger import daily
from signpost.indicators.measure import measure
from signpost.indicators.running import Running, rows_of

ARRAYS = ("days", "n", "k", "n0", "contested", "copies", "outlet_n", "outlet_k", "analyst_n", "analyst_k")
FACTORS = ("money", "river")


def same(running, rows):
    evidence = _evidence(rows)
    for factor in FACTORS:
        one, two = running.sums(factor), daily(evidence, factor)
        for name in ("factor_id", "outlets", "publishers", "analysts", "counted"):
            assert getattr(one, name) == getattr(two, name), name
        for name in (*ARRAYS, "publisher_n"):
            assert getattr(one, name).dtype == getattr(two, name).dtype
            assert getattr(one, name).tobytes() == getattr(two, name).tobytes(), name
        assert measure(one, DAY) == measure(two, DAY)


tags = st.builds(
    lambda headline, analyst, factor, direction, ruling, tagged: _tag(
        0,
        headline_id=headline,
        analyst_id=analyst,
        factor_id=factor,
        direction=direction if ruling or direction else "neutral",
        kind="ruling" if ruling else "tag",
        outlet=f"Outlet {headline % 3}",
        day=headline % 5,
        tagged_at=DAY.replace(day=tagged),
    ),
    st.integers(1, 9),
    st.integers(1, 3),
    st.sampled_from(FACTORS),
    st.sampled_from(["strengthens", "neutral", "weakens", ""]),
    st.sampled_from([False, False, False, True]),
    st.integers(1, 4),
)
acts = st.lists(st.tuples(st.integers(1, 5), st.lists(tags, max_size=6), st.integers(0, 5)), min_size=1, max_size=12)


@settings(deadline=None, max_examples=25)
@given(acts)
def test_tags_retags_deletions_arrivals_and_merges_give_the_bits_of_a_rebuild(acts):
    running, standing = Running(), {}
    for turn, (story, rows, into) in enumerate(acts):
        told = [row | {"story_id": story, "copies": 1 + len(rows)} for row in rows]
        standing[story] = told
        running.tell(story, rows_of(_evidence(told)))
        if into and into != story:  # the story joins another
            standing[into] = [row | {"story_id": into} for row in [*standing.get(into, []), *standing.pop(story)]]
            changed = _evidence(standing[into])
            running.tell_all(changed, [story, into])
        if turn % 4 == 3:  # some days are patched into the sums made before, some come with new ones
            running.sums("money")
    same(running, [row for of in standing.values() for row in of])


def test_a_change_of_one_factor_leaves_the_sums_of_the_others_the_same_object():
    running = Running(_evidence([_tag(1), _tag(2, factor_id="river")]))
    money, river = (running.sums(factor) for factor in FACTORS)
    running.tell(2, rows_of(_evidence([_tag(2, factor_id="river", direction="weakens")])))
    assert running.sums("money") is money
    assert running.sums("river").k.tolist() == [0.0]
    assert river.k.tolist() == [1.0]


def test_told_at_once_it_is_the_same_as_told_story_by_story():
    rows = [_tag(1), _tag(2), _tag(1, kind="ruling", analyst_id=9, direction=""), _tag(3, factor_id="river", day=4)]
    same(Running(_evidence(rows)), rows)


@pytest.mark.parametrize("stories", [200, 20_000])
def test_a_tag_costs_its_story_however_many_there_are(stories):
    frame = _evidence([_tag(s, day=s % 100) for s in range(200)])
    whole = frame.loc[np.arange(stories) % 200].assign(story_id=np.arange(stories), day=lambda f: f["day"])
    whole["day"] = whole["day"] - np.array(np.arange(stories) // 200, "timedelta64[D]") * 100
    running = Running(whole)
    running.sums("money")
    row = rows_of(frame.head(1))[0]
    spent = []
    for turn in range(60):
        began = time.process_time()
        running.tell(1, [row._replace(direction=("weakens", "strengthens")[turn % 2], day=row.day - 1)])
        spent.append(time.process_time() - began)
    assert np.median(spent) < 1e-3  # 0.02 ms on a quiet machine
