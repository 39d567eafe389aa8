"""Where headlines sit: which story each is in and why, and moving them without losing where they were.

Rules and hands both move headlines with these functions. A move closes a row and opens another; nothing is updated.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, case, func, insert, or_, select, update

from signpost.store.identity import is_copy
from signpost.store.schema import apart, headlines, memberships, outlets, stories

OPENED, COPIED, PROPOSED = "opened", "copy", "proposed"
CONFIRMED, MERGED, SPLIT = "confirmed", "merged", "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A headline's place in a story and why it is there; `change` is the uid of the act of a hand that put it there."""

    story_id: int
    basis: str
    score: float | None = None
    analyst_id: int | None = None
    change: str = ""

    @property
    def by_hand(self) -> bool:
        return self.analyst_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A headline as it sits now, with what tells its copies. `row` is its row of memberships, 0 before it is kept."""

    row: int
    headline_id: int
    seat: Seat
    at: datetime
    outlet_id: int
    url_hash: int | None
    title_hash: int | None

    @property
    def order(self) -> tuple[bool, int]:
        """Who comes first in a story and stands for it: the first headline that is not merely proposed."""
        return self.seat.basis == PROPOSED, self.headline_id


# Who stands behind a headline: the agency it credits, else the group that the outlet belongs to, else the outlet.
PUBLISHER = case(
    (headlines.c.wire != "", headlines.c.wire), (outlets.c.family != "", outlets.c.family), else_=outlets.c.name
)


def members_of(connection: Connection, story_ids: Collection[int]) -> dict[int, list[Member]]:
    """The standing members of stories, each story's first member first."""
    found: dict[int, list[Member]] = {story_id: [] for story_id in story_ids}
    if found:
        rows = connection.execute(MEMBERS.where(memberships.c.story_id.in_(found)))
        for row in rows:
            found[row.story_id].append(member_of(row))
    for group in found.values():
        group.sort(key=lambda member: member.order)
    return found


def seats_of(connection: Connection, headline_ids: Collection[int]) -> dict[int, int]:
    """The story that each headline is in now."""
    asked = select(memberships.c.headline_id, memberships.c.story_id)
    asked = asked.where(memberships.c.headline_id.in_(set(headline_ids)), memberships.c.known_to.is_(None))
    return {row.headline_id: row.story_id for row in connection.execute(asked)}


MEMBERS = (
    select(
        memberships.c.id,
        memberships.c.headline_id,
        memberships.c.story_id,
        memberships.c.basis,
        memberships.c.score,
        memberships.c.analyst_id,
        memberships.c.change,
        headlines.c.at,
        headlines.c.outlet_id,
        headlines.c.url_hash,
        headlines.c.title_hash,
    )
    .join(headlines, headlines.c.id == memberships.c.headline_id)
    .where(memberships.c.known_to.is_(None))
)


def member_of(row: Any) -> Member:
    seat = seat_of(row)
    return Member(
        row=row.id,
        headline_id=row.headline_id,
        seat=seat,
        at=row.at,
        outlet_id=row.outlet_id,
        url_hash=row.url_hash,
        title_hash=row.title_hash,
    )


def seat_of(row: Any) -> Seat:
    return Seat(
        story_id=row.story_id, basis=row.basis, score=row.score, analyst_id=row.analyst_id, change=row.change or ""
    )


def move(
    connection: Connection, known: datetime, moves: Sequence[tuple[Member, Seat]], closed_by: str = ""
) -> set[int]:
    """Give members other seats; the stories that this touched."""
    if not moves:
        return set()
    rows = [member.row for member, _ in moves]
    ended = update(memberships).where(memberships.c.id.in_(rows), memberships.c.known_to.is_(None))
    connection.execute(ended.values(known_to=known, closed_by=closed_by))
    connection.execute(
        insert(memberships),
        [
            {
                "headline_id": member.headline_id,
                "story_id": seat.story_id,
                "known_from": known,
                "basis": seat.basis,
                "score": seat.score,
                "analyst_id": seat.analyst_id,
                "change": seat.change,
            }
            for member, seat in moves
        ],
    )
    return {member.seat.story_id for member, _ in moves} | {seat.story_id for _, seat in moves}


def new_story(connection: Connection, known: datetime) -> int:
    (story_id,) = fresh_ids(connection, stories, 1)
    connection.execute(insert(stories).values(id=story_id, opened_at=known))
    return story_id


@lru_cache  # putting the statement together takes longer than the database needs for it
def highest(table: Table) -> Select[Any]:
    return select(func.coalesce(func.max(table.c.id), 0))


def fresh_ids(connection: Connection, table: Table, count: int) -> range:
    """The next ids of a table. Only one writer is at work at a time (`Door.writing`), so nobody else takes them; asking
    for each row's id as it is made would insert the rows one by one."""
    last: int = connection.execute(highest(table)).scalar_one()
    return range(last + 1, last + 1 + count)


def going_along(members: Sequence[Member], leaving: Iterable[int]) -> list[Member]:
    """Which members go when these headlines leave: they, and those that only a rule put there as copies of theirs.

    A copy stays that is also a copy of one that stays for a reason of its own (it opened the story, a hand put it
    there, or it was proposed for itself).
    """
    gone = dict.fromkeys(leaving, True)
    going = [m for m in members if m.headline_id in gone]
    loose = [m for m in members if m.headline_id not in gone and m.seat.basis == COPIED and not m.seat.by_hand]
    anchored = [m for m in members if m.headline_id not in gone and m not in loose]
    held = reach(anchored, loose)
    return going + [m for m in reach(going, loose) if m not in held]


def reach(from_: Sequence[Member], loose: Sequence[Member]) -> list[Member]:
    """The loose members that are copies of these, or copies of copies."""
    found: list[Member] = []
    edge, rest = list(from_), list(loose)
    while edge:
        near = [m for m in rest if any(copies(m, other) for other in edge)]
        rest = [m for m in rest if m not in near]
        found += near
        edge = near
    return found


def copies(one: Any, other: Any) -> bool:
    """Whether two headlines (members, drafts, rows) are copies by the safe rules."""
    return is_copy(
        same_link=one.url_hash is not None and one.url_hash == other.url_hash,
        same_title=one.title_hash is not None and one.title_hash == other.title_hash,
        same_outlet=one.outlet_id == other.outlet_id,
        apart=one.at - other.at,
    )


def followers(connection: Connection, moves: Sequence[tuple[Member, Seat]], change: str) -> list[tuple[Member, Seat]]:
    """Who goes along with these moves: copies that only a rule put there, and what was proposed to those alone."""
    leaving: dict[int, dict[int, int]] = {}  # the story left → headline → the story it goes to
    for member, seat in moves:
        if member.seat.story_id != seat.story_id:
            leaving.setdefault(member.seat.story_id, {})[member.headline_id] = seat.story_id
    found = []
    for left, members in members_of(connection, leaving).items():
        to = next(iter(leaving[left].values()))
        going = {m.headline_id for m in going_along(members, leaving[left])}
        stay = [m for m in members if m.headline_id not in going]
        if all(m.seat.basis == PROPOSED for m in stay):
            going |= {m.headline_id for m in stay}
        along = [m for m in members if m.headline_id in going and m.headline_id not in leaving[left]]
        found += [(m, replace(m.seat, story_id=to, change=change)) for m in along]
    return found


def with_heads(connection: Connection, moves: Sequence[tuple[Member, Seat]], change: str) -> list[tuple[Member, Seat]]:
    """The moves, and what else must change so that each story keeps a member that is not merely proposed."""
    seats = {member.headline_id: (member, seat) for member, seat in moves}
    touched = {member.seat.story_id for member, _ in moves} | {seat.story_id for _, seat in moves}
    there = [m for members in members_of(connection, touched).values() for m in members]
    after = [seats.get(m.headline_id, (m, m.seat)) for m in there]
    for story_id in touched:
        sitting = [(m, seat) for m, seat in after if seat.story_id == story_id]
        if sitting and all(seat.basis == PROPOSED for _, seat in sitting):
            first, seat = min(sitting, key=lambda each: each[0].headline_id)
            seats[first.headline_id] = (first, replace(seat, basis=OPENED, score=None, change=change))
    return list(seats.values())


def kept_apart(connection: Connection, headline_ids: Collection[int]) -> dict[int, set[int]]:
    """For each of these headlines those that an analyst said report another event."""
    found: dict[int, set[int]] = {h: set() for h in headline_ids}
    if not found:
        return found
    asked = select(apart.c.headline_id, apart.c.other_id).where(
        apart.c.known_to.is_(None), or_(apart.c.headline_id.in_(found), apart.c.other_id.in_(found))
    )
    for one, other in connection.execute(asked):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def keep_apart(
    connection: Connection, known: datetime, uid: str, analyst_id: int, gone: Sequence[Member], stay: Sequence[Member]
) -> None:
    """Note that those who left and those who stayed report two events.

    The first who left against all who stayed, the others against the first who stayed: a story is refused to a
    headline as soon as one pair of theirs is apart, so the rest follows.
    """
    pairs = [(gone[0], other) for other in stay] + [(one, stay[0]) for one in gone[1:]]
    connection.execute(
        insert(apart),
        [
            {
                "headline_id": one.headline_id,
                "other_id": other.headline_id,
                "analyst_id": analyst_id,
                "known_from": known,
                "change": uid,
            }
            for one, other in pairs
        ],
    )
