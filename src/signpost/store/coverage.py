"""How much of what was collected has been judged, in stories: by outlet, language and suggested factor."""

from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select

from signpost.nouns.queue import Share
from signpost.store.engine import Door
from signpost.store.filtered import RANKS, between
from signpost.store.schema import COPY, JUDGED, headlines, inbox, outlets
from signpost.store.schema_queue import suggestions
from signpost.store.waiting import IS_JUDGED, IS_OPEN

JUDGED_ONES = func.sum(case((inbox.c.state == JUDGED, 1), else_=0))


class Coverage:
    """`store.coverage`. A story counts on the day, and for the outlet and language, of its first headline.

    `first` and `last` are days (UTC), both included; None asks nothing.
    """

    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def whole(self, first: date | None = None, last: date | None = None) -> Share:
        """All of it; its name is ""."""
        days = between(inbox.c.at, first, last)
        mine = select(func.count()).where(inbox.c.framework_id == self._framework, *days)
        with self._door.reading() as connection:
            # each in the index that holds such stories alone; the ranks named, so that it is entered at the days
            waiting = connection.execute(mine.where(IS_OPEN, inbox.c.rank.in_(RANKS))).scalar_one()
            judged = connection.execute(mine.where(IS_JUDGED)).scalar_one()
        return Share(name="", stories=waiting + judged, judged=judged)

    def by_outlet(self, first: date | None = None, last: date | None = None) -> list[Share]:
        """By outlet, the one with most stories first."""
        named = dict(self._grouped(headlines.c.outlet_id, first, last))
        with self._door.reading() as connection:
            names = dict(connection.execute(select(outlets.c.id, outlets.c.name)).all())
        return in_order((names[i], counts) for i, counts in named.items())

    def by_language(self, first: date | None = None, last: date | None = None) -> list[Share]:
        """By language as the feed gave it ("" where it gave none), the one with most stories first."""
        return in_order(self._grouped(headlines.c.language, first, last))

    def by_factor(self, first: date | None = None, last: date | None = None) -> list[Share]:
        """By the factor (id) that the machine suggests or suggested; a story may be suggested for two, or for none."""
        same = and_(self._stories(), inbox.c.headline_id == suggestions.c.headline_id)
        asked = select(suggestions.c.factor_id, func.count(), JUDGED_ONES).join(inbox, same)
        asked = asked.where(suggestions.c.framework_id == self._framework).group_by(suggestions.c.factor_id)
        with self._door.reading() as connection:
            rows = connection.execute(asked.where(*between(inbox.c.at, first, last))).all()
        return in_order((name, (stories, judged)) for name, stories, judged in rows)

    def _grouped(self, by: Any, first: date | None, last: date | None) -> list[tuple[Any, tuple[int, int]]]:
        """Stories and judged ones by a column of headlines. All headlines are counted in an index that holds nothing
        else, and the copies, which are few, taken off: looking up the outlet of each story takes three times as long.
        """
        number = func.count()
        every = select(by, number).where(*between(headlines.c.at, first, last)).group_by(by)
        days = between(inbox.c.at, first, last)
        theirs = select(by, number).join(inbox, inbox.c.headline_id == headlines.c.id).where(*days).group_by(by)
        copies = theirs.where(inbox.c.framework_id + 0 == self._framework, inbox.c.state + 0 == COPY)
        judged = theirs.where(inbox.c.framework_id == self._framework, IS_JUDGED)
        with self._door.reading() as connection:
            stories: dict[Any, int] = dict(connection.execute(every).all())
            copied: dict[Any, int] = dict(connection.execute(copies).all())
            done: dict[Any, int] = dict(connection.execute(judged).all())
        left = {name: stories[name] - copied.get(name, 0) for name in stories}
        return [(name, (n, done.get(name, 0))) for name, n in left.items() if n]

    def _stories(self) -> Any:
        return and_(inbox.c.framework_id == self._framework, inbox.c.state != COPY)


def in_order(counted: Any) -> list[Share]:
    shares = [Share(name=name, stories=stories, judged=judged) for name, (stories, judged) in counted]
    return sorted(shares, key=lambda share: (-share.stories, share.name))
