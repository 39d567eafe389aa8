"""What an analyst set for the desk."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_wish_is_none_until_it_is_set_and_each_analyst_has_their_own(store):
    ann, bo = store.analysts.named("Ann", NOW), store.analysts.named("Bo", NOW)
    assert store.wishes.get(ann, "keys") is None
    store.wishes.set(ann, "keys", {"deed": "KeyM"}, NOW)
    store.wishes.set(ann, "keys", {"deed": "Semicolon", "rest": "كود"}, NOW + timedelta(minutes=1))
    store.wishes.set(bo, "keys", {}, NOW)
    assert store.wishes.get(ann, "keys") == {"deed": "Semicolon", "rest": "كود"}
    assert store.wishes.get(bo, "keys") == {}


def test_what_a_merged_analyst_sets_is_kept_for_whom_they_became(store):
    slip, ann = store.analysts.named("Anm", NOW), store.analysts.named("Ann", NOW)
    store.analysts.merge(slip, ann, NOW)
    store.wishes.set(slip, "keys", {"deed": "KeyM"}, NOW)
    assert store.wishes.get(ann, "keys") == {"deed": "KeyM"}
