"""The part of the queue that an analyst asked for (`Wanted`), in the queue's own order.

Where few headlines fit, they are found by what is asked (outlet, language, days, words) and put in order; where many
do, the queue is walked in its order until enough fit. Either is fast only where the other is slow.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from signpost.nouns.queue import Wanted
from signpost.store.schema import headlines, inbox, outlets, tags
from signpost.store.schema_queue import handed, picks, suggestions
from signpost.store.search import matching
from signpost.store.waiting import IS_JUDGED, IS_OPEN, STILL_JUDGED, STILL_OPEN, judged, put_off, with_another

FEW = 20_000  # so many are looked up and sorted sooner than the queue is walked for them
RANKS = (3, 2, 1, 0)


class Filtered:
    def __init__(self, framework_row: int) -> None:
        self._framework = framework_row
        self._mine = inbox.c.framework_id == framework_row

    def next(
        self,
        connection: Connection,
        analyst_id: int,
        limit: int,
        taken: Collection[int],
        wanted: Wanted,
        now: datetime,
    ) -> tuple[list[int], bool]:
        """The first `limit` headline ids that fit, and whether colleagues have them on screen: those come only where
        nothing else fits."""
        most = limit + len(taken)
        asked = self._asked(connection, wanted)
        few = self._few(connection, wanted, asked)
        put_aside = put_off(self._framework, analyst_id, inbox.c.headline_id)
        held = with_another(self._framework, analyst_id, inbox.c.headline_id, now)
        for borrowed in (False, True):
            free = and_(~put_aside, held if borrowed else ~held)
            found: list[int] = []
            for stage in self._stages(connection, analyst_id, wanted, asked, few, free):
                if len(found) < limit:
                    ids = connection.scalars(stage.limit(most + len(found)))
                    found += [i for i in dict.fromkeys(ids) if i not in taken and i not in found]
            if found or not self._anything_held(connection, analyst_id, now):
                return found[:limit], borrowed
        return [], False

    def _anything_held(self, connection: Connection, analyst_id: int, now: datetime) -> bool:
        theirs = (handed.c.framework_id == self._framework, handed.c.analyst_id != analyst_id, handed.c.until > now)
        return connection.execute(select(handed.c.headline_id).where(*theirs).limit(1)).first() is not None

    def _stages(
        self,
        connection: Connection,
        analyst_id: int,
        wanted: Wanted,
        asked: dict[str, Any],
        few: Select[Any] | None,
        free: ColumnElement[bool],
    ) -> list[Select[Any]]:
        """The statements to try in turn until enough is found."""
        place = and_(picks.c.framework_id == self._framework, picks.c.headline_id == inbox.c.headline_id)
        newest = (inbox.c.at.desc(), inbox.c.headline_id.desc())
        by_me = judged(self._framework, inbox.c.headline_id).where(tags.c.analyst_id == analyst_id)
        own = select(inbox.c.headline_id).where(self._mine, free)
        if few is not None:
            waits = or_(STILL_OPEN, and_(STILL_JUDGED, ~by_me)) if wanted.untagged == "me" else STILL_OPEN
            found = own.join(headlines, headlines.c.id == inbox.c.headline_id).outerjoin(picks, place)
            found = found.where(inbox.c.headline_id.in_(few), waits, *self._conditions(asked, wanted, hidden=True))
            ranked = func.coalesce(picks.c.place, 2**31 - 1)
            return [found.order_by(ranked, inbox.c.rank.desc(), *newest)]
        walk = own.join(headlines, headlines.c.id == inbox.c.headline_id) if asked else own
        walk = walk.where(*self._conditions(asked, wanted, hidden=True))
        words = matching(connection, wanted.text, of=inbox.c.headline_id + 0)
        walk = walk if words is None else walk.where(words)
        pile = walk.join(picks, place).where(STILL_OPEN).order_by(picks.c.place)
        rest = walk.where(IS_OPEN, ~exists().where(place))
        seconds = [walk.where(IS_JUDGED, ~by_me).order_by(*newest)] if wanted.untagged == "me" else []
        if wanted.first or wanted.last:  # the days are a range of the index within each rank
            by_rank = [rest.where(inbox.c.rank == rank).order_by(*newest) for rank in RANKS]
            return [pile, *by_rank, *seconds]
        return [pile, rest.order_by(inbox.c.rank.desc(), *newest), *seconds]

    def _asked(self, connection: Connection, wanted: Wanted) -> dict[str, Any]:
        """The values of the columns that are asked for."""
        asked: dict[str, Any] = {}
        if wanted.outlet or wanted.perspective:
            named = select(outlets.c.id)
            named = named.where(outlets.c.name == wanted.outlet) if wanted.outlet else named
            named = named.where(outlets.c.perspective == wanted.perspective) if wanted.perspective else named
            asked["outlets"] = list(connection.scalars(named))
        if wanted.language:
            asked["language"] = wanted.language
        return asked

    def _conditions(self, asked: dict[str, Any], wanted: Wanted, *, hidden: bool = False) -> list[ColumnElement[bool]]:
        """The conditions on columns. `hidden` keeps them from the choice of an index."""
        conditions: list[ColumnElement[bool]] = []
        at = inbox.c.at if hidden else headlines.c.at
        if "outlets" in asked:
            whose = headlines.c.outlet_id + 0 if hidden else headlines.c.outlet_id
            conditions.append(whose.in_(asked["outlets"]))
        if "language" in asked:
            language = headlines.c.language + "" if hidden else headlines.c.language
            conditions.append(language == asked["language"])
        return conditions + between(at, wanted.first, wanted.last)

    def _few(self, connection: Connection, wanted: Wanted, asked: dict[str, Any]) -> Select[Any] | None:
        """The headlines that fit what is asked, if one part of it, or all of it, is fitted by few."""
        if wanted.factor:
            meant = select(suggestions.c.headline_id).where(suggestions.c.framework_id == self._framework)
            return meant.where(suggestions.c.factor_id == wanted.factor)
        own = select(headlines.c.id)
        parts = [own.where(condition) for condition in self._conditions(asked, Wanted())]
        days = between(headlines.c.at, wanted.first, wanted.last)
        parts += [own.where(*days)] if days else []
        words = matching(connection, wanted.text)
        parts += [own.where(words)] if words is not None else []
        together = [own.where(*self._conditions(asked, wanted))] if len(asked) + bool(days) > 1 else []
        for part in parts + together:
            if connection.execute(part.limit(1).offset(FEW)).first() is None:
                return part if words is None or part is parts[-1] else part.where(words)
        return None


def between(at: Any, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """The condition that a moment lies on these days (UTC), both included."""
    since = [at >= midnight(first)] if first else []
    return [*since, at < midnight(last + timedelta(days=1))] if last else since


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
