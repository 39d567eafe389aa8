"""Which sheet of a workbook is meant: the first whose columns tell of headlines or tags."""

from datetime import datetime
from pathlib import Path

from signpost.errors import FeedError
from signpost.feeds.sheet import Sheet, read_sheet
from signpost.nouns.framework import Framework
from signpost.tagging.columns import Columns, guess

MOST_TRIED = 6


def open_best(
    path: Path, folder: Path, framework: Framework, now: datetime, *, sheet: str = "", name: str = ""
) -> tuple[Sheet, Columns]:
    """A file's table and what its columns hold; of a workbook the sheet that is named, else the first that is of use.

    What a workbook is unfolded into stays in `folder`. Raises FeedError in words.
    """
    first = read_sheet(path, folder, sheet=sheet, name=name)
    found: tuple[Sheet, Columns] | None = None
    trouble: FeedError | None = None
    others = [] if sheet else [one for one in first.sheets if one != first.sheet]
    for one in [first.sheet, *others[:MOST_TRIED]]:
        opened = first if one == first.sheet else read_sheet(path, folder, sheet=one, name=name)
        try:
            columns = guess(opened, framework, now)
        except FeedError as error:
            trouble = trouble or error
            continue
        found = found or (opened, columns)
        if columns.with_headlines or (columns.with_tags and "headline" in columns.fields):
            return opened, columns
    if found is None:
        raise trouble or FeedError(name or str(path), "no sheet of it holds anything")
    return found
