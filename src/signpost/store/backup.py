"""One-step backup and restore of an SQLite database, while it is in use. PostgreSQL has pg_dump for this."""

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

from signpost.errors import StoreUnusable
from signpost.store.engine import address


def backup(url: str, target: Path) -> None:
    """Copy the database to `target`; raises StoreUnusable if the target is there already or the source is not."""
    source = file_of(url)
    if target.exists():
        raise StoreUnusable(str(target), "this file is there already; choose another name")
    if not source.exists():
        raise StoreUnusable(str(source), "there is no such database")
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    try:
        copy(source, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(url: str, source: Path) -> Path | None:
    """Put a backup in the place of the database; what was there is moved aside and its new path returned."""
    target = file_of(url)
    check(source)
    aside = None
    if target.exists():
        names = (target.with_name(f"{target.name}.before-restore-{n}") for n in itertools.count(1))
        aside = next(name for name in names if not name.exists())
        set_aside(target, aside)
    target.parent.mkdir(parents=True, exist_ok=True)
    copy(source, target)
    return aside


def set_aside(file: Path, aside: Path) -> None:
    """Copy a sound database, which may be in use; move a damaged one away with what belongs to it."""
    try:
        check(file)
    except StoreUnusable:
        for ending in ("", "-wal", "-shm"):
            part = file.with_name(file.name + ending)
            if part.exists():
                part.replace(aside.with_name(aside.name + ending))
    else:
        copy(file, aside)


def reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def copy(source: Path, target: Path) -> None:
    try:
        with (
            closing(reading(source)) as one,
            closing(sqlite3.connect(target)) as two,
        ):
            one.backup(two)
    except sqlite3.Error as error:
        raise StoreUnusable(str(source), f"it cannot be copied to {target} ({error})") from error


def check(file: Path) -> None:
    """Raise StoreUnusable unless this is a sound Signpost database."""
    if not file.exists():
        raise StoreUnusable(str(file), "there is no such file")
    try:
        with closing(reading(file)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as error:
        raise StoreUnusable(str(file), f"this is not a sound database ({error})") from error
    if sound != "ok" or not {"headlines", "tags"} <= tables:
        raise StoreUnusable(str(file), "this is not a sound Signpost database" if sound == "ok" else sound)


def file_of(url: str) -> Path:
    parsed = address(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database is None:
        raise StoreUnusable(parsed.render_as_string(), "use pg_dump and pg_restore for PostgreSQL")
    return Path(parsed.database)
