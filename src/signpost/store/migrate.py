"""Bring a database to the newest version of the tables, once, also when two programs start together."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from signpost.errors import StoreUnusable
from signpost.store.engine import Door

HERE = Path(__file__).parent / "migrations"
OURS = "knowledge"  # the table by which a Signpost database is known


def migrate(door: Door) -> None:
    """Raises StoreUnusable for somebody else's database, or one of a newer Signpost."""
    with door.reading() as connection:
        if inspect(connection).has_table(OURS) and version(connection) == head():
            return
    with door.writing() as connection:
        tables = set(inspect(connection).get_table_names())
        if tables - {"alembic_version"} and OURS not in tables:
            raise StoreUnusable(door.name, "this database belongs to another program")
        found = version(connection)
        if found is not None and found not in known():
            raise StoreUnusable(door.name, "it was made by a newer Signpost; update this one")
        command.upgrade(config(connection), "head")


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    return ScriptDirectory(str(HERE)).get_current_head()


def known() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(HERE)).walk_revisions()}
