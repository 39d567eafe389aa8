"""How feeds are doing, from what is kept of them."""

from datetime import timedelta

from signpost.nouns.feed import Outcome, OutcomeKind, Outlet
from signpost.nouns.headline import Arrival

HERALD = Outlet(name="Herald")


def add(hand, n=1):
    return hand.store.feeds.add(f"https://herald.example/{n}", title="", outlet=HERALD, now=hand.now)[0]


def record(hand, feed, days_ago, kind=OutcomeKind.UNCHANGED, **more):
    started_at = hand.now - timedelta(days=days_ago)
    outcome = Outcome(feed_id=feed.id, url=feed.url, kind=kind, started_at=started_at, elapsed_s=0.1, **more)
    hand.store.feeds.record(outcome, next_fetch_at=hand.now, interval_s=1800)


def item(hand, title, days_ago):
    return Arrival(key=title, title=title, published_at=hand.now - timedelta(days=days_ago))


def test_the_last_two_weeks_are_told_day_by_day(hand):
    feed, quiet = add(hand, 1), add(hand, 2)
    for days, title in ((0, "Talks resume in the capital"), (1, "Grain ships leave port"), (1, "A bridge is opened")):
        hand.keep(item(hand, title, days), feed_id=feed.id)
    hand.keep(item(hand, "An old report comes to light", 20), feed_id=feed.id)
    record(hand, feed, 2, OutcomeKind.FAILED, error="no such host")
    record(hand, feed, 2)
    record(hand, feed, 2, OutcomeKind.SKIPPED, error="left out")
    record(hand, feed, 0, OutcomeKind.NEW, added=1)
    told, nothing = hand.store.feeds.health(hand.now)
    assert told.feed.id == feed.id
    assert told.strip == (*[0] * 12, 2, 1)
    assert told.strip_failed == (*[0.0] * 11, 0.5, 0.0, 0.0)
    assert told.items_a_day == 3 / 14
    assert (told.state, told.last_new_at) == ("well", hand.now)
    assert (nothing.feed.id, nothing.state, nothing.strip) == (quiet.id, "new", (0,) * 14)


def test_a_feed_is_stale_by_its_own_pace(hand):
    busy, slow = add(hand, 1), add(hand, 2)
    hand.keep(*(item(hand, f"Report number {days} of the day", days) for days in range(10, 30)), feed_id=busy.id)
    hand.keep(*(item(hand, f"Weekly letter number {days}", days) for days in (10, 17, 24)), feed_id=slow.id)
    for feed in (busy, slow):
        record(hand, feed, 10, OutcomeKind.NEW, added=1)
        record(hand, feed, 0)
    states = {h.feed.id: (h.state, h.why) for h in hand.store.feeds.health(hand.now)}
    assert states[busy.id] == ("stale", "it answers, but nothing new came for 10 days; it used to bring 1.1 a day")
    assert states[slow.id] == ("well", "")


def test_what_the_cap_left_out_is_told_until_another_answer_is_read(hand):
    feed = add(hand)
    record(hand, feed, 3, OutcomeKind.NEW, added=2000, items=2010, cut=10)
    record(hand, feed, 2)  # “not modified” holds no items
    (told,) = hand.store.feeds.health(hand.now)
    assert (told.state, told.why) == ("well", "its last answer held 2,010 items; the cap left out 10 of them")
    record(hand, feed, 1, OutcomeKind.NEW, added=1, items=40)
    (told,) = hand.store.feeds.health(hand.now)
    assert told.why == ""


def test_removed_feeds_are_not_told(hand):
    feed = add(hand)
    hand.store.feeds.remove(feed.id, hand.now)
    assert hand.store.feeds.health(hand.now) == []
