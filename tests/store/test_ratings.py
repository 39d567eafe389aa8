"""Ratings: each analyst's own, the last word stands, every earlier one is kept; and the deeds that were seen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signpost.errors import TagError
from signpost.nouns.rating import LEVEL, PRIOR, SIGNPOST, Rating
from signpost.nouns.tag import Action

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RANGE = Rating(analyst="", kind=LEVEL, scenario_id="s", subject_id="f", low=60, high=80, said_at=NOW)
WORD = Rating(analyst="", kind=SIGNPOST, scenario_id="s", subject_id="p", word="HL", said_at=NOW)
WEIGHT = Rating(analyst="", kind=PRIOR, scenario_id="", low=3, said_at=NOW)


def test_each_analysts_last_word_stands_and_the_earlier_ones_are_kept(store):
    ada, bo = store.analysts.named("Ada", NOW), store.analysts.named("Bo", NOW)
    store.ratings.set([RANGE, WORD, WEIGHT], ada, NOW)
    before = store.knowledge()
    store.ratings.set([replace(RANGE, low=40, high=50, reason="Seen otherwise ")], ada, NOW)
    store.ratings.set([RANGE], bo, NOW)
    ranges = {(one.analyst, one.low, one.high, one.reason) for one in store.ratings.standing() if one.kind == LEVEL}
    assert ranges == {("Ada", 40.0, 50.0, "Seen otherwise"), ("Bo", 60.0, 80.0, "")}
    assert {(one.kind, one.low, one.word) for one in store.ratings.standing(before)} == {
        (LEVEL, 60.0, ""),
        (SIGNPOST, None, "HL"),
        (PRIOR, 3.0, ""),
    }
    store.ratings.withdraw(ada, "s", NOW)
    assert [(one.analyst, one.kind) for one in store.ratings.standing()] == [("Ada", PRIOR), ("Bo", LEVEL)]


def test_merged_analysts_have_one_rating_and_the_later_word_stands(store):
    ada, adda = store.analysts.named("Ada", NOW), store.analysts.named("Adda", NOW)
    store.ratings.set([RANGE, WORD], adda, NOW)
    store.ratings.set([replace(RANGE, low=40, high=50), WEIGHT], ada, NOW)
    before = store.knowledge()
    store.analysts.merge(adda, ada, NOW)
    told = {(one.analyst, one.kind): one.low for one in store.ratings.standing()}
    assert told == {("Ada", LEVEL): 40.0, ("Ada", SIGNPOST): None, ("Ada", PRIOR): 3.0}
    assert len(store.ratings.standing()) == 3
    assert len(store.ratings.standing(before)) == 4
    store.ratings.set([replace(RANGE, low=10, high=20)], adda, NOW)  # a page that was open meanwhile
    assert [one.low for one in store.ratings.standing() if one.kind == LEVEL] == [10.0]
    store.ratings.withdraw(adda, "s", NOW)
    assert [one.kind for one in store.ratings.standing()] == [PRIOR]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(replace(RANGE, low=80, high=60), id="upside down"),
        pytest.param(replace(RANGE, high=101), id="beyond 100"),
        pytest.param(replace(RANGE, low=None), id="no number"),
        pytest.param(replace(WORD, word="maybe"), id="another word"),
        pytest.param(replace(WEIGHT, low=-1), id="below nothing"),
        pytest.param(replace(WEIGHT, kind="mood"), id="another kind"),
    ],
)
def test_what_makes_no_sense_is_refused_with_all_that_came_along(sqlite_store, wrong):
    ada = sqlite_store.analysts.named("Ada", NOW)
    with pytest.raises(TagError):
        sqlite_store.ratings.set([RANGE, wrong], ada, NOW)
    assert sqlite_store.ratings.standing() == []


def test_a_deed_is_seen_with_its_headline_until_it_is_taken_back(hand):
    headline = hand.keep("Envoys fly in", outlet="Herald").ids[0]
    uid = hand.do("Ada", Action.DEED, headline, note="confirmed")
    before = hand.store.knowledge()
    [seen] = hand.store.deeds.seen()
    deed = hand.framework.scenarios[0].signposts[0].id
    assert (seen.deed_id, seen.title, seen.outlet, seen.analyst, seen.note) == (
        deed,
        "Envoys fly in",
        "Herald",
        "Ada",
        "confirmed",
    )
    hand.do("Ada", Action.UNDO, headline, undoes=uid)
    assert hand.store.deeds.seen() == []
    assert hand.store.deeds.seen(before) == [seen]
