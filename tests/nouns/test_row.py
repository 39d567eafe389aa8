"""Cells of exchanged files: no spreadsheet runs one, and each comes back as it was."""

import csv
import doctest
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signpost.nouns import row
from signpost.nouns.row import defused, restored, runs

AWKWARD = st.text(alphabet=st.sampled_from("'=+-@\t\r\n ＝a1\u200b\u202e\xa0\"，,;"), max_size=8) | st.text()


@given(AWKWARD)
def test_what_was_defused_comes_back(text: str) -> None:
    assert restored(defused(text)) == text


@given(AWKWARD)
def test_a_defused_cell_starts_no_formula(text: str) -> None:
    cell = defused(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert not cell.strip().startswith(("=", "+", "-", "@"))


@given(AWKWARD)
def test_defusing_is_undone_through_a_file_too(text: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([defused(text), "end"])
    ((cell, _),) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert restored(cell) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-5 °C in Moscow", "'-5 °C in Moscow"),
        ("  @import", "'  @import"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("＝1", "'＝1"),
        ("\u200b=1", "'\u200b=1"),
        ("\t", "'\t"),
        ("\rx", "'\rx"),
        ("'tis calm", "'tis calm"),
        ("Oil -5 %", "Oil -5 %"),
        ("Москва", "Москва"),
        ("“=”", "“=”"),
        ("a=1", "a=1"),
        ("   ", "   "),
        ("'", "'"),
        ("", ""),
    ],
)
def test_only_what_could_run_gets_an_apostrophe(text: str, cell: str) -> None:
    assert defused(text) == cell
    assert runs(text) == (text != cell)


def test_what_a_person_typed_to_be_safe_is_read_as_meant() -> None:
    assert restored("'=SUM(A1)") == "=SUM(A1)"
    assert restored("'quoted'") == "'quoted'"


def test_the_example_holds() -> None:
    assert doctest.testmod(row).failed == 0
