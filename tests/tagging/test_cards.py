"""What the deck shows of each headline."""

from collections.abc import Callable
from datetime import UTC, datetime

from signpost.nouns.framework import Framework
from signpost.nouns.tag import Action, Direction, Event
from signpost.store import Store
from signpost.tagging.cards import WORTH_SHOWING, cards
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
