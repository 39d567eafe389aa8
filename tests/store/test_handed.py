"""Who has which headline on screen, and what one analyst hands to another."""

from datetime import timedelta

from signpost.nouns.queue import Pick, Turn
from signpost.nouns.tag import Action

TAG, NOT_RELEVANT, LATER, UNDO = Action.TAG, Action.NOT_RELEVANT, Action.LATER, Action.UNDO


def many(hand, number):
    return list(hand.keep(*(f"Entirely its own title {n}" for n in range(number))).ids)


def next_of(hand, who, limit=50, without=(), **more):
    return hand.store.inbox.next(hand.analyst(who).id, limit, without, now=hand.now, **more)


def gets(hand, who, limit=50, without=()):
    """What an analyst is handed."""
    picked = next_of(hand, who, limit, without)
    return numbers(hand.store.handed.hand_out(hand.analyst(who).id, picked, hand.now, keep=without))


def numbers(picks):
    return [pick.headline_id for pick in picks]


def test_two_analysts_are_handed_different_headlines(hand):
    ids = many(hand, 6)
    ada, ben = gets(hand, "Ada", 3), gets(hand, "Ben", 3)
    assert not set(ada) & set(ben)
    assert set(ada) | set(ben) == set(ids)
    assert gets(hand, "Ada", 3) == ada  # a page that begins anew gets its own again


def test_who_asks_in_the_same_moment_gets_what_the_other_did_not(hand):
    many(hand, 4)
    same = next_of(hand, "Ada", 3)
    ada, ben = (hand.analyst(who).id for who in ("Ada", "Ben"))
    assert hand.store.handed.hand_out(ada, same, hand.now) == same
    assert hand.store.handed.hand_out(ben, same, hand.now) == []


def test_a_lease_ends_unless_the_page_still_asks(hand):
    ids = many(hand, 2)
    mine = gets(hand, "Ada", 1)
    hand.now += timedelta(minutes=10)
    assert set(gets(hand, "Ben", 2)) == set(ids) - set(mine)
    hand.store.handed.renew(hand.analyst("Ada").id, mine, hand.now)
    hand.now += timedelta(minutes=10)
    assert hand.store.handed.of(hand.analyst("Ada").id, hand.now) == set(mine)
    hand.now += timedelta(minutes=10)
    assert mine[0] in gets(hand, "Ben", 2)


def test_judging_and_putting_off_let_go(hand):
    one, two = gets(hand, "Ada", 2) if many(hand, 2) else ()
    uid = hand.do("Ada", TAG, one)
    hand.do("Ada", LATER, two)
    assert hand.store.handed.of(hand.analyst("Ada").id, hand.now) == set()
    assert next_of(hand, "Ben")[0].headline_id == two
    hand.do("Ada", UNDO, one, undoes=uid)
    assert set(numbers(next_of(hand, "Ben"))) == {one, two}


def test_what_is_undone_is_on_the_analysts_screen_again_and_not_on_a_colleagues(hand):
    ada, ben = hand.analyst("Ada"), hand.analyst("Ben")
    one = hand.keep("Report of the day").ids[0]
    picked = hand.store.inbox.next(ada.id, 1, now=hand.now)
    hand.store.handed.hand_out(ada.id, picked, hand.now)
    uid = hand.do("Ada", Action.TAG, one)
    hand.do("Ada", Action.UNDO, one, undoes=uid)
    assert hand.store.handed.of(ada.id, hand.now) == set()
    hand.store.handed.take_again(ada.id, [one], hand.now)
    assert hand.store.handed.of(ada.id, hand.now) == {one}
    hand.store.handed.take_again(ben.id, [one], hand.now)
    assert hand.store.handed.of(ben.id, hand.now) == set()


def test_nobody_is_without_work_while_something_waits(hand):
    ids = many(hand, 3)
    assert set(gets(hand, "Ada")) == set(ids)
    borrowed = next_of(hand, "Ben")
    assert {pick.headline_id for pick in borrowed} == set(ids)
    assert all(pick.borrowed for pick in borrowed)
    assert next_of(hand, "Ada", without=ids) == []  # the page still has them
    assert len(gets(hand, "Ben")) == 3
    assert numbers(next_of(hand, "Ben", without=ids[:1])) == ids[:0:-1]
    assert next_of(hand, "Ada", without=ids) == []


def test_doing_it_twice_changes_nothing(hand):
    many(hand, 2)
    picked = next_of(hand, "Ada")
    ada = hand.analyst("Ada").id
    assert hand.store.handed.hand_out(ada, picked, hand.now) == hand.store.handed.hand_out(ada, picked, hand.now)
    hand.store.handed.release(ada)
    assert hand.store.handed.of(ada, hand.now) == set()


def test_a_second_reading_needs_no_lease_and_is_never_refused(hand):
    (one,) = many(hand, 1)
    hand.do("Ben", TAG, one)
    (pick,) = next_of(hand, "Ada")
    assert (pick, pick.blind) == (Pick(headline_id=one, kind=Turn.SECOND, why="a second reading"), True)
    assert hand.store.handed.hand_out(hand.analyst("Ada").id, [pick], hand.now) == [pick]


def test_what_is_handed_over_comes_first_with_the_note_and_not_to_others(hand):
    ids = many(hand, 4)
    ada, ben = hand.analyst("Ada").id, hand.analyst("Ben").id
    assert hand.store.handovers.ask(ada, ben, [ids[0], 999], "you know ports", hand.now) == 1
    assert hand.store.handovers.ask(ada, ben, [ids[0]], "again", hand.now) == 0
    first = next_of(hand, "Ben")[0]
    assert (first.headline_id, first.kind) == (ids[0], Turn.HANDED_OVER)
    assert (first.why, first.blind) == ("handed to you by Ada: you know ports", False)
    assert ids[0] not in numbers(next_of(hand, "Cem"))
    assert ids[0] not in numbers(next_of(hand, "Ada"))
    (waits,) = hand.store.handovers.waiting_for(ben)
    assert (waits.from_name, waits.to_name, waits.note) == ("Ada", "Ben", "you know ports")
    assert hand.store.handovers.asked_by(ada) == [waits]


def test_a_handover_ends_when_it_is_judged_and_when_it_is_given_back(hand):
    ids = many(hand, 3)
    ada, ben = hand.analyst("Ada").id, hand.analyst("Ben").id
    hand.store.handovers.ask(ada, ben, ids[:2], "", hand.now)
    hand.do("Cem", TAG, ids[0])  # somebody else's word does not answer
    assert len(hand.store.handovers.waiting_for(ben)) == 2
    hand.do("Ben", NOT_RELEVANT, ids[0])
    (left,) = hand.store.handovers.waiting_for(ben)
    hand.store.handovers.close(ben, hand.now)
    assert hand.store.handovers.take_back([left.id], hand.now) == 1
    assert hand.store.handovers.take_back([left.id], hand.now) == 0
    assert next_of(hand, "Ben")[0].kind is Turn.RANKED
    assert ids[1] in numbers(next_of(hand, "Ada"))


def test_the_next_of_ones_own_queue_can_be_handed_over(hand):
    ids = many(hand, 5)
    ada, ben = hand.analyst("Ada").id, hand.analyst("Ben").id
    assert hand.store.handovers.ask_top(ada, ben, None, 2, "", hand.now) == 2
    assert [h.headline_id for h in hand.store.handovers.waiting_for(ben)] == ids[:2:-1]


def test_what_was_handed_to_a_mistyped_name_goes_to_whom_it_is_merged_into(hand):
    (one,) = many(hand, 1)
    ada, ben, bem = (hand.analyst(who) for who in ("Ada", "Ben", "Bem"))
    hand.store.handovers.ask(ada.id, bem.id, [one], "", hand.now)
    hand.store.analysts.merge(bem, ben, hand.later())
    assert [h.headline_id for h in hand.store.handovers.waiting_for(ben.id)] == [one]
