"""Who collects: one lease in the database, taken over when it expires."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from signpost.store.engine import Door
from signpost.store.schema import leases

NAME = "collector"


class Lease:
    def __init__(self, door: Door) -> None:
        self._door = door

    def take(self, holder: str, now: datetime, seconds: float) -> bool:
        """Take or prolong the lease; False while somebody else holds it."""
        until = now + timedelta(seconds=seconds)
        with self._door.writing() as connection:
            row = connection.execute(select(leases).where(leases.c.name == NAME).with_for_update()).one_or_none()
            if row is None:
                connection.execute(insert(leases).values(name=NAME, holder=holder, until=until))
                return True
            # a lease that ends far ahead was written by a clock that has since been set back
            lost = row.until <= now or row.until > now + timedelta(seconds=10 * seconds)
            if row.holder != holder and not lost:
                return False
            connection.execute(update(leases).where(leases.c.name == NAME).values(holder=holder, until=until))
            return True

    def release(self, holder: str) -> None:
        with self._door.writing() as connection:
            connection.execute(delete(leases).where(leases.c.name == NAME, leases.c.holder == holder))

    def holder(self, now: datetime) -> str:
        """Who holds it now; "" nobody."""
        with self._door.reading() as connection:
            row = connection.execute(select(leases).where(leases.c.name == NAME)).one_or_none()
            return str(row.holder) if row and row.until > now else ""
