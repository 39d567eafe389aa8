"""Subscribed feeds and their outlets. What each fetch brought is in `fetches`."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from signpost.errors import FeedError
from signpost.nouns.feed import STAYS, Feed, Outlet
from signpost.store.engine import Door
from signpost.store.gaps import close_gaps
from signpost.store.rows import among, clean
from signpost.store.schema import EPOCH, feeds, headlines, outlets, seen_items

OUTLET = ("perspective", "country", "language", "reliability", "family")
FEED = (
    select(feeds, outlets.c.name, *(outlets.c[column].label(f"outlet_{column}") for column in OUTLET))
    .join(outlets)
    .where(feeds.c.removed_at.is_(None))
)
NAMED = select(outlets).where(among(outlets.c.name, "names"))
FORGOTTEN = {"etag": "", "modified": "", "body_hash": ""}  # so that the next answer is read in full
UNMOVED = {"moved_to": "", "moved_since": None, "moved_seen": 0}
# No plan reaches further, beside a rhythm set by hand: such a time was written by a clock that has been set back since.
LONGEST_WAIT = timedelta(hours=26)


def outlet_ids(connection: Connection, named: Sequence[Outlet]) -> dict[str, int]:
    """The rows of outlets by their names, made if new; what is newly known about an old one is filled in, never
    overwritten."""
    wanted = {clean(outlet.name): outlet for outlet in named}
    rows = {row.name: row for row in connection.execute(NAMED, {"names": list(wanted)})}
    ids = {name: outlet_id(connection, outlet, rows.get(name)) for name, outlet in wanted.items()}
    return {outlet.name: ids[clean(outlet.name)] for outlet in named}


def outlet_id(connection: Connection, outlet: Outlet, row: Row[Any] | None) -> int:
    known = {column: getattr(outlet, column) for column in OUTLET}
    if row is None:
        made = insert(outlets).values(name=outlet.name, **known).returning(outlets.c.id)
        return int(connection.execute(made).scalar_one())
    empty = {"reliability": "F"}
    fill = {k: v for k, v in known.items() if v and v != empty.get(k) and getattr(row, k) in ("", empty.get(k))}
    if fill:
        connection.execute(update(outlets).where(outlets.c.id == row.id).values(**fill))
    return int(row.id)


class Subscribing:
    """The part of `store.feeds` that knows what is subscribed and what is due."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def all(self) -> list[Feed]:
        """Every subscribed feed, by outlet and address."""
        with self._door.reading() as connection:
            return [feed_of(row) for row in connection.execute(FEED.order_by(outlets.c.name, feeds.c.url))]

    def due(self, now: datetime) -> list[Feed]:
        """The feeds that are not paused and whose next fetch has come, longest waiting first.

        One that would wait longer than any plan lets it is due too: the clock was set back.
        """
        time = feeds.c.next_fetch_at
        come = or_(time.is_(None), time <= now, time > now + LONGEST_WAIT)
        asked = FEED.where(feeds.c.paused == "", come).order_by(time.asc().nulls_first(), feeds.c.id)
        with self._door.reading() as connection:
            found = [feed_of(row) for row in connection.execute(asked)]
        return [feed for feed in found if due_at(feed) <= now or waits_too_long(feed, now)]

    def get(self, feed_id: int) -> Feed | None:
        with self._door.reading() as connection:
            row = connection.execute(FEED.where(feeds.c.id == feed_id)).one_or_none()
            return feed_of(row) if row else None

    def add(
        self,
        url: str,
        *,
        title: str,
        outlet: Outlet,
        now: datetime,
        note: str = "",
        paused: str = "",
        every_s: int = 0,
        user_agent: str = "",
    ) -> tuple[Feed, bool]:
        """Subscribe to an address; (feed, whether it is new). One that was removed comes back with its headlines."""
        with self._door.writing() as connection:
            there = connection.execute(select(feeds.c.id, feeds.c.removed_at).where(feeds.c.url == url)).one_or_none()
            new = there is None or there.removed_at is not None
            if there is None:
                values = {"url": url, "title": title, "note": note, "paused": paused, "added_at": now}
                values |= {"every_s": every_s, "user_agent": user_agent}
                values["outlet_id"] = outlet_ids(connection, [outlet])[outlet.name]
                made = insert(feeds).values(**values).returning(feeds.c.id)
                feed_id = connection.execute(made).scalar_one()
            else:
                feed_id = there.id
                back = update(feeds).where(feeds.c.id == feed_id)
                if new:
                    connection.execute(
                        back.values(removed_at=None, paused=paused, next_fetch_at=None, failures=0, last_error="")
                    )
            return feed_of(connection.execute(FEED.where(feeds.c.id == feed_id)).one()), new

    def remove(self, feed_id: int, now: datetime) -> None:
        """End the subscription; the headlines it brought stay, and a gap under way ends here."""
        with self._door.writing() as connection:
            connection.execute(update(feeds).where(feeds.c.id == feed_id).values(removed_at=now))
            close_gaps(connection, [(feed_id, now, True)])

    def pause(self, feed_id: int, reason: str) -> None:
        self._change(feed_id, paused=reason)

    def resume(self, feed_id: int, now: datetime) -> None:
        self._change(feed_id, paused="", failures=0, next_fetch_at=now)

    def change(
        self,
        feed_id: int,
        *,
        url: str | None = None,
        title: str | None = None,
        outlet: Outlet | None = None,
        note: str | None = None,
        every_s: int | None = None,
        user_agent: str | None = None,
    ) -> None:
        """Change what was said of a feed by hand; None leaves a thing as it is.

        Another address, rhythm or user agent makes the feed due at once. An outlet with a new name renames the feed's
        outlet if no other feed has it and the name is free; else the feed goes over to the outlet of that name.
        Raises FeedError if the address is another feed's.
        """
        given = {"url": url, "title": title, "note": note, "every_s": every_s, "user_agent": user_agent}
        with self._door.writing() as connection:
            row = connection.execute(select(feeds).where(feeds.c.id == feed_id)).one_or_none()
            if row is None:
                return
            values: dict[str, Any] = {k: v for k, v in given.items() if v is not None and v != getattr(row, k)}
            if "url" in values:
                other = connection.execute(select(feeds.c.id, feeds.c.removed_at).where(feeds.c.url == url))
                if (taken := other.one_or_none()) is not None:
                    when = "is subscribed already" if taken.removed_at is None else "was subscribed before; add it anew"
                    raise FeedError(str(url), f"this address {when}")
                values |= FORGOTTEN | UNMOVED | {"failures": 0, "last_error": ""}
                forget_items(connection, [feed_id])
            if values.keys() & {"url", "every_s", "user_agent"}:
                values |= {"next_fetch_at": None, "waiting": ""}
            if outlet is not None:
                values["outlet_id"] = told_outlet(connection, row.outlet_id, feed_id, outlet)
            if values:
                connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))

    def keep_address(self, feed_id: int) -> None:
        """Stay, wherever this permanent redirect leads; another target is observed anew."""
        self._change(feed_id, moved_seen=STAYS)

    def asked(self, feed_ids: Iterable[int], now: datetime) -> None:
        """Note that somebody asked for these feeds by hand."""
        with self._door.writing() as connection:
            connection.execute(update(feeds).where(feeds.c.id.in_(list(feed_ids))).values(asked_at=now))

    def outlets(self) -> Sequence[Outlet]:
        """Every outlet that has a feed or a headline, by name."""
        with self._door.reading() as connection:
            return [
                Outlet(name=row.name, **{column: getattr(row, column) for column in OUTLET})
                for row in connection.execute(select(outlets).order_by(outlets.c.name))
            ]

    def _change(self, feed_id: int, **values: Any) -> None:
        with self._door.writing() as connection:
            connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))


def told_outlet(connection: Connection, current: int, feed_id: int, outlet: Outlet) -> int:
    """The outlet that a hand named for a feed, with all that it said of it."""
    told = {column: getattr(outlet, column) for column in OUTLET}
    named = connection.execute(select(outlets.c.id).where(outlets.c.name == outlet.name)).scalar_one_or_none()
    if named is None:
        shared = select(feeds.c.id).where(feeds.c.outlet_id == current, feeds.c.id != feed_id).limit(1)
        others = select(headlines.c.id).where(
            headlines.c.outlet_id == current, (headlines.c.feed_id.is_(None)) | (headlines.c.feed_id != feed_id)
        )
        if connection.execute(shared).first() or connection.execute(others.limit(1)).first():
            return outlet_ids(connection, [outlet])[outlet.name]
        named = current
    connection.execute(update(outlets).where(outlets.c.id == named).values(name=outlet.name, **told))
    return int(named)


def forget_items(connection: Connection, feed_ids: Sequence[int]) -> None:
    connection.execute(seen_items.delete().where(seen_items.c.feed_id.in_(feed_ids)))


def due_at(feed: Feed) -> datetime:
    return feed.next_fetch_at or EPOCH


def waits_too_long(feed: Feed, now: datetime) -> bool:
    return due_at(feed) - now > LONGEST_WAIT + timedelta(seconds=1.2 * feed.every_s)


PLAIN = (
    "id", "url", "title", "etag", "modified", "body_hash", "paused", "note", "interval_s", "next_fetch_at",
    "last_ok_at", "last_error", "failures", "user_agent", "every_s", "waiting", "moved_to", "moved_since",
    "moved_seen", "asked_at", "last_new_at", "items",
)  # fmt: skip


def feed_of(row: Row[Any]) -> Feed:
    values = row._mapping
    outlet = Outlet(name=values["name"], **{column: values[f"outlet_{column}"] for column in OUTLET})
    return Feed(outlet=outlet, **{column: values[column] for column in PLAIN})
