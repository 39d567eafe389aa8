"""Premises: the state of an assumption changes, its history stays."""

from datetime import UTC, date, datetime

import pytest

from signpost.errors import TagError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = date(2026, 11, 12)


@pytest.fixture
def ada(store):
    return store.analysts.named("Ada", NOW)


def test_the_last_word_stands_and_every_earlier_one_is_kept(store, ada):
    assert store.premises.standing() == {}
    store.premises.set("a", "holds", DAY, "As ever", ada, NOW)
    before = store.knowledge()
    store.premises.set("a", "unsupported", DAY, "The pact was signed ", store.analysts.named("Bo", NOW), NOW)
    store.premises.set("b", "caveated", DAY, "Only in part", ada, NOW)
    standing = store.premises.standing()
    assert {name: one.state for name, one in standing.items()} == {"a": "unsupported", "b": "caveated"}
    assert (standing["a"].analyst, standing["a"].reason, standing["a"].day) == ("Bo", "The pact was signed", DAY)
    assert {name: one.state for name, one in store.premises.standing(before).items()} == {"a": "holds"}
    history = store.premises.history("a")
    assert [one.state for one in history] == ["unsupported", "holds"]
    assert history[0].ended_at is None
    assert history[1].ended_at == history[0].said_at


@pytest.mark.parametrize(("state", "reason"), [("gone", "because"), ("holds", " ")])
def test_a_state_must_be_one_of_four_and_have_a_reason(store, ada, state, reason):
    with pytest.raises(TagError):
        store.premises.set("a", state, DAY, reason, ada, NOW)
    assert store.premises.history("a") == []
