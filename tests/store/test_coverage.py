"""How much of what was collected has been judged, and what was suggested for it."""

from datetime import UTC, date, datetime

from signpost.nouns.headline import Arrival
from signpost.nouns.queue import Share
from signpost.nouns.tag import Action

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_stories_are_counted_not_headlines_by_outlet_language_and_day(hand):
    items = [Arrival(key=f"a{n}", title=f"Its own title number {n}", language="en") for n in range(3)]
    ids = hand.keep(*items).ids
    hand.keep("Its own title number 0", outlet="Courier")  # a copy
    old = Arrival(key="old", title="Something of the spring", language="ru", published_at=MARCH)
    (spring,) = hand.keep(old, outlet="Courier").ids
    hand.do("Ada", Action.TAG, ids[0])
    hand.do("Ada", Action.NOT_RELEVANT, spring)
    coverage = hand.store.coverage
    courier = Share(name="Courier", stories=1, judged=1)
    assert coverage.whole() == Share(name="", stories=4, judged=2)
    assert coverage.whole().share == 0.5
    assert coverage.by_outlet() == [
        Share(name="Herald", stories=3, judged=1),
        courier,
    ]
    assert coverage.by_language() == [Share(name="en", stories=3, judged=1), Share(name="ru", stories=1, judged=1)]
    spring_only = coverage.by_outlet(date(2026, 3, 1), date(2026, 3, 1))
    assert spring_only == [courier]
    assert coverage.whole(last=date(2026, 2, 28)) == Share(name="", stories=0, judged=0)
    assert coverage.whole(last=date(2026, 2, 28)).share == 0


def test_by_factor_what_was_suggested_counts_also_after_it_was_judged(hand):
    one, two, three = hand.keep("One", "Two", "Three").ids
    a, b = (f.id for f in hand.framework.factors[:2])
    hand.store.suggested.write([(one, a, 0.8), (two, a, 0.5), (two, b, 0.4)], hand.later())
    hand.do("Ada", Action.TAG, one)
    hand.store.suggested.write([(three, b, 0.9)], hand.later())  # nothing is proposed for the second any more
    assert hand.store.coverage.by_factor() == [Share(name=a, stories=1, judged=1), Share(name=b, stories=1, judged=0)]


def test_the_outcome_of_a_suggestion_counts_only_what_was_judged_after_it(hand):
    one, two, three = hand.keep("One", "Two", "Three").ids
    a, b = (f.id for f in hand.framework.factors[:2])
    uid = hand.do("Ben", Action.TAG, three, 0)
    hand.do("Ben", Action.UNDO, three, undoes=uid)
    hand.store.suggested.write([(one, a, 0.8), (one, b, 0.4), (two, b, 0.7)], hand.later())
    hand.do("Ada", Action.TAG, one, 0)
    hand.do("Ada", Action.NOT_RELEVANT, two)
    hand.store.suggested.write([], hand.later())
    assert hand.store.suggested.outcomes() == [(two, b, False), (one, a, True), (one, b, False)]
