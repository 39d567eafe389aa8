"""Words to headlines: FTS5 on SQLite, tsvector on PostgreSQL. Both take plain words; the last may be unfinished."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, column, func, literal_column, select, table, text

from signpost.store.schema import headlines

WORDS = table("headline_words", column("rowid"))


def index_words(connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Make new headlines (id, title, summary) findable. PostgreSQL's index sees them by itself."""
    if connection.dialect.name == "sqlite":
        add = text("INSERT INTO headline_words(rowid, title, summary) VALUES (:id, :title, :summary)")
        connection.execute(add, [{"id": i, "title": title, "summary": summary} for i, title, summary in rows])


def terms(query: str) -> list[str]:
    """The words of a query, without anything a search engine could take for syntax."""
    return re.findall(r"\w+", query)


def matching(connection: Connection, query: str) -> ColumnElement[bool] | None:
    """The condition that a headline has all words of the query; None if it has no words."""
    words = terms(query)
    if not words:
        return None
    if connection.dialect.name == "sqlite":
        phrase = " ".join(f'"{word}"' for word in words) + "*"
        found: Select[Any] = select(literal_column("rowid")).select_from(WORDS)
        return headlines.c.id.in_(found.where(text("headline_words MATCH :phrase").bindparams(phrase=phrase)))
    asked = " & ".join(words) + ":*"
    document = func.to_tsvector(literal_column("'simple'"), headlines.c.title + " " + headlines.c.summary)
    return document.op("@@")(func.to_tsquery(literal_column("'simple'"), asked))
