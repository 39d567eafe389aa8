"""Tables out of files: code pages, delimiters, workbooks, and files that are none."""

import gzip
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.errors import FeedError
from signpost.feeds import workbook
from signpost.feeds.sheet import csv_rows, read_sheet
from signpost.feeds.workbook import cell_text, filled, unfold, write
from signpost.nouns.row import BadRow

RUSSIAN = "Дата;Заголовок\n03.04.2026;Москва откладывает встречу с делегацией\n"
SHEET_XML = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def rows_in(path: Path) -> list[tuple[int, Any]]:
    return list(read_sheet(path, path.parent).rows())


@pytest.mark.parametrize(
    ("content", "how"),
    [
        pytest.param(RUSSIAN.encode(), "semicolons, UTF-8", id="UTF-8"),
        pytest.param(RUSSIAN.encode("utf-8-sig"), "semicolons, UTF-8", id="a byte order mark"),
        pytest.param(RUSSIAN.encode("utf-16"), "semicolons, UTF-16", id="UTF-16"),
        pytest.param(RUSSIAN.encode("utf-16-be"), "semicolons, UTF-16", id="UTF-16 without a mark"),
        pytest.param(RUSSIAN.encode("cp1251"), "semicolons, Windows Cyrillic (1251)", id="Windows, Cyrillic"),
        pytest.param(RUSSIAN.replace(";", "\t").encode("cp1251"), "tabs, Windows Cyrillic (1251)", id="tabs"),
        pytest.param(gzip.compress(RUSSIAN.replace(";", "|").encode()), "bars, UTF-8", id="gzip and bars"),
        pytest.param(b"sep=;\r\n" + RUSSIAN.encode(), "semicolons, UTF-8", id="the hint for Excel"),
    ],
)
def test_a_text_is_read_however_it_was_saved(tmp_path: Path, content: bytes, how: str) -> None:
    file = tmp_path / "wrong_ending.xlsx"
    file.write_bytes(content)
    sheet = read_sheet(file, tmp_path)
    assert sheet.how == f"Text with {how}"
    assert [cells for _, cells in sheet.rows()] == [line.split(";") for line in RUSSIAN.splitlines()]


def test_western_letters_are_told_from_cyrillic_ones(tmp_path: Path) -> None:
    file = tmp_path / "w.csv"
    file.write_bytes("Datum;Titel\n3.4.2026;Größere Prüfung für Händler aus Köln\n".encode("cp1252"))
    assert rows_in(file)[1][1] == ["3.4.2026", "Größere Prüfung für Händler aus Köln"]


def test_commas_in_titles_are_no_delimiters(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("Title;Outlet\nOil, gas, and caution, again;Herald\nTalks, at last;Post\n")
    assert rows_in(file)[1][1] == ["Oil, gas, and caution, again", "Herald"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf \r\n", "empty", id="a mark alone"),
        pytest.param(b"%PDF-1.7", "PDF", id="PDF"),
        pytest.param(b"<html>", "HTML", id="a page"),
        pytest.param(b"PK\x03\x04 and more", "no workbook", id="a torn workbook"),
        pytest.param(b"\x1f\x8bnot really", "cannot be read", id="broken gzip"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes(content)
    with pytest.raises(FeedError, match=reason):
        read_sheet(file, tmp_path, name="f.csv")


def test_a_line_without_end_is_no_table() -> None:
    class Endless(io.StringIO):
        def readline(self, size: Any = -1) -> str:
            return '"' + "x" * (size - 1)

    with pytest.raises(FeedError, match="characters, so this is no table"):
        list(csv_rows(Endless(), name="f"))


def made(path: Path) -> Path:
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    book.add_worksheet("Notes")
    sheet = book.add_worksheet("Coding")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(2, 1, ["Day", "Outlet", "Title", "Sum"])
    sheet.write_datetime(3, 1, date(2026, 4, 3), day)
    sheet.merge_range(3, 2, 5, 2, "Herald")
    sheet.write_column(3, 3, ["One\nin two lines", "=2+2", "Three"])
    sheet.write_formula(3, 4, '=HYPERLINK("http://h.example")', None, 7)
    book.add_worksheet("Secret").hide()
    book.close()
    return path


def test_a_workbooks_cells_are_texts_with_their_own_row_numbers(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    said = write(made(tmp_path / "m.xlsx"), target, "")
    assert said == {"sheets": ["Notes", "Coding"], "sheet": "Coding", "merged": 1, "cut": False}
    with target.open(newline="") as file:
        rows = [cells for _, cells in csv_rows(file)]
    assert rows == [
        ["3", "", "Day", "Outlet", "Title", "Sum"],
        ["4", "", "2026-04-03", "Herald", "One\nin two lines", "7"],
        ["5", "", "", "Herald", "=2+2"],
        ["6", "", "", "Herald", "Three"],
    ]


OPEN_DOCUMENT = """<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table
 table:name="S">%s</table:table></office:spreadsheet></office:body></o:document-content>"""
CELL = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'


def test_an_open_document_is_a_workbook_too(tmp_path: Path) -> None:
    table = [["Title", "Outlet"], ["A ferry opens", "Post"]]
    rows = [f"<table:table-row>{''.join(CELL % text for text in row)}</table:table-row>" for row in table]
    with zipfile.ZipFile(tmp_path / "o.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", OPEN_DOCUMENT % "".join(rows))
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
    said = write(tmp_path / "o.ods", tmp_path / "out.csv", "")
    assert said["sheets"] == ["S"]
    assert (tmp_path / "out.csv").read_text().split() == ["1,Title,Outlet", "2,A", "ferry", "opens,Post"]


def test_a_small_file_that_claims_milliards_of_cells_ends_only_its_own_reader(tmp_path: Path) -> None:
    source, bomb = made(tmp_path / "m.xlsx"), tmp_path / "bomb.xlsx"
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, SHEET_XML % far if name == "xl/worksheets/sheet1.xml" else old.read(name))
    with pytest.raises(FeedError, match="unfolds to more than can be read"):
        unfold(bomb, tmp_path / "out.csv")


def test_what_unfolds_too_far_is_not_unfolded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = made(tmp_path / "m.xlsx")
    monkeypatch.setattr(workbook, "UNPACKED", 1000)
    with pytest.raises(FeedError, match="unfolds to"):
        unfold(file, tmp_path / "out.csv")
    monkeypatch.setattr(workbook, "LARGEST", 1000)
    with pytest.raises(FeedError, match="too much for a workbook"):
        unfold(file, tmp_path / "out.csv")


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    said = write(made(tmp_path / "m.xlsx"), tmp_path / "out.csv", "Codng")
    assert said == {"refused": "there is no sheet “Codng”; there are: Notes, Coding"}


def test_a_merged_value_stands_in_each_row_that_holds_something() -> None:
    rows = [["a", "x"], ["", "y"], ["", ""], ["", "z"], ["b"]]
    found = list(filled(iter(rows), [((0, 0), (3, 0))], 0))
    assert found == [(1, ["a", "x"]), (2, ["a", "y"]), (4, ["a", "z"]), (5, ["b"])]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.fromisoformat("2026-04-03T13:59:59.999600"), "2026-04-03T14:00:00"),
        (datetime.fromisoformat("2026-04-03T23:59:59.999600"), "2026-04-04"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (12345678901234.0, "12345678901234"),
    ],
)
def test_a_cell_is_a_text(value: Any, text: str) -> None:
    assert cell_text(value) == text


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet="a,;|\t\"\n\r'=é\x00я", max_size=80).map(str.encode))
def test_any_bytes_are_rows_or_a_reason(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = Path(str(tmp_path_factory.getbasetemp())) / "any"
    folder.mkdir(exist_ok=True)
    file = folder / "f"
    file.write_bytes(content if not content.startswith((b"PK", b"\xd0\xcf")) else b"x" + content)
    try:
        sheet = read_sheet(file, folder)
        for line, cells in sheet.rows():
            assert line > 0
            assert isinstance(cells, BadRow) or any(cells)
    except FeedError:
        return
