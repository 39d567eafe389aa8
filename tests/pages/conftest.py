"""Pages as an analyst meets them: run from the frame, on a database of their own that holds the demo, or nothing."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from signpost.desk import import_sheet, server, snapshots_making
from signpost.nouns.framework import Framework
from signpost.store import open_store
from signpost.tagging.demo import load_demo
from signpost.tagging.queue import relevance

ROOT = Path(__file__).resolve().parents[2]
FRAME = ROOT / "pages" / "0_frame.py"
PATIENCE = 60  # seconds for one run, on a machine with much else to do


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory, framework: Framework) -> Path:
    """A database that holds the demo, loaded once; copy it before use."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    with open_store(str(file), framework, relevance(framework).rank) as store:
        load_demo(store, ROOT / "data" / "demo", datetime.now(UTC))
    return file


@pytest.fixture
def app(demo_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The dashboard with the demo, not yet run: run it, then `switch_page("5_headlines.py").run()`."""
    file = tmp_path / "demo.db"
    shutil.copy(demo_database, file)
    yield from framed(file, monkeypatch)


@pytest.fixture
def empty_app(tmp_path: Path, sqlite_pattern: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The dashboard with an empty database, not yet run."""
    yield from framed(Path(shutil.copy(sqlite_pattern, tmp_path / "empty.db")), monkeypatch)


def framed(database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("SIGNPOST_DATABASE", str(database))
    monkeypatch.setenv("SIGNPOST_COLLECT", "no")
    for long in (import_sheet, snapshots_making):
        monkeypatch.setattr(long, "AT_ONCE", PATIENCE)
    server.close()
    yield AppTest.from_file(str(FRAME), default_timeout=PATIENCE)
    server.close()
