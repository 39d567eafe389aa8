"""What waits, in which order, for whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from signpost.nouns.headline import Arrival
from signpost.nouns.queue import Turn, Wanted
from signpost.nouns.tag import Action
from signpost.store import Place, filtered, open_store

TAG, NOT_RELEVANT, LATER, UNDO = Action.TAG, Action.NOT_RELEVANT, Action.LATER, Action.UNDO


def numbers(picks):
    return [pick.headline_id for pick in picks]


def reports(hand, number=4):
    """As many headlines that name nothing, each an hour newer than the one before."""
    start = hand.now - timedelta(hours=number + 1)
    arrivals = [
        Arrival(key=f"r{n}", title=f"Report number {n} of the day", published_at=start + timedelta(hours=n))
        for n in range(number)
    ]
    return list(hand.keep(*arrivals).ids)


def test_headlines_with_the_frameworks_words_come_first_then_the_newest(hand):
    old, new = reports(hand, 2)
    start = hand.now - timedelta(days=2)
    arrivals = [
        Arrival(key="x", title="Russia answers a letter", published_at=start),
        Arrival(key="y", title="Russia on Russia and nothing else", published_at=start - timedelta(days=5)),
    ]
    once, twice = hand.keep(*arrivals).ids
    assert hand.waits("Ada") == [twice, once, new, old]
    assert hand.waits("Ada", limit=2) == [twice, once]


def test_held_headlines_are_left_out_and_the_limit_is_still_filled(hand):
    ids = reports(hand, 4)
    ada = hand.analyst("Ada")
    assert numbers(hand.store.inbox.next(ada.id, 2, without=[ids[3], ids[2]])) == [ids[1], ids[0]]


def test_copies_never_wait(hand):
    one, two = reports(hand, 2)
    hand.keep("Report number 0 of the day", outlet="Courier")
    assert hand.waits("Ada") == [two, one]
    assert hand.store.inbox.waiting() == 2
    hand.do("Ben", TAG, one)
    hand.keep("Report number 0 of the day", outlet="Third Post")
    assert hand.store.inbox.waiting() == 1


def test_a_judged_headline_waits_no_more_and_undo_brings_it_back(hand):
    (one,) = reports(hand, 1)
    for action in (TAG, NOT_RELEVANT):
        uid = hand.do("Ada", action, one)
        assert (hand.waits("Ada"), hand.store.inbox.waiting()) == ([], 0)
        hand.do("Ada", UNDO, one, undoes=uid)
        assert (hand.waits("Ada"), hand.store.inbox.waiting()) == ([one], 1)


def test_undo_leaves_it_judged_while_somebody_elses_word_stands(hand):
    (one,) = reports(hand, 1)
    uid = hand.do("Ada", TAG, one)
    hand.do("Ben", NOT_RELEVANT, one)
    hand.do("Ada", UNDO, one, undoes=uid)
    assert hand.store.inbox.waiting() == 0


def test_what_a_colleague_tagged_comes_after_all_that_nobody_judged(hand):
    old, middle, new = reports(hand, 3)
    hand.do("Ben", TAG, new)
    assert hand.waits("Ada") == [middle, old, new]
    assert hand.waits("Ben") == [middle, old]


def test_what_a_colleague_called_not_relevant_needs_no_second_reading(hand):
    (one,) = reports(hand, 1)
    hand.do("Ben", NOT_RELEVANT, one)
    assert hand.waits("Ada") == []


def test_what_one_put_off_comes_last_and_for_others_in_its_place(hand):
    old, middle, new = reports(hand, 3)
    hand.do("Ada", LATER, new)
    hand.do("Ben", TAG, middle)
    assert hand.waits("Ada") == [old, middle, new]
    assert hand.waits("Cem") == [new, old, middle]
    assert hand.store.inbox.waiting() == 2


def test_of_those_put_off_the_longest_waiting_comes_first(hand):
    old, new = reports(hand, 2)
    hand.do("Ada", LATER, old)
    hand.do("Ada", LATER, new)
    assert hand.waits("Ada") == [old, new]
    hand.do("Ada", LATER, old)
    assert hand.waits("Ada") == [new, old]


def test_undoing_later_puts_it_back_in_its_place(hand):
    old, new = reports(hand, 2)
    uid = hand.do("Ada", LATER, new)
    assert hand.waits("Ada") == [old, new]
    hand.do("Ada", UNDO, new, undoes=uid)
    assert hand.waits("Ada") == [new, old]


def test_a_judgement_ends_ones_own_putting_off(hand):
    (one,) = reports(hand, 1)
    hand.do("Ada", LATER, one)
    uid = hand.do("Ada", TAG, one)
    assert hand.waits("Ada") == []
    hand.do("Ada", UNDO, one, undoes=uid)
    assert hand.waits("Ada") == [one]


def test_a_word_on_a_copy_is_a_word_on_the_story(hand):
    (one,) = reports(hand, 1)
    (copy,) = hand.keep("Report number 0 of the day", outlet="Courier").ids
    hand.do("Ben", TAG, copy)
    assert hand.store.inbox.waiting() == 0
    assert hand.waits("Ada") == [one]
    assert hand.waits("Ben") == []
    hand.do("Ada", TAG, copy)
    assert hand.waits("Ada") == []


@pytest.fixture
def other(framework):
    return replace(framework, id="another_question", digest="other")


def test_another_framework_in_the_same_database_catches_up_and_has_its_own_states(hand, ready, open_again, other):
    old, new = reports(hand, 2)
    (copy,) = hand.keep("Report number 1 of the day", outlet="Courier").ids
    hand.do("Ada", TAG, new)
    second = open_again(ready, other)
    assert second.inbox.waiting() == 0
    steps = []
    second.inbox.catch_up(lambda done, of: steps.append((done, of)))
    assert steps == [(copy, copy)]
    assert second.inbox.waiting() == 2
    assert numbers(second.inbox.next(hand.analyst("Ada").id, 9)) == [new, old]
    assert hand.waits("Ada") == [old]
    assert second.tags.evidence().empty


def test_catching_up_sees_what_was_judged_meanwhile_also_on_a_copy(hand, ready, open_again, other):
    reports(hand, 2)
    (copy,) = hand.keep("Report number 1 of the day", outlet="Courier").ids
    second = open_again(ready, other)
    ada = second.analysts.named("Ada", hand.now)
    second.tags.save([hand.event(TAG, copy)], ada, hand.now)
    second.inbox.catch_up()
    assert second.inbox.waiting() == 1


def test_catching_up_twice_changes_nothing(hand):
    ids = reports(hand, 3)
    hand.do("Ada", TAG, ids[0])
    before = hand.waits("Ben"), hand.store.inbox.waiting()
    hand.store.inbox.catch_up()
    hand.store.inbox.catch_up()
    assert (hand.waits("Ben"), hand.store.inbox.waiting()) == before


def test_changed_keywords_rank_anew_what_waits(hand, ready, framework):
    old, new = reports(hand, 2)
    hand.store.inbox.catch_up()
    changed = replace(framework, version="next", digest="changed")
    with open_store(ready, changed, lambda title, summary: int("number 0" in title)) as store:
        assert numbers(store.inbox.next(hand.analyst("Ada").id, 9)) == [new, old]
        store.inbox.catch_up()
        assert numbers(store.inbox.next(hand.analyst("Ada").id, 9)) == [old, new]


@pytest.fixture
def plans(hand_on_sqlite):
    """How SQLite finds what a call asks for, a list of steps for each of its statements."""
    engine = hand_on_sqlite.store.door.engine

    def explained(call):
        asked = []

        def listen(connection, cursor, statement, parameters, context, many):
            asked.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", listen)
        call()
        event.remove(engine, "before_cursor_execute", listen)
        with hand_on_sqlite.store.door.reading() as connection:
            return [
                [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                for statement, parameters in asked
            ]

    return explained


def test_the_next_headlines_are_found_in_an_index_and_need_no_sorting(hand_on_sqlite, plans):
    found = plans(lambda: hand_on_sqlite.store.inbox.next(1, 50))
    walks = [plan for plan in found if any("ix_inbox_" in step or "ix_picks" in step for step in plan)]
    indexes = {"ix_inbox_open", "ix_inbox_judged", "ix_picks_framework_id_place"}
    assert {index for index in indexes for plan in walks if any(index in step for step in plan)} == indexes
    assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for plan in walks for step in plan)


def test_no_save_or_look_at_one_headline_reads_all_tags(hand_on_sqlite, plans):
    hand = hand_on_sqlite
    (one,) = hand.keep("Talks resume in the capital").ids
    ada = hand.analyst("Ada")
    steps = plans(lambda: hand.store.tags.save([hand.event(TAG, one)], ada, hand.now))
    steps += plans(lambda: hand.store.tags.history(one)) + plans(lambda: hand.store.tags.standing([one]))
    steps += plans(lambda: hand.store.inbox.next(ada.id, 50))
    said = [step for plan in steps for step in plan]
    assert any("SEARCH tags USING INDEX ix_tags_headline_id" in step for step in said)
    assert not any("SCAN tags" in step or "ix_tags_framework_id_kind" in step for step in said)


def test_what_was_entered_on_arrival_is_not_caught_up_again(hand):
    hand.store.inbox.catch_up()
    hand.keep("Ferry line opens again", "Envoy leaves town early")
    entered: list[int] = []
    hand.store.inbox.catch_up(lambda done, of: entered.append(done))
    assert entered == []


def ranked(hand, *ids):
    hand.store.picks.write([Place(headline_id=i, score=1.0, why=f"the reason for {i}") for i in ids])


def test_the_learnt_order_comes_first_with_its_reasons_then_the_rest(hand):
    old, middle, new = reports(hand, 3)
    ranked(hand, middle)
    first, second, third = hand.store.inbox.next(hand.analyst("Ada").id, 9)
    assert (first.headline_id, first.kind, first.why) == (middle, Turn.RANKED, f"the reason for {middle}")
    assert [second.headline_id, third.headline_id] == [new, old]


def test_a_pick_that_was_judged_or_put_off_falls_through(hand):
    old, middle, new = reports(hand, 3)
    ranked(hand, new, middle)
    hand.do("Ben", NOT_RELEVANT, new)
    hand.do("Ada", LATER, middle)
    assert hand.waits("Ada") == [old, middle]


def asks(hand, who, limit=50, **wanted):
    return numbers(hand.store.inbox.next(hand.analyst(who).id, limit, wanted=Wanted(**wanted), now=hand.now))


def kept(hand, title, outlet="Herald", **more):
    return hand.keep(Arrival(key=title, title=title, **more), outlet=outlet).ids[0]


def test_a_part_of_the_queue_is_asked_for_by_what_stands_on_the_headline(hand, monkeypatch):
    march = datetime(2026, 3, 1, 12, tzinfo=UTC)
    one = kept(hand, "Grain ships leave the harbour", language="en", published_at=march)
    two = kept(hand, "Gas talks end without a paper", outlet="Courier", language="ru", published_at=march)
    three = kept(hand, "Grain talks begin", outlet="Courier", language="en")
    for few in (10_000, 0):  # found by what is asked, and by walking the queue
        monkeypatch.setattr(filtered, "FEW", few)
        assert asks(hand, "Ada", outlet="Courier") == [three, two]
        assert asks(hand, "Ada", language="en", text="grain") == [three, one]
        assert asks(hand, "Ada", first=march.date(), last=march.date()) == [two, one]
        assert asks(hand, "Ada", first=march.date(), language="ru", text="talks") == [two]
        assert asks(hand, "Ada", outlet="Nobody's") == asks(hand, "Ada", text="zebra") == []
        assert asks(hand, "Ada", limit=1, text="talks") == [three]


def test_what_is_untagged_by_me_includes_what_colleagues_judged(hand, monkeypatch):
    one, two, three = reports(hand, 3)
    hand.do("Ben", TAG, three)
    hand.do("Ada", NOT_RELEVANT, two)
    for few in (10_000, 0):
        monkeypatch.setattr(filtered, "FEW", few)
        assert set(asks(hand, "Ada", text="report", untagged="me")) == {one, three}
        assert asks(hand, "Ada", text="report", untagged="anyone") == [one]


def test_a_factor_is_asked_for_by_what_is_suggested(hand):
    one, _, three = reports(hand, 3)
    factor = hand.framework.factors[0].id
    hand.store.suggested.write([(one, factor, 0.5), (three, hand.framework.factors[1].id, 0.9)], hand.now)
    assert asks(hand, "Ada", factor=factor) == [one]
