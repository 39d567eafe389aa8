"""The state of each key assumption, as analysts set it; every earlier word is kept."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_

from signpost.errors import TagError
from signpost.nouns.premise import STATES, Premise
from signpost.nouns.tag import Analyst
from signpost.store.engine import Door
from signpost.store.schema_reading import premises
from signpost.store.stating import stands, state, told


class Premises:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def set(self, assumption_id: str, to: str, day: date, reason: str, analyst: Analyst, now: datetime) -> None:
        """Say that an assumption is in a state since a day; raises TagError for another state, or without a reason."""
        if to not in STATES:
            raise TagError(assumption_id, f"an assumption is one of {', '.join(STATES)}, not “{to}”")
        if not reason.strip():
            raise TagError("The assumption", "say in a few words why, so that others can follow it")
        with self._door.writing() as connection:
            state(
                connection,
                premises,
                analyst,
                now,
                instead_of=and_(premises.c.framework_id == self._framework, premises.c.assumption_id == assumption_id),
                values={
                    "framework_id": self._framework,
                    "assumption_id": assumption_id,
                    "state": to,
                    "day": day.isoformat(),
                    "reason": reason.strip(),
                },
            )

    def standing(self, known_at: datetime | None = None) -> dict[str, Premise]:
        """What stands (or stood as known at a moment), by assumption; those nobody has spoken of are not there."""
        asked = told(premises).where(premises.c.framework_id == self._framework, stands(premises, known_at))
        with self._door.reading() as connection:
            return {row.assumption_id: premise(row) for row in connection.execute(asked)}

    def history(self, assumption_id: str) -> list[Premise]:
        """All that was ever said of an assumption, the newest first."""
        asked = told(premises).where(
            premises.c.framework_id == self._framework, premises.c.assumption_id == assumption_id
        )
        with self._door.reading() as connection:
            return [premise(row) for row in connection.execute(asked.order_by(premises.c.known_from.desc()))]


def premise(row: Any) -> Premise:
    return Premise(
        assumption_id=row.assumption_id,
        state=row.state,
        day=date.fromisoformat(row.day),
        reason=row.reason,
        analyst=row.analyst,
        said_at=row.known_from,
        ended_at=row.known_to,
    )
