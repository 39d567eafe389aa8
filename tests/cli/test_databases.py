"""Databases that cannot be used, the demo beside real data, backup and restore, and what `check` finds."""

import os
import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from signpost.store import engine

ROOT = Path(__file__).parents[2]


@pytest.fixture
def program(program: Any) -> Any:
    """Here a database is made by the command itself."""
    Path(program.database).unlink()
    return program


@pytest.fixture
def other(other: Any) -> Any:
    Path(other.database).unlink()
    return other


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(lambda p: p.write_bytes(b"no database at all" * 100), "not a database", id="not a database"),
        pytest.param(foreign, "another program", id="somebody else's"),
        pytest.param(lambda p: p.mkdir(), "", id="a folder"),
        pytest.param(lambda p: p.parent.joinpath("own.db").symlink_to("own.db"), "", id="a ring of links"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["headlines", "export"], ["indicators"], ["run"], ["demo"]])
def test_a_database_that_is_none_is_refused_in_words(
    program: Any, tmp_path: Path, make: Any, words: str, command: list[str]
) -> None:
    make(tmp_path / "own.db")
    said = program(*command)
    assert said.code == 1
    assert "own.db" in said.err
    assert words in said.err


@pytest.mark.parametrize(
    "database",
    [
        pytest.param("{here}/file/own.db", id="a folder that cannot be made"),
        pytest.param("{here}/" + "n" * 300 + ".db", id="an endless name"),
        pytest.param("mysql://host/name", id="another kind"),
        pytest.param("nonsense://", id="no kind"),
        pytest.param("://", id="no address"),
        pytest.param("sqlite://", id="in memory"),
        pytest.param(":memory:", id="in memory by name"),
        pytest.param("postgresql://127.0.0.1:1/none", id="no server"),
        pytest.param("postgresql://127.0.0.1:port/none", id="no port"),
        pytest.param("postgresql+nodriver://127.0.0.1/none", id="no driver"),
        pytest.param("sqlite+nodriver:///x.db", id="no driver for a file"),
        pytest.param("postgresql+psycopg2://127.0.0.1/none", id="a driver that is not installed"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_in_words(program: Any, tmp_path: Path, database: str) -> None:
    (tmp_path / "file").write_text("")
    assert program("check", "--database", database.format(here=tmp_path)).code == 1


def test_a_read_only_database_is_named(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened as if its owner were somebody else: an administrator, who may run this, can write to any file."""
    program.done("check")

    def read_only(connection: Any) -> None:
        connection.execute("PRAGMA query_only=ON")

    monkeypatch.setattr(engine, "write_ahead", read_only)
    said = program("headlines", "add", "--title", "x", "--outlet", "y")
    assert (said.code, said.out) == (1, "")
    assert "own.db: it can be read but not written" in said.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may write anywhere")
def test_a_database_in_somebody_elses_folder_is_named(program: Any, tmp_path: Path) -> None:
    program.done("check")
    (tmp_path / "own.db").chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        said = program("headlines", "add", "--title", "x", "--outlet", "y")
    finally:
        tmp_path.chmod(0o755)
    assert said.code == 1
    assert "own.db" in said.err


def test_a_locked_database_is_named_and_unharmed(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    program.done("headlines", "add", "--title", "One", "--outlet", "Herald")
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(program.database, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        said = program("headlines", "add", "--title", "Two", "--outlet", "Herald")
        busy.execute("ROLLBACK")
    assert said.code == 1
    assert "another program is writing" in said.err
    assert program.json("check")["headlines"] == 1


def damage(path: Path) -> None:
    """Spoil the pages behind the first ones, as a failing disk does."""
    content = bytearray(path.read_bytes())
    for place in range(20 * 4096, len(content), 4096):
        content[place : place + 512] = b"\xa5" * 512
    path.write_bytes(content)


def test_check_finds_damage_and_says_what_to_do(program: Any, headlines: Path, tmp_path: Path) -> None:
    program.done("headlines", "import", headlines)
    with closing(sqlite3.connect(program.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(tmp_path / "own.db")
    said = program("check")
    assert said.code == 1
    assert "damaged" in said.out + said.err
    assert "signpost restore FILE" in said.out + said.err


def test_check_names_a_headline_that_lost_its_story(program: Any, headlines: Path) -> None:
    program.done("headlines", "import", headlines)
    with closing(sqlite3.connect(program.database)) as connection:
        connection.execute("DELETE FROM memberships WHERE headline_id = 2")
        connection.commit()
    said = program("check", "--json")
    assert said.code == 1
    assert said.json["findings"][0].startswith("1 headlines belong to no story")


def test_check_is_content_with_a_sound_database_and_hints_at_the_next_step(program: Any) -> None:
    found = program.json("check")
    assert found == {
        "headlines": 0,
        "judgements": 0,
        "feeds": 0,
        "findings": ["no feeds: signpost feeds import data/feeds/starter.opml"],
    }
    program.done("feeds", "add", "https://herald.example/feed")
    assert program.done("check").out == "0 headlines, 0 judgements, 1 feeds.\nAll is well.\n"


def test_a_port_in_use_is_named_before_anything_starts(program: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = program("run", "--port", port)
    assert said.code == 1
    assert f"127.0.0.1:{port} cannot be used" in said.err


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a..b", "n" * 80, "1.2.3.4.5", ""])
def test_a_host_that_is_none_is_named(program: Any, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signpost.cli.serve.serve", lambda *_, **__: pytest.fail("it started"))
    said = program("run", "--host", host)
    assert said.code == (1 if host else 2)
    assert "--host" in said.err


def test_backup_and_restore_bring_everything_back(program: Any, headlines: Path, tmp_path: Path) -> None:
    program.done("headlines", "import", headlines)
    copy = tmp_path / "copy.db"
    assert program.json("backup", copy) == {"file": str(copy)}
    before = program.done("headlines", "export").out
    program.done("headlines", "add", "--title", "Later", "--outlet", "Herald")
    done = program.json("restore", copy)
    assert program.done("headlines", "export").out == before
    aside = done["aside"]
    assert done["file"] == str(copy)
    assert len(program.done("headlines", "export", "--database", aside).rows) == 6


def test_a_dump_is_loaded_into_another_database(program: Any, other: Any, headlines: Path, tmp_path: Path) -> None:
    program.done("headlines", "import", headlines)
    written = program.json("dump", tmp_path / "out")
    assert written["rows"]["headlines"] == 5
    assert other.json("load", tmp_path / "out") == written
    assert other.done("headlines", "export").out == program.done("headlines", "export").out
    assert "it holds headlines already" in other("load", tmp_path / "out").err


def test_restore_makes_a_database_where_none_was(program: Any, other: Any, headlines: Path, tmp_path: Path) -> None:
    program.done("headlines", "import", headlines)
    program.done("backup", tmp_path / "copy.db")
    assert other.json("restore", tmp_path / "copy.db")["aside"] is None
    assert other.json("check")["headlines"] == 5


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["backup", "{here}/own.db"], id="over the database itself"),
        pytest.param(["backup", "{here}/none/copy.db"], id="into no folder"),
        pytest.param(["backup", "{here}/file/copy.db"], id="into a file"),
        pytest.param(["backup", "{here}"], id="over a folder"),
        pytest.param(["backup", "{here}/" + "n" * 300], id="under an endless name"),
        pytest.param(["restore", "{here}/own.db"], id="from the database itself"),
        pytest.param(["restore", "{here}/file"], id="from an empty file"),
        pytest.param(["restore", "{here}/noise"], id="from noise"),
        pytest.param(["restore", "{here}/foreign.db"], id="from somebody else's database"),
    ],
)
def test_a_backup_that_cannot_be_is_refused_and_nothing_is_lost(
    program: Any, headlines: Path, tmp_path: Path, arguments: list[str]
) -> None:
    program.done("headlines", "import", headlines)
    (tmp_path / "file").write_text("")
    (tmp_path / "noise").write_bytes(b"noise" * 2000)
    foreign(tmp_path / "foreign.db")
    assert program(*(a.format(here=tmp_path) for a in arguments)).code == 1
    assert program.json("check")["headlines"] == 5


def test_nothing_is_backed_up_from_nowhere(program: Any, tmp_path: Path) -> None:
    assert "no such database" in program("backup", tmp_path / "copy.db").err


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo, loaded once."""
    from click.testing import CliRunner

    from signpost.cli import main

    file = tmp_path_factory.mktemp("demo") / "demo.db"
    result = CliRunner().invoke(main, ["demo", "--json", "--database", str(file)])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith('{"headlines": ')
    return file


@pytest.fixture
def demo(program: Any, loaded: Path) -> Any:
    shutil.copy(loaded, program.database)
    return program


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["demo"], id="the demo again"),
        pytest.param(["headlines", "import", "{headlines}"], id="headlines"),
        pytest.param(["headlines", "add", "--title", "x", "--outlet", "y"], id="a headline"),
        pytest.param(["tags", "import", "{headlines}"], id="tags"),
        pytest.param(["collect"], id="a round"),
        pytest.param(["feeds", "add", "https://herald.example/feed"], id="a feed"),
        pytest.param(["feeds", "import", str(ROOT / "data/feeds/starter.opml")], id="feeds"),
    ],
)
def test_nothing_real_goes_into_the_demo(demo: Any, headlines: Path, arguments: list[str]) -> None:
    before = demo.json("check")
    said = demo(*(a.format(headlines=headlines) for a in arguments))
    assert said.code == 1
    assert "demo" in said.err
    assert demo.json("check") == before


def test_the_demo_opens_on_its_last_day(demo: Any, tmp_path: Path) -> None:
    last = max(row["published"] for row in demo.done("headlines", "export").rows)[:10]
    assert demo.json("indicators")["as_of"] == last
    assert demo.json("trends")["to"] == last
    demo.done("snapshot", "create", "--out", tmp_path)
    assert [s["as_of"] for s in demo.json("snapshot", "list")["snapshots"]] == [last]


@pytest.mark.parametrize(
    "real",
    [
        pytest.param(["headlines", "add", "--title", "x", "--outlet", "y"], id="a headline"),
        pytest.param(["feeds", "add", "https://herald.example/feed"], id="a feed"),
    ],
)
def test_the_demo_goes_into_nothing_real(program: Any, real: list[str]) -> None:
    program.done(*real)
    before = program.json("check")
    for arguments in (["demo"], ["demo", "--clear"]):
        said = program(*arguments)
        assert said.code == 1
        assert "demo" in said.err
    assert program.json("check") == before


def test_the_demo_can_be_cleared_and_the_database_used(demo: Any, headlines: Path) -> None:
    assert demo.json("demo", "--clear") == {"cleared": True}
    assert demo.json("tags", "export") == demo.json("headlines", "export") == []
    assert demo.json("headlines", "import", headlines)["added"] == 5
    assert demo.json("queue", "--analyst", "Ann")["queue"]
