"""What the deck asks about stories, and what becomes of the answers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from signpost.nouns.framework import Framework
from signpost.nouns.tag import Action, Analyst, Direction, Event
from signpost.store import Join, Store
from signpost.tagging.cards import cards
from signpost.tagging.questions import AT_THE_END, EVERY, marked, woven
from signpost.tagging.queue import relevance
from signpost.tagging.record import record

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Keep = Callable[..., int]
FIRST = "Envoys of both sides meet in the old harbour town"
COPY = "Envoys from both sides to meet in old harbour town on Friday"


@pytest.fixture
def ann(store: Store) -> Analyst:
    return store.analysts.named("Ann", NOW)


@pytest.fixture
def propose(store: Store, keep: Keep) -> Callable[..., tuple[int, int]]:
    """Keep a headline and a proposed copy of it; the numbers of both."""

    def proposed(first: str = FIRST, copy: str = COPY, outlet: str = "Caspian Wire") -> tuple[int, int]:
        one, two = keep(first), keep(copy, outlet=outlet, published_at=NOW)
        join = Join(headline_id=two, other_id=one, basis="proposed", score=0.81)
        assert store.stories.settle([join], two, NOW) == 1
        return one, two

    return proposed


def shown(store: Store, framework: Framework, analyst: Analyst, limit: int = 50, **more: Any) -> list[dict[str, Any]]:
    return cards(store, relevance(framework), analyst, limit, **more)


def judge(store: Store, framework: Framework, headline: int, who: str = "Bo") -> None:
    words = {"factor_id": framework.active[0].id, "direction": Direction.WEAKENS}
    event = Event(uid=f"{who} {headline}", action=Action.TAG, headline_id=headline, at=NOW, **words)
    store.tags.save([event], store.analysts.named(who, NOW), NOW)


def said(
    store: Store, framework: Framework, analyst: Analyst, uid: str, action: str, headline: int, **more: Any
) -> None:
    sent = {"uid": uid, "action": action, "headline": headline, **more}
    assert record(store, framework, analyst, [sent], NOW).acknowledged == (uid,)


@pytest.mark.parametrize(
    ("title", "other", "expected"),
    [
        pytest.param("Talks begin", "Talks begin", [("Talks begin", False)], id="the same"),
        pytest.param(
            "Envoy denies a deal",
            "Envoy confirms a deal",
            [("Envoy ", False), ("denies", True), (" a deal", False)],
            id="one verb",
        ),
        pytest.param("“Talks” begin, again.", "TALKS BEGIN AGAIN", [("“Talks” begin, again.", False)], id="case"),
        pytest.param("30 held near port", "3 held near port", [("30", True), (" held near port", False)], id="number"),
        pytest.param("Talks begin now", "Talks begin", [("Talks begin ", False), ("now", True)], id="longer"),
        pytest.param("لقاء في الميناء", "A meeting in the port", [("لقاء في الميناء", False)], id="another language"),
        pytest.param("", "A title", [("", False)], id="no words"),
    ],
)
def test_the_words_that_the_other_title_lacks_are_marked(title: str, other: str, expected: object) -> None:
    assert marked(title, other) == expected
    assert "".join(text for text, _ in marked(title, other)) == title


def test_a_card_asks_about_its_proposed_copies_and_counts_publishers(
    store: Store, framework: Framework, ann: Analyst, keep: Keep, propose: Callable[..., tuple[int, int]]
) -> None:
    one, two = propose()
    lonely = keep("Something else altogether happens in the mountains")
    found = {card["headline"]: card for card in shown(store, framework, ann)}
    assert set(found) == {one, lonely}
    card = found[one]
    assert (card["outlets"], card["publishers"], card["others"]) == (2, 2, ["Caspian Wire"])
    (question,) = card["proposed"]
    assert (question["headline"], question["title"], question["outlet"]) == (two, COPY, "Caspian Wire")
    assert question["at"] == NOW.isoformat()
    assert ("from", True) in [(text.strip(), differs) for text, differs in question["parts"]]
    assert [m[:2] for m in card["members"]] == [(one, "Harbour Herald"), (two, "Caspian Wire")]
    assert "proposed" not in found[lonely]
    assert (found[lonely]["outlets"], found[lonely]["publishers"]) == (1, 1)


def test_no_makes_it_a_headline_that_waits_and_undo_takes_that_back(
    store: Store, framework: Framework, ann: Analyst, propose: Callable[..., tuple[int, int]]
) -> None:
    one, two = propose()
    said(store, framework, ann, "u1", "apart", two, other=one)
    assert {card["headline"] for card in shown(store, framework, ann)} == {one, two}
    assert all("proposed" not in card for card in shown(store, framework, ann))
    said(store, framework, ann, "u1", "apart", two, other=one)  # sent once more
    said(store, framework, ann, "u2", "undo", two, undoes="u1")
    (card,) = shown(store, framework, ann)
    assert [question["headline"] for question in card["proposed"]] == [two]


def test_yes_ends_the_question(
    store: Store, framework: Framework, ann: Analyst, propose: Callable[..., tuple[int, int]]
) -> None:
    one, two = propose()
    said(store, framework, ann, "u1", "same", two, other=one)
    (card,) = shown(store, framework, ann)
    assert (card["headline"], card["outlets"], "proposed" in card) == (one, 2, False)


def test_a_judged_story_asks_by_a_pair_of_its_own(
    store: Store, framework: Framework, ann: Analyst, propose: Callable[..., tuple[int, int]]
) -> None:
    one, two = propose()
    judge(store, framework, one, "Ann")
    (pair,) = shown(store, framework, ann)
    assert (pair["pair"], pair["headline"], pair["first"]["headline"]) == (True, two, one)
    assert (pair["title"], pair["first"]["title"]) == (COPY, FIRST)
    assert "".join(text for text, _ in pair["first"]["parts"]) == FIRST
    assert shown(store, framework, ann, without=[two]) == []
    said(store, framework, ann, "u1", "same", two, other=one)
    assert shown(store, framework, ann) == []


def test_a_pair_put_off_comes_after_the_others(
    store: Store, framework: Framework, ann: Analyst, propose: Callable[..., tuple[int, int]]
) -> None:
    one, two = propose()
    three, four = propose("Grain ships wait outside the northern port", "Ships with grain wait outside northern port")
    for headline in (one, three):
        judge(store, framework, headline, "Ann")
    assert [card["headline"] for card in shown(store, framework, ann)] == [four, two]
    said(store, framework, ann, "u1", "later", four)
    assert [card["headline"] for card in shown(store, framework, ann)] == [two, four]


@pytest.mark.parametrize(
    ("headlines", "pairs", "places"),
    [
        pytest.param(EVERY - 1, 0, [], id="none"),
        pytest.param(3 * EVERY, 2, [EVERY, 2 * EVERY + 1], id="after every ninth"),
        pytest.param(EVERY + 2, 3, [EVERY, EVERY + 3, EVERY + 4], id="the rest at the end"),
        pytest.param(0, 2, [0, 1], id="nothing else"),
    ],
)
def test_about_one_card_in_ten_only_asks(headlines: int, pairs: int, places: list[int]) -> None:
    found = woven([{"headline": n} for n in range(headlines)], [{"headline": n, "pair": True} for n in range(pairs)])
    assert [place for place, card in enumerate(found) if card.get("pair")] == places
    assert len(found) == headlines + pairs


def test_pairs_never_crowd_out_headlines(
    store: Store, framework: Framework, ann: Analyst, keep: Keep, propose: Callable[..., tuple[int, int]]
) -> None:
    subjects = ("grain", "gas", "ports", "rails", "banks", "mines", "wheat", "steel", "water", "paper")
    for subject in subjects:
        one, _ = propose(f"Minister opens the new {subject} hall", f"New {subject} hall opened by the minister today")
        judge(store, framework, one, "Ann")
    for number in range(2 * EVERY):
        keep(f"A headline about subject number {number} of this long list")
    found = shown(store, framework, ann, 2 * EVERY)
    assert sum(bool(card.get("pair")) for card in found) == 2
    assert len(shown(store, framework, ann, 100)) == 2 * EVERY + min(len(subjects), AT_THE_END)


@pytest.mark.parametrize("other", [None, "7", -1, True, 2**63], ids=str)
def test_an_answer_that_names_no_other_headline_means_the_story(
    store: Store, framework: Framework, ann: Analyst, propose: Callable[..., tuple[int, int]], other: object
) -> None:
    _, two = propose()
    said(store, framework, ann, "u1", "same", two, other=other)
    assert store.stories.proposals(5) == []


def test_an_answer_about_a_story_that_changed_meanwhile_does_nothing(
    store: Store, framework: Framework, ann: Analyst, propose: Callable[..., tuple[int, int]]
) -> None:
    one, two = propose()
    bo = store.analysts.named("Bo", NOW)
    said(store, framework, bo, "u1", "apart", two, other=one)
    said(store, framework, ann, "u2", "same", two, other=one)
    assert {card["headline"] for card in shown(store, framework, ann)} == {one, two}
    assert store.tags.count() == 0
