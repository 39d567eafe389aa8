"""The rows of an analyst's sheet, under chosen columns, as headlines and as what is said of them. Pure but for reading.

What is wrong with a cell is named with its row, column, value and reason, and only that is left out: of a row with a
good headline and a tag that makes no sense, the headline is taken. What comes out is in the words of the contract's
files, so that one way leads into the store (`take_in`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from signpost.feeds.headline_file import SHOWN, WrongCell, arrival_of, outlet_of
from signpost.feeds.sheet import Sheet
from signpost.feeds.sheet_dates import DateOrder, date_cell
from signpost.nouns.feed import Outlet
from signpost.nouns.framework import Framework
from signpost.nouns.headline import Arrival
from signpost.nouns.row import BadRow, restored
from signpost.tagging.column_words import DATES, HEADLINE_FIELDS, LANGUAGE_CODES
from signpost.tagging.columns import PER_FACTOR, Columns
from signpost.tagging.sheet_cells import Vocabulary, is_left_aside, several, vocabulary

Cells = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a file. `headline` is the one it brings; without one, `reference` (id or link) says which it means.

    `said` are judgements in the words of a tag file, without their headline; `wrong` what is left out and why;
    `columns` the file's own names of the contract's columns.
    """

    line: int
    reference: str = ""
    headline: tuple[Outlet, Arrival] | None = None
    said: tuple[Mapping[str, str], ...] = ()
    wrong: tuple[BadRow, ...] = ()
    columns: Mapping[str, str]


class Unclear(ValueError):
    """A cell that does not say what its column should; `field` is the column's name in the contract."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value = field, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a sheet is taken. `analyst` stands in where a row names nobody."""

    headlines: bool = True
    tags: bool = True
    analyst: str = ""


def rows_of(sheet: Sheet, columns: Columns, framework: Framework, now: datetime, wanted: Wanted) -> Iterator[Row]:
    """The rows below a sheet's header."""
    own, names = vocabulary(framework), columns.named
    width = named_width(columns)
    for line, found in sheet.rows():
        if line <= columns.line:
            continue
        if isinstance(found, BadRow):
            yield Row(line=line, wrong=(found,), columns=names)
            continue
        if not sheet.sheet and len(found) > width and any(found[width:]):
            reason = f"{len(found)} cells, but the first line names {width}"
            yield Row(line=line, wrong=(BadRow(line=line, reason=reason),), columns=names)
            continue
        cells = {
            field: restored(found[column].strip()) if column < len(found) else ""
            for field, column in columns.fields.items()
        }
        if any(cells.values()):
            yield row_of(line, cells, columns, own, now, wanted)


def named_width(columns: Columns) -> int:
    """How many columns the header names, or are chosen; all there are where it has no names."""
    named = [place + 1 for place, name in enumerate(columns.header) if name or not columns.line]
    return max([*named, *(place + 1 for place in columns.fields.values())], default=0)


def row_of(line: int, cells: Cells, columns: Columns, own: Vocabulary, now: datetime, wanted: Wanted) -> Row:
    names = columns.named
    headline: tuple[Outlet, Arrival] | None = None
    said: Sequence[Mapping[str, str]] = ()
    wrong: list[BadRow] = []
    reference = cells.get("headline", "")
    try:
        for field in DATES:
            if cells.get(field):
                cells[field] = dated(field, cells[field], columns.orders.get(field, DateOrder()))
        if wanted.headlines and columns.with_headlines:
            headline = headline_of(cells, now)
    except Unclear as error:
        wrong.append(bad(line, error.field, error.value, str(error), names))
    except WrongCell as error:
        wrong.append(bad(line, error.column, cells.get(error.column, ""), str(error), names))
    if wanted.tags and not wrong:
        said, wrong = judged(line, cells, columns, own, wanted.analyst)
    if headline is None and not reference:
        reference = cells.get("id") or cells.get("url", "")
    return Row(line=line, reference=reference, headline=headline, said=tuple(said), wrong=tuple(wrong), columns=names)


def bad(line: int, field: str, value: str, reason: str, names: Mapping[str, str]) -> BadRow:
    return BadRow(line=line, column=names.get(field, ""), value=value[:SHOWN], reason=reason)


def dated(field: str, text: str, order: DateOrder) -> str:
    try:
        return date_cell(text, day_first=order.day_first)
    except ValueError as error:
        raise Unclear(field, text, str(error)) from None


def headline_of(cells: Cells, now: datetime) -> tuple[Outlet, Arrival]:
    """The headline a row brings; where it names no outlet, the site of its link stands in."""
    words = {field: cells.get(field, "") for field in HEADLINE_FIELDS}
    words["language"] = LANGUAGE_CODES.get(words["language"].casefold(), words["language"])
    words["outlet"] = words["outlet"] or site_of(words["url"])
    return outlet_of(words), arrival_of(words, now)


def site_of(link: str) -> str:
    """
    >>> site_of("https://www.herald.example:8080/a")
    'herald.example'
    """
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def judged(
    line: int, cells: Cells, columns: Columns, own: Vocabulary, analyst: str
) -> tuple[Sequence[Mapping[str, str]], list[BadRow]]:
    """What a row says of its headline, each in the words of a tag file, and what of it makes no sense."""
    shared = {name: cells.get(name, "") for name in ("tagged_at", "note", "reason")}
    shared["analyst"] = cells.get("analyst") or analyst
    found: list[tuple[str, Cells]] = []
    wrong: list[BadRow] = []
    for field in [*(f for f in columns.fields if f.startswith(PER_FACTOR)), "factor"]:
        try:
            found += [(field, one) for one in said_in(field, cells, columns, own)]
        except Unclear as error:
            wrong.append(bad(line, error.field, error.value, str(error), columns.named))
    if found and not shared["analyst"]:
        reason = "nobody is named who tagged it; choose a column, or a name for the whole file"
        return (), [bad(line, "analyst", "", reason, columns.named)]
    return [shared | one for _, one in found], wrong


def said_in(field: str, cells: Cells, columns: Columns, own: Vocabulary) -> list[Cells]:
    """The judgements of one column: a factor's own, or those that factor, direction and kind make together."""
    weight = own.weight(cells.get("weight", ""))
    if field != "factor":
        text = cells[field]
        if not text:
            return []
        direction, graded = directed(field, text, field in columns.graded, own)
        factor = field.removeprefix(PER_FACTOR)
        return [{"kind": "tag", "factor": factor, "direction": direction, "weight": graded or weight}]
    kind, factors = cells.get("kind", "").lower(), several(cells.get("factor", ""))
    if is_left_aside(kind) or (not kind and len(factors) == 1 and is_left_aside(factors[0])):
        return [{"kind": "not_relevant"}]
    signpost = cells.get("signpost", "")
    if kind == "deed":
        return [{"kind": kind, "signpost": own.deed(signpost), "weight": weight}]
    if kind and kind not in ("tag", "ruling"):
        return [{"kind": kind}]  # the store's own words say what is wrong with it
    if not factors and not (kind or cells.get("direction")):
        return []
    if not factors:
        raise Unclear("factor", "", "no factor")
    text = cells.get("direction", "")
    direction, graded = (
        ("", "") if kind == "ruling" and not text else directed("direction", text, "direction" in columns.graded, own)
    )
    shared = {"kind": kind or "tag", "direction": direction, "weight": graded or weight}
    shared["signpost"] = own.signpost(signpost)
    return [shared | {"factor": own.factor(factor)} for factor in factors]


def directed(field: str, text: str, graded: bool, own: Vocabulary) -> tuple[str, str]:
    found = own.direction(text, graded=graded)
    if found is None:
        shown = f"“{text[:40]}” is no direction" if text else "no direction"
        raise Unclear(field, text, f"{shown} (strengthens, neutral, weakens, or +, 0, -)")
    return found[0].value, found[1]
