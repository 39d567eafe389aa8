"""The door: one writer at a time, and errors in plain sentences."""

import errno
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from signpost.errors import StoreBusy, StoreError, StoreUnusable
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.store import open_store
from signpost.store.engine import A_WRITE, MUCH, Door, address


def opening(url, framework):
    with open_store(str(url), framework, lambda title, summary: 0):
        pass


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"nothing of the kind " * 100, "not a database", id="another file"),
        pytest.param(b"SQLite format 3\x00" + b"\xff" * 5000, "not a database|damaged", id="a broken head"),
    ],
)
def test_a_file_that_is_no_database_is_named_and_left_as_it_is(tmp_path, framework, content, sentence):
    file = tmp_path / "signpost.db"
    file.write_bytes(content)
    with pytest.raises(StoreUnusable, match=sentence) as caught:
        opening(file, framework)
    assert caught.value.database == str(file)
    assert file.read_bytes() == content


def test_a_damaged_database_is_named_and_the_way_out_told(tmp_path, framework):
    file = tmp_path / "signpost.db"
    opening(file, framework)
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreUnusable, match="restore a backup"):
        opening(file, framework)


def test_another_programs_file_is_refused_and_not_one_byte_of_it_changes(tmp_path, framework):
    file = tmp_path / "invoices.db"
    with closing(sqlite3.connect(file)) as theirs:
        theirs.execute("CREATE TABLE invoices (id INTEGER)")
        theirs.commit()
    before = file.read_bytes()
    with pytest.raises(StoreUnusable, match="another program"):
        opening(file, framework)
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["invoices.db"]


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path, framework):
    with pytest.raises(StoreUnusable, match="cannot be opened"):
        opening(tmp_path, framework)


def test_a_folder_that_cannot_be_made_is_named(tmp_path, framework):
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="folder cannot be made"):
        opening(tmp_path / "file" / "signpost.db", framework)


def test_a_file_that_may_only_be_read_is_said_to_be_so(framework, pytestconfig):
    """Root may write anywhere, so the reader steps down to nobody first."""
    code = """
import os, sys
from pathlib import Path
from signpost.errors import StoreUnusable
from signpost.nouns.framework_file import load
from signpost.store import open_store
framework = load(Path(sys.argv[2]))
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    open_store(sys.argv[1], framework, lambda title, summary: 0)
except StoreUnusable as error:
    print(error)
"""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "signpost.db"
        opening(file, framework)
        file.chmod(0o444)
        Path(folder).chmod(0o555)
        toml = pytestconfig.rootpath / "data" / "scenarios" / "hesitation.toml"
        program = [sys.executable, "-c", code, str(file), str(toml)]
        said = subprocess.run(program, capture_output=True, text=True, check=True, cwd=folder).stdout
        Path(folder).chmod(0o755)
    assert said.startswith(f"{file}: ")
    assert "read but not written" in said or "may be written" in said


def test_a_database_that_another_program_holds_is_busy_after_a_while(sqlite_store, monkeypatch):
    monkeypatch.setattr("signpost.store.engine.BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(sqlite_store.door.name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="another program is writing"):
            sqlite_store.values.set("a", "b")
        assert sqlite_store.values.get("a") == ""
        other.execute("ROLLBACK")
    sqlite_store.values.set("a", "b")


def test_a_database_that_is_locked_altogether_is_busy_for_readers_too(tmp_path, framework, monkeypatch):
    monkeypatch.setattr("signpost.store.engine.BUSY_SECONDS", 0.2)
    file = tmp_path / "signpost.db"
    opening(file, framework)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy):
            opening(file, framework)


@pytest.mark.postgres
def test_a_server_on_which_another_program_holds_the_writers_lock_is_busy_after_a_while(
    postgres_server, framework, monkeypatch
):
    monkeypatch.setattr("signpost.store.engine.BUSY_SECONDS", 0.2)
    one, other = Door(postgres_server), Door(postgres_server)
    waiting = other.writing()
    with one.writing(), pytest.raises(StoreBusy, match="another program is writing"):
        waiting.__enter__()
    one.close()
    other.close()


def test_a_reader_waits_for_no_writer_and_sees_one_moment(store, ready, open_again):
    other = open_again(ready)
    with store.door.reading() as connection:
        count = text("SELECT count(*) FROM settings")
        before = connection.execute(count).scalar_one()
        other.values.set("a", "b")
        assert connection.execute(count).scalar_one() == before
    with store.door.reading() as connection:
        assert connection.execute(count).scalar_one() == before + 1


def test_a_transaction_that_fails_is_kept_not_at_all(store):
    def set_it_twice():
        with store.door.writing() as connection:
            connection.execute(text("INSERT INTO settings (key, value) VALUES ('a', 'b')"))
            connection.execute(text("INSERT INTO settings (key, value) VALUES ('a', 'c')"))

    with pytest.raises(StoreError):
        set_it_twice()
    assert store.values.get("a") == ""
    store.values.set("a", "d")
    assert store.values.get("a") == "d"


def test_many_writers_at_once_all_succeed(store, ready, open_again, hand):
    several = [store, *(open_again(ready) for _ in range(3))]

    def write(number):
        each = several[number % len(several)]
        name = f"Outlet {number % 3}"
        each.headlines.keep(
            [Arrival(key=str(number), title=f"Report number {number} of the day")],
            outlet=Outlet(name=name),
            now=hand.now,
        )
        each.analysts.named(f"Analyst {number % 3}", hand.now)
        each.feeds.add(f"https://h.example/{number % 3}", title="", outlet=Outlet(name=name), now=hand.now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    assert store.headlines.count() == 24
    assert [len(x) for x in (store.feeds.outlets(), store.analysts.all(), store.feeds.all())] == [3, 3, 3]


def test_programs_that_come_and_go_disturb_no_reader(sqlite_store, framework):
    """The last to leave a file tidies up its log; who comes in just then must wait a moment, not fail."""
    url = sqlite_store.door.name
    sqlite_store.close()
    failures = []

    def come_and_go():
        try:
            for _ in range(15):
                door = Door(url)
                with door.reading() as connection:
                    connection.execute(text("SELECT count(*) FROM headlines"))
                with door.writing() as connection:
                    connection.execute(text("UPDATE knowledge SET at = at"))
                door.close()
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=come_and_go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        pytest.param("nonsense://", "only sqlite and postgresql|not a database address", id="an unknown scheme"),
        pytest.param("mysql://ada:pw@host/db", "only sqlite and postgresql", id="another engine"),
        pytest.param("://", "not a database address", id="no address"),
        pytest.param("sqlite://", "in memory", id="SQLite without a file"),
        pytest.param(":memory:", "in memory", id="SQLite in memory"),
    ],
)
def test_an_address_that_will_not_do_is_refused_without_telling_a_password(url, sentence):
    with pytest.raises(StoreUnusable, match=sentence) as caught:
        address(url)
    assert "pw" not in str(caught.value)


def test_a_server_out_of_reach_is_said_to_be_so_without_telling_a_password(framework):
    with pytest.raises(StoreUnusable, match="cannot be reached") as caught:
        opening("postgresql://ada:geheim@127.0.0.1:1/nothing", framework)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("name", ["with space.db", "100%.db", "what?.db", "a#b.db", "ключ.db"])
def test_any_file_name_will_do(tmp_path, framework, name):
    opening(tmp_path / "new folder" / name, framework)
    assert (tmp_path / "new folder" / name).stat().st_size > 0


def asked_of(store, *pragmas):
    with store.door.reading() as connection:
        return [connection.execute(text(f"PRAGMA {pragma}")).scalar_one() for pragma in pragmas]


def test_the_log_goes_to_the_disk_before_a_write_returns_and_nobody_else_waits_for_that(sqlite_store, monkeypatch):
    synced = []

    def note(file):
        with closing(sqlite3.connect(sqlite_store.door.name, isolation_level=None, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            synced.append((os.fstat(file).st_ino, *other.execute("SELECT value FROM settings WHERE key = 'a'")))
            other.execute("ROLLBACK")

    monkeypatch.setattr("signpost.store.engine.sync", note)
    sqlite_store.values.set("a", "b")
    assert synced == [(Path(f"{sqlite_store.door.name}-wal").stat().st_ino, ("b",))]
    assert asked_of(sqlite_store, "journal_mode", "synchronous") == ["wal", 1]


def test_a_write_that_fails_waits_for_no_disk_and_a_disk_that_fails_is_told(sqlite_store, monkeypatch):
    def broken(file):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("signpost.store.engine.sync", broken)
    with pytest.raises(ZeroDivisionError), sqlite_store.door.writing():
        1 / 0  # noqa: B018
    with pytest.raises(StoreError, match=r"may not be on the disk \(Input/output error\)"):
        sqlite_store.values.set("a", "b")


def test_a_database_behind_a_link_has_its_own_log_brought_to_the_disk(tmp_path, framework, monkeypatch):
    (tmp_path / "far").mkdir()
    file, link = tmp_path / "far" / "signpost.db", tmp_path / "signpost.db"
    opening(file, framework)
    link.symlink_to(file)
    synced = []
    monkeypatch.setattr("signpost.store.engine.sync", lambda file: synced.append(os.fstat(file).st_ino))
    with closing(Door(str(link))) as door:
        with door.writing() as connection:
            connection.execute(text("UPDATE knowledge SET at = at"))
        assert synced == [Path(f"{file}-wal").stat().st_ino]


def test_where_the_log_cannot_be_brought_to_the_disk_apart_sqlite_does_it_itself(tmp_path, framework, monkeypatch):
    monkeypatch.setattr("signpost.store.engine.fcntl", None)
    with open_store(str(tmp_path / "signpost.db"), framework, lambda title, summary: 0) as store:
        assert asked_of(store, "journal_mode", "synchronous") == ["wal", 2]


def test_after_much_writing_the_log_goes_into_the_file_while_others_write(sqlite_store, hand_on_sqlite):
    hand_on_sqlite.keep(*(f"Report number {n} of the day" for n in range(60)))
    file = Path(sqlite_store.door.name)
    before = file.stat().st_size
    with sqlite_store.door.writing():
        sqlite_store.door.written_much(MUCH)
        assert file.stat().st_size > before


def test_after_a_hundred_saves_the_log_goes_into_the_file_beside_them(sqlite_store, monkeypatch):
    back = []
    monkeypatch.setattr(Door, "_write_back", lambda door: back.append(threading.current_thread().name))
    for _ in range(2 * MUCH // A_WRITE):
        with sqlite_store.door.writing():
            pass
    sqlite_store.door.close()
    assert back == ["log", "log"]
