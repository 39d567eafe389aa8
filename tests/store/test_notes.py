"""Notes on the trend: added, changed and removed without losing what was said before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from signpost.errors import TagError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = date(2026, 11, 12)
WIDE = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def ada(store):
    return store.analysts.named("Ada", NOW)


def test_a_note_is_changed_and_removed_and_every_earlier_moment_keeps_its_words(store, ada):
    uid = store.notes.add(DAY, "  Ceasefire\n signed ", ada, NOW)
    first = store.knowledge()
    store.notes.change(uid, DAY + timedelta(days=1), "Ceasefire announced", ada, NOW, factor_id="f")
    second = store.knowledge()
    store.notes.change(uid, DAY, "Ceasefire signed after all", ada, NOW)
    store.notes.remove(uid, NOW)
    assert store.notes.between(*WIDE) == []
    (one,) = store.notes.between(*WIDE, known_at=first)
    assert (one.uid, one.day, one.factor_id, one.words, one.analyst) == (uid, DAY, "", "Ceasefire signed", "Ada")
    (two,) = store.notes.between(*WIDE, known_at=second)
    assert (two.uid, two.day.day, two.factor_id, two.words) == (uid, 13, "f", "Ceasefire announced")
    assert store.notes.between(*WIDE, known_at=first - timedelta(hours=1)) == []


def test_notes_come_by_day_and_only_those_of_the_days_asked_for(store, ada):
    for day in (20, 3, 12):
        store.notes.add(date(2026, 11, day), f"On the {day}", ada, NOW)
    assert [one.day.day for one in store.notes.between(date(2026, 11, 3), date(2026, 11, 12))] == [3, 12]


def test_a_note_sent_twice_is_kept_once_and_its_writer_keeps_a_corrected_name(store, ada):
    for _ in range(2):
        store.notes.add(DAY, "Talks begin", ada, NOW, uid="once")
    store.analysts.merge(ada, store.analysts.named("Ada Lovelace", NOW), NOW)
    (one,) = store.notes.between(*WIDE)
    assert one.analyst == "Ada Lovelace"


@pytest.mark.parametrize("words", ["", " \n ", "x" * 201])
def test_a_note_says_something_short(store, ada, words):
    with pytest.raises(TagError, match="note"):
        store.notes.add(DAY, words, ada, NOW)


def test_a_note_that_a_colleague_removed_cannot_be_changed(store, ada):
    uid = store.notes.add(DAY, "Talks begin", ada, NOW)
    store.notes.remove(uid, NOW)
    with pytest.raises(TagError, match="removed meanwhile"):
        store.notes.change(uid, DAY, "Talks end", ada, NOW)
