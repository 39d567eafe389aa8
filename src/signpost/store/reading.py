"""Reading headlines: one, a searched page, the cards of the queue, revisions."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, select, tuple_

from signpost.nouns.headline import Headline, Revision, TimeFlag
from signpost.store.engine import Door
from signpost.store.identity import canonical_url, digest64
from signpost.store.schema import headlines, memberships, outlets, revisions, tags
from signpost.store.search import matching

EXPORT_BATCH = 5000
FIND_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A filter over headlines; an empty field asks nothing. `judged`: "", "yes" or "no" (by anyone)."""

    text: str = ""
    outlets: tuple[str, ...] = ()
    perspectives: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    factor_id: str = ""
    analyst_id: int | None = None
    judged: str = ""
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Headlines, newest first, and the mark where the next page begins (None at the end)."""

    headlines: tuple[Headline, ...]
    next: tuple[datetime, int] | None


class Reading:
    """The part of `store.headlines` that reads."""

    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def get(self, headline_id: int) -> Headline | None:
        found = self.some([headline_id])
        return found[0] if found else None

    def some(self, ids: Sequence[int]) -> list[Headline]:
        """The headlines with these ids, in the order of the ids; unknown ids are left out."""
        with self._door.reading() as connection:
            rows = connection.execute(FULL.where(headlines.c.id.in_(ids)))
            found = {row.id: headline_of(row) for row in rows}
        return [found[i] for i in ids if i in found]

    def find(self, reference: str) -> int | None:
        """The headline that a file means: by external id, else our id, else link."""
        return self.find_all([reference]).get(reference)

    def find_all(self, references: Collection[str]) -> dict[str, int]:
        """The same for many references at once."""
        found: dict[str, int] = {}
        with self._door.reading() as connection:
            asked = sorted(set(references))
            for start in range(0, len(asked), FIND_BATCH):
                some = asked[start : start + FIND_BATCH]
                found |= by_link(connection, some) | by_id(connection, some) | by_external_id(connection, some)
        return found

    def page(self, wanted: Wanted, *, limit: int = 50, after: tuple[datetime, int] | None = None) -> Page:
        """One page of what is wanted, newest first."""
        with self._door.reading() as connection:
            asked = self._wanted(connection, wanted, FULL, newest_first=True)
            if after is not None:
                asked = asked.where(tuple_(headlines.c.at, headlines.c.id) < after)
            asked = asked.order_by(headlines.c.at.desc(), headlines.c.id.desc()).limit(limit + 1)
            rows = connection.execute(asked).all()
        shown = tuple(headline_of(row) for row in rows[:limit])
        return Page(headlines=shown, next=(shown[-1].at, shown[-1].id) if len(rows) > limit else None)

    def count(self, wanted: Wanted | None = None, upto: int | None = None) -> int:
        """How many are wanted; with `upto` counting stops there."""
        with self._door.reading() as connection:
            inner = select(headlines.c.id).join(outlets, outlets.c.id == headlines.c.outlet_id)
            asked = self._wanted(connection, wanted or Wanted(), inner)
            if wanted is None or wanted == Wanted():
                return int(connection.execute(select(func.count()).select_from(headlines)).scalar_one())
            return int(connection.execute(select(func.count()).select_from(asked.limit(upto).subquery())).scalar_one())

    def _wanted(
        self, connection: Connection, wanted: Wanted, asked: Select[Any], *, newest_first: bool = False
    ) -> Select[Any]:
        found = matching(connection, wanted.text, newest_first=newest_first)
        conditions = [] if found is None else [found]
        if wanted.outlets or wanted.perspectives:
            named = select(outlets.c.id)
            named = named.where(outlets.c.name.in_(wanted.outlets)) if wanted.outlets else named
            named = named.where(outlets.c.perspective.in_(wanted.perspectives)) if wanted.perspectives else named
            conditions.append(headlines.c.outlet_id.in_(named))
        if wanted.languages:
            conditions.append(headlines.c.language.in_(wanted.languages))
        if wanted.first:
            conditions.append(headlines.c.at >= wanted.first)
        if wanted.last:
            conditions.append(headlines.c.at < wanted.last)
        standing = [tags.c.framework_id == self._framework, tags.c.known_to.is_(None)]
        if wanted.factor_id:
            standing.append(tags.c.factor_id == wanted.factor_id)
        if wanted.analyst_id is not None:
            standing.append(tags.c.analyst_id == wanted.analyst_id)
        judged = exists().where(tags.c.headline_id == headlines.c.id, *standing)
        if wanted.judged == "no":
            conditions.append(~judged)
        elif wanted.judged == "yes" or wanted.factor_id or wanted.analyst_id is not None:
            conditions.append(headlines.c.id.in_(select(tags.c.headline_id).where(*standing)))
        return asked.where(*conditions)

    def story(self, story_id: int) -> list[Headline]:
        """All headlines of a story, earliest first."""
        with self._door.reading() as connection:
            asked = FULL.where(memberships.c.story_id == story_id).order_by(headlines.c.at, headlines.c.id)
            return [headline_of(row) for row in connection.execute(asked)]

    def copies(self, story_ids: Sequence[int]) -> dict[int, list[str]]:
        """Who else carries each story: outlet names by story, in the order they were seen."""
        asked = (
            select(memberships.c.story_id, outlets.c.name)
            .join(headlines, headlines.c.id == memberships.c.headline_id)
            .join(outlets, outlets.c.id == headlines.c.outlet_id)
            .where(memberships.c.story_id.in_(story_ids), memberships.c.known_to.is_(None))
            .order_by(headlines.c.id)
        )
        carriers: dict[int, list[str]] = {}
        with self._door.reading() as connection:
            for story_id, name in connection.execute(asked):
                carriers.setdefault(story_id, []).append(name)
        return carriers

    def revisions(self, headline_id: int) -> list[Revision]:
        """How the outlet changed a headline, oldest first."""
        asked = select(revisions).where(revisions.c.headline_id == headline_id).order_by(revisions.c.id)
        with self._door.reading() as connection:
            return [
                Revision(
                    headline_id=row.headline_id,
                    seen_at=row.seen_at,
                    title=row.title,
                    summary=row.summary,
                    url=row.url,
                )
                for row in connection.execute(asked)
            ]

    def revised(self, ids: Sequence[int]) -> set[int]:
        """Which of these headlines the outlet changed later."""
        asked = select(revisions.c.headline_id).where(revisions.c.headline_id.in_(ids)).distinct()
        with self._door.reading() as connection:
            return set(connection.scalars(asked))

    def languages(self) -> list[str]:
        """The languages that occur, found by leaping through the index."""
        found: list[str] = []
        with self._door.reading() as connection:
            while True:
                beyond = select(func.min(headlines.c.language)).where(headlines.c.language > (found or [""])[-1])
                following = connection.execute(beyond).scalar_one()
                if following is None:
                    return found
                found.append(following)

    def newest(self) -> datetime | None:
        """When the newest headline counts."""
        asked = select(headlines.c.at).order_by(headlines.c.at.desc()).limit(1)
        with self._door.reading() as connection:
            return connection.execute(asked).scalar_one_or_none()

    def export(self) -> Iterator[Headline]:
        """Every headline by id, in batches, so that an export of any size needs little memory."""
        last = 0
        while True:
            with self._door.reading() as connection:
                asked = FULL.where(headlines.c.id > last).order_by(headlines.c.id).limit(EXPORT_BATCH)
                batch = [headline_of(row) for row in connection.execute(asked)]
            if not batch:
                return
            yield from batch
            last = batch[-1].id


FULL = (
    select(headlines, outlets.c.name.label("outlet"), outlets.c.perspective, memberships.c.story_id)
    .join(outlets, outlets.c.id == headlines.c.outlet_id)
    .join(memberships, and_(memberships.c.headline_id == headlines.c.id, memberships.c.known_to.is_(None)))
)


def by_link(connection: Connection, references: Sequence[str]) -> dict[str, int]:
    digests = {r: digest for r in references if (digest := digest64(canonical_url(r))) is not None}
    asked = select(headlines.c.url_hash, headlines.c.id).where(headlines.c.url_hash.in_(set(digests.values())))
    ids = {row.url_hash: row.id for row in connection.execute(asked.order_by(headlines.c.id.desc()))}
    return {r: ids[digest] for r, digest in digests.items() if digest in ids}


def by_id(connection: Connection, references: Sequence[str]) -> dict[str, int]:
    numbers = {r: int(r) for r in references if r.isascii() and r.isdigit() and len(r) < 19}
    there = set(connection.scalars(select(headlines.c.id).where(headlines.c.id.in_(set(numbers.values())))))
    return {r: number for r, number in numbers.items() if number in there}


def by_external_id(connection: Connection, references: Sequence[str]) -> dict[str, int]:
    named = select(headlines.c.external_id, headlines.c.id).where(headlines.c.external_id.in_(references))
    asked = named.where(headlines.c.external_id != "").order_by(headlines.c.id.desc())
    return {row.external_id: row.id for row in connection.execute(asked)}


def headline_of(row: Row[Any]) -> Headline:
    return Headline(
        id=row.id,
        story_id=row.story_id,
        outlet=row.outlet,
        perspective=row.perspective,
        title=row.title,
        summary=row.summary,
        url=row.url,
        language=row.language,
        rtl=row.rtl,
        published_at=row.published_at,
        time_flag=TimeFlag(row.time_flag),
        first_seen_at=row.first_seen_at,
        at=row.at,
        external_id=row.external_id,
    )
