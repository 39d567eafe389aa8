"""The conditions by which the queue tells what waits, what is judged, and what is in somebody else's hands."""

from typing import Any

from sqlalchemy import ColumnElement, Exists, exists, literal

from signpost.store.schema import JUDGED, OPEN, deferrals, inbox, memberships, tags
from signpost.store.schema_queue import handed

# states written out: a bound parameter would hide the partial indexes from SQLite
IS_OPEN = inbox.c.state == literal(OPEN, literal_execute=True)
IS_JUDGED = inbox.c.state == literal(JUDGED, literal_execute=True)
# the same for a row that was found by its key: + 0 keeps SQLite from beginning with all that waits
STILL_OPEN = inbox.c.state + 0 == literal(OPEN, literal_execute=True)
STILL_JUDGED = inbox.c.state + 0 == literal(JUDGED, literal_execute=True)


def judged(framework_row: int, headline_id: Any) -> Exists:
    """Whether a judgement stands on the story of a headline, on whichever of its copies."""
    own, member = memberships.alias(), memberships.alias()
    return exists(tags.c.id).where(
        own.c.headline_id == headline_id,
        own.c.known_to.is_(None),
        member.c.story_id == own.c.story_id,
        member.c.known_to.is_(None),
        tags.c.headline_id == member.c.headline_id,
        tags.c.framework_id + 0 == framework_row,  # + 0: else SQLite reads all the framework's tags each time
        tags.c.known_to.is_(None),
    )


def put_off(framework_row: int, analyst_id: Any, headline_id: Any) -> ColumnElement[bool]:
    return exists().where(
        deferrals.c.framework_id == framework_row,
        deferrals.c.analyst_id == analyst_id,
        deferrals.c.headline_id == headline_id,
    )


def with_another(framework_row: int, analyst_id: Any, headline_id: Any, now: Any) -> ColumnElement[bool]:
    """Whether another analyst has it on screen."""
    return exists().where(
        handed.c.framework_id == framework_row,
        handed.c.headline_id == headline_id,
        handed.c.analyst_id != analyst_id,
        handed.c.until > now,
    )
