"""Who collects: one lease in the database, taken over when it expires.

A collector in a process of its own goes before one inside a dashboard: while it asks, the dashboard's own one neither
takes the lease nor keeps it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from signpost.store.engine import Door
from signpost.store.schema import leases

NAME = "collector"
ASKED = "collector, asked for"
LONGEST_S = 600.0  # no lease is given for longer


class Lease:
    def __init__(self, door: Door) -> None:
        self._door = door

    def take(self, holder: str, now: datetime, seconds: float, *, first: bool = False) -> bool:
        """Take or prolong the lease; False while somebody else holds it.

        `first` goes before those that are not: while it asks in vain, they give the lease back and do not take it.
        """
        with self._door.writing() as connection:
            row = standing(connection, NAME, now, seconds)
            if first:
                if row is not None and row.holder != holder:
                    if standing(connection, ASKED, now, seconds) is None or asks(connection, holder):
                        write(connection, ASKED, holder, now, seconds)
                    return False
                if asks(connection, holder):
                    drop(connection, ASKED, holder)
            else:
                wanted = standing(connection, ASKED, now, seconds)
                if wanted is not None and wanted.holder != holder:
                    drop(connection, NAME, holder)
                    return False
                if row is not None and row.holder != holder:
                    return False
            write(connection, NAME, holder, now, seconds)
            return True

    def release(self, holder: str) -> None:
        with self._door.writing() as connection:
            drop(connection, NAME, holder)
            drop(connection, ASKED, holder)

    def holder(self, now: datetime) -> str:
        """Who holds it now; "" nobody."""
        with self._door.reading() as connection:
            row = connection.execute(select(leases).where(leases.c.name == NAME)).one_or_none()
            return str(row.holder) if row and row.until > now else ""


def standing(connection: Connection, name: str, now: datetime, seconds: float) -> Any:
    """The row that still binds. One that ends far ahead was written by a clock that has since been set back."""
    row = connection.execute(select(leases).where(leases.c.name == name).with_for_update()).one_or_none()
    binds = row is not None and now < row.until <= now + timedelta(seconds=max(10 * seconds, LONGEST_S))
    return row if binds else None


def asks(connection: Connection, holder: str) -> bool:
    asked = select(leases.c.holder).where(leases.c.name == ASKED, leases.c.holder == holder)
    return connection.execute(asked).first() is not None


def write(connection: Connection, name: str, holder: str, now: datetime, seconds: float) -> None:
    values = {"holder": holder, "until": now + timedelta(seconds=seconds)}
    if connection.execute(update(leases).where(leases.c.name == name).values(**values)).rowcount == 0:
        connection.execute(insert(leases).values(name=name, **values))


def drop(connection: Connection, name: str, holder: str) -> None:
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
