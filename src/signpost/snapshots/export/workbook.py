"""XLSX: read me, indicators, trends (with a native chart), evidence.

Days and times are real dates (UTC), numbers real numbers. Text is written as text, never as a formula or a link, and
marked "quoted", so that it stays text when someone edits the cell. Nothing depends on the clock: same snapshot, same
bytes.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import xlsxwriter

from signpost.errors import ExportError
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.marks import MEANING, marks, one_line

MOST_ROWS = 1_048_575  # a sheet's, without its header
LONGEST_TEXT = 32_767
UNWRITABLE = re.compile("[\ufffe\uffff]")  # no XML file can hold them
FIRST_SERIAL = 61  # 1900-03-01: Excel takes 1900 for a leap year, and knows no earlier century
TEXT, TITLE, WHOLE, NUMBER, SHARE, DAY, MOMENT = "text", "title", "whole", "number", "share", "day", "moment"

# (header, width, kind), and the key in the document's rows
INDICATORS = (
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
    ("In words", 90, TEXT, "sentence"),
    ("Baseline", 9, WHOLE, "baseline_level"),
    ("Baseline in words", 40, TEXT, "baseline_reading"),
)
TRENDS = (
    ("Factor", 16, TEXT, "short"),
    ("Factor id", 22, TEXT, "id"),
    ("Day", 12, DAY, "day"),
    ("Level", 9, NUMBER, "level"),
    ("Low", 9, NUMBER, "low"),
    ("High", 9, NUMBER, "high"),
    ("Effective stories", 16, NUMBER, "n_effective"),
    ("Stories", 9, WHOLE, "stories"),
)
EVIDENCE = (
    ("Day", 12, DAY, "day"),
    ("Factor", 16, TEXT, "short"),
    ("Direction", 12, TEXT, "direction"),
    ("Weight", 8, WHOLE, "weight"),
    ("Title", 80, TITLE, "title"),
    ("Outlet", 22, TEXT, "outlet"),
    ("Perspective", 18, TEXT, "perspective"),
    ("Analyst", 16, TEXT, "analyst"),
    ("Tagged at (UTC)", 19, MOMENT, "tagged_at"),
    ("Note", 40, TEXT, "note"),
    ("Link", 50, TEXT, "url"),
    ("Published (UTC)", 19, MOMENT, "published"),
    ("Language", 10, TEXT, "language"),
    ("Kind", 8, TEXT, "kind"),
    ("Signpost", 24, TEXT, "signpost"),
    ("Known from (UTC)", 19, MOMENT, "known_from"),
    ("Copies", 8, WHOLE, "copies"),
    ("Story", 9, WHOLE, "story"),
    ("Headline", 9, WHOLE, "headline"),
    ("Factor id", 22, TEXT, "factor"),
    ("Analyst id", 10, WHOLE, "analyst_id"),
)
NOTES = {
    "Levels": MEANING,
    "Indicators": "One row per factor on the as-of day; the last row is all factors together. Low and High bound the "
    "80 % band. Standing: solid from 5 effective stories, thin below, none without evidence. Baseline is the "
    "framework's own reading, another quantity than the level.",
    "Trends": "One row per factor and day.",
    "Evidence": "Every tag and ruling behind the numbers. Copies: headlines in the story. Known from: since when the "
    "tracker knew it.",
}


def workbook(snapshot: Snapshot) -> bytes:
    """The snapshot as XLSX; ExportError if it has more evidence than a sheet has rows."""
    document = snapshot.document
    if len(document["evidence"]) > MOST_ROWS:
        raise ExportError(snapshot.id, f"has {len(document['evidence']):,} tags, more than a sheet holds; export JSON")
    shorts = {factor["id"]: factor["short"] for factor in document["framework"]["factors"]}
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
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
        pen.table("Indicators", INDICATORS, _indicator_rows(document, shorts))
        sheet = pen.table("Trends", TRENDS, _trend_rows(document, shorts))
        _chart(book, sheet, document, lines)
        pen.table("Evidence", EVIDENCE, ({**row, "short": shorts[row["factor"]]} for row in document["evidence"]))
    return written.getvalue()


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

    def table(self, name: str, columns: Sequence[tuple[str, int, str, str]], rows: Iterable[dict[str, Any]]) -> Any:
        sheet = self.sheet(name)
        for place, (header, width, _, _) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, header, self.head)
        line = 0
        for line, row in enumerate(rows, 1):
            for place, (_, _, kind, key) in enumerate(columns):
                form = self.leftwards if kind == TITLE and row.get("rtl") else self.forms[kind]
                self.cell(sheet, line, place, row.get(key), kind, form)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, line, len(columns) - 1)
        return sheet

    def cell(self, sheet: Any, line: int, place: int, value: Any, kind: str, form: Any) -> None:
        if value is None or value == "":
            return
        if kind in (TEXT, TITLE):
            sheet.write_string(line, place, _text(value), form)
        elif kind in (DAY, MOMENT):
            number = _serial(value)
            if number < FIRST_SERIAL:
                sheet.write_string(line, place, value, self.forms[TEXT])
            else:
                sheet.write_number(line, place, number, form)
        else:
            sheet.write_number(line, place, value, form)


@lru_cache(maxsize=4096)
def _serial(value: str) -> float:
    """A day or moment (ISO) as Excel counts: days since 1899-12-30."""
    since = datetime.fromisoformat(value).replace(tzinfo=None) - datetime(1899, 12, 30)  # noqa: DTZ001
    return since / timedelta(days=1)


def _text(value: str) -> str:
    """What a cell can hold."""
    text = value if value.isascii() else UNWRITABLE.sub("\ufffd", value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _read_me(pen: Pen, lines: dict[str, str], document: Any) -> None:
    sheet = pen.sheet("Read me")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 110)
    words = {key: f"in this framework “{label}”" for key, label in document["framework"]["directions"].items()}
    parameters = ", ".join(f"{key} {value}" for key, value in document["signpost"]["parameters"].items())
    told = {**lines, **NOTES, **{f"“{key}”": text for key, text in words.items()}, "Parameters": parameters}
    sheet.write_string(0, 0, "What this is", pen.head)
    sheet.write_string(0, 1, "A snapshot of Signpost, a scenario-tracking dashboard", pen.head)
    for line, (name, text) in enumerate(told.items(), 1):
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
            yield {"short": shorts[trend["id"]], "id": trend["id"], **dict(zip(keys, values, strict=True))}


def _chart(book: Any, sheet: Any, document: Any, lines: dict[str, str]) -> None:
    chart = book.add_chart({"type": "line"})
    begin = 1
    for trend, factor in zip(document["trends"], document["framework"]["factors"], strict=True):
        end = begin + len(trend["days"]) - 1
        chart.add_series(
            {
                "name": ["Trends", begin, 0],
                "categories": ["Trends", begin, 2, end, 2],
                "values": ["Trends", begin, 3, end, 3],
                "line": {"color": factor["color"]["light"], "width": 2},
            }
        )
        begin = end + 1
    title = one_line(f"As of {lines['As of']} ({lines['Handling']}) · {lines.get('Title', lines['Framework'])}")[:200]
    title = re.sub(r"!(?=\S)", "! ", title)  # XlsxWriter takes a heading with "!A1" anywhere in it for a reference
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_x_axis({"date_axis": True, "num_format": "d mmm yyyy", "label_position": "low"})
    chart.set_y_axis({"min": 0, "max": 100, "major_unit": 25, "name": "Evidence balance (50 is evenly split)"})
    chart.set_legend({"position": "right"})
    chart.set_size({"width": 900, "height": 420})
    sheet.insert_chart(1, len(TRENDS) + 1, chart, {"description": title})
