"""Schedules: snapshots that are frozen by themselves, and what came of each.

What a plan says beside its columns, whether it is paused and its last runs are one JSON object in `filters`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from signpost.nouns.schedule import Plan, Run, Schedule
from signpost.nouns.tag import Analyst
from signpost.store.analysts import present
from signpost.store.engine import Door
from signpost.store.schema import analysts
from signpost.store.schema_reading import schedules
from signpost.store.stating import WHO, into

RUNS_KEPT = 30
BESIDE = ("comment", "mark", "factors", "options")  # of a plan, kept as JSON


class Schedules:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def add(self, plan: Plan, analyst: Analyst | None, now: datetime) -> int:
        """Keep a plan; its id. It is due for the first time at the next moment that it names."""
        with self._door.writing() as connection:
            who = present(connection, analyst).id if analyst else None
            row = {"framework_id": self._framework, "analyst_id": who, "made_at": now, **columns(plan)}
            row |= {"filters": written({}, plan), "next_at": plan.next_after(now)}
            return int(connection.execute(insert(schedules).values(**row).returning(schedules.c.id)).scalar_one())

    def change(self, schedule_id: int, plan: Plan, now: datetime) -> bool:
        """Give a schedule another plan, due at the next moment that it names; False if it was removed meanwhile."""
        with self._door.writing() as connection:
            kept = self._kept(connection, schedule_id)
            if kept is None:
                return False
            values = {**columns(plan), "filters": written(kept, plan), "next_at": plan.next_after(now)}
            connection.execute(update(schedules).where(schedules.c.id == schedule_id).values(**values))
            return True

    def pause(self, schedule_id: int, paused: bool, now: datetime) -> None:
        """Stop it, or let it go on; what was missed while it was stopped is not made up for."""
        with self._door.writing() as connection:
            kept = self._kept(connection, schedule_id)
            if kept is None:
                return
            row = connection.execute(select(schedules).where(schedules.c.id == schedule_id)).one()
            values = {"filters": told_as(kept | {"paused": paused}), "next_at": plan_of(row, kept).next_after(now)}
            connection.execute(update(schedules).where(schedules.c.id == schedule_id).values(**values))

    def remove(self, schedule_id: int, now: datetime) -> bool:
        """Take it away; False if it is gone already. What it froze stays."""
        stands = (schedules.c.id == schedule_id) & schedules.c.removed_at.is_(None)
        with self._door.writing() as connection:
            asked = update(schedules).where(stands, schedules.c.framework_id == self._framework)
            return connection.execute(asked.values(removed_at=now)).rowcount > 0

    def all(self) -> list[Schedule]:
        """This framework's schedules, the next one due first."""
        who = schedules.outerjoin(analysts, analysts.c.id == schedules.c.analyst_id)
        asked = (
            select(schedules, WHO)
            .select_from(who.outerjoin(into, into.c.id == analysts.c.merged_into))
            .where(schedules.c.framework_id == self._framework, schedules.c.removed_at.is_(None))
            .order_by(schedules.c.next_at, schedules.c.id)
        )
        with self._door.reading() as connection:
            return [schedule(row) for row in connection.execute(asked)]

    def get(self, schedule_id: int) -> Schedule | None:
        return next((one for one in self.all() if one.id == schedule_id), None)

    def move(self, schedule_id: int, *, was: datetime, to: datetime) -> bool:
        """Move on when it is due, unless somebody else has done so since it was read: of several servers that find it
        due, one may run it. The others see it due again at `to`, should that one die."""
        mine = (schedules.c.id == schedule_id) & (schedules.c.next_at == was) & schedules.c.removed_at.is_(None)
        with self._door.writing() as connection:
            return connection.execute(update(schedules).where(mine).values(next_at=to)).rowcount > 0

    def finish(self, schedule_id: int, run: Run) -> None:
        """Keep what came of a run."""
        with self._door.writing() as connection:
            kept = self._kept(connection, schedule_id)
            if kept is None:
                return
            kept = kept | {"runs": [run_words(run), *kept.get("runs", ())][:RUNS_KEPT]}
            values = {"filters": told_as(kept), "last_at": run.at, "last_error": run.error}
            connection.execute(update(schedules).where(schedules.c.id == schedule_id).values(**values))

    def _kept(self, connection: Connection, schedule_id: int) -> dict[str, Any] | None:
        """What stands beside its columns; None if it is not there any more."""
        asked = select(schedules.c.filters).where(
            schedules.c.id == schedule_id,
            schedules.c.framework_id == self._framework,
            schedules.c.removed_at.is_(None),
        )
        found = connection.execute(asked).scalar_one_or_none()
        return None if found is None else read(found)


def columns(plan: Plan) -> dict[str, Any]:
    names = ("title", "every", "weekday", "hour", "folder", "days")
    return {name: getattr(plan, name) for name in names} | {"formats": ",".join(plan.formats)}


def written(kept: Mapping[str, Any], plan: Plan) -> str:
    """What stands beside the columns, with this plan's part anew."""
    said = asdict(plan)
    return told_as({**kept, **{name: said[name] for name in BESIDE}})


def told_as(kept: Mapping[str, Any]) -> str:
    return json.dumps(kept, ensure_ascii=False)


def read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text or "{}")
    return found


def run_words(run: Run) -> dict[str, Any]:
    return {**asdict(run), "at": run.at.isoformat()}


def run_of(said: Mapping[str, Any]) -> Run:
    return Run(**{**said, "at": datetime.fromisoformat(said["at"]), "files": tuple(said["files"])})


def plan_of(row: Any, kept: Mapping[str, Any]) -> Plan:
    return Plan(
        title=row.title,
        every=row.every,
        weekday=row.weekday,
        hour=row.hour,
        folder=row.folder,
        formats=tuple(one for one in row.formats.split(",") if one),
        days=row.days,
        comment=kept.get("comment", ""),
        mark=kept.get("mark", ""),
        factors=tuple(kept.get("factors", ())),
        options=kept.get("options"),
    )


def schedule(row: Any) -> Schedule:
    kept = read(row.filters)
    return Schedule(
        id=row.id,
        plan=plan_of(row, kept),
        by=row.analyst or "",
        made_at=row.made_at,
        next_at=row.next_at,
        paused=bool(kept.get("paused", False)),
        runs=tuple(run_of(one) for one in kept.get("runs", ())),
    )
