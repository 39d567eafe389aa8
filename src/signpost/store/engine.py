"""The door to the database: connections, transactions, and the database's errors in plain sentences.

SQLite runs in WAL. A write begins with BEGIN IMMEDIATE, since a deferred BEGIN that later wants to write fails at once
when another writer was faster; one lock per process keeps its own threads in line. A write is on the disk before its
caller goes on, but it waits for the disk after it has let the next writer in (`on_disk`): SQLite's own way, FULL, holds
all others up meanwhile, and a busy disk takes a hundred milliseconds and more.
PostgreSQL gets the same rule from an advisory lock: one writer at a time, so that "look, then insert" is safe.
"""

import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from signpost.errors import StoreBusy, StoreError, StoreUnusable

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

sync = getattr(os, "fdatasync", os.fsync)  # the moment of the last change need not be on the disk
BUSY_SECONDS = 20.0
ONE_WRITER = 7263914450012  # the advisory lock's number in PostgreSQL
# SQLite's log of writes goes back into the file by and by. Whoever writes the 8,000th page (32 MB) has to see to it, an
# analyst's save too, and with all of it still to do that can take half a second. So most of it is done before, where
# nobody waits: by those who write much (`written_much`), and in a thread after every hundred writes.
MOST_PAGES, MUCH, A_WRITE = 8000, 300, 3


class Door:
    """Opens reading and writing transactions on one database."""

    def __init__(self, url: str) -> None:
        self.url = address(url)
        self.name = self.url.database or "" if self.url.get_backend_name() == "sqlite" else self.url.render_as_string()
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = sqlite_engine(self.url) if self.sqlite else postgres_engine(self.url)
        self._log = log_of(self.name) if self.sqlite else ""
        self._writer = threading.Lock()
        self._much = 0
        self._tidying = threading.Thread()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; raises StoreError."""
        with self.plainly(), self.engine.connect() as connection:
            if not self.sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, kept whole or not at all; raises StoreError."""
        with self._writer if self.sqlite else nothing(), self.plainly(), self.engine.connect() as connection:
            connection = connection.execution_options(signpost_writing=True)
            with connection.begin():
                if not self.sqlite:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(BUSY_SECONDS * 1000)}")
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_WRITER})")
                yield connection
        if self.sqlite:
            on_disk(self.name, self._log)
            if self._much_since(A_WRITE) and not self._tidying.is_alive():
                self._tidying = threading.Thread(target=self._write_back, name="log", daemon=True)
                self._tidying.start()

    def written_much(self, rows: int) -> None:
        """To be told after a transaction, outside of it: every few hundred rows the log goes into the file, while
        others may write."""
        if self.sqlite and self._much_since(rows):
            self._write_back()

    def _much_since(self, rows: int) -> bool:
        self._much += rows
        if self._much < MUCH:
            return False
        self._much = 0
        return True

    def _write_back(self) -> None:
        # by a connection of its own: if it took the one that the pool has ready, the next save would wait for a new one
        file = f"{Path(self.name).absolute().as_uri()}?mode=rw"
        with (
            suppress(sqlite3.Error),  # what was written is safe; the next time tries again
            closing(sqlite3.connect(file, uri=True, timeout=0, isolation_level=None)) as connection,
        ):
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").close()

    @contextmanager
    def plainly(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise in_words(self.name, error) from error

    def close(self) -> None:
        if self._tidying.is_alive():
            self._tidying.join()
        self.engine.dispose()


@contextmanager
def nothing() -> Iterator[None]:
    yield


def address(url: str) -> URL:
    """A database URL, or the path of an SQLite file. `postgresql://` means the driver that is installed."""
    try:
        parsed = make_url(url) if "://" in url else URL.create("sqlite", database=url)
    except (ArgumentError, ValueError):
        raise StoreUnusable(url, "this is not a database address") from None
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreUnusable(parsed.render_as_string(), "only sqlite and postgresql databases are known")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreUnusable(url, "a database in memory keeps nothing; name a file")
    return parsed


def sqlite_engine(url: URL) -> Engine:
    file = Path(url.database or "")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(str(file), f"its folder cannot be made ({error.strerror})") from error
    log = log_of(str(file))
    engine = create_engine(url, connect_args={"timeout": 0, "check_same_thread": False}, pool_size=8, max_overflow=32)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the transactions are begun below, not by the driver
        patiently(lambda: write_ahead(connection))
        logs = fcntl is not None and Path(log).exists()
        for pragma in (
            f"synchronous={'NORMAL' if logs else 'FULL'}",
            "foreign_keys=ON",
            "cache_size=-65536",
            "temp_store=MEMORY",
            "mmap_size=268435456",
            f"wal_autocheckpoint={MOST_PAGES}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("signpost_writing", False)
        bare: Any = connection.connection.dbapi_connection  # a try costs microseconds, through SQLAlchemy a hundredfold
        if writing:
            began = time.monotonic()
            with in_line(file) as alone:
                patiently(lambda: bare.execute("BEGIN IMMEDIATE"), began, longest=0.0004 if alone else 0.004)
            return
        patiently(lambda: bare.execute("BEGIN"))  # touches nothing; the first look may meet a program that recovers
        patiently(lambda: bare.execute("SELECT 1 FROM sqlite_master LIMIT 1").close())

    return engine


@contextmanager
def in_line(file: Path) -> Iterator[bool]:
    """Wait in the operating system's line of all processes that want to write, until the write has begun: only the
    first of the line looks again and again whether the database is free, and turns come in order.

    The line is a file of its own beside the database: closing any handle of the database file would drop the locks
    that SQLite holds on it. False where there is no such line (Windows, a folder that cannot be written): all look.
    """
    if fcntl is None:
        yield False
        return
    try:
        line = os.open(f"{file}-line", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield True
    finally:
        os.close(line)


def log_of(name: str) -> str:
    """Where SQLite logs the writes to a database: beside the file itself, also where the name is a link to it."""
    return f"{os.path.realpath(name)}-wal"


def on_disk(name: str, log: str) -> None:
    """Wait until all that was written to an SQLite database so far is on the disk; raises StoreError.

    Only the log needs to be: `synchronous=NORMAL` sees to the rest in time. There is none where the last to leave has
    tidied up, which is safe, nor where SQLite cannot have one; it works with FULL there, as it does on Windows.
    Opening and closing the log drops no lock: SQLite's are on the other two files.
    """
    if fcntl is None:
        return
    try:
        opened = os.open(log, os.O_RDWR | os.O_CLOEXEC)
        try:
            sync(opened)
        finally:
            os.close(opened)
    except FileNotFoundError:
        return
    except OSError as error:
        words = f"what was just written may not be on the disk ({error.strerror}); look after the disk, then try again"
        raise StoreError(name, words) from error


def write_ahead(connection: Any) -> None:
    """Set WAL, which the file keeps. Another program's database is left as it is; `migrate` will refuse it."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables or "knowledge" in tables:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").close()  # opens the log


def patiently(act: Any, began: float | None = None, longest: float = 0.004) -> None:
    """Try until the database is free, at most `longest` seconds apart; the waiting may have begun earlier.

    SQLite's own waiting backs off to 100 ms, which starves one of many writers; here whoever has waited longer looks
    more often, so that turns come nearly in order.
    """
    began = time.monotonic() if began is None else began
    while True:
        try:
            act()
            return
        except sqlite3.OperationalError as error:
            waited = time.monotonic() - began
            if "locked" not in str(error) or waited > BUSY_SECONDS:
                raise
        pause = max(0.0004, longest - waited / 15)
        time.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - spreads the waiters


def postgres_engine(url: URL) -> Engine:
    return create_engine(url, pool_size=8, max_overflow=32, pool_pre_ping=True, connect_args={"connect_timeout": 10})


WORDS = (
    (StoreBusy, "locked", "another program is writing to it and does not finish; close that program, then try again"),
    (StoreBusy, "lock timeout", "another program is writing to it and does not finish; look for what holds it"),
    (StoreUnusable, "readonly", "it can be read but not written; check who owns the file and its folder"),
    (StoreUnusable, "read-only", "it can be read but not written"),
    (StoreUnusable, "malformed", "the file is damaged; restore a backup (signpost restore FILE)"),
    (StoreUnusable, "not a database", "this file is not a database"),
    (StoreUnusable, "unable to open", "the file cannot be opened; check that its folder exists and may be written"),
    (StoreUnusable, "disk is full", "the disk is full"),
    (StoreUnusable, "connection", "the database server cannot be reached"),
)


def in_words(name: str, error: DBAPIError | sqlite3.Error) -> StoreError:
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    for kind, sign, words in WORDS:
        if sign in said.lower():
            return kind(name, words)
    return StoreError(name, said.splitlines()[0] if said else type(error).__name__)
