"""Looking after a database: is it sound, and emptying one that holds the demo."""

from typing import Any

from sqlalchemy import Connection, Select, func, select, text, update

from signpost.store.engine import Door
from signpost.store.schema import EPOCH, frameworks, headlines, inbox, knowledge, memberships, metadata, settings, tags
from signpost.store.values import SECRET

KEPT = {"settings", "frameworks", "knowledge"}


def faults(door: Door) -> list[str]:
    """What is wrong, in sentences that say what to do; empty if all is well."""
    with door.reading() as connection:
        found = broken_file(connection)
        if found:  # what a damaged file says of its rows means nothing
            return found
        found += count(
            connection,
            select(func.count())
            .select_from(headlines.outerjoin(memberships, memberships.c.headline_id == headlines.c.id))
            .where(memberships.c.id.is_(None)),
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
        connection.execute(settings.delete().where(settings.c.key == SECRET))
        connection.execute(update(frameworks).values(inbox_upto=0))
        connection.execute(update(knowledge).values(at=EPOCH))
        if connection.dialect.name == "sqlite":
            connection.execute(text("INSERT INTO headline_words(headline_words) VALUES ('delete-all')"))
