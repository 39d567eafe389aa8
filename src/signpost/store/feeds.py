"""Feeds, outlets and what each fetch brought."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from signpost.nouns.feed import Feed, Outcome, OutcomeKind, Outlet
from signpost.store.engine import Door
from signpost.store.schema import feeds, fetches, outlets

FEED = select(feeds, outlets.c.name, outlets.c.perspective, outlets.c.country, outlets.c.reliability).add_columns(
    outlets.c.language.label("outlet_language")
).join(outlets).where(feeds.c.removed_at.is_(None))  # fmt: skip


def outlet_id(connection: Connection, outlet: Outlet) -> int:
    """The row of an outlet, made if new; what is newly known about an old one is filled in, never overwritten."""
    row = connection.execute(select(outlets).where(outlets.c.name == outlet.name)).one_or_none()
    known = {
        "perspective": outlet.perspective,
        "country": outlet.country,
        "language": outlet.language,
        "reliability": outlet.reliability,
    }
    if row is None:
        made = insert(outlets).values(name=outlet.name, **known).returning(outlets.c.id)
        return int(connection.execute(made).scalar_one())
    empty = {"reliability": "F"}
    fill = {k: v for k, v in known.items() if v and v != empty.get(k) and getattr(row, k) in ("", empty.get(k))}
    if fill:
        connection.execute(update(outlets).where(outlets.c.id == row.id).values(**fill))
    return int(row.id)


class Feeds:
    def __init__(self, door: Door) -> None:
        self._door = door

    def all(self) -> list[Feed]:
        """Every subscribed feed, by outlet and address."""
        with self._door.reading() as connection:
            return [feed_of(row) for row in connection.execute(FEED.order_by(outlets.c.name, feeds.c.url))]

    def due(self, now: datetime) -> list[Feed]:
        """The feeds that are not paused and whose next fetch has come, longest waiting first."""
        waiting = FEED.where(feeds.c.paused == "", (feeds.c.next_fetch_at.is_(None)) | (feeds.c.next_fetch_at <= now))
        with self._door.reading() as connection:
            ordered = waiting.order_by(feeds.c.next_fetch_at.asc().nulls_first(), feeds.c.id)
            return [feed_of(row) for row in connection.execute(ordered)]

    def get(self, feed_id: int) -> Feed | None:
        with self._door.reading() as connection:
            row = connection.execute(FEED.where(feeds.c.id == feed_id)).one_or_none()
            return feed_of(row) if row else None

    def add(
        self, url: str, *, title: str, outlet: Outlet, now: datetime, note: str = "", paused: str = ""
    ) -> tuple[Feed, bool]:
        """Subscribe to an address; (feed, whether it is new). One that was removed comes back with its headlines."""
        with self._door.writing() as connection:
            there = connection.execute(select(feeds.c.id, feeds.c.removed_at).where(feeds.c.url == url)).one_or_none()
            new = there is None or there.removed_at is not None
            if there is None:
                values = {"url": url, "title": title, "note": note, "paused": paused, "added_at": now}
                made = insert(feeds).values(outlet_id=outlet_id(connection, outlet), **values).returning(feeds.c.id)
                feed_id = connection.execute(made).scalar_one()
            else:
                feed_id = there.id
                back = update(feeds).where(feeds.c.id == feed_id)
                if new:
                    connection.execute(back.values(removed_at=None, paused=paused, next_fetch_at=None, failures=0))
            return feed_of(connection.execute(FEED.where(feeds.c.id == feed_id)).one()), new

    def remove(self, feed_id: int, now: datetime) -> None:
        """End the subscription; the headlines it brought stay."""
        self._change(feed_id, removed_at=now)

    def pause(self, feed_id: int, reason: str) -> None:
        self._change(feed_id, paused=reason)

    def resume(self, feed_id: int, now: datetime) -> None:
        self._change(feed_id, paused="", failures=0, next_fetch_at=now)

    def _change(self, feed_id: int, **values: Any) -> None:
        with self._door.writing() as connection:
            connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))

    def record(
        self,
        outcome: Outcome,
        *,
        next_fetch_at: datetime,
        interval_s: int,
        etag: str | None = None,
        modified: str | None = None,
        body_hash: str | None = None,
        title: str = "",
        paused: str = "",
    ) -> None:
        """Keep how a fetch ended and when the next is due. None leaves a validator as it was."""
        failed = outcome.kind is OutcomeKind.FAILED
        values: dict[str, Any] = {"next_fetch_at": next_fetch_at, "interval_s": interval_s}
        kept = {"etag": etag, "modified": modified, "body_hash": body_hash}
        values |= {key: value for key, value in kept.items() if value is not None}
        values |= {"paused": paused} if paused else {}
        if failed:
            values |= {"failures": feeds.c.failures + 1, "last_error": outcome.error}
        elif outcome.kind is not OutcomeKind.SKIPPED:
            ended = outcome.started_at
            values |= {"failures": 0, "last_error": "", "last_ok_at": ended}
        with self._door.writing() as connection:
            connection.execute(update(feeds).where(feeds.c.id == outcome.feed_id).values(**values))
            if title:
                untitled = update(feeds).where(feeds.c.id == outcome.feed_id, feeds.c.title == "")
                connection.execute(untitled.values(title=title))
            connection.execute(
                insert(fetches).values(
                    feed_id=outcome.feed_id,
                    started_at=outcome.started_at,
                    elapsed_s=outcome.elapsed_s,
                    kind=outcome.kind.value,
                    status=outcome.status,
                    added=outcome.added,
                    revised=outcome.revised,
                    unchanged=outcome.unchanged,
                    cut=outcome.cut,
                    error=outcome.error,
                )
            )

    def fetches(self, feed_id: int, limit: int = 20) -> list[Outcome]:
        """The last fetches of a feed, newest first."""
        asked = fetched().where(fetches.c.feed_id == feed_id).order_by(fetches.c.id.desc()).limit(limit)
        with self._door.reading() as connection:
            return [outcome_of(row) for row in connection.execute(asked)]

    def fetches_since(self, since: datetime) -> list[Outcome]:
        """All fetches since a moment, oldest first."""
        asked = fetched().where(fetches.c.started_at >= since).order_by(fetches.c.id)
        with self._door.reading() as connection:
            return [outcome_of(row) for row in connection.execute(asked)]

    def outlets(self) -> Sequence[Outlet]:
        """Every outlet that has a feed or a headline, by name."""
        with self._door.reading() as connection:
            return [
                Outlet(
                    name=row.name,
                    perspective=row.perspective,
                    country=row.country,
                    language=row.language,
                    reliability=row.reliability,
                )
                for row in connection.execute(select(outlets).order_by(outlets.c.name))
            ]


def fetched() -> Any:
    return select(fetches, feeds.c.url).join(feeds)


def outcome_of(row: Row[Any]) -> Outcome:
    return Outcome(
        feed_id=row.feed_id,
        url=row.url,
        kind=OutcomeKind(row.kind),
        started_at=row.started_at,
        elapsed_s=row.elapsed_s,
        status=row.status,
        added=row.added,
        revised=row.revised,
        unchanged=row.unchanged,
        cut=row.cut,
        error=row.error,
    )


def feed_of(row: Row[Any]) -> Feed:
    outlet = Outlet(
        name=row.name,
        perspective=row.perspective,
        country=row.country,
        language=row.outlet_language,
        reliability=row.reliability,
    )
    return Feed(
        id=row.id,
        url=row.url,
        title=row.title,
        outlet=outlet,
        etag=row.etag,
        modified=row.modified,
        body_hash=row.body_hash,
        paused=row.paused,
        note=row.note,
        interval_s=row.interval_s,
        next_fetch_at=row.next_fetch_at,
        last_ok_at=row.last_ok_at,
        last_error=row.last_error,
        failures=row.failures,
    )
