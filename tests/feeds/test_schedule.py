from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.feeds.schedule import Move, Plan, next_fetch, settled_move
from signpost.nouns.feed import STAYS, Feed, Outcome, OutcomeKind, Outlet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = Feed(
    id=1,
    url="https://a.example/feed",
    title="",
    outlet=Outlet(name="A"),
    interval_s=3600,
    last_ok_at=NOW - timedelta(hours=1),
)
NEW, SAME, EMPTY, FAILED, SKIPPED = (
    OutcomeKind.NEW, OutcomeKind.UNCHANGED, OutcomeKind.EMPTY, OutcomeKind.FAILED, OutcomeKind.SKIPPED
)  # fmt: skip


def outcome(kind: OutcomeKind, **values: Any) -> Outcome:
    return Outcome(feed_id=1, url=FEED.url, kind=kind, started_at=NOW, elapsed_s=1.0, **values)


def planned(feed: dict[str, Any], ended: Outcome, jitter: float = 0.5, **said: int | None) -> Plan:
    return next_fetch(replace(FEED, **feed), ended, now=NOW, jitter=jitter, **said)


@pytest.mark.parametrize(
    ("feed", "ended", "wait", "interval"),
    [
        pytest.param({}, outcome(NEW, added=5, items=40), 1800, 1800, id="many new items halve the interval"),
        pytest.param({}, outcome(NEW, added=1, items=40), 2880, 2880, id="one new item shortens it by a fifth"),
        pytest.param({}, outcome(NEW, added=20, items=40), 600, 600, id="half a page of new items is too late"),
        pytest.param({}, outcome(NEW, added=1, items=1), 2880, 2880, id="a page of one item says nothing"),
        pytest.param({"last_ok_at": None}, outcome(NEW, added=40, items=40), 3600, 3600, id="first, everything is new"),
        pytest.param({}, outcome(NEW, revised=9, items=40), 2880, 2880, id="a change is news too"),
        pytest.param({}, outcome(SAME), 4500, 4500, id="nothing new lengthens it by a quarter"),
        pytest.param({}, outcome(EMPTY), 4500, 4500, id="an empty feed too"),
        pytest.param({"interval_s": 700}, outcome(NEW, added=50, items=400), 600, 600, id="never under ten minutes"),
        pytest.param({"interval_s": 20000}, outcome(SAME), 21600, 21600, id="never over six hours"),
        pytest.param({}, outcome(FAILED), 3600, 3600, id="a first failure waits as usual"),
        pytest.param({"failures": 2}, outcome(FAILED), 14400, 3600, id="a third one four times as long"),
        pytest.param({"failures": 99}, outcome(FAILED), 86400, 3600, id="never over a day"),
        pytest.param({"interval_s": -(10**30)}, outcome(SAME), 750, 750, id="a senseless interval"),
        pytest.param({"every_s": 300}, outcome(SAME), 300, 300, id="a rhythm set by hand stands"),
        pytest.param({"every_s": 300}, outcome(NEW, added=40, items=40), 300, 300, id="whatever is new"),
        pytest.param({"every_s": 1}, outcome(SAME), 60, 60, id="though never under a minute"),
        pytest.param({"every_s": 604800}, outcome(SAME), 604800, 604800, id="up to a week"),
        pytest.param({"every_s": 10**9}, outcome(SAME), 604800, 604800, id="and no longer"),
        pytest.param({"every_s": 300, "failures": 3}, outcome(FAILED), 2400, 300, id="but failing, it waits as others"),
        pytest.param({"every_s": 604800, "failures": 9}, outcome(FAILED), 604800, 604800, id="never over its own"),
    ],
)
def test_schedule(feed: dict[str, Any], ended: Outcome, wait: int, interval: int) -> None:
    plan = planned(feed, ended)
    assert (plan.next_fetch_at - NOW, plan.interval_s, plan.paused) == (timedelta(seconds=wait), interval, "")


@pytest.mark.parametrize(
    ("feed", "ended", "said", "wait"),
    [
        pytest.param({}, outcome(FAILED, status=429), {"retry_after": 7200}, 7200, id="429 with Retry-After"),
        pytest.param({}, outcome(FAILED, status=429), {"retry_after": 60}, 3240, id="a short one shortens nothing"),
        pytest.param({}, outcome(FAILED, status=503), {"retry_after": 10**30}, 86400, id="an absurd one is a day"),
        pytest.param({"every_s": 600}, outcome(FAILED, status=429), {"retry_after": 7200}, 7200, id="a hand gives way"),
        pytest.param({}, outcome(SAME), {"fresh_s": 7200}, 7200, id="max-age"),
        pytest.param({}, outcome(SAME), {"ttl_s": 7200}, 7200, id="ttl"),
        pytest.param({}, outcome(SAME), {"fresh_s": 9000, "ttl_s": 7200}, 9000, id="the longer of the two"),
        pytest.param({}, outcome(SAME), {"fresh_s": 60}, 4050, id="a short one shortens nothing either"),
        pytest.param({}, outcome(SAME), {"fresh_s": 10**30, "ttl_s": 86400}, 18000, id="five hours at most"),
        pytest.param({}, outcome(SAME), {"fresh_s": -5}, 4050, id="a negative one"),
        pytest.param({}, outcome(NEW, added=20, items=40), {"fresh_s": 18000}, 540, id="not where items would be lost"),
        pytest.param(
            {"last_ok_at": None},
            outcome(NEW, added=40, items=40),
            {"fresh_s": 7200},
            7200,
            id="a first fetch loses none",
        ),
        pytest.param({"every_s": 600}, outcome(SAME), {"fresh_s": 18000}, 540, id="nor against a hand"),
        pytest.param({}, outcome(FAILED), {"ttl_s": 18000}, 3240, id="nor after a failure"),
    ],
)
def test_what_a_server_says_makes_a_wait_longer_never_shorter(
    feed: dict[str, Any], ended: Outcome, said: dict[str, int], wait: int
) -> None:
    waits = [(planned(feed, ended, jitter, **said).next_fetch_at - NOW).total_seconds() for jitter in (0, 1)]
    assert waits[0] == wait
    assert waits[0] <= waits[1] <= 86400
    assert waits[1] > waits[0] or wait == 86400  # feeds that were told the same do not come back together


@pytest.mark.parametrize(
    ("feed", "ended", "said", "words"),
    [
        pytest.param({}, outcome(SAME), {}, "by its rhythm, about every 75 minutes", id="rhythm"),
        pytest.param({"every_s": 600}, outcome(SAME), {}, "set by hand to every 10 minutes", id="hand"),
        pytest.param({}, outcome(FAILED), {}, "it failed", id="one failure"),
        pytest.param({"failures": 1}, outcome(FAILED), {}, "it failed twice in a row", id="two failures"),
        pytest.param({"failures": 6}, outcome(FAILED), {}, "it failed 7 times in a row", id="seven"),
        pytest.param(
            {}, outcome(SAME), {"fresh_s": 7200}, "the site says that nothing is new within 2 hours", id="fresh"
        ),
        pytest.param(
            {}, outcome(FAILED), {"retry_after": 7200}, "the site asks to be left alone for 2 hours", id="asked"
        ),
        pytest.param({}, outcome(FAILED, status=410), {}, "", id="gone"),
        pytest.param({"waiting": "as before"}, outcome(SKIPPED), {}, "as before", id="skipped"),
    ],
)
def test_why_a_feed_waits_is_said(feed: dict[str, Any], ended: Outcome, said: dict[str, int], words: str) -> None:
    assert planned(feed, ended, **said).waiting == words


def test_the_rhythm_keeps_what_a_feed_says_of_its_own_until_a_page_is_turned_over() -> None:
    told = planned({}, outcome(NEW, added=1, items=40), ttl_s=14400)
    unread = planned({"interval_s": told.interval_s}, outcome(SAME))  # “not modified” says no ttl
    assert (told.interval_s, unread.interval_s) == (14400, 18000)
    assert planned({"interval_s": 14400}, outcome(NEW, added=30, items=40), ttl_s=14400).interval_s == 600


def test_a_feed_that_is_gone_is_paused_with_the_reason() -> None:
    assert planned({}, outcome(FAILED, status=410)).paused.startswith("gone: ")


def test_a_skipped_feed_keeps_its_plan() -> None:
    then = NOW + timedelta(hours=2)
    assert planned({"next_fetch_at": then}, outcome(SKIPPED), 0.9)[:2] == (then, 3600)


def test_jitter_spreads_every_wait_by_a_tenth() -> None:
    for ended in (outcome(FAILED), outcome(SAME), outcome(EMPTY), outcome(NEW, added=1)):
        early, late = (planned({}, ended, jitter).next_fetch_at - NOW for jitter in (0, 1))
        assert late / early == pytest.approx(1.1 / 0.9, rel=0.01)


@settings(deadline=None)
@given(
    interval=st.integers(),
    every=st.integers(),
    failures=st.integers(),
    added=st.integers(min_value=0),
    items=st.integers(min_value=0),
    kind=st.sampled_from(OutcomeKind),
    said=st.fixed_dictionaries({name: st.none() | st.integers() for name in ("retry_after", "fresh_s", "ttl_s")}),
    now=st.datetimes(timezones=st.just(UTC)),
    jitter=st.floats(allow_nan=False),
)
def test_nothing_overflows_and_every_wait_lies_between_a_minute_and_a_day_or_week(
    interval: int,
    every: int,
    failures: int,
    added: int,
    items: int,
    kind: OutcomeKind,
    said: dict[str, int | None],
    now: datetime,
    jitter: float,
) -> None:
    feed = replace(FEED, interval_s=interval, failures=failures, every_s=every)
    plan = next_fetch(feed, outcome(kind, added=added, items=items), now=now, jitter=jitter, **said)
    latest = datetime.max.replace(tzinfo=UTC)
    most = 604800 if every > 86400 else 86400
    assert plan.next_fetch_at == latest or 60 <= (plan.next_fetch_at - now).total_seconds() <= most
    assert 60 <= plan.interval_s <= most


# -- moved feeds -----------------------------------------------------------------------------------------------------

OLD, NEW_URL = "http://a.example/feed", "https://b.example/feed"


def moved(target: str, at: datetime = NOW, **kept: Any) -> Move:
    return settled_move(replace(FEED, url=OLD, **kept), target, at)


def test_a_move_is_followed_at_once_but_believed_after_seven_days_and_three_sightings() -> None:
    feed = replace(FEED, url=OLD)
    seen = []
    for hours in (0, 1, 100, 167, 168):
        move = settled_move(feed, NEW_URL, NOW + timedelta(hours=hours))
        seen.append((move.moved_seen, move.new_url))
        feed = replace(feed, moved_to=move.moved_to, moved_since=move.moved_since, moved_seen=move.moved_seen)
    assert seen == [(1, ""), (2, ""), (3, ""), (4, ""), (0, NEW_URL)]


@pytest.mark.parametrize(
    ("kept", "target", "move"),
    [
        pytest.param({}, "", Move(), id="it has not moved"),
        pytest.param({}, OLD, Move(), id="it moved to itself"),
        pytest.param({}, NEW_URL, Move(NEW_URL, NOW, "", 1), id="seen for the first time"),
        pytest.param(
            {"moved_to": NEW_URL, "moved_since": NOW - timedelta(days=30), "moved_seen": 1}, NEW_URL,
            Move(NEW_URL, NOW - timedelta(days=30), "", 2), id="long ago, but only twice",
        ),
        pytest.param(
            {"moved_to": NEW_URL, "moved_since": NOW - timedelta(days=6), "moved_seen": 90}, NEW_URL,
            Move(NEW_URL, NOW - timedelta(days=6), "", 91), id="often, but six days only",
        ),
        pytest.param(
            {"moved_to": NEW_URL, "moved_since": NOW - timedelta(days=7), "moved_seen": 2}, NEW_URL,
            Move(new_url=NEW_URL), id="three times in seven days",
        ),
        pytest.param(
            {"moved_to": NEW_URL, "moved_since": NOW - timedelta(days=30), "moved_seen": STAYS}, NEW_URL,
            Move(NEW_URL, NOW - timedelta(days=30), "", STAYS), id="an analyst chose to stay",
        ),
        pytest.param(
            {"moved_to": NEW_URL, "moved_since": NOW - timedelta(days=30), "moved_seen": STAYS},
            "https://c.example/feed", Move("https://c.example/feed", NOW, "", 1), id="stayed, now it goes elsewhere",
        ),
        pytest.param(
            {"moved_to": "https://c.example/feed", "moved_since": NOW - timedelta(days=30), "moved_seen": 90}, NEW_URL,
            Move(NEW_URL, NOW, "", 1), id="another target starts anew",
        ),
        pytest.param(
            {"moved_to": NEW_URL, "moved_since": NOW - timedelta(days=6), "moved_seen": 90}, "",
            Move(), id="it came back",
        ),
        pytest.param(
            {"moved_to": NEW_URL, "moved_since": NOW + timedelta(days=9), "moved_seen": 9}, NEW_URL,
            Move(NEW_URL, NOW + timedelta(days=9), "", 10), id="a clock that was set back",
        ),
    ],
)  # fmt: skip
def test_what_is_kept_of_a_move(kept: dict[str, Any], target: str, move: Move) -> None:
    assert moved(target, **kept) == move


@pytest.mark.parametrize(
    ("old", "new", "at_once"),
    [
        ("http://a.example/feed", "https://a.example/feed", True),
        ("http://a.example:80/feed?x=1", "https://a.example:443/feed?x=1", True),
        ("http://a.example", "https://a.example/", True),
        ("http://a.example:8080/feed", "https://a.example:8080/feed", True),
        ("http://a.example:8080/feed", "https://a.example/feed", False),
        ("http://a.example/feed", "https://www.a.example/feed", False),
        ("http://a.example/feed", "https://a.example/feed/", False),
        ("http://a.example/feed", "https://a.example/feed?x=1", False),
        ("http://a.example/feed", "https://desk:word@a.example/feed", False),
        ("http://a.example/feed", "http://a.example/feed/", False),
        ("https://a.example/feed", "http://a.example/feed", False),
    ],
)
def test_the_same_address_by_https_is_believed_at_once_and_nothing_else(old: str, new: str, at_once: bool) -> None:
    assert (settled_move(replace(FEED, url=old), new, NOW).new_url == new) is at_once


@pytest.mark.parametrize(
    "target",
    [
        "http://login.hotel.example/",
        "https://hotspot.airport.example/welcome?url=a.example",
        "https://a.example/oauth/authorize",
        "http://10.0.0.1/captive",
        "https://portal.example/feed",
        "https://a.example/account-suspended",
        "https://sedo.example/parking/a.example",
        "ftp://a.example/feed",
        "https://a.example/" + "a" * 3000,
        "https://[::1/feed",
        "nonsense",
    ],
)
def test_what_looks_like_a_portal_is_never_believed(target: str) -> None:
    kept = {"moved_to": target, "moved_since": NOW - timedelta(days=30), "moved_seen": 90}
    assert moved(target, **kept) == Move()


def test_a_feed_that_has_such_a_word_in_its_name_may_move() -> None:
    feed = replace(FEED, url="http://theregister.example/feed")
    move = settled_move(feed, "https://www.theregister.example/feed", NOW)
    assert move.moved_seen == 1


def test_a_feed_never_moves_back_to_plain_http() -> None:
    assert settled_move(replace(FEED, url="https://a.example/feed"), "http://b.example/feed", NOW) == Move()
