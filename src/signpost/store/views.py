"""Saved views: a set of filters of one page under a name, for oneself or the whole team.

`query` is the page's query string, so that a view is a link. Saving under a name that one has already replaces it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update

from signpost.errors import TagError
from signpost.nouns.tag import Analyst
from signpost.store.analysts import present
from signpost.store.engine import Door
from signpost.store.schema import analysts
from signpost.store.schema_queue import views

LONGEST_NAME = 60
LONGEST_QUERY = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A saved view. `own`: saved by the analyst who asked; only then can they remove it."""

    id: int
    name: str
    query: str
    shared: bool
    by: str
    own: bool
    saved_at: datetime


class Views:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def save(self, analyst: Analyst, page: str, name: str, query: str, now: datetime, *, shared: bool = False) -> int:
        """Keep a view; its id. Raises TagError for no name, or a name or query that is too long."""
        cleaned = " ".join(name.split())
        if not any(c.isalnum() for c in cleaned):
            raise TagError("the view", "it needs a name")
        if len(cleaned) > LONGEST_NAME or len(query) > LONGEST_QUERY:
            raise TagError(cleaned[:LONGEST_NAME], f"a name has at most {LONGEST_NAME} characters")
        with self._door.writing() as connection:
            who = present(connection, analyst)
            same = and_(self._stands(page), by(who), func.lower(views.c.name) == cleaned.lower())
            connection.execute(update(views).where(same).values(removed_at=now))
            row = {"framework_id": self._framework, "analyst_id": who.id, "page": page, "name": cleaned}
            row |= {"query": query, "shared": shared, "saved_at": now}
            return int(connection.execute(insert(views).values(**row).returning(views.c.id)).scalar_one())

    def of(self, analyst: Analyst, page: str) -> list[View]:
        """The analyst's own views of a page, then those that colleagues share; by name."""
        own = by(analyst)
        asked = (
            select(views, analysts.c.name.label("who"), own.label("own"))
            .join(analysts, analysts.c.id == views.c.analyst_id)
            .where(self._stands(page), or_(own, views.c.shared))
            .order_by(own.desc(), func.lower(views.c.name), views.c.id)
        )
        with self._door.reading() as connection:
            return [
                View(
                    id=row.id,
                    name=row.name,
                    query=row.query,
                    shared=row.shared,
                    by=row.who,
                    own=bool(row.own),
                    saved_at=row.saved_at,
                )
                for row in connection.execute(asked)
            ]

    def remove(self, view_id: int, analyst: Analyst, now: datetime) -> bool:
        """Take an own view away; False if it is a colleague's or gone already."""
        with self._door.writing() as connection:
            who = present(connection, analyst)
            own = and_(views.c.id == view_id, views.c.removed_at.is_(None), by(who))
            return connection.execute(update(views).where(own).values(removed_at=now)).rowcount > 0

    def _stands(self, page: str) -> ColumnElement[bool]:
        return and_(views.c.framework_id == self._framework, views.c.page == page, views.c.removed_at.is_(None))


def by(analyst: Analyst) -> ColumnElement[bool]:
    """Saved by this analyst, or by whom was merged into them."""
    merged = select(analysts.c.id).where(analysts.c.merged_into == analyst.id)
    return or_(views.c.analyst_id == analyst.id, views.c.analyst_id.in_(merged))
