"""Who has which headline on screen. A colleague is not handed it before the lease ends or the headline is judged."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, or_, select, text

from signpost.nouns.queue import Pick, Turn
from signpost.store.engine import Door
from signpost.store.schema import Moment
from signpost.store.schema_queue import handed

LEASE = timedelta(minutes=15)
RENEWED_BEFORE = timedelta(minutes=8)  # a lease that lasts longer than this is left as it is

# written out: putting it together from tables takes as long as the database needs for all rows
TAKE = text("""
    INSERT INTO handed (framework_id, headline_id, analyst_id, until) VALUES (:framework, :headline, :analyst, :until)
    ON CONFLICT (framework_id, headline_id) DO UPDATE SET analyst_id = excluded.analyst_id, until = excluded.until
    WHERE handed.analyst_id = excluded.analyst_id OR handed.until <= :now
""").bindparams(bindparam("until", type_=Moment), bindparam("now", type_=Moment))
LET_GO = delete(handed).where(
    handed.c.framework_id == bindparam("framework"), handed.c.headline_id.in_(bindparam("ids", expanding=True))
)


class Handed:
    """`store.handed`: the leases of the cards."""

    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def hand_out(
        self, analyst_id: int, picked: Sequence[Pick], now: datetime, keep: Collection[int] = ()
    ) -> list[Pick]:
        """Note that an analyst has these on screen until 15 minutes from now; the picks that they really get, in order.
        What is in `keep` and theirs already is prolonged.

        One that a colleague was handed in the same moment is left out. One that was picked from a colleague's screen
        because nothing else waited (`borrowed`), or that was handed over, changes hands.
        """
        kept = self.ending(analyst_id, keep, now)
        if not picked:
            self._write(analyst_id, kept, now)
            return []
        mine = [p.headline_id for p in picked if p.borrowed or p.kind is Turn.HANDED_OVER]
        others = [p.headline_id for p in picked if p.kind in (Turn.RANKED, Turn.AUDIT, Turn.OVERLAP)]
        got = self._write(analyst_id, [*others, *kept], now, mine)
        free = (Turn.SECOND, Turn.LATER, Turn.HANDED_OVER)
        return [p for p in picked if p.kind in free or p.headline_id in got]

    def renew(self, analyst_id: int, headline_ids: Collection[int], now: datetime) -> None:
        """Prolong the leases of what a page still holds; writes only where one is about to end."""
        self._write(analyst_id, self.ending(analyst_id, headline_ids, now), now)

    def ending(self, analyst_id: int, headline_ids: Collection[int], now: datetime) -> list[int]:
        """Those of these headlines that are this analyst's and whose lease ends soon."""
        if not headline_ids:
            return []
        own = select(handed.c.headline_id).where(
            handed.c.framework_id == self._framework,
            handed.c.analyst_id == analyst_id,
            handed.c.until < now + RENEWED_BEFORE,
        )
        with self._door.reading() as connection:
            ended = set(connection.scalars(own))
        return [i for i in headline_ids if i in ended]

    def take_again(self, analyst_id: int, headline_ids: Collection[int], now: datetime) -> None:
        """These are on an analyst's screen once more (undone); what a colleague has got meanwhile stays with them."""
        self._write(analyst_id, list(headline_ids), now)

    def of(self, analyst_id: int, now: datetime) -> set[int]:
        """What an analyst has on screen."""
        asked = select(handed.c.headline_id).where(
            handed.c.framework_id == self._framework, handed.c.analyst_id == analyst_id, handed.c.until > now
        )
        with self._door.reading() as connection:
            return set(connection.scalars(asked))

    def release(self, analyst_id: int, headline_ids: Collection[int] | None = None) -> None:
        """Give back some or (None) all of what an analyst has on screen."""
        own = delete(handed).where(handed.c.framework_id == self._framework, handed.c.analyst_id == analyst_id)
        if headline_ids is not None:
            own = own.where(handed.c.headline_id.in_(headline_ids))
        with self._door.writing() as connection:
            connection.execute(own)

    def _write(self, analyst_id: int, ids: Sequence[int], now: datetime, taken_over: Sequence[int] = ()) -> set[int]:
        """Those that are this analyst's afterwards."""
        every = list(dict.fromkeys([*ids, *taken_over]))
        if not every:
            return set()
        until = now + LEASE
        same = {"framework": self._framework, "analyst": analyst_id, "until": until, "now": now}
        rows = [{**same, "headline": i} for i in every]
        own = select(handed.c.headline_id).where(
            handed.c.framework_id == self._framework, handed.c.analyst_id == analyst_id, handed.c.until == until
        )
        with self._door.writing() as connection:
            if taken_over:
                let_go(connection, self._framework, taken_over)
            connection.execute(TAKE, rows)
            long_ago = or_(handed.c.until < now - LEASE, handed.c.until > now + 2 * LEASE)  # or by a clock set back
            connection.execute(delete(handed).where(handed.c.framework_id == self._framework, long_ago))
            return set(connection.scalars(own)) & set(every)


def let_go(connection: Connection, framework_row: int, headline_ids: Collection[int]) -> None:
    """These were judged or put off: nobody needs to keep them from others any more."""
    connection.execute(LET_GO, {"framework": framework_row, "ids": list(headline_ids)})
