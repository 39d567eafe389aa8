"""What each fetch brought, and what it left behind for the next one.

Many fetches are recorded in one transaction: a round in which nothing changed would otherwise wait for the disk once
for each feed. Losing such a record costs one more fetch; headlines are kept before, never after.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, type_coerce, update

from signpost.nouns.feed import Outcome, OutcomeKind
from signpost.store.engine import Door
from signpost.store.feeds import LONGEST_WAIT
from signpost.store.gaps import cause, close_gaps, longest_silence
from signpost.store.rows import Changing, Inserting, among
from signpost.store.schema import MICROSECOND, Id, feeds, fetches, gaps, host_pauses, seen_items

KEEP_FOR, KEEP_LAST = timedelta(days=90), 200
AT_ONCE = 500  # rows removed in one transaction
NO_ITEMS = "the answer holds no items"
GOOD = (OutcomeKind.NEW, OutcomeKind.UNCHANGED)
BEFORE = select(
    *(feeds.c[name] for name in ("id", "url", "title", "etag", "modified", "body_hash", "paused", "interval_s")),
    *(feeds.c[name] for name in ("last_ok_at", "last_error", "failures", "last_new_at", "items")),
    *(feeds.c[name] for name in ("moved_to", "moved_since", "moved_seen")),
).where(among(feeds.c.id, "feeds"))
INSERT_FETCHES = Inserting(
    fetches, "feed_id", "started_at", "elapsed_s", "kind", "status", "added", "revised", "unchanged", "cut", "error",
    "items", "size", "flaw",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How a fetch ended, and what follows. What is None or "" stays as it was, so far as not said otherwise.

    `interval_s` None leaves the rhythm. An empty `body_hash` means that the next answer is to be read in full; the
    digests of items are forgotten then too. `moved` is (where to, since when, how often seen), `new_url` an address to
    believe. `pauses` is (host, until) of a server that asked to be left alone. `reaches_back` says that the answer
    holds items known before, `newest` is its latest item's own time.
    """

    outcome: Outcome
    next_fetch_at: datetime
    interval_s: int | None = None
    etag: str | None = None
    modified: str | None = None
    body_hash: str | None = None
    digests: bytes | None = None
    title: str = ""
    paused: str = ""
    moved: tuple[str, datetime | None, int] | None = None
    new_url: str = ""
    pauses: tuple[str, datetime] | None = None
    reaches_back: bool = False
    newest: datetime | None = None


class Recording:
    """The part of `store.feeds` that remembers fetches."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def record(self, outcome: Outcome, **what_follows: Any) -> None:
        """Keep how one fetch ended; what follows is said as in `Record`."""
        self.record_all([Record(outcome=outcome, **what_follows)])

    def record_all(self, records: Sequence[Record]) -> None:
        """Keep how these fetches ended, in one transaction."""
        if not records:
            return
        with self._door.writing() as connection:
            ids = list({r.outcome.feed_id for r in records})
            rows = {row.id: row for row in connection.execute(BEFORE, {"feeds": ids})}
            changed: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
            for r in records:
                row = rows[r.outcome.feed_id]
                if row.url == r.outcome.url:  # else its address was changed meanwhile: this says nothing of the new one
                    values = follows(r, row)
                    changed[tuple(values)].append((*values.values(), row.id))
            for columns, many in changed.items():
                changing(columns)(connection, many)
            INSERT_FETCHES(connection, [row_of(r.outcome) for r in records])
            keep_digests(connection, [r for r in records if rows[r.outcome.feed_id].url == r.outcome.url])
            keep_pauses(connection, [r for r in records if r.pauses])
            mend_gaps(connection, [(r, rows[r.outcome.feed_id]) for r in records if r.outcome.kind in GOOD])
            for r in records:
                if r.new_url:
                    move(connection, r.outcome.feed_id, r.new_url)
        self._door.written_much(len(records))

    def seen(self, feed_id: int) -> bytes:
        """The digests of the items in the feed's last well-read answer; b"" where none are known."""
        with self._door.reading() as connection:
            asked = select(seen_items.c.digests).where(seen_items.c.feed_id == feed_id)
            return connection.execute(asked).scalar_one_or_none() or b""

    def pauses(self, now: datetime) -> dict[str, datetime]:
        """The hosts that asked to be left alone, and until when."""
        with self._door.reading() as connection:
            asked = select(host_pauses).where(host_pauses.c.until > now)
            return {row.host: row.until for row in connection.execute(asked) if row.until - now <= LONGEST_WAIT}

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

    def prune(self, now: datetime) -> int:
        """Remove old fetches: all are kept for 90 days, and the last 200 of each feed for ever. Gaps stay."""
        before = now - KEEP_FOR
        with self._door.reading() as connection:
            asked = select(fetches.c.feed_id).where(fetches.c.started_at < before).distinct()
            ids = connection.execute(asked).scalars().all()
        return sum(self._prune(feed_id, before) for feed_id in ids)

    def _prune(self, feed_id: int, before: datetime) -> int:
        mine = select(fetches.c.id).where(fetches.c.feed_id == feed_id)
        removed = 0
        while True:
            with self._door.writing() as connection:
                last = mine.order_by(fetches.c.id.desc()).offset(KEEP_LAST - 1).limit(1)
                if (kept := connection.execute(last).scalar_one_or_none()) is None:
                    return removed
                old = mine.where(fetches.c.id < kept, fetches.c.started_at < before).order_by(fetches.c.id)
                some = connection.execute(old.limit(AT_ONCE)).scalars().all()
                connection.execute(delete(fetches).where(fetches.c.id.in_(some)))
            removed += len(some)
            if len(some) < AT_ONCE:
                return removed

    def last_started(self) -> tuple[int, datetime] | None:
        """(id, start) of the fetch that was recorded last; a start in the future tells that the clock was set back."""
        with self._door.reading() as connection:
            asked = select(fetches.c.id, fetches.c.started_at).order_by(fetches.c.id.desc()).limit(1)
            row = connection.execute(asked).one_or_none()
            return (row.id, row.started_at) if row else None

    def set_back(self, by: timedelta, now: datetime) -> None:
        """The clock was set back: move what lies ahead back too, so that nothing waits longer than it was to."""
        with self._door.writing() as connection:
            for ahead in (feeds.c.next_fetch_at, host_pauses.c.until):
                earlier = type_coerce(ahead, Id) - by // MICROSECOND
                connection.execute(update(ahead.table).where(ahead > now).values({ahead.key: earlier}))


def follows(r: Record, row: Row[Any]) -> dict[str, Any]:
    """The columns of a feed's row that a fetch changes."""
    o = r.outcome
    values: dict[str, Any] = {"next_fetch_at": r.next_fetch_at, "waiting": o.waiting}
    if r.interval_s is not None:
        values["interval_s"] = r.interval_s
    if r.etag is not None and r.etag != row.etag:
        values["etag"] = r.etag
    if r.modified is not None and r.modified != row.modified:
        values["modified"] = r.modified
    if r.body_hash is not None and r.body_hash != row.body_hash:
        values["body_hash"] = r.body_hash
    if r.paused and r.paused != row.paused:
        values["paused"] = r.paused
    if r.title and not row.title:
        values["title"] = r.title
    if r.moved is not None and r.moved != (row.moved_to, row.moved_since, row.moved_seen):
        values |= dict(zip(("moved_to", "moved_since", "moved_seen"), r.moved, strict=True))
    if o.kind is OutcomeKind.FAILED:
        values |= {"failures": row.failures + 1, "last_error": o.error}
    elif o.kind is OutcomeKind.EMPTY:  # it answered, but nothing was heard
        values |= {"failures": 0, "last_error": NO_ITEMS, "items": 0}
    elif o.kind in GOOD:
        values["last_ok_at"] = o.started_at
        if row.failures or row.last_error:
            values |= {"failures": 0, "last_error": ""}
        if o.items and o.items != row.items:
            values["items"] = o.items
        if o.added or row.last_new_at is None:  # a first answer's record may have been lost
            # the first answer tells by its own times whether the feed is alive
            alive = r.newest if row.last_new_at is None and r.newest else o.started_at
            values["last_new_at"] = min(o.started_at, alive)
    return values


@lru_cache(maxsize=64)
def changing(columns: tuple[str, ...]) -> Changing:
    """What sets these columns of many feeds, made once."""
    return Changing(feeds, *columns)


def row_of(o: Outcome) -> tuple[Any, ...]:
    counts = (o.added, o.revised, o.unchanged, o.cut)
    return (o.feed_id, o.started_at, o.elapsed_s, o.kind.value, o.status, *counts, o.error, o.items, o.size, o.flaw)


def keep_digests(connection: Connection, records: Iterable[Record]) -> None:
    """Remember the items of well-read answers; forget them wherever the next answer is to be read in full."""
    known = {r.outcome.feed_id: b"" if r.body_hash == "" else r.digests for r in records}
    fresh = {feed_id: digests for feed_id, digests in known.items() if digests is not None}
    if fresh:
        connection.execute(delete(seen_items).where(seen_items.c.feed_id.in_(fresh)))
    if rows := [{"feed_id": feed_id, "digests": digests} for feed_id, digests in fresh.items() if digests]:
        connection.execute(insert(seen_items), rows)


def keep_pauses(connection: Connection, records: Iterable[Record]) -> None:
    until = {r.pauses[0]: (r.pauses[1], r.outcome.error) for r in records if r.pauses}
    if until:
        connection.execute(delete(host_pauses).where(host_pauses.c.host.in_(until)))
        rows = [{"host": host, "until": when, "reason": reason} for host, (when, reason) in until.items()]
        connection.execute(insert(host_pauses), rows)


def mend_gaps(connection: Connection, good: Sequence[tuple[Record, Row[Any]]]) -> None:
    """End gaps by good fetches; one that nobody noted while it lasted is written down now."""
    if not good:
        return
    closed = close_gaps(connection, [(row.id, r.outcome.started_at, not r.reaches_back) for r, row in good])
    unnoted = [
        {
            "feed_id": row.id,
            "began_at": row.last_ok_at,
            "ended_at": r.outcome.started_at,
            "reason": cause(row),
            "lost": not r.reaches_back,
        }
        for r, row in good
        if row.id not in closed
        and row.last_ok_at is not None
        and r.outcome.started_at - row.last_ok_at > longest_silence(row.interval_s)
    ]
    if unnoted:
        connection.execute(insert(gaps), unnoted)


def move(connection: Connection, feed_id: int, url: str) -> None:
    """Believe a permanent redirect. An address that another feed has is not taken: this one is paused instead."""
    other = connection.execute(select(feeds.c.id, feeds.c.removed_at).where(feeds.c.url == url)).one_or_none()
    values: dict[str, Any] = {"url": url, "moved_to": "", "moved_since": None, "moved_seen": 0}
    if other is not None and other.id != feed_id:
        values = {} if other.removed_at else {"paused": f"it moved to {url}, which is subscribed already"}
    if values:
        connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))


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
        items=row.items,
        size=row.size,
        flaw=row.flaw,
    )
