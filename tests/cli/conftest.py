"""The command in this process: what it said, and with which exit code. An exception that gets out fails the test."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from signpost.cli import main

HEADLINES = """\
published,outlet,title,url,summary,language,id,perspective
2026-11-20T08:00:00Z,Harbour Herald,Moscow delays a shipment to Tehran,https://herald.example/1,,en,h1,Western
2026-11-20,Caspian Post,"Oil, gas and ""caution"" in the Caspian",https://post.example/2,"Two lines
of summary",en,h2,Regional
2026-11-21T09:30:00+03:00,Caspian Post,=Premium cargo rates rise,,,en,h3,Regional
2026-11-21,Вестник Гавани,Москва откладывает встречу,https://vestnik.example/4,,ru,h4,
,Harbour Herald,A headline without a time,,,en,h5,Western
"""


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out, newline="")))


class Program:
    """`program("feeds", "list")` on a database of its own; `program.database` says where."""

    def __init__(self, database: str) -> None:
        self.database = database

    def __call__(self, *arguments: object, env: Mapping[str, str | None] | None = None) -> Said:
        environment = {"SIGNPOST_DATABASE": self.database, "SIGNPOST_FRAMEWORK": None, "SIGNPOST_ALLOW_HOSTS": None}
        result = CliRunner().invoke(main, [str(a) for a in arguments], env=environment | dict(env or {}))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise AssertionError(f"{arguments} raised") from result.exception
        assert "Traceback" not in result.output
        assert (result.exit_code == 0) or result.output.strip(), "a failure says why"
        return Said(result.exit_code, result.stdout, result.stderr)

    def done(self, *arguments: object) -> Said:
        said = self(*arguments)
        assert said.code == 0, said.err
        return said

    def json(self, *arguments: object) -> Any:
        return self.done(*arguments, "--json").json


@pytest.fixture
def program(tmp_path: Path, sqlite_pattern: Path) -> Program:
    return Program(str(shutil.copy(sqlite_pattern, tmp_path / "own.db")))


@pytest.fixture
def other(tmp_path: Path, sqlite_pattern: Path) -> Program:
    return Program(str(shutil.copy(sqlite_pattern, tmp_path / "other.db")))


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def written(name: str, content: str | bytes) -> Path:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return written


@pytest.fixture
def headlines(write: Callable[[str, str | bytes], Path]) -> Path:
    """Five headlines with everything awkward: commas, quotes, line breaks, a formula, Cyrillic, no time."""
    return write("headlines.csv", HEADLINES)
