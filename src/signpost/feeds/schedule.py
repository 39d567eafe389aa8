"""When is a feed fetched next, and when is a move believed? Pure.

A feed that brings something new is asked sooner, one that brings nothing later, between ten minutes and six hours;
a rhythm set by hand stands instead. After failures in a row the wait doubles, up to a day; the rhythm itself is kept
for when the feed is well again. What a server says (Retry-After, max-age, a feed's ttl) makes a wait longer, never
shorter; a ttl is said only where something is read, so the rhythm keeps it. Each wait is shifted by up to a tenth, so
that feeds added together do not stay together.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol
from urllib.parse import SplitResult, urlsplit

from signpost.feeds.headers import span
from signpost.nouns.feed import GONE, STAYS, Feed, OutcomeKind

OFTEN, SELDOM = 10 * 60, 6 * 3600
MINUTE, DAY, WEEK = 60, 24 * 3600, 7 * 24 * 3600
HINT_AT_MOST = 5 * 3600  # of max-age, Expires and ttl: mistaken ones would make a feed fall silent for a month
MANY = 5  # new items in one fetch that halve the interval
STATUS_GONE = 410
OBSERVED_FOR, OBSERVED_TIMES = timedelta(days=7), 3
LONGEST_URL = 2048
# In the addresses that hotels, airports and login pages redirect everything to; some are names of such providers.
PORTALS = (
    "solutionip", "lodgenet", "monzoon", "btopenzone", "landingpage", "captive", "hotspot", "wifi", "wlan", "guest",
    "portal", "register", "login", "logon", "signin", "sign-in", "authent", "oauth", "sso", "splash", "suspend",
    "parking", "parked", "blocked", "consent", "paywall",
)  # fmt: skip


class Plan(NamedTuple):
    """`paused` is a reason in words if the feed is not to be fetched any more, else "".

    `waiting` says why the next fetch is when it is, as the end of a sentence: "it failed twice in a row".
    """

    next_fetch_at: datetime
    interval_s: int
    paused: str = ""
    waiting: str = ""


class Ended(Protocol):
    """How a fetch ended, so far as the next one depends on it (an Outcome)."""

    @property
    def kind(self) -> OutcomeKind: ...
    @property
    def status(self) -> int | None: ...
    @property
    def items(self) -> int: ...
    @property
    def added(self) -> int: ...


def next_fetch(
    feed: Feed,
    outcome: Ended,
    *,
    now: datetime,
    jitter: float,
    retry_after: int | None = None,
    fresh_s: int | None = None,
    ttl_s: int | None = None,
) -> Plan:
    """Plan the next fetch after `outcome`; `jitter` 0..1.

    Seconds: `retry_after` is what the server asked for (binding, up to a day), `fresh_s` for how long it says that
    nothing new is to be had, `ttl_s` what the feed itself says of its rhythm. The last two are hints of at most five
    hours, and pass unheard where a person set the rhythm or where a whole page of items was new (but not in a first
    fetch): the next one would be lost.
    """
    by_hand = within(feed.every_s, MINUTE, WEEK) if feed.every_s > 0 else 0
    interval = by_hand or within(feed.interval_s, OFTEN, SELDOM)
    if outcome.kind is OutcomeKind.SKIPPED:
        return Plan(feed.next_fetch_at or later(now, interval), interval, waiting=feed.waiting)
    heard = False
    if outcome.kind is OutcomeKind.FAILED:
        wait, why = backed_off(interval, feed.failures)
        paused = f"{GONE}: the site says that this feed has ended" if outcome.status == STATUS_GONE else ""
    else:
        heard = not by_hand and not turned_over(feed, outcome)
        interval = wait = by_hand or max(adapted(interval, feed, outcome), longest(ttl_s) if heard else 0)
        why = f"set by hand to every {span(wait)}" if by_hand else f"by its rhythm, about every {span(wait)}"
        paused = ""
    hint = longest(fresh_s, ttl_s) if heard else 0
    if hint >= wait and hint:
        wait, why = hint, f"the site says that nothing is new within {span(hint)}"
    jitter = min(max(jitter, 0.0), 1.0)
    seconds = max(round(wait * (0.9 + 0.2 * jitter)), round(hint * (1 + 0.1 * jitter)))
    asked = round(within(retry_after, MINUTE, DAY) * (1 + 0.1 * jitter)) if retry_after is not None else 0
    if asked > seconds:
        seconds, why = asked, f"the site asks to be left alone for {span(within(retry_after or 0, MINUTE, DAY))}"
    return Plan(later(now, within(seconds, MINUTE, max(DAY, by_hand))), interval, paused, "" if paused else why)


def adapted(interval: int, feed: Feed, outcome: Ended) -> int:
    """The rhythm after a good fetch: shorter by how much was new, longer by a quarter if nothing was."""
    if outcome.kind is not OutcomeKind.NEW:
        return within(interval * 5 // 4, OFTEN, SELDOM)
    if feed.last_ok_at is None:  # everything is new in a first fetch
        return interval
    if turned_over(feed, outcome):
        return OFTEN
    return within(interval // 2 if outcome.added >= MANY else interval * 4 // 5, OFTEN, SELDOM)


def turned_over(feed: Feed, outcome: Ended) -> bool:
    """Whether at least half of what the feed shows was new since the last time: a little later some would have been
    missed."""
    return feed.last_ok_at is not None and outcome.items >= 2 and outcome.added * 2 >= outcome.items


def backed_off(interval: int, failures: int) -> tuple[int, str]:
    """(wait, why) after one more failure than `failures`."""
    times = within(failures, 0, 10**6) + 1
    wait = min(interval * 2 ** min(times - 1, 10), max(DAY, interval))
    again = (
        "it failed"
        if times == 1
        else "it failed twice in a row"
        if times == 2
        else f"it failed {times:,} times in a row"
    )
    return wait, again


def longest(*hints: int | None) -> int:
    return within(max((hint for hint in hints if hint is not None), default=0), 0, HINT_AT_MOST)


def within(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)


def later(now: datetime, seconds: int) -> datetime:
    """A moment after `now`, at the end of the calendar at most."""
    try:
        return now + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


# -- moved feeds -----------------------------------------------------------------------------------------------------


class Move(NamedTuple):
    """What is to be kept of a permanent redirect: where to, since when and how often seen; all blank if there is none.

    `new_url` is the address to use from now on, "" while the old one stays.
    """

    moved_to: str = ""
    moved_since: datetime | None = None
    new_url: str = ""
    moved_seen: int = 0


def settled_move(feed: Feed, fetched_moved_to: str, now: datetime) -> Move:
    """Judge where a feed's permanent redirect led in a fetch that brought a readable feed.

    The same address by https is believed at once. Any other is followed but kept in mind only: it must have been
    seen at least three times over seven days, because a hotel's login page answers “moved permanently” too. What
    looks like such a page, or leads back from https to http, is never believed, nor is one after an analyst chose to
    stay. Another target, or none, starts anew.
    """
    if not fetched_moved_to or fetched_moved_to == feed.url or not believable(feed.url, fetched_moved_to):
        return Move()
    if only_secured(feed.url, fetched_moved_to):
        return Move(new_url=fetched_moved_to)
    if fetched_moved_to == feed.moved_to and feed.moved_seen == STAYS:
        return Move(fetched_moved_to, feed.moved_since, moved_seen=STAYS)
    if fetched_moved_to != feed.moved_to or feed.moved_since is None:
        return Move(fetched_moved_to, now, moved_seen=1)
    seen = feed.moved_seen + 1
    if now - feed.moved_since >= OBSERVED_FOR and seen >= OBSERVED_TIMES:
        return Move(new_url=fetched_moved_to)
    return Move(fetched_moved_to, feed.moved_since, moved_seen=seen)


def believable(old: str, new: str) -> bool:
    """Whether a feed may ever move there: not to a portal's address, not from https to http."""
    before, after = split(old), split(new)
    if after is None or after.scheme not in ("http", "https") or len(new) > LONGEST_URL:
        return False
    if before is not None and before.scheme == "https" and after.scheme == "http":
        return False
    said, had = new.lower(), old.lower()
    return not any(word in said and word not in had for word in PORTALS)


def only_secured(old: str, new: str) -> bool:
    """Whether the two differ in nothing but http and https, with their usual ports."""
    before, after = split(old), split(new)
    if before is None or after is None or (before.scheme, after.scheme) != ("http", "https"):
        return False
    ports = {before.port or 80, after.port or 443}
    same_user = (before.username, before.password) == (after.username, after.password)
    return (
        same_user
        and (ports == {80, 443} or (before.port is not None and before.port == after.port))
        and before.hostname == after.hostname
        and (before.path or "/", before.query) == (after.path or "/", after.query)
    )


def split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None
