"""What fetches brought and what they leave for the next ones."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from signpost.nouns.feed import Outcome, OutcomeKind, Outlet
from signpost.store import Record

HERALD = Outlet(name="Herald")
URL = "https://herald.example/feed"


@pytest.fixture
def feed(hand):
    return hand.store.feeds.add(URL, title="", outlet=HERALD, now=hand.now)[0]


def outcome(hand, feed, kind=OutcomeKind.NEW, **more):
    given = {"started_at": hand.later(), "elapsed_s": 0.25, "status": 200, **more}
    return Outcome(feed_id=feed.id, url=feed.url, kind=kind, **given)


def record(hand, feed, kind=OutcomeKind.NEW, error="", follows=None, **more):
    made = outcome(hand, feed, kind, error=error, **more)
    due = hand.now + timedelta(minutes=30)
    hand.store.feeds.record(made, **{"next_fetch_at": due, "interval_s": 1800, **(follows or {})})
    return made


def now(hand, feed):
    return hand.store.feeds.get(feed.id)


def test_failures_are_counted_in_a_row_and_a_good_fetch_ends_them(hand, feed):
    record(hand, feed, OutcomeKind.FAILED, error="no answer in 20 s")
    record(hand, feed, OutcomeKind.FAILED, error="no such host")
    record(hand, feed, OutcomeKind.SKIPPED, error="left out")
    failed = now(hand, feed)
    assert (failed.failures, failed.last_error, failed.last_ok_at) == (2, "no such host", None)
    good = record(hand, feed, OutcomeKind.UNCHANGED)
    mended = now(hand, feed)
    assert (mended.failures, mended.last_error, mended.last_ok_at) == (0, "", good.started_at)


def test_an_answer_without_items_is_neither_a_failure_nor_a_good_fetch(hand, feed):
    good = record(hand, feed, items=12)
    record(hand, feed, OutcomeKind.EMPTY)
    empty = now(hand, feed)
    assert (empty.failures, empty.last_error, empty.items) == (0, "the answer holds no items", 0)
    assert empty.last_ok_at == good.started_at


def test_what_a_fetch_left_for_the_next_one_stays_until_it_is_replaced(hand, feed):
    record(hand, feed, follows={"etag": '"a"', "modified": "Sunday", "body_hash": "1f", "title": "The Herald"})
    record(hand, feed, follows={"etag": '"b"', "title": "A later title"})
    left = now(hand, feed)
    assert (left.etag, left.modified, left.body_hash, left.title) == ('"b"', "Sunday", "1f", "The Herald")
    assert left.interval_s == 1800


@pytest.mark.parametrize(
    ("follows", "left"),
    [
        pytest.param({"digests": b"abcdefgh"}, b"abcdefgh", id="replaced"),
        pytest.param({}, b"12345678", id="kept"),
        pytest.param({"body_hash": ""}, b"", id="forgotten with the validators"),
        pytest.param({"body_hash": "", "digests": b"abcdefgh"}, b"", id="not even kept where the answer was cut short"),
        pytest.param({"digests": b""}, b"", id="none"),
    ],
)
def test_the_items_of_the_last_answer_are_remembered(hand, feed, follows, left):
    record(hand, feed, follows={"digests": b"12345678", "body_hash": "1f"})
    record(hand, feed, follows=follows)
    assert hand.store.feeds.seen(feed.id) == left


def test_when_something_new_came_is_remembered(hand, feed):
    first = record(hand, feed, added=3, items=3)
    assert now(hand, feed).last_new_at == first.started_at
    record(hand, feed, OutcomeKind.UNCHANGED)
    assert (now(hand, feed).last_new_at, now(hand, feed).items) == (first.started_at, 3)


def test_a_first_answer_of_old_items_does_not_look_new(hand, feed):
    newest = hand.now - timedelta(days=400)
    record(hand, feed, added=3, follows={"newest": newest})
    assert now(hand, feed).last_new_at == newest
    later = record(hand, feed, added=1, follows={"newest": newest + timedelta(days=1)})
    assert now(hand, feed).last_new_at == later.started_at


def test_why_a_feed_waits_is_said_until_the_next_fetch(hand, feed):
    record(hand, feed, OutcomeKind.SKIPPED, waiting="its server asked to be left alone until noon")
    assert now(hand, feed).waiting == "its server asked to be left alone until noon"
    record(hand, feed)
    assert now(hand, feed).waiting == ""


def test_a_host_that_asked_to_be_left_alone_is_remembered_until_then(hand, feed):
    until = hand.now + timedelta(hours=1)
    record(hand, feed, OutcomeKind.FAILED, error="too often", follows={"pauses": ("herald.example", until)})
    assert hand.store.feeds.pauses(hand.now) == {"herald.example": until}
    assert hand.store.feeds.pauses(until) == {}
    longer = until + timedelta(hours=1)
    record(hand, feed, OutcomeKind.FAILED, error="too often", follows={"pauses": ("herald.example", longer)})
    assert hand.store.feeds.pauses(until) == {"herald.example": longer}


def test_a_pause_from_a_clock_that_was_set_back_does_not_bind_for_ever(hand, feed):
    until = hand.now + timedelta(days=3)
    record(hand, feed, OutcomeKind.FAILED, error="too often", follows={"pauses": ("herald.example", until)})
    assert hand.store.feeds.pauses(hand.now) == {}


def test_an_observed_redirect_is_remembered_and_a_believed_one_followed(hand, feed):
    moved = ("https://new.example/feed", hand.now, 1)
    record(hand, feed, follows={"moved": moved})
    seen = now(hand, feed)
    assert (seen.url, seen.moved_to, seen.moved_since, seen.moved_seen) == (URL, *moved)
    record(hand, feed, follows={"moved": ("", None, 0), "new_url": "https://new.example/feed"})
    gone_over = now(hand, feed)
    assert (gone_over.url, gone_over.moved_to, gone_over.moved_seen) == ("https://new.example/feed", "", 0)


def test_a_feed_that_moves_to_where_another_is_is_paused(hand, feed):
    hand.store.feeds.add("https://new.example/feed", title="", outlet=HERALD, now=hand.now)
    record(hand, feed, follows={"new_url": "https://new.example/feed"})
    after = now(hand, feed)
    assert (after.url, after.paused) == (URL, "it moved to https://new.example/feed, which is subscribed already")


def test_an_answer_from_an_address_that_was_changed_meanwhile_says_nothing_of_the_new_one(hand, feed):
    hand.store.feeds.change(feed.id, url="https://new.example/feed")
    made = record(hand, feed, follows={"etag": '"old"', "digests": b"12345678"})
    after = now(hand, feed)
    assert (after.etag, after.last_ok_at, hand.store.feeds.seen(feed.id)) == ("", None, b"")
    assert hand.store.feeds.fetches(feed.id)[0].started_at == made.started_at


def test_many_fetches_are_recorded_in_one_transaction(hand):
    feeds = [
        hand.store.feeds.add(f"https://{n}.example/feed", title="", outlet=HERALD, now=hand.now)[0] for n in range(60)
    ]
    kinds = [OutcomeKind.UNCHANGED, OutcomeKind.NEW, OutcomeKind.FAILED]
    records = [
        Record(
            outcome=outcome(hand, f, kinds[f.id % 3], error="no" if f.id % 3 == 2 else ""),
            next_fetch_at=hand.now,
            etag=f'"{f.id}"',
        )
        for f in feeds
    ]
    commits = []
    event.listen(hand.store.door.engine, "commit", commits.append)
    hand.store.feeds.record_all(records)
    assert len(commits) == 1
    after = [now(hand, f) for f in feeds]
    assert [f.etag for f in after] == [f'"{f.id}"' for f in feeds]
    assert [f.failures for f in after] == [int(f.id % 3 == 2) for f in feeds]


def test_fetches_are_told_newest_first_and_since_a_moment(hand, feed):
    other, _ = hand.store.feeds.add("https://courier.example/feed", title="", outlet=HERALD, now=hand.now)
    outcomes = [record(hand, each, items=3, size=900, flaw="ended early") for each in (feed, other, feed, feed)]
    assert hand.store.feeds.fetches(feed.id, limit=2) == [outcomes[3], outcomes[2]]
    assert hand.store.feeds.fetches_since(outcomes[1].started_at) == outcomes[1:]


@pytest.mark.parametrize(
    ("old", "recent", "left"),
    [
        pytest.param(650, 250, 250, id="all of the last 90 days"),
        pytest.param(650, 20, 200, id="the last 200 however old"),
        pytest.param(150, 0, 150, id="few stay"),
    ],
)
def test_old_fetches_are_removed(hand, feed, old, recent, left):
    long_ago, lately = hand.now - timedelta(days=91), hand.now - timedelta(days=89)
    moments = [long_ago] * old + [lately] * recent
    hand.store.feeds.record_all(
        [Record(outcome=outcome(hand, feed, started_at=moment), next_fetch_at=hand.now) for moment in moments]
    )
    assert hand.store.feeds.prune(hand.now) == old + recent - left
    assert len(hand.store.feeds.fetches(feed.id, limit=1000)) == left


def test_after_the_clock_was_set_back_nothing_waits_longer_than_it_was_to(hand, feed):
    record(hand, feed, follows={"pauses": ("herald.example", hand.now + timedelta(hours=2))})
    _, started = hand.store.feeds.last_started()
    jumped = timedelta(days=1)
    back = started - jumped
    hand.store.feeds.set_back(jumped, back)
    assert now(hand, feed).next_fetch_at - back <= timedelta(minutes=31)
    assert hand.store.feeds.pauses(back)["herald.example"] - back <= timedelta(hours=2)
