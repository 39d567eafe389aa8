"""The pile as the last learning left it, and what the learning reads."""

from datetime import timedelta
from types import SimpleNamespace

from signpost.nouns.tag import Action
from signpost.store import Place
from signpost.store.picks import said_of


def places(*ids):
    return [Place(headline_id=i, score=float(10 - n), why=f"reason {i}") for n, i in enumerate(ids)]


def test_a_new_order_replaces_the_old_one_and_changes_its_mark(hand):
    ids = hand.keep("One", "Two", "Three").ids
    hand.store.picks.write(places(*ids))
    before = hand.store.picks.mark()
    hand.store.picks.write(places(*reversed(ids)))
    assert [p.headline_id for p in hand.store.picks.standing()] == list(reversed(ids))
    assert hand.store.picks.mark() != before
    hand.store.picks.write([])
    assert hand.store.picks.standing() == []


def test_a_draw_among_the_ordered_stays_a_draw(hand):
    ids = list(hand.keep(*(f"Title {n} of the day" for n in range(60))).ids)
    hand.store.draws.top_up(hand.analyst("Ada").id, 3, 0, hand.now, seed=1)
    drawn = {p.headline_id for p in hand.store.inbox.next(1, 100) if p.kind == "audit"}
    hand.store.picks.write(places(*ids))
    assert {p.headline_id for p in hand.store.inbox.next(1, 100) if p.kind == "audit"} == drawn
    assert not drawn & {p.headline_id for p in hand.store.picks.standing()}


def test_the_pool_is_half_what_names_the_framework_and_half_the_newest(hand):
    ids = list(hand.keep("Russia speaks", "Russia waits", "Plain one", "Plain two", "Plain three").ids)
    hand.do("Ada", Action.NOT_RELEVANT, ids[0])
    assert set(hand.store.picks.pool(4)) == {ids[1], ids[2], ids[3], ids[4]}
    assert hand.store.picks.arrived(ids[2]) == ids[3:]
    (texts,) = hand.store.picks.texts(ids[:1])
    assert texts[0].title == "Russia speaks"


def test_labels_are_the_factors_tagged_and_a_ruling_settles_its_factor(hand):
    one, two = hand.keep("One", "Two").ids
    hand.do("Ada", Action.TAG, one, 0)
    hand.do("Ben", Action.TAG, one, 1)
    hand.do("Ben", Action.NOT_RELEVANT, two)
    first, second = (hand.framework.factors[n].id for n in (0, 1))
    assert hand.store.picks.labels() == {one: {first, second}, two: set()}

    def row(kind, factor, direction="weakens"):
        return SimpleNamespace(headline_id=1, kind=kind, factor_id=factor, direction=direction)

    assert said_of([row("ruling", "a", ""), row("tag", "a"), row("tag", "b")]) == {1: {"b"}}
    assert said_of([row("ruling", "c"), row("not_relevant", "")]) == {1: {"c"}}
    assert said_of([row("deed", "")]) == {}


def test_one_program_ranks_at_a_time_and_another_takes_over(hand):
    picks, now = hand.store.picks, hand.now
    assert picks.my_turn("here", now, 60)
    assert not picks.my_turn("there", now + timedelta(seconds=30), 60)
    assert picks.my_turn("here", now + timedelta(seconds=30), 60)
    assert picks.my_turn("there", now + timedelta(seconds=91), 60)
    picks.turn_over("there")
    assert picks.my_turn("here", now + timedelta(seconds=92), 60)
