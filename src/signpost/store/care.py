"""Looking after a database: is it sound, and emptying one that holds the demo."""

from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select, text, update

from signpost.store.engine import Door
from signpost.store.schema import (
    COPY,
    EPOCH,
    frameworks,
    headlines,
    inbox,
    knowledge,
    memberships,
    metadata,
    settings,
    tags,
)
from signpost.store.search import empty_index
from signpost.store.settling import MATCHED
from signpost.store.values import SECRET

KEPT = {"settings", "frameworks", "knowledge"}


def faults(door: Door) -> list[str]:
    """What is wrong, in sentences that say what to do; empty if all is well."""
    with door.reading() as connection:
        found = broken_file(connection)
        if found:  # what a damaged file says of its rows means nothing
            return found
        own = and_(memberships.c.headline_id == headlines.c.id, memberships.c.known_to.is_(None))
        found += count(
            connection,
            select(func.count()).select_from(headlines.outerjoin(memberships, own)).where(memberships.c.id.is_(None)),
            "headlines belong to no story; restore a backup (signpost restore FILE)",
        )
        found += count(
            connection,
            select(func.count()).where(tags.c.known_to <= tags.c.known_from),
            "judgements end before they begin; restore a backup (signpost restore FILE)",
        )
        found += count(
            connection,
            select(func.count())
            .select_from(frameworks.join(inbox, inbox.c.framework_id == frameworks.c.id))
            .outerjoin(headlines, headlines.c.id == inbox.c.headline_id)
            .where(headlines.c.id.is_(None)),
            "places in the queue have no headline; restore a backup (signpost restore FILE)",
        )
        found += places(connection)
    return found


def places(connection: Connection) -> list[str]:
    """What is wrong with the stories and with what waits for them."""
    found = count(
        connection,
        select(func.count()).where(memberships.c.known_to <= memberships.c.known_from),
        "places in a story end before they begin; restore a backup (signpost restore FILE)",
    )
    before = memberships.alias()
    overlap = and_(before.c.headline_id == memberships.c.headline_id, before.c.id < memberships.c.id)
    overlap = and_(overlap, or_(before.c.known_to.is_(None), before.c.known_to > memberships.c.known_from))
    moved = memberships.join(before, overlap)
    found += count(
        connection,
        select(func.count()).select_from(moved).where(before.c.known_from < memberships.c.known_from),
        "headlines were in two stories at once; restore a backup (signpost restore FILE)",
    )
    # one look at all members by story: who stands, who merely is proposed, and who waits in each queue
    firm = func.sum(case((memberships.c.basis == "proposed", 0), else_=1))
    groups = select(memberships.c.story_id).where(memberships.c.known_to.is_(None)).group_by(memberships.c.story_id)
    headless = groups.having(firm == 0).subquery()
    found += count(
        connection,
        select(func.count()).select_from(headless),
        "stories hold only proposed headlines; restore a backup (signpost restore FILE)",
    )
    shown = func.sum(case((inbox.c.state == COPY, 0), else_=1))
    placed = select(memberships.c.story_id, inbox.c.framework_id, shown.label("shown"), func.count().label("placed"))
    placed = placed.join(inbox, inbox.c.headline_id == memberships.c.headline_id).where(
        memberships.c.known_to.is_(None)
    )
    queued = placed.group_by(memberships.c.story_id, inbox.c.framework_id).subquery()
    all_of = select(memberships.c.story_id, func.count().label("size")).where(memberships.c.known_to.is_(None))
    sizes = all_of.group_by(memberships.c.story_id).subquery()
    found += count(
        connection,
        # a queue that is still being filled knows only some members of a story; the first may be among the others
        select(func.count())
        .select_from(queued.join(sizes, sizes.c.story_id == queued.c.story_id))
        .where(or_(queued.c.shown > 1, and_(queued.c.shown == 0, queued.c.placed == sizes.c.size))),
        "stories do not wait exactly once in the queue; restore a backup (signpost restore FILE)",
    )
    return found


def broken_file(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    said = str(connection.execute(text("PRAGMA integrity_check(1)")).scalar())
    return [] if said == "ok" else [f"the database file is damaged ({said}); restore a backup (signpost restore FILE)"]


def count(connection: Connection, asked: Select[Any], words: str) -> list[str]:
    number = connection.execute(asked).scalar_one()
    return [f"{number} {words}"] if number else []


def clear(door: Door) -> None:
    """Remove everything but frameworks and settings. Ids begin anew: a page signed before must not pass for one of
    them, so the secret that signs goes too, and everybody says again who they are."""
    with door.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name not in KEPT:
                connection.execute(table.delete())
        connection.execute(settings.delete().where(settings.c.key.in_((SECRET, MATCHED))))
        connection.execute(update(frameworks).values(inbox_upto=0))
        connection.execute(update(knowledge).values(at=EPOCH))
        empty_index(connection)
