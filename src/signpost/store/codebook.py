"""Lines that the team added to the framework's codebook, often from a ruling. Append-only: a line ends, it is never
changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update

from signpost.errors import TagError
from signpost.nouns.tag import Analyst
from signpost.store.analysts import present
from signpost.store.engine import Door
from signpost.store.schema import analysts
from signpost.store.schema_queue import codebook_lines

LONGEST_LINE = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookLine:
    """A line with who added it and when. `factor_id` "" belongs to no factor; `tag_uid` is the ruling that it came
    from, "" if none; `known_to` is None while it stands."""

    id: int
    line: str
    factor_id: str
    tag_uid: str
    analyst: Analyst
    known_from: datetime
    known_to: datetime | None


class Codebook:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def add(self, line: str, analyst: Analyst, now: datetime, *, factor_id: str = "", tag_uid: str = "") -> int:
        """Add a line; its id. The same words that stand already, or of the same ruling, are not added twice.

        Raises TagError for a line without words, or one that is too long.
        """
        words = " ".join(line.split())
        if not any(c.isalnum() for c in words):
            raise TagError("the codebook line", "it has no words")
        if len(words) > LONGEST_LINE:
            raise TagError("the codebook line", f"it has more than {LONGEST_LINE} characters")
        with self._door.writing() as connection:
            same = (codebook_lines.c.line == words) & (codebook_lines.c.factor_id == factor_id)
            there = select(codebook_lines.c.id).where(self._stands, same)
            found = connection.execute(there).scalars().first()
            if found is not None:
                return int(found)
            row = {"framework_id": self._framework, "line": words, "factor_id": factor_id, "tag_uid": tag_uid}
            row |= {"analyst_id": present(connection, analyst).id, "known_from": now}
            made = insert(codebook_lines).values(**row).returning(codebook_lines.c.id)
            return int(connection.execute(made).scalar_one())

    def remove(self, line_id: int, now: datetime) -> bool:
        """End a line; False if it had ended, or never was."""
        with self._door.writing() as connection:
            ended = update(codebook_lines).where(self._stands, codebook_lines.c.id == line_id).values(known_to=now)
            return connection.execute(ended).rowcount > 0

    def standing(self) -> list[CodebookLine]:
        """The lines that stand, oldest first."""
        return self._read(lines().where(self._stands))

    def all(self) -> list[CodebookLine]:
        """Every line there ever was, oldest first."""
        return self._read(lines().where(codebook_lines.c.framework_id == self._framework))

    def _read(self, asked: Select[Any]) -> list[CodebookLine]:
        with self._door.reading() as connection:
            return [line_of(row) for row in connection.execute(asked.order_by(codebook_lines.c.id))]

    @property
    def _stands(self) -> Any:
        return (codebook_lines.c.framework_id == self._framework) & codebook_lines.c.known_to.is_(None)


def lines() -> Select[Any]:
    return select(codebook_lines, analysts.c.name).join(analysts, analysts.c.id == codebook_lines.c.analyst_id)


def line_of(row: Any) -> CodebookLine:
    return CodebookLine(
        id=row.id,
        line=row.line,
        factor_id=row.factor_id,
        tag_uid=row.tag_uid,
        analyst=Analyst(id=row.analyst_id, name=row.name),
        known_from=row.known_from,
        known_to=row.known_to,
    )
