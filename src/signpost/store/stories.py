"""Stories: headlines that report one event. What rules propose, what analysts confirm, part, join and undo.

The rules' part is in `settling`. The acts of a hand are idempotent by their uid and refused in words where they make no
sense any more. All write through `placing.move`, so both clocks hold.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from signpost.nouns.tag import Analyst
from signpost.store import hands
from signpost.store.analysts import present
from signpost.store.engine import Door
from signpost.store.knowledge import Clock
from signpost.store.placing import (
    PROPOSED,
    PUBLISHER,
    SPLIT,
    Member,
    members_of,
)
from signpost.store.schema import (
    analysts,
    changes,
    deferrals,
    headlines,
    inbox,
    memberships,
    outlets,
)
from signpost.store.settling import Join, Likely, Settling
from signpost.store.waiting import IS_JUDGED

__all__ = ["Change", "Join", "Likely", "Proposal", "Sitting", "Stories"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A headline that counts as one of a story until somebody says otherwise, and the story's first headline."""

    headline_id: int
    story_id: int
    title: str
    summary: str
    outlet: str
    at: datetime
    language: str
    rtl: bool
    score: float
    first_id: int
    first_title: str
    first_outlet: str
    first_at: datetime
    judged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A member of a story as a person asks about it: who published it, and why it is in the story.

    `publisher` is who stands behind it (agency, else family, else outlet); `basis` as in memberships; `same` is "link"
    or "title" where a copy shares that with an earlier member; `analyst` put it there ("" a rule did).
    """

    headline_id: int
    title: str
    url: str
    outlet: str
    publisher: str
    at: datetime
    basis: str
    score: float | None
    same: str
    analyst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An act of a hand on a story. `what`: "confirm", "reject", "merge", "split" or "undo"; `undone` says whether a
    later act took it back; `headline_ids` are those it moved."""

    uid: str
    what: str
    analyst: str
    at: datetime
    headline_ids: tuple[int, ...]
    undone: bool


class Stories(Settling):
    def __init__(self, door: Door, framework_row: int) -> None:
        Settling.__init__(self, door)
        self._framework = framework_row

    # what is proposed

    def proposals(self, limit: int, *, analyst_id: int | None = None) -> list[Proposal]:
        """Open proposals: those of judged stories first, each part newest first.

        With `analyst_id` those that this analyst put off come last.
        """
        lead, ask = memberships.alias(), memberships.alias()
        open_ = and_(ask.c.basis == PROPOSED, ask.c.known_to.is_(None))
        newest = select(ask.c.headline_id, ask.c.story_id).where(open_).order_by(ask.c.id.desc()).limit(limit)
        of_judged = (
            newest.join(lead, and_(lead.c.story_id == ask.c.story_id, lead.c.known_to.is_(None)))
            .join(inbox, inbox.c.headline_id == lead.c.headline_id)
            .where(inbox.c.framework_id == self._framework, IS_JUDGED)
        )
        with self._door.reading() as connection:
            put_off: set[int] = set()
            if analyst_id is not None:
                mine = and_(deferrals.c.framework_id == self._framework, deferrals.c.analyst_id == analyst_id)
                put_off = set(connection.scalars(select(deferrals.c.headline_id).where(mine)))
                here = select(deferrals.c.headline_id).where(mine)
                newest, of_judged = (each.where(ask.c.headline_id.not_in(here)) for each in (newest, of_judged))
            pairs = {row.headline_id: row.story_id for row in connection.execute(of_judged)}
            if len(pairs) < limit:
                more = newest.limit(limit + len(pairs))
                pairs |= {row.headline_id: row.story_id for row in connection.execute(more)}
            if put_off and len(pairs) < limit:
                later = select(ask.c.headline_id, ask.c.story_id).where(open_, ask.c.headline_id.in_(put_off))
                pairs |= {row.headline_id: row.story_id for row in connection.execute(later.order_by(ask.c.id.desc()))}
            some = dict(list(pairs.items())[:limit])
            found = {p.headline_id: p for p in self._proposals(connection, some)}
        return [found[headline_id] for headline_id in some if headline_id in found]

    def proposed_in(self, story_ids: Sequence[int]) -> dict[int, list[Proposal]]:
        """The open proposals of stories, earliest first; stories without any are left out."""
        asked = select(memberships.c.headline_id, memberships.c.story_id).where(
            memberships.c.story_id.in_(story_ids), memberships.c.known_to.is_(None), memberships.c.basis == PROPOSED
        )
        found: dict[int, list[Proposal]] = {}
        with self._door.reading() as connection:
            pairs = {row.headline_id: row.story_id for row in connection.execute(asked)}
            for proposal in self._proposals(connection, pairs):
                found.setdefault(proposal.story_id, []).append(proposal)
        return found

    def _proposals(self, connection: Connection, pairs: dict[int, int]) -> list[Proposal]:
        if not pairs:
            return []
        standing = and_(memberships.c.story_id.in_(set(pairs.values())), memberships.c.known_to.is_(None))
        ids = select(memberships.c.story_id, memberships.c.headline_id, memberships.c.basis, memberships.c.score)
        first: dict[int, tuple[bool, int]] = {}
        scores: dict[int, float] = {}
        for row in connection.execute(ids.where(standing)):
            order = (row.basis == PROPOSED, row.headline_id)
            first[row.story_id] = min(first.get(row.story_id, order), order)
            scores[row.headline_id] = row.score or 0.0
        wanted = set(pairs) | {headline_id for _, headline_id in first.values()}
        shown = {row.id: row for row in connection.execute(SHOWN.where(headlines.c.id.in_(wanted)))}
        leads = [headline_id for _, headline_id in first.values()]
        said = select(inbox.c.headline_id).where(
            inbox.c.framework_id == self._framework, inbox.c.headline_id.in_(leads), IS_JUDGED
        )
        judged = set(connection.scalars(said))
        found = []
        for headline_id, story_id in sorted(pairs.items()):
            own, lead = shown[headline_id], shown[first[story_id][1]]
            found.append(
                Proposal(
                    headline_id=headline_id,
                    story_id=story_id,
                    title=own.title,
                    summary=own.summary,
                    outlet=own.outlet,
                    at=own.at,
                    language=own.language,
                    rtl=own.rtl,
                    score=scores[headline_id],
                    first_id=lead.id,
                    first_title=lead.title,
                    first_outlet=lead.outlet,
                    first_at=lead.at,
                    judged=lead.id in judged,
                )
            )
        return found

    # what a hand does

    def confirm(self, headline_id: int, analyst: Analyst, uid: str, now: datetime) -> None:
        """A proposed headline does report the event of its story."""
        self._act(uid, analyst, now, lambda c, known, who: hands.confirm(c, known, uid, who, headline_id))

    def reject(self, headline_id: int, analyst: Analyst, uid: str, now: datetime) -> None:
        """A headline reports another event: it leaves with its own copies, and no rule puts it back."""
        self._act(uid, analyst, now, lambda c, known, who: hands.reject(c, known, uid, who, headline_id))

    def merge(self, story_id: int, into_id: int, analyst: Analyst, uid: str, now: datetime) -> None:
        """Two stories are one event: all headlines of the first go into the second."""
        self._act(uid, analyst, now, lambda c, known, who: hands.merge(c, known, uid, who, story_id, into_id))

    def split(self, headline_ids: Collection[int], analyst: Analyst, uid: str, now: datetime) -> int:
        """These headlines report an event of their own; the story they open (of the first such call, if repeated)."""
        self._act(uid, analyst, now, lambda c, known, who: hands.split(c, known, uid, who, headline_ids))
        with self._door.reading() as connection:
            act = select(memberships.c.story_id).join(changes, changes.c.known_from == memberships.c.known_from)
            act = act.where(changes.c.uid == uid, memberships.c.basis == SPLIT)
            return int(connection.execute(act.limit(1)).scalar_one())

    def undo(self, change_uid: str, analyst: Analyst, uid: str, now: datetime) -> None:
        """Put back what an act moved, where nobody moved it since. An undo can be undone too."""
        self._act(uid, analyst, now, lambda c, known, who: hands.undo(c, known, uid, who, change_uid))

    def _act(
        self, uid: str, analyst: Analyst, now: datetime, act: Callable[[Connection, datetime, int], object]
    ) -> None:
        with self._door.writing() as connection:
            clock = Clock(connection)
            if not hands.done(connection, uid):
                act(connection, clock.tick(now), present(connection, analyst).id)
                clock.stop()

    # what a person asks

    def members(self, story_id: int) -> list[Sitting]:
        """The members of a story, the one that stands for it first."""
        asked = (
            SHOWN.add_columns(PUBLISHER.label("publisher"), analysts.c.name.label("analyst"), headlines.c.url)
            .join(memberships, and_(memberships.c.headline_id == headlines.c.id, memberships.c.known_to.is_(None)))
            .outerjoin(analysts, analysts.c.id == memberships.c.analyst_id)
            .where(memberships.c.story_id == story_id)
        )
        with self._door.reading() as connection:
            shown = {row.id: row for row in connection.execute(asked)}
            order = members_of(connection, [story_id])[story_id]
        return [
            Sitting(
                headline_id=m.headline_id,
                title=shown[m.headline_id].title,
                url=shown[m.headline_id].url,
                outlet=shown[m.headline_id].outlet,
                publisher=shown[m.headline_id].publisher,
                at=m.at,
                basis=m.seat.basis,
                score=m.seat.score,
                same=shared(m, order[:place]),
                analyst=shown[m.headline_id].analyst or "",
            )
            for place, m in enumerate(order)
        ]

    def publishers(self, story_ids: Sequence[int]) -> dict[int, list[str]]:
        """Who independently stands behind each story: agencies, families and outlets, in the order they were seen."""
        asked = (
            select(memberships.c.story_id, PUBLISHER)
            .join(headlines, headlines.c.id == memberships.c.headline_id)
            .join(outlets, outlets.c.id == headlines.c.outlet_id)
            .where(memberships.c.story_id.in_(story_ids), memberships.c.known_to.is_(None))
            .order_by(headlines.c.id)
        )
        found: dict[int, dict[str, None]] = {}
        with self._door.reading() as connection:
            for story_id, name in connection.execute(asked):
                found.setdefault(story_id, {})[name] = None
        return {story_id: list(names) for story_id, names in found.items()}

    def changes(self, story_id: int) -> list[Change]:
        """What hands did to a story, oldest first."""
        began, ended = memberships.alias(), memberships.alias()
        touched = select(changes.c.uid).join(began, began.c.known_from == changes.c.known_from)
        touched = touched.where(began.c.story_id == story_id)
        closed = select(ended.c.closed_by).where(ended.c.story_id == story_id, ended.c.closed_by != "")
        acts = select(changes, analysts.c.name.label("analyst")).join(analysts)
        acts = acts.where(or_(changes.c.uid.in_(touched), changes.c.uid.in_(closed))).order_by(changes.c.known_from)
        with self._door.reading() as connection:
            rows = connection.execute(acts).all()
            uids = [row.uid for row in rows]
            moved: dict[str, list[int]] = {}
            asked = select(memberships.c.closed_by, memberships.c.headline_id).where(memberships.c.closed_by.in_(uids))
            for uid, headline_id in connection.execute(asked.order_by(memberships.c.headline_id)):
                moved.setdefault(uid, []).append(headline_id)
            backs = select(changes.c.uid, changes.c.undoes).order_by(changes.c.known_from.desc())
            undone: set[str] = set()
            for row in connection.execute(backs.where(changes.c.undoes != "")):
                if row.uid not in undone:
                    undone.add(row.undoes)
        return [
            Change(
                uid=row.uid,
                what=row.what,
                analyst=row.analyst,
                at=row.known_from,
                headline_ids=tuple(moved.get(row.uid, ())),
                undone=row.uid in undone,
            )
            for row in rows
        ]


def shared(member: Member, earlier: Sequence[Member]) -> str:
    """What a copy has in common with an earlier member: "link", "title" or ""."""
    if any(member.url_hash is not None and member.url_hash == other.url_hash for other in earlier):
        return "link"
    same = any(member.title_hash is not None and member.title_hash == other.title_hash for other in earlier)
    return "title" if same else ""


SHOWN: Select[Any] = select(
    headlines.c.id,
    headlines.c.title,
    headlines.c.summary,
    headlines.c.at,
    headlines.c.language,
    headlines.c.rtl,
    outlets.c.name.label("outlet"),
).join(outlets, outlets.c.id == headlines.c.outlet_id)
