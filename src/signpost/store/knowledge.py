"""The knowledge clock: one row that every change of tags or stories moves forward.

It never runs backwards, also when the machine's clock does, and it orders all changes: whoever reads at K sees every
change known by K, now and later. Caches of anything computed from tags key on it.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from signpost.store.schema import EPOCH, knowledge


def known_now(connection: Connection) -> datetime:
    """The moment of the last change."""
    return connection.execute(select(knowledge.c.at)).scalar_one_or_none() or EPOCH


def hold(connection: Connection) -> None:
    """Let no other change of tags or stories in between until this transaction ends."""
    connection.execute(select(knowledge.c.at).with_for_update())


def tick(connection: Connection, now: datetime) -> datetime:
    """Take the next moment, at `now` or just after the last one; held by this transaction until it ends."""
    last: datetime = connection.execute(select(knowledge.c.at).with_for_update()).scalar_one()
    moment = max(now, last + timedelta(microseconds=1))
    connection.execute(update(knowledge).values(at=moment))
    return moment


def reach(connection: Connection, moment: datetime) -> None:
    """Move the clock to at least `moment` (rows that bring their own clocks: the demo, a restore)."""
    last = connection.execute(select(knowledge.c.at).with_for_update()).scalar_one()
    if moment > last:
        connection.execute(update(knowledge).values(at=moment))
