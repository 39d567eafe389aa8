"""Backup and restore, while the database is in use."""

import sqlite3
import threading
from contextlib import closing

import pytest

from signpost.errors import StoreUnusable
from signpost.nouns.tag import Action
from signpost.store import backup, open_store, restore


@pytest.fixture
def url(tmp_path):
    return str(tmp_path / "signpost.db")


def opened(url, framework):
    return open_store(str(url), framework, lambda title, summary: 0)


def test_a_backup_taken_while_others_write_is_whole_and_a_moment_of_the_past(url, tmp_path, framework, hand_on_sqlite):
    hand = hand_on_sqlite
    hand.do("Ada", Action.TAG, hand.keep("Talks resume in the capital").ids[0])
    stop = threading.Event()
    written = []

    def write():
        while not stop.is_set():
            written.append(hand.keep(f"Report number {len(written)} of the day").ids[0])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [tmp_path / f"backup {n}%.db" for n in range(3)]
        for file in backups:
            backup(url, file)
    finally:
        stop.set()
        writer.join()
    counts = []
    for file in backups:
        with opened(file, framework) as store:
            assert store.faults() == []
            assert len(store.tags.evidence()) == 1
            counts.append(store.headlines.count())
    assert counts == sorted(counts)
    assert counts[-1] <= len(written) + 1
    assert not list(tmp_path.glob("*.part*"))


def test_a_backup_writes_over_nothing(url, tmp_path, sqlite_store):
    (tmp_path / "there").write_text("precious")
    with pytest.raises(StoreUnusable, match="there already"):
        backup(url, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "precious"


def test_a_backup_of_nothing_is_refused_and_makes_nothing(tmp_path):
    with pytest.raises(StoreUnusable, match="no such database"):
        backup(str(tmp_path / "none.db"), tmp_path / "backup.db")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_into_a_folder_that_is_not_there_is_refused(url, tmp_path, sqlite_store):
    with pytest.raises(StoreUnusable, match="cannot be copied"):
        backup(url, tmp_path / "nowhere" / "backup.db")


def test_a_restore_brings_everything_back_and_sets_aside_what_was_there(url, tmp_path, framework, hand_on_sqlite):
    hand = hand_on_sqlite
    hand.do("Ada", Action.TAG, hand.keep("Talks resume in the capital").ids[0])
    known = hand.store.knowledge()
    backup(url, tmp_path / "backup.db")
    hand.keep("Grain leaves the harbour at night")
    hand.store.close()
    aside = restore(url, tmp_path / "backup.db")
    with opened(url, framework) as store:
        assert (store.headlines.count(), len(store.tags.evidence()), store.knowledge()) == (1, 1, known)
    with opened(aside, framework) as store:
        assert store.headlines.count() == 2


def test_a_restore_reaches_a_program_that_has_the_database_open(url, tmp_path, hand_on_sqlite):
    hand = hand_on_sqlite
    hand.keep("Talks resume in the capital")
    backup(url, tmp_path / "backup.db")
    hand.keep("Grain leaves the harbour at night")
    restore(url, tmp_path / "backup.db")
    assert hand.store.headlines.count() == 1
    hand.keep("A bridge was opened in the north")
    assert hand.store.headlines.count() == 2
    assert hand.store.faults() == []


@pytest.mark.parametrize("content", [b"no database at all", b"", b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_restore_works_where_the_database_is_damaged_and_keeps_the_damaged_one(tmp_path, framework, content, url):
    good = tmp_path / "backup.db"
    with opened(good, framework):
        pass
    (tmp_path / "signpost.db").write_bytes(content)
    aside = restore(url, good)
    assert aside.read_bytes() == content
    with opened(url, framework) as store:
        assert store.faults() == []


def test_a_second_restore_keeps_both_that_were_there(url, tmp_path, hand_on_sqlite):
    backup(url, tmp_path / "backup.db")
    assert [restore(url, tmp_path / "backup.db").name for _ in range(2)] == [
        "signpost.db.before-restore-1",
        "signpost.db.before-restore-2",
    ]


def test_a_restore_into_a_new_place_makes_its_folder(tmp_path, framework, hand_on_sqlite, url):
    backup(url, tmp_path / "backup.db")
    assert restore(str(tmp_path / "new" / "signpost.db"), tmp_path / "backup.db") is None
    with opened(tmp_path / "new" / "signpost.db", framework) as store:
        assert store.headlines.count() == 0


@pytest.mark.parametrize("kind", ["missing", "text", "foreign"])
def test_a_file_that_is_no_signpost_database_is_not_restored(url, tmp_path, hand_on_sqlite, kind):
    hand_on_sqlite.keep("Talks resume in the capital")
    file = tmp_path / "backup.db"
    if kind == "text":
        file.write_text("Dear database, ")
    if kind == "foreign":
        with closing(sqlite3.connect(file)) as theirs:
            theirs.execute("CREATE TABLE invoices (id INTEGER)")
    with pytest.raises(StoreUnusable):
        restore(url, file)
    assert hand_on_sqlite.store.headlines.count() == 1
    assert not list(tmp_path.glob("*before-restore*"))


def test_postgres_is_backed_up_with_its_own_tools(tmp_path):
    with pytest.raises(StoreUnusable, match="pg_dump"):
        backup("postgresql://ada:geheim@host/db", tmp_path / "backup.db")
