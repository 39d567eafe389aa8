"""Whether a file speaks the words of our own CSV files, so that the plain way reads it (`import_headlines`,
`import_tags`), or is an analyst's own sheet, whose columns are to be understood first. Pure but for the first rows."""

from collections.abc import Callable, Sequence
from datetime import datetime

from signpost.feeds.headline_file import named
from signpost.feeds.sheet import Sheet
from signpost.feeds.sheet_dates import date_cell
from signpost.nouns.framework import Framework
from signpost.nouns.tag import Direction
from signpost.tagging.column_words import DATES
from signpost.tagging.columns import first_rows
from signpost.tagging.sheet_cells import vocabulary

HEADLINES = ("published", "outlet", "title")
TAGS = ("headline", "analyst")


def is_contract(sheet: Sheet, needed: Sequence[str], framework: Framework) -> bool:
    """A CSV file in UTF-8 whose first line names the needed columns, none of which is mostly written in a way that
    only the looser reading understands (a lone such cell is a mistake, and named)."""
    if not sheet.plain or not (rows := first_rows(sheet)):
        return False
    header = [named(cell) for cell in rows[0][1]]
    if not set(needed) <= set(header):
        return False
    own = vocabulary(framework)
    directions, factors = set(Direction), {factor.id for factor in framework.factors}
    loosely: dict[str, Callable[[str], bool]] = dict.fromkeys(DATES, only_loosely)
    if "headline" in needed:
        loosely["direction"] = lambda cell: cell not in directions and own.direction(cell) is not None
        loosely["factor"] = lambda cell: cell not in factors and own.factor(cell) in factors
    for field, strange in loosely.items():
        place = header.index(field) if field in header else len(header)
        cells = [row[place] for _, row in rows[1:] if place < len(row) and row[place]]
        if sum(map(strange, cells)) * 2 > len(cells):
            return False
    return True


def only_loosely(text: str) -> bool:
    """Whether a date is read only as people write them."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        try:
            return bool(date_cell(text))
        except ValueError:
            return False
    return False
