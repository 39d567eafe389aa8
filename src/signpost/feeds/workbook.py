"""A sheet of a workbook (xlsx, xlsb, xls, ods) as a CSV file, unfolded by a process of its own.

A workbook of 6 kB can claim 17 milliards of cells, and the reader then ends the whole process for want of memory. So
it is read by `python -m signpost.feeds.workbook`, which may take MEMORY and SECONDS and leaves a CSV file behind.
Formulas are never run: what is read is the value that was last saved with them.
"""

import csv
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from signpost.errors import FeedError

MEMORY = 2 << 30  # addresses, of which libraries reserve more than they use
SECONDS = 120
LARGEST = 100 << 20  # bytes of a workbook
UNPACKED = 1 << 30  # bytes that it claims to unfold to
WRITTEN = 600 << 20  # characters of one sheet
MOST_COLUMNS = 300
WHOLE = 10**15
STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolded:
    """What became of a workbook: its sheets that hold cells, and which of them is now in the CSV file.

    `merged` counts the merged ranges, whose value now stands in each of their rows; `cut` says that columns beyond
    the first MOST_COLUMNS were left out.
    """

    sheets: tuple[str, ...]
    sheet: str
    merged: int = 0
    cut: bool = False


def unfold(path: Path, target: Path, *, sheet: str = "", name: str = "") -> Unfolded:
    """Write a sheet (the first that is visible and holds something, unless named) as CSV; each row begins with its
    number. Raises FeedError in words."""
    name = name or str(path)
    checked(path, name)
    command = [sys.executable, "-m", "signpost.feeds.workbook", str(path), str(target), sheet]
    try:
        done = subprocess.run(  # noqa: S603 (ourselves)
            command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise FeedError(name, f"reading this workbook took longer than {SECONDS} seconds and was ended") from None
    try:
        said: dict[str, Any] = json.loads(done.stdout or b"{}")
    except ValueError:
        said = {}
    if done.returncode or not said:
        raise FeedError(name, "this workbook unfolds to more than can be read; save the one sheet as CSV")
    if "refused" in said:
        raise FeedError(name, said["refused"])
    return Unfolded(sheets=tuple(said["sheets"]), sheet=said["sheet"], merged=said["merged"], cut=said["cut"])


def checked(path: Path, name: str) -> None:
    """Refuse what is too large before anything is unpacked."""
    size = path.stat().st_size
    if size > LARGEST:
        raise FeedError(
            name, f"{size >> 20} MB are too much for a workbook ({LARGEST >> 20} are read); save the sheet as CSV"
        )
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return
    try:
        with zipfile.ZipFile(path) as packed:
            claimed = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FeedError(name, "this is no workbook, or a damaged one") from None
    if claimed > UNPACKED:
        raise FeedError(name, f"this workbook unfolds to {claimed >> 20} MB; {UNPACKED >> 20} are read")


def cell_text(value: Any) -> str:
    """What a cell holds, as text: dates as ISO 8601, whole numbers without a point.

    >>> cell_text(7.0), cell_text(2.5), cell_text(datetime(2026, 4, 3)), cell_text(True), cell_text(None)
    ('7', '2.5', '2026-04-03', 'TRUE', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value == value and abs(value) < WHOLE and value == int(value) else repr(value)
    if isinstance(value, datetime):
        near = value + timedelta(milliseconds=500)
        near = near.replace(microsecond=0)
        return near.date().isoformat() if (near.hour, near.minute, near.second) == (0, 0, 0) else near.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def filled(
    rows: Iterator[Sequence[Any]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]], first_column: int
) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with its number (from 1), from column A on; a merged value stands in each of the
    rows that it was merged over (within a row it stays in the first cell)."""
    starting: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in merged:
        if bottom > top:
            starting.setdefault(top, []).append((left, bottom))
    going: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows):
        cells = [""] * first_column + [cell_text(value) for value in row[: max(0, MOST_COLUMNS - first_column)]]
        going = {column: (last, text) for column, (last, text) in going.items() if last >= number}
        if any(cells):
            for column, (_, text) in going.items():
                if column < len(cells) and not cells[column]:
                    cells[column] = text
        for column, last in starting.get(number, ()):
            if column < len(cells):
                going[column] = (last, cells[column])
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number + 1, cells


def write(path: Path, target: Path, wanted: str) -> Mapping[str, Any]:
    import python_calamine as calamine

    try:
        with calamine.load_workbook(path) as book:
            shown = [
                m.name
                for m in book.sheets_metadata
                if m.typ == calamine.SheetTypeEnum.WorkSheet and m.visible == calamine.SheetVisibleEnum.Visible
            ]
            names = shown or list(book.sheet_names)
            if wanted and wanted not in book.sheet_names:
                return {"refused": f"there is no sheet “{wanted[:60]}”; there are: {', '.join(names)}"[:600]}
            for name in [wanted] if wanted else names:
                sheet = book.get_sheet_by_name(name)
                if sheet.start is not None or name == names[-1]:
                    break
            else:
                return {"refused": "this workbook has no sheet"}
            merged = sheet.merged_cell_ranges or []
            first = sheet.start[1] if sheet.start else 0
            size = 0
            with target.open("w", encoding="utf-8", errors="replace", newline="") as file:
                writer = csv.writer(file)
                for number, cells in filled(sheet.iter_rows(), merged, first):
                    size += sum(map(len, cells))
                    if size > WRITTEN:
                        return {"refused": "this sheet holds more text than can be read; split it"}
                    writer.writerow([number, *cells])
            cut = first + sheet.width > MOST_COLUMNS
            return {"sheets": names, "sheet": name, "merged": len(merged), "cut": cut}
    except calamine.PasswordError:
        return {"refused": "this workbook is locked with a password; save it without one"}
    except calamine.CalamineError:
        return {"refused": "this is no workbook, or a damaged one"}


def main() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(json.dumps(write(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))


if __name__ == "__main__":
    main()
