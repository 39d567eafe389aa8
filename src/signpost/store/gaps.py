"""Gaps: times in which a feed was not heard, kept as facts so that a trend can tell silence from deafness.

A gap begins at a feed's last good fetch and ends at its next one. It is one if that took much longer than the feed's
rhythm, for whatever reason: the feed failed, it was paused, or nothing was collecting at all.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from signpost.nouns.gap import DayHealth, Gap
from signpost.store.engine import Door
from signpost.store.rows import among
from signpost.store.schema import feeds, gaps, outlets

AT_LEAST = timedelta(hours=6)
NOBODY = "nothing was collecting"
DAY = timedelta(days=1)


def longest_silence(interval_s: int) -> timedelta:
    """How long a feed with this rhythm may go without a good fetch: three intervals, at least six hours."""
    return max(timedelta(seconds=3 * interval_s), AT_LEAST)


def cause(feed: Any) -> str:
    """Why a feed is not heard, by its row as it was before the next good fetch."""
    if feed.paused:
        return f"paused: {feed.paused}"
    return feed.last_error or NOBODY


class Gaps:
    def __init__(self, door: Door) -> None:
        self._door = door

    def note(self, now: datetime) -> int:
        """Open a gap for each feed that has gone unheard for too long and has none open; how many."""
        with self._door.reading() as connection:
            missing = overdue(connection, now)
        if not missing:
            return 0
        with self._door.writing() as connection:
            missing = overdue(connection, now)
            if missing:
                rows = [{"feed_id": f.id, "began_at": f.last_ok_at, "reason": cause(f)} for f in missing]
                connection.execute(insert(gaps), rows)
        return len(missing)

    def between(self, first: datetime, last: datetime, *, now: datetime | None = None) -> list[Gap]:
        """The gaps that touch first … last, oldest first.

        With `now`, also those that have begun without anybody having noted them yet (nothing collects).
        """
        with self._door.reading() as connection:
            return gaps_between(connection, first, last, now)

    def days(self, first: date, last: date, *, now: datetime | None = None) -> list[DayHealth]:
        """How well each UTC day of first … last was heard. Only gaps in which something may be lost count."""
        start, end = midnight(first), midnight(last) + DAY
        with self._door.reading() as connection:
            found = [gap for gap in gaps_between(connection, start, end, now) if gap.lost]
            spans = connection.execute(
                select(feeds.c.added_at, feeds.c.removed_at).where(feeds.c.last_ok_at.is_not(None))
            ).all()
        return [day_health(first + timedelta(n), found, spans, now) for n in range((last - first).days + 1)]


def overdue(connection: Connection, now: datetime) -> list[Any]:
    """The rows of feeds unheard for too long that have no open gap. One never heard cannot fall silent."""
    has_gap = select(gaps.c.id).where(gaps.c.feed_id == feeds.c.id, gaps.c.ended_at.is_(None)).exists()
    asked = select(feeds, outlets.c.name, outlets.c.perspective).join(outlets)
    late = asked.where(feeds.c.removed_at.is_(None), feeds.c.last_ok_at < now - AT_LEAST, ~has_gap)
    return [f for f in connection.execute(late) if now - f.last_ok_at > longest_silence(f.interval_s)]


def gaps_between(connection: Connection, first: datetime, last: datetime, now: datetime | None) -> list[Gap]:
    asked = (
        select(gaps, outlets.c.name, outlets.c.perspective)
        .join(feeds, feeds.c.id == gaps.c.feed_id)
        .join(outlets, outlets.c.id == feeds.c.outlet_id)
        .where(gaps.c.began_at <= last, (gaps.c.ended_at.is_(None)) | (gaps.c.ended_at >= first))
    )
    found = [gap(g.feed_id, g, g.began_at, g.ended_at, g.reason, g.lost) for g in connection.execute(asked)]
    if now is not None:
        late = overdue(connection, now)
        found += [gap(f.id, f, f.last_ok_at, None, cause(f), True) for f in late if f.last_ok_at <= last]
    return sorted(found, key=lambda g: (g.began_at, g.feed_id))


def gap(feed_id: int, row: Any, began_at: datetime, ended_at: datetime | None, reason: str, lost: bool) -> Gap:
    return Gap(
        feed_id=feed_id,
        outlet=row.name,
        perspective=row.perspective,
        began_at=began_at,
        ended_at=ended_at,
        reason=reason,
        lost=lost,
    )


def day_health(day: date, found: Sequence[Gap], spans: Sequence[Any], now: datetime | None) -> DayHealth:
    """One day's share of deafness; of a day that is not over, the part before `now`."""
    start = midnight(day)
    end = min(start + DAY, now) if now is not None and now > start else start + DAY
    there = sum(s.added_at < end and (s.removed_at is None or s.removed_at > start) for s in spans)
    silent = sum(
        (max(timedelta(), min(g.ended_at or end, end) - max(g.began_at, start)) for g in found), start=timedelta()
    )
    deaf = silent / (end - start)
    return DayHealth(day=day, feeds=there, deaf=deaf, share=min(1.0, deaf / there) if there else 0.0)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


OPEN = select(gaps.c.id, gaps.c.feed_id).where(gaps.c.ended_at.is_(None), among(gaps.c.feed_id, "feeds"))


def close_gaps(connection: Connection, ended: Sequence[tuple[int, datetime, bool]]) -> set[int]:
    """End the open gaps of these feeds, as (feed, when, whether anything may be lost); the feeds that had one."""
    there = {row.feed_id: row.id for row in connection.execute(OPEN, {"feeds": [feed_id for feed_id, _, _ in ended]})}
    for feed_id, when, lost in ended:
        if feed_id in there:
            connection.execute(update(gaps).where(gaps.c.id == there[feed_id]).values(ended_at=when, lost=lost))
    return set(there)
