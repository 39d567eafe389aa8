"""What the deck shows of each headline."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from signpost.nouns.feed import Outlet
from signpost.nouns.framework import Framework
from signpost.nouns.headline import Arrival
from signpost.nouns.queue import Turn, Wanted
from signpost.nouns.tag import Action, Direction, Event
from signpost.store import Place, Store
from signpost.tagging.cards import WORTH_SHOWING, cards, ordered_anew
from signpost.tagging.queue import relevance

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Keep = Callable[..., int]


def test_a_card_holds_what_an_analyst_reads(store: Store, framework: Framework, keep: Keep) -> None:
    headline = keep(
        "Russia and Iran sign a paper", url="https://h.example/1", summary="s" * 1000, language="en", external_id="x"
    )
    (card,) = cards(store, relevance(framework), store.analysts.named("Ann", NOW), 5)
    assert (card["headline"], card["title"], card["url"]) == (
        headline,
        "Russia and Iran sign a paper",
        "https://h.example/1",
    )
    assert card["summary"] == "s" * WORTH_SHOWING
    assert card["why"].startswith("names Russia and Iran")
    assert (card["outlet"], card["at"], card["time_flag"]) == ("Harbour Herald", "2026-11-20T00:00:00+00:00", "ok")
    assert (card["rtl"], card["others"], card["mine"]) == (False, [], [])


def test_a_copy_is_not_shown_again_but_named(store: Store, framework: Framework, keep: Keep) -> None:
    title = "Moscow postpones the delivery of aircraft to Tehran once more"
    first = keep(title)
    keep(title, outlet="Caspian Post")
    (card,) = cards(store, relevance(framework), store.analysts.named("Ann", NOW), 5)
    assert (card["headline"], card["others"]) == (first, ["Caspian Post"])


def test_titles_from_right_to_left_say_so(store: Store, framework: Framework, keep: Keep) -> None:
    keep("موسكو تؤجل الشحنة")
    (card,) = cards(store, relevance(framework), store.analysts.named("Ann", NOW), 5)
    assert card["rtl"] is True


def test_cards_that_the_page_holds_are_left_out(store: Store, framework: Framework, keep: Keep) -> None:
    ids = [keep(f"Entirely different headline about {subject}") for subject in ("grain", "gas", "ports")]
    analyst = store.analysts.named("Ann", NOW)
    shown = [card["headline"] for card in cards(store, relevance(framework), analyst, 5, without=ids[:2])]
    assert shown == ids[2:]
    assert len(cards(store, relevance(framework), analyst, 1)) == 1


def test_own_tags_stand_on_the_card_and_others_do_not(store: Store, framework: Framework, keep: Keep) -> None:
    headline = keep("Moscow delays a shipment")
    ann, bo = store.analysts.named("Ann", NOW), store.analysts.named("Bo", NOW)
    factor = framework.active[0].id
    tag = {"action": Action.TAG, "headline_id": headline, "at": NOW, "factor_id": factor}
    store.tags.save([Event(uid="b", direction=Direction.WEAKENS, **tag)], bo, NOW)
    (card,) = cards(store, relevance(framework), ann, 5)
    assert card["mine"] == []
    assert cards(store, relevance(framework), bo, 5) == []


def kinds(found: list[dict[str, Any]]) -> dict[int, tuple[str, bool, str, list[Any]]]:
    return {card["headline"]: (card["kind"], card["blind"], card["why"], card["hints"]) for card in found}


def test_a_hint_says_how_often_it_was_right_and_a_blind_card_has_none(
    sqlite_store: Store, framework: Framework, headlines: Callable[[int], list[int]]
) -> None:
    store, reader = sqlite_store, relevance(framework)
    ann, bo = store.analysts.named("Ann", NOW), store.analysts.named("Bo", NOW)
    one, two, *rest = headlines(60)
    a, b, c = (f.id for f in framework.factors[:3])
    proposed = [(i, factor, score) for i in (one, two, *rest) for factor, score in ((a, 0.8), (b, 0.6), (c, 0.5))]
    store.suggested.write(proposed, NOW - timedelta(hours=1))
    tag = {"action": Action.TAG, "at": NOW, "factor_id": a, "direction": Direction.WEAKENS}
    store.tags.save([Event(uid="b1", headline_id=one, **tag)], bo, NOW)
    store.tags.save([Event(uid="b2", headline_id=two, action=Action.NOT_RELEVANT, at=NOW)], bo, NOW)
    found = kinds(cards(store, reader, ann, 20, now=NOW, seed=2))
    assert [kind for kind, *_ in found.values()].count("audit") == 2
    assert {i for i, (kind, *_) in found.items() if kind == "overlap"} == {one, two}
    for kind, blind, why, hints in found.values():
        assert blind == (kind in ("audit", "overlap"))
        said = {"factor": a, "score": 0.8, "right": 1, "of": 2}, {"factor": b, "score": 0.6, "right": 0, "of": 2}
        assert hints == ([] if blind else list(said))
        if kind == "overlap":
            assert why == "a second reading"
        if kind == "audit":
            assert why == "drawn at random to check the order"


def test_cards_are_handed_out_with_a_time_and_only_looked_at_without(
    sqlite_store: Store, framework: Framework, headlines: Callable[[int], list[int]]
) -> None:
    store, reader = sqlite_store, relevance(framework)
    ann, bo = store.analysts.named("Ann", NOW), store.analysts.named("Bo", NOW)
    headlines(6)
    looked = [card["headline"] for card in cards(store, reader, bo, 3)]
    mine = [card["headline"] for card in cards(store, reader, ann, 3, now=NOW)]
    assert mine == looked
    assert not set(mine) & {card["headline"] for card in cards(store, reader, bo, 3, now=NOW, hand_out=False)}
    theirs = [card["headline"] for card in cards(store, reader, bo, 3, now=NOW)]
    assert not set(mine) & set(theirs)
    later = NOW + timedelta(minutes=10)
    assert cards(store, reader, ann, 3, mine, now=later) == []  # the page still has them, and keeps them by asking
    assert store.handed.of(ann.id, NOW + timedelta(minutes=20)) == set(mine)


def test_a_page_in_an_older_order_is_told_the_new_one_and_gets_only_what_it_lacks(
    sqlite_store: Store, framework: Framework, headlines: Callable[[int], list[int]]
) -> None:
    store, reader = sqlite_store, relevance(framework)
    ann = store.analysts.named("Ann", NOW)
    headlines(8)
    held = [card["headline"] for card in cards(store, reader, ann, 5, now=NOW)]
    looked = [card["headline"] for card in cards(store, reader, ann, 9)]
    fresh = [i for i in looked if i not in held]
    best = [fresh[-1], held[4], fresh[0], held[3]]
    store.picks.write([Place(headline_id=i, score=1 - n / 10, why="") for n, i in enumerate(best)])
    lacking, order = ordered_anew(store, reader, ann, 2, held[:2], set(held[2:]), now=NOW)
    assert order[:4] == best
    assert [card["headline"] for card in lacking] == [i for i in order if i not in held]
    assert {*order, *held[:2]} <= store.handed.of(ann.id, NOW)


def test_a_part_of_the_queue_comes_without_draws_and_questions(
    sqlite_store: Store, framework: Framework, headlines: Callable[[int], list[int]]
) -> None:
    ann = sqlite_store.analysts.named("Ann", NOW)
    headlines(60)
    wanted = Wanted(text="subject number")
    found = cards(sqlite_store, relevance(framework), ann, 15, wanted=wanted, now=NOW, seed=1)
    assert {card["kind"] for card in found} == {"ranked"}
    assert sqlite_store.draws.of_kind(Turn.AUDIT) == {}


@pytest.fixture
def headlines(sqlite_store: Store) -> Callable[[int], list[int]]:
    def kept(number: int) -> list[int]:
        items = [Arrival(key=str(n), title=f"Its own subject number {n}") for n in range(number)]
        return list(sqlite_store.headlines.keep(items, outlet=Outlet(name="Herald"), now=NOW).ids)

    return kept
