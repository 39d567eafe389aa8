"""Judgements: saved once by uid, in the order given, never updated: a change closes a row and opens another."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Update, bindparam, func, insert, select, update

from signpost.errors import StoreError
from signpost.nouns.tag import Action, Analyst, Direction, Event, Judgement, Kind
from signpost.store import hands
from signpost.store.analysts import analyst_named, present
from signpost.store.engine import Door
from signpost.store.handed import let_go
from signpost.store.inbox import Inbox
from signpost.store.knowledge import Clock, known_now
from signpost.store.placing import seats_of
from signpost.store.schema import (
    analysts,
    deferrals,
    frameworks,
    headlines,
    heard,
    memberships,
    tags,
    visible,
)
from signpost.store.standing import AGAIN, next_uid, of_origin, origin, rivals

if TYPE_CHECKING:
    import pandas as pd

    from signpost.store.evidence import Mark

KINDS = {
    Action.TAG: Kind.TAG,
    Action.NOT_RELEVANT: Kind.NOT_RELEVANT,
    Action.DEED: Kind.DEED,
    Action.RULING: Kind.RULING,
}


# The row of a new judgement as parameters, and statements that take it. They are built once: building them for each
# judgement takes longer than saving it.
NEW: dict[str, Any] = {column.name: bindparam(f"new_{column.name}") for column in tags.columns}


def ended(kind: Kind) -> Update:
    """Closes what cannot stand beside a new judgement of this kind."""
    beside = rivals(NEW | {"kind": kind.value}, NEW["analyst_id"])
    return update(tags).where(beside).values(known_to=NEW["known_from"], closed_by=NEW["uid"])


ENDED = {kind: ended(kind) for kind in KINDS.values()}
NOT_PUT_OFF = deferrals.delete().where(
    deferrals.c.framework_id == NEW["framework_id"],
    deferrals.c.analyst_id == NEW["analyst_id"],
    deferrals.c.headline_id == NEW["headline_id"],
)


def as_new(row: Mapping[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in row.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a batch: uids that are safe now (also those sent before), and refused ones with the reason."""

    acknowledged: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)


class Tags:
    def __init__(self, door: Door, inbox: Inbox, framework_row: int, framework_version: str) -> None:
        self._door, self._inbox = door, inbox
        self._framework, self._version = framework_row, framework_version

    def save(self, events: Sequence[Event], analyst: Analyst, now: datetime) -> Saved:
        """Save events in order, all in one transaction; one that was saved before is acknowledged again."""
        with self._door.writing() as connection:
            return self._save(connection, [(analyst, event) for event in events], now, own_clock=False)

    def save_rows(self, rows: Sequence[tuple[str, Event]], now: datetime, *, own_clock: bool = False) -> Saved:
        """The same for rows of a file, (analyst's name, event). `own_clock`: known when tagged (the demo)."""
        with self._door.writing() as connection:
            people = {name: analyst_named(connection, name, now) for name in dict.fromkeys(name for name, _ in rows)}
            return self._save(connection, [(people[name], event) for name, event in rows], now, own_clock=own_clock)

    def _save(
        self, connection: Connection, rows: Sequence[tuple[Analyst, Event]], now: datetime, *, own_clock: bool
    ) -> Saved:
        clock = Clock(connection)
        uids = [event.uid for _, event in rows]
        saved, noted = (select(rows.c.uid).where(rows.c.uid.in_(uids)) for rows in (tags, heard))
        done = set(connection.scalars(saved.union_all(noted)))
        asked = {event.headline_id for _, event in rows}
        there = set(connection.scalars(select(headlines.c.id).where(headlines.c.id.in_(asked))))
        acknowledged: list[str] = []
        refused: dict[str, str] = {}
        touched: set[int] = set()
        people = {analyst.id: present(connection, analyst) for analyst in {analyst for analyst, _ in rows}}
        for analyst, event in rows:
            if AGAIN in event.uid:
                refused[event.uid] = f"an event's uid must not hold a “{AGAIN}”"
                continue
            if event.uid not in done:
                if event.headline_id not in there:
                    refused[event.uid] = "this headline is not in the database any more"
                    continue
                own = own_clock and event.action in KINDS  # what stands already cannot be moved before it stood
                known = clock.reach(min(event.at, now)) if own else clock.tick(now)
                touched |= self._act(connection, people[analyst.id], event, known)
                done.add(event.uid)
            acknowledged.append(event.uid)
        clock.stop()
        if touched:
            self._inbox.refresh(connection, touched)
        return Saved(acknowledged=tuple(acknowledged), refused=refused)

    def _act(self, connection: Connection, analyst: Analyst, event: Event, known: datetime) -> set[int]:
        """Do what one event asks; the headlines whose judgements changed."""
        match event.action:
            case Action.LATER:
                connection.execute(insert(heard).values(uid=event.uid, heard_at=known))
                self._put_off(connection, analyst, event, known)
                return set()
            case Action.UNDO | Action.WITHDRAW:
                connection.execute(insert(heard).values(uid=event.uid, heard_at=known))
                if event.action is Action.UNDO and hands.act_of(connection, event.undoes) == analyst.id:
                    with suppress(StoreError):  # undone, or moved by a colleague since: there is nothing to take back
                        hands.undo(connection, known, event.uid, analyst.id, event.undoes)
                    return set()
                return self._take_back(connection, analyst, event, known)
            case Action.SAME | Action.APART:
                connection.execute(insert(heard).values(uid=event.uid, heard_at=known))
                answer(connection, analyst, event, known)
                return set()
            case _:
                self._judge(connection, analyst, event, known)
                return {event.headline_id}

    def _judge(self, connection: Connection, analyst: Analyst, event: Event, known: datetime) -> None:
        row = {
            "uid": event.uid,
            "kind": KINDS[event.action].value,
            "headline_id": event.headline_id,
            "analyst_id": analyst.id,
            "framework_id": self._framework,
            "framework_version": self._version,
            "factor_id": event.factor_id,
            "direction": event.direction.value if event.direction else "",
            "weight": event.weight,
            "signpost_id": event.signpost_id,
            "note": event.note,
            "reason": event.reason,
            "tagged_at": event.at,
            "known_from": known,
        }
        connection.execute(ENDED[KINDS[event.action]], as_new(row))
        connection.execute(insert(tags), row)
        connection.execute(NOT_PUT_OFF, as_new(row))

    def _put_off(self, connection: Connection, analyst: Analyst, event: Event, known: datetime) -> None:
        key = {"framework_id": self._framework, "analyst_id": analyst.id, "headline_id": event.headline_id}
        connection.execute(NOT_PUT_OFF, as_new(key))
        connection.execute(insert(deferrals).values(**key, uid=event.uid, deferred_at=known))
        let_go(connection, self._framework, [event.headline_id])

    def _take_back(self, connection: Connection, analyst: Analyst, event: Event, known: datetime) -> set[int]:
        """End what an event opened; UNDO also brings back what it had closed, where nothing said since excludes it."""
        connection.execute(
            deferrals.delete().where(deferrals.c.uid == event.undoes, deferrals.c.analyst_id == analyst.id)
        )
        own = [tags.c.analyst_id == analyst.id, tags.c.framework_id == self._framework]
        opened = [*own, of_origin(event.undoes), tags.c.known_to.is_(None)]
        ended = update(tags).where(*opened).values(known_to=known, closed_by=event.uid)
        touched = set(connection.scalars(ended.returning(tags.c.headline_id)))
        if event.action is Action.UNDO and touched:
            closed = select(tags).where(*own, tags.c.closed_by == origin(event.undoes)).order_by(tags.c.id)
            for row in connection.execute(closed).all():
                again = {**row._mapping, "known_from": known, "known_to": None, "closed_by": ""}
                again |= {"uid": next_uid(connection, row.uid)}
                again.pop("id")
                if connection.execute(select(tags.c.id).where(rivals(again, analyst.id))).first() is None:
                    connection.execute(insert(tags).values(**again))
                touched.add(row.headline_id)
        return touched

    def history(self, headline_id: int) -> list[Judgement]:
        """Every judgement on a headline's story, standing or not, oldest first."""
        story = select(memberships.c.story_id).where(
            memberships.c.headline_id == headline_id, memberships.c.known_to.is_(None)
        )
        members = select(memberships.c.headline_id).where(
            memberships.c.story_id.in_(story), memberships.c.known_to.is_(None)
        )
        asked = self._judgements().where(tags.c.headline_id.in_(members)).order_by(tags.c.known_from, tags.c.id)
        with self._door.reading() as connection:
            return [judgement_of(row) for row in connection.execute(asked)]

    def standing(self, headline_ids: Sequence[int]) -> list[Judgement]:
        """The judgements that stand on these headlines themselves."""
        asked = self._judgements().where(tags.c.headline_id.in_(headline_ids), tags.c.known_to.is_(None))
        with self._door.reading() as connection:
            return [judgement_of(row) for row in connection.execute(asked.order_by(tags.c.id))]

    def all(self, known_at: datetime | None = None) -> list[Judgement]:
        """Every judgement visible at a moment (default: now), oldest first."""
        with self._door.reading() as connection:
            at = known_at or known_now(connection)
            asked = self._judgements().where(visible(tags, at)).order_by(tags.c.tagged_at, tags.c.id)
            return [judgement_of(row) for row in connection.execute(asked)]

    def _judgements(self) -> Select[Any]:
        who = select(tags, analysts.c.name.label("analyst_name"), frameworks.c.name.label("framework_name"))
        # + 0: else SQLite reads all the framework's tags for one headline's
        return who.join(analysts).join(frameworks).where(tags.c.framework_id + 0 == self._framework)

    def used_ids(self) -> dict[str, int]:
        """The framework's ids that stand in any judgement ever given, with their number."""
        used: dict[str, int] = {}
        with self._door.reading() as connection:
            for named in (tags.c.factor_id, tags.c.signpost_id):
                asked = select(named, func.count()).where(tags.c.framework_id == self._framework, named != "")
                used |= {str(name): int(n) for name, n in connection.execute(asked.group_by(named))}
        return used

    def count(self) -> int:
        """How many judgements stand."""
        asked = select(func.count()).where(tags.c.framework_id == self._framework, tags.c.known_to.is_(None))
        with self._door.reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def evidence(self, known_at: datetime | None = None) -> "pd.DataFrame":
        """What the indicators are made of: one row per tag or ruling visible at a moment (default: now).

        Columns: story_id, headline_id, factor_id, analyst_id, analyst, kind, direction, weight, signpost_id, note,
        tagged_at and known_from (UTC), outlet, perspective, title, url, language, rtl, published_at (UTC, NaT if
        missing), day (naive midnight of the UTC day on which the headline counts), copies (headlines in the story),
        publisher (who stands behind the headline: the agency it credits, else the outlet's family, else the outlet),
        publishers (how many of those the story has).
        """
        from signpost.store.evidence import evidence_frame  # pandas costs every command half a second; few need it

        with self._door.reading() as connection:
            return evidence_frame(connection, self._framework, known_at or known_now(connection))

    def mark(self) -> "Mark":
        """How far the tables of tags and stories go now: read before `evidence`, it makes `evidence_since` quick."""
        from signpost.store.evidence import mark

        with self._door.reading() as connection:
            return mark(connection)

    def evidence_since(
        self, since: datetime, known_at: datetime | None = None, most: int = 2000, upto: "Mark | None" = None
    ) -> "tuple[set[int], pd.DataFrame] | None":
        """What changed in the evidence after a moment: the stories, and all rows they have now (none: left out now).

        None if more than `most` stories changed: then reading `evidence` is quicker. Names of outlets and analysts have
        one time only; where `names` changed, `evidence` is to be read anew. `upto`: a `mark` of `since` or before.
        """
        from signpost.store.evidence import changed_stories, evidence_frame

        with self._door.reading() as connection:
            at = known_at or known_now(connection)
            story_ids = changed_stories(connection, self._framework, since, at, upto)
            if story_ids is None or len(story_ids) > most:
                return None
            return story_ids, evidence_frame(connection, self._framework, at, story_ids)

    def names(self) -> "tuple[tuple[Any, ...], ...]":
        """What outlets and analysts are called now, to notice that one was renamed or merged."""
        from signpost.store.evidence import names

        with self._door.reading() as connection:
            return names(connection)


def answer(connection: Connection, analyst: Analyst, event: Event, known: datetime) -> None:
    """Whether a headline reports the event of its story. Answered already, or no longer asked: nothing happens."""
    seats = seats_of(connection, [event.headline_id, event.other_id or event.headline_id])
    if len(set(seats.values())) > 1:
        return  # they are in two stories by now
    act = hands.confirm if event.action is Action.SAME else hands.reject
    with suppress(StoreError):
        act(connection, known, event.uid, analyst.id, event.headline_id)


def judgement_of(row: Any) -> Judgement:
    return Judgement(
        uid=row.uid,
        kind=Kind(row.kind),
        headline_id=row.headline_id,
        analyst=Analyst(id=row.analyst_id, name=row.analyst_name),
        factor_id=row.factor_id or None,
        direction=Direction(row.direction) if row.direction else None,
        weight=row.weight if row.kind in ("tag", "ruling", "deed") else None,
        signpost_id=row.signpost_id or None,
        note=row.note,
        reason=row.reason,
        tagged_at=row.tagged_at,
        framework_id=row.framework_name,
        framework_version=row.framework_version,
        known_from=row.known_from,
        known_to=row.known_to,
    )
