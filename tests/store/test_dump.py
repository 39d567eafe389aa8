"""Everything goes out as plain files and into the other engine, and comes out of it the same to the bit."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from signpost.errors import StoreUnusable
from signpost.indicators.board import board, composite_json, indicator_json
from signpost.nouns.headline import Arrival
from signpost.nouns.snapshot import Filters
from signpost.nouns.tag import Action
from signpost.snapshots.take import take
from signpost.snapshots.verify import verify
from signpost.store import Wanted, dump, load, open_store
from signpost.store.dump import LEFT_OUT, tables
from signpost.store.engine import Door
from signpost.store.schema import analysts, metadata, settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def work(hand) -> None:
    """A little of everything that has two clocks, and a character of every kind."""
    one, two, three = hand.keep("Talks resume", "Envoys “meet” in Köln 🕊", Arrival(key="ar", title="روسيا تدين")).ids
    uid = hand.do("Ada", Action.TAG, one, note="with a line\nbreak, a tab\t and a \\")
    hand.do("Ada", Action.TAG, one, factor=1)
    hand.do("Bo", Action.NOT_RELEVANT, two)
    hand.do("Ada", Action.UNDO, one, undoes=uid)
    hand.do("Bo", Action.LATER, three)
    hand.do("Bo", Action.DEED, two)
    first, second = hand.story(one), hand.story(two)
    hand.store.stories.merge(second, first, hand.analyst("Ada"), "m1", hand.later())
    hand.store.stories.undo("m1", hand.analyst("Ada"), "m2", hand.later())
    day = hand.now.date()
    filters = Filters(factors=tuple(f.id for f in hand.framework.active), first=day - timedelta(days=30), last=day)
    take(hand.store, filters, title="A view", created_by="Ada", now=hand.later(), chance="ab12")
    hand.store.values.secret()


def levels(store) -> str:
    """Indicators and composite as the command line prints them."""
    whole = board(store.tags.evidence(), [factor.id for factor in store.framework.active])
    found = whole.indicators(NOW.date())
    return json.dumps([*map(indicator_json, found), composite_json(whole.composite(found))])


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "manifest.json"}


@pytest.mark.postgres
def test_a_dump_loads_into_the_other_engine_and_comes_out_the_same(
    hand, ready, other_engine, framework, tmp_path
) -> None:
    work(hand)
    written = dump(ready, tmp_path / "out", NOW)
    assert load(other_engine, tmp_path / "out") == written
    dump(other_engine, tmp_path / "again", NOW)
    assert files(tmp_path / "again") == files(tmp_path / "out")
    with open_store(other_engine, framework, lambda title, summary: 0) as store:
        assert store.faults() == []
        assert store.knowledge() == hand.store.knowledge()
        assert store.tags.evidence().equals(hand.store.tags.evidence())
        [listed] = store.snapshots.all()
        assert store.snapshots.sealed(listed.id) == hand.store.snapshots.sealed(listed.id)
        assert verify(store.snapshots.sealed(listed.id)).identical
        assert levels(store) == levels(hand.store)
        assert [h.id for h in store.headlines.page(Wanted(text="köln")).headlines] == [2]
        moved = replace(hand, store=store)
        assert moved.keep("A headline after the move").ids[0] > 3  # new rows get numbers of their own
        assert moved.do("Cy", Action.TAG, 3)


def test_every_table_is_carried_but_what_is_made_anew() -> None:
    assert {table.name for table in tables()} | LEFT_OUT == set(metadata.tables)
    assert {"picks", "handed", "leases"} == LEFT_OUT


def test_the_secret_that_signs_stays_behind(hand_on_sqlite, tmp_path) -> None:
    work(hand_on_sqlite)
    secret = hand_on_sqlite.store.values.secret()
    dump(hand_on_sqlite.store.door.url.render_as_string(), tmp_path / "out", NOW)
    assert all(secret.encode() not in gzip.decompress(content) for content in files(tmp_path / "out").values())


@pytest.fixture
def dumped(hand_on_sqlite, tmp_path) -> Path:
    work(hand_on_sqlite)
    dump(hand_on_sqlite.store.door.url.render_as_string(), tmp_path / "out", NOW)
    return tmp_path / "out"


def test_a_changed_line_is_found_and_nothing_is_loaded(dumped, tmp_path) -> None:
    file = dumped / "tags.jsonl.gz"
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(b"weakens", b"neutral", 1)))
    with pytest.raises(StoreUnusable, match=r"tags\.jsonl\.gz: it is not as it was written"):
        load(str(tmp_path / "new.db"), dumped)
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        pytest.param(lambda folder: (folder / "tags.jsonl.gz").unlink(), "cannot be read", id="a file is missing"),
        pytest.param(lambda folder: (folder / "manifest.json").unlink(), "no dump", id="no manifest"),
        pytest.param(lambda folder: (folder / "manifest.json").write_text("[]"), "no dump", id="another manifest"),
        pytest.param(
            lambda folder: (folder / "tags.jsonl.gz").write_bytes((folder / "tags.jsonl.gz").read_bytes()[:40]),
            "cannot be read",
            id="cut off",
        ),
    ],
)
def test_a_damaged_dump_is_refused(dumped, tmp_path, harm, said) -> None:
    harm(dumped)
    with pytest.raises(StoreUnusable, match=said):
        load(str(tmp_path / "new.db"), dumped)


def test_a_dump_of_a_newer_signpost_is_refused(dumped, tmp_path) -> None:
    file = dumped / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"schema": "9999"}))
    with pytest.raises(StoreUnusable, match="newer Signpost"):
        load(str(tmp_path / "new.db"), dumped)


def test_a_dump_of_an_older_signpost_is_brought_up_to_date(dumped, tmp_path, framework) -> None:
    """As 0002 wrote it: without the tables that came later."""
    file = dumped / "manifest.json"
    manifest = json.loads(file.read_text())
    later = {"premises", "ratings", "notes", "acknowledgements", "schedules", "views", "draws"}
    later |= {"handovers", "suggestions", "wishes", "codebook_lines", "training_answers"}
    manifest["tables"] = {name: told for name, told in manifest["tables"].items() if name not in later}
    file.write_text(json.dumps(manifest | {"schema": "0002"}))
    load(str(tmp_path / "new.db"), dumped)
    with open_store(str(tmp_path / "new.db"), framework, lambda title, summary: 0) as store:
        assert store.faults() == []
        assert store.headlines.count() == 3


def test_a_database_in_use_is_not_loaded_into(dumped, hand_on_sqlite) -> None:
    with pytest.raises(StoreUnusable, match="it holds headlines already"):
        load(hand_on_sqlite.store.door.url.render_as_string(), dumped)


def test_a_folder_that_holds_something_is_not_written_over(dumped, hand_on_sqlite) -> None:
    with pytest.raises(StoreUnusable, match="not empty"):
        dump(hand_on_sqlite.store.door.url.render_as_string(), dumped, NOW)


def test_an_analyst_that_points_to_a_later_one_comes_through(hand_on_sqlite, tmp_path) -> None:
    ada, bo = hand_on_sqlite.analyst("Ada"), hand_on_sqlite.analyst("Bo")
    with hand_on_sqlite.store.door.writing() as connection:
        connection.execute(analysts.update().where(analysts.c.id == ada.id).values(merged_into=bo.id))
    url = hand_on_sqlite.store.door.url.render_as_string()
    dump(url, tmp_path / "out", NOW)
    load(str(tmp_path / "new.db"), tmp_path / "out")
    door = Door(str(tmp_path / "new.db"))
    with door.reading() as connection:
        kept = dict(connection.execute(select(analysts.c.name, analysts.c.merged_into)).all())
        assert connection.execute(select(settings.c.key).where(settings.c.key == "secret")).all() == []
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    door.close()
    assert kept == {"Ada": bo.id, "Bo": None}
