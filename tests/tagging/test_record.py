"""What a page sends is checked word by word; what is wrong is refused with a reason and holds up nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from signpost.errors import TagError
from signpost.nouns.framework import Framework
from signpost.nouns.tag import Action, Direction, Kind
from signpost.store import Store
from signpost.tagging.record import CLOCK_SLACK, event_of, record

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Keep = Callable[..., int]


@pytest.fixture
def words(framework: Framework) -> dict[str, Any]:
    """A tag as the deck sends it."""
    factor = framework.active[0].id
    return {
        "uid": "u1",
        "action": "tag",
        "headline": 7,
        "factor": factor,
        "direction": "weakens",
        "weight": 3,
        "at": "2026-11-22T11:59:58.500Z",
    }


def test_a_tag_is_read_as_sent(words: dict[str, Any], framework: Framework) -> None:
    event = event_of({**words, "note": "  Seen twice.  "}, framework, NOW)
    assert (event.uid, event.action, event.headline_id) == ("u1", Action.TAG, 7)
    assert (event.factor_id, event.direction, event.weight) == (framework.active[0].id, Direction.WEAKENS, 3)
    assert event.at == datetime(2026, 11, 22, 11, 59, 58, 500_000, tzinfo=UTC)
    assert event.note == "Seen twice."


def test_a_tag_without_a_weight_is_moderate(words: dict[str, Any], framework: Framework) -> None:
    del words["weight"]
    assert event_of(words, framework, NOW).weight == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"uid": ""}, "no uid", id="no uid"),
        pytest.param({"uid": 5}, "not a text", id="a number for a uid"),
        pytest.param({"uid": "u" * 101}, "longer than 100", id="an endless uid"),
        pytest.param({"action": "shout"}, "nothing an analyst can do", id="unknown action"),
        pytest.param({"action": None}, "nothing an analyst can do", id="no action"),
        pytest.param({"headline": None}, "names no headline", id="no headline"),
        pytest.param({"headline": "7"}, "names no headline", id="a text for a headline"),
        pytest.param({"headline": True}, "names no headline", id="yes for a headline"),
        pytest.param({"headline": 2**63}, "names no headline", id="a number beyond the database"),
        pytest.param({"headline": -1}, "names no headline", id="a headline below nought"),
        pytest.param({"factor": "weather"}, "no factor “weather”", id="unknown factor"),
        pytest.param({"factor": ["a"]}, "not a text", id="a list for a factor"),
        pytest.param({"direction": "up"}, "no direction", id="unknown direction"),
        pytest.param({"weight": 4}, "no weight", id="unknown weight"),
        pytest.param({"weight": True}, "no weight", id="yes for a weight"),
        pytest.param({"weight": 2.5}, "no weight", id="a weight between two"),
        pytest.param({"weight": [2]}, "no weight", id="a list for a weight"),
        pytest.param({"weight": {}}, "no weight", id="an object for a weight"),
        pytest.param({"weight": "x" * 9000}, "no weight", id="an endless weight"),
        pytest.param({"signpost": "nothing"}, "no signpost “nothing”", id="unknown signpost"),
        pytest.param({"note": "n" * 2001}, "longer than 2000", id="an endless note"),
        pytest.param({"action": "deed", "signpost": "nothing"}, "signpost “nothing”", id="unknown deed"),
        pytest.param({"action": "undo"}, "what to take back", id="undo of nothing"),
        pytest.param({"action": "withdraw", "undoes": " "}, "what to take back", id="withdrawing nothing"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    words: dict[str, Any], framework: Framework, change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(TagError) as caught:
        event_of({**words, **change}, framework, NOW)
    assert reason in caught.value.reason
    assert len(caught.value.reason) < 300


@pytest.mark.parametrize(
    ("at", "taken"),
    [
        pytest.param("2026-11-22T10:00:00Z", NOW - timedelta(hours=2), id="as sent"),
        pytest.param("2026-11-22T13:00:00+03:00", NOW - timedelta(hours=2), id="of another zone"),
        pytest.param("2026-11-22T10:00:00", NOW - timedelta(hours=2), id="without a zone"),
        pytest.param("2026-11-22T12:00:01Z", NOW, id="ahead"),
        pytest.param((NOW - CLOCK_SLACK - timedelta(days=1)).isoformat(), NOW, id="years old"),
        pytest.param("0001-01-01T00:00:00+14:00", NOW, id="outside the calendar"),
        pytest.param("noon", NOW, id="no time"),
        pytest.param(None, NOW, id="none"),
        pytest.param(1e300, NOW, id="a number"),
    ],
)
def test_a_time_is_believed_within_reason(
    words: dict[str, Any], framework: Framework, at: Any, taken: datetime
) -> None:
    assert event_of({**words, "at": at}, framework, NOW).at == taken


def test_every_uid_is_answered_and_the_good_ones_are_saved(
    store: Store, framework: Framework, words: dict[str, Any], keep: Keep
) -> None:
    headline = keep("Moscow delays a shipment")
    analyst = store.analysts.named("Ann", NOW)
    deed = framework.scenarios[0].signposts[0].id
    sent = [
        {**words, "headline": headline},
        {**words, "uid": "u2", "headline": headline, "direction": "up"},
        {**words, "uid": "u3", "headline": headline + 99},
        {**words, "uid": "u4", "headline": headline, "action": "deed", "signpost": deed},
        {**words, "uid": "u5", "headline": headline, "factor": framework.active[1].id, "weight": [1]},
    ]
    saved = record(store, framework, analyst, sent, NOW)
    assert saved.acknowledged == ("u1", "u4")
    assert set(saved.refused) == {"u2", "u3", "u5"}
    assert {(j.kind, j.uid) for j in store.tags.standing([headline])} == {(Kind.TAG, "u1"), (Kind.DEED, "u4")}
    again = record(store, framework, analyst, sent, NOW)
    assert again == saved
    assert store.tags.count() == 2


def test_undo_takes_back_what_was_sent(store: Store, framework: Framework, words: dict[str, Any], keep: Keep) -> None:
    headline = keep("Moscow delays a shipment")
    analyst = store.analysts.named("Ann", NOW)
    tag = {**words, "headline": headline}
    undo = {"uid": "u2", "action": "undo", "headline": headline, "undoes": "u1"}
    assert record(store, framework, analyst, [tag, undo], NOW).acknowledged == ("u1", "u2")
    assert store.tags.count() == 0


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 a character", "‮turned"])
def test_strange_characters_spoil_nothing(
    store: Store, framework: Framework, words: dict[str, Any], keep: Keep, text: str
) -> None:
    headline = keep("Moscow delays a shipment")
    analyst = store.analysts.named("Ann", NOW)
    saved = record(store, framework, analyst, [{**words, "headline": headline, "note": text}], NOW)
    assert saved.acknowledged == ("u1",)
    (kept,) = store.tags.standing([headline])
    assert kept.note.encode()


def test_a_retired_factor_takes_no_new_tags(words: dict[str, Any], framework: Framework) -> None:
    from dataclasses import replace

    first, *rest = framework.factors
    later = replace(framework, factors=(replace(first, retired=NOW.date()), *rest))
    with pytest.raises(TagError, match="retired"):
        event_of({**words, "factor": first.id}, later, NOW)
