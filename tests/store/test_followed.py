"""The board that follows is, to the bit, the board of the whole evidence."""

import numpy as np
import pandas as pd

from signpost.indicators.board import board
from signpost.indicators.following import Following
from signpost.nouns.tag import Action, Direction


def same(one, other):
    pd.testing.assert_frame_equal(one.evidence, other.evidence, check_exact=True)
    pd.testing.assert_frame_equal(one.stories, other.stories, check_exact=True)
    assert list(one.sums) == list(other.sums)
    for factor_id, sums in one.sums.items():
        theirs = other.sums[factor_id]
        assert (sums.outlets, sums.analysts) == (theirs.outlets, theirs.analysts)
        for name in ("days", "n", "k", "n0", "contested", "copies", "outlet_n", "outlet_k", "analyst_n", "analyst_k"):
            assert np.array_equal(getattr(sums, name), getattr(theirs, name)), (factor_id, name)


def test_tags_retags_withdrawals_merges_and_rulings_are_followed_to_the_bit(hand_on_sqlite):
    hand = hand_on_sqlite
    tags, ids = hand.store.tags, [factor.id for factor in hand.framework.active]
    following, at = Following(ids), hand.store.knowledge()
    following.start(tags.evidence(at))
    marks = [tags.mark()]

    def check(at):
        now = hand.store.knowledge()
        changed, rows = tags.evidence_since(at, now, upto=marks.pop())
        assert changed == tags.evidence_since(at, now)[0]
        same(following.told(changed, rows), board(tags.evidence(now), ids))
        marks.append(tags.mark())
        return now

    one, two, three = hand.keep("Talks resume", "Envoys meet", "Grain flows").ids
    at = check(at)
    hand.do("Ada", Action.TAG, one)
    at = check(at)
    hand.do("Bo", Action.TAG, one, way=Direction.STRENGTHENS)
    hand.do("Ada", Action.TAG, two, 1)
    at = check(at)
    uid = hand.do("Ada", Action.TAG, one, way=Direction.NEUTRAL)
    at = check(at)
    hand.store.stories.merge(hand.story(two), hand.story(one), hand.analyst("Ada"), "m1", hand.later())
    at = check(at)
    hand.do("Ada", Action.UNDO, one, undoes=uid)
    hand.do("Cy", Action.RULING, one, way=Direction.WEAKENS, reason="Seen so")
    hand.do("Cy", Action.TAG, three, 2)
    at = check(at)
    hand.store.stories.undo("m1", hand.analyst("Ada"), "m2", hand.later())
    check(at)


def test_nothing_changed_gives_the_same_board(sqlite_store, framework):
    following = Following([factor.id for factor in framework.active])
    made = following.start(sqlite_store.tags.evidence())
    assert following.told(set(), made.evidence.head(0)) is made


def test_stories_that_nobody_judged_are_no_change(hand_on_sqlite):
    hand = hand_on_sqlite
    at, mark = hand.store.knowledge(), hand.store.tags.mark()
    hand.keep("Talks resume", "Grain flows")
    assert hand.store.tags.evidence_since(at, upto=mark)[0] == set()


def test_a_renamed_outlet_is_noticed(hand_on_sqlite):
    hand = hand_on_sqlite
    before = hand.store.tags.names()
    hand.store.analysts.rename(hand.analyst("Ada"), "Ada L")
    assert hand.store.tags.names() != before
