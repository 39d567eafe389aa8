"""Feeds: what is due, how fetches ended, and who publishes."""

from datetime import timedelta

import pytest

from signpost.nouns.feed import Outcome, OutcomeKind, Outlet

HERALD = Outlet(name="Herald", perspective="wire", country="XX", language="en", reliability="B")


def add(hand, url="https://herald.example/feed", outlet=HERALD, **more):
    return hand.store.feeds.add(url, title=more.pop("title", ""), outlet=outlet, now=hand.now, **more)


def record(hand, feed, kind=OutcomeKind.NEW, minutes=30, error="", **more):
    outcome = Outcome(
        feed_id=feed.id, url=feed.url, kind=kind, started_at=hand.later(), elapsed_s=0.25, status=200, error=error
    )
    due = hand.now + timedelta(minutes=minutes)
    hand.store.feeds.record(outcome, next_fetch_at=due, interval_s=60 * minutes, **more)
    return outcome


def test_an_address_is_subscribed_once(hand):
    feed, new = add(hand)
    again, second = add(hand, title="Another title")
    assert (new, second) == (True, False)
    assert again == feed == hand.store.feeds.get(feed.id)
    assert hand.store.feeds.all() == [feed]
    assert feed.outlet == HERALD


def test_a_new_feed_is_due_at_once_and_after_a_fetch_when_its_time_has_come(hand):
    feed, _ = add(hand)
    other, _ = add(hand, "https://courier.example/feed", Outlet(name="Courier"))
    assert [f.id for f in hand.store.feeds.due(hand.now)] == [feed.id, other.id]
    record(hand, feed, minutes=30)
    record(hand, other, minutes=20)
    assert hand.store.feeds.due(hand.now) == []
    assert [f.id for f in hand.store.feeds.due(hand.now + timedelta(minutes=31))] == [other.id, feed.id]


def test_a_paused_feed_is_not_due_and_a_resumed_one_is(hand):
    feed, _ = add(hand)
    hand.store.feeds.pause(feed.id, "it asks for a login")
    assert hand.store.feeds.due(hand.now) == []
    assert hand.store.feeds.get(feed.id).paused == "it asks for a login"
    hand.store.feeds.resume(feed.id, hand.now)
    assert [f.id for f in hand.store.feeds.due(hand.now)] == [feed.id]


def test_a_removed_feed_leaves_its_headlines_and_comes_back_as_itself(hand):
    feed, _ = add(hand)
    kept = hand.keep("Talks resume in the capital", feed_id=feed.id)
    hand.store.feeds.remove(feed.id, hand.now)
    assert (hand.store.feeds.all(), hand.store.feeds.due(hand.now), hand.store.feeds.get(feed.id)) == ([], [], None)
    assert hand.store.headlines.get(kept.ids[0]) is not None
    back, new = add(hand)
    assert (back.id, new) == (feed.id, True)
    assert hand.keep("Talks resume in the capital", feed_id=back.id).unchanged == 1


def test_failures_are_counted_in_a_row_and_a_good_fetch_ends_them(hand):
    feed, _ = add(hand)
    record(hand, feed, OutcomeKind.FAILED, error="no answer in 20 s")
    record(hand, feed, OutcomeKind.FAILED, error="no such host")
    record(hand, feed, OutcomeKind.SKIPPED)
    failed = hand.store.feeds.get(feed.id)
    assert (failed.failures, failed.last_error, failed.last_ok_at) == (2, "no such host", None)
    good = record(hand, feed, OutcomeKind.UNCHANGED)
    mended = hand.store.feeds.get(feed.id)
    assert (mended.failures, mended.last_error, mended.last_ok_at) == (0, "", good.started_at)


def test_what_a_fetch_left_for_the_next_one_stays_until_it_is_replaced(hand):
    feed, _ = add(hand)
    record(hand, feed, etag='"a"', modified="Sunday", body_hash="1f", title="The Herald")
    record(hand, feed, etag='"b"', title="A later title")
    left = hand.store.feeds.get(feed.id)
    assert (left.etag, left.modified, left.body_hash, left.title) == ('"b"', "Sunday", "1f", "The Herald")
    assert left.interval_s == 1800


def test_fetches_are_told_newest_first_and_since_a_moment(hand):
    feed, _ = add(hand)
    other, _ = add(hand, "https://courier.example/feed")
    outcomes = [record(hand, each) for each in (feed, other, feed, feed)]
    assert hand.store.feeds.fetches(feed.id, limit=2) == [outcomes[3], outcomes[2]]
    assert hand.store.feeds.fetches_since(outcomes[1].started_at) == outcomes[1:]


@pytest.mark.parametrize(
    ("known", "told", "kept"),
    [
        pytest.param(Outlet(name="H"), HERALD, ("wire", "B"), id="what is newly known is filled in"),
        pytest.param(
            Outlet(name="H", perspective="state", reliability="D"), HERALD, ("state", "D"), id="nothing is overwritten"
        ),
        pytest.param(HERALD, Outlet(name="H"), ("wire", "B"), id="nothing is forgotten"),
    ],
)
def test_an_outlet_learns_and_keeps(hand, known, told, kept):
    for number, outlet in enumerate((known, told)):
        named = Outlet(name="H", perspective=outlet.perspective, reliability=outlet.reliability)
        add(hand, f"https://h.example/{number}", named)
    (outlet,) = hand.store.feeds.outlets()
    assert (outlet.perspective, outlet.reliability) == kept
