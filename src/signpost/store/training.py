"""What analysts answered to the training set. It teaches and counts for nothing: no reading of evidence sees it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from signpost.nouns.tag import Analyst, Direction
from signpost.store.analysts import present
from signpost.store.engine import Door
from signpost.store.schema_queue import training_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to one item; factor "" and no direction mean "not relevant"."""

    item_id: str
    factor_id: str
    direction: Direction | None
    weight: int
    answered_at: datetime


class Training:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def answer(self, uid: str, analyst: Analyst, answer: Answer) -> None:
        """Keep an answer; one that was kept before (by its uid) is not kept twice."""
        with self._door.writing() as connection:
            there = select(training_answers.c.uid).where(training_answers.c.uid == uid)
            if connection.execute(there).first() is not None:
                return
            row = {
                "uid": uid,
                "framework_id": self._framework,
                "analyst_id": present(connection, analyst).id,
                "item_id": answer.item_id,
                "factor_id": answer.factor_id,
                "direction": answer.direction.value if answer.direction else "",
                "weight": answer.weight,
                "answered_at": answer.answered_at,
            }
            connection.execute(insert(training_answers).values(**row))

    def answers(self, analyst: Analyst) -> dict[str, Answer]:
        """An analyst's last answer to each item."""
        own = training_answers.c.analyst_id == analyst.id
        asked = (
            select(training_answers)
            .where(training_answers.c.framework_id == self._framework, own)
            .order_by(training_answers.c.answered_at, training_answers.c.uid)
        )
        with self._door.reading() as connection:
            return {
                row.item_id: Answer(
                    item_id=row.item_id,
                    factor_id=row.factor_id,
                    direction=Direction(row.direction) if row.direction else None,
                    weight=row.weight,
                    answered_at=row.answered_at,
                )
                for row in connection.execute(asked)
            }
