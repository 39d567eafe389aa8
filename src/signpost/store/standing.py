"""Which judgements cannot stand beside one another, and what one is called when it stands again. One place, so that
saving, undoing and merging analysts agree."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from signpost.store.schema import tags

AGAIN = "~"  # between an event's uid and the number of a later row for it; no event's own uid may hold it


def gives_way(judgement: Mapping[str, Any]) -> ColumnElement[bool]:
    """The condition for what ends when `judgement` begins, both of one analyst on one headline.

    A word on the same factor or signpost is replaced; "not relevant" on one side, tags and deeds on the other exclude
    one another.
    """
    not_relevant = tags.c.kind == "not_relevant"
    match judgement["kind"]:
        case "tag":
            return or_(and_(tags.c.kind == "tag", tags.c.factor_id == judgement["factor_id"]), not_relevant)
        case "deed":
            return or_(and_(tags.c.kind == "deed", tags.c.signpost_id == judgement["signpost_id"]), not_relevant)
        case "ruling":
            return and_(tags.c.kind == "ruling", tags.c.factor_id == judgement["factor_id"])
        case _:
            return tags.c.kind.in_(("tag", "deed", "not_relevant"))


def rivals(judgement: Mapping[str, Any], analyst_id: int) -> ColumnElement[bool]:
    """The condition for what stands of this analyst and cannot stand beside `judgement`, whose row this is."""
    return and_(
        tags.c.headline_id == judgement["headline_id"],
        tags.c.framework_id == judgement["framework_id"],
        tags.c.analyst_id == analyst_id,
        tags.c.known_to.is_(None),
        gives_way(judgement),
    )


def origin(uid: str) -> str:
    """The uid of the event that a judgement goes back to, also when it stands again."""
    return uid.partition(AGAIN)[0]


def of_origin(uid: str) -> ColumnElement[bool]:
    """The condition for all rows that go back to the same event."""
    first = origin(uid)
    headline = select(tags.c.headline_id).where(tags.c.uid == first).scalar_subquery()
    again = tags.c.uid.startswith(first + AGAIN, autoescape=True)
    return and_(tags.c.headline_id == headline, or_(tags.c.uid == first, again))


def next_uid(connection: Connection, uid: str) -> str:
    """The uid of one more row for the same event, as in "4f1c~2": undo still finds it by the event's uid."""
    rows = connection.execute(select(func.count()).where(of_origin(uid))).scalar_one()
    return f"{origin(uid)}{AGAIN}{rows}"
