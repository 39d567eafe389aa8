"""What the tables of statements share: who said it, and opening and closing rows at a moment of the knowledge clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, insert, or_, select, update

from signpost.nouns.tag import Analyst
from signpost.store.analysts import present
from signpost.store.knowledge import Clock
from signpost.store.schema import analysts

into = analysts.alias("into_analysts")
WHO = func.coalesce(into.c.name, analysts.c.name).label("analyst")


def told(table: Table) -> Select[Any]:
    """All rows of a table with the name of who said it, or whom they were merged into, as `analyst`."""
    who = table.join(analysts, analysts.c.id == table.c.analyst_id).outerjoin(into, into.c.id == analysts.c.merged_into)
    return select(table, WHO).select_from(who)


def stands(table: Table, at: datetime | None) -> ColumnElement[bool]:
    """The condition for rows that stand now, or stood as known at a moment."""
    if at is None:
        return table.c.known_to.is_(None)
    return (table.c.known_from <= at) & or_(table.c.known_to.is_(None), table.c.known_to > at)


def state(
    connection: Connection,
    table: Table,
    analyst: Analyst | None,
    now: datetime,
    *,
    instead_of: ColumnElement[bool],
    values: Mapping[str, Any] | None,
) -> datetime:
    """Close the standing rows that `instead_of` names and, with `values`, open one by `analyst`; the moment."""
    clock = Clock(connection)
    known = clock.tick(now)
    clock.stop()
    connection.execute(update(table).where(instead_of, table.c.known_to.is_(None)).values(known_to=known))
    if values is not None and analyst is not None:
        who = present(connection, analyst).id
        connection.execute(insert(table).values(**values, analyst_id=who, known_from=known))
    return known
