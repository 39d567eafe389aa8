"""Stories: what rules propose, what hands confirm, part, join and undo; and what waits after each of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from signpost.errors import StoreError
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action
from signpost.store.stories import Join

TITLES = ("Envoys meet in the old harbour town", "Delegates gather at the harbour", "Ministers talk by the sea")


@pytest.fixture
def three(hand):
    """Three headlines of three outlets, each in a story of its own."""
    return [hand.keep(title, outlet=f"Outlet {n}").ids[0] for n, title in enumerate(TITLES)]


def settle(hand, *joins, basis="proposed", upto=None):
    made = [Join(headline_id=one, other_id=other, basis=basis, score=0.8) for one, other in joins]
    last = max(one for one, _ in joins) if upto is None else upto
    return hand.store.stories.settle(made, last, hand.later())


def act(hand, name, *what, who="Ada", uid=""):
    uid = uid or f"h{next(hand.uids)}"
    getattr(hand.store.stories, name)(*what, hand.analyst(who), uid, hand.later())
    return uid


def bases(hand, headline):
    return [(m.headline_id, m.basis) for m in hand.store.stories.members(hand.story(headline))]


def together(hand, *ids):
    return len({hand.story(i) for i in ids}) == 1


def copy_of(hand, title, outlet="Third Post"):
    return hand.keep(title, outlet=outlet).ids[0]


def test_a_proposed_headline_counts_as_one_of_the_story_until_rejected(hand, three):
    one, two, third = three
    assert settle(hand, (two, one)) == 1
    (proposal,) = hand.store.stories.proposals(9)
    assert (proposal.headline_id, proposal.first_id, proposal.score, proposal.judged) == (two, one, 0.8, False)
    assert (proposal.title, proposal.first_title) == TITLES[1::-1]
    assert together(hand, one, two)
    assert hand.waits("Ada") == [third, one]
    act(hand, "reject", two)
    assert not together(hand, one, two)
    assert hand.waits("Ada") == [third, two, one]
    assert hand.store.stories.proposals(9) == []


def test_what_rules_have_looked_at_is_noted_and_comes_in_order(hand, three):
    assert hand.store.stories.matched_upto() == 0
    assert [likely.id for likely in hand.store.stories.unmatched(2)] == three[:2]
    settle(hand, (three[1], three[0]))
    assert hand.store.stories.matched_upto() == three[1]
    assert [likely.id for likely in hand.store.stories.unmatched(9)] == three[2:]
    hand.store.stories.settle([], three[0], hand.now)
    assert hand.store.stories.matched_upto() == three[1]
    hand.store.clear()
    assert hand.store.stories.matched_upto() == 0


def test_one_that_joins_a_story_may_move_on_with_it_in_the_same_pass(hand, three):
    one, two, third = three
    joins = [
        Join(headline_id=third, other_id=two, basis="proposed", score=0.8),
        Join(headline_id=two, other_id=one, basis="proposed", score=0.8, whole=True),
    ]
    assert hand.store.stories.settle(joins, third, hand.later()) == 2
    assert bases(hand, one) == [(one, "opened"), (two, "proposed"), (third, "proposed")]
    assert hand.waits("Ada") == [one]


def test_the_headlines_near_a_time_come_earliest_first(hand):
    start = hand.now - timedelta(days=9)
    for day in (4, 1, 7, 2):
        arrival = Arrival(key=f"{day}", title=f"Report of day {day} here", published_at=start + timedelta(days=day))
        hand.keep(arrival)
    near = list(hand.store.stories.near(start + timedelta(days=1), start + timedelta(days=4)))
    assert [likely.title[14] for likely in near] == ["1", "2", "4"]
    assert near[0].story_id == hand.story(near[0].id)


def test_rules_move_nothing_that_a_hand_placed(hand, three):
    one, two, _ = three
    settle(hand, (two, one))
    act(hand, "reject", two)
    assert settle(hand, (two, one)) == 0
    assert not together(hand, one, two)


def test_rules_put_nothing_together_again_that_was_called_two_events(hand, three):
    one, two, third = three
    settle(hand, (two, one))
    act(hand, "reject", two)
    assert settle(hand, (third, two)) == 1
    fourth = copy_of(hand, "Talks go on near the water")
    act(hand, "split", [third])
    assert settle(hand, (fourth, one)) == 1
    assert settle(hand, (one, two)) == 0, "the opener of the story would come with those that left it"


def test_only_who_opened_a_story_moves_and_its_own_copies_come_along(hand, three):
    one, two, third = three
    copy = copy_of(hand, TITLES[1])
    assert settle(hand, (copy, third)) == 0
    assert settle(hand, (two, one)) == 1
    assert bases(hand, one) == [(one, "opened"), (copy, "copy"), (two, "proposed")]
    assert settle(hand, (one, third)) == 0, "a story with proposed members stays where it is"


def unite(hand, one, other):
    join = Join(headline_id=one, other_id=other, basis="proposed", score=0.7, whole=True)
    return hand.store.stories.settle([join], max(one, other), hand.later())


@pytest.fixture
def two_stories(hand, three):
    """Two stories that both have members: (first, its copy, its proposed) and (second, its proposed)."""
    one, two, third = three
    fourth = copy_of(hand, "Talks go on near the water")
    settle(hand, (third, one), (fourth, two))
    return (one, copy_of(hand, TITLES[0], "Sixth Post"), third), (two, fourth)


def test_two_stories_become_one_as_a_proposal_that_one_key_takes_back(hand, two_stories):
    first, second = two_stories
    assert unite(hand, second[0], first[0]) == 1
    assert together(hand, *first, *second)
    assert (second[0], "proposed") in bases(hand, first[0])
    uid = act(hand, "reject", second[0])
    assert together(hand, *first)
    assert together(hand, *second)
    assert not together(hand, first[0], second[0])
    assert bases(hand, second[0]) == [(second[0], "split"), (second[1], "proposed")]
    assert unite(hand, second[0], first[0]) == 0
    act(hand, "undo", uid)
    assert together(hand, *first, *second)


def test_a_whole_story_stays_where_a_hand_has_been_at_it(hand, two_stories):
    first, second = two_stories
    act(hand, "confirm", second[1])
    assert unite(hand, second[0], first[0]) == 0


def test_two_stories_longer_than_a_story_lasts_stay_two(hand):
    hand.later(60 * 24 * 40)
    start = hand.now - timedelta(days=20)
    ids = []
    for day, title in ((0, TITLES[0]), (2, TITLES[1]), (4, "Talks near the water"), (6, TITLES[2])):
        arrival = Arrival(key=title, title=title, published_at=start + timedelta(days=day))
        ids += hand.keep(arrival, outlet=title).ids
    settle(hand, (ids[1], ids[0]), (ids[3], ids[2]))
    assert unite(hand, ids[2], ids[0]) == 0


def test_a_rejected_headline_takes_its_own_copies_along(hand, three):
    one, two, _ = three
    settle(hand, (two, one))
    copy, other = copy_of(hand, TITLES[1]), copy_of(hand, TITLES[0])
    act(hand, "reject", two)
    assert together(hand, two, copy)
    assert together(hand, one, other)
    assert not together(hand, one, two)


@pytest.mark.parametrize(("days", "joined"), [(5, 1), (5.1, 0), (-5, 1), (-5.1, 0)])
def test_a_story_closes_five_days_after_its_last_new_member(hand, days, joined):
    hand.later(60 * 24 * 40)
    start = hand.now - timedelta(days=20)
    times = (start, start + timedelta(days=days))
    kept = [hand.keep(Arrival(key=t, title=t, published_at=at)).ids[0] for t, at in zip(TITLES, times, strict=False)]
    assert settle(hand, (kept[1], kept[0])) == joined


def test_later_joins_of_a_batch_see_what_earlier_ones_did(hand, three):
    one, two, third = three
    assert settle(hand, (two, one), (third, two)) == 2
    assert together(hand, *three)
    assert [p.first_id for p in hand.store.stories.proposals(9)] == [one, one]


def test_confirming_and_taking_it_back(hand, three):
    one, two, _ = three
    settle(hand, (two, one))
    uid = act(hand, "confirm", two)
    assert hand.store.stories.proposals(9) == []
    assert bases(hand, one) == [(one, "opened"), (two, "confirmed")]
    with pytest.raises(StoreError, match="any more"):
        act(hand, "confirm", two, who="Ben")
    act(hand, "undo", uid)
    assert bases(hand, one) == [(one, "opened"), (two, "proposed")]


def test_an_undo_can_be_undone_and_done_again(hand, three):
    one, two, _ = three
    merged = act(hand, "merge", hand.story(two), hand.story(one))
    undone = act(hand, "undo", merged)
    assert not together(hand, one, two)
    again = act(hand, "undo", undone)
    assert together(hand, one, two)
    assert [(c.what, c.undone) for c in hand.store.stories.changes(hand.story(one))] == [
        ("merge", False),
        ("undo", True),
        ("undo", False),
    ]
    act(hand, "undo", again)
    assert not together(hand, one, two)


def test_merging_splitting_and_undoing_both_leaves_all_as_it_was(hand, three):
    one, two, third = three
    before = [hand.story(i) for i in three]
    merges = [act(hand, "merge", hand.story(i), hand.story(one)) for i in (two, third)]
    assert together(hand, *three)
    split = act(hand, "split", [two, third])
    assert not together(hand, one, two)
    assert together(hand, two, third)
    for uid in (split, *reversed(merges)):
        act(hand, "undo", uid)
    assert [hand.story(i) for i in three] == before
    with pytest.raises(StoreError, match="nothing to undo"):
        act(hand, "undo", merges[0])


def test_merging_by_hand_overrules_that_they_were_called_two_events(hand, three):
    one, two, third = three
    settle(hand, (two, one))
    act(hand, "reject", two)
    merged = act(hand, "merge", hand.story(two), hand.story(one), who="Ben")
    assert together(hand, one, two)
    assert settle(hand, (third, two)) == 1
    act(hand, "undo", merged)
    fourth = copy_of(hand, "Talks go on near the water")
    assert settle(hand, (fourth, one)) == 1
    assert not together(hand, one, two)


def test_undoing_a_merge_takes_copies_along_that_came_meanwhile(hand, three):
    one, two, _ = three
    merged = act(hand, "merge", hand.story(two), hand.story(one))
    copy, other = copy_of(hand, TITLES[1]), copy_of(hand, TITLES[0])
    assert together(hand, one, two, copy, other)
    act(hand, "undo", merged)
    assert together(hand, two, copy)
    assert together(hand, one, other)


def test_what_was_proposed_stays_so_when_its_story_is_merged(hand, three):
    one, two, third = three
    settle(hand, (two, one))
    act(hand, "merge", hand.story(one), hand.story(third))
    assert bases(hand, third) == [(one, "merged"), (third, "opened"), (two, "proposed")]


def test_a_story_whose_first_headline_leaves_is_opened_by_the_next(hand, three):
    one, two, third = three
    settle(hand, (two, one), (third, one))
    uid = act(hand, "split", [one])
    assert bases(hand, two) == [(two, "opened"), (third, "proposed")]
    assert hand.waits("Ada") == [two, one]
    act(hand, "undo", uid)
    assert bases(hand, one) == [(one, "opened"), (two, "proposed"), (third, "proposed")]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        pytest.param("confirm", lambda h, ids: (ids[0],), id="confirm what is not proposed"),
        pytest.param("confirm", lambda h, ids: (999,), id="confirm what is not there"),
        pytest.param("reject", lambda h, ids: (ids[0],), id="reject what is alone"),
        pytest.param("merge", lambda h, ids: (h.story(ids[0]),) * 2, id="merge with itself"),
        pytest.param("merge", lambda h, ids: (h.story(ids[0]), 999), id="merge with nothing"),
        pytest.param("split", lambda h, ids: ([],), id="split off nothing"),
        pytest.param("split", lambda h, ids: (ids[:1],), id="split off all"),
        pytest.param("split", lambda h, ids: (ids[:2],), id="split off from two stories"),
        pytest.param("undo", lambda h, ids: ("never",), id="undo what never was"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(hand, three, name, what):
    before = hand.store.knowledge()
    with pytest.raises(StoreError, match=r"\w+ \w+ \w+"):
        act(hand, name, *what(hand, three))
    assert hand.store.knowledge() == before


def test_an_act_that_is_sent_twice_acts_once(hand, three):
    one, two, _ = three
    settle(hand, (two, one))
    story = hand.store.stories.split([two], hand.analyst("Ada"), "s1", hand.later())
    known = hand.store.knowledge()
    assert hand.store.stories.split([two], hand.analyst("Ada"), "s1", hand.later()) == story
    assert hand.store.knowledge() == known


def test_the_history_of_a_story_says_who_did_what(hand, three):
    one, two, third = three
    settle(hand, (two, one))
    act(hand, "confirm", two)
    at = hand.now
    act(hand, "merge", hand.story(third), hand.story(one), who="Ben")
    first, second = hand.store.stories.changes(hand.story(one))
    assert (first.what, first.analyst, first.at, first.headline_ids) == ("confirm", "Ada", at, (two,))
    assert (second.what, second.analyst, second.headline_ids) == ("merge", "Ben", (third,))


def test_members_say_why_they_are_there(hand, three):
    one, two, third = three
    copy = copy_of(hand, TITLES[0])
    settle(hand, (two, one))
    act(hand, "merge", hand.story(third), hand.story(one), who="Ben")
    members = hand.store.stories.members(hand.story(one))
    assert [(m.headline_id, m.basis, m.same, m.score, m.analyst) for m in members] == [
        (one, "opened", "", None, ""),
        (third, "merged", "", None, "Ben"),
        (copy, "copy", "title", None, ""),
        (two, "proposed", "", 0.8, ""),
    ]


def test_proposals_of_judged_stories_come_first_then_the_newest(hand):
    ids = [hand.keep(f"Report number {n} of the day", outlet=f"O{n}").ids[0] for n in range(6)]
    settle(hand, (ids[1], ids[0]), (ids[3], ids[2]), (ids[5], ids[4]))
    hand.do("Ben", Action.TAG, ids[0])
    asked = hand.store.stories.proposals(9)
    assert [(p.headline_id, p.judged) for p in asked] == [(ids[1], True), (ids[5], False), (ids[3], False)]
    assert [p.headline_id for p in hand.store.stories.proposals(1)] == [ids[1]]
    hand.do("Ada", Action.LATER, ids[1])
    ada = hand.analyst("Ada").id
    assert [p.headline_id for p in hand.store.stories.proposals(9, analyst_id=ada)] == [ids[5], ids[3], ids[1]]
    assert set(hand.store.stories.proposed_in([hand.story(ids[0])])) == {hand.story(ids[0])}
    assert hand.waits("Ada") == [ids[4], ids[2], ids[0]], "what was put off is a question, no card"


def test_the_deck_answers_with_events_and_takes_them_back(hand, three):
    one, two, _ = three
    settle(hand, (two, one))
    said = hand.do("Ada", Action.APART, two, other_id=one)
    assert not together(hand, one, two)
    hand.do("Ben", Action.UNDO, two, undoes=said)
    assert not together(hand, one, two), "what a colleague said is not one's own to take back by a key"
    hand.do("Ada", Action.UNDO, two, undoes=said)
    assert together(hand, one, two)
    said = hand.do("Ada", Action.SAME, two, other_id=one)
    assert bases(hand, one)[1] == (two, "confirmed")
    hand.do("Ada", Action.UNDO, two, undoes=said)
    assert bases(hand, one)[1] == (two, "proposed")


def test_an_answer_that_comes_too_late_is_taken_and_does_nothing(hand, three):
    one, two, third = three
    settle(hand, (two, one))
    act(hand, "reject", two, who="Ben")
    act(hand, "merge", hand.story(two), hand.story(third), who="Ben")
    before = hand.store.stories.members(hand.story(two))
    hand.do("Ada", Action.SAME, two, other_id=one)
    hand.do("Ada", Action.APART, two, other_id=one)
    assert hand.store.stories.members(hand.story(two)) == before


def test_evidence_follows_the_story_and_the_past_stays(hand, three):
    one, two, _ = three
    hand.do("Ada", Action.TAG, one)
    hand.do("Ben", Action.TAG, two)
    apart = hand.store.knowledge()
    settle(hand, (two, one))
    joined = hand.store.knowledge()
    act(hand, "reject", two)
    assert hand.store.tags.evidence()["story_id"].nunique() == 2
    assert hand.store.tags.evidence(joined)["story_id"].nunique() == 1
    assert hand.store.tags.evidence(joined)["copies"].tolist() == [2, 2]
    assert hand.store.tags.evidence(apart)["story_id"].nunique() == 2


def test_publishers_are_agencies_and_families_before_outlets(hand):
    where = (("Herald", ""), ("Courier", ""), ("Post", "North Press"), ("Globe", "North Press"))
    summaries = ("OSLO (Reuters) - Text of it.", "OSLO (Reuters) - Text of it.", "", "")
    for (name, family), summary in zip(where, summaries, strict=True):
        arrival = Arrival(key=name, title=TITLES[0], summary=summary)
        outlet = replace(Outlet(name=name), family=family)
        (last,) = hand.store.headlines.keep([arrival], outlet=outlet, now=hand.later()).ids
    hand.do("Ada", Action.TAG, last)
    (row,) = hand.store.tags.evidence().to_dict("records")
    assert (row["copies"], row["publisher"], row["publishers"]) == (4, "North Press", 2)
    assert hand.store.stories.publishers([hand.story(last)]) == {hand.story(last): ["Reuters", "North Press"]}


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        pytest.param("UPDATE memberships SET known_to = known_from", "end before they begin", id="ends"),
        pytest.param("UPDATE memberships SET known_to = known_from + 9", "belong to no story", id="no story"),
        pytest.param("UPDATE memberships SET basis = 'proposed'", "only proposed", id="only proposed"),
        pytest.param("UPDATE inbox SET state = 2", "exactly once", id="nothing waits"),
        pytest.param("UPDATE inbox SET state = 0", "exactly once", id="too much waits"),
    ],
)
def test_a_check_finds_what_is_wrong_with_stories(hand, three, broken, words):
    settle(hand, (three[1], three[0]))
    assert hand.store.faults() == []
    with hand.store.door.writing() as connection:
        connection.execute(text(broken))
    assert any(words in fault for fault in hand.store.faults())
