"""Acknowledged shifts: found again by factor, way and about when they began."""

from datetime import UTC, date, datetime, timedelta

import pytest

from signpost.errors import TagError
from signpost.nouns.acknowledgement import acknowledged
from signpost.nouns.shift import Shift

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def shift(**given):
    values = {"factor_id": "money", "way": "up", "since": date(2026, 11, 3), "found_on": date(2026, 11, 9)}
    numbers = dict.fromkeys(("strength", "robust", "share_since", "share_before", "level", "low", "high"), 0.0)
    return Shift(**(numbers | values | {"closed_on": None, "stories": 23, "outlets": 9} | given))


@pytest.fixture
def ada(store):
    return store.analysts.named("Ada", NOW)


def test_a_shift_stays_acknowledged_while_its_day_is_dated_anew(store, ada):
    store.acknowledged.say(shift(), " Looking into it", ada, NOW)
    moved = shift(since=date(2026, 11, 8))
    found = acknowledged(moved, store.acknowledged.all())
    assert (found.analyst, found.words) == ("Ada", "Looking into it")
    for other in (shift(way="down"), shift(factor_id="river"), shift(since=date(2026, 8, 1))):
        assert acknowledged(other, store.acknowledged.all()) is None


def test_a_later_word_replaces_the_first_and_taking_back_leaves_the_past_as_it_was(store, ada):
    store.acknowledged.say(shift(), "First", ada, NOW)
    then = store.knowledge()
    store.acknowledged.say(shift(since=date(2026, 11, 6)), "Second", store.analysts.named("Bo", NOW), NOW)
    assert [(one.analyst, one.words) for one in store.acknowledged.all()] == [("Bo", "Second")]
    store.acknowledged.take_back(shift(), NOW)
    assert store.acknowledged.all() == []
    assert [one.words for one in store.acknowledged.all(then)] == ["First"]
    assert store.acknowledged.all(then - timedelta(days=1)) == []


def test_a_word_is_not_a_letter(store, ada):
    with pytest.raises(TagError, match="at most 500"):
        store.acknowledged.say(shift(), "x" * 501, ada, NOW)
