"""Dated notes on the trend. A change closes a row and opens another, so that an old snapshot keeps its words."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from signpost.errors import TagError
from signpost.nouns.note import Note
from signpost.nouns.tag import Analyst
from signpost.store.engine import Door
from signpost.store.schema_reading import notes
from signpost.store.standing import AGAIN, origin
from signpost.store.stating import stands, state, told

LONGEST = 200


class Notes:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def add(self, day: date, words: str, analyst: Analyst, now: datetime, *, factor_id: str = "", uid: str = "") -> str:
        """Put a note at a day, of one factor or ("") of all; its uid. Raises TagError for no words or too many.

        A uid that is already there is the same note sent twice: it is kept once.
        """
        uid = uid or secrets.token_hex(8)
        if AGAIN in uid:
            raise TagError("The note", "its uid cannot hold “~”")
        with self._door.writing() as connection:
            if connection.execute(select(notes.c.id).where(notes.c.uid == uid)).first() is None:
                values = {"uid": uid, "framework_id": self._framework, **said(day, factor_id, words)}
                state(connection, notes, analyst, now, instead_of=notes.c.uid == uid, values=values)
        return uid

    def change(self, uid: str, day: date, words: str, analyst: Analyst, now: datetime, *, factor_id: str = "") -> None:
        """Give a note other words, another day or factor; raises TagError if it was removed meanwhile."""
        values = said(day, factor_id, words)
        with self._door.writing() as connection:
            there = connection.execute(select(notes.c.id).where(self._of(uid), notes.c.known_to.is_(None))).first()
            if there is None:
                raise TagError("The note", "it was removed meanwhile; add it anew")
            rows = connection.execute(select(func.count()).where(self._of(uid))).scalar_one()
            values |= {"uid": f"{uid}{AGAIN}{rows}", "framework_id": self._framework}
            state(connection, notes, analyst, now, instead_of=self._of(uid), values=values)

    def remove(self, uid: str, now: datetime) -> None:
        """Take a note off the charts; one that is gone already stays gone."""
        with self._door.writing() as connection:
            state(connection, notes, None, now, instead_of=self._of(uid), values=None)

    def between(self, first: date, last: date, known_at: datetime | None = None) -> list[Note]:
        """The notes at the days first … last, by day; with `known_at` as they were known at that moment."""
        asked = told(notes).where(
            notes.c.framework_id == self._framework,
            notes.c.day >= first.isoformat(),
            notes.c.day <= last.isoformat(),
            stands(notes, known_at),
        )
        with self._door.reading() as connection:
            return [note(row) for row in connection.execute(asked.order_by(notes.c.day, notes.c.id))]

    def _of(self, uid: str) -> ColumnElement[bool]:
        again = notes.c.uid.startswith(uid + AGAIN, autoescape=True)
        return and_(notes.c.framework_id == self._framework, or_(notes.c.uid == uid, again))


def said(day: date, factor_id: str, words: str) -> dict[str, Any]:
    cleaned = " ".join(words.split())
    if not cleaned:
        raise TagError("The note", "it says nothing; write a few words")
    if len(cleaned) > LONGEST:
        raise TagError("The note", f"it has {len(cleaned)} characters; a note on a chart has at most {LONGEST}")
    return {"day": day.isoformat(), "factor_id": factor_id, "words": cleaned}


def note(row: Any) -> Note:
    return Note(
        uid=origin(row.uid),
        day=date.fromisoformat(row.day),
        factor_id=row.factor_id,
        words=row.words,
        analyst=row.analyst,
        said_at=row.known_from,
    )
