"""What each analyst expects under each scenario; every earlier word is kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_

from signpost.errors import TagError
from signpost.nouns.rating import LEVEL, LIKELY, PRIOR, SIGNPOST, Rating
from signpost.nouns.tag import Analyst
from signpost.store.analysts import present
from signpost.store.engine import Door
from signpost.store.schema_reading import ratings
from signpost.store.stating import stands, state, told

LARGEST = {LEVEL: 100.0, PRIOR: 1000.0}


class Ratings:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def set(self, said: Iterable[Rating], analyst: Analyst, now: datetime) -> None:
        """Say several things at once (`analyst` and `said_at` of each are not looked at); raises TagError for one that
        makes no sense, and then keeps none."""
        said = list(said)
        for one in said:
            refuse_nonsense(one)
        with self._door.writing() as connection:
            analyst = present(connection, analyst)
            for one in said:
                values = {
                    "framework_id": self._framework,
                    "kind": one.kind,
                    "scenario_id": one.scenario_id,
                    "subject_id": one.subject_id,
                    "low": one.low,
                    "high": one.high,
                    "word": one.word,
                    "reason": one.reason.strip(),
                }
                state(connection, ratings, analyst, now, instead_of=self._same(one, analyst), values=values)

    def withdraw(self, analyst: Analyst, scenario_id: str, now: datetime) -> None:
        """Take back all that an analyst said of a scenario."""
        with self._door.writing() as connection:
            analyst = present(connection, analyst)
            mine = and_(
                ratings.c.framework_id == self._framework,
                ratings.c.analyst_id == analyst.id,
                ratings.c.scenario_id == scenario_id,
            )
            state(connection, ratings, analyst, now, instead_of=mine, values=None)

    def standing(self, known_at: datetime | None = None) -> list[Rating]:
        """What stands (or stood as known at a moment), oldest first."""
        asked = told(ratings).where(ratings.c.framework_id == self._framework, stands(ratings, known_at))
        with self._door.reading() as connection:
            return [rating(row) for row in connection.execute(asked.order_by(ratings.c.id))]

    def _same(self, one: Rating, analyst: Analyst) -> Any:
        return and_(
            ratings.c.framework_id == self._framework,
            ratings.c.analyst_id == analyst.id,
            ratings.c.kind == one.kind,
            ratings.c.scenario_id == one.scenario_id,
            ratings.c.subject_id == one.subject_id,
        )


def refuse_nonsense(one: Rating) -> None:
    if one.kind == SIGNPOST:
        if one.word not in LIKELY:
            raise TagError(one.subject_id, f"how likely a signpost is must be one of {', '.join(LIKELY)}")
        return
    largest = LARGEST.get(one.kind)
    if largest is None or one.low is None or not 0 <= one.low <= largest:
        raise TagError(one.scenario_id or "none of these", "a rating is a number that makes sense for its kind")
    if one.kind == LEVEL and (one.high is None or not one.low < one.high <= largest):
        raise TagError(one.scenario_id, "an expected range runs from a lower to a higher level, both within 0 to 100")


def rating(row: Any) -> Rating:
    return Rating(
        analyst=row.analyst,
        kind=row.kind,
        scenario_id=row.scenario_id,
        subject_id=row.subject_id,
        low=row.low,
        high=row.high,
        word=row.word,
        reason=row.reason,
        said_at=row.known_from,
    )
