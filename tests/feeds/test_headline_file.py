"""Headlines in files: cells as nouns, times, and names that are nobody else's."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signpost.errors import FeedError
from signpost.feeds.headline_file import export_headlines, import_headlines, own_numbers, read, table, time_of
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import TimeFlag
from signpost.nouns.row import BadRow
from signpost.store import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment", "flag"),
    [
        pytest.param("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC), TimeFlag.OK, id="a day is its midnight in UTC"),
        pytest.param("2026-11-20T08:00:00Z", datetime(2026, 11, 20, 8, tzinfo=UTC), TimeFlag.OK, id="UTC"),
        pytest.param("2026-11-20 08:00", datetime(2026, 11, 20, 8, tzinfo=UTC), TimeFlag.OK, id="no zone is UTC"),
        pytest.param("2026-11-20T08:00+03:30", datetime(2026, 11, 20, 4, 30, tzinfo=UTC), TimeFlag.OK, id="a zone"),
        pytest.param("2026-11-22T12:10Z", NOW + timedelta(minutes=10), TimeFlag.OK, id="a clock a little ahead"),
        pytest.param("2026-11-22T14:00Z", NOW + timedelta(hours=2), TimeFlag.FUTURE, id="ahead"),
        pytest.param("2026-11-25", None, TimeFlag.SILLY, id="days ahead"),
        pytest.param("1970-01-01", None, TimeFlag.SILLY, id="the first day of computers"),
        pytest.param("", None, TimeFlag.MISSING, id="none"),
    ],
)
def test_a_cell_is_a_moment(text: str, moment: datetime | None, flag: TimeFlag) -> None:
    assert time_of(text, NOW) == (moment, flag)


@pytest.mark.parametrize("text", ["soon", "22.11.2026", "2026-13-01", "1732278000", "2026-11-20T99:00"])
def test_what_is_no_date_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        time_of(text, NOW)


def test_cells_become_nouns_and_markup_becomes_text() -> None:
    text = "published,source,title,link,lang,id\n2026-11-20,Her&amp;ald,<b>5 &lt; 6</b>,HTTPS://h.example/1#x,EN,'=9\n"
    (row,) = read(io.StringIO(text), "file", NOW)
    assert not isinstance(row, BadRow)
    line, outlet, arrival = row
    assert (line, outlet) == (2, Outlet(name="Her&ald"))
    assert (arrival.title, arrival.language, arrival.external_id) == ("5 < 6", "en", "=9")
    assert arrival.url.lower().startswith("https://h.example/1")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://h.example", "file:///etc/passwd", "not a link"])
def test_only_links_that_a_browser_may_follow_are_kept(link: str) -> None:
    (row,) = read(io.StringIO(f"published,outlet,title,url\n,Herald,A title,{link}\n"), "file", NOW)
    assert isinstance(row, BadRow)
    assert "is no http or https link" in row.reason


def test_rows_are_numbered_by_where_they_begin() -> None:
    text = 'a,b\n1,"two\nlines"\n\n3,4,5\n6\n'
    found = list(table(io.StringIO(text, newline=""), ("a",), "file"))
    assert [line for line, _ in found] == [2, 5, 6]
    assert found[0][1] == {"a": "1", "b": "two\nlines"}
    assert found[1][1] == BadRow(line=5, reason="3 cells, but the first line names 2")
    assert found[2][1] == {"a": "6", "b": ""}


def test_a_header_that_is_too_short_says_what_it_has() -> None:
    with pytest.raises(FeedError, match=r"lacks the column published, title \(it has outlet, text\)"):
        list(read(io.StringIO("source,text\n"), "file", NOW))


def test_two_outlets_keep_their_own_headlines_of_one_id(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    file.write_text("published,outlet,title,id\n2026-11-20,Herald,From the Herald,1\n2026-11-20,Post,Of the Post,1\n")
    assert import_headlines(store, file, NOW).added == 2


def test_progress_is_told_and_bad_rows_count(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"2026-11-20,Herald,Number {n} of very many headlines\n" for n in range(1500))
    file = tmp_path / "h.csv"
    file.write_text(f"published,outlet,title\n{rows}2026-11-20,,Nobody's\n")
    heard: list[int] = []
    done = import_headlines(store, file, NOW, heard.append)
    assert (done.added, len(done.bad), heard) == (1500, 1, [1000, 1501])


def test_own_numbers_make_way_for_ids_that_came_first() -> None:
    found = {"1": 1, "2": 9, "02": 2, "3": 8, "03": 8, "003": 3}
    assert own_numbers([1, 2, 3], lambda names: {n: found[n] for n in names}) == {1: "1", 2: "02", 3: "003"}


def test_own_numbers_give_up_rather_than_go_on_for_ever() -> None:
    assert own_numbers([1], lambda names: {})[1].endswith("1")


def test_an_empty_export_is_a_header() -> None:
    target = io.StringIO()
    assert export_headlines([], target) == 0
    assert target.getvalue().strip() == "published,outlet,title,url,summary,language,id,perspective"
