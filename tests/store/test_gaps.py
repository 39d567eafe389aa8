"""Gaps: silence that says nothing about the world."""

from datetime import UTC, date, datetime, timedelta

import pytest

from signpost.nouns.feed import Outcome, OutcomeKind, Outlet
from signpost.store.gaps import longest_silence

START = datetime(2026, 11, 20, tzinfo=UTC)
HERALD = Outlet(name="Herald", perspective="wire")


def at(hours):
    return START + timedelta(hours=hours)


@pytest.fixture
def feed(store):
    return store.feeds.add("https://herald.example/feed", title="", outlet=HERALD, now=at(0))[0]


def fetch(store, feed, hours, kind=OutcomeKind.UNCHANGED, error="", reaches_back=True, interval_s=1800):
    outcome = Outcome(feed_id=feed.id, url=feed.url, kind=kind, started_at=at(hours), elapsed_s=0.1, error=error)
    store.feeds.record(outcome, next_fetch_at=at(hours + 1), interval_s=interval_s, reaches_back=reaches_back)


def told(store, first=0, last=1000, now=None):
    return [
        (gap.began_at, gap.ended_at, gap.reason, gap.lost)
        for gap in store.gaps.between(at(first), at(last), now=None if now is None else at(now))
    ]


@pytest.mark.parametrize(
    ("interval_s", "hours"),
    [
        pytest.param(600, 6, id="at least six hours"),
        pytest.param(7200, 6, id="three intervals of two hours"),
        pytest.param(21_600, 18, id="three intervals"),
    ],
)
def test_a_feed_may_be_silent_for_three_intervals(interval_s, hours):
    assert longest_silence(interval_s) == timedelta(hours=hours)


def test_fetches_in_rhythm_leave_no_gap(store, feed):
    for hours in (1, 3, 8, 14):
        fetch(store, feed, hours)
    store.gaps.note(at(15))
    assert told(store) == []


def test_a_time_in_which_nothing_collected_is_a_gap(store, feed):
    fetch(store, feed, 1)
    fetch(store, feed, 20, reaches_back=False)
    assert told(store) == [(at(1), at(20), "nothing was collecting", True)]
    (gap,) = store.gaps.between(at(0), at(30))
    assert (gap.feed_id, gap.outlet, gap.perspective) == (feed.id, "Herald", "wire")


def test_nothing_is_lost_where_the_first_answer_reaches_back(store, feed):
    fetch(store, feed, 1)
    fetch(store, feed, 20)
    assert told(store) == [(at(1), at(20), "nothing was collecting", False)]


@pytest.mark.parametrize("noted", [pytest.param(True, id="noted meanwhile"), pytest.param(False, id="found out after")])
def test_a_gap_says_why_and_lasts_until_the_next_good_fetch(store, feed, noted):
    fetch(store, feed, 1)
    for hours in (2, 5, 12):
        fetch(store, feed, hours, OutcomeKind.FAILED, error="no such host")
        if noted:
            store.gaps.note(at(hours))
    if noted:
        assert told(store) == [(at(1), None, "no such host", True)]
    fetch(store, feed, 13, OutcomeKind.EMPTY)
    fetch(store, feed, 14, OutcomeKind.SKIPPED)
    fetch(store, feed, 15)
    ((began_at, ended_at, _, lost),) = told(store)
    assert (began_at, ended_at, lost) == (at(1), at(15), False)


def test_a_feed_that_turns_empty_is_not_heard(store, feed):
    fetch(store, feed, 1)
    fetch(store, feed, 4, OutcomeKind.EMPTY)
    fetch(store, feed, 9, OutcomeKind.EMPTY)
    assert store.gaps.note(at(9)) == 1
    assert told(store) == [(at(1), None, "the answer holds no items", True)]


def test_a_gap_is_noted_once(store, feed):
    fetch(store, feed, 1)
    assert [store.gaps.note(at(hours)) for hours in (6, 8, 9, 30)] == [0, 1, 0, 0]


def test_a_gap_that_nobody_noted_is_told_to_who_says_what_time_it_is(store, feed):
    fetch(store, feed, 1)
    assert told(store, now=20) == [(at(1), None, "nothing was collecting", True)]
    store.gaps.note(at(20))
    assert told(store, now=20) == [(at(1), None, "nothing was collecting", True)]


def test_a_feed_that_was_never_heard_cannot_fall_silent(store, feed):
    fetch(store, feed, 1, OutcomeKind.FAILED, error="no such host")
    assert store.gaps.note(at(100)) == 0
    fetch(store, feed, 101)
    assert told(store, now=102) == []


def test_a_paused_feed_is_not_heard_either(store, feed):
    fetch(store, feed, 1)
    store.feeds.pause(feed.id, "by an analyst")
    store.gaps.note(at(10))
    assert told(store) == [(at(1), None, "paused: by an analyst", True)]


def test_removing_a_feed_ends_its_gap(store, feed):
    fetch(store, feed, 1)
    store.gaps.note(at(10))
    store.feeds.remove(feed.id, at(12))
    store.gaps.note(at(40))
    assert told(store) == [(at(1), at(12), "nothing was collecting", True)]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        pytest.param(0, 0.5, 0, id="before"),
        pytest.param(0, 2, 1, id="over its beginning"),
        pytest.param(5, 6, 1, id="within"),
        pytest.param(19, 40, 1, id="over its end"),
        pytest.param(21, 40, 0, id="after"),
    ],
)
def test_gaps_between_two_moments_are_those_that_touch_them(store, feed, first, last, found):
    fetch(store, feed, 1)
    fetch(store, feed, 20, reaches_back=False)
    assert len(told(store, first, last)) == found


def test_a_days_deafness_is_the_share_of_feed_hours_in_which_something_may_be_lost(store, feed):
    other, _ = store.feeds.add("https://courier.example/feed", title="", outlet=HERALD, now=at(0))
    fetch(store, feed, 12)
    fetch(store, feed, 36, reaches_back=False)
    for hours in (12, 36):  # as long, but nothing was lost
        fetch(store, other, hours)
    days = store.gaps.days(date(2026, 11, 19), date(2026, 11, 22))
    assert [(d.day.day, d.feeds, d.deaf, d.share) for d in days] == [
        (19, 0, 0.0, 0.0),
        (20, 2, 0.5, 0.25),
        (21, 2, 0.5, 0.25),
        (22, 2, 0.0, 0.0),
    ]


def test_a_day_that_is_not_over_counts_up_to_now(store, feed):
    fetch(store, feed, 6)
    (day,) = store.gaps.days(date(2026, 11, 20), date(2026, 11, 20), now=at(18))
    assert (day.deaf, day.share) == (12 / 18, 12 / 18)
