"""Random draws: who is drawn, with which chance, and what the estimate reads."""

from collections import Counter
from random import Random

import pytest

from signpost.nouns.queue import Turn
from signpost.nouns.tag import Action
from signpost.store import draws

TAG, NOT_RELEVANT = Action.TAG, Action.NOT_RELEVANT


def many(hand, number=80):
    return list(hand.keep(*(f"Entirely its own title {n}" for n in range(number))).ids)


def drawn(hand, kind=Turn.AUDIT):
    return hand.store.draws.of_kind(kind)


def shown(hand, who, kind):
    found = hand.store.inbox.next(hand.analyst(who).id, 200, now=hand.now)
    return [pick.headline_id for pick in found if pick.kind is kind]


def test_an_audit_is_drawn_from_all_that_waits_and_its_chance_is_kept(hand):
    ids = many(hand)
    hand.do("Ben", NOT_RELEVANT, ids[0])
    ada = hand.analyst("Ada")
    hand.store.draws.top_up(ada.id, 5, 0, hand.now, seed=3)
    found = drawn(hand)
    assert len(found) == 5 + draws.AHEAD
    assert {d.waiting for d in found.values()} == {79}
    assert {d.probability for d in found.values()} == {len(found) / 79}
    assert ids[0] not in found
    assert set(shown(hand, "Ada", Turn.AUDIT)) == set(found)
    hand.store.draws.top_up(ada.id, 5, 0, hand.now, seed=3)
    assert drawn(hand) == found  # enough are ready


def test_where_little_waits_nothing_is_drawn(hand):
    many(hand, draws.FEWEST - 1)
    hand.store.draws.top_up(hand.analyst("Ada").id, 5, 5, hand.now, seed=3)
    assert drawn(hand) == drawn(hand, Turn.OVERLAP) == {}


@pytest.mark.parametrize("listed", [20_000, 10])
def test_every_waiting_headline_is_as_likely_to_be_drawn_as_any_other(hand_on_sqlite, monkeypatch, listed):
    """By listing, and by trying numbers, half of which do not wait: 6 of 60, 400 times, 40 expected for each."""
    monkeypatch.setattr(draws, "LISTED", listed)
    hand = hand_on_sqlite
    ids = many(hand, 120)
    for i in ids[::2]:
        hand.do("Ben", NOT_RELEVANT, i)
    chance, counted = Random(7), Counter()
    with hand.store.door.reading() as connection:
        for _ in range(400):
            found, waiting = hand.store.draws._from_waiting(connection, 6, chance)
            assert (len(found), waiting) == (6, 60)
            counted.update(found)
    assert set(counted) <= set(ids[1::2])
    spread = sum((counted[i] - 40) ** 2 / 40 for i in ids[1::2])
    assert spread < 90  # chi-square with 59 degrees of freedom: 99.4 %


def test_a_second_reading_is_drawn_from_what_one_colleague_judged_half_of_it_tagged(hand):
    ids = many(hand, 8)
    for i in ids[:2]:
        hand.do("Ben", TAG, i)
    for i in ids[2:6]:
        hand.do("Ben", NOT_RELEVANT, i)
    hand.do("Cem", NOT_RELEVANT, ids[5])
    hand.do("Ada", NOT_RELEVANT, ids[6])
    ada = hand.analyst("Ada")
    with hand.store.door.reading() as connection:
        parts = hand.store.draws._from_judged(connection, ada.id, 4, Random(1))
    assert [(len(found), waiting) for found, waiting in parts] == [(2, 2), (2, 3)]
    hand.store.draws.top_up(ada.id, 0, 2, hand.now, seed=1)
    assert set(shown(hand, "Ada", Turn.OVERLAP)) == set(ids[:5]) == set(drawn(hand, Turn.OVERLAP))
    assert shown(hand, "Ben", Turn.OVERLAP) == []
    hand.do("Ada", TAG, ids[0])
    assert ids[0] not in shown(hand, "Ada", Turn.OVERLAP)


def test_alone_nobody_reads_anything_twice(hand):
    ids = many(hand, 4)
    hand.do("Ben", TAG, ids[0])
    hand.store.draws.top_up(hand.analyst("Ben").id, 0, 2, hand.now, seed=1)
    assert drawn(hand, Turn.OVERLAP) == {}


def test_what_was_judged_leaves_the_pile_when_the_next_are_drawn(hand):
    many(hand)
    ada = hand.analyst("Ada")
    hand.store.draws.top_up(ada.id, 1, 0, hand.now, seed=3)
    first = set(drawn(hand))
    for i in first:
        hand.do("Ada", NOT_RELEVANT, i)
    more = [f"One more of its kind {n}" for n in range(60)]
    hand.keep(*more)
    hand.store.draws.top_up(ada.id, 1, 0, hand.now, seed=4)
    assert not set(shown(hand, "Ada", Turn.AUDIT)) & first
    assert set(drawn(hand)) > first  # what was drawn is never forgotten


def test_what_happened_since_a_draw_is_counted(hand):
    ids = many(hand)
    hand.do("Ada", TAG, ids[0])  # before the draw
    hand.store.draws.top_up(hand.analyst("Ada").id, 1, 0, hand.later(), seed=3)
    one, two, *_ = drawn(hand)
    others = [i for i in ids[1:] if i not in drawn(hand)]
    hand.do("Ada", TAG, one)
    hand.do("Ben", NOT_RELEVANT, two)
    hand.do("Ben", TAG, others[0])
    hand.do("Ben", NOT_RELEVANT, hand.keep("It came after the draw").ids[0])
    looked = hand.store.draws.looked()
    assert sorted(each.relevant for each in looked) == [False, True]
    assert {(each.waiting, each.judged, each.found) for each in looked} == {(79, 3, 2)}
    assert hand.store.draws.found() == 3
