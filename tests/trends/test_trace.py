from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signpost.indicators.ledger import daily, ledger
from signpost.indicators.measure import measure
from signpost.trends.trace import moved, trace

stories = st.lists(
    st.tuples(
        st.integers(0, 80),  # age
        st.integers(0, 12),  # outlet
        st.integers(1, 7),  # which of three analysts
        st.sampled_from(["strengthens", "strengthens", "weakens", "neutral"]),
    ),
    max_size=60,
)


def rows_of(tag, stories):
    """Each analyst in the mask tags the story; every second one the other way round."""
    other = {"strengthens": "weakens", "weakens": "strengthens", "neutral": "neutral"}
    return [
        tag(s, day=age, outlet=f"Outlet {outlet}", analyst_id=a, direction=direction if a != 2 else other[direction])
        for s, (age, outlet, mask, direction) in enumerate(stories, start=1)
        for a in (1, 2, 3)
        if mask & 1 << (a - 1)
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=stories, age=st.integers(0, 60))
def test_a_trend_is_on_each_day_what_measure_says_as_of_it_to_the_bit(tag, evidence, today, stories, age):
    rows = rows_of(tag, stories)
    sums = daily(evidence(rows), "money")
    trend = trace(sums, "money", today - timedelta(days=70), today)
    day = today - timedelta(days=age)
    indicator = measure(sums, day)
    index = trend.days.index(day)
    assert (indicator.level, indicator.low, indicator.high, indicator.n_effective) == (
        trend.level[index],
        trend.low[index],
        trend.high[index],
        trend.n_effective[index],
    )
    known_then = daily(evidence(row for row in rows if row["day"] <= day), "money")
    assert measure(known_then, day) == indicator


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=stories, age=st.integers(0, 20), span=st.integers(1, 40))
def test_what_moved_sums_to_the_difference_of_the_levels(tag, evidence, today, stories, age, span):
    frame = evidence(rows_of(tag, stories))
    day = today - timedelta(days=age)
    before = day - timedelta(days=span)
    told = moved(frame, ledger(frame), "money", day, before)
    sums = daily(frame, "money")
    assert told["points"].sum() == pytest.approx(measure(sums, day).level - measure(sums, before).level, abs=1e-9)


def test_a_trend_counts_the_stories_dated_each_day(tag, evidence, today):
    sums = daily(evidence([tag(1, day=1), tag(2, day=1), tag(3, day=0, direction="neutral")]), "money")
    trend = trace(sums, "money", today - timedelta(days=2), today)
    assert trend.stories == (0.0, 2.0, 0.0)
    assert trend.days[-1] == today


def test_a_trend_before_any_story_is_even_and_wide(tag, evidence, today):
    trend = trace(daily(evidence([]), "money"), "money", today - timedelta(days=1), today)
    assert trend.level == (50.0, 50.0)
    assert [round(high) for high in trend.high] == [90, 90]


def test_a_stretch_that_ends_before_it_begins_is_refused(evidence, today):
    with pytest.raises(ValueError, match="before it begins"):
        trace(daily(evidence([]), "money"), "money", today, today - timedelta(days=1))


def test_new_stories_come_first_and_older_ones_are_one_fading_row(tag, evidence, today):
    frame = evidence([tag(1, day=9), tag(2, day=0), tag(3, day=0, direction="weakens"), tag(4, day=0)])
    told = moved(frame, ledger(frame), "money", today)
    assert told["kind"].tolist() == ["story", "story", "story", "fading"]
    assert told["story_id"].tolist()[-1] == 0
    assert told["points"].iloc[-1] < 0
    assert set(told["title"]) == {"Invented item 2", "Invented item 3", "Invented item 4", ""}


@pytest.mark.parametrize(
    ("ages", "kinds"),
    [
        pytest.param([], [], id="nothing at all"),
        pytest.param([0], ["story"], id="the first story"),
        pytest.param([5], ["fading"], id="only an older one"),
        pytest.param([-3], [], id="only a later one"),
    ],
)
def test_what_moved_with_little_evidence(tag, evidence, today, ages, kinds):
    frame = evidence([tag(s, day=age) for s, age in enumerate(ages, start=1)])
    told = moved(frame, ledger(frame), "money", today)
    assert told["kind"].tolist() == kinds
    assert str(told["day"].dtype) == "datetime64[s]"


def test_moved_needs_an_earlier_day(evidence, today):
    frame = evidence([])
    with pytest.raises(ValueError, match="not before"):
        moved(frame, ledger(frame), "money", today, today)
