"""Alembic's entry: it runs on the connection that `store.migrate` (or a test) hands in."""

from typing import Any

from alembic import context

from signpost.store import schema, schema_queue, schema_reading

TABLES = (schema, schema_queue, schema_reading)  # all in the one metadata


def ours(name: str | None, kind: str, parents: Any) -> bool:
    """Leave the search index out of comparisons: each engine has its own, made by hand."""
    return not (name or "").startswith("headline_words")


def compared(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    return ours(name, kind, {})


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=schema.metadata,
    include_name=ours,
    include_object=compared,
    compare_type=True,
    transactional_ddl=connection.dialect.name == "postgresql",
)
context.run_migrations()
