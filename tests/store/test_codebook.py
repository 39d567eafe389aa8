"""The team's own codebook lines: added once, ended, never changed."""

import pytest

from signpost.errors import TagError


def test_a_line_stands_until_it_is_removed_and_is_never_lost(hand):
    book, ann = hand.store.codebook, hand.analyst("Ann")
    number = book.add("  Grain deals:\n Economy. ", ann, hand.now, factor_id="f", tag_uid="r1")
    (line,) = book.standing()
    assert (line.id, line.line, line.factor_id, line.tag_uid) == (number, "Grain deals: Economy.", "f", "r1")
    assert (line.analyst, line.known_from, line.known_to) == (ann, hand.now, None)
    assert book.remove(number, hand.later())
    assert not book.remove(number, hand.later())
    assert book.standing() == []
    assert [(each.line, each.known_to is None) for each in book.all()] == [("Grain deals: Economy.", False)]


def test_the_same_line_is_not_added_twice(hand):
    book, ann = hand.store.codebook, hand.analyst("Ann")
    first = book.add("Grain deals: Economy.", ann, hand.now)
    assert book.add("Grain deals:  Economy.", hand.analyst("Bo"), hand.later()) == first
    book.remove(first, hand.later())
    assert book.add("Grain deals: Economy.", ann, hand.later()) != first


@pytest.mark.parametrize(("line", "why"), [(" – ", "no words"), ("x" * 601, "more than 600")])
def test_a_line_without_sense_is_refused(hand_on_sqlite, line, why):
    with pytest.raises(TagError, match=why):
        hand_on_sqlite.store.codebook.add(line, hand_on_sqlite.analyst("Ann"), hand_on_sqlite.now)
