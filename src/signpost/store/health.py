"""How all feeds are doing: a state in a word with its reason, and the last two weeks day by day."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, cast, func, select, type_coerce

from signpost.nouns.feed import Feed, OutcomeKind
from signpost.nouns.health import QUIET_AT_LEAST, STRIP_DAYS, Health, state_of
from signpost.store.engine import Door
from signpost.store.feeds import FEED, feed_of
from signpost.store.schema import EPOCH, MICROSECOND, Id, feeds, fetches, headlines, outlets

DAY = timedelta(days=1)
PACE_DAYS = 28  # a feed's pace is taken from this long before it last brought something


class Checking:
    """The part of `store.feeds` that tells feeds' health."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def health(self, now: datetime) -> list[Health]:
        """Every subscribed feed with its state, by outlet and address. Days are UTC days, today is the last one."""
        start = datetime.combine(now.date(), time(), UTC) - (STRIP_DAYS - 1) * DAY
        with self._door.reading() as connection:
            rows = connection.execute(FEED.order_by(outlets.c.name, feeds.c.url)).all()
            new = headlines_a_day(connection, start)
            tried = fetches_a_day(connection, start)
            cut = cut_last(connection, start)
            return [
                health_of(
                    feed_of(row),
                    now,
                    row.added_at,
                    new.get(row.id, {}),
                    tried.get(row.id, {}),
                    pace(connection, feed_of(row), now, new.get(row.id, {})),
                    cut.get(row.id, ""),
                )
                for row in rows
            ]


def health_of(
    feed: Feed,
    now: datetime,
    added_at: datetime,
    new: dict[int, int],
    tried: dict[int, tuple[int, int]],
    pace_a_day: float,
    cut: str,
) -> Health:
    state, why = state_of(feed, now, added_at=added_at, pace=pace_a_day)
    strip = tuple(new.get(day, 0) for day in range(STRIP_DAYS))
    attempts = [tried.get(day, (0, 0)) for day in range(STRIP_DAYS)]
    return Health(
        feed=feed,
        state=state,
        why=why or cut,
        items_a_day=sum(strip) / STRIP_DAYS,
        last_new_at=feed.last_new_at,
        strip=strip,
        strip_failed=tuple(failed / all_of_them if all_of_them else 0.0 for all_of_them, failed in attempts),
    )


def headlines_a_day(connection: Connection, start: datetime) -> dict[int, dict[int, int]]:
    """feed → day after `start` → headlines of that day by their own times."""
    day = days_after(headlines.c.at, start)
    asked = select(headlines.c.feed_id, day, func.count()).where(
        headlines.c.at >= start, headlines.c.feed_id.is_not(None)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for feed_id, number, count in connection.execute(asked.group_by(headlines.c.feed_id, day)):
        found[feed_id][number] = count
    return found


def fetches_a_day(connection: Connection, start: datetime) -> dict[int, dict[int, tuple[int, int]]]:
    """feed → day after `start` → (fetches, failed ones)."""
    day = days_after(fetches.c.started_at, start)
    failed = func.sum(cast(fetches.c.kind == OutcomeKind.FAILED.value, Integer))
    asked = select(fetches.c.feed_id, day, func.count(), failed).where(
        fetches.c.started_at >= start, fetches.c.kind != OutcomeKind.SKIPPED.value
    )
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for feed_id, number, count, bad in connection.execute(asked.group_by(fetches.c.feed_id, day)):
        found[feed_id][number] = (count, bad)
    return found


def cut_last(connection: Connection, start: datetime) -> dict[int, str]:
    """feed → what the cap left out of its last answer that held items, in words; only those of which some was cut."""
    last = (
        select(func.max(fetches.c.id))
        .where(fetches.c.started_at >= start, fetches.c["items"] > 0)
        .group_by(fetches.c.feed_id)
    )
    asked = select(fetches.c.feed_id, fetches.c["items"], fetches.c.cut).where(
        fetches.c.id.in_(last), fetches.c.cut > 0
    )
    return {
        feed_id: f"its last answer held {items:,} items; the cap left out {cut:,} of them"
        for feed_id, items, cut in connection.execute(asked)
    }


def days_after(column: Column[Any], start: datetime) -> ColumnElement[int]:
    """The number of whole days between a start and a moment's column, in SQL."""
    whole: ColumnElement[int] = type_coerce(column, Id)
    return (whole - (start - EPOCH) // MICROSECOND) // (DAY // MICROSECOND)


def pace(connection: Connection, feed: Feed, now: datetime, new: dict[int, int]) -> float:
    """Items a day in the four weeks before the feed last brought something; looked up only where it has gone quiet."""
    if feed.last_new_at is None or now - feed.last_new_at <= QUIET_AT_LEAST:
        return sum(new.values()) / STRIP_DAYS
    since = feed.last_new_at - PACE_DAYS * DAY
    mine = headlines.join(feeds, feeds.c.id == headlines.c.feed_id)
    asked = (
        select(func.count(), func.min(headlines.c.at))
        .select_from(mine)
        .where(
            headlines.c.outlet_id == feeds.c.outlet_id,
            feeds.c.id == feed.id,
            headlines.c.at.between(since, feed.last_new_at),
        )
    )
    count, first = connection.execute(asked).one()
    return 0.0 if not count or first is None else count / max(1.0, (feed.last_new_at - first) / DAY)
