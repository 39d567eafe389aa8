"""The rows of a large sheet as XML, written by hand: a cell at a time, the library takes four times as long and keeps
every cell in memory.

The library makes the whole workbook with two model rows in such a sheet, which tell how each column's cells look; then
the rows are put in the models' place. Texts stand in their cells (`inlineStr`), numbers as Python writes them (the
same to the last bit), days and moments as Excel counts them.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

TEXT, WRAPPED, TITLE = "text", "wrapped", "title"
WHOLE, NUMBER, SHARE, DAY, MOMENT = "whole", "number", "share", "day", "moment"
LONGEST_TEXT = 32_767
FIRST_SERIAL = 61  # 1900-03-01: Excel takes 1900 for a leap year, and knows no earlier century
TIMES, NUMBERS = (DAY, MOMENT), (WHOLE, NUMBER, SHARE)
BATCH = 2000  # rows that are handed on at a time
SHORT = 40
STAMP = len("2026-11-22T14:23:01.000000Z")
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # what no XML file can hold, and CR, which it would change
LOOKS_ESCAPED = re.compile("_x[0-9a-fA-F]{4}_")
MARKUP = re.compile("[&<>_\x00-\x1f\ufffe\uffff]")
MODEL = re.compile(r'<row r="2".*</row>', re.DOTALL)
DIMENSION = re.compile(r'(<dimension ref="A1:[A-Z]+)3("/>)')
STYLE = re.compile(r'<c r="([A-Z]+)([23])"(?: s="(\d+)")?')
MADE = (1980, 1, 1, 0, 0, 0)

Column = tuple[str, int, str, str]
"""Header, width, kind, and the key in the rows."""
Filling = tuple[Sequence[Column], int, Iterable[Mapping[str, Any]]]
"""Columns, how many rows, and the rows."""


def cut(text: str) -> str:
    """What a cell can hold."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


@lru_cache(maxsize=4096)
def serial(value: str) -> float:
    """A day or moment (ISO) as Excel counts: days since 1899-12-30."""
    since = datetime.fromisoformat(value).replace(tzinfo=None) - datetime(1899, 12, 30)  # noqa: DTZ001
    return since / timedelta(days=1)


def serial_of_stamp(value: str) -> float:
    """The same for a moment as `document.stamp` writes it, without a date made for each."""
    seconds = int(value[11:13]) * 3600 + int(value[14:16]) * 60 + float(value[17:26])
    return serial(value[:10]) + seconds / 86_400


def escaped(text: str) -> str:
    """A text within XML; control characters as Excel writes them (_x0001_)."""
    text = cut(text)
    if not MARKUP.search(text):
        return text
    text = LOOKS_ESCAPED.sub(lambda found: f"_x005F{found[0]}", text)
    text = UNWRITABLE.sub(lambda found: "\ufffd" if found[0] >= "\ufffe" else f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def filled(book: bytes, sheets: Mapping[str, Filling]) -> bytes:
    """The workbook with rows in the place of the model rows of these sheets (by their files' names)."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as model,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry in model.infolist():
            made = zipfile.ZipInfo(entry.filename, MADE)
            made.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(made, "w") as stream:
                if entry.filename not in sheets:
                    stream.write(model.read(entry))
                    continue
                text = model.read(entry).decode()
                columns, count, rows = sheets[entry.filename]
                head, tail = MODEL.split(text, maxsplit=1)
                stream.write(DIMENSION.sub(rf"\g<1>{count + 1}\g<2>", head).encode())
                for part in rows_xml(columns, rows, styles(text)):
                    stream.write(part)
                stream.write(tail.encode())
    return written.getvalue()


def styles(text: str) -> dict[tuple[str, bool], str]:
    """(letters of the column, written right to left) → the number of the style."""
    return {(letters, row == "3"): style or "0" for letters, row, style in STYLE.findall(text)}


def rows_xml(
    columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], looks: Mapping[tuple[str, bool], str]
) -> Iterator[bytes]:
    """The rows from the second on, some at a time. Empty cells are left out."""
    letters = [letters for letters, leftwards in looks if not leftwards]
    plan = [
        (key, kind, f'<c r="{place}', f'" s="{looks[place, False]}"', f'" s="{looks.get((place, True), "0")}"')
        for place, (_, _, kind, key) in zip(letters, columns, strict=True)
    ]
    parts: list[str] = []
    written: dict[str, str] = {}  # short texts, most of which come again and again
    for line, row in enumerate(rows, 2):
        parts.append(f'<row r="{line}">')
        for key, kind, begin, look, leftwards in plan:
            value = row[key]
            if value is None or value == "":
                continue
            if kind in NUMBERS:
                parts.append(f"{begin}{line}{look}><v>{value!r}</v></c>")
                continue
            if kind in TIMES:
                number = serial_of_stamp(value) if len(value) == STAMP else serial(value)
                if number >= FIRST_SERIAL:
                    parts.append(f"{begin}{line}{look}><v>{number!r}</v></c>")
                    continue
            text = written.get(value)
            if text is None:
                kept = ' xml:space="preserve"' if value != value.strip() or "  " in value else ""
                text = f' t="inlineStr"><is><t{kept}>{escaped(value)}</t></is></c>'
                if len(value) < SHORT:
                    written[value] = text
            parts.append(f"{begin}{line}{leftwards if kind == TITLE and row['rtl'] else look}{text}")
        parts.append("</row>")
        if line % BATCH == 0:
            yield "".join(parts).encode("utf-8", "replace")
            parts.clear()
    yield "".join(parts).encode("utf-8", "replace")
