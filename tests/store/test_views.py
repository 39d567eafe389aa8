"""Saved views of a page."""

from datetime import UTC, datetime

import pytest

from signpost.errors import TagError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def names(store, analyst):
    return [(view.name, view.query, view.own, view.by) for view in store.views.of(analyst, "tagging")]


def test_own_views_come_first_and_only_shared_ones_of_colleagues_are_seen(store):
    ann, bo = store.analysts.named("Ann", NOW), store.analysts.named("Bo", NOW)
    store.views.save(ann, "tagging", " Caspian  press ", "tagging_outlet=Caspian+Post", NOW)
    store.views.save(bo, "tagging", "Autonomy", "tagging_factor=x", NOW, shared=True)
    store.views.save(bo, "tagging", "Bo's own", "tagging_text=y", NOW)
    store.views.save(ann, "headlines", "Another page", "z=1", NOW)
    assert names(store, ann) == [
        ("Caspian press", "tagging_outlet=Caspian+Post", True, "Ann"),
        ("Autonomy", "tagging_factor=x", False, "Bo"),
    ]


def test_saving_under_an_own_name_replaces_and_only_own_views_can_be_removed(store):
    ann, bo = store.analysts.named("Ann", NOW), store.analysts.named("Bo", NOW)
    store.views.save(ann, "tagging", "Autonomy", "a=1", NOW, shared=True)
    view = store.views.save(ann, "tagging", "AUTONOMY", "a=2", NOW, shared=True)
    assert names(store, bo) == [("AUTONOMY", "a=2", False, "Ann")]
    assert not store.views.remove(view, bo, NOW)
    assert store.views.remove(view, ann, NOW)
    assert not store.views.remove(view, ann, NOW)
    assert names(store, ann) == []


def test_views_follow_a_merge(store):
    slip, ann = store.analysts.named("Anm", NOW), store.analysts.named("Ann", NOW)
    view = store.views.save(slip, "tagging", "Autonomy", "a=1", NOW)
    store.analysts.merge(slip, ann, NOW)
    assert names(store, ann) == [("Autonomy", "a=1", True, "Anm")]
    assert store.views.remove(view, ann, NOW)


@pytest.mark.parametrize("name", ["", " - ", "n" * 61])
def test_a_view_needs_a_name_that_fits(store, name):
    ann = store.analysts.named("Ann", NOW)
    with pytest.raises(TagError):
        store.views.save(ann, "tagging", name, "", NOW)
