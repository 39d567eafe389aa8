"""Keeping headlines: each item once, copies in one story, later edits as revisions, and a place in the inbox."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.store.drafts import INTO_HEADLINES, Draft, Item, draft, item, kept_as, row_of
from signpost.store.engine import Door
from signpost.store.feeds import outlet_ids
from signpost.store.identity import CLOSES_AFTER, COPY_DAYS, counts_at
from signpost.store.inbox import Inbox
from signpost.store.knowledge import Clock
from signpost.store.placing import COPIED, OPENED, copies, fresh_ids
from signpost.store.returning import Whole, returning
from signpost.store.reused import renamed
from signpost.store.revising import revise
from signpost.store.rows import Inserting, among
from signpost.store.schema import headlines, memberships, outlets, stories
from signpost.store.search import index_words

CHUNK = 50  # rows in one transaction: an analyst's save never waits long for the collector
TOGETHER = 120  # the same for several feeds' few items: what a transaction costs beside its rows is then shared
NONE: Mapping[str, Draft] = {}
NEVER = datetime.min.replace(tzinfo=UTC)
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
class Bundle:
    """What one fetch brought of a feed; `unread` counts what else it shows, known from the last time (None: a first
    fetch)."""

    feed_id: int
    outlet: Outlet
    arrivals: Sequence[Arrival]
    unread: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a transaction did with its items: headline ids by identity, which of them are new, which were revised."""

    ids: dict[str, int]
    added: frozenset[str]
    revised: set[int]

    def of(self, batch: Sequence[Item]) -> Kept:
        """What became of these."""
        ids = tuple(self.ids[each.identity] for each in batch)
        added = len(self.added.intersection(each.identity for each in batch))
        revised = len(self.revised.intersection(ids))
        return Kept(added=added, revised=revised, unchanged=len(batch) - added - revised, ids=ids)


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
        unread: int | None = None,
    ) -> Kept:
        """Keep each arrival once, in small transactions. Idempotent by (feed, else outlet) and the arrival's key.

        `seen` gives rows their own clock (the demo); else everything is first seen and known `now`. `unread` as in
        `Bundle`.
        """
        kept = Kept()
        wholes = {feed_id: Whole(arrivals, f"feed {feed_id}", unread)} if feed_id is not None else {}
        for start in range(0, len(arrivals), chunk):
            with self._door.writing() as connection:
                who = outlet_ids(connection, [outlet])[outlet.name]
                some = arrivals[start : start + chunk]
                batch = [item(a, outlet.name, who, feed_id, seen(a) if seen else now) for a in some]
                kept += self._keep_batch(connection, batch, wholes, now, own_clock=seen is not None).of(batch)
            self._door.written_much(len(batch))
        return kept

    def keep_feeds(self, bundles: Sequence[Bundle], *, now: datetime) -> list[Kept]:
        """Keep what several feeds brought, each feed once, in one transaction; what came of each.

        The caller holds the number of items down (`TOGETHER`). What can be reckoned before the write begins is:
        an analyst's save waits for the rest only.
        """
        batches = [[item(a, b.outlet.name, 0, b.feed_id, now) for a in b.arrivals] for b in bundles]
        wholes = {b.feed_id: Whole(b.arrivals, f"feed {b.feed_id}", b.unread) for b in bundles}
        every = [each for batch in batches for each in batch]
        drafts = self._drafts(every)
        with self._door.writing() as connection:
            ids = outlet_ids(connection, [bundle.outlet for bundle in bundles])
            for each in every:
                each.outlet_id = ids[each.outlet]
            done = self._keep_batch(connection, every, wholes, now, own_clock=False, drafts=drafts)
        self._door.written_much(len(every))
        return [done.of(batch) for batch in batches]

    def keep_rows(self, rows: Sequence[tuple[Outlet, Arrival]], *, now: datetime) -> Kept:
        """Keep one chunk of a file's rows, of mixed outlets, in one transaction."""
        with self._door.writing() as connection:
            ids = outlet_ids(connection, [outlet for outlet, _ in rows])
            batch = [item(a, o.name, ids[o.name], None, now) for o, a in rows]
            kept = self._keep_batch(connection, batch, {}, now, own_clock=False).of(batch)
        self._door.written_much(len(batch))
        return kept

    def kept_before(self, rows: Sequence[tuple[Outlet, Arrival]]) -> list[tuple[int, bool]]:
        """What `keep_rows` would find of each row: the headline it was kept as (0: never) and whether it reads
        otherwise now. Nothing is written."""
        names = sorted({outlet.name for outlet, _ in rows})
        with self._door.reading() as connection:
            ids = dict(connection.execute(select(outlets.c.name, outlets.c.id).where(outlets.c.name.in_(names))).all())
            batch = [item(a, o.name, ids.get(o.name, 0), None, NEVER) for o, a in rows]
            there = kept_as(connection, [each.identity for each in batch])
        found = [there.get(each.identity) for each in batch]
        return [
            (row.id, row.content_hash != each.content_hash) if row else (0, False)
            for row, each in zip(found, batch, strict=True)
        ]

    def _drafts(self, items: Sequence[Item]) -> dict[str, Draft]:
        """Drafts of the items that are not kept yet, by identity."""
        unique = {each.identity: each for each in items}
        with self._door.reading() as connection:
            there = kept_as(connection, unique)
        return {name: draft(each, self._inbox.rank) for name, each in unique.items() if name not in there}

    def _keep_batch(
        self,
        connection: Connection,
        batch: Sequence[Item],
        wholes: Mapping[int, Whole],
        now: datetime,
        *,
        own_clock: bool,
        drafts: Mapping[str, Draft] = NONE,
    ) -> Done:
        unique = {d.identity: d for d in batch}  # the same item twice in a batch: its last wording
        there = kept_as(connection, unique)
        if renamed(connection, batch, there, wholes):
            unique = {d.identity: d for d in batch}
            there = kept_as(connection, unique)
        new = [drafts.get(name) or draft(each, self._inbox.rank) for name, each in unique.items() if name not in there]
        for d in new:
            d.outlet_id = unique[d.identity].outlet_id
        if wholes and new:
            there |= returning(connection, new, wholes)
            new = [d for d in new if d.identity not in there]
        changed = [
            (there[d.identity].id, d)
            for d in unique.values()
            if d.identity in there and there[d.identity].content_hash != d.content_hash
        ]
        added = self._add(connection, new, now, own_clock=own_clock) if new else {}
        revised = revise(connection, changed, now) if changed else set()
        ids = {identity: row.id for identity, row in there.items()} | added
        return Done(ids=ids, added=frozenset(added), revised=revised)

    def _add(self, connection: Connection, new: list[Draft], now: datetime, *, own_clock: bool) -> dict[str, int]:
        clock = Clock(connection)
        known = clock.reach(max(d.first_seen_at for d in new)) if own_clock else clock.tick(now)
        clock.stop()
        if not own_clock:  # a clock that went back must not date a headline before the knowledge of it
            for d in new:
                d.first_seen_at, d.at = known, counts_at(d.arrival.published_at, known)
        joined = find_stories(connection, new)
        ids = fresh_ids(connection, headlines, len(new))
        INTO_HEADLINES(connection, [row_of(i, d) for i, d in zip(ids, new, strict=True)])
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
            [(i, d.rank, d.at, copy) for i, d, copy in zip(ids, new, is_copy, strict=True)],
        )
        return {d.identity: i for d, i in zip(new, ids, strict=True)}


INTO_STORIES = Inserting(stories, "id", "opened_at")
INTO_MEMBERSHIPS = Inserting(memberships, "headline_id", "story_id", "known_from", "basis")


# Built once: putting a statement together takes longer than the database needs for it.
STORED = (
    select(headlines.c.url_hash, headlines.c.title_hash, headlines.c.at, headlines.c.outlet_id, memberships.c.story_id)
    .join(memberships, memberships.c.headline_id == headlines.c.id)
    .where(memberships.c.known_to.is_(None), headlines.c.at.between(bindparam("first"), bindparam("last")))
    .order_by(headlines.c.id)
)
ALIKE = {name: STORED.where(among(headlines.c[name], "sought")) for name in ("url_hash", "title_hash")}


def find_stories(connection: Connection, new: Sequence[Draft]) -> list[int | str | None]:
    """For each draft the story it joins: an id, the identity of an earlier draft of the batch, or None to open one.

    All that share a link or title in one story lie within that rule's days of one another, so that a title that is
    used again every day does not make one story for ever.
    """
    first, last = min(d.at for d in new), max(d.at for d in new)
    likes = {"url_hash": Likes(CLOSES_AFTER), "title_hash": Likes(COPY_DAYS)}
    several: set[int] = set()  # digests that more than one headline has: of most drafts neither is among them
    for name, alike in likes.items():
        sought = Counter([value for d in new if (value := getattr(d, name)) is not None])
        several.update([value for value, times in sought.items() if times > 1])
        if sought:
            near = {"first": first - 2 * alike.within, "last": last + 2 * alike.within, "sought": list(sought)}
            for row in connection.execute(ALIKE[name], near):
                several.add(getattr(row, name))
                alike.add(getattr(row, name), row, row.story_id)
    found: list[int | str | None] = []
    for d in new:
        if d.url_hash not in several and d.title_hash not in several:
            found.append(None)
            continue
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
