"""What rules do to stories: they read headlines in order and put those together that report one event.

The rules themselves are pure and elsewhere (`feeds.likeness`); here is what they may move, and how far they looked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, insert, select, tuple_, update

from signpost.store.engine import Door
from signpost.store.identity import CLOSES_AFTER
from signpost.store.inbox import restate
from signpost.store.knowledge import Clock
from signpost.store.placing import COPIED, OPENED, PROPOSED, Member, Seat, kept_apart, members_of, move, seats_of
from signpost.store.schema import headlines, memberships, outlets, settings

MATCHED = "stories_matched_upto"  # the key in settings of the last headline that the rules have looked at
BATCH = 2000


class Likely(NamedTuple):
    """What a rule needs of a headline to tell whether it reports the same event as another one."""

    id: int
    story_id: int
    title: str
    summary: str
    url: str
    language: str
    outlet: str
    family: str
    wire: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A rule's word: this headline reports what the other one does. `basis` is "copy" (safe) or "proposed".

    `whole` says that all of the headline's story does, so that two stories become one.
    """

    headline_id: int
    other_id: int
    basis: str
    score: float | None = None
    whole: bool = False


class Settling:
    """The part of `store.stories` that the rules use."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def matched_upto(self) -> int:
        """The last headline that the rules have looked at; 0 if none."""
        with self._door.reading() as connection:
            return matched_upto(connection)

    def unmatched(self, limit: int) -> list[Likely]:
        """The next headlines that the rules have not looked at, in the order of their ids."""
        with self._door.reading() as connection:
            asked = LIKELY.where(headlines.c.id > matched_upto(connection)).order_by(headlines.c.id).limit(limit)
            return [Likely._make(row) for row in connection.execute(asked)]

    def near(self, first: datetime, last: datetime, *, before: int | None = None) -> Iterator[Likely]:
        """All headlines that count between two moments (both included), earliest first; of ids below `before`."""
        after: tuple[datetime, int] | None = None
        while True:
            asked = LIKELY.where(headlines.c.at.between(first, last))
            if before is not None:
                asked = asked.where(headlines.c.id < before)
            if after is not None:
                asked = asked.where(tuple_(headlines.c.at, headlines.c.id) > after)
            with self._door.reading() as connection:
                rows = connection.execute(asked.order_by(headlines.c.at, headlines.c.id).limit(BATCH)).all()
            for row in rows:
                yield Likely._make(row)
            if len(rows) < BATCH:
                return
            after = rows[-1].at, rows[-1].id

    def settle(self, joins: Sequence[Join], upto: int, now: datetime) -> int:
        """Put headlines into others' stories, as far as that is right, and note how far the rules have looked.

        A headline moves only if it opened its story and nobody but its own copies is with it (they come along), if no
        hand placed any of them, if the other's story is not closed to it, and if no analyst said that they report two
        events. A whole story moves only as a proposal, with those proposed to it, and if both together are younger than
        the time after which a story closes. How many moved. Call it with few joins (at most 50): it is one transaction.
        """
        with self._door.writing() as connection:
            table = Table(connection, joins)
            clock = Clock(connection)
            moved = [step for join in joins if (step := table.take(join))]
            if moved:
                touched = move(connection, clock.tick(now), overall(moved))
                restate(connection, touched)
            clock.stop()
            note_matched(connection, upto)
        return len(moved)


def overall(steps: Sequence[Sequence[tuple[Member, Seat]]]) -> list[tuple[Member, Seat]]:
    """Steps as one: who moved and then moved on with the others goes from its first seat to its last."""
    first: dict[int, Member] = {}
    last: dict[int, Seat] = {}
    for member, seat in (each for step in steps for each in step):
        first.setdefault(member.headline_id, member)
        last[member.headline_id] = seat
    return [(first[headline_id], seat) for headline_id, seat in last.items()]


class Table:
    """The stories that a batch of joins is about, so that each join sees what those before it did."""

    def __init__(self, connection: Connection, joins: Sequence[Join]) -> None:
        named = {j.headline_id for j in joins} | {j.other_id for j in joins}
        self.at = seats_of(connection, named)
        self.stories = members_of(connection, set(self.at.values()))
        everyone = [m.headline_id for members in self.stories.values() for m in members]
        self.apart = kept_apart(connection, everyone)

    def take(self, join: Join) -> list[tuple[Member, Seat]]:
        """The moves that a join asks for, noted here as done; none if it is not right."""
        own, other = self.at.get(join.headline_id), self.at.get(join.other_id)
        if own is None or other is None or own == other:
            return []
        going, there = self.stories[own], self.stories[other]
        free = going[0].seat.basis == OPENED and (join.whole or going[0].headline_id == join.headline_id)
        along = (COPIED, PROPOSED) if join.whole else (COPIED,)
        free = free and all(m.seat.basis in along for m in going[1:])
        free = free and not any(m.seat.by_hand or m.seat.change for m in going)
        free = free and not (join.whole and is_long([*going, *there]))
        others = {m.headline_id for m in there}
        if not free or is_closed(there, going[0].at) or any(self.apart[m.headline_id] & others for m in going):
            return []
        basis = PROPOSED if join.whole else join.basis
        first = Seat(story_id=other, basis=basis, score=join.score)
        moves = [(m, first if m is going[0] else replace(m.seat, story_id=other)) for m in going]
        self.stories[other] = sorted([*there, *(replace(m, seat=seat) for m, seat in moves)], key=lambda m: m.order)
        self.stories[own] = []
        self.at |= {m.headline_id: other for m in going}
        return moves


def is_closed(members: Sequence[Member], at: datetime) -> bool:
    """Whether a story had no new member for too long before (or, filled in later, until long after) a moment."""
    first, last = min(m.at for m in members), max(m.at for m in members)
    return at > last + CLOSES_AFTER or at < first - CLOSES_AFTER


def is_long(members: Sequence[Member]) -> bool:
    """Whether from a story's first headline to its last it takes longer than after what a story closes."""
    return max(m.at for m in members) - min(m.at for m in members) > CLOSES_AFTER


def matched_upto(connection: Connection) -> int:
    asked = select(settings.c.value).where(settings.c.key == MATCHED)
    return int(connection.execute(asked).scalar_one_or_none() or 0)


def note_matched(connection: Connection, upto: int) -> None:
    was = connection.execute(select(settings.c.value).where(settings.c.key == MATCHED)).scalar_one_or_none()
    if was is None:
        connection.execute(insert(settings).values(key=MATCHED, value=str(upto)))
    elif int(was) < upto:
        connection.execute(update(settings).where(settings.c.key == MATCHED).values(value=str(upto)))


LIKELY: Select[Any] = (
    select(
        headlines.c.id,
        memberships.c.story_id,
        headlines.c.title,
        headlines.c.summary,
        headlines.c.url,
        headlines.c.language,
        outlets.c.name.label("outlet"),
        outlets.c.family,
        headlines.c.wire,
        headlines.c.at,
    )
    .join(outlets, outlets.c.id == headlines.c.outlet_id)
    .join(memberships, and_(memberships.c.headline_id == headlines.c.id, memberships.c.known_to.is_(None)))
)
