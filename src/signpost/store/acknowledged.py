"""Which shifts somebody has seen and owns."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_

from signpost.errors import TagError
from signpost.nouns.acknowledgement import NEAR_DAYS, Acknowledgement
from signpost.nouns.shift import Shift
from signpost.nouns.tag import Analyst
from signpost.store.engine import Door
from signpost.store.schema_reading import acknowledgements
from signpost.store.stating import stands, state, told

LONGEST = 500


class Acknowledged:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def say(self, shift: Shift, words: str, analyst: Analyst, now: datetime) -> None:
        """Take note of a shift, in a word; raises TagError for too many. What was said of it before is replaced."""
        cleaned = " ".join(words.split())
        if len(cleaned) > LONGEST:
            raise TagError("The word on this shift", f"it has {len(cleaned)} characters; write at most {LONGEST}")
        values = {
            "framework_id": self._framework,
            "factor_id": shift.factor_id,
            "way": shift.way,
            "since": shift.since.isoformat(),
            "words": cleaned,
        }
        self._state(shift, analyst, now, values)

    def take_back(self, shift: Shift, now: datetime) -> None:
        """The shift is nobody's again."""
        self._state(shift, None, now, None)

    def all(self, known_at: datetime | None = None) -> list[Acknowledgement]:
        """What stands, or stood as known at a moment, by the day that the shift began."""
        asked = told(acknowledgements).where(
            acknowledgements.c.framework_id == self._framework, stands(acknowledgements, known_at)
        )
        with self._door.reading() as connection:
            rows = connection.execute(asked.order_by(acknowledgements.c.since, acknowledgements.c.id))
            return [acknowledgement(row) for row in rows]

    def _state(self, shift: Shift, analyst: Analyst | None, now: datetime, values: dict[str, Any] | None) -> None:
        near = timedelta(days=NEAR_DAYS)
        of = and_(
            acknowledgements.c.framework_id == self._framework,
            acknowledgements.c.factor_id == shift.factor_id,
            acknowledgements.c.way == shift.way,
            acknowledgements.c.since.between((shift.since - near).isoformat(), (shift.since + near).isoformat()),
        )
        with self._door.writing() as connection:
            state(connection, acknowledgements, analyst, now, instead_of=of, values=values)


def acknowledgement(row: Any) -> Acknowledgement:
    return Acknowledgement(
        id=row.id,
        factor_id=row.factor_id,
        way=row.way,
        since=date.fromisoformat(row.since),
        words=row.words,
        analyst=row.analyst,
        said_at=row.known_from,
    )
