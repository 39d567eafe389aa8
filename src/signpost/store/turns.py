"""Who sees what next: the statements behind `store.inbox.next`, each an index look-up, and the order they make.

What a colleague handed over comes first. Then the pile in its learnt order with the random draws between (`picks`),
then whatever else waits (the framework's words, then the newest), then what colleagues tagged, then what was put off.
What another analyst has on screen is left out, unless there is nothing else at all.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, exists, select

from signpost.nouns.queue import EVERY, Pick, Turn, Wanted, mixed
from signpost.store.filtered import Filtered
from signpost.store.schema import COPY, EPOCH, Moment, analysts, deferrals, inbox, tags
from signpost.store.schema_queue import handed, handovers, picks
from signpost.store.waiting import IS_JUDGED, IS_OPEN, STILL_JUDGED, STILL_OPEN, judged, put_off, with_another

AUDITS_FROM, OVERLAPS_FROM, END = 1_000_000, 2_000_000, 3_000_000  # `picks.place` of the draws; the ranked stand before
BORROWED = 20  # so many are taken from a colleague's screen when nothing else waits

NOBODY_HOLDS = EPOCH + timedelta(days=200 * 365)  # no lease lasts until then

DRAWN = "drawn at random to check the order"
SECOND_READING = "a second reading"
PUT_OFF = "you put it off"


class Turns:
    """The statements of one framework, built once: putting them together takes longer than the database needs."""

    def __init__(self, framework_row: int) -> None:
        self._framework = framework_row
        self._filtered = Filtered(framework_row)
        me: BindParameter[int] = bindparam("me")
        most: BindParameter[int] = bindparam("most")
        now = bindparam("now", type_=Moment)
        mine = inbox.c.framework_id == framework_row
        free = and_(
            ~put_off(framework_row, me, inbox.c.headline_id),
            ~with_another(framework_row, me, inbox.c.headline_id, now),
        )
        by_me = judged(framework_row, inbox.c.headline_id).where(tags.c.analyst_id == me)
        tagged = judged(framework_row, inbox.c.headline_id).where(tags.c.kind == "tag")
        newest = (inbox.c.at.desc(), inbox.c.headline_id.desc())
        placed = and_(inbox.c.framework_id == picks.c.framework_id, inbox.c.headline_id == picks.c.headline_id)
        pile = select(picks.c.headline_id, picks.c.why).join(inbox, placed).where(picks.c.framework_id == framework_row)
        # what colleagues hold comes first: a busy team holds most of the pile, and those need no more looks
        pile = pile.where(~with_another(framework_row, me, picks.c.headline_id, now))
        pile = pile.where(~put_off(framework_row, me, picks.c.headline_id)).order_by(picks.c.place).limit(most)
        self._ranked = pile.where(picks.c.place < AUDITS_FROM, STILL_OPEN)
        self._audits = pile.where(picks.c.place >= AUDITS_FROM, picks.c.place < OVERLAPS_FROM, STILL_OPEN)
        self._overlaps = pile.where(picks.c.place >= OVERLAPS_FROM, picks.c.place < END, STILL_JUDGED, ~by_me)
        ids = select(inbox.c.headline_id).where(mine)
        in_pile = exists().where(picks.c.framework_id == framework_row, picks.c.headline_id == inbox.c.headline_id)
        self._rest = ids.where(IS_OPEN, free, ~in_pile).order_by(inbox.c.rank.desc(), *newest).limit(most)
        self._seconds = ids.where(IS_JUDGED, tagged, ~by_me, free).order_by(*newest).limit(most)
        self._later = (
            select(deferrals.c.headline_id)
            .join(inbox, and_(mine, inbox.c.headline_id == deferrals.c.headline_id))
            .where(deferrals.c.framework_id == framework_row, deferrals.c.analyst_id == me, ~by_me)
            .where(inbox.c.state != COPY)  # one that became a copy since, or a proposed one that was put off
            .order_by(deferrals.c.deferred_at)
            .limit(most)
        )
        self._borrowed = (
            select(handed.c.headline_id)
            .join(inbox, and_(mine, inbox.c.headline_id == handed.c.headline_id))
            .where(handed.c.framework_id == framework_row, handed.c.analyst_id != me, handed.c.until > now, STILL_OPEN)
            .where(~put_off(framework_row, me, inbox.c.headline_id))
            .order_by(inbox.c.rank, inbox.c.at, inbox.c.headline_id)  # the colleague comes to these last
            .limit(most)
        )
        waits = put_off(framework_row, me, inbox.c.headline_id)
        self._held = ids.where(inbox.c.headline_id.in_(bindparam("held", expanding=True)), STILL_OPEN, ~waits).limit(1)
        self._asked = (
            select(handovers.c.headline_id, handovers.c.to_id, handovers.c.note, analysts.c.name, by_me.label("done"))
            .join(analysts, analysts.c.id == handovers.c.from_id)
            .join(inbox, and_(mine, inbox.c.headline_id == handovers.c.headline_id))
            .where(handovers.c.framework_id == framework_row, handovers.c.done_at.is_(None), inbox.c.state != COPY)
            .order_by(handovers.c.id)
        )

    def next(
        self,
        connection: Connection,
        analyst_id: int,
        limit: int,
        without: Collection[int],
        wanted: Wanted | None,
        now: datetime | None,
    ) -> list[Pick]:
        """See `Inbox.next`."""
        held = set(without)
        at = now or NOBODY_HOLDS
        given = {"me": analyst_id, "now": at}
        found: list[Pick] = []
        handed_on = connection.execute(self._asked, given).all()
        away = {row.headline_id for row in handed_on if row.to_id != analyst_id}
        taken = held | away

        def more(asked: Select[Any], kind: Turn, words: str | None, most: int) -> list[Pick]:
            if most <= 0:
                return []
            rows = connection.execute(asked, given | {"most": most + len(taken)})
            picked = [Pick(headline_id=r[0], kind=kind, why=r[1] if words is None else words) for r in rows]
            return fresh(picked, taken, most)

        if wanted:
            ids, held_by_others = self._filtered.next(connection, analyst_id, limit, taken, wanted, at)
            why: dict[int, str] = dict(connection.execute(self._why(ids)).all()) if ids else {}
            return [Pick(headline_id=i, why=why.get(i, ""), borrowed=held_by_others) for i in ids]

        asked = [r for r in handed_on if r.to_id == analyst_id and not r.done]
        found += fresh([Pick(headline_id=r[0], kind=Turn.HANDED_OVER, why=handed_by(r)) for r in asked], taken, limit)
        room = limit - len(found)
        share = -(-room // EVERY)
        ranked = more(self._ranked, Turn.RANKED, None, room)
        if len(ranked) < room:
            ranked += more(self._rest, Turn.RANKED, "", room - len(ranked))
        audits = more(self._audits, Turn.AUDIT, DRAWN, share if len(ranked) == room else room)
        overlaps = more(self._overlaps, Turn.OVERLAP, SECOND_READING, share if len(ranked) == room else room)
        found += mixed(ranked, audits, overlaps, len(held))[:room]
        found += more(self._seconds, Turn.SECOND, SECOND_READING, limit - len(found))
        if len(found) < limit:
            found += more(self._later, Turn.LATER, PUT_OFF, limit - len(found))
        if not found and not self._has_work(connection, held, given):
            found = [replace(p, borrowed=True) for p in more(self._borrowed, Turn.RANKED, "", min(limit, BORROWED))]
        return found

    def _has_work(self, connection: Connection, held: Collection[int], given: dict[str, Any]) -> bool:
        """Whether something that the page holds still waits for this analyst."""
        return bool(held) and connection.execute(self._held, given | {"held": list(held)}).first() is not None

    def _why(self, ids: Collection[int]) -> Select[Any]:
        mine = (picks.c.framework_id == self._framework, picks.c.place < AUDITS_FROM)
        return select(picks.c.headline_id, picks.c.why).where(*mine, picks.c.headline_id.in_(ids))


def fresh(picked: Iterable[Pick], taken: set[int], most: int) -> list[Pick]:
    """At most so many of those that are not taken yet, each once; they are taken from here on."""
    found: list[Pick] = []
    for pick in picked:
        if pick.headline_id not in taken and len(found) < most:
            taken.add(pick.headline_id)
            found.append(pick)
    return found


def handed_by(row: Any) -> str:
    return f"handed to you by {row.name}: {row.note}" if row.note else f"handed to you by {row.name}"
