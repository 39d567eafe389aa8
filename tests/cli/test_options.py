"""Options that stand everywhere, and the exit codes: 0 done, 1 failed and said why, 2 bad arguments."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from signpost import __version__
from signpost.cli import from_anywhere
from signpost.cli.snapshots import FORMATS
from signpost.snapshots.export import EXPORTS

ROOT = Path(__file__).parents[2]
SMALL = """\
[framework]
id = "small"
title = "A small question"
version = "1"
question = "What holds it back?"
"""
FACTOR = '[[factors]]\nid = "f{0}"\ntitle = "Factor {0}"\nshort = "F{0}"\n'


def framework_of(factors: int) -> str:
    return SMALL + "".join(FACTOR.format(n) for n in range(factors))


def test_it_says_its_version(program: Any) -> None:
    assert program.done("--version").out.strip() == f"signpost, version {__version__}"


def test_help_lists_the_commands_in_the_way_of_the_data(program: Any) -> None:
    listed = program.done("--help").out.partition("Commands:")[2]
    names = [line.split()[0] for line in listed.splitlines() if re.match(r"  \w", line)]
    assert names == [
        "run", "demo", "feeds", "collect", "headlines", "tags", "queue", "indicators", "trends", "snapshot",
        "backup", "restore", "dump", "load", "check",
    ]  # fmt: skip


@pytest.mark.parametrize("arguments", [["--help"], ["feeds", "-h"], ["snapshot", "create", "--help"]])
def test_help_is_no_failure(program: Any, arguments: list[str]) -> None:
    assert "Usage:" in program.done(*arguments).out


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["no-such-command"], id="unknown command"),
        pytest.param(["feeds", "add"], id="missing argument"),
        pytest.param(["--no-such-option", "check"], id="unknown option"),
        pytest.param(["check", "more"], id="one argument too many"),
        pytest.param(["indicators", "--as-of", "yesterday"], id="no date"),
        pytest.param(["indicators", "--as-of", "0001-01-01"], id="a date before all news"),
        pytest.param(["trends", "--to", "9999-12-31"], id="a date after all news"),
        pytest.param(["indicators", "--known", "noon"], id="no time"),
        pytest.param(["indicators", "--known", "0001-01-01T00:00:00+14:00"], id="a time outside the calendar"),
        pytest.param(["trends", "--factor", "weather"], id="unknown factor"),
        pytest.param(["trends", "--from", "2026-11-22", "--to", "2026-11-01"], id="days in the wrong order"),
        pytest.param(["queue", "--analyst", "Ann", "--limit", "0"], id="a limit of nothing"),
        pytest.param(["queue"], id="nobody asks"),
        pytest.param(["run", "--port", "70000"], id="no port"),
        pytest.param(["snapshot", "export", "x", "--format", "docx"], id="unknown format"),
        pytest.param(["check", "--database", ""], id="an empty database name"),
        pytest.param(["--database", " ", "check"], id="a blank database name"),
        pytest.param(["headlines", "add", "--title", "x"], id="no outlet"),
    ],
)
def test_bad_arguments_end_with_2(program: Any, arguments: list[str]) -> None:
    assert program(*arguments).code == 2


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(lambda file: (["--database", file, "headlines", "export"], {}), id="before the command"),
        pytest.param(lambda file: (["headlines", "export", "--database", file], {}), id="after the command"),
        pytest.param(lambda file: (["headlines", "export"], {"SIGNPOST_DATABASE": file}), id="environment"),
        pytest.param(
            lambda file: (["headlines", "export", "--database", file], {"SIGNPOST_DATABASE": "/nowhere/x.db"}),
            id="the option wins over the environment",
        ),
        pytest.param(
            lambda file: (["--database", "/nowhere/x.db", "headlines", "export", "--database", file], {}),
            id="the nearer option wins",
        ),
        pytest.param(lambda file: (["headlines", "export", "--database", f"sqlite:///{file}"], {}), id="as a URL"),
    ],
)
def test_the_database_can_be_named_in_each_place(program: Any, headlines: Path, place: Callable[..., Any]) -> None:
    program.done("headlines", "import", headlines)
    arguments, env = place(program.database)
    said = program(*arguments, env=env)
    assert said.code == 0
    assert len(said.rows) == 5


@pytest.mark.parametrize("where", ["before", "after", "environment"])
def test_the_framework_can_be_named_in_each_place(program: Any, write: Any, where: str) -> None:
    file = str(write("small.toml", framework_of(2)))
    arguments = {
        "before": ["--framework", file, "--json", "indicators"],
        "after": ["indicators", "--json", "--framework", file],
        "environment": ["indicators", "--json"],
    }[where]
    said = program(*arguments, env={"SIGNPOST_FRAMEWORK": file} if where == "environment" else {})
    assert [factor["id"] for factor in said.json["factors"]] == ["f0", "f1"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(framework_of(6), "at most five", id="six factors"),
        pytest.param(framework_of(1), "at least two", id="one factor"),
        pytest.param("[framework", "is not TOML", id="broken"),
        pytest.param(b"\xff\xfe\x00", "not UTF-8", id="not text"),
        pytest.param("", "is missing", id="empty"),
        pytest.param(framework_of(2) + "[[factors]]\n", "is missing", id="an empty factor"),
    ],
)
def test_a_wrong_framework_is_refused_with_its_place(program: Any, write: Any, content: str, words: str) -> None:
    file = write("wrong.toml", content)
    said = program("check", "--framework", file)
    assert said.code == 1
    assert str(file) in said.err
    assert words in said.err


def test_a_missing_framework_is_named(program: Any, tmp_path: Path) -> None:
    said = program("check", "--framework", tmp_path / "none.toml")
    assert (said.code, said.err) == (1, f"{tmp_path / 'none.toml'}: there is no such file\n")


def test_a_folder_is_no_framework(program: Any, tmp_path: Path) -> None:
    assert program("check", "--framework", tmp_path).code == 1


def test_a_factor_with_tags_cannot_vanish_from_the_framework(program: Any, write: Any) -> None:
    first = write("small.toml", framework_of(3))
    program.done("headlines", "add", "--title", "One", "--outlet", "Herald", "--framework", first)
    tags = write("tags.csv", "headline,factor,direction,analyst\n1,f2,weakens,Ann\n")
    program.done("tags", "import", tags, "--framework", first)
    first.write_text(framework_of(2))
    said = program("check", "--framework", first)
    assert said.code == 1
    assert "f2" in said.err
    assert "retire it" in said.err


def test_the_formats_of_exports_are_all_offered() -> None:
    assert sorted(EXPORTS) == sorted(FORMATS)


@pytest.mark.parametrize(
    ("database", "named"),
    [
        pytest.param("own.db", "{here}/own.db", id="a path"),
        pytest.param("sqlite:///own.db", "{here}/own.db", id="a relative URL"),
        pytest.param("sqlite:////srv/own.db", "/srv/own.db", id="an absolute URL"),
        pytest.param("postgresql://host/own", "postgresql://host/own", id="a server"),
    ],
)
def test_the_server_is_told_the_same_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert from_anywhere(database) == named.format(here=tmp_path)


def started(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "signpost.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, timeout=120, check=False, **options)


def test_as_a_program_it_prints_one_json_document_in_utf_8(program: Any, headlines: Path) -> None:
    program.done("headlines", "import", headlines)
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    said = started("headlines", "export", "--database", program.database, env=ascii_only)
    assert (said.returncode, said.stderr) == (0, b"")
    assert "Москва откладывает встречу" in said.stdout.decode("utf-8")
    assert said.stdout.count(b"\r\n") == 6


def test_as_a_program_it_takes_arguments_that_are_no_text(program: Any) -> None:
    arguments = [b"headlines", b"add", b"--title", b"Half \xff a title", b"--outlet", b"Her\xffald", b"--json"]
    command = [sys.executable, "-m", "signpost.cli", *arguments, b"--database", program.database.encode()]
    said = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=120, check=False)
    assert (said.returncode, said.stderr) == (0, b"")
    assert [row["title"] for row in program.done("headlines", "export").rows] == ["Half a title"]


def test_a_reader_that_goes_away_ends_it_quietly(program: Any, write: Any) -> None:
    rows = "".join(f"2026-11-20,Herald,Headline number {n} of a long list\n" for n in range(3000))
    program.done("headlines", "import", write("many.csv", f"published,outlet,title\n{rows}"))
    command = [sys.executable, "-m", "signpost.cli", "headlines", "export", "--database", program.database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as going:
        assert going.stdout is not None
        assert going.stderr is not None
        going.stdout.readline()
        going.stdout.close()
        assert going.stderr.read() == b""


def test_help_loads_neither_database_nor_sums() -> None:
    heavy = ("pandas", "numpy", "scipy", "altair", "vl_convert", "sqlalchemy", "aiohttp", "streamlit", "feedparser")
    code = f"import signpost.cli, sys; print([name for name in {heavy} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
