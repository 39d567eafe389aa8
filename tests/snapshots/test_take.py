from datetime import UTC, date, datetime, timedelta

import pytest

from signpost.errors import ExportError
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.nouns.snapshot import Filters
from signpost.nouns.tag import Action, Direction, Event
from signpost.snapshots.seal import unseal
from signpost.snapshots.take import new_id, take

NOW = datetime(2026, 11, 22, 14, 23, 1, tzinfo=UTC)
SEEN = Filters(factors=(), first=date(2026, 11, 1), last=date(2026, 11, 22))


def tagged(store, count, now=NOW):
    """`count` invented headlines of two days ago, each tagged by Ada."""
    arrivals = [
        Arrival(
            key=f"k{i}",
            title=f"Invented harbour report number {i} on {'abcdefghij'[i]}",
            url=f"https://news.example/{i}",
            published_at=now - timedelta(days=2, hours=i),
        )
        for i in range(count)
    ]
    store.headlines.keep(arrivals, outlet=Outlet(name="Harbour Post"), now=now - timedelta(hours=2))
    ada = store.analysts.named("Ada", now)
    factor = store.framework.factors[0].id
    for i in range(count):
        event = Event(
            uid=f"u{i}",
            action=Action.TAG,
            headline_id=i + 1,
            at=now,
            factor_id=factor,
            direction=Direction.STRENGTHENS,
        )
        assert store.tags.save([event], ada, now - timedelta(minutes=count - i)).refused == {}


def test_a_snapshot_is_kept_sealed_in_the_store(store):
    tagged(store, 4)
    made = take(store, SEEN, title="Morning", comment="first", created_by="Ada", now=NOW, chance="ab12")
    assert made.id == "20261122-142301-ab12"
    assert unseal(store.snapshots.sealed(made.id)) == made
    assert [listed.id for listed in store.snapshots.all()] == [made.id]
    assert made.known_at == store.knowledge()
    assert made.as_of == date(2026, 11, 22)
    assert made.document["indicators"][0]["stories"] == 4


def test_an_earlier_knowledge_gives_what_was_known_then(sqlite_store):
    tagged(sqlite_store, 4)
    then = NOW - timedelta(minutes=2, seconds=30)
    made = take(sqlite_store, SEEN, title="Then", created_by="Ada", now=NOW, known_at=then)
    assert made.known_at == then
    assert [row["headline"] for row in made.document["evidence"]] == [1, 2]


def test_a_knowledge_yet_to_come_is_the_one_of_now(sqlite_store):
    tagged(sqlite_store, 2)
    made = take(sqlite_store, SEEN, title="", created_by="Ada", now=NOW, known_at=NOW + timedelta(days=1))
    assert made.known_at == sqlite_store.knowledge()


def test_a_store_without_tags_has_a_snapshot_known_now(sqlite_store):
    made = take(sqlite_store, SEEN, title="Empty", created_by="Ada", now=NOW)
    assert made.known_at == NOW
    assert made.document["evidence"] == []


def test_what_cannot_be_frozen_is_not_kept(sqlite_store):
    wrong = Filters(factors=("nothing",), first=SEEN.first, last=SEEN.last)
    with pytest.raises(ExportError):
        take(sqlite_store, wrong, title="Wrong", created_by="Ada", now=NOW)
    assert sqlite_store.snapshots.all() == []


def test_it_says_what_it_does_and_holds_how_the_collection_was(sqlite_store):
    tagged(sqlite_store, 2)
    said = []
    made = take(sqlite_store, SEEN, title="x", created_by="", now=NOW, progress=said.append, stop=lambda: False)
    assert said == [
        "Reading the evidence",
        "Reckoning levels and trends",
        "Writing down 2 tags",
        "Reckoning the digest",
        "Sealing the file",
        "Keeping it",
    ]
    health = made.document["health"]
    assert (health["feeds"], health["well"], health["troubled"], health["deaf_days"]) == (0, 0, [], [])


def test_one_that_is_stopped_leaves_nothing_behind(sqlite_store):
    tagged(sqlite_store, 2)
    asked = iter([False, False, False, True])
    with pytest.raises(ExportError, match="stopped; nothing was kept"):
        take(sqlite_store, SEEN, title="x", created_by="", now=NOW, stop=lambda: next(asked))
    assert sqlite_store.snapshots.all() == []


def test_ids_differ_by_chance_and_sort_by_time():
    assert new_id(NOW, "0a1b") == "20261122-142301-0a1b"
    assert new_id(NOW, "ffff") < new_id(NOW + timedelta(seconds=1), "0000")
