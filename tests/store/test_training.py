"""Training answers are kept, the last one to an item counts, and none of them is evidence."""

from signpost.nouns.tag import Direction
from signpost.store.training import Answer


def test_the_last_answer_to_an_item_counts_and_one_sent_twice_is_kept_once(hand):
    training, ann = hand.store.training, hand.analyst("Ann")

    def answer(item, way):
        return Answer(item_id=item, factor_id="f" if way else "", direction=way, weight=2, answered_at=hand.later())

    training.answer("a1", ann, answer("t1", Direction.WEAKENS))
    training.answer("a2", ann, answer("t2", None))
    training.answer("a3", ann, answer("t1", Direction.STRENGTHENS))
    training.answer("a3", ann, answer("t1", Direction.NEUTRAL))
    training.answer("b1", hand.analyst("Bo"), answer("t1", None))
    found = training.answers(ann)
    assert {item: (a.factor_id, a.direction) for item, a in found.items()} == {
        "t1": ("f", Direction.STRENGTHENS),
        "t2": ("", None),
    }
    assert hand.store.tags.count() == 0
    assert hand.store.tags.evidence().empty
