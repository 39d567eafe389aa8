"""When is a feed fetched next? Pure.

A feed that brings something new is asked sooner, one that brings nothing later, between ten minutes and six hours.
After failures in a row the wait doubles, up to a day; the rhythm itself is kept for when the feed is well again.
Each wait is shifted by up to a tenth, so that feeds added together do not stay together.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from signpost.nouns.feed import Feed, Outcome, OutcomeKind

OFTEN, SELDOM = 10 * 60, 6 * 3600
DAY = 24 * 3600
MANY = 5  # new items in one fetch that halve the interval
GONE = 410


class Plan(NamedTuple):
    """`paused` is a reason in words if the feed is not to be fetched any more, else ""."""

    next_fetch_at: datetime
    interval_s: int
    paused: str = ""


def next_fetch(feed: Feed, outcome: Outcome, retry_after: int | None, now: datetime, jitter: float) -> Plan:
    """Plan the next fetch after `outcome`; `retry_after` is what the server asked for (seconds), `jitter` 0..1.

    A server's wait is a lower bound, held between a minute and a day whatever it says.
    """
    interval = within(feed.interval_s, OFTEN, SELDOM)
    paused = ""
    match outcome.kind:
        case OutcomeKind.SKIPPED:
            return Plan(feed.next_fetch_at or later(now, interval), interval)
        case OutcomeKind.FAILED:
            wait = min(interval * 2 ** within(feed.failures, 0, 8), DAY)
            paused = "gone: the site says that this feed has ended" if outcome.status == GONE else ""
        case OutcomeKind.NEW:
            interval = wait = within(interval // 2 if outcome.added >= MANY else interval * 4 // 5, OFTEN, SELDOM)
        case _:
            interval = wait = within(interval * 5 // 4, OFTEN, SELDOM)
    shifted = round(wait * (0.9 + 0.2 * min(max(jitter, 0.0), 1.0)))
    asked = within(retry_after, 60, DAY) if retry_after is not None else 0
    return Plan(later(now, within(max(shifted, asked), 60, DAY)), interval, paused)


def within(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)


def later(now: datetime, seconds: int) -> datetime:
    """A moment after `now`, at the end of the calendar at most."""
    try:
        return now + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
