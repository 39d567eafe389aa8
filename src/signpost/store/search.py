"""Words to headlines: FTS5 on SQLite, a tsvector on PostgreSQL. All words must occur; the last may be unfinished.

Both index the same plain words (`identity.words_of`), so no engine's own idea of case, accents or words matters.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, column, literal_column, select, table, text

from signpost.store.identity import words_of
from signpost.store.schema import headlines

WORDS = table("headline_words", column("rowid"))
MOST_WORDS = 20
LONGEST_WORD = 100
FEW = 1000  # so many are sorted sooner than the index of times is walked to its end

ADD = {
    "sqlite": "INSERT INTO headline_words(rowid, title, summary) VALUES (?, ?, ?)",
    "postgresql": "INSERT INTO headline_words(rowid, words) VALUES"
    " (%s, array_to_tsvector(string_to_array(%s, ' ')) || array_to_tsvector(string_to_array(%s, ' ')))",
}
FIND = {"sqlite": "headline_words MATCH :asked", "postgresql": "words @@ CAST(:asked AS tsquery)"}


def index_words(connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Make new headlines (id, title, summary) findable."""
    found = [(i, " ".join(terms(title)), " ".join(terms(summary))) for i, title, summary in rows]
    connection.exec_driver_sql(ADD[connection.dialect.name], found)


def empty_index(connection: Connection) -> None:
    """Make no headline findable."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO headline_words(headline_words) VALUES ('delete-all')"))
    else:
        connection.execute(text("DELETE FROM headline_words"))


def terms(text: str) -> Sequence[str]:
    found = words_of(text)
    if max(map(len, found), default=0) <= LONGEST_WORD:
        return found
    return [word[:LONGEST_WORD] for word in found]


def matching(
    connection: Connection, query: str, *, newest_first: bool = False, of: ColumnElement[int] = headlines.c.id
) -> ColumnElement[bool] | None:
    """The condition that a headline (its number: `of`) has all words of the query; None if it has no words.

    `newest_first` is for a caller that shows the newest few: where many are found, SQLite then walks the index of times
    and looks each headline up among them, instead of sorting all (444,729 headlines, the word "the": 40 ms instead of
    480). The plus sign is SQLite's way to say so; PostgreSQL weighs the two by itself.
    """
    words = terms(query)[:MOST_WORDS]
    if not words:
        return None
    if connection.dialect.name == "sqlite":
        asked = " ".join(f'"{word}"' for word in words) + "*"
    else:
        asked = " & ".join(f"'{word}'" for word in words) + ":*"
    found: Select[Any] = select(literal_column("rowid")).select_from(WORDS)
    found = found.where(text(FIND[connection.dialect.name]).bindparams(asked=asked))
    if newest_first and connection.dialect.name == "sqlite" and more_than(connection, found, FEW):
        return literal_column("+headlines.id", headlines.c.id.type).in_(found)
    return of.in_(found)


def more_than(connection: Connection, found: Select[Any], number: int) -> bool:
    return connection.execute(found.limit(1).offset(number)).first() is not None
