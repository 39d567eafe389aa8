"""What waits for a ruling: the weightiest disagreement first, and nothing that was ruled on."""

from datetime import UTC, datetime, timedelta

import pytest

from signpost.errors import TagError
from signpost.nouns.tag import Action, Analyst, Direction, Kind
from signpost.store.rulings import Reading
from signpost.tagging.disagreements import Conflict, disagreements
from signpost.tagging.record import event_of, record
from signpost.tagging.second_readings import shared
from signpost.tagging.tag_file import event_of_row

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = {"+": Direction.STRENGTHENS, "0": Direction.NEUTRAL, "-": Direction.WEAKENS}


def said(story: int, who: str, word: str, factor: str = "f", weight: int = 2, minute: int = 0, kind: Kind = Kind.TAG):
    """`word`: + 0 - or "x", not relevant."""
    kind = Kind.NOT_RELEVANT if word == "x" else kind
    at = NOW + timedelta(minutes=minute)
    return Reading(
        uid=f"{story}{who}{factor}",
        story_id=story,
        headline_id=story * 10,
        analyst=Analyst(id=ord(who), name=who),
        kind=kind,
        factor_id="" if word == "x" else factor,
        direction=WORDS.get(word),
        weight=weight,
        note="",
        reason="",
        tagged_at=at,
        known_from=at,
    )


def found(*readings: Reading):
    return disagreements(shared(readings, {}), readings)


def kinds(*readings: Reading):
    return [(d.story_id, [(p.factor_id, p.conflict) for p in d.points]) for d in found(*readings)]


@pytest.mark.parametrize(
    ("words", "conflict"),
    [
        pytest.param("+-", Conflict.OPPOSITE, id="the opposite"),
        pytest.param("+x", Conflict.RELEVANCE, id="relevant or not"),
        pytest.param("+0", Conflict.SHIFT, id="a shift or none"),
        pytest.param("++", None, id="the same"),
        pytest.param("xx", None, id="both not relevant"),
    ],
)
def test_what_two_words_make(words, conflict):
    expected = [] if conflict is None else [(1, [("f", conflict)])]
    assert kinds(said(1, "A", words[0]), said(1, "B", words[1])) == expected


def test_another_factor_is_a_point_for_each_of_the_two():
    assert kinds(said(1, "A", "+", "f"), said(1, "B", "+", "g")) == [
        (1, [("f", Conflict.FACTOR), ("g", Conflict.FACTOR)])
    ]


def test_weights_alone_are_nothing_to_rule_on():
    assert not found(said(1, "A", "+", weight=1), said(1, "B", "+", weight=3))


def test_the_weightiest_comes_first_then_the_newest():
    pairs = {1: ("+", "0", 2, 0), 2: ("+", "x", 1, 0), 3: ("+", "-", 1, 0), 4: ("+", "-", 3, 0), 5: ("+", "-", 1, 9)}
    readings = [
        said(story, who, word, weight=weight, minute=minute)
        for story, (a, b, weight, minute) in pairs.items()
        for who, word in (("A", a), ("B", b))
    ]
    assert [d.story_id for d in found(*readings)] == [4, 5, 3, 2, 1]


def test_a_ruling_settles_its_factor_and_no_other():
    readings = [said(1, "A", "+", "f"), said(1, "B", "-", "f"), said(1, "A", "+", "g")]
    ruling = said(1, "C", "+", "f", kind=Kind.RULING)
    assert kinds(*readings, ruling) == [(1, [("g", Conflict.FACTOR)])]
    assert not found(*readings, ruling, said(1, "C", "", "g", kind=Kind.RULING))


def test_a_disagreement_shows_the_headline_that_was_tagged():
    assert [d.headline_id for d in found(said(1, "A", "x"), said(1, "B", "+"))] == [10]


# ---- how a ruling is recorded


@pytest.fixture
def ruling(framework):
    factor = framework.active[0].id
    words = {"uid": "r1", "action": "ruling", "headline": 7, "factor": factor, "weight": 2, "at": NOW.isoformat()}
    return words | {"direction": "weakens", "reason": "The paper itself says so."}


def test_a_ruling_may_say_that_the_story_does_not_bear_on_the_factor(ruling, framework):
    event = event_of(ruling | {"direction": ""}, framework, NOW)
    assert (event.action, event.direction, event.reason) == (Action.RULING, None, "The paper itself says so.")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"reason": "  "}, "needs a reason", id="no reason"),
        pytest.param({"direction": "up"}, "no direction", id="no such direction"),
        pytest.param({"action": "tag", "direction": ""}, "no direction", id="a tag without a direction"),
    ],
)
def test_a_ruling_without_sense_is_refused(ruling, framework, change, reason):
    with pytest.raises(TagError, match=reason):
        event_of(ruling | change, framework, NOW)


def test_a_file_brings_such_a_ruling_back(framework):
    row = {"headline": "h1", "factor": framework.active[0].id, "kind": "ruling", "analyst": "Ann", "reason": "So."}
    event = event_of_row(row | {"direction": ""}, {"h1": 7}, framework, NOW)
    assert (event.action, event.direction) == (Action.RULING, None)
    with pytest.raises(TagError, match="no direction"):
        event_of_row(row | {"direction": "", "kind": "tag"}, {"h1": 7}, framework, NOW)


def test_a_ruling_leaves_the_raw_tags_standing(sqlite_store, framework, ruling):
    from signpost.nouns.feed import Outlet
    from signpost.nouns.headline import Arrival

    arrival = Arrival(key="k", title="Envoy flies to talks", published_at=NOW)
    number = sqlite_store.headlines.keep([arrival], outlet=Outlet(name="Herald"), now=NOW).ids[0]
    people = [sqlite_store.analysts.named(name, NOW) for name in ("Ann", "Bo", "Cy")]
    tag = {"action": "tag", "headline": number, "factor": framework.active[0].id, "at": NOW.isoformat()}
    for who, way in zip(people, ("strengthens", "weakens"), strict=False):
        record(sqlite_store, framework, who, [tag | {"uid": who.name, "direction": way}], NOW)
    assert len(found(*sqlite_store.rulings.shared())) == 1
    saved = record(sqlite_store, framework, people[2], [ruling | {"headline": number, "direction": ""}], NOW)
    assert saved.acknowledged == ("r1",)
    assert not found(*sqlite_store.rulings.shared())
    standing = sqlite_store.tags.standing([number])
    assert [(j.analyst.name, j.kind.value) for j in standing] == [("Ann", "tag"), ("Bo", "tag"), ("Cy", "ruling")]
    evidence = sqlite_store.tags.evidence()
    assert evidence[["kind", "direction"]].to_numpy().tolist()[-1] == ["ruling", ""]
