"""Draws at random: audits from all that waits, second readings from what one colleague judged lately.

Each draw is a simple random sample without replacement: all it was drawn from had the same chance, `probability` =
drawn / `waiting`, which is kept with each headline. Drawing from much takes no longer than from little, but for the
counting.
"""

from collections import defaultdict
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, exists, func, insert, or_, select

from signpost.nouns.queue import Draw, Looked, Turn
from signpost.store.engine import Door
from signpost.store.schema import analysts, headlines, inbox, memberships, tags
from signpost.store.schema_queue import draws, handed, picks
from signpost.store.turns import AUDITS_FROM, END, OVERLAPS_FROM
from signpost.store.waiting import IS_OPEN, STILL_JUDGED, STILL_OPEN, judged, put_off

FEWEST = 50  # where fewer wait all of it is read soon: there is nothing to check at random
AHEAD = 40  # drawn beyond what is needed, so that the next page need not draw
LISTED = 20_000  # so many are listed sooner than they are found by trying numbers
TRIED = 400  # numbers in one try
TRIES = 500  # then what was found must do
LATELY = 4_000  # judgements that second readings are drawn from
LOOKED = 400  # judged audits that the estimate rests on
READ_BACK = 20_000  # judgements that are looked through for what happened since an audit was drawn

FROM = {Turn.AUDIT: AUDITS_FROM, Turn.OVERLAP: OVERLAPS_FROM}


class Draws:
    """`store.draws`."""

    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def top_up(self, analyst_id: int, audits: int, overlaps: int, now: datetime, seed: int | None = None) -> None:
        """Draw, if fewer than so many audits and second readings are ready for an analyst.

        There are no audits where fewer than 50 stories wait, and no second readings while nobody else has judged.
        """
        chance = Random(seed)  # noqa: S311 - a sample, not a secret
        with self._door.reading() as connection:
            ready = self._ready(connection, analyst_id, now)
            found = []
            if ready[Turn.AUDIT] < audits:
                found += [(Turn.AUDIT, *self._from_waiting(connection, audits + AHEAD - ready[Turn.AUDIT], chance))]
            if ready[Turn.OVERLAP] < overlaps and self._colleagues(connection, analyst_id):
                wanted = overlaps + AHEAD - ready[Turn.OVERLAP]
                found += [(Turn.OVERLAP, *s) for s in self._from_judged(connection, analyst_id, wanted, chance)]
        if any(ids for _, ids, _ in found):
            with self._door.writing() as connection:
                self._tidy(connection)
                for kind, ids, waiting in found:
                    self._keep(connection, kind, ids, waiting, now)

    def of_kind(self, kind: Turn) -> dict[int, Draw]:
        """Everything ever drawn for this, by headline."""
        asked = select(draws).where(draws.c.framework_id == self._framework, draws.c.kind == kind.value)
        with self._door.reading() as connection:
            return {
                row.headline_id: Draw(
                    headline_id=row.headline_id,
                    kind=Turn(row.kind),
                    probability=row.probability,
                    waiting=row.waiting,
                    drawn_at=row.drawn_at,
                )
                for row in connection.execute(asked)
            }

    def looked(self) -> list[Looked]:
        """The latest 400 audits that were judged, with what happened to the pile since each was drawn."""
        with self._door.reading() as connection:
            words = self._judged_stories(connection)
            drawn = (
                select(draws, memberships.c.story_id)
                .join(memberships, memberships.c.headline_id == draws.c.headline_id)
                .where(draws.c.framework_id == self._framework, draws.c.kind == Turn.AUDIT.value)
                .where(memberships.c.known_to.is_(None))
                .order_by(draws.c.drawn_at.desc())
                .limit(2 * LOOKED)
            )
            rows = [row for row in connection.execute(drawn) if row.story_id in words][:LOOKED]
        since: dict[datetime, tuple[int, int]] = {}
        for at in {row.drawn_at for row in rows}:
            gone = [relevant for judged_at, relevant, seen_at in words.values() if seen_at <= at < judged_at]
            since[at] = len(gone), sum(gone)
        return [
            Looked(
                relevant=words[row.story_id][1],
                probability=row.probability,
                waiting=row.waiting,
                judged=since[row.drawn_at][0],
                found=since[row.drawn_at][1],
            )
            for row in rows
        ]

    def found(self) -> int:
        """How many stories are known to be relevant: at least one tag or deed stands on them."""
        standing = (tags.c.framework_id == self._framework, tags.c.known_to.is_(None), tags.c.kind.in_(("tag", "deed")))
        asked = select(func.count(memberships.c.story_id.distinct())).select_from(tags)
        asked = asked.join(memberships, memberships.c.headline_id == tags.c.headline_id)
        with self._door.reading() as connection:
            return int(connection.execute(asked.where(*standing, memberships.c.known_to.is_(None))).scalar_one())

    def _judged_stories(self, connection: Connection) -> dict[int, tuple[datetime, bool, datetime]]:
        """When a story was first judged (of what stands), whether it is relevant, when it was first seen."""
        newest = connection.execute(select(func.max(tags.c.id))).scalar_one() or 0
        asked = (
            select(
                memberships.c.story_id,
                func.min(tags.c.known_from),
                func.max(case((tags.c.kind == "not_relevant", 0), else_=1)),
                func.min(headlines.c.first_seen_at),
            )
            .select_from(tags)
            .join(memberships, memberships.c.headline_id == tags.c.headline_id)
            .join(headlines, headlines.c.id == tags.c.headline_id)
            .where(tags.c.id > newest - READ_BACK, tags.c.framework_id + 0 == self._framework)
            .where(tags.c.known_to.is_(None), memberships.c.known_to.is_(None))
            .group_by(memberships.c.story_id)
        )
        return {story: (at, bool(relevant), seen) for story, at, relevant, seen in connection.execute(asked)}

    def _ready(self, connection: Connection, analyst_id: int, now: datetime) -> dict[Turn, int]:
        """How many draws wait for this analyst."""
        placed = and_(inbox.c.framework_id == picks.c.framework_id, inbox.c.headline_id == picks.c.headline_id)
        others = and_(handed.c.framework_id == picks.c.framework_id, handed.c.headline_id == picks.c.headline_id)
        others = and_(others, handed.c.analyst_id != analyst_id, handed.c.until > now)
        by_me = judged(self._framework, picks.c.headline_id).where(tags.c.analyst_id == analyst_id)
        asked = (
            select(picks.c.kind, func.count())
            .join(inbox, placed)
            .where(picks.c.framework_id == self._framework, picks.c.place >= AUDITS_FROM, picks.c.place < END)
            .where(
                or_(and_(picks.c.kind == "audit", STILL_OPEN), and_(picks.c.kind == "overlap", STILL_JUDGED, ~by_me))
            )
            .where(~exists().where(others), ~put_off(self._framework, analyst_id, picks.c.headline_id))
            .group_by(picks.c.kind)
        )
        counted: dict[Turn, int] = defaultdict(int)
        return counted | {Turn(kind): n for kind, n in connection.execute(asked)}

    def _from_waiting(self, connection: Connection, number: int, chance: Random) -> tuple[list[int], int]:
        """A sample of what waits and was never drawn, and how many it was drawn from."""
        mine = inbox.c.framework_id == self._framework
        drawn = self._drawn(Turn.AUDIT, inbox.c.headline_id)
        of_earlier = (
            select(func.count())
            .select_from(draws)
            .where(draws.c.framework_id == self._framework, draws.c.kind == Turn.AUDIT.value)
        )
        of_earlier = of_earlier.join(
            inbox, and_(inbox.c.framework_id == draws.c.framework_id, inbox.c.headline_id == draws.c.headline_id)
        ).where(STILL_OPEN)
        every = connection.execute(select(func.count()).where(mine, IS_OPEN)).scalar_one()
        waiting = every - connection.execute(of_earlier).scalar_one()
        if waiting < FEWEST:
            return [], waiting
        if waiting <= LISTED:
            ids = list(connection.scalars(select(inbox.c.headline_id).where(mine, IS_OPEN, ~drawn)))
            return chance.sample(ids, min(number, len(ids))), len(ids)
        last = connection.execute(select(func.max(inbox.c.headline_id)).where(mine)).scalar_one()
        found: dict[int, None] = {}
        for _ in range(TRIES):  # each number is as likely as any other; those that do not wait are thrown away
            tried = [chance.randint(1, last) for _ in range(TRIED)]
            asked = select(inbox.c.headline_id).where(mine, inbox.c.headline_id.in_(tried), STILL_OPEN, ~drawn)
            there = set(connection.scalars(asked))
            found |= dict.fromkeys(i for i in tried if i in there)
            if len(found) >= number:
                break
        return list(found)[:number], waiting

    def _from_judged(
        self, connection: Connection, analyst_id: int, number: int, chance: Random
    ) -> list[tuple[list[int], int]]:
        """Samples of the stories that one colleague judged lately: half of what they tagged, half of the others."""
        newest = select(tags.c.headline_id).where(tags.c.framework_id + 0 == self._framework, tags.c.known_to.is_(None))
        newest = newest.order_by(tags.c.id.desc()).limit(LATELY)
        ids = list(dict.fromkeys(connection.scalars(newest)))
        stories = select(memberships.c.story_id).where(
            memberships.c.headline_id.in_(ids), memberships.c.known_to.is_(None)
        )
        relevant = func.max(case((tags.c.kind == "not_relevant", 0), else_=1))
        asked = (
            select(memberships.c.story_id, relevant)
            .join(tags, tags.c.headline_id == memberships.c.headline_id)
            .where(memberships.c.story_id.in_(stories), memberships.c.known_to.is_(None))
            .where(tags.c.framework_id + 0 == self._framework, tags.c.known_to.is_(None))
            .group_by(memberships.c.story_id)
            .having(
                func.min(tags.c.analyst_id) == func.max(tags.c.analyst_id), func.min(tags.c.analyst_id) != analyst_id
            )
        )
        read_once = dict(connection.execute(asked).all())
        first = (
            select(memberships.c.story_id, inbox.c.headline_id)
            .join(inbox, inbox.c.headline_id == memberships.c.headline_id)
            .where(memberships.c.story_id.in_(list(read_once)), memberships.c.known_to.is_(None))
            .where(inbox.c.framework_id == self._framework, STILL_JUDGED)
            .where(~self._drawn(Turn.OVERLAP, inbox.c.headline_id))
            .order_by(inbox.c.headline_id)
        )
        parts: dict[int, list[int]] = {1: [], 0: []}
        for story_id, headline_id in connection.execute(first):
            parts[read_once[story_id]].append(headline_id)
        tagged = min(len(parts[1]), max(-(-number // 2), number - len(parts[0])))
        sizes = {1: tagged, 0: min(len(parts[0]), number - tagged)}
        return [(chance.sample(parts[part], size), len(parts[part])) for part, size in sizes.items()]

    def _drawn(self, kind: Turn, headline_id: Any) -> ColumnElement[bool]:
        return exists().where(
            draws.c.framework_id == self._framework, draws.c.headline_id == headline_id, draws.c.kind == kind.value
        )

    def _colleagues(self, connection: Connection, analyst_id: int) -> bool:
        other = select(analysts.c.id).where(analysts.c.id != analyst_id, analysts.c.merged_into.is_(None)).limit(1)
        return connection.execute(other).first() is not None

    def _tidy(self, connection: Connection) -> None:
        """Take what was judged meanwhile out of the pile; a second reading ends when two analysts have judged."""
        mine = (picks.c.framework_id == self._framework, picks.c.place >= AUDITS_FROM)
        same = and_(inbox.c.framework_id == picks.c.framework_id, inbox.c.headline_id == picks.c.headline_id)
        connection.execute(delete(picks).where(*mine, picks.c.kind == "audit", ~exists().where(same, STILL_OPEN)))
        member, own = memberships.alias(), memberships.alias()
        readers = (
            select(func.count(tags.c.analyst_id.distinct()))
            .select_from(own)
            .join(member, member.c.story_id == own.c.story_id)
            .join(tags, tags.c.headline_id == member.c.headline_id)
            .where(own.c.headline_id == picks.c.headline_id, own.c.known_to.is_(None), member.c.known_to.is_(None))
            .where(tags.c.framework_id + 0 == self._framework, tags.c.known_to.is_(None))
            .correlate(picks)
            .scalar_subquery()
        )
        connection.execute(delete(picks).where(*mine, picks.c.kind == "overlap", readers != 1))

    def _keep(self, connection: Connection, kind: Turn, ids: list[int], waiting: int, now: datetime) -> None:
        """Write a draw down, unless another page drew the same meanwhile."""
        known = select(draws.c.headline_id).where(draws.c.framework_id == self._framework, draws.c.kind == kind.value)
        there = set(connection.scalars(known.where(draws.c.headline_id.in_(ids))))
        fresh = [i for i in ids if i not in there]
        if not fresh:
            return
        key = {"framework_id": self._framework, "kind": kind.value}
        drawn = {"probability": len(ids) / waiting, "waiting": waiting, "drawn_at": now}
        connection.execute(insert(draws), [{**key, **drawn, "headline_id": i} for i in fresh])
        mine = picks.c.framework_id == self._framework
        last = select(func.max(picks.c.place)).where(
            mine, picks.c.place >= FROM[kind], picks.c.place < FROM[kind] + AUDITS_FROM
        )
        place = connection.execute(last).scalar_one()
        place = FROM[kind] if place is None else place + 1
        connection.execute(delete(picks).where(mine, picks.c.headline_id.in_(fresh)))
        rows = [{**key, "headline_id": i, "place": place + n, "score": 0.0, "why": ""} for n, i in enumerate(fresh)]
        connection.execute(insert(picks), rows)
