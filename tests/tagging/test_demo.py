"""The demo loads whole, with its own clocks, and has something to show."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from signpost.errors import SettingsError
from signpost.indicators.board import board
from signpost.nouns.framework import Framework
from signpost.store import Store, open_store
from signpost.tagging.demo import SEEN_AFTER, clear_demo, is_demo, load_demo, today
from signpost.tagging.queue import relevance
from signpost.trends.trace import trace

DEMO = Path(__file__).parents[2] / "data" / "demo"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, framework: Framework) -> Iterator[Store]:
    """The demo, loaded once for the tests that only read."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    with open_store(str(file), framework, relevance(framework).rank) as store:
        headlines, tags = load_demo(store, DEMO, NOW)
        assert (headlines, tags) == (store.headlines.count(), store.tags.count())
        yield store


def test_everything_is_in_and_marked(loaded: Store) -> None:
    assert is_demo(loaded)
    assert loaded.headlines.count() == len((DEMO / "headlines.csv").read_text("utf-8").splitlines()) - 1
    assert loaded.faults() == []
    assert all(person.name.endswith("(demo)") for person in loaded.analysts.all())
    assert all(h.outlet.startswith("Demo ") for h in loaded.headlines.export())


def test_each_word_was_known_when_it_was_given(loaded: Store) -> None:
    assert all(j.known_from == j.tagged_at for j in loaded.tags.all())
    seen = {h.id: h.first_seen_at for h in loaded.headlines.export()}
    assert all(h.first_seen_at == h.published_at + SEEN_AFTER for h in loaded.headlines.export() if h.published_at)
    assert all(j.tagged_at >= seen[j.headline_id] for j in loaded.tags.all())


def test_the_past_knew_less(loaded: Store) -> None:
    now = len(loaded.tags.evidence())
    then = [len(loaded.tags.evidence(datetime(*day, tzinfo=UTC))) for day in ((2025, 4, 1), (2025, 9, 1), (2026, 3, 1))]
    assert then[0] == 0
    assert 0 < then[1] < then[2] < now


def test_what_was_known_then_does_not_change_by_what_came_later(loaded: Store, framework: Framework) -> None:
    day = date(2026, 3, 1)
    known = datetime(2026, 3, 2, tzinfo=UTC)
    levels = [
        i.level for i in board(loaded.tags.evidence(known), [factor.id for factor in framework.active]).indicators(day)
    ]
    assert levels == [
        i.level for i in board(loaded.tags.evidence(known), [factor.id for factor in framework.active]).indicators(day)
    ]
    assert {round(level) for level in levels} != {50}


def test_an_indicator_shifts_clearly(loaded: Store, framework: Framework) -> None:
    newest = loaded.headlines.newest()
    assert newest is not None
    whole = board(loaded.tags.evidence(), [factor.id for factor in framework.active])
    first, last = newest.date() - timedelta(days=540), newest.date()
    traces = [trace(whole.sums[factor.id], factor.id, first, last) for factor in framework.active]
    apart = [
        max(t.low[later] - t.high[later - 60] for later in range(60, len(t.days)) if t.n_effective[later - 60] > 3)
        for t in traces
    ]
    assert max(apart) > 0, "no band of any factor ever left the band of two months before"
    assert all(max(t.level) - min(t.level) > 10 for t in traces)


def test_everything_opens_on_the_last_day_it_tells_of(loaded: Store) -> None:
    last = max(h.published_at for h in loaded.headlines.export() if h.published_at).date()
    assert today(loaded, datetime(2031, 1, 1, tzinfo=UTC)) == last


def test_a_database_without_it_opens_on_the_day_it_is(sqlite_store: Store) -> None:
    assert today(sqlite_store, datetime(2031, 1, 1, 23, 59, tzinfo=UTC)) == date(2031, 1, 1)


def test_it_is_not_loaded_twice(loaded: Store) -> None:
    with pytest.raises(SettingsError, match="already"):
        load_demo(loaded, DEMO, NOW)


def small_demo(folder: Path) -> Path:
    """The first rows of the demo, with what they need."""
    headlines = (DEMO / "headlines.csv").read_text("utf-8").splitlines(keepends=True)[:31]
    ids = {row.rsplit(",", 2)[1] for row in headlines}
    tags = (DEMO / "tags.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "headlines.csv").write_text("".join(headlines), "utf-8")
    (folder / "tags.csv").write_text("".join([tags[0], *(t for t in tags if t.split(",")[0] in ids)]), "utf-8")
    return folder


def test_it_clears_again_on_each_engine(store: Store, tmp_path: Path) -> None:
    headlines, tags = load_demo(store, small_demo(tmp_path), NOW)
    assert headlines == 30
    assert tags > 0
    clear_demo(store)
    assert (store.headlines.count(), store.tags.count(), is_demo(store)) == (0, 0, False)
    assert store.analysts.all() == []
    assert load_demo(store, tmp_path, NOW) == (headlines, tags)
    assert store.faults() == []


@pytest.mark.parametrize(
    ("file", "row", "words"),
    [
        ("headlines.csv", "soon,Demo Wire,A title,,,,x,\n", "headlines.csv line 32"),
        ("headlines.csv", ",Demo Wire,A title,,,,x,\n", "has no time"),
        ("tags.csv", "none,,,,Ada (demo),2025-05-02,not_relevant,,,\n", "tags.csv line"),
    ],
)
def test_a_spoilt_file_is_named(sqlite_store: Store, tmp_path: Path, file: str, row: str, words: str) -> None:
    small_demo(tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as spoilt:
        spoilt.write(row)
    with pytest.raises(SettingsError, match=words):
        load_demo(sqlite_store, tmp_path, NOW)


def test_clearing_touches_nothing_real(sqlite_store: Store, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "none", ignore_errors=True)
    with pytest.raises(SettingsError, match="does not hold the demo"):
        clear_demo(sqlite_store)
