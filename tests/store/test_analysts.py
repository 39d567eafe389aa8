"""Analysts: one person, one row, however the name is written."""

import pytest

from signpost.errors import TagError
from signpost.nouns.tag import Action, Analyst, Direction

TAG, NOT_RELEVANT, UNDO = Action.TAG, Action.NOT_RELEVANT, Action.UNDO


@pytest.fixture
def one(hand):
    return hand.keep("Talks resume in the capital").ids[0]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("ada lovelace", id="case"),
        pytest.param("  Ada   Lovelace ", id="spaces"),
        pytest.param("Ada\u00a0Lovelace", id="hard space"),
        pytest.param("Ａda Lovelace", id="wide letter"),
    ],
)
def test_a_name_means_one_person_however_it_is_written(hand, other):
    ada = hand.analyst("Ada Lovelace")
    assert hand.analyst(other) == ada
    assert len(hand.store.analysts.all()) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("", "at least one letter", id="empty"),
        pytest.param(" \t ", "at least one letter", id="blank"),
        pytest.param("—!?", "at least one letter", id="only signs"),
        pytest.param("a" * 61, "at most 60", id="too long"),
        pytest.param("Ada\x00Byron", "visible", id="NUL"),
        pytest.param("Ada\u202eByron", "visible", id="turned round"),
    ],
)
def test_a_name_that_is_none_is_refused_in_a_sentence(hand, name, reason):
    with pytest.raises(TagError, match=reason):
        hand.analyst(name)
    assert hand.store.analysts.all() == []


def test_everyone_is_listed_by_name(hand):
    for name in ("Cem", "ada", "Ben", "Дарья"):
        hand.analyst(name)
    assert [a.name for a in hand.store.analysts.all()] == ["ada", "Ben", "Cem", "Дарья"]


def test_a_renamed_analyst_keeps_their_judgements(hand, one):
    hand.do("Adda", TAG, one)
    renamed = hand.store.analysts.rename(hand.analyst("Adda"), "Ada")
    assert renamed == hand.analyst("ada")
    assert hand.store.tags.evidence()["analyst"].tolist() == ["Ada"]


def test_a_name_may_be_respelt_but_not_be_anothers(hand):
    ada, ben = hand.analyst("ada"), hand.analyst("Ben")
    assert hand.store.analysts.rename(ada, "Ada").name == "Ada"
    with pytest.raises(TagError, match="merge the two"):
        hand.store.analysts.rename(ben, "ADA")


def merge(hand, mistyped, into):
    return hand.store.analysts.merge(hand.analyst(mistyped), hand.analyst(into), hand.later())


def test_a_merge_moves_what_stands_and_leaves_what_was_known(hand, one):
    hand.do("Adda", TAG, one)
    before = hand.store.knowledge()
    adda = hand.analyst("Adda")
    assert merge(hand, "Adda", "Ada") == 1
    assert hand.store.tags.evidence()["analyst"].tolist() == ["Ada"]
    assert hand.store.tags.evidence(before)["analyst"].tolist() == ["Adda"]
    assert [a.name for a in hand.store.analysts.all()] == ["Ada"]
    assert hand.store.analysts.get(adda.id) == hand.analyst("Adda") == hand.analyst("Ada")


@pytest.mark.parametrize("later", ["Adda", "Ada"])
def test_where_both_judged_the_same_the_later_word_stands(hand, one, later):
    earlier = "Ada" if later == "Adda" else "Adda"
    hand.do(earlier, TAG, one, way=Direction.WEAKENS)
    hand.do(later, TAG, one, way=Direction.STRENGTHENS)
    merge(hand, "Adda", "Ada")
    assert hand.store.tags.evidence()[["analyst", "direction"]].values.tolist() == [["Ada", "strengthens"]]


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        pytest.param([("Adda", NOT_RELEVANT), ("Ada", TAG)], {"tag"}, id="the tag came later"),
        pytest.param([("Adda", TAG), ("Ada", NOT_RELEVANT)], {"not_relevant"}, id="not relevant came later"),
        pytest.param([("Ada", TAG), ("Adda", NOT_RELEVANT)], {"not_relevant"}, id="the mistyped one came later"),
    ],
)
def test_a_merge_leaves_no_headline_both_tagged_and_not_relevant(hand, one, said, stands):
    for who, action in said:
        hand.do(who, action, one)
    merge(hand, "Adda", "Ada")
    assert {kind for _, kind, _ in hand.standing(one)} == stands


def test_a_merged_word_can_still_be_undone_by_its_event(hand, one):
    uid = hand.do("Adda", TAG, one)
    merge(hand, "Adda", "Ada")
    hand.do("Ada", UNDO, one, undoes=uid)
    assert hand.standing(one) == set()


def test_merges_of_merges_lead_to_the_last_one_and_never_in_a_ring(hand):
    first, second = hand.analyst("Adda"), hand.analyst("Addda")
    merge(hand, "Addda", "Adda")
    merge(hand, "Adda", "Ada")
    assert {hand.store.analysts.get(a.id).name for a in (first, second)} == {"Ada"}
    with pytest.raises(TagError, match="into themselves"):
        hand.store.analysts.merge(hand.analyst("Ada"), first, hand.now)
    assert [a.name for a in hand.store.analysts.all()] == ["Ada"]


def test_a_page_that_still_holds_the_merged_analyst_saves_for_the_right_one(hand, one):
    adda = hand.analyst("Adda")
    merge(hand, "Adda", "Ada")
    hand.store.tags.save([hand.event(TAG, one)], adda, hand.later())
    assert hand.store.tags.evidence()["analyst"].tolist() == ["Ada"]


def test_an_analyst_who_is_not_there_is_nobody(hand):
    assert hand.store.analysts.get(99) is None
    assert isinstance(hand.analyst("Ada"), Analyst)
