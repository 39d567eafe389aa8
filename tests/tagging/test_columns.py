"""Which column holds what: by its name, by its cells, by hand."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.errors import SettingsError
from signpost.feeds.sheet import Sheet
from signpost.nouns.framework import Framework
from signpost.nouns.row import BadRow
from signpost.nouns.tag import Direction
from signpost.tagging import contract
from signpost.tagging.columns import Columns, chosen, guess, label, letter, read_options
from signpost.tagging.sheet_cells import vocabulary
from signpost.tagging.sheet_rows import Row, Wanted, rows_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Written = Callable[[str], Sheet]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def sheet(text: str, delimiter: str = ",") -> Sheet:
        file = tmp_path / "s.csv"
        file.write_text(text, "utf-8")
        return Sheet(file=file, name="s.csv", how="", delimiter=delimiter)

    return sheet


TEXT = "A freight line along the coast opens again"


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Headline,Source,Date published,URL", {"title": 0, "outlet": 1, "published": 2, "url": 3}),
        ("Заголовок,Источник,Дата публикации,Ссылка", {"title": 0, "outlet": 1, "published": 2, "url": 3}),
        ("Titel,Zeitung,Datum,Link", {"title": 0, "outlet": 1, "published": 2, "url": 3}),
        ("العنوان,المصدر,التاريخ,الرابط", {"title": 0, "outlet": 1, "published": 2, "url": 3}),
        ("תאריך,מקור,כותרת,קישור", {"title": 2, "outlet": 1, "published": 0, "url": 3}),
        ("News title,Outlet name,Time (UTC),Link to article", {"title": 0, "outlet": 1, "published": 2, "url": 3}),
        ("Title,Headline ID,Coder,Comments", {"title": 0, "id": 1, "analyst": 2, "note": 3}),
        ("Text,Summary,Text,Lang", {"title": 0, "summary": 1, "language": 3}),
    ],
)
def test_columns_are_known_by_their_names(
    written: Written, framework: Framework, header: str, fields: dict[str, int]
) -> None:
    assert guess(written(f"{header}\n{TEXT},b,c,d\n"), framework, NOW).fields == fields


def test_the_header_may_stand_below_a_title_or_not_at_all(written: Written, framework: Framework) -> None:
    columns = guess(written(f"Weekly coding\n\nTitle,Outlet\n{TEXT},Post\n"), framework, NOW)
    assert (columns.line, columns.named) == (3, {"title": "Title", "outlet": "Outlet"})
    rows = "".join(f"2026-04-0{n},https://h.example/{n},{TEXT} {n},Post\n" for n in range(1, 7))
    columns = guess(written(rows), framework, NOW)
    assert columns.line == 0
    assert columns.fields == {"title": 2, "outlet": 3, "published": 0, "url": 1}
    assert columns.name("title") == "column C"


def test_cells_tell_what_no_name_does(written: Written, framework: Framework) -> None:
    short = framework.active[1].short
    rows = "".join(f"{TEXT} {n},{short},less hesitant,ru\n" for n in range(6))
    columns = guess(written(f"x1,x2,x3,x4\n{rows}"), framework, NOW)
    assert columns.fields == {"title": 0, "factor": 1, "direction": 2, "language": 3}


def test_a_tag_files_headline_is_a_reference_and_a_sheets_headline_a_title(
    written: Written, framework: Framework
) -> None:
    assert guess(written("headline,factor\nh-1,x\n"), framework, NOW).fields == {"headline": 0, "factor": 1}
    assert guess(written(f"Headline,Factor\n{TEXT},x\n"), framework, NOW).fields == {"title": 0, "factor": 1}
    assert guess(written("Link,Factor\nhttps://h.example/1,x\n"), framework, NOW).fields == {"headline": 0, "factor": 1}


def test_a_column_for_each_factor_is_known_by_any_of_its_names(written: Written, framework: Framework) -> None:
    first, second, third = framework.active[:3]
    columns = guess(written(f"Title,{first.title},{second.short.upper()},{third.id}\n{TEXT},+,-2,0\n"), framework, NOW)
    named = [f"factor:{factor.id}" for factor in (first, second, third)]
    assert [columns.fields[name] for name in named] == [1, 2, 3]
    assert columns.graded == set(named)


def test_columns_are_named_by_hand_with_their_name_letter_or_number(written: Written, framework: Framework) -> None:
    sheet = written(f"Title,Extra,Third\n{TEXT},https://h.example/1,c\n")
    columns = guess(sheet, framework, NOW)
    told = read_options(["title=B", "outlet=third", "summary=1", "url="], columns, framework)
    assert told == {"title": 1, "outlet": 2, "summary": 0, "url": None}
    assert chosen(columns, sheet, told, NOW).named == {"title": "Extra", "outlet": "Third", "summary": "Title"}


@pytest.mark.parametrize("text", ["title", "weather=A", "title=Nowhere", "title=Z", "factor:none=A"])
def test_a_mapping_that_makes_no_sense_is_refused(written: Written, framework: Framework, text: str) -> None:
    columns = guess(written(f"Title,Outlet\n{TEXT},Post\n"), framework, NOW)
    with pytest.raises(SettingsError, match="--map"):
        read_options([text], columns, framework)


@pytest.mark.parametrize(("column", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_a_column_without_a_name_has_its_letter(column: int, text: str) -> None:
    assert letter(column) == text
    assert label([], column) == f"column {text}"


@pytest.mark.parametrize(
    ("text", "contract_file"),
    [
        pytest.param("title,source,published\nA,B,2026-04-03\n", True, id="our own words"),
        pytest.param("title,source,published\nA,B,3.4.2026\n", False, id="dates of another form"),
        pytest.param("title,source,published\nA,B,3.4.2026\nC,D,2026-04-03\n", True, id="a mistake among them"),
        pytest.param("Headline,Newspaper,When\nA,B,2026-04-03\n", False, id="other names"),
    ],
)
def test_our_own_files_are_told_from_an_analysts_sheet(
    written: Written, framework: Framework, text: str, contract_file: bool
) -> None:
    assert contract.is_contract(written(text), contract.HEADLINES, framework) is contract_file


# -- cells


@pytest.mark.parametrize(
    ("text", "graded", "found"),
    [
        ("More hesitant", False, (Direction.STRENGTHENS, "")),
        ("weakens (major)", False, (Direction.WEAKENS, "3")),
        ("less hesitant: slight", False, (Direction.WEAKENS, "1")),
        ("ослабляет", False, (Direction.WEAKENS, "")),
        ("+", False, (Direction.STRENGTHENS, "")),
        ("---", False, (Direction.WEAKENS, "3")),
        ("−1", False, (Direction.WEAKENS, "")),
        ("-2", True, (Direction.WEAKENS, "2")),
        ("1", True, (Direction.STRENGTHENS, "1")),
        ("0", True, (Direction.NEUTRAL, "")),
        ("2", False, None),
        ("7", True, None),
        ("positive", False, None),
        ("x", False, None),
    ],
)
def test_a_cell_is_a_direction_or_says_none(framework: Framework, text: str, graded: bool, found: Any) -> None:
    assert vocabulary(framework).direction(text, graded=graded) == found


# -- rows


def read(sheet: Sheet, framework: Framework, columns: Columns | None = None, **wanted: Any) -> list[Row]:
    columns = columns or guess(sheet, framework, NOW)
    return list(rows_of(sheet, columns, framework, NOW, Wanted(**wanted)))


def test_a_row_is_a_headline_and_what_is_said_of_it(written: Written, framework: Framework) -> None:
    first, second = framework.active[:2]
    cells = f"{TEXT},https://www.h.example/1,3.4.2026,{first.short}; {second.id},+,high,Ann"
    text = f"Title,Link,Date,Theme,Effect,Strength,Coder\n{cells}\n"
    (row,) = read(written(text), framework)
    assert row.headline is not None
    outlet, arrival = row.headline
    assert (outlet.name, arrival.title, str(arrival.published_at)) == ("h.example", TEXT, "2026-04-03 00:00:00+00:00")
    assert [(s["factor"], s["direction"], s["weight"], s["analyst"]) for s in row.said] == [
        (first.id, "strengthens", "3", "Ann"),
        (second.id, "strengthens", "3", "Ann"),
    ]


def test_what_is_wrong_is_named_with_row_column_value_and_reason(written: Written, framework: Framework) -> None:
    short = framework.active[0].short
    text = (
        f"Title,Newspaper,Date,Theme,Effect\n{TEXT},Post,soon,{short},+\n,Post,2026-04-03,{short},+\n"
        f"{TEXT},Post,2026-04-03,{short},positive\n{TEXT},Post,2026-04-03,{short},\n{TEXT},Post,2026-04-03,,,more,cells\n"
    )
    rows = read(written(text), framework, analyst="Ann")
    bad = [(b.line, b.column, b.value) for row in rows for b in row.wrong]
    assert bad == [(2, "Date", "soon"), (3, "Title", ""), (4, "Effect", "positive"), (5, "Effect", ""), (6, "", "")]
    assert [row.headline is not None for row in rows] == [False, False, True, True, False]


def test_nobody_tagged_is_said_once_for_each_row(written: Written, framework: Framework) -> None:
    text = f"Title,Newspaper,{framework.active[0].short},{framework.active[1].short}\n{TEXT},Post,+,-\n"
    (row,) = read(written(text), framework)
    assert [bad.reason[:16] for bad in row.wrong] == ["nobody is named "]
    assert len(read(written(text), framework, analyst="Ann")[0].said) == 2


def test_not_relevant_and_deeds_are_read(written: Written, framework: Framework) -> None:
    deed = framework.scenarios[0].signposts[0]
    text = f"Title,Newspaper,Factor,Kind,Signpost\n{TEXT},Post,not relevant,,\n{TEXT} 2,Post,,deed,{deed.id}\n"
    first, second = read(written(text), framework, analyst="Ann")
    assert first.said[0]["kind"] == "not_relevant"
    assert (second.said[0]["kind"], second.said[0]["signpost"]) == ("deed", deed.id)


def test_day_and_month_stand_as_one_says(written: Written, framework: Framework) -> None:
    sheet = written(f"Title,Newspaper,Date\n{TEXT},Post,03/04/2026\n")
    columns = guess(sheet, framework, NOW)
    order = columns.orders["published"]
    assert not order.sure
    found = [
        read(sheet, framework, replace(columns, orders={"published": replace(order, day_first=first)}))[0].headline
        for first in (True, False)
    ]
    assert [str(h[1].published_at)[:10] for h in found if h] == ["2026-04-03", "2026-03-04"]


CELL = st.one_of(
    st.sampled_from(
        ["Title", "Outlet", "Factor", "Direction", "03/04/2026", "+", "-2", "https://h.example/1", TEXT, ""]
    ),
    st.text(alphabet=st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"]), max_size=12),
)


@settings(max_examples=25, deadline=None)
@given(
    table=st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=6), places=st.lists(st.integers(0, 5))
)
def test_any_table_under_any_mapping_is_rows_or_named_bad_rows(
    table: list[list[str]], places: list[int], framework: Framework, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "any_table.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(table)
    sheet = Sheet(file=file, name="t", how="")
    if not list(sheet.rows()):
        return
    columns = guess(sheet, framework, NOW)
    width = len(columns.header)
    fields = ("title", "outlet", "published", "factor", "direction", "weight", "analyst", "kind", "tagged_at", "url")
    told = {field: place for field, place in zip(fields, places, strict=False) if place < width}
    for row in read(sheet, framework, chosen(columns, sheet, told, NOW), analyst="Ann"):
        assert row.line > columns.line
        assert all(isinstance(bad, BadRow) and bad.reason and bad.line == row.line for bad in row.wrong)
