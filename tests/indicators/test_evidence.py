from datetime import timedelta

import pytest

from signpost.indicators.evidence import carrying, contributions, signpost_counts
from signpost.indicators.ledger import daily, ledger
from signpost.indicators.measure import measure


@pytest.fixture
def many(tag, evidence):
    rows = [
        tag(
            s,
            day=(s * 7) % 90,
            outlet=f"Outlet {s % 9 if s % 3 else 0}",
            analyst_id=1 + (s + a) % 3,
            direction="weakens" if (s * s + a) % 5 < 2 else "neutral" if s % 11 == 0 else "strengthens",
        )
        for s in range(300)
        for a in range(1 + s % 2)
    ]
    return evidence(rows)


@pytest.mark.parametrize("age", [0, 1, 17, 60])
def test_points_sum_to_the_level_exactly(many, today, age):
    as_of = today - timedelta(days=age)
    points = contributions(many, ledger(many), "money", as_of)["points"]
    assert points.sum() == pytest.approx(measure(daily(many, "money"), as_of).level - 50, abs=1e-9)


def test_one_story_gives_all_the_points(tag, evidence, today):
    frame = evidence([tag(1, day=14)])
    assert contributions(frame, ledger(frame), "money", today)["points"].tolist() == pytest.approx([100 * 0.25 / 2.5])


def test_carrying_stories_come_newest_and_heaviest_first_with_their_texts(tag, evidence, today):
    frame = evidence(
        [
            tag(1, day=43),
            tag(2, day=9, note="seen twice", signpost_id="money_rise"),
            tag(2, headline_id=20, day=8, outlet="Later", analyst_id=2, note="confirmed"),
            tag(3, day=0),
            tag(4, day=0, analyst_id=1),
            tag(4, day=0, analyst_id=2, direction="weakens"),
            tag(5, day=0, direction="neutral"),
        ]
    )
    told = carrying(frame, ledger(frame), "money", today)
    assert told["story_id"].tolist() == [3, 4, 2]
    assert told["contested"].tolist() == [False, True, False]
    last = told.iloc[-1]
    assert (last["headline_id"], last["title"], last["outlets"]) == (2, "Invented item 2", "Harbour Post, Later")
    assert (last["note"], last["signposts"]) == ("seen twice · confirmed", "money_rise")


def test_nothing_carries_an_unknown_factor(many, today):
    told = carrying(many, ledger(many), "river", today)
    assert told.empty
    assert {"points", "title", "outlets", "note"} <= set(told.columns)


def test_signposts_are_counted_by_story_in_the_frameworks_order(tag, evidence, framework, today):
    frame = evidence(
        [
            tag(1, signpost_id="money_rise", day=2),
            tag(1, headline_id=11, signpost_id="money_rise", day=2),
            tag(2, signpost_id="money_rise", direction="weakens", day=1),
            tag(3, signpost_id="money_rise", direction="neutral"),
            tag(4, signpost_id="money_rise", day=50),
            tag(5),
        ]
    )
    counts = signpost_counts(frame, framework.factors[0], today)
    assert counts["signpost_id"].tolist() == ["money_rise", "money_fall"]
    assert counts["stories"].tolist() == [3, 0]
    assert counts.loc[0, ["strengthens", "weakens", "contested", "neutral"]].tolist() == [1, 1, 0, 1]
    assert counts["latest"].isna().tolist() == [False, True]
