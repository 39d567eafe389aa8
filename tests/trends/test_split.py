"""A difference of levels taken apart: each way sums to the whole."""

from datetime import timedelta

import pytest
from bridge import DAY, _evidence, _tag
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.indicators.board import board
from signpost.indicators.ledger import ledger
from signpost.indicators.measure import measure
from signpost.indicators.options import Options
from signpost.trends.split import split

WAYS = ("outlet", "perspective", "analyst", "signpost")
tags = st.lists(
    st.fixed_dictionaries(
        {
            "story": st.integers(1, 25),
            "copy": st.integers(0, 2),
            "analyst": st.integers(1, 3),
            "kind": st.sampled_from(["tag", "tag", "tag", "ruling"]),
            "direction": st.sampled_from(["strengthens", "weakens", "neutral"]),
            "signpost": st.sampled_from(["", "money_rise", "money_fall"]),
            "factor": st.sampled_from(["money", "money", "river"]),
            "weight": st.integers(1, 3),
        }
    ),
    max_size=60,
    unique_by=lambda t: (t["story"], t["copy"], t["analyst"], t["kind"], t["factor"]),
)
options = st.builds(Options, half_life=st.sampled_from([7.0, 14.0]), lean=st.booleans(), weights=st.booleans())


@settings(deadline=None, max_examples=25)
@given(tags=tags, options=options, back=st.integers(1, 20))
def test_every_way_of_taking_apart_sums_to_the_difference(tags, options, back):
    rows = [
        _tag(
            t["story"],
            headline_id=10 * t["story"] + t["copy"],
            analyst_id=t["analyst"],
            factor_id=t["factor"],
            day=(t["story"] * 3 + t["copy"]) % 40,
            outlet=f"Outlet {(t['story'] + t['copy']) % 5}",
            perspective=("local", "state", "exile")[(t["story"] + t["copy"]) % 5 % 3],
            signpost_id=t["signpost"],
            **{name: t[name] for name in ("kind", "direction", "weight")},
        )
        for t in tags
    ]
    whole = board(_evidence(rows), ["money"], options)
    before = DAY - timedelta(days=back)
    now, then = (measure(whole.sums["money"], day, options=options).level for day in (DAY, before))
    for way in WAYS:
        told = split(whole.evidence, whole.stories, "money", DAY, before, way, options)
        assert told["points"].sum() == pytest.approx(now - then, abs=1e-9)
        assert told["now"].sum() == pytest.approx(now - 50, abs=1e-9)
        assert told["group"].is_unique


def test_a_story_of_two_analysts_and_two_signposts_is_shared(tag, evidence, today):
    rows = [tag(1, analyst_id=a, signpost_id=f"money_{name}") for a, name in ((1, "rise"), (2, "fall"))]
    frame = evidence(rows)
    for way, names in (("analyst", {"Analyst 1", "Analyst 2"}), ("signpost", {"money_rise", "money_fall"})):
        told = split(frame, ledger(frame), "money", today, today - timedelta(days=1), way)
        assert set(told["group"]) == names
        assert told["points"].tolist() == pytest.approx([100 / 6 / 2] * 2)
        assert told["stories"].tolist() == [0.5, 0.5]


def test_an_outlet_whose_stories_only_fade_has_its_part_too(tag, evidence, today):
    frame = evidence([tag(1, day=20, outlet="Old"), tag(2, day=0, outlet="New", direction="weakens")])
    told = split(frame, ledger(frame), "money", today, today - timedelta(days=5), "outlet").set_index("group")
    assert told.loc["New", "points"] < 0
    assert told.loc["Old", "points"] < 0
    assert told.loc["Old", "stories"] == 0


def test_nothing_known_splits_into_nothing(evidence, today):
    frame = evidence([])
    for way in WAYS:
        assert len(split(frame, ledger(frame), "money", today, today - timedelta(days=1), way)) == 0


@pytest.mark.parametrize(("back", "way"), [(0, "outlet"), (1, "moon")])
def test_what_cannot_be_split_is_refused(evidence, today, back, way):
    frame = evidence([])
    with pytest.raises(ValueError, match="not"):
        split(frame, ledger(frame), "money", today, today - timedelta(days=back), way)
