"""Feeds: what is due, what a hand changes, and who publishes."""

from datetime import timedelta

import pytest

from signpost.errors import FeedError
from signpost.nouns.feed import STAYS, Outcome, OutcomeKind, Outlet

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


@pytest.mark.parametrize(
    ("every_s", "hours", "due"),
    [
        pytest.param(0, 24, False, id="a day is the longest plan"),
        pytest.param(0, 27, True, id="longer: the clock was set back since"),
        pytest.param(7 * 86400, 7 * 24, False, id="a week by hand"),
        pytest.param(7 * 86400, 30 * 24, True, id="a month where a week was set by hand"),
    ],
)
def test_no_feed_waits_longer_than_any_plan_lets_it(hand, every_s, hours, due):
    feed, _ = add(hand, every_s=every_s)
    record(hand, feed, minutes=60 * hours)
    assert bool(hand.store.feeds.due(hand.now)) is due


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


def test_what_a_hand_changes_is_changed_and_nothing_else(hand):
    feed, _ = add(hand, title="Herald", note="slow")
    hand.store.feeds.change(feed.id, title="The Herald", every_s=3600, user_agent="Herald reader")
    after = hand.store.feeds.get(feed.id)
    assert (after.title, after.every_s, after.user_agent) == ("The Herald", 3600, "Herald reader")
    assert (after.url, after.note, after.outlet) == (feed.url, "slow", HERALD)


@pytest.mark.parametrize(
    ("change", "asked_anew"),
    [
        pytest.param({"url": "https://herald.example/new"}, True, id="another address"),
        pytest.param({"every_s": 600}, True, id="another rhythm"),
        pytest.param({"user_agent": "Reader"}, True, id="another user agent"),
        pytest.param({"title": "The Herald"}, False, id="another title"),
        pytest.param({"every_s": 0}, False, id="the same rhythm"),
    ],
)
def test_a_change_that_matters_to_the_next_fetch_makes_the_feed_due(hand, change, asked_anew):
    feed, _ = add(hand)
    record(hand, feed)
    hand.store.feeds.change(feed.id, **change)
    assert bool(hand.store.feeds.due(hand.now)) is asked_anew


def test_another_address_is_read_in_full(hand):
    feed, _ = add(hand)
    moved = ("https://elsewhere.example/feed", hand.now, 2)
    record(hand, feed, etag='"a"', modified="Sunday", body_hash="1f", digests=b"12345678", moved=moved)
    hand.store.feeds.change(feed.id, url="https://herald.example/new")
    after = hand.store.feeds.get(feed.id)
    assert (after.etag, after.modified, after.body_hash, hand.store.feeds.seen(feed.id)) == ("", "", "", b"")
    assert (after.moved_to, after.moved_since, after.moved_seen) == ("", None, 0)


def test_an_address_that_another_feed_has_is_refused(hand):
    feed, _ = add(hand)
    add(hand, "https://courier.example/feed")
    with pytest.raises(FeedError, match="is subscribed already"):
        hand.store.feeds.change(feed.id, url="https://courier.example/feed")
    assert hand.store.feeds.get(feed.id) == feed


def test_a_redirect_that_a_hand_rejects_stays_rejected(hand):
    feed, _ = add(hand)
    record(hand, feed, moved=("https://elsewhere.example/feed", hand.now, 2))
    hand.store.feeds.keep_address(feed.id)
    after = hand.store.feeds.get(feed.id)
    assert (after.moved_to, after.moved_seen) == ("https://elsewhere.example/feed", STAYS)


WEEKLY = Outlet(name="Weekly", perspective="research", family="Herald Group")


def test_an_outlet_that_only_one_feed_has_is_renamed(hand):
    feed, _ = add(hand)
    hand.keep("Talks resume in the capital", feed_id=feed.id)
    hand.store.feeds.change(feed.id, outlet=WEEKLY)
    assert hand.store.feeds.get(feed.id).outlet == WEEKLY
    assert list(hand.store.feeds.outlets()) == [WEEKLY]


def test_an_outlet_that_others_have_is_left_to_them(hand):
    feed, _ = add(hand)
    add(hand, "https://herald.example/sport")
    hand.store.feeds.change(feed.id, outlet=WEEKLY)
    assert {f.outlet.name for f in hand.store.feeds.all()} == {"Herald", "Weekly"}


def test_what_a_hand_says_of_an_outlet_replaces_what_was_known(hand):
    feed, _ = add(hand)
    said = Outlet(name="Herald", perspective="state", reliability="D", family="State media")
    hand.store.feeds.change(feed.id, outlet=said)
    assert hand.store.feeds.get(feed.id).outlet == said


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


def test_an_outlet_whose_name_cannot_be_kept_as_it_is_stays_one(hand):
    odd = Outlet(name="Court\x00ier \ud800")
    first, _ = add(hand, outlet=odd)
    other, _ = add(hand, "https://courier.example/feed", odd)
    assert first.outlet.name == other.outlet.name == "Courtier ?"
