"""Headlines from and to CSV files: published, outlet, title [, url, summary, language, id, perspective].

Rows that make no sense are named with their line and left out; the good ones go in. Reading the same file again adds
nothing. `source` is read as `outlet`. A file may be gzipped.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

from signpost.errors import FeedError
from signpost.feeds.identify import plain_text, safe_link
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival, Headline, TimeFlag
from signpost.nouns.row import BadRow, defused, restored
from signpost.store import BULK, Store

COLUMNS = ("published", "outlet", "title", "url", "summary", "language", "id", "perspective")
NAMED_ALSO = {"source": "outlet", "lang": "language", "link": "url"}
LONGEST_CELL = 1_000_000
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


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    """A CSV file as text, gzipped or not; raises FeedError in words if it cannot be read."""
    try:
        with ExitStack() as stack:
            raw = stack.enter_context(path.open("rb"))
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            source: Any = stack.enter_context(gzip.open(raw)) if packed else raw
            yield stack.enter_context(
                io.TextIOWrapper(source, encoding="utf-8-sig", errors="surrogateescape", newline="")
            )
    except (OSError, EOFError, zlib.error) as error:
        raise FeedError(str(path), f"the file cannot be read ({error})") from error


def table(file: IO[str], needed: Sequence[str], name: str) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
    """A CSV file's rows as (line, cells by column); a row that cannot be read is a BadRow. Cells are never None."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(file)
    try:
        header = [NAMED_ALSO.get(cell.strip().lower(), cell.strip().lower()) for cell in next(reader)]
    except StopIteration:
        raise FeedError(name, "the file is empty; its first line must name the columns") from None
    except csv.Error as error:
        raise FeedError(name, f"this is not a CSV file ({error})") from error
    if undecoded("".join(header)):
        raise FeedError(name, "this is not UTF-8 text; save the file as CSV in UTF-8")
    missing = [column for column in needed if column not in header]
    if missing:
        raise FeedError(
            name, f"the first line lacks the column {', '.join(missing)} (it has {', '.join(header)})"[:300]
        )
    while True:
        line = reader.line_num + 1  # where the row begins: a cell may hold line breaks
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, BadRow(line=line, reason=f"not readable as CSV ({error})")
            continue
        if not any(cells):
            continue
        text = "".join(cells)
        if len(cells) > len(header):
            yield line, BadRow(line=line, reason=f"{len(cells)} cells, but the first line names {len(header)}")
        elif undecoded(text):
            yield line, BadRow(line=line, reason="not UTF-8 text")
        elif "\x00" in text:
            yield line, BadRow(line=line, reason="it holds a NUL byte, so it is no text")
        else:
            padded = [*cells, *[""] * (len(header) - len(cells))]
            yield line, {key: restored(cell.strip()) for key, cell in zip(header, padded, strict=True)}


def undecoded(text: str) -> bool:
    return not text.isascii() and any("\udc80" <= c <= "\udcff" for c in text)


def read(file: IO[str], name: str, now: datetime) -> Iterator[Row | BadRow]:
    """The rows of a headline file, as nouns; pure but for reading."""
    for line, cells in table(file, ("published", "outlet", "title"), name):
        if isinstance(cells, BadRow):
            yield cells
            continue
        try:
            yield line, outlet_of(cells), arrival_of(cells, now)
        except ValueError as error:
            yield BadRow(line=line, reason=str(error))


def text_of(cells: Mapping[str, str], column: str) -> str:
    """A cell as plain text; raises ValueError for one too long to be what its column says."""
    text = plain_text(cells.get(column, ""))
    if len(text) > LONGEST[column]:
        raise ValueError(f"the {column} has {len(text)} characters; {LONGEST[column]} are allowed")
    return text


def outlet_of(cells: Mapping[str, str]) -> Outlet:
    name = text_of(cells, "outlet")
    if not name:
        raise ValueError("no outlet")
    return Outlet(name=name, perspective=text_of(cells, "perspective"))


def arrival_of(cells: Mapping[str, str], now: datetime) -> Arrival:
    """One row's headline; raises ValueError with the reason in words."""
    title = text_of(cells, "title")
    if not title:
        raise ValueError("no title")
    link = cells.get("url", "")
    url = safe_link(link)
    if link and not url:
        raise ValueError(f"“{link[:80]}” is no http or https link")
    published, flag = time_of(cells.get("published", ""), now)
    external = cells.get("id", "")
    if len(external) > LONGEST["id"]:
        raise ValueError(f"the id has {len(external)} characters; {LONGEST['id']} are allowed")
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
        raise ValueError(f"“{text[:40]}” is no date (write 2026-11-22 or 2026-11-22T14:30:00Z)") from None
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
