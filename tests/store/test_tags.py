"""Judgements: saved once, in order; changed, undone and withdrawn without losing what was known."""

from datetime import timedelta

import pandas as pd
import pytest

from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action, Direction

TAG, NOT_RELEVANT, DEED, RULING = Action.TAG, Action.NOT_RELEVANT, Action.DEED, Action.RULING
LATER, UNDO, WITHDRAW = Action.LATER, Action.UNDO, Action.WITHDRAW


@pytest.fixture
def one(hand):
    return hand.keep("Talks resume in the capital").ids[0]


@pytest.fixture
def first(hand):
    """The short name of the first factor; `second` that of the next."""
    return hand.framework.factors[0].short


@pytest.fixture
def second(hand):
    return hand.framework.factors[1].short


def test_an_event_that_is_sent_twice_is_saved_once_and_acknowledged_twice(hand, one):
    event = hand.event(TAG, one)
    assert hand.save("Ada", [event, event]).acknowledged == (event.uid, event.uid)
    known = hand.store.knowledge()
    assert hand.save("Ada", [event]).acknowledged == (event.uid,)
    assert hand.store.tags.count() == 1
    assert hand.store.knowledge() == known


def test_an_undo_that_is_sent_twice_acts_once(hand, one, first):
    tag = hand.do("Ada", TAG, one)
    undo = hand.event(UNDO, one, undoes=tag)
    hand.save("Ada", [undo])
    hand.do("Ada", TAG, one)
    assert hand.save("Ada", [undo]).acknowledged == (undo.uid,)
    assert hand.standing(one) == {("Ada", "tag", first)}


def test_events_of_a_batch_act_in_their_order(hand, one):
    ways = (Direction.WEAKENS, Direction.NEUTRAL, Direction.STRENGTHENS)
    hand.save("Ada", [hand.event(TAG, one, way=way) for way in ways])
    history = hand.store.tags.history(one)
    assert [j.direction for j in history] == list(ways)
    assert [j.known_to for j in history] == [history[1].known_from, history[2].known_from, None]
    assert history[0].known_from < history[1].known_from < history[2].known_from


def test_an_event_on_an_unknown_headline_is_refused_and_the_others_are_saved(hand, one):
    good, bad = hand.event(TAG, one), hand.event(TAG, 999_999)
    saved = hand.save("Ada", [bad, good])
    assert saved.acknowledged == (good.uid,)
    assert list(saved.refused) == [bad.uid]
    assert "not in the database" in saved.refused[bad.uid]


def test_an_event_may_not_call_itself_like_a_row_that_stands_again(hand, one):
    assert list(hand.save("Ada", [hand.event(TAG, one, uid="e1~1")]).refused) == ["e1~1"]


def test_a_change_closes_the_old_word_and_opens_the_new_one(hand, one, first):
    hand.do("Ada", TAG, one, way=Direction.WEAKENS)
    before = hand.store.knowledge()
    hand.do("Ada", TAG, one, way=Direction.STRENGTHENS)
    assert hand.standing(one) == {("Ada", "tag", first)}
    assert hand.store.tags.evidence()["direction"].tolist() == ["strengthens"]
    assert hand.store.tags.evidence(before)["direction"].tolist() == ["weakens"]


def test_two_factors_and_two_analysts_stand_side_by_side(hand, one, first, second):
    hand.do("Ada", TAG, one)
    hand.do("Ada", TAG, one, 1)
    hand.do("Ben", TAG, one)
    assert hand.standing(one) == {("Ada", "tag", first), ("Ada", "tag", second), ("Ben", "tag", first)}


def test_not_relevant_ends_tags_and_deeds_of_the_same_analyst_only(hand, one, first):
    hand.do("Ada", TAG, one)
    hand.do("Ada", DEED, one)
    hand.do("Ben", TAG, one)
    hand.do("Ada", NOT_RELEVANT, one)
    assert hand.standing(one) == {("Ada", "not_relevant", ""), ("Ben", "tag", first)}


@pytest.mark.parametrize("action", [TAG, DEED])
def test_a_tag_or_a_deed_ends_not_relevant(hand, one, action):
    hand.do("Ada", NOT_RELEVANT, one)
    hand.do("Ada", action, one)
    assert {kind for _, kind, _ in hand.standing(one)} == {action.value}


def test_a_ruling_replaces_the_same_analysts_ruling_on_that_factor_and_no_tag(hand, one, first, second):
    hand.do("Ada", TAG, one)
    hand.do("Ada", RULING, one)
    hand.do("Ada", RULING, one, way=Direction.NEUTRAL)
    hand.do("Ada", RULING, one, 1)
    assert hand.standing(one) == {("Ada", "tag", first), ("Ada", "ruling", first), ("Ada", "ruling", second)}
    assert hand.store.tags.evidence()["kind"].tolist().count("ruling") == 2


def test_undo_brings_back_all_that_was_replaced(hand, one, first, second):
    hand.do("Ada", TAG, one)
    hand.do("Ada", TAG, one, 1)
    uid = hand.do("Ada", NOT_RELEVANT, one)
    hand.do("Ada", UNDO, one, undoes=uid)
    assert hand.standing(one) == {("Ada", "tag", first), ("Ada", "tag", second)}


def test_withdraw_ends_a_word_and_brings_nothing_back(hand, one):
    hand.do("Ada", TAG, one)
    uid = hand.do("Ada", TAG, one, way=Direction.NEUTRAL)
    hand.do("Ada", WITHDRAW, one, undoes=uid)
    assert hand.standing(one) == set()
    assert hand.store.tags.evidence().empty


def test_undoing_step_by_step_goes_back_step_by_step(hand, one):
    ways = [Direction.WEAKENS, Direction.NEUTRAL, Direction.STRENGTHENS]
    uids = [hand.do("Ada", TAG, one, way=way) for way in ways]
    seen = []
    for uid in reversed(uids):
        seen += hand.store.tags.evidence()["direction"].tolist()
        hand.do("Ada", UNDO, one, undoes=uid)
    assert seen == ["strengthens", "neutral", "weakens"]
    assert hand.store.tags.evidence().empty


def test_undoing_an_event_a_second_time_changes_nothing(hand, one, first):
    hand.do("Ada", NOT_RELEVANT, one)
    uid = hand.do("Ada", TAG, one)
    hand.do("Ada", UNDO, one, undoes=uid)
    hand.do("Ada", TAG, one)
    hand.do("Ada", UNDO, one, undoes=uid)
    assert hand.standing(one) == {("Ada", "tag", first)}


def test_undo_brings_nothing_back_that_a_later_word_excludes(hand, one, second):
    hand.do("Ada", NOT_RELEVANT, one)
    uid = hand.do("Ada", TAG, one, 0)
    hand.do("Ada", TAG, one, 1)
    hand.do("Ada", UNDO, one, undoes=uid)
    assert hand.standing(one) == {("Ada", "tag", second)}


def test_nobody_can_take_back_what_another_analyst_said(hand, one, first):
    uid = hand.do("Ada", TAG, one)
    hand.do("Ben", UNDO, one, undoes=uid)
    hand.do("Ben", WITHDRAW, one, undoes=uid)
    assert hand.standing(one) == {("Ada", "tag", first)}


def test_a_judgement_that_stands_again_can_be_withdrawn_by_its_own_uid(hand, one):
    hand.do("Ada", TAG, one)
    hand.do("Ada", UNDO, one, undoes=hand.do("Ada", TAG, one, way=Direction.NEUTRAL))
    (judgement,) = hand.store.tags.standing([one])
    hand.do("Ada", WITHDRAW, one, undoes=judgement.uid)
    assert hand.standing(one) == set()


def test_the_note_of_a_strange_keyboard_is_kept(hand, one):
    hand.do("Ada", TAG, one, note="why \ud800 not\x00")
    assert hand.store.tags.evidence()["note"].tolist() == ["why ? not"]


def test_the_history_of_a_headline_is_that_of_its_story(hand, one):
    (copy,) = hand.keep("Talks resume in the capital", outlet="Courier").ids
    hand.do("Ada", TAG, copy)
    assert [j.headline_id for j in hand.store.tags.history(one)] == [copy]


def test_evidence_has_the_same_columns_and_types_when_there_is_none(hand, one):
    empty = hand.store.tags.evidence()
    hand.do("Ada", TAG, one)
    assert len(empty) == 0
    pd.testing.assert_series_equal(hand.store.tags.evidence().dtypes, empty.dtypes)


def test_evidence_says_what_was_tagged_about_which_story_on_which_day(hand):
    at = hand.now.replace(hour=23, minute=59) - timedelta(days=2)
    arrival = Arrival(key="a", title="Talks resume in the capital", url="https://herald.example/a", published_at=at)
    (one,) = hand.keep(arrival).ids
    hand.keep("Talks resume in the capital!", outlet="Courier")
    hand.do("Ada", TAG, one, way=Direction.STRENGTHENS, weight=3, note="signed")
    (row,) = hand.store.tags.evidence().to_dict("records")
    assert row["day"] == pd.Timestamp(at.date())
    assert row["published_at"] == pd.Timestamp(at)
    assert (row["headline_id"], row["story_id"], row["copies"]) == (one, hand.story(one), 2)
    assert (row["analyst"], row["kind"], row["direction"], row["weight"]) == ("Ada", "tag", "strengthens", 3)
    assert (row["factor_id"], row["note"], row["outlet"]) == (hand.framework.factors[0].id, "signed", "Herald")
    assert row["known_from"] == pd.Timestamp(hand.store.knowledge())


def test_a_copy_that_comes_later_is_not_counted_in_what_was_known_before(hand, one):
    hand.do("Ada", TAG, one)
    before = hand.store.knowledge()
    hand.keep("Talks resume in the capital", outlet="Courier")
    assert hand.store.tags.evidence()["copies"].tolist() == [2]
    assert hand.store.tags.evidence(before)["copies"].tolist() == [1]


def test_evidence_comes_sorted_by_story_headline_factor_and_analyst(hand):
    ids = hand.keep(*(f"Report number {n} of the day" for n in range(4))).ids
    for headline, factor, who in ((3, 4, "Ben"), (0, 2, "Ada"), (3, 0, "Ada"), (0, 2, "Ben"), (1, 1, "Ada")):
        hand.do(who, TAG, ids[headline], factor)
    frame = hand.store.tags.evidence()
    keys = ["story_id", "headline_id", "factor_id", "analyst_id"]
    pd.testing.assert_frame_equal(frame, frame.sort_values(keys, ignore_index=True))


def test_rows_with_their_own_clock_are_known_when_they_were_tagged(hand, one):
    tagged = hand.now - timedelta(days=0, minutes=1)
    event = hand.event(TAG, one, at=tagged)
    hand.store.tags.save_rows([("Ada", event)], hand.later(60), own_clock=True)
    (judgement,) = hand.store.tags.all()
    assert judgement.known_from == judgement.tagged_at == tagged


def test_an_imported_row_becomes_known_at_import_and_keeps_its_day(hand, one):
    tagged = hand.now - timedelta(days=9)
    hand.store.tags.save_rows([("Ada", hand.event(TAG, one, at=tagged))], hand.later())
    (judgement,) = hand.store.tags.all()
    assert (judgement.tagged_at, judgement.known_from) == (tagged, hand.now)


def test_all_shows_what_stood_at_a_moment(hand, one):
    uid = hand.do("Ada", TAG, one)
    before = hand.store.knowledge()
    hand.do("Ada", WITHDRAW, one, undoes=uid)
    assert hand.store.tags.all() == []
    assert [j.uid for j in hand.store.tags.all(before)] == [uid]


def test_programs_that_are_killed_while_saving_lose_nothing_that_was_acknowledged(store, ready, hand, programs):
    code = """
with open_store(url, framework, lambda title, summary: 0) as store:
    ada = store.analysts.named(sys.stdin.readline().strip(), NOW)
    for n in range(100_000):
        event = Event(uid=f"{ada.name} {n}", action=Action.TAG, headline_id=1 + n % 40, at=NOW,
                      factor_id=framework.factors[n % 5].id, direction=Direction.NEUTRAL)
        for uid in store.tags.save([event], ada, NOW).acknowledged:
            print(uid, flush=True)
"""
    hand.keep(*(f"Report number {n} of the day" for n in range(40)))
    both = [programs(code, ready) for _ in range(2)]
    acknowledged = []
    for program, name in zip(both, ("Ada", "Ben"), strict=True):
        program.process.stdin.write(f"{name}\n")
        program.process.stdin.flush()
    for program in both:
        acknowledged += [program.process.stdout.readline() for _ in range(25)]
    for program in both:
        program.process.kill()
        acknowledged += program.process.stdout.read().splitlines(keepends=True)
    saved = {j.uid for n in range(1, 41) for j in store.tags.history(n)}
    whole = {line.strip() for line in acknowledged if line.endswith("\n")}
    assert len(whole) >= 50
    assert whole <= saved
    hand.do("Cem", TAG, 1)
    assert store.faults() == []
