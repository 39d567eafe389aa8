"""Analysts: found by name however it is capitalised or spaced, renamed, merged."""

import unicodedata
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from signpost.errors import TagError
from signpost.nouns.tag import Analyst
from signpost.store.engine import Door
from signpost.store.knowledge import Clock
from signpost.store.schema import analysts, tags
from signpost.store.schema_queue import handovers
from signpost.store.schema_reading import ratings
from signpost.store.standing import next_uid, rivals

LONGEST = 60


def name_key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Analysts:
    def __init__(self, door: Door) -> None:
        self._door = door

    def named(self, name: str, now: datetime) -> Analyst:
        """The analyst of this name, made if new; raises TagError for a name that is none."""
        with self._door.writing() as connection:
            return analyst_named(connection, name, now)

    def get(self, analyst_id: int) -> Analyst | None:
        """The analyst with this id, or whom it was merged into."""
        with self._door.reading() as connection:
            for _ in range(10):  # merges of merges; a ring cannot be made, but a guard costs nothing
                row = connection.execute(select(analysts).where(analysts.c.id == analyst_id)).one_or_none()
                if row is None:
                    return None
                if row.merged_into is None:
                    return Analyst(id=row.id, name=row.name)
                analyst_id = row.merged_into
        return None

    def all(self) -> list[Analyst]:
        """Everyone who was not merged into somebody else, by name."""
        asked = select(analysts).where(analysts.c.merged_into.is_(None)).order_by(func.lower(analysts.c.name))
        with self._door.reading() as connection:
            return [Analyst(id=row.id, name=row.name) for row in connection.execute(asked)]

    def rename(self, analyst: Analyst, name: str) -> Analyst:
        """Give an analyst another name; raises TagError if somebody else has it (merge them instead)."""
        cleaned = checked(name)
        with self._door.writing() as connection:
            other = connection.execute(
                select(analysts.c.id).where(analysts.c.name_key == name_key(cleaned), analysts.c.id != analyst.id)
            ).one_or_none()
            if other:
                raise TagError(cleaned, "somebody of this name is already here; merge the two instead")
            values = {"name": cleaned, "name_key": name_key(cleaned)}
            connection.execute(update(analysts).where(analysts.c.id == analyst.id).values(**values))
        return Analyst(id=analyst.id, name=cleaned)

    def merge(self, mistyped: Analyst, into: Analyst, now: datetime) -> int:
        """Move the standing judgements and ratings of one analyst to another; how many judgements moved.

        The old rows are closed and new ones opened, so what was known before stays as it was. Where both judged the
        same thing, or one called not relevant what the other tagged, the later word stands.
        """
        with self._door.writing() as connection:
            into = present(connection, into)
            if mistyped.id == into.id:
                raise TagError(into.name, "an analyst cannot be merged into themselves")
            clock = Clock(connection)
            known = clock.tick(now)
            clock.stop()
            rows = connection.execute(
                select(tags).where(tags.c.analyst_id == mistyped.id, tags.c.known_to.is_(None)).order_by(tags.c.id)
            ).all()
            closing = f"merge {mistyped.id} into {into.id}"
            ended = {"known_to": known, "closed_by": closing}
            connection.execute(
                update(tags).where(tags.c.analyst_id == mistyped.id, tags.c.known_to.is_(None)).values(**ended)
            )
            moved = 0
            for row in rows:
                theirs = rivals(row._asdict(), into.id)
                if connection.execute(select(tags.c.id).where(theirs, tags.c.tagged_at > row.tagged_at)).first():
                    continue
                connection.execute(update(tags).where(theirs).values(**ended))
                values = {**row._mapping, "analyst_id": into.id, "known_from": known}
                values |= {"uid": next_uid(connection, row.uid)}
                values.pop("id")
                connection.execute(insert(tags).values(**values))
                moved += 1
            take_over_ratings(connection, mistyped, into, known)
            asked = update(handovers).where(handovers.c.to_id == mistyped.id)
            connection.execute(asked.values(to_id=into.id))
            gone = or_(analysts.c.id == mistyped.id, analysts.c.merged_into == mistyped.id)
            connection.execute(update(analysts).where(gone).values(merged_into=into.id))
            return moved


def take_over_ratings(connection: Connection, mistyped: Analyst, into: Analyst, known: datetime) -> None:
    """What one analyst expects under the scenarios becomes another's; where both rated the same, the later stands."""
    theirs = and_(ratings.c.analyst_id == mistyped.id, ratings.c.known_to.is_(None))
    rows = connection.execute(select(ratings).where(theirs).order_by(ratings.c.id)).all()
    connection.execute(update(ratings).where(theirs).values(known_to=known))
    for row in rows:
        what = ("framework_id", "kind", "scenario_id", "subject_id")
        same = and_(
            *(ratings.c[name] == row._mapping[name] for name in what),
            *(ratings.c.analyst_id == into.id, ratings.c.known_to.is_(None)),
        )
        if connection.execute(select(ratings.c.id).where(same, ratings.c.known_from > row.known_from)).first():
            continue
        connection.execute(update(ratings).where(same).values(known_to=known))
        values = {name: value for name, value in row._mapping.items() if name != "id"}
        connection.execute(insert(ratings).values({**values, "analyst_id": into.id, "known_from": known}))


def present(connection: Connection, analyst: Analyst) -> Analyst:
    """The analyst, or whom they were merged into since a page began (merges never form chains)."""
    into = select(analysts.c.merged_into).where(analysts.c.id == analyst.id).scalar_subquery()
    row = connection.execute(select(analysts).where(analysts.c.id == into)).one_or_none()
    return analyst if row is None else Analyst(id=row.id, name=row.name)


def analyst_named(connection: Connection, name: str, now: datetime) -> Analyst:
    cleaned = checked(name)
    row = connection.execute(select(analysts).where(analysts.c.name_key == name_key(cleaned))).one_or_none()
    if row is not None and row.merged_into is not None:
        row = connection.execute(select(analysts).where(analysts.c.id == row.merged_into)).one()
    if row is not None:
        return Analyst(id=row.id, name=row.name)
    made = insert(analysts).values(name=cleaned, name_key=name_key(cleaned), created_at=now).returning(analysts.c.id)
    return Analyst(id=int(connection.execute(made).scalar_one()), name=cleaned)


def checked(name: str) -> str:
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned or not any(c.isalnum() for c in cleaned):
        raise TagError(name or "the analyst", "a name needs at least one letter or digit")
    if len(cleaned) > LONGEST or not cleaned.isprintable():
        raise TagError(cleaned[:LONGEST], f"a name has at most {LONGEST} characters, all of them visible")
    return cleaned
