"""Emptying a database that held the demo: nothing of it, and nobody, is left."""

from signpost.nouns.tag import Action


def test_nobody_who_tried_it_out_is_left(hand):
    (one, two) = hand.keep("Talks resume in the capital", "Grain prices fall again").ids
    hand.do("Ada", Action.TAG, one)
    hand.do("Adda", Action.NOT_RELEVANT, two)
    hand.do("Bo", Action.LATER, two)
    ada, adda = hand.analyst("Ada"), hand.analyst("Adda")
    hand.store.analysts.merge(adda, ada, hand.later())
    hand.store.clear()
    assert hand.store.analysts.all() == []
    assert hand.store.analysts.get(ada.id) is hand.store.analysts.get(adda.id) is None
    assert (hand.store.headlines.count(), hand.store.tags.count(), hand.store.faults()) == (0, 0, [])


def test_what_was_signed_before_names_nobody_after(hand):
    """The first analyst afterwards may get the number of one from before."""
    before = hand.store.values.secret()
    hand.store.values.set("colour", "blue")
    hand.store.clear()
    assert hand.store.values.secret() != before
    assert hand.store.values.get("colour") == "blue"
