"""A table out of a file that people keep headlines or tags in: CSV in whatever dress, or a sheet of a workbook.

What the file is, its first bytes say, not its ending. A text may be UTF-8, UTF-16 or of an eight-bit code page, its
cells parted by commas, semicolons, tabs or bars; a workbook (xlsx, xls, ods) is unfolded by a process of its own.
Rows are read one by one and may be read again, so that a file of any length needs little memory.
"""

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import chardet

from signpost.errors import FeedError
from signpost.feeds.charset import KNOWN, MARKS, canonical
from signpost.feeds.workbook import MOST_COLUMNS, STARTS, unfold
from signpost.nouns.row import BadRow

LONGEST_CELL = 1_000_000
LONGEST_LINE = 8_000_000
SAMPLE = 1 << 20
UTF8 = "utf-8-sig"
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LOOKED_AT = 60  # rows that tell the delimiter
OTHERS = {
    b"%PDF": "this is a PDF; copy its table into a spreadsheet first",
    b"<": "this is HTML or XML, not a table; open it in a spreadsheet program and save it as xlsx",
    b"\x89PNG": "this is a picture, not a table",
    b"\xff\xd8\xff": "this is a picture, not a table",
}
CODE_PAGES = {
    "cp1251": "Windows Cyrillic (1251)",
    "cp1252": "Windows Western European (1252)",
    "cp1256": "Windows Arabic (1256)",
    "cp1255": "Windows Hebrew (1255)",
}
WINDOWS = ("cp1251", "cp1256", "cp1255", "cp1252")  # what Excel writes; the others are near to them and rare

Cells = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table in a file. `file` is what is read: the file itself, or what a workbook was unfolded into.

    `sheets` are those of a workbook, of which `sheet` is this one; `how` says in words how the file was taken.
    """

    file: Path
    name: str
    how: str
    delimiter: str = ","
    encoding: str = UTF8
    sheets: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def plain(self) -> bool:
        """Whether this is CSV as our own exports are: commas and UTF-8."""
        return not self.sheet and self.delimiter == "," and self.encoding == UTF8

    def rows(self) -> Iterator[tuple[int, Cells | BadRow]]:
        """The rows that hold something, with the line or row number that the file gives them."""
        with opened(self.file, self.encoding, self.name) as file:
            for line, cells in csv_rows(file, self.delimiter, self.name):
                if isinstance(cells, BadRow) or not self.sheet:
                    if not (line == 1 and isinstance(cells, list) and is_separator(cells, self.delimiter)):
                        yield line, cells
                else:
                    yield int(cells[0]), cells[1:]


def read_sheet(path: Path, folder: Path, *, sheet: str = "", name: str = "") -> Sheet:
    """A file's table; what a workbook is unfolded into stays in `folder`. Raises FeedError in words."""
    name = name or str(path)
    sample = beginning(path, name)
    if sample.startswith(STARTS):
        target = folder / f"sheet {len(list(folder.iterdir()))}.csv"
        done = unfold(path, target, sheet=sheet, name=name)
        how = f"Sheet “{done.sheet}” of a workbook"
        how += ", merged cells filled down" if done.merged else ""
        how += f", the first {MOST_COLUMNS} columns" if done.cut else ""
        return Sheet(file=target, name=name, how=how, sheets=done.sheets, sheet=done.sheet)
    if sheet:
        raise FeedError(name, "this is no workbook, so it has no sheets to choose from")
    for start, reason in OTHERS.items():
        if sample.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(start):
            raise FeedError(name, reason)
    encoding, words = encoding_of(sample)
    text = sample.decode(encoding, "replace")
    delimiter = delimiter_of(text if len(sample) < SAMPLE else text[: text.rfind("\n") + 1] or text)
    how = f"Text with {DELIMITERS[delimiter]}, {words}"
    return Sheet(file=path, name=name, how=how, delimiter=delimiter, encoding=encoding)


def beginning(path: Path, name: str) -> bytes:
    """The first bytes of a file, unpacked if it is gzipped."""
    try:
        with path.open("rb") as raw:
            sample = raw.read(SAMPLE)
            if sample.startswith(b"\x1f\x8b"):
                raw.seek(0)
                with gzip.open(raw) as unpacked:
                    sample = unpacked.read(SAMPLE)
    except (OSError, EOFError, zlib.error) as error:
        raise FeedError(name, f"the file cannot be read ({reason_of(error)})") from error
    if not sample.strip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"):
        raise FeedError(name, "the file is empty; its first line must name the columns")
    return sample


def reason_of(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error)


@contextmanager
def opened(path: Path, encoding: str = UTF8, name: str = "") -> Iterator[IO[str]]:
    """A CSV file as text, gzipped or not; raises FeedError in words if it cannot be read."""
    try:
        with ExitStack() as stack:
            raw = stack.enter_context(path.open("rb"))
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            source: Any = stack.enter_context(gzip.open(raw)) if packed else raw
            yield stack.enter_context(io.TextIOWrapper(source, encoding=encoding, errors="surrogateescape", newline=""))
    except (OSError, EOFError, zlib.error) as error:
        raise FeedError(name or str(path), f"the file cannot be read ({error})") from error
    except UnicodeError as error:  # UTF-16 with half a letter: nothing stands for that in a text
        raise FeedError(name or str(path), "its letters break off in the middle; save it as CSV in UTF-8") from error


def csv_rows(file: IO[str], delimiter: str = ",", name: str = "") -> Iterator[tuple[int, Cells | BadRow]]:
    """The rows of a CSV text that hold something, as (line, cells); one that cannot be read is a BadRow."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines(file, name), delimiter=delimiter)
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
        if undecoded(text):
            yield line, BadRow(line=line, reason="not UTF-8 text")
        elif "\x00" in text:
            yield line, BadRow(line=line, reason="it holds a NUL byte, so it is no text")
        else:
            yield line, cells


def lines(file: IO[str], name: str) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise FeedError(name, f"a line has more than {LONGEST_LINE:,} characters, so this is no table")
        yield line


def undecoded(text: str) -> bool:
    return not text.isascii() and any("\udc80" <= c <= "\udcff" for c in text)


def is_separator(cells: Cells, delimiter: str) -> bool:
    """Whether a first line is the hint "sep=;" that Excel takes."""
    return delimiter.join(cells).strip().lower() == f"sep={delimiter}"


def encoding_of(sample: bytes) -> tuple[str, str]:
    """Which code page a text is written in, for Python and in words."""
    for mark, codec in MARKS:
        if sample.startswith(mark):
            return (UTF8, "UTF-8") if codec == "utf-8" else (codec.rpartition("-")[0], codec[:6].upper())
    even, odd = sample[0::2].count(b"\0"), sample[1::2].count(b"\0")
    if (even + odd) * 20 > len(sample) and min(even, odd) * 20 <= max(even, odd):
        return ("utf-16-le" if odd > even else "utf-16-be"), "UTF-16"
    if sample.isascii():
        return UTF8, "UTF-8"
    decoded = sample.decode("utf-8", "surrogateescape")
    strange = sum("\udc80" <= c <= "\udcff" for c in decoded)
    read = sum(c > "\x7f" for c in decoded) - strange
    if (strange <= 3 and len(sample) == SAMPLE) or read >= strange:
        return UTF8, "UTF-8"  # a few damaged letters are no other code page; their rows are named
    return eight_bit(sample)


def eight_bit(sample: bytes) -> tuple[str, str]:
    """The code page of a text that is no UTF-8, from the letters of the lines that have any."""
    telling = b"\n".join(line for line in sample[:200_000].splitlines() if not line.isascii())
    guess = str(chardet.detect(telling)["encoding"] or "")
    codec = canonical(guess) if KNOWN.match(guess) else ""
    if codec not in WINDOWS:
        high = bytes(byte for byte in telling if byte > 0x7F)
        cyrillic = sum(byte >= 0xC0 for byte in high) > len(high) * 0.8 and len(high) * 4 > len(telling)
        codec = "cp1251" if cyrillic and codec not in ("koi8-r", "koi8-u") else codec or "cp1252"
    return codec, CODE_PAGES.get(codec, codec.upper())


def delimiter_of(text: str) -> str:
    """What parts the cells: that which gives the most columns in the most rows alike."""
    first = text.partition("\n")[0].strip().lower()
    if first.startswith("sep=") and first[4:5] in DELIMITERS:
        return first[4:5]
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(
                len(row)
                for _, row in zip(
                    range(LOOKED_AT), csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), strict=False
                )
                if any(row)
            )
        except csv.Error:
            continue
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        score = rows / max(1, widths.total()) * min(width, 40) if width > 1 else 0.0
        if score > most:
            best, most = delimiter, score
    return best
