"""Bring a database to the newest version of the tables, once, also when two programs start together."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from signpost.errors import StoreUnusable
from signpost.store.engine import Door

# Alembic takes a sixth of a second to load and is needed only where something is to be migrated.
if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent / "migrations"
HEAD = "0005"  # the newest of migrations/versions
OURS = "knowledge"  # the table by which a Signpost database is known


def migrate(door: Door) -> None:
    """Raises StoreUnusable for somebody else's database, or one of a newer Signpost."""
    with door.reading() as connection:
        refuse_strangers(door, connection)
        if version(connection) == HEAD:
            return
    with door.writing() as connection:
        refuse_strangers(door, connection)
        found = version(connection)
        if found is not None and found not in known():
            raise StoreUnusable(door.name, "it was made by a newer Signpost; update this one")
        from alembic import command

        command.upgrade(config(connection), "head")


def refuse_strangers(door: Door, connection: Connection) -> None:
    tables = set(inspect(connection).get_table_names())
    if tables - {"alembic_version"} and OURS not in tables:
        raise StoreUnusable(door.name, "this database belongs to another program")


def config(connection: Connection) -> "Config":
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def version(connection: Connection) -> str | None:
    """The version of the tables, None where there are none of ours."""
    if not {OURS, "alembic_version"} <= set(inspect(connection).get_table_names()):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def known() -> list[str]:
    """All versions, the newest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory(str(HERE)).walk_revisions()]
