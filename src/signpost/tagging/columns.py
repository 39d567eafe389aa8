"""Which column of an analyst's sheet holds what: guessed from its name, else from its cells; told otherwise by hand.

Pure but for reading the sheet's first rows. A sheet may hold headlines, tags on them, or both; tags may stand one to a
row (factor, direction) or in a column per factor ("factor:ID").
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from signpost.errors import FeedError, SettingsError
from signpost.feeds.sheet import Sheet
from signpost.feeds.sheet_dates import DateOrder, date_cell, order_of
from signpost.nouns.framework import Framework
from signpost.nouns.row import BadRow, restored
from signpost.tagging.column_words import DATES, FIELD_OF, FIELDS, LANGUAGE_CODES, key
from signpost.tagging.sheet_cells import Vocabulary, is_graded, several, vocabulary

SAMPLE = 500  # rows that the guess looks at
HEADER_WITHIN = 20  # rows: above it a title, a date, who made it
PER_FACTOR = "factor:"
LONG_TITLE = 25  # characters on average, from which a column of texts may be titles
MOSTLY = 0.7
LINK = re.compile(r"https?://", re.IGNORECASE)
CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?\Z")
MOST_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where a sheet keeps what.

    `header` are the columns' names ("" where they have none) and `line` where they stand (0: the sheet has no such
    row). `fields` maps a field of the contract ("title", "factor"…) or "factor:ID" to its column, counted from 0;
    `orders` says how day and month stand in a column of dates; `graded` columns hold numbers beyond one.
    """

    header: tuple[str, ...]
    line: int
    fields: Mapping[str, int]
    orders: Mapping[str, DateOrder]
    graded: frozenset[str] = frozenset()

    def name(self, field: str) -> str:
        """What the sheet calls the column of a field, "" if it has none."""
        return label(self.header, self.fields[field]) if field in self.fields else ""

    @property
    def named(self) -> dict[str, str]:
        """The mapping as people read it: the sheet's column by field."""
        return {field: self.name(field) for field in self.fields}

    @property
    def with_headlines(self) -> bool:
        return "title" in self.fields

    @property
    def with_tags(self) -> bool:
        return any(field in self.fields for field in ("factor", "kind")) or any(
            field.startswith(PER_FACTOR) for field in self.fields
        )


def label(header: Sequence[str], column: int) -> str:
    """A column's name, else its letter."""
    return (header[column] if column < len(header) else "") or f"column {letter(column)}"


def letter(column: int) -> str:
    """
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def known_fields(framework: Framework) -> tuple[str, ...]:
    """Every field that a column can hold, a column per factor last."""
    return (*FIELDS, *(f"{PER_FACTOR}{factor.id}" for factor in framework.factors))


def first_rows(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """The readable ones of a sheet's first rows."""
    rows = islice(sheet.rows(), SAMPLE)
    return [(line, [restored(cell.strip()) for cell in cells]) for line, cells in rows if not isinstance(cells, BadRow)]


def guess(sheet: Sheet, framework: Framework, now: datetime) -> Columns:
    """The columns of a sheet, as its names and cells suggest. Raises FeedError where there is nothing to read."""
    rows = first_rows(sheet)
    if not rows:
        reasons = [found.reason for _, found in islice(sheet.rows(), 1) if isinstance(found, BadRow)]
        raise FeedError(sheet.name, f"this is not a CSV file: {reasons[0]}" if reasons else "the file is empty")
    own = vocabulary(framework)
    place = header_place(rows, own)
    header = tuple(rows[place][1]) if place is not None else ()
    line = rows[place][0] if place is not None else 0
    body = [cells for _, cells in (rows[place + 1 :] if place is not None else rows)]
    width = max([len(header), *(len(cells) for cells in body)], default=0)
    header = (*header, *[""] * (width - len(header)))
    cells = [[row[column] for row in body if column < len(row) and row[column]] for column in range(width)]
    fields = by_name(header, cells, own)
    fields |= by_cells(fields, cells, own)
    return completed(Columns(header=header, line=line, fields=sorted_out(fields), orders={}), cells, now)


def completed(columns: Columns, cells: Sequence[Sequence[str]], now: datetime) -> Columns:
    """With what follows from the cells of the columns that were chosen: the order of dates, and graded numbers."""
    orders = {field: order_of(cells[columns.fields[field]], now) for field in DATES if field in columns.fields}
    signed = [f for f in columns.fields if f == "direction" or f.startswith(PER_FACTOR)]
    numbers = [cell for field in signed for cell in cells[columns.fields[field]]]
    return replace(columns, orders=orders, graded=frozenset(signed if is_graded(numbers) else ()))


def header_place(rows: Sequence[tuple[int, list[str]]], own: Vocabulary) -> int | None:
    """Which of the first rows names the columns; None if none does."""
    scores = [len({f for cell in cells if (f := field_named(cell, own))}) for _, cells in rows[:HEADER_WITHIN]]
    best = max(scores)
    if best >= 2 or (best == 1 and scores[0] == 1):
        return scores.index(best)
    return None if any(LINK.match(cell) or is_date(cell) or len(cell) > 60 for cell in rows[0][1]) else 0


def field_named(name: str, own: Vocabulary) -> str:
    """The field that a column's name means, "" for none."""
    plain = key(name)
    if not plain or len(name) > 60:
        return ""
    if not plain.isdecimal() and plain in own.factors:
        return f"{PER_FACTOR}{own.factors[plain]}"
    if plain in FIELD_OF:
        return FIELD_OF[plain]
    words = plain.split()
    if not 1 < len(words) <= MOST_WORDS:
        return ""
    parts = {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    found = [part for part in parts if part in FIELD_OF]
    return FIELD_OF[max(found, key=lambda part: (len(part.split()), words.index(part.split()[0])))] if found else ""


def by_name(header: Sequence[str], cells: Sequence[Sequence[str]], own: Vocabulary) -> dict[str, int]:
    """Columns by their names; where two claim a field, the one that is called exactly so, else the first."""
    fields: dict[str, int] = {}
    exact: set[str] = set()
    for column, name in enumerate(header):
        field = field_named(name, own)
        if field == "title" and key(name) == "headline" and share(cells[column], is_reference) >= MOSTLY:
            field = "headline"  # a tag file's headline is an id or a link
        is_exact = FIELD_OF.get(key(name)) == field or field.startswith(PER_FACTOR)
        if field and (field not in fields or (is_exact and field not in exact)):
            fields[field] = column
            exact |= {field} if is_exact else set()
    return fields


def by_cells(fields: Mapping[str, int], cells: Sequence[Sequence[str]], own: Vocabulary) -> dict[str, int]:
    """What the cells of the columns that no name explains look like."""
    free = [column for column in range(len(cells)) if column not in fields.values() and cells[column]]
    found: dict[str, int] = {}

    def take(field: str, fitting: Iterable[int]) -> None:
        column = next(iter(fitting), None)
        if field not in fields and column is not None:
            found[field] = column
            free.remove(column)

    take("url", (c for c in free if share(cells[c], lambda cell: bool(LINK.match(cell))) >= MOSTLY))
    take("published", (c for c in free if share(cells[c], is_date) >= MOSTLY))
    if not any(field.startswith(PER_FACTOR) for field in fields):
        take("factor", (c for c in free if share(cells[c], lambda cell: names_factors(cell, own)) >= MOSTLY))
    if "factor" in fields or "factor" in found:
        take("direction", (c for c in free if share(cells[c], lambda cell: own.direction(cell) is not None) >= MOSTLY))
    take("language", (c for c in free if share(cells[c], is_language) >= 0.9))
    texts = sorted((c for c in free if are_texts(cells[c])), key=lambda c: -average(cells[c]))
    if "headline" not in fields:
        take("title", texts)
    if {"title"} & {*fields, *found}:
        take("outlet", (c for c in free if repeats(cells[c])))
    return found


def sorted_out(fields: Mapping[str, int]) -> dict[str, int]:
    """Without titles, an id or a link says which headline is meant; in the contract's order."""
    chosen = dict(fields)
    if "title" not in chosen and "headline" not in chosen:
        means = "id" if "id" in chosen else "url"
        if means in chosen:
            chosen["headline"] = chosen.pop(means)
    order = {field: place for place, field in enumerate(FIELDS)}
    return dict(sorted(chosen.items(), key=lambda item: (order.get(item[0], len(order)), item[1])))


def chosen(columns: Columns, sheet: Sheet, fields: Mapping[str, int | None], now: datetime) -> Columns:
    """The columns with some fields put elsewhere, or (None) nowhere."""
    kept = {field: column for field, column in columns.fields.items() if field not in fields}
    kept |= {field: column for field, column in fields.items() if column is not None}
    body = [cells for line, cells in first_rows(sheet) if line > columns.line]
    cells = [[row[c] for row in body if c < len(row) and row[c]] for c in range(len(columns.header))]
    return completed(replace(columns, fields=kept), cells, now)


def read_options(given: Sequence[str], columns: Columns, framework: Framework) -> dict[str, int | None]:
    """`title=Headline`, `factor:ID=C`, `url=`: where fields are to be found. Raises SettingsError in words."""
    fields: dict[str, int | None] = {}
    for text in given:
        field, sign, name = (part.strip() for part in text.partition("="))
        if not sign or field not in known_fields(framework):
            known = ", ".join((*FIELDS, f"{PER_FACTOR}ID"))
            raise SettingsError("--map", f"“{text[:80]}” is not field=column; fields are {known}")
        fields[field] = column_named(name, columns) if name else None
    return fields


def column_named(name: str, columns: Columns) -> int:
    """A column by its name, its letter or its number from 1."""
    exact = [c for c, text in enumerate(columns.header) if text and text.casefold() == name.casefold()]
    if exact or (exact := [c for c, text in enumerate(columns.header) if key(text) and key(text) == key(name)]):
        return exact[0]
    width = len(columns.header)
    places = {letter(c): c for c in range(width)} | {str(c + 1): c for c in range(width)}
    if name.upper() in places:
        return places[name.upper()]
    there = ", ".join(label(columns.header, c) for c in range(width))
    raise SettingsError("--map", f"the sheet has no column “{name[:60]}” (it has {there})"[:400])


# -- what cells look like -----------------------------------------------------------------------------------------


def share(cells: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, cells[:100])) / len(cells[:100]) if cells else 0.0


def is_date(cell: str) -> bool:
    if len(cell) < 6 or len(cell) > 40 or not any(map(str.isdecimal, cell)):
        return False
    try:
        return bool(date_cell(cell))
    except ValueError:
        return False


def is_reference(cell: str) -> bool:
    """Whether a cell is an id or a link; a text has blanks, or letters of a script that may do without them."""
    return " " not in cell and cell.isascii()


def is_language(cell: str) -> bool:
    return bool(CODE.match(cell)) or cell.casefold() in LANGUAGE_CODES


def names_factors(cell: str, own: Vocabulary) -> bool:
    return not cell.isdecimal() and all(key(part) in own.factors for part in several(cell))


def are_texts(cells: Sequence[str]) -> bool:
    return average(cells) >= LONG_TITLE and share(cells, lambda cell: " " in cell and not LINK.match(cell)) >= MOSTLY


def average(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def repeats(cells: Sequence[str]) -> bool:
    """Whether short names come again and again, as outlets do."""
    wordy = share(cells, lambda cell: any(map(str.isalpha, cell)) and len(cell) <= 40)
    return len(cells) >= 5 and wordy >= 0.9 and len(set(cells)) <= 0.6 * len(cells)
