"""The workbook's own charts: the levels with their bands, all trends together, each factor's trend with its band."""

import re
from collections.abc import Mapping
from typing import Any

from signpost.snapshots.marks import one_line

DAYS, LEVEL, LOW, WIDTH = 2, 3, 4, 8  # columns of the sheet Trends
SIZE = {"width": 900, "height": 420}
SMALL = {"width": 900, "height": 300}
ROW_PX = 20
INK = "#11151c"


def charts(book: Any, sheet: Any, document: Any, lines: Mapping[str, str], column: int) -> None:
    """Put them beside the table, one below the other, from a column on."""
    begins, begin = [], 1
    for trend in document["trends"]:
        begins.append((begin, begin + len(trend["days"]) - 1))
        begin = begins[-1][1] + 1
    whole = book.add_chart({"type": "line"})
    row = 1
    told = list(zip(begins, document["framework"]["factors"], strict=True))
    for place, factor in told:
        whole.add_series(line(place, factor))
    title = f"As of {lines['As of']} ({lines['Handling']}) · {lines.get('Title', lines['Framework'])}"
    dressed(whole, heading(title), SIZE)
    whole.set_x_axis(by_month())
    whole.set_legend({"position": "right"})
    sheet.insert_chart(row, column, whole, {"description": heading(title)})
    row += SIZE["height"] // ROW_PX + 2
    for place, factor in told:
        title = heading(f"{factor['short']}: {factor['title']} · level and 80 % band, {lines['As of']}")
        sheet.insert_chart(row, column, banded(book, place, factor, title), {"description": title})
        row += SMALL["height"] // ROW_PX + 2


def levels_chart(book: Any, sheet: Any, document: Any, lines: Mapping[str, str], row: int) -> None:
    """Each factor's level on the as-of day as a mark, its band as the line through it; beneath the table Indicators."""
    last = len(document["indicators"])
    chart = book.add_chart({"type": "line"})
    ends = {"type": "long_dash", "size": 9}
    for name, column, marker in (("High", 4, ends), ("Level", 2, {"type": "diamond", "size": 9}), ("Low", 3, ends)):
        chart.add_series(
            {
                "name": name,
                "categories": ["Indicators", 1, 0, last, 0],
                "values": ["Indicators", 1, column, last, column],
                "line": {"none": True},
                "marker": marker | {"fill": {"color": INK}, "border": {"color": INK}},
            }
        )
    chart.set_high_low_lines({"line": {"color": INK, "width": 1.5}})
    title = heading(f"Levels and 80 % bands as of {lines['As of']} ({lines['Handling']})")
    dressed(chart, title, SMALL)
    chart.set_legend({"none": True})
    sheet.insert_chart(row, 0, chart, {"description": title})


def banded(book: Any, place: tuple[int, int], factor: Mapping[str, Any], title: str) -> Any:
    """A factor's level as a line on its band: an area without colour up to its low end, a pale one up to its high."""
    band = book.add_chart({"type": "area", "subtype": "stacked"})
    pale = {"color": factor["color"]["light"], "transparency": 80}
    for column, name, fill in ((LOW, "Low", {"none": True}), (WIDTH, "80 % band", pale)):
        band.add_series(
            {
                "name": name,
                "categories": of(place, DAYS),
                "values": of(place, column),
                "fill": fill,
                "line": {"none": True},
            }
        )
    over = book.add_chart({"type": "line"})
    over.add_series(line(place, factor))
    band.combine(over)
    dressed(band, title, SMALL)
    band.set_x_axis(by_month())
    band.set_legend({"position": "right", "delete_series": [0]})
    return band


def line(place: tuple[int, int], factor: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": ["Trends", place[0], 0],
        "categories": of(place, DAYS),
        "values": of(place, LEVEL),
        "line": {"color": factor["color"]["light"], "width": 2},
    }


def of(place: tuple[int, int], column: int) -> list[Any]:
    return ["Trends", place[0], column, place[1], column]


def dressed(chart: Any, title: str, size: Mapping[str, int]) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    grid = {"visible": True, "line": {"color": "#d9d4c8", "width": 0.5}}
    chart.set_y_axis({"min": 0, "max": 100, "major_unit": 25, "name": "50 is evenly split", "major_gridlines": grid})
    chart.set_size(size)


def by_month() -> dict[str, Any]:
    return {
        "date_axis": True,
        "num_format": "mmm yyyy",
        "label_position": "low",
        "major_unit": 1,
        "major_unit_type": "months",
    }


def heading(text: str) -> str:
    return re.sub(r"!(?=\S)", "! ", one_line(text)[:200])  # XlsxWriter takes "!A1" anywhere in it for a reference
