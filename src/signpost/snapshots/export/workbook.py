"""XLSX: read me, indicators, trends (with charts of Excel's own), evidence, tags.

Days and times are real dates (UTC), numbers real numbers. Text is written as text, never as a formula or a link, and
marked "quoted", so that it stays text when someone edits the cell. Nothing depends on the clock: same snapshot, same
bytes.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC
from math import ceil
from typing import Any

import xlsxwriter

from signpost.errors import ExportError
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export.workbook_charts import charts, levels_chart
from signpost.snapshots.export.workbook_evidence import EVIDENCE, TAGS, stories, tags
from signpost.snapshots.export.workbook_rows import (
    DAY,
    FIRST_SERIAL,
    MOMENT,
    NUMBER,
    SHARE,
    TEXT,
    TITLE,
    WHOLE,
    WRAPPED,
    Column,
    cut,
    filled,
    serial,
)
from signpost.snapshots.marks import MEANING, marks, one_line

ROW_PT = 15
WORDS_WIDE = 110
MOST_ROWS = 1_048_575  # a sheet's, without its header
UNWRITABLE = re.compile("[\ufffe\uffff]")  # no XML file can hold them

INDICATORS: Sequence[Column] = (
    ("Factor", 16, TEXT, "short"),
    ("Factor id", 22, TEXT, "id"),
    ("Level", 9, NUMBER, "level"),
    ("Low", 9, NUMBER, "low"),
    ("High", 9, NUMBER, "high"),
    ("Standing", 10, TEXT, "standing"),
    ("Change", 9, NUMBER, "points"),
    ("Since", 12, DAY, "since"),
    ("Clear change", 13, TEXT, "clear"),
    ("Chance of up", 13, SHARE, "p_up"),
    ("Effective stories", 16, NUMBER, "n_effective"),
    ("Stories", 9, WHOLE, "stories"),
    ("Outlets", 9, WHOLE, "outlets"),
    ("Analysts", 9, WHOLE, "analysts"),
    ("Neutral mentions", 16, WHOLE, "neutral"),
    ("Contested share", 15, SHARE, "contested"),
    ("Headlines per story", 18, NUMBER, "copies"),
    ("In words", 60, WRAPPED, "sentence"),
    ("Baseline", 9, WHOLE, "baseline_level"),
    ("Baseline in words", 40, WRAPPED, "baseline_reading"),
)
TRENDS: Sequence[Column] = (
    ("Factor", 16, TEXT, "short"),
    ("Factor id", 22, TEXT, "id"),
    ("Day", 12, DAY, "day"),
    ("Level", 9, NUMBER, "level"),
    ("Low", 9, NUMBER, "low"),
    ("High", 9, NUMBER, "high"),
    ("Effective stories", 16, NUMBER, "n_effective"),
    ("Stories", 9, WHOLE, "stories"),
    ("Band width", 11, NUMBER, "width"),
)
NOTES = {
    "Levels": MEANING,
    "Indicators": "One row per factor on the as-of day; the last row is all factors together. Low and High bound the "
    "80 % band. Standing: solid from 5 effective stories, thin below, none without evidence. Baseline is the "
    "framework's own reading, another quantity than the level.",
    "Trends": "One row per factor and day; the charts beside the table follow its cells.",
    "Evidence": "One row per story and factor, with the earliest headline that was tagged. Points: what the story "
    "gives the level on the as-of day, against 50; a factor's points sum to its level less 50. Balance: the share of "
    "its votes that say the factor strengthens; empty where all tags are neutral. Headlines: how many the story has.",
    "Tags": "Every tag and ruling, with analyst, time and note. Known from: since when the tracker knew it.",
}


def workbook(snapshot: Snapshot) -> bytes:
    """The snapshot as XLSX; ExportError if it has more evidence than a sheet has rows."""
    document = snapshot.document
    if len(document["evidence"]) > MOST_ROWS:
        raise ExportError(snapshot.id, f"has {len(document['evidence']):,} tags, more than a sheet holds; export JSON")
    shorts = {factor["id"]: factor["short"] for factor in document["framework"]["factors"]}
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    count, told = stories(snapshot)
    with xlsxwriter.Workbook(written, options) as book:
        lines = marks(snapshot)
        book.set_properties(
            {
                "title": one_line(snapshot.title)[:255],
                "comments": f"digest {snapshot.digest}",
                "created": snapshot.created_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        foot = (lines["Handling"], f"{snapshot.framework_id}, as of {snapshot.as_of}", f"Snapshot {snapshot.id}")
        left, middle, right = (one_line(part)[:70].replace("&", "&&") for part in foot)
        pen = Pen(book, f"&L{left}&C{middle}&R{right}"[:255])
        _read_me(pen, lines, document)
        sheet = pen.table("Indicators", INDICATORS, _indicator_rows(document, shorts))
        levels_chart(book, sheet, document, lines, len(document["indicators"]) + 3)
        sheet = pen.table("Trends", TRENDS, _trend_rows(document, shorts))
        charts(book, sheet, document, lines, len(TRENDS) + 1)
        pen.models("Evidence", EVIDENCE, count)
        pen.models("Tags", TAGS, len(document["evidence"]))
    return filled(
        written.getvalue(),
        {
            "xl/worksheets/sheet4.xml": (EVIDENCE, count, told),
            "xl/worksheets/sheet5.xml": (TAGS, len(document["evidence"]), tags(snapshot)),
        },
    )


class Pen:
    """Writes sheets of one book in one hand."""

    def __init__(self, book: Any, footer: str) -> None:
        self.book, self.footer = book, footer
        look = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        quoted = look | {"quote_prefix": True}
        self.head = book.add_format(look | {"bold": True, "bottom": 1, "text_wrap": True})
        self.wrapped = book.add_format(quoted | {"text_wrap": True})
        self.forms = {
            TEXT: book.add_format(quoted),
            WRAPPED: self.wrapped,
            TITLE: book.add_format(quoted),
            WHOLE: book.add_format(look | {"num_format": "0"}),
            NUMBER: book.add_format(look | {"num_format": "0.0"}),
            SHARE: book.add_format(look | {"num_format": "0 %"}),
            DAY: book.add_format(look | {"num_format": "yyyy-mm-dd", "align": "left"}),
            MOMENT: book.add_format(look | {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
        }
        self.leftwards = book.add_format(quoted | {"reading_order": 2, "align": "right"})

    def sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(self.footer)
        return sheet

    def headed(self, name: str, columns: Sequence[Column], rows: int) -> Any:
        """A sheet with its headers, for so many rows."""
        sheet = self.sheet(name)
        for place, (header, width, _, _) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, header, self.head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, rows, len(columns) - 1)
        return sheet

    def models(self, name: str, columns: Sequence[Column], rows: int) -> None:
        """A sheet with two rows that only show how cells look: as they are, and written right to left (`filled`)."""
        sheet = self.headed(name, columns, rows)
        for place, (_, _, kind, _) in enumerate(columns):
            sheet.write_blank(1, place, None, self.forms[kind])
            sheet.write_blank(2, place, None, self.leftwards if kind == TITLE else self.forms[kind])

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> Any:
        listed = list(rows)
        sheet = self.headed(name, columns, len(listed))
        wrapped = [(width, key) for _, width, kind, key in columns if kind == WRAPPED]
        for line, row in enumerate(listed, 1):
            if wrapped:
                sheet.set_row(line, max(height(row.get(key) or "", width) for width, key in wrapped))
            for place, (_, _, kind, key) in enumerate(columns):
                self.cell(sheet, line, place, row.get(key), kind, self.forms[kind])
        return sheet

    def cell(self, sheet: Any, line: int, place: int, value: Any, kind: str, form: Any) -> None:
        if value is None or value == "":
            return
        if kind in (TEXT, WRAPPED):
            sheet.write_string(line, place, _text(value), form)
        elif kind in (DAY, MOMENT):
            number = serial(value)
            if number < FIRST_SERIAL:
                sheet.write_string(line, place, value, self.forms[TEXT])
            else:
                sheet.write_number(line, place, number, form)
        else:
            sheet.write_number(line, place, value, form)


def height(text: str, width: int) -> float:
    """Points of a row that shows a text in lines as wide as its column; some programs do not grow rows themselves."""
    return ROW_PT * max(1, ceil(len(text) / (1.05 * width)))


def _text(value: str) -> str:
    """What a cell can hold."""
    return cut(value if value.isascii() else UNWRITABLE.sub("\ufffd", value))


def _read_me(pen: Pen, lines: dict[str, str], document: Any) -> None:
    sheet = pen.sheet("Read me")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, WORDS_WIDE)
    words = {key: f"in this framework “{label}”" for key, label in document["framework"]["directions"].items()}
    parameters = ", ".join(f"{key} {value}" for key, value in document["signpost"]["parameters"].items())
    told = {**lines, **NOTES, **{f"“{key}”": text for key, text in words.items()}, "Parameters": parameters}
    sheet.write_string(0, 0, "What this is", pen.head)
    sheet.write_string(0, 1, "A snapshot of Signpost, a scenario-tracking dashboard", pen.head)
    for line, (name, text) in enumerate(told.items(), 1):
        sheet.set_row(line, height(text, WORDS_WIDE))
        sheet.write_string(line, 0, name, pen.forms[TEXT])
        sheet.write_string(line, 1, _text(text), pen.wrapped)
    sheet.freeze_panes(1, 0)


def _indicator_rows(document: Any, shorts: dict[str, str]) -> Iterable[dict[str, Any]]:
    for row in document["indicators"]:
        baseline = {f"baseline_{key}": value for key, value in row["baseline"].items()}
        yield {**row, **row["change"], **baseline, "short": shorts[row["id"]]}
    together = document["composite"]
    yield {
        "short": "All together",
        "id": "composite",
        **{key: together[key] for key in ("level", "low", "high", "since")},
        "points": together["change"],
        "standing": "weak" if together["weak"] else "solid",
    }


def _trend_rows(document: Any, shorts: dict[str, str]) -> Iterable[dict[str, Any]]:
    keys = ("day", "level", "low", "high", "n_effective", "stories")
    for trend in document["trends"]:
        for values in zip(trend["days"], *(trend[key] for key in keys[1:]), strict=True):
            row = dict(zip(keys, values, strict=True))
            yield {"short": shorts[trend["id"]], "id": trend["id"], **row, "width": row["high"] - row["low"]}
