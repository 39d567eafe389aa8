"""A ruling settles a story for a factor: it is as if its analyst alone had tagged it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from bridge import DAY, _evidence, _tag
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.indicators.evidence import carrying, contributions
from signpost.indicators.ledger import daily, ledger
from signpost.indicators.measure import measure
from signpost.nouns.indicator import Indicator
from signpost.trends.split import split
from signpost.trends.trace import moved

ARRAYS = ("days", "n", "k", "n0", "contested", "copies", "outlet_n", "outlet_k", "analyst_n", "analyst_k")


def rule(story, direction="strengthens", **given):
    return _tag(story, kind="ruling", direction=direction, **({"analyst_id": 9} | given))


def read(rows, day: date = DAY) -> Indicator:
    return measure(daily(_evidence(rows), "money"), day)


def test_a_ruling_that_a_story_does_not_bear_on_a_factor_takes_it_out_everywhere_but_only_there():
    rows = [_tag(1), _tag(1, analyst_id=2, direction="neutral"), _tag(1, factor_id="river"), _tag(2)]
    evidence = _evidence([*rows, rule(1, "")])
    stories = ledger(evidence)
    assert stories[["story_id", "factor_id"]].values.tolist() == [[1, "river"], [2, "money"]]
    assert read([*rows, rule(1, "")]) == read([_tag(2)])
    assert contributions(evidence, stories, "money", DAY)["story_id"].tolist() == [2]
    assert split(evidence, stories, "money", DAY, date(2026, 10, 1), "analyst")["stories"].sum() == 1


def test_a_ruling_ends_a_conflict_and_is_told_by_name():
    rows = [_tag(1), _tag(1, analyst_id=2, direction="weakens")]
    assert read(rows).evidence.contested == 1.0
    settled = [*rows, rule(1, weight=3, analyst="Zoë")]
    now = read(settled)
    assert (now.evidence.contested, now.evidence.analysts) == (0.0, 1)
    assert now.level > read(rows).level == 50
    evidence = _evidence(settled)
    for told in (
        carrying(evidence, ledger(evidence), "money", DAY),
        moved(evidence, ledger(evidence), "money", DAY),
    ):
        assert told[["ruled_by", "weight"]].values.tolist() == [["Zoë", 3]]
    parts = split(evidence, ledger(evidence), "money", DAY, date(2026, 10, 1), "analyst")
    assert parts["group"].tolist() == ["Zoë"]


@pytest.mark.parametrize(
    ("signpost", "named"),
    [
        pytest.param("", ["money_rise"], id="the analysts' stand"),
        pytest.param("money_fall", ["money_fall"], id="its own"),
    ],
)
def test_signposts_of_a_ruling_stand_in_place_of_the_analysts(signpost, named):
    evidence = _evidence([_tag(1, signpost_id="money_rise"), rule(1, signpost_id=signpost)])
    assert carrying(evidence, ledger(evidence), "money", DAY)["signposts"].tolist() == named
    parts = split(evidence, ledger(evidence), "money", DAY, date(2026, 10, 1), "signpost")
    assert parts["group"].tolist() == named


words = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.integers(0, 1),
        st.integers(1, 3),
        st.sampled_from(["strengthens", "neutral", "weakens"]),
        st.integers(1, 3),
    ),
    max_size=30,
    unique_by=lambda word: word[:3],
)
rulings = st.dictionaries(
    st.integers(1, 6), st.tuples(st.sampled_from(["strengthens", "neutral", "weakens", ""]), st.integers(1, 3))
)


@settings(deadline=None, max_examples=25)
@given(words, rulings)
def test_a_ruled_story_counts_to_the_bit_as_if_the_ruling_were_its_only_tag(words, rulings):
    tags = [
        _tag(s, headline_id=10 * s + h, day=s + h, outlet=f"O{(s + h) % 3}", analyst_id=a, direction=d, weight=w)
        for s, h, a, d, w in words
    ]
    # on the headline that the story counts by, as the team rules on what it sees
    at = {s: min((row for row in tags if row["story_id"] == s), key=lambda r: r["day"], default=None) for s in rulings}
    ruled = [
        at[s] | {"kind": "ruling", "analyst_id": 9, "analyst": "Zoë", "direction": d, "weight": w}
        for s, (d, w) in rulings.items()
        if at[s]
    ]
    alone = [row for row in tags if row["story_id"] not in rulings] + [
        row | {"kind": "tag"} for row in ruled if row["direction"]
    ]
    both, one = _evidence(tags + ruled), _evidence(alone)
    first, second = daily(both, "money"), daily(one, "money")
    assert (first.outlets, first.analysts) == (second.outlets, second.analysts)
    for name in ARRAYS:
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes(), name
    assert measure(first, DAY) == measure(second, DAY)
    columns = ["story_id", "day", "y", "contested", "weight", "points"]
    told = [contributions(frame, ledger(frame), "money", DAY)[columns] for frame in (both, one)]
    pd.testing.assert_frame_equal(*told, check_exact=True)
    assert np.isfinite(told[0]["points"]).all()
