"""The history of every judgement, newest first, and how much each analyst judged in each week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, distinct, func, select, type_coerce

from signpost.nouns.tag import Judgement
from signpost.store.engine import Door
from signpost.store.schema import EPOCH, MICROSECOND, analysts, frameworks, tags
from signpost.store.standing import origin
from signpost.store.tags import judgement_of

MONDAY = date(1969, 12, 29)  # weeks are counted from the last Monday before 1970
WEEK = timedelta(days=7) // MICROSECOND
OFFSET = (EPOCH.date() - MONDAY) // MICROSECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A judgement, what it took the place of, and what ended it.

    `number` pages on. `before` are the judgements that ended when it was given. `ended` is "" while it stands, else
    "changed", "withdrawn" or "merged" (the analyst was merged into another).
    """

    number: int
    judgement: Judgement
    before: tuple[Judgement, ...]
    ended: str


class Acts:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def page(self, limit: int, *, before: int | None = None, analyst_id: int | None = None) -> list[Act]:
        """Judgements, the latest given first; on from `before`, of one analyst if asked."""
        conditions = [] if before is None else [tags.c.id < before]
        if analyst_id is not None:
            conditions.append(tags.c.analyst_id == analyst_id)
        named = select(tags, analysts.c.name.label("analyst_name"), frameworks.c.name.label("framework_name"))
        named = named.join(analysts).join(frameworks)
        # + 0: newest first by number, not by reading all the framework's tags
        asked = named.where(tags.c.framework_id + 0 == self._framework, *conditions).order_by(tags.c.id.desc())
        with self._door.reading() as connection:
            rows = connection.execute(asked.limit(limit)).all()
            uids = {origin(row.uid) for row in rows}
            closed = connection.execute(named.where(tags.c.closed_by.in_(uids), tags.c.closed_by != "")).all()
            by = {row.closed_by for row in rows if row.closed_by}
            opened = set(connection.scalars(select(tags.c.uid).where(tags.c.uid.in_(by))))
        replaced: dict[tuple[str, datetime], list[Judgement]] = {}
        for row in closed:
            replaced.setdefault((row.closed_by, row.known_to), []).append(judgement_of(row))
        return [
            Act(
                number=row.id,
                judgement=judgement_of(row),
                before=tuple(replaced.get((origin(row.uid), row.known_from), ())),
                ended=ending(row, opened),
            )
            for row in rows
        ]

    def weekly(self, first: date, last: date) -> dict[tuple[int, date], int]:
        """Headlines judged by (analyst's id, Monday of the week); what was said twice of one headline counts once.

        Rulings do not count. What was withdrawn, or changed later, was done all the same.
        """
        week = (type_coerce(tags.c.tagged_at, BigInteger) + OFFSET) // WEEK
        start, end = (EPOCH + timedelta(days=(day - EPOCH.date()).days) for day in (first, last + timedelta(days=1)))
        asked = (
            select(tags.c.analyst_id, week.label("week"), func.count(distinct(tags.c.headline_id)).label("n"))
            .where(tags.c.framework_id == self._framework, tags.c.kind != "ruling")
            .where(tags.c.tagged_at >= start, tags.c.tagged_at < end)
            .group_by(tags.c.analyst_id, week)
        )
        with self._door.reading() as connection:
            rows = connection.execute(asked).all()
        return {(row.analyst_id, MONDAY + timedelta(days=7 * int(row.week))): int(row.n) for row in rows}


def ending(row: Any, opened: set[str]) -> str:
    """How a judgement ended; "" while it stands."""
    if row.known_to is None:
        return ""
    if row.closed_by.startswith("merge "):
        return "merged"
    return "changed" if row.closed_by in opened else "withdrawn"
