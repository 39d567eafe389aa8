"""One list of checks over every exporter: each has a reader that gives back what its usual program would see."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from PIL import Image
from pyarrow import parquet

from signpost.errors import ExportError
from signpost.indicators.measure import METHOD_VERSION
from signpost.snapshots.export import EXPORTS, export, file_name
from signpost.snapshots.export.charts import wrapped
from signpost.snapshots.seal import seal, unseal
from signpost.snapshots.thaw import filters_of

AS_OF = "2026-11-20"


@dataclass
class Read:
    """What a reader found: `levels` by (factor, day), all `texts`, and those of them that a program would run."""

    text: str
    levels: dict[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)


def read_csv(data: bytes) -> Read:
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    table = pd.read_csv(io.BytesIO(data), keep_default_na=False)
    numbers = table[["level", "low", "high", "n_effective"]].itertuples(index=False, name=None)
    texts = table.select_dtypes(exclude="number").astype(str).to_numpy().ravel().tolist()
    return Read(
        text=" ".join(texts) + f" method {table['method'].iloc[0]}",
        levels=dict(zip(zip(table["factor"], table["day"], strict=True), numbers, strict=True)),
        runs=[text for text in texts if text[:1] in "=+-@\t\r"],
    )


def rows_of(sheet: Any) -> Iterator[dict[str, Any]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return (dict(zip(header, row, strict=True)) for row in rows)


def read_xlsx(data: bytes) -> Read:
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Read me", "Indicators", "Trends", "Evidence", "Tags"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    trends = pd.read_excel(io.BytesIO(data), sheet_name="Trends", engine="openpyxl")
    keys = zip(trends["Factor id"], trends["Day"].dt.date.astype(str), strict=True)
    numbers = trends[["Level", "Low", "High", "Effective stories"]].itertuples(index=False, name=None)
    return Read(
        text=" ".join(str(cell.value) for cell in cells),
        levels=dict(zip(keys, numbers, strict=True)),
        titles=[row[8].value for row in book["Tags"].iter_rows(min_row=2)],
        runs=[cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink is not None],
    )


def read_json(data: bytes) -> Read:
    document = json.loads(data)
    levels = {
        (trend["id"], day): numbers
        for trend in document["trends"]
        for day, *numbers in map(
            list, zip(*(trend[k] for k in ("days", "level", "low", "high", "n_effective")), strict=True)
        )
    }
    marks = f"version {document['signpost']['method_version']}"
    return Read(
        text=json.dumps(document, ensure_ascii=False) + marks,
        levels={key: tuple(numbers) for key, numbers in levels.items()},
        titles=[row["title"] for row in document["evidence"]],
    )


def read_png(data: bytes) -> Read:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert image.format == "PNG"
        assert image.width > 1600  # twice the size of the page's
        assert len(image.convert("RGB").getcolors(maxcolors=10_000_000) or []) > 50
        return Read(text=" ".join(f"{name} {text}" for name, text in image.text.items()))


def read_parquet(data: bytes) -> Read:
    table = pd.read_parquet(io.BytesIO(data))
    trends, rows = (table[table["table"] == name] for name in ("trend", "evidence"))
    assert rows["tagged_at"].dt.tz is not None
    keys = zip(trends["factor"], trends["day"].astype(str), strict=True)
    numbers = trends[["level", "low", "high", "n_effective"]].itertuples(index=False, name=None)
    marks = {key.decode(): text.decode() for key, text in parquet.read_schema(io.BytesIO(data)).metadata.items()}
    return Read(
        text=" ".join(marks.values()),
        levels=dict(zip(keys, numbers, strict=True)),
        titles=rows["title"].tolist(),
    )


READERS = {"csv": read_csv, "xlsx": read_xlsx, "json": read_json, "parquet": read_parquet, "png": read_png}
ELSEWHERE = {"pdf", "html", "svg", "charts"}  # test_export_brief
everywhere = pytest.mark.parametrize("form", list(READERS))


@pytest.fixture(scope="module")
def read(snapshot) -> Any:
    found: dict[str, Read] = {}

    def reading(form: str) -> Read:
        if form not in found:
            found[form] = READERS[form](export(snapshot, form))
        return found[form]

    return reading


def test_every_exporter_is_on_the_list():
    assert set(EXPORTS) == set(READERS) | ELSEWHERE


@everywhere
def test_it_carries_what_is_needed_to_read_it_alone(read, snapshot, framework, form):
    text = read(form).text
    wanted = [snapshot.framework_id, snapshot.framework_version, AS_OF, "2026-11-21", "09:30:00", "TLP:CLEAR"]
    wanted += [snapshot.digest, snapshot.id, "2026-08-01", framework.factors[0].short]
    assert [mark for mark in wanted if mark not in text] == []
    assert any(f"{word} {METHOD_VERSION}" in text for word in ("version", "method"))


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "parquet"])
def test_it_carries_the_same_numbers(read, snapshot, form):
    document = snapshot.document
    expected = {
        (trend["id"], day): tuple(trend[name][place] for name in ("level", "low", "high", "n_effective"))
        for trend in document["trends"]
        for place, day in enumerate(trend["days"])
    }
    found = read(form).levels
    assert found.keys() == expected.keys()
    for key, numbers in expected.items():
        assert found[key] == pytest.approx(numbers, rel=1e-14)


@everywhere
def test_no_text_runs_as_a_formula(read, form):
    assert read(form).runs == []


@pytest.mark.parametrize("form", ["xlsx", "json", "parquet"])
def test_foreign_scripts_come_back_as_they_were(read, form):
    titles = set(read(form).titles)
    assert {"Порт открыт: «зерно» пошло", "الميناء يفتح أبوابه من جديد", "הנמל נפתח מחדש", "港口重新开放"} <= titles
    assert '=HYPERLINK("https://evil.example","click")' in titles


@everywhere
def test_the_same_snapshot_gives_the_same_file_also_after_a_year_in_a_seal(snapshot, form):
    assert export(snapshot, form) == export(unseal(seal(snapshot)), form)


@everywhere
@pytest.mark.parametrize(
    "title",
    [
        pytest.param("", id="none"),
        pytest.param("=cmd|' /C calc'!A0", id="a formula"),
        pytest.param("Talks!G20 ends", id="what looks like a cell"),
        pytest.param("تقرير الصباح عن الميناء والجسر " * 6, id="long, right to left"),
        pytest.param("晨间简报：证据的平衡" * 12, id="long, wide letters"),
        pytest.param("two\nlines & <b>bold</b> \x01\x0b\uffff \ud800", id="lines, markup and controls"),
    ],
)
def test_any_title_can_be_exported(evidence, freezing, form, title):
    assert READERS[form](export(freezing(evidence.head(20), title=title), form)).runs == []


@everywhere
def test_a_snapshot_without_evidence_can_be_exported(freezing, inventing, form):
    READERS[form](export(freezing(inventing(0)), form))


def test_the_table_has_the_as_of_day_also_where_the_trend_ends_before(evidence, freezing, snapshot):
    seen = replace(filters_of(snapshot), last=date(2026, 10, 1))
    table = read_csv(export(freezing(evidence, filters=seen), "csv"))
    for one in snapshot.document["indicators"]:
        assert table.levels[one["id"], AS_OF] == (one["level"], one["low"], one["high"], one["n_effective"])


def test_every_column_of_the_table_is_documented_in_its_order(snapshot):
    told = (Path(__file__).parents[2] / "data" / "schemas" / "snapshot_csv.md").read_text(encoding="utf-8")
    named = [line.split("|")[1].strip() for line in told.splitlines() if line.startswith("| ")][1:]
    assert list(pd.read_csv(io.BytesIO(export(snapshot, "csv"))).columns) == named


def test_the_workbook_has_real_dates_and_numbers_frozen_headers_and_a_chart(snapshot):
    data = export(snapshot, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    indicators = {row[1].value: row for row in book["Indicators"].iter_rows(min_row=2)}
    for one in snapshot.document["indicators"]:
        row = indicators[one["id"]]
        assert [row[place].value for place in (2, 3, 4)] == pytest.approx([one["level"], one["low"], one["high"]])
        assert row[7].value == datetime.fromisoformat(one["change"]["since"])
    assert indicators["composite"][2].value == pytest.approx(snapshot.document["composite"]["level"])
    for sheet in ("Evidence", "Tags"):
        title = [cell.value for cell in book[sheet][1]].index("Title")
        assert all(row[title].quotePrefix for row in book[sheet].iter_rows(min_row=2))
        assert book[sheet].auto_filter.ref == book[sheet].dimensions
    told = {(cells["Headline"], cells["Factor id"], cells["Analyst id"]): cells for cells in rows_of(book["Tags"])}
    assert len(told) == len(snapshot.document["evidence"])
    for said in snapshot.document["evidence"]:
        cells = told[said["headline"], said["factor"], said["analyst_id"]]
        assert cells["Day"] == datetime.fromisoformat(said["day"])
        assert abs((cells["Tagged at (UTC)"] - datetime.fromisoformat(said["tagged_at"][:-1])).total_seconds()) < 0.01
        assert isinstance(cells["Weight"], int)
        assert (cells["Note"] or "", cells["Analyst"]) == (said["note"], said["analyst"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        chart = archive.read("xl/charts/chart2.xml").decode()
        banded = archive.read("xl/charts/chart3.xml").decode()
    assert chart.count("<c:ser>") == len(snapshot.document["trends"])
    assert "'Trends'" in chart or "Trends!" in chart
    assert banded.count("<c:ser>") == 3  # what lies under the band, the band, the level


def test_the_stories_of_a_factor_in_the_workbook_sum_to_its_level(snapshot):
    told = list(rows_of(openpyxl.load_workbook(io.BytesIO(export(snapshot, "xlsx")))["Evidence"]))
    assert len({(row["Story"], row["Factor id"]) for row in told}) == len(told)
    for one in snapshot.document["indicators"]:
        points = [row["Points"] or 0.0 for row in told if row["Factor id"] == one["id"]]
        assert 50 + sum(points) == pytest.approx(one["level"], abs=1e-9)


def test_right_to_left_titles_read_from_the_right_in_the_workbook(snapshot):
    book = openpyxl.load_workbook(io.BytesIO(export(snapshot, "xlsx")))
    orders = {row[8].value: row[8].alignment.readingOrder for row in book["Tags"].iter_rows(min_row=2)}
    assert orders["הנמל נפתח מחדש"] == 2
    assert orders["Порт открыт: «зерно» пошло"] != 2


def test_a_cell_that_is_too_long_is_cut_and_says_so(evidence, freezing):
    rows = evidence.head(2).assign(note="long " * 10_000)
    notes = [
        row[7].value
        for row in openpyxl.load_workbook(io.BytesIO(export(freezing(rows), "xlsx")))["Tags"].iter_rows(min_row=2)
    ]
    assert all(len(note) == 32_767 and note.endswith("…") for note in notes)


def test_an_unknown_format_is_refused_with_the_known_ones(snapshot):
    with pytest.raises(ExportError, match="docx: is no export format; there are pdf, html, csv, xlsx"):
        export(snapshot, "docx")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, "ru_hesitation_iran_israel_2026-11-20_20261122-142301-ab12.csv", id="as it is"),
        pytest.param(
            {"framework_id": "../../etc/pass wd"}, "_etc_pass_wd_2026-11-20_20261122-142301-ab12.csv", id="path"
        ),
        pytest.param({"framework_id": "con"}, "con_2026-11-20_20261122-142301-ab12.csv", id="a device's name"),
        pytest.param({"id": 'a"b\r\nX: y'}, "ru_hesitation_iran_israel_2026-11-20_a_b_X_y.csv", id="a header's end"),
        pytest.param({"framework_id": "f" * 300}, f"{'f' * 80}_2026-11-20_20261122-142301-ab12.csv", id="long"),
    ],
)
def test_a_file_name_is_safe_on_every_system(snapshot, given, expected):
    assert file_name(replace(snapshot, **given), "csv") == expected


def test_the_sealed_file_has_a_name_too(snapshot):
    assert file_name(snapshot, "zip").endswith("_2026-11-20_20261122-142301-ab12.zip")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("one two three", "one two\nthree", id="plain"),
        pytest.param("הנמל נפתח מחדש", "\u200eהנמל\u200e\n\u200eנפתח\u200e\n\u200eמחדש\u200e", id="right to left"),
        pytest.param("港口重新开放", "港口重新\n开放", id="wide letters"),
        pytest.param("a\nb\x01", "a b", id="lines and controls"),
    ],
)
def test_a_heading_is_broken_into_lines_that_fit(text, expected):
    assert wrapped(text, 8) == expected
