"""The knowledge clock: one row that every change of tags or stories moves forward.

It never runs backwards, also when the machine's clock does, and it orders all changes: whoever reads at K sees every
change known by K, now and later. Caches of anything computed from tags key on it.
"""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from signpost.store.schema import EPOCH, MICROSECOND, knowledge


def known_now(connection: Connection) -> datetime:
    """The moment of the last change."""
    return connection.execute(select(knowledge.c.at)).scalar_one_or_none() or EPOCH


# built once: putting a statement together takes longer than the database needs for it
TAKEN = select(knowledge.c.at).with_for_update()
SET = update(knowledge).values(at=bindparam("to"))


class Clock:
    """The clock in the hands of one transaction: no other change of tags or stories comes in between until that ends.

    `stop` writes where it stands; without it the transaction's changes would share a moment with the next one's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: datetime = connection.execute(TAKEN).scalar_one()
        self.at: datetime = self._found

    def tick(self, now: datetime) -> datetime:
        """Take the next moment, at `now` or just after the last one."""
        self.at = max(now, self.at + MICROSECOND)
        return self.at

    def reach(self, moment: datetime) -> datetime:
        """Go to at least `moment` and take that (rows that bring their own clocks: the demo, a restore)."""
        self.at = max(moment, self.at)
        return moment

    def stop(self) -> None:
        if self.at != self._found:
            self._connection.execute(SET, {"to": self.at})
