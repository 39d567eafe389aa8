"""Keeping headlines: each item once, copies in one story, later edits as revisions, and a place in the inbox."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.store.engine import Door
from signpost.store.feeds import outlet_id
from signpost.store.identity import (
    COPY_DAYS,
    canonical_url,
    counts_at,
    digest64,
    is_copy,
    item_identity,
    reads_right_to_left,
    title_key,
)
from signpost.store.inbox import Inbox
from signpost.store.knowledge import Clock
from signpost.store.schema import headlines, memberships, revisions, stories
from signpost.store.search import index_words

CHUNK = 50  # rows in one transaction: an analyst's save never waits long for the collector
BULK = 1000  # the same for an import into a store that nobody tags in meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of a batch of arrivals; `ids` are the kept headlines in the batch's order."""

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    ids: tuple[int, ...] = ()

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(
            added=self.added + other.added,
            revised=self.revised + other.revised,
            unchanged=self.unchanged + other.unchanged,
            ids=self.ids + other.ids,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An arrival on its way to a row, with the digests that find its likes."""

    arrival: Arrival
    outlet_id: int
    identity: str
    first_seen_at: datetime
    at: datetime
    url_hash: int | None
    title_hash: int | None
    content_hash: int


class Keeping:
    """The part of `store.headlines` that writes."""

    def __init__(self, door: Door, inbox: Inbox) -> None:
        self._door, self._inbox = door, inbox

    def keep(
        self,
        arrivals: Sequence[Arrival],
        *,
        outlet: Outlet,
        now: datetime,
        feed_id: int | None = None,
        chunk: int = CHUNK,
        seen: Callable[[Arrival], datetime] | None = None,
    ) -> Kept:
        """Keep each arrival once, in small transactions. Idempotent by (feed, else outlet) and the arrival's key.

        `seen` gives rows their own clock (the demo); else everything is first seen and known `now`.
        """
        kept = Kept()
        for start in range(0, len(arrivals), chunk):
            with self._door.writing() as connection:
                who = outlet_id(connection, outlet)
                origin = f"feed {feed_id}" if feed_id is not None else f"outlet {who}"
                batch = [draft(a, who, origin, seen(a) if seen else now) for a in arrivals[start : start + chunk]]
                kept += self._keep_chunk(connection, batch, feed_id, now, own_clock=seen is not None)
        return kept

    def keep_rows(self, rows: Sequence[tuple[Outlet, Arrival]], *, now: datetime) -> Kept:
        """Keep one chunk of a file's rows, of mixed outlets, in one transaction."""
        with self._door.writing() as connection:
            ids = {outlet.name: outlet_id(connection, outlet) for outlet in {o.name: o for o, _ in rows}.values()}
            batch = [draft(a, ids[o.name], f"outlet {ids[o.name]}", now) for o, a in rows]
            return self._keep_chunk(connection, batch, None, now, own_clock=False)

    def _keep_chunk(
        self, connection: Connection, batch: Sequence[Draft], feed_id: int | None, now: datetime, *, own_clock: bool
    ) -> Kept:
        unique = {d.identity: d for d in batch}  # the same item twice in a batch: its last wording
        there = {
            row.identity: row
            for row in connection.execute(
                select(headlines.c.id, headlines.c.identity, headlines.c.content_hash).where(
                    headlines.c.identity.in_(unique)
                )
            )
        }
        new = [d for d in unique.values() if d.identity not in there]
        changed = [
            (there[d.identity].id, d)
            for d in unique.values()
            if d.identity in there and there[d.identity].content_hash != d.content_hash
        ]
        added = self._add(connection, new, feed_id, now, own_clock=own_clock) if new else {}
        if changed:
            revise(connection, changed, now)
        ids = {identity: row.id for identity, row in there.items()} | added
        return Kept(
            added=len(new),
            revised=len(changed),
            unchanged=len(batch) - len(new) - len(changed),
            ids=tuple(ids[d.identity] for d in batch),
        )

    def _add(
        self, connection: Connection, new: list[Draft], feed_id: int | None, now: datetime, *, own_clock: bool
    ) -> dict[str, int]:
        clock = Clock(connection)
        known = clock.reach(max(d.first_seen_at for d in new)) if own_clock else clock.tick(now)
        clock.stop()
        if not own_clock:  # a clock that went back must not date a headline before the knowledge of it
            new = [replace(d, first_seen_at=known, at=counts_at(d.arrival.published_at, known)) for d in new]
        joined = find_stories(connection, new)
        ids = fresh_ids(connection, headlines, len(new))
        rows = [{"id": i, **row_of(d, feed_id)} for i, d in zip(ids, new, strict=True)]
        connection.execute(insert(headlines), rows)
        opening = [d for d, story in zip(new, joined, strict=True) if story is None]
        opened = fresh_ids(connection, stories, len(opening))
        if opening:
            rows = [{"id": i, "opened_at": d.first_seen_at} for i, d in zip(opened, opening, strict=True)]
            connection.execute(insert(stories), rows)
        fresh = iter(opened)
        by_draft: dict[str, int] = {}
        copies: list[bool] = []
        story_ids: list[int] = []
        for d, story in zip(new, joined, strict=True):
            if story is None:
                story_id = next(fresh)
            elif isinstance(story, str):  # a copy of another one in this chunk
                story_id = by_draft[story]
            else:
                story_id = story
            by_draft[d.identity] = story_id
            story_ids.append(story_id)
            copies.append(story is not None)
        connection.execute(
            insert(memberships),
            [
                {"headline_id": i, "story_id": s, "known_from": d.first_seen_at if own_clock else known}
                for i, s, d in zip(ids, story_ids, new, strict=True)
            ],
        )
        index_words(connection, [(i, d.arrival.title, d.arrival.summary) for i, d in zip(ids, new, strict=True)])
        self._inbox.place(
            connection,
            [(i, d.arrival.title, d.arrival.summary, d.at, copy) for i, d, copy in zip(ids, new, copies, strict=True)],
        )
        return {d.identity: i for d, i in zip(new, ids, strict=True)}


def fresh_ids(connection: Connection, table: Table, count: int) -> range:
    """The next ids of a table. Only one writer is at work at a time (`Door.writing`), so nobody else takes them; asking
    for each row's id as it is made would insert the rows one by one."""
    last: int = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    return range(last + 1, last + 1 + count)


def draft(arrival: Arrival, outlet: int, origin: str, first_seen_at: datetime) -> Draft:
    words = f"{arrival.title}\x00{arrival.summary}\x00{arrival.url}"
    return Draft(
        arrival=arrival,
        outlet_id=outlet,
        identity=item_identity(origin, arrival.key),
        first_seen_at=first_seen_at,
        at=counts_at(arrival.published_at, first_seen_at),
        url_hash=digest64(canonical_url(arrival.url)),
        title_hash=digest64(title_key(arrival.title)),
        content_hash=digest64(words) or 0,
    )


def row_of(d: Draft, feed_id: int | None) -> dict[str, Any]:
    return {
        "identity": d.identity,
        "feed_id": feed_id,
        "outlet_id": d.outlet_id,
        "key": d.arrival.key,
        "external_id": d.arrival.external_id,
        "title": d.arrival.title,
        "summary": d.arrival.summary,
        "url": d.arrival.url,
        "language": d.arrival.language,
        "rtl": reads_right_to_left(d.arrival.title),
        "published_at": d.arrival.published_at,
        "time_flag": d.arrival.time_flag.value,
        "first_seen_at": d.first_seen_at,
        "at": d.at,
        "url_hash": d.url_hash,
        "title_hash": d.title_hash,
        "content_hash": d.content_hash,
    }


def find_stories(connection: Connection, new: Sequence[Draft]) -> list[int | str | None]:
    """For each draft the story it joins: an id, the identity of an earlier draft of the batch, or None to open one."""
    stored = (
        select(
            headlines.c.url_hash, headlines.c.title_hash, headlines.c.at, headlines.c.outlet_id, memberships.c.story_id
        )
        .join(memberships, memberships.c.headline_id == headlines.c.id)
        .where(memberships.c.known_to.is_(None))
        .order_by(headlines.c.id)
    )
    by_url: dict[int, list[tuple[Any, int | str]]] = defaultdict(list)
    by_title: dict[int, list[tuple[Any, int | str]]] = defaultdict(list)
    urls = {d.url_hash for d in new if d.url_hash is not None}
    titles = {d.title_hash for d in new if d.title_hash is not None}
    for row in connection.execute(stored.where(headlines.c.url_hash.in_(urls))) if urls else ():
        by_url[row.url_hash].append((row, row.story_id))
    if titles:
        first, last = min(d.at for d in new) - COPY_DAYS, max(d.at for d in new) + COPY_DAYS
        near = stored.where(headlines.c.title_hash.in_(titles), headlines.c.at.between(first, last))
        for row in connection.execute(near):
            by_title[row.title_hash].append((row, row.story_id))
    found: list[int | str | None] = []
    for d in new:
        likes = by_url.get(d.url_hash or 0, []) + by_title.get(d.title_hash or 0, [])
        found.append(next((story for other, story in likes if copies(d, other)), None))
        if d.url_hash is not None:
            by_url[d.url_hash].append((d, d.identity))
        if d.title_hash is not None:
            by_title[d.title_hash].append((d, d.identity))
    return found


def copies(one: Draft, other: Any) -> bool:
    return is_copy(
        same_link=one.url_hash is not None and one.url_hash == other.url_hash,
        same_title=one.title_hash is not None and one.title_hash == other.title_hash,
        same_outlet=one.outlet_id == other.outlet_id,
        apart=one.at - other.at,
    )


def revise(connection: Connection, changed: Sequence[tuple[int, Draft]], now: datetime) -> None:
    """Keep what the outlet sends now as a revision; the headline itself stays as it arrived."""
    connection.execute(
        insert(revisions),
        [
            {
                "headline_id": i,
                "seen_at": now,
                "title": d.arrival.title,
                "summary": d.arrival.summary,
                "url": d.arrival.url,
            }
            for i, d in changed
        ],
    )
    noted = update(headlines).where(headlines.c.id == bindparam("row")).values(content_hash=bindparam("hash"))
    connection.execute(noted, [{"row": i, "hash": d.content_hash} for i, d in changed])
