"""What analysts do to stories by hand: confirm, reject, merge, split, undo. Each act once by its uid, all to be undone.

Every function works in the caller's writing transaction at a moment `known` of the knowledge clock, at which nothing
else happens: what an act opened and closed is found by that moment again.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update

from signpost.errors import StoreError
from signpost.store.inbox import restate
from signpost.store.placing import (
    CONFIRMED,
    COPIED,
    MEMBERS,
    MERGED,
    OPENED,
    PROPOSED,
    SPLIT,
    Member,
    Seat,
    followers,
    going_along,
    keep_apart,
    member_of,
    members_of,
    move,
    new_story,
    seat_of,
    seats_of,
    with_heads,
)
from signpost.store.schema import apart, changes, heard, memberships


def done(connection: Connection, uid: str) -> bool:
    """Whether an act of this uid was heard before."""
    acts, noted = select(changes.c.uid).where(changes.c.uid == uid), select(heard.c.uid).where(heard.c.uid == uid)
    return connection.execute(acts.union_all(noted)).first() is not None


def act_of(connection: Connection, uid: str) -> int | None:
    """Whose act this was; None if there is no act of this uid."""
    return connection.execute(select(changes.c.analyst_id).where(changes.c.uid == uid)).scalar_one_or_none()


def note(connection: Connection, known: datetime, uid: str, what: str, analyst_id: int, undoes: str = "") -> None:
    values = {"uid": uid, "what": what, "analyst_id": analyst_id, "known_from": known, "undoes": undoes}
    connection.execute(insert(changes).values(**values))


def together(connection: Connection, headline_id: int) -> tuple[Member, list[Member]]:
    """A headline and all members of its story."""
    story = seats_of(connection, [headline_id]).get(headline_id)
    if story is None:
        raise StoreError(f"headline {headline_id}", "it is not in the database any more")
    members = members_of(connection, [story])[story]
    return next(m for m in members if m.headline_id == headline_id), members


def confirm(connection: Connection, known: datetime, uid: str, analyst_id: int, headline_id: int) -> None:
    """A proposed headline does report the event of its story."""
    member, _ = together(connection, headline_id)
    if member.seat.basis != PROPOSED:
        raise StoreError(f"headline {headline_id}", "nobody has to say whether it is the same event any more")
    seat = replace(member.seat, basis=CONFIRMED, analyst_id=analyst_id, change=uid)
    note(connection, known, uid, "confirm", analyst_id)
    restate(connection, move(connection, known, [(member, seat)], uid))


def reject(connection: Connection, known: datetime, uid: str, analyst_id: int, headline_id: int) -> int:
    """A headline reports another event than its story: it leaves with its own copies, and with those of the story
    that a rule moved here with it; the story they open."""
    _, members = together(connection, headline_id)
    going = going_along(members, [headline_id, *came_along(connection, members, headline_id)])
    return leave(connection, known, uid, analyst_id, "reject", members, going, by_hand={headline_id})


def came_along(connection: Connection, members: Sequence[Member], headline_id: int) -> list[int]:
    """Who was proposed in the story that a headline opened, and came here with it when a rule joined the two."""
    by_rule = {m.row for m in members if not m.seat.by_hand and not m.seat.change and m.seat.basis == PROPOSED}
    now, before = memberships.alias(), memberships.alias()
    asked = select(now.c.headline_id, now.c.known_from, before.c.story_id, before.c.basis)
    asked = asked.join(
        before, (before.c.headline_id == now.c.headline_id) & (before.c.known_to == now.c.known_from)
    ).where(now.c.id.in_(by_rule))
    came = {row.headline_id: row for row in connection.execute(asked)}
    led = came.get(headline_id)
    if led is None or led.basis != OPENED:
        return []
    there = (led.known_from, led.story_id)
    return [h for h, row in came.items() if h != headline_id and (row.known_from, row.story_id) == there]


def split(connection: Connection, known: datetime, uid: str, analyst_id: int, headline_ids: Collection[int]) -> int:
    """These headlines, all of one story, report an event of their own; the story they open."""
    chosen = set(headline_ids)
    if not chosen:
        raise StoreError("the story", "no headline was chosen to split off")
    _, members = together(connection, min(chosen))
    going = [m for m in members if m.headline_id in chosen]
    if len(going) != len(chosen):
        raise StoreError("the story", "the chosen headlines are not all in one story any more; look again")
    return leave(connection, known, uid, analyst_id, "split", members, going, by_hand=chosen)


def leave(
    connection: Connection,
    known: datetime,
    uid: str,
    analyst_id: int,
    what: str,
    members: Sequence[Member],
    going: Sequence[Member],
    by_hand: Collection[int],
) -> int:
    stay = [m for m in members if m not in going]
    if not stay:
        raise StoreError("the story", "nothing would be left of it: all its headlines are copies of one another")
    story = new_story(connection, known)
    chosen = Seat(story_id=story, basis=SPLIT, analyst_id=analyst_id, change=uid)
    moves = []
    for m in going:
        along = replace(m.seat, story_id=story, basis=PROPOSED if m.seat.basis == PROPOSED else COPIED, change=uid)
        if m.seat.basis != PROPOSED:
            along = replace(along, score=None, analyst_id=None)
        moves.append((m, chosen if m.headline_id in by_hand else along))
    note(connection, known, uid, what, analyst_id)
    touched = move(connection, known, with_heads(connection, moves, uid), uid)
    going = sorted(going, key=lambda m: (m.headline_id not in by_hand, m.headline_id))
    keep_apart(connection, known, uid, analyst_id, going, stay)
    restate(connection, touched)
    return story


def merge(connection: Connection, known: datetime, uid: str, analyst_id: int, story_id: int, into_id: int) -> None:
    """Two stories are one event: the members of the first go into the second. What was proposed stays proposed."""
    if story_id == into_id:
        raise StoreError(f"story {story_id}", "a story cannot be merged with itself")
    both = members_of(connection, [story_id, into_id])
    for each, members in both.items():
        if not members:
            raise StoreError(f"story {each}", "it has no headlines any more; it was merged or moved meanwhile")
    moves = []
    for m in both[story_id]:
        rule = m.seat.basis in (COPIED, PROPOSED)
        seat = replace(m.seat, story_id=into_id, change=uid)
        moves.append((m, seat if rule else replace(seat, basis=MERGED, score=None, analyst_id=analyst_id)))
    note(connection, known, uid, "merge", analyst_id)
    touched = move(connection, known, moves, uid)
    first, second = ([m.headline_id for m in both[s]] for s in (story_id, into_id))
    between = or_(
        apart.c.headline_id.in_(first) & apart.c.other_id.in_(second),
        apart.c.headline_id.in_(second) & apart.c.other_id.in_(first),
    )
    ended = update(apart).where(between, apart.c.known_to.is_(None))
    connection.execute(ended.values(known_to=known, closed_by=uid))
    restate(connection, touched)


def undo(connection: Connection, known: datetime, uid: str, analyst_id: int, change_uid: str) -> None:
    """Put back where it was what an act moved and nobody has moved since; copies that came meanwhile go along."""
    act = connection.execute(select(changes).where(changes.c.uid == change_uid)).one_or_none()
    if act is None:
        raise StoreError("the story", "what should be undone was never done here")
    were = {
        row.headline_id: seat_of(row)
        for row in connection.execute(select(memberships).where(memberships.c.closed_by == change_uid))
    }
    put = {
        row.headline_id: seat_of(row)
        for row in connection.execute(
            select(memberships).where(memberships.c.headline_id.in_(were), memberships.c.known_from == act.known_from)
        )
    }
    now = {
        row.headline_id: member_of(row)
        for row in connection.execute(MEMBERS.where(memberships.c.headline_id.in_(were)))
    }
    back = {h: were[h] for h in were if h in now and h in put and now[h].seat == put[h]}
    if not back:
        raise StoreError("the story", "there is nothing to undo any more: it was undone, or moved again since")
    moves = [(now[h], seat) for h, seat in back.items()]
    moves = with_heads(connection, moves + followers(connection, moves, uid), uid)
    note(connection, known, uid, "undo", analyst_id, undoes=change_uid)
    touched = move(connection, known, moves, uid)
    again = connection.execute(select(apart).where(apart.c.closed_by == change_uid)).all()
    opened = update(apart).where(apart.c.known_from == act.known_from, apart.c.known_to.is_(None))
    connection.execute(opened.values(known_to=known, closed_by=uid))
    if again:
        rows = [{**row._mapping, "known_from": known, "known_to": None, "closed_by": ""} for row in again]
        connection.execute(insert(apart), [{k: v for k, v in row.items() if k != "id"} for row in rows])
    restate(connection, touched)
