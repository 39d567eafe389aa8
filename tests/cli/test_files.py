"""Files in and out: what goes round comes back whole, and a bad row holds up nothing but itself."""

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HEADER = "published,outlet,title\n"
GOOD = "2026-11-20,Herald,A good row\n"
TAGS = ["headline", "factor", "direction", "weight", "analyst", "tagged_at", "kind", "signpost", "note", "reason"]


def as_csv(rows: list[dict[str, str]], columns: list[str]) -> str:
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def without(rows: list[dict[str, str]], *columns: str) -> list[dict[str, str]]:
    return [{key: value for key, value in row.items() if key not in columns} for row in rows]


def test_headlines_go_round_through_another_database(program: Any, other: Any, headlines: Path, write: Any) -> None:
    assert program.json("headlines", "import", headlines) == {"added": 5, "revised": 0, "unchanged": 0, "bad": []}
    first = program.done("headlines", "export")
    assert other.json("headlines", "import", write("out.csv", first.out))["added"] == 5
    assert other.done("headlines", "export").out == first.out


def test_an_export_is_safe_in_a_spreadsheet_and_whole_for_us(program: Any, headlines: Path) -> None:
    program.done("headlines", "import", headlines)
    titles = [row["title"] for row in program.done("headlines", "export").rows]
    assert titles[2] == "'=Premium cargo rates rise"
    assert program.json("headlines", "export")[2]["title"] == "=Premium cargo rates rise"


def test_reading_headlines_twice_adds_nothing(program: Any, headlines: Path) -> None:
    program.done("headlines", "import", headlines)
    assert program.json("headlines", "import", headlines) == {"added": 0, "revised": 0, "unchanged": 5, "bad": []}


def test_a_changed_row_is_a_revision(program: Any, headlines: Path) -> None:
    program.done("headlines", "import", headlines)
    headlines.write_text(headlines.read_text("utf-8").replace("delays a shipment", "halts a shipment"), "utf-8")
    assert program.json("headlines", "import", headlines) == {"added": 0, "revised": 1, "unchanged": 4, "bad": []}


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(lambda text: gzip.compress(text.encode()), id="gzip"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="with a byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="Windows line ends"),
        pytest.param(lambda text: text.replace("outlet", "Source", 1).encode(), id="source for outlet"),
        pytest.param(lambda text: text.replace("title", " TITLE ", 1).encode(), id="capitals and blanks"),
        pytest.param(lambda text: (text + "\n\n,,\n").encode(), id="blank lines"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(
            lambda text: text.replace(",", ";").replace("good", "größer").encode("cp1252"), id="semicolons, 1252"
        ),
        pytest.param(
            lambda text: text.replace(",", "\t").replace("2026-11-20", "20.11.2026").encode(), id="tabs, points"
        ),
    ],
)
def test_headline_files_are_read_however_they_were_saved(
    program: Any, write: Any, packed: Callable[[str], bytes]
) -> None:
    done = program.json("headlines", "import", write("some.csv", packed(HEADER + GOOD)))
    assert (done["added"], done["bad"]) == (1, [])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param(b"soon,Herald,A title", "no date", id="wrong date"),
        pytest.param(b"2026-11-20,Herald,", "no title", id="missing title"),
        pytest.param(b"2026-11-20,Herald", "no title", id="too few cells"),
        pytest.param(b"2026-11-20,,A title", "no outlet", id="missing outlet"),
        pytest.param("2026-11-20,Вестник,Кафе".encode() + b" caf\xe9", "UTF-8", id="not UTF-8"),
        pytest.param(b"2026-11-20,Herald,A title,more", "4 cells", id="too many cells"),
        pytest.param(b"2026-11-20,Herald,A\x00title", "NUL", id="NUL byte"),
        pytest.param(b"2026-11-20,Herald," + b"x" * 1_000_001, "CSV", id="giant cell"),
        pytest.param(b"2026-11-20,Herald," + b"x" * 2_001, "2001 characters", id="endless title"),
        pytest.param(b"2026-11-20," + b"x" * 5_000 + b",A title", "outlet has 5000", id="endless outlet"),
        pytest.param(b"2026-11-20,Herald,<b></b>", "no title", id="a title of markup only"),
    ],
)
def test_a_bad_row_is_listed_with_its_line_and_the_good_ones_go_in(
    program: Any, write: Any, row: bytes, words: str
) -> None:
    last = GOOD.replace("good", "better").encode()
    done = program.json("headlines", "import", write("mixed.csv", HEADER.encode() + GOOD.encode() + row + b"\n" + last))
    assert done["added"] == 2
    (bad,) = done["bad"]
    assert bad["line"] == 3
    assert words in bad["reason"]


def test_lines_are_counted_also_behind_cells_with_line_breaks(program: Any, write: Any) -> None:
    file = write("lines.csv", HEADER + '2026-11-20,Herald,"A title\nin two lines"\nsoon,Herald,Bad\n')
    said = program.done("headlines", "import", file)
    assert "1 headlines added" in said.out
    assert "line 4 left out: “soon” is no date" in said.out


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        pytest.param("1750-01-01", "silly", id="before all news"),
        pytest.param("2150-01-01", "silly", id="far ahead"),
        pytest.param("0001-01-01T00:00:00+14:00", "silly", id="outside the calendar"),
        pytest.param("", "missing", id="none"),
    ],
)
def test_a_silly_time_is_flagged_and_never_becomes_now(program: Any, write: Any, cell: str, flag: str) -> None:
    program.done("headlines", "import", write("silly.csv", f"{HEADER}{cell},Herald,A title\n"))
    (kept,) = program.json("headlines", "export")
    assert (kept["time_flag"], kept["published_at"]) == (flag, None)


@pytest.mark.parametrize("what", ["headlines", "tags"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "empty", id="an empty file"),
        pytest.param(b"one,two\n1,2\n", "lacks the column", id="without a needed column"),
        pytest.param(b"\x1f\x8bnot really", "cannot be read", id="broken gzip"),
        pytest.param(gzip.compress(HEADER.encode() * 50)[:-12], "cannot be read", id="gzip cut short"),
        pytest.param("published,outlet".encode("utf-16"), "lacks the column", id="UTF-16 without titles"),
        pytest.param(b"x" * 1_000_001, "not a CSV", id="one giant cell"),
        pytest.param(bytes(range(256)) * 20, "", id="noise"),
        pytest.param(b"PK\x03\x04\x14\x00", "no workbook", id="no workbook"),
        pytest.param(b"<html><table>", "HTML", id="a page that is called a sheet"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(program: Any, write: Any, what: str, content: bytes, words: str) -> None:
    file = write("none.csv", content)
    said = program(what, "import", file)
    assert said.code == 1
    assert str(file) in said.err
    assert words in said.err or "lacks the column" in said.err


@pytest.mark.parametrize("arguments", [["headlines", "import"], ["tags", "import"], ["feeds", "import"], ["restore"]])
def test_a_missing_file_and_a_folder_are_named(program: Any, tmp_path: Path, arguments: list[str]) -> None:
    for path in (tmp_path / "none", tmp_path, tmp_path / ("n" * 300)):
        said = program(*arguments, path)
        assert said.code == 1
        assert str(path) in said.err


def judged(program: Any, headlines: Path, write: Any) -> Any:
    """Every kind of judgement, with notes that are hard on a CSV file."""
    program.done("headlines", "import", headlines)
    factors = [f["id"] for f in program.json("indicators")["factors"]]
    document = program.framework()
    signpost, deed = document.factors[0].signposts[0].id, document.scenarios[0].signposts[0].id
    said = {"analyst": "Ann", "tagged_at": "2026-11-21T10:00:00Z"}
    tag = {"factor": factors[0], "direction": "weakens", "weight": "major", "kind": "tag"}
    rows = [
        {**said, **tag, "headline": "h1", "signpost": signpost, "note": "Two lines,\nand a comma"},
        {**said, **tag, "headline": "h1", "analyst": "Bo", "note": "'=SUM(A1:A9)"},
        {**said, **tag, "headline": "h1", "analyst": "Cy", "note": "''=2", "direction": "neutral", "weight": "slight"},
        {**said, **tag, "headline": "h1", "kind": "ruling", "direction": "strengthens", "reason": "Bo saw the paper"},
        {**said, "headline": "h2", "kind": "not_relevant", "note": "-1 for relevance; “quoted”"},
        {**said, "headline": "https://herald.example/1", "kind": "deed", "signpost": deed, "weight": "3"},
        {**said, **tag, "headline": "h4", "analyst": "Аня", "note": "по-русски", "weight": ""},
    ]
    file = write("tags.csv", as_csv(rows, TAGS))
    assert program.json("tags", "import", file) == {"added": 7, "unchanged": 0, "bad": []}
    return rows


@pytest.fixture
def program(program: Any, framework: Any) -> Any:
    program.framework = lambda: framework
    return program


def test_tags_go_round_and_nothing_is_lost(program: Any, other: Any, headlines: Path, write: Any) -> None:
    judged(program, headlines, write)
    first = program.done("tags", "export")
    other.done("headlines", "import", write("h.csv", program.done("headlines", "export").out))
    assert other.json("tags", "import", write("t.csv", first.out)) == {"added": 7, "unchanged": 0, "bad": []}
    assert other.done("tags", "export").out == first.out
    meant = ("kind", "direction", "weight", "factor_id", "signpost_id", "note", "reason", "tagged_at")
    here, there = ([{m: j[m] for m in meant} for j in p.json("tags", "export")] for p in (program, other))
    assert here == there
    notes = {j["note"] for j in there}
    assert {"Two lines,\nand a comma", "=SUM(A1:A9)", "'=2", "-1 for relevance; “quoted”", "по-русски"} <= notes


def test_reading_tags_twice_changes_nothing(program: Any, headlines: Path, write: Any, tmp_path: Path) -> None:
    judged(program, headlines, write)
    before = program.done("tags", "export").out
    for file in (tmp_path / "tags.csv", write("again.csv", before)):
        assert program.json("tags", "import", file) == {"added": 0, "unchanged": 7, "bad": []}
    assert program.done("tags", "export").out == before


def test_a_tag_without_a_time_is_of_now_and_still_the_same_twice(program: Any, headlines: Path, write: Any) -> None:
    program.done("headlines", "import", headlines)
    factor = program.framework().active[0].id
    row = f"h1,{factor},weakens,Ann\n"
    file = write("t.csv", f"headline,factor,direction,analyst\n{row}{row}")
    assert program.json("tags", "import", file) == {"added": 1, "unchanged": 1, "bad": []}
    assert program.json("tags", "import", file) == {"added": 0, "unchanged": 2, "bad": []}


def test_two_outlets_may_use_the_same_ids(program: Any, other: Any, write: Any) -> None:
    """Our own numbers begin at 1 too: each of these headlines answers to "1" in some way."""
    program.done("headlines", "add", "--title", "Kept by hand", "--outlet", "Desk", "--published", "2026-11-20")
    rows = "2026-11-20,Herald,From the Herald,https://herald.example/a,1\n2026-11-20,Post,From the Post,https://post.example/b,1\n"
    program.done("headlines", "import", write("two.csv", f"published,outlet,title,url,id\n{rows}"))
    factor = program.framework().active[0].id
    for reference, analyst in (("01", "Ann"), ("1", "Bo"), ("https://post.example/b", "Cy")):
        row = (
            f"headline,factor,direction,weight,analyst,tagged_at\n{reference},{factor},weakens,1,{analyst},2026-11-21\n"
        )
        assert program.json("tags", "import", write("one.csv", row))["added"] == 1
    other.done("headlines", "import", write("h.csv", program.done("headlines", "export").out))
    assert other.json("tags", "import", write("t.csv", program.done("tags", "export").out))["added"] == 3

    def who_judged_what(p: Any) -> set[tuple[str, str]]:
        titles = {h["id"]: h["title"] for h in p.json("headlines", "export")}
        return {(j["analyst"]["name"], titles[j["headline_id"]]) for j in p.json("tags", "export")}

    expected = {("Ann", "Kept by hand"), ("Bo", "From the Herald"), ("Cy", "From the Post")}
    assert who_judged_what(program) == who_judged_what(other) == expected


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"headline": "h99"}, "no such headline", id="unknown headline"),
        pytest.param({"headline": ""}, "no such headline", id="no headline"),
        pytest.param({"factor": "weather"}, "no factor “weather”", id="unknown factor"),
        pytest.param({"factor": ""}, "no factor", id="no factor"),
        pytest.param({"direction": "up"}, "no direction", id="unknown direction"),
        pytest.param({"weight": "9"}, "no weight", id="unknown weight"),
        pytest.param({"weight": "-1e400"}, "no weight", id="weight out of all bounds"),
        pytest.param({"analyst": ""}, "name", id="nobody"),
        pytest.param({"analyst": "A" * 61}, "60", id="an endless name"),
        pytest.param({"tagged_at": "noon"}, "no time", id="no time"),
        pytest.param({"tagged_at": "2150-01-01"}, "future", id="a time ahead"),
        pytest.param({"tagged_at": "0001-01-01T00:00:00+14:00"}, "no time", id="a time outside the calendar"),
        pytest.param({"kind": "shout"}, "none of tag", id="unknown kind"),
        pytest.param({"kind": "deed", "signpost": "nothing"}, "signpost", id="unknown deed"),
        pytest.param({"signpost": "nothing"}, "signpost", id="unknown signpost"),
        pytest.param({"note": "n" * 2001}, "2000", id="an endless note"),
        pytest.param({"note": "a\x00b"}, "NUL", id="NUL byte"),
    ],
)
def test_a_bad_judgement_is_listed_and_the_good_ones_go_in(
    program: Any, headlines: Path, write: Any, change: dict[str, str], words: str
) -> None:
    program.done("headlines", "import", headlines)
    good = {"headline": "h1", "factor": program.framework().active[0].id, "direction": "weakens", "weight": "2"}
    good |= {"analyst": "Ann", "tagged_at": "2026-11-21T10:00:00Z", "kind": "tag"}
    rows = [{**good, **change}, {**good, "headline": "h2"}]
    done = program.json("tags", "import", write("mixed.csv", as_csv(rows, TAGS)))
    assert done["added"] == 1
    (bad,) = done["bad"]
    assert bad["line"] == 2
    assert words in bad["reason"]


# -- an analyst's own sheet, label files

SHEET = (
    "Día;Fuente;Titular;{short}\n03/04/2026;Volga Post;Rail bridge near Astara finished;+\n05/04/2026;;No outlet;-\n"
)


def test_a_sheet_of_ones_own_is_rehearsed_mapped_and_imported(program: Any, write: Any) -> None:
    factor = program.framework().active[0]
    file = write("coding.csv", SHEET.format(short=factor.short).encode("cp1252"))
    arguments = ("tags", "import", file, "--analyst", "Ann", "--map", "published=A", "--month-first")
    said = program.json(*arguments, "--dry-run")
    assert (said["added"], said["headlines"]["added"], said["dry_run"]) == (1, 1, True)
    assert said["mapping"]["title"] == "Titular"
    assert said["mapping"][f"factor:{factor.id}"] == factor.short
    assert said["dates"]["published"]["day_first"] is False
    assert said["preview"][0]["published"] == "2026-03-04T00:00:00+00:00"
    assert [(bad["line"], bad["column"], bad["reason"]) for bad in said["bad"]] == [(3, "Fuente", "no outlet")]
    assert program.json("headlines", "export") == []
    done = program.done(*arguments)
    assert "1 judgements added, 0 unchanged, 1 left out; 1 headlines added, 0 unchanged." in done.out
    assert "row 3, column Fuente: no outlet" in done.out
    assert program.json(*arguments)["unchanged"] == 1


def test_headlines_of_a_sheet_come_without_its_tags(program: Any, write: Any) -> None:
    file = write("coding.csv", SHEET.format(short=program.framework().active[0].short))
    said = program.json("headlines", "import", file)
    assert (said["added"], len(said["bad"]), said["read_as"]) == (1, 1, "Text with semicolons, UTF-8")
    assert program.json("tags", "export") == []


def test_a_mapping_or_sheet_that_is_none_is_said(program: Any, write: Any) -> None:
    file = write("coding.csv", SHEET.format(short="x"))
    assert program("headlines", "import", file, "--map", "title=Nowhere").code == 2
    assert program("headlines", "import", file, "--map", "weather=A").code == 2
    assert program("headlines", "import", file, "--sheet", "Coding").code == 1
    said = program("tags", "import", file)
    assert (said.code, "--map factor=COLUMN" in said.err) == (1, True)


def test_tags_go_to_a_labelling_tool_and_on_to_an_empty_database(
    program: Any, other: Any, headlines: Path, write: Any, tmp_path: Path
) -> None:
    judged(program, headlines, write)
    file = tmp_path / "labels"
    assert program.json("tags", "export", file, "--format", "label-studio")["entries"] == 3
    before = file.read_bytes()
    assert "File exists" in program("tags", "export", file, "--format", "doccano").err
    assert file.read_bytes() == before
    said = other.json("tags", "import", file)
    assert (said["added"], said["headlines"]["added"], said["bad"]) == (7, 3, [])
    measured = [p.json("indicators", "--as-of", "2026-11-22") for p in (program, other)]
    assert measured[0]["factors"] == measured[1]["factors"]
    assert measured[0]["composite"] == measured[1]["composite"]
    assert "Choices" in program.done("tags", "export", "--format", "label-studio-config").out
