"""Headlines from and to CSV files: published, outlet, title [, url, summary, language, id, perspective].

Rows that make no sense are named with their line and left out; the good ones go in. Reading the same file again adds
nothing. `source` is read as `outlet`. A file may be gzipped.
"""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO

from signpost.errors import FeedError
from signpost.feeds.identify import plain_text, safe_link
from signpost.feeds.sheet import csv_rows, opened
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival, Headline, TimeFlag
from signpost.nouns.row import BadRow, defused, restored
from signpost.store import BULK, Store

COLUMNS = ("published", "outlet", "title", "url", "summary", "language", "id", "perspective")
NAMED_ALSO = {"source": "outlet", "lang": "language", "link": "url"}
SHOWN = 200  # characters of a cell that is named
LONGEST = {"title": 2_000, "outlet": 200, "perspective": 200, "language": 35, "id": 400, "summary": 20_000}
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file. `bad` holds the rows that were left out."""

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    bad: tuple[BadRow, ...] = ()


Row = tuple[int, Outlet, Arrival]
Find = Callable[[Collection[str]], Mapping[str, int]]
BATCH = 1000
MOST_NOUGHTS = 5


class WrongCell(ValueError):
    """A cell that cannot be what its column says: the reason in words, the column by its contract name."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def table(file: IO[str], needed: Sequence[str], name: str) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
    """A CSV file's rows as (line, cells by column); a row that cannot be read is a BadRow. Cells are never None."""
    rows = csv_rows(file, name=name)
    first = next(rows, None)
    if first is None:
        raise FeedError(name, "the file is empty; its first line must name the columns")
    if isinstance(first[1], BadRow):
        raise FeedError(name, f"this is not a CSV file: {first[1].reason}")
    header = [named(cell) for cell in first[1]]
    missing = [column for column in needed if column not in header]
    if missing:
        raise FeedError(
            name, f"the first line lacks the column {', '.join(missing)} (it has {', '.join(header)})"[:300]
        )
    for line, cells in rows:
        if isinstance(cells, BadRow):
            yield line, cells
        elif len(cells) > len(header):
            yield line, BadRow(line=line, reason=f"{len(cells)} cells, but the first line names {len(header)}")
        else:
            padded = [*cells, *[""] * (len(header) - len(cells))]
            yield line, {key: restored(cell.strip()) for key, cell in zip(header, padded, strict=True)}


def named(cell: str) -> str:
    """A column by its contract name."""
    name = cell.strip().lower()
    return NAMED_ALSO.get(name, name)


def read(file: IO[str], name: str, now: datetime) -> Iterator[Row | BadRow]:
    """The rows of a headline file, as nouns; pure but for reading."""
    for line, cells in table(file, ("published", "outlet", "title"), name):
        if isinstance(cells, BadRow):
            yield cells
            continue
        try:
            yield line, outlet_of(cells), arrival_of(cells, now)
        except WrongCell as error:
            yield BadRow(line=line, reason=str(error), column=error.column, value=cells.get(error.column, "")[:SHOWN])


def text_of(cells: Mapping[str, str], column: str) -> str:
    """A cell as plain text; raises WrongCell for one too long to be what its column says."""
    text = plain_text(cells.get(column, ""))
    if len(text) > LONGEST[column]:
        raise WrongCell(column, f"the {column} has {len(text)} characters; {LONGEST[column]} are allowed")
    return text


def outlet_of(cells: Mapping[str, str]) -> Outlet:
    name = text_of(cells, "outlet")
    if not name:
        raise WrongCell("outlet", "no outlet")
    return Outlet(name=name, perspective=text_of(cells, "perspective"))


def arrival_of(cells: Mapping[str, str], now: datetime) -> Arrival:
    """One row's headline; raises WrongCell with the reason in words."""
    title = text_of(cells, "title")
    if not title:
        raise WrongCell("title", "no title")
    link = cells.get("url", "")
    url = safe_link(link)
    if link and not url:
        raise WrongCell("url", f"“{link[:80]}” is no http or https link")
    published, flag = time_of(cells.get("published", ""), now)
    external = cells.get("id", "")
    if len(external) > LONGEST["id"]:
        raise WrongCell("id", f"the id has {len(external)} characters; {LONGEST['id']} are allowed")
    key = f"id {external}" if external else f"row {url} {title} {cells.get('published', '')}"
    return Arrival(
        key=key,
        title=title,
        url=url,
        summary=text_of(cells, "summary"),
        published_at=published,
        time_flag=flag,
        language=text_of(cells, "language").lower(),
        external_id=external,
    )


def time_of(text: str, now: datetime) -> tuple[datetime | None, TimeFlag]:
    """The moment a cell names: a date (midnight UTC) or a date and time (UTC unless it says otherwise)."""
    if not text:
        return None, TimeFlag.MISSING
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongCell("published", f"“{text[:40]}” is no date (write 2026-11-22 or 2026-11-22T14:30:00Z)") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return None, TimeFlag.SILLY
    if moment < EARLIEST or moment > now + timedelta(days=1):
        return None, TimeFlag.SILLY
    return moment, TimeFlag.FUTURE if moment > now + timedelta(minutes=15) else TimeFlag.OK


def import_headlines(
    store: Store, path: Path, now: datetime, progress: Callable[[int], None] = lambda rows: None
) -> Imported:
    """Keep a file's headlines; `progress` hears how many rows are done."""
    with opened(path) as file:
        return keep_rows(store, read(file, str(path), now), now, progress)


def keep_rows(
    store: Store, rows: Iterable[Row | BadRow], now: datetime, progress: Callable[[int], None] = lambda rows: None
) -> Imported:
    total, bad, batch, done = Imported(), [], [], 0
    for row in rows:
        done += 1
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            batch.append(row[1:])
        if len(batch) == BULK:
            total = added(total, store, batch, now)
            batch = []
            progress(done)
    total = added(total, store, batch, now) if batch else total
    progress(done)
    return replace(total, bad=tuple(bad))


def added(total: Imported, store: Store, batch: Sequence[tuple[Outlet, Arrival]], now: datetime) -> Imported:
    kept = store.headlines.keep_rows(batch, now=now)
    return Imported(
        added=total.added + kept.added,
        revised=total.revised + kept.revised,
        unchanged=total.unchanged + kept.unchanged,
    )


def export_headlines(headlines: Iterable[Headline], target: IO[str], find: Find | None = None) -> int:
    """Write headlines as CSV; how many.

    With `find`, the store's `headlines.find_all`, the id of a headline that came without one is also no other's id.
    """
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    count = 0
    rest = iter(headlines)
    while batch := list(islice(rest, BATCH)):
        numbers = own_numbers([h.id for h in batch if not h.external_id], find)
        for h in batch:
            published = h.published_at.isoformat() if h.published_at else ""
            name = h.external_id or numbers[h.id]
            cells = (published, h.outlet, h.title, h.url, h.summary, h.language, name, h.perspective)
            writer.writerow([defused(cell) for cell in cells])
        count += len(batch)
    return count


def own_numbers(ids: Sequence[int], find: Find | None) -> dict[int, str]:
    """Our own number of each headline as a name, with noughts before it where that is another one's external id."""
    names = {i: str(i) for i in ids}
    if find is None:
        return names
    for _ in range(MOST_NOUGHTS):
        found = find(names.values())
        taken = {i: f"0{name}" for i, name in names.items() if found.get(name) != i}
        if not taken:
            break
        names |= taken
    return names
