"""Sealed snapshots come back byte for byte."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from signpost.errors import StoreError
from signpost.nouns.snapshot import Snapshot

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEALED = bytes(range(256)) * 5


def snapshot(name="s1", at=NOW):
    return Snapshot(
        id=name,
        title="A quiet week",
        comment="“—”",
        created_at=at,
        created_by="Ada",
        framework_id="any",
        framework_version="1",
        as_of=date(2026, 11, 21),
        known_at=at - timedelta(microseconds=1),
        digest="ab" * 32,
        document={},
    )


def test_a_snapshot_comes_back_byte_for_byte_and_is_listed_newest_first(store, framework):
    store.snapshots.keep(snapshot("s1"), SEALED)
    store.snapshots.keep(snapshot("s2", NOW + timedelta(days=1)), b"")
    assert store.snapshots.sealed("s1") == SEALED
    assert store.snapshots.sealed("s2") == b""
    newest, oldest = store.snapshots.all()
    assert (newest.id, oldest.id) == ("s2", "s1")
    wanted = snapshot("s1")
    for name in ("title", "comment", "created_at", "created_by", "framework_version", "as_of", "known_at", "digest"):
        assert getattr(oldest, name) == getattr(wanted, name)
    assert oldest.framework_id == framework.id


def test_a_snapshot_is_never_written_over(store):
    store.snapshots.keep(snapshot(), SEALED)
    with pytest.raises(StoreError):
        store.snapshots.keep(snapshot(), b"another")
    assert store.snapshots.sealed("s1") == SEALED


def test_a_removed_snapshot_is_gone(store):
    store.snapshots.keep(snapshot(), SEALED)
    store.snapshots.remove("s1")
    assert (store.snapshots.all(), store.snapshots.sealed("s1")) == ([], None)


def test_a_framework_lists_its_own_snapshots(store, ready, framework, open_again):
    store.snapshots.keep(snapshot(), SEALED)
    assert open_again(ready, replace(framework, id="another_question")).snapshots.all() == []
