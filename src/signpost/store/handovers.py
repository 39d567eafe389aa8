"""Parts of the queue that one analyst asked another to judge. They come up first for the one, and not for others."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, insert, select, update

from signpost.nouns.queue import Handover, Turn, Wanted
from signpost.store.engine import Door
from signpost.store.handed import let_go
from signpost.store.inbox import Inbox
from signpost.store.schema import COPY, analysts, inbox, tags
from signpost.store.schema_queue import handovers
from signpost.store.waiting import judged

MOST = 500  # headlines in one asking


class Handovers:
    """`store.handovers`."""

    def __init__(self, door: Door, queue: Inbox, framework_row: int) -> None:
        self._door, self._queue, self._framework = door, queue, framework_row

    def ask(self, from_id: int, to_id: int, headline_ids: Sequence[int], note: str, now: datetime) -> int:
        """Ask a colleague to judge these (at most 500); how many are new to them.

        What waits for them already or was judged by them is left alone, and what is no headline of the queue.
        """
        asked = list(dict.fromkeys(headline_ids))[:MOST]
        if from_id == to_id or not asked:
            return 0
        known = select(inbox.c.headline_id).where(inbox.c.framework_id == self._framework)
        known = known.where(inbox.c.headline_id.in_(asked), inbox.c.state != COPY)
        known = known.where(~judged(self._framework, inbox.c.headline_id).where(tags.c.analyst_id == to_id))
        waits = exists().where(
            handovers.c.framework_id == self._framework,
            handovers.c.headline_id == inbox.c.headline_id,
            handovers.c.to_id == to_id,
            handovers.c.done_at.is_(None),
        )
        with self._door.writing() as connection:
            there = set(connection.scalars(known.where(~waits)))
            rows = [
                {
                    "framework_id": self._framework,
                    "headline_id": i,
                    "from_id": from_id,
                    "to_id": to_id,
                    "asked_at": now,
                    "note": note.strip(),
                }
                for i in asked
                if i in there
            ]
            if rows:
                connection.execute(insert(handovers), rows)
                let_go(connection, self._framework, there)
        return len(rows)

    def ask_top(self, from_id: int, to_id: int, wanted: Wanted | None, number: int, note: str, now: datetime) -> int:
        """Hand over the next so many that the asking analyst would see (of the part `wanted`); how many."""
        ahead = self._queue.next(from_id, min(number, MOST), wanted=wanted, now=now)
        ids = [pick.headline_id for pick in ahead if pick.kind is Turn.RANKED]
        return self.ask(from_id, to_id, ids, note, now)

    def take_back(self, ids: Collection[int], now: datetime) -> int:
        """End handovers, by whoever asked or by whoever was asked; how many were open."""
        ended = update(handovers).where(handovers.c.id.in_(ids), handovers.c.done_at.is_(None)).values(done_at=now)
        with self._door.writing() as connection:
            return connection.execute(ended).rowcount

    def waiting_for(self, analyst_id: int) -> list[Handover]:
        """What colleagues asked of this analyst, oldest first; what they judged since is done."""
        return self._open(handovers.c.to_id == analyst_id)

    def asked_by(self, analyst_id: int) -> list[Handover]:
        """What this analyst asked of others and they have not judged yet, oldest first."""
        return self._open(handovers.c.from_id == analyst_id)

    def close(self, analyst_id: int, now: datetime) -> None:
        """Note as done what this analyst judged since; writes only if there is something."""
        with self._door.reading() as connection:
            done = list(connection.scalars(self._ids(handovers.c.to_id == analyst_id, self._done())))
        if done:
            self.take_back(done, now)

    def _open(self, whose: ColumnElement[bool]) -> list[Handover]:
        giver, taker = analysts.alias(), analysts.alias()
        asked = (
            select(handovers, giver.c.name.label("from_name"), taker.c.name.label("to_name"))
            .join(giver, giver.c.id == handovers.c.from_id)
            .join(taker, taker.c.id == handovers.c.to_id)
            .where(handovers.c.id.in_(self._ids(whose, ~self._done())))
            .order_by(handovers.c.id)
        )
        with self._door.reading() as connection:
            return [
                Handover(
                    id=row.id,
                    headline_id=row.headline_id,
                    from_id=row.from_id,
                    from_name=row.from_name,
                    to_id=row.to_id,
                    to_name=row.to_name,
                    asked_at=row.asked_at,
                    note=row.note,
                    done_at=row.done_at,
                )
                for row in connection.execute(asked)
            ]

    def _ids(self, *conditions: Any) -> Select[Any]:
        """The handovers that stand open, under conditions; one that became a copy of another story waits no more."""
        same = and_(inbox.c.framework_id == handovers.c.framework_id, inbox.c.headline_id == handovers.c.headline_id)
        asked = select(handovers.c.id).join(inbox, and_(same, inbox.c.state != COPY))
        return asked.where(handovers.c.framework_id == self._framework, handovers.c.done_at.is_(None), *conditions)

    def _done(self) -> ColumnElement[bool]:
        return judged(self._framework, handovers.c.headline_id).where(tags.c.analyst_id == handovers.c.to_id)
