"""Keeping headlines: each item once, copies in one story, later edits as revisions, and a place in the inbox."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.store.engine import Door
from signpost.store.feeds import outlet_id
from signpost.store.identity import (
    CLOSES_AFTER,
    COPY_DAYS,
    canonical_url,
    counts_at,
    digest64,
    item_identity,
    reads_right_to_left,
    title_key,
)
from signpost.store.inbox import Inbox
from signpost.store.knowledge import Clock
from signpost.store.placing import COPIED, OPENED, copies, fresh_ids
from signpost.store.returning import Whole, returning
from signpost.store.revising import revise
from signpost.store.rows import Inserting
from signpost.store.schema import headlines, memberships, stories
from signpost.store.search import index_words
from signpost.store.wire import agency_named, wire_of

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
class Item:
    """An arrival with what tells whether it was kept before, and as it is now."""

    arrival: Arrival
    identity: str
    content_hash: int
    outlet: str
    outlet_id: int
    first_seen_at: datetime


@dataclass(slots=True, kw_only=True)
class Draft:
    """A new item on its way to a row, with the digests that find its likes."""

    arrival: Arrival
    identity: str
    content_hash: int
    outlet_id: int
    first_seen_at: datetime
    at: datetime
    url_hash: int | None
    title_hash: int | None
    wire: str


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
        whole = Whole(arrivals, feed_id, f"feed {feed_id}") if feed_id is not None else None
        for start in range(0, len(arrivals), chunk):
            with self._door.writing() as connection:
                who = outlet_id(connection, outlet)
                origin = f"feed {feed_id}" if feed_id is not None else f"outlet {who}"
                some = arrivals[start : start + chunk]
                batch = [item(a, outlet.name, who, origin, seen(a) if seen else now) for a in some]
                kept += self._keep_chunk(connection, batch, whole, now, own_clock=seen is not None)
        return kept

    def keep_rows(self, rows: Sequence[tuple[Outlet, Arrival]], *, now: datetime) -> Kept:
        """Keep one chunk of a file's rows, of mixed outlets, in one transaction."""
        with self._door.writing() as connection:
            ids = {outlet.name: outlet_id(connection, outlet) for outlet in {o.name: o for o, _ in rows}.values()}
            batch = [item(a, o.name, ids[o.name], f"outlet {ids[o.name]}", now) for o, a in rows]
            return self._keep_chunk(connection, batch, None, now, own_clock=False)

    def _keep_chunk(
        self, connection: Connection, batch: Sequence[Item], whole: Whole | None, now: datetime, *, own_clock: bool
    ) -> Kept:
        unique = {d.identity: d for d in batch}  # the same item twice in a batch: its last wording
        there: dict[str, Any] = {row.identity: row for row in connection.execute(KNOWN, {"identities": list(unique)})}
        new = [draft(each) for each in unique.values() if each.identity not in there]
        if whole is not None and new:
            there |= returning(connection, new, whole)
            new = [d for d in new if d.identity not in there]
        changed = [
            (there[d.identity].id, d)
            for d in unique.values()
            if d.identity in there and there[d.identity].content_hash != d.content_hash
        ]
        feed_id = whole.feed_id if whole is not None else None
        added = self._add(connection, new, feed_id, now, own_clock=own_clock) if new else {}
        revised = revise(connection, changed, now) if changed else set()
        ids = {identity: row.id for identity, row in there.items()} | added
        return Kept(
            added=len(new),
            revised=len(revised),
            unchanged=len(batch) - len(new) - len(revised),
            ids=tuple(ids[d.identity] for d in batch),
        )

    def _add(
        self, connection: Connection, new: list[Draft], feed_id: int | None, now: datetime, *, own_clock: bool
    ) -> dict[str, int]:
        clock = Clock(connection)
        known = clock.reach(max(d.first_seen_at for d in new)) if own_clock else clock.tick(now)
        clock.stop()
        if not own_clock:  # a clock that went back must not date a headline before the knowledge of it
            for d in new:
                d.first_seen_at, d.at = known, counts_at(d.arrival.published_at, known)
        joined = find_stories(connection, new)
        ids = fresh_ids(connection, headlines, len(new))
        INTO_HEADLINES(connection, [row_of(i, d, feed_id) for i, d in zip(ids, new, strict=True)])
        opening = [d for d, story in zip(new, joined, strict=True) if story is None]
        opened = fresh_ids(connection, stories, len(opening))
        INTO_STORIES(connection, [(i, d.first_seen_at) for i, d in zip(opened, opening, strict=True)])
        fresh = iter(opened)
        by_draft: dict[str, int] = {}
        is_copy: list[bool] = []
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
            is_copy.append(story is not None)
        INTO_MEMBERSHIPS(
            connection,
            [
                (i, s, d.first_seen_at if own_clock else known, COPIED if copy else OPENED)
                for i, s, d, copy in zip(ids, story_ids, new, is_copy, strict=True)
            ],
        )
        index_words(connection, [(i, d.arrival.title, d.arrival.summary) for i, d in zip(ids, new, strict=True)])
        self._inbox.place(
            connection,
            [(i, d.arrival.title, d.arrival.summary, d.at, copy) for i, d, copy in zip(ids, new, is_copy, strict=True)],
        )
        return {d.identity: i for d, i in zip(new, ids, strict=True)}


def item(arrival: Arrival, outlet: str, outlet_id: int, origin: str, first_seen_at: datetime) -> Item:
    words = f"{arrival.title}\x00{arrival.summary}\x00{arrival.url}"
    return Item(
        arrival=arrival,
        identity=item_identity(origin, arrival.key),
        content_hash=digest64(words) or 0,
        outlet=outlet,
        outlet_id=outlet_id,
        first_seen_at=first_seen_at,
    )


def draft(new: Item) -> Draft:
    arrival = new.arrival
    return Draft(
        arrival=arrival,
        identity=new.identity,
        content_hash=new.content_hash,
        outlet_id=new.outlet_id,
        first_seen_at=new.first_seen_at,
        at=counts_at(arrival.published_at, new.first_seen_at),
        url_hash=digest64(canonical_url(arrival.url)),
        title_hash=digest64(title_key(arrival.title)),
        wire=wire_of(arrival.title, arrival.summary) or agency_named(new.outlet),
    )


INTO_HEADLINES = Inserting(
    headlines,
    *("id", "identity", "feed_id", "outlet_id", "key", "external_id", "title", "summary", "url", "language", "rtl"),
    *("published_at", "time_flag", "first_seen_at", "at", "url_hash", "title_hash", "content_hash", "wire"),
)
INTO_STORIES = Inserting(stories, "id", "opened_at")
INTO_MEMBERSHIPS = Inserting(memberships, "headline_id", "story_id", "known_from", "basis")


def row_of(headline_id: int, d: Draft, feed_id: int | None) -> tuple[Any, ...]:
    """The values of INTO_HEADLINES."""
    a = d.arrival
    said = (a.key, a.external_id, a.title, a.summary, a.url, a.language, reads_right_to_left(a.title), a.published_at)
    times = (a.time_flag.value, d.first_seen_at, d.at)
    return (
        headline_id,
        d.identity,
        feed_id,
        d.outlet_id,
        *said,
        *times,
        d.url_hash,
        d.title_hash,
        d.content_hash,
        d.wire,
    )


# Built once: putting a statement together takes longer than the database needs for it.
KNOWN = select(headlines.c.id, headlines.c.identity, headlines.c.content_hash).where(
    headlines.c.identity.in_(bindparam("identities", expanding=True))
)
STORED = (
    select(headlines.c.url_hash, headlines.c.title_hash, headlines.c.at, headlines.c.outlet_id, memberships.c.story_id)
    .join(memberships, memberships.c.headline_id == headlines.c.id)
    .where(memberships.c.known_to.is_(None), headlines.c.at.between(bindparam("first"), bindparam("last")))
    .order_by(headlines.c.id)
)
ALIKE = {
    name: STORED.where(headlines.c[name].in_(bindparam("sought", expanding=True)))
    for name in ("url_hash", "title_hash")
}


def find_stories(connection: Connection, new: Sequence[Draft]) -> list[int | str | None]:
    """For each draft the story it joins: an id, the identity of an earlier draft of the batch, or None to open one.

    All that share a link or title in one story lie within that rule's days of one another, so that a title that is
    used again every day does not make one story for ever.
    """
    first, last = min(d.at for d in new), max(d.at for d in new)
    likes = {"url_hash": Likes(CLOSES_AFTER), "title_hash": Likes(COPY_DAYS)}
    for name, alike in likes.items():
        sought = {value for d in new if (value := getattr(d, name)) is not None}
        if sought:
            near = {"first": first - 2 * alike.within, "last": last + 2 * alike.within, "sought": list(sought)}
            for row in connection.execute(ALIKE[name], near):
                alike.add(getattr(row, name), row, row.story_id)
    found: list[int | str | None] = []
    for d in new:
        both = ((alike, getattr(d, name)) for name, alike in likes.items())
        story = next((joined for alike, value in both if (joined := alike.story_for(value, d)) is not None), None)
        found.append(story)
        for name, alike in likes.items():
            if getattr(d, name) is not None:
                alike.add(getattr(d, name), d, d.identity if story is None else story)
    return found


class Likes:
    """Headlines by one digest, with their stories, and the span of time that each story has under that digest."""

    def __init__(self, within: timedelta) -> None:
        self.within = within
        self._by_value: dict[int, list[tuple[Any, int | str]]] = defaultdict(list)
        self._spans: dict[tuple[int, int | str], tuple[datetime, datetime]] = {}

    def add(self, value: int, headline: Any, story: int | str) -> None:
        self._by_value[value].append((headline, story))
        first, last = self._spans.get((value, story), (headline.at, headline.at))
        self._spans[value, story] = min(first, headline.at), max(last, headline.at)

    def story_for(self, value: int | None, d: Draft) -> int | str | None:
        for other, story in self._by_value.get(value, ()) if value is not None else ():
            first, last = self._spans[value, story]  # type: ignore[index]
            if copies(d, other) and d.at - first <= self.within and last - d.at <= self.within:
                return story
        return None
