"""Stories on the deck: who carries them, and "same event as …?" with one key, on the card or as a pair."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pretend_desk import PretendDesk, card

pytestmark = pytest.mark.browser
Opening = Callable[..., Page]
FIRST, COPY = "Rail bridge opens near the border", "Rail bridge near the border to open on Friday"
ARABIC = "افتتاح جسر السكك الحديدية قرب الحدود"


def proposed(number: int, title: str = COPY, **more: Any) -> dict[str, Any]:
    words = {"headline": number, "title": title, "parts": [[title, False]], "outlet": "Caspian Wire"}
    return {**words, "at": "2026-11-03T16:05:00+00:00", "language": "en", "rtl": False, **more}


def asking(number: int, *questions: dict[str, Any]) -> dict[str, Any]:
    """A card whose story has these proposed copies, all of one agency, besides itself."""
    members = [[number, "Example Post", "Agency"], *([q["headline"], q["outlet"], "Agency"] for q in questions)]
    others = [q["outlet"] for q in questions]
    more = {"outlets": len(members), "publishers": 1, "members": members, "proposed": list(questions)}
    return card(number, FIRST, others=others, **more)


def pair(number: int) -> dict[str, Any]:
    side = {"parts": [["Rail bridge ", False], ["opens", True]], "summary": "S", "perspective": "neutral", "url": ""}
    first = {"headline": number + 1, "title": FIRST, "outlet": "Volga Post", "at": "2026-11-03T14:05:00+00:00"}
    first |= {**side, "language": "en", "rtl": False}
    return {**card(number, COPY, why="", at="2026-11-03T16:05:00+00:00"), **side, "pair": True, "first": first}


@pytest.fixture
def asked(desk: PretendDesk) -> PretendDesk:
    """The first card asks about two copies, the third is a pair."""
    second = proposed(102, ARABIC, outlet="Volga Post", at="2026-11-01T14:05:00+00:00", rtl=True, language="ar")
    desk.cards[0] = asking(1, proposed(101), second)
    desk.cards.insert(2, pair(301))
    return desk


def saved(page: Page) -> None:
    expect(page.locator(".state")).to_have_text("all saved")


def acts(desk: PretendDesk) -> list[tuple[object, ...]]:
    return [(e["action"], e["headline"]) for e in desk.stored]


def test_a_card_names_its_outlets_and_independent_publishers(open_deck: Opening, asked: PretendDesk) -> None:
    page = open_deck()
    expect(page.locator(".others")).to_have_text("3 outlets, 1 independent publisher: also in Caspian Wire, Volga Post")
    page.keyboard.press("Space")
    expect(page.locator(".others")).to_have_text("")


def test_one_key_answers_and_the_next_question_follows(open_deck: Opening, asked: PretendDesk) -> None:
    page = open_deck()
    question = page.locator(".question")
    expect(question).to_have_text(f"Same event as “{COPY}” (Caspian Wire, 2\u00a0h later)? 1 more to ask")
    page.keyboard.press("KeyY")
    expect(question).to_have_text(f"Same event as “{ARABIC}” (Volga Post, 2\u00a0days earlier)?")
    assert (page.locator(".quoted").get_attribute("dir"), page.locator(".quoted").get_attribute("lang")) == (
        "rtl",
        "ar",
    )
    page.keyboard.press("KeyU")
    expect(page.locator(".ask")).to_be_hidden()
    expect(page.locator(".others")).to_have_text("2 outlets, 1 independent publisher: also in Caspian Wire")
    assert page.locator(".title").inner_text() == FIRST
    expect(page.locator(".said")).to_have_text("Not the same event")
    saved(page)
    assert acts(asked) == [("same", 101), ("apart", 102)]
    assert [e["other"] for e in asked.stored] == [1, 1]


def test_buttons_answer_too(open_deck: Opening, asked: PretendDesk) -> None:
    page = open_deck()
    page.get_by_role("button", name="Not the same").click()
    page.get_by_role("button", name="Same event Y", exact=True).click()
    saved(page)
    assert acts(asked) == [("apart", 101), ("same", 102)]


def test_an_unanswered_question_never_blocks_tagging_and_is_not_asked_again_as_a_pair(
    open_deck: Opening, asked: PretendDesk
) -> None:
    asked.cards.insert(1, pair(101))
    page = open_deck()
    page.keyboard.press("KeyQ")
    assert page.locator(".title").inner_text() == "Invented headline 2"
    saved(page)
    assert acts(asked) == [("tag", 1)]
    assert 101 in asked.requests[-1]["have"] or not asked.requests[-1]["want"]
    page.keyboard.press("Backspace")
    expect(page.locator(".question")).to_contain_text(COPY)


def test_backspace_takes_an_answer_back_and_asks_again(open_deck: Opening, asked: PretendDesk) -> None:
    page = open_deck()
    for key in ("KeyU", "KeyQ", "Backspace", "Backspace"):
        page.keyboard.press(key)
    expect(page.locator(".question")).to_contain_text(COPY)
    expect(page.locator(".others")).to_contain_text("3 outlets")
    saved(page)
    assert acts(asked) == [("apart", 101), ("tag", 1), ("undo", 1), ("undo", 101)]
    assert asked.stored[3]["undoes"] == asked.stored[0]["uid"]


def test_an_answer_stands_in_the_strip_and_is_taken_back_there(open_deck: Opening, asked: PretendDesk) -> None:
    page = open_deck()
    for key in ("KeyY", "KeyQ", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".counts")).to_contain_text("2 this session")
    page.get_by_role("button", name=f"Take back Same event: {COPY}").click()
    expect(page.locator(".question")).to_contain_text(COPY)
    saved(page)
    assert acts(asked)[-1] == ("undo", 101)
    expect(page.get_by_role("button", name="key Q")).to_have_attribute("aria-pressed", "true")


def test_a_pair_shows_both_headlines_with_the_words_that_differ(open_deck: Opening, asked: PretendDesk) -> None:
    page = open_deck()
    for key in ("Space", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".side-title")).to_have_count(2)
    expect(page.locator(".side .whence b")).to_have_text(["Volga Post", "Example Post"])
    expect(page.locator(".side mark").first).to_have_text("opens")
    expect(page.locator(".question")).to_contain_text("Do both report the same event?")
    expect(page.locator(".text")).to_be_hidden()
    page.keyboard.press("KeyQ")  # a pair takes no tag
    page.keyboard.press("Space")
    expect(page.locator(".said")).to_have_text("This card only asks whether two headlines report the same event.")
    expect(page.get_by_role("button", name="key Q")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("KeyY")
    assert page.locator(".title").inner_text() == "Invented headline 3"
    expect(page.get_by_role("button", name="key Q")).to_have_attribute("aria-disabled", "false")
    saved(page)
    assert acts(asked)[-1] == ("same", 301)
    assert asked.stored[-1]["other"] == 302
    expect(page.locator(".counts")).to_contain_text("2 this session")


def test_enter_puts_a_pair_off_and_backspace_brings_it_back(open_deck: Opening, asked: PretendDesk) -> None:
    page = open_deck()
    for key in ("Space", "Space", "Enter"):
        page.keyboard.press(key)
    assert page.locator(".title").inner_text() == "Invented headline 3"
    page.keyboard.press("Backspace")
    expect(page.locator(".side-title")).to_have_count(2)
    expect(page.locator(".pair")).to_be_visible()
    page.keyboard.press("KeyU")
    saved(page)
    assert acts(asked)[2:] == [("later", 301), ("undo", 301), ("apart", 301)]


def test_a_pair_does_not_count_as_a_headline_that_waits(open_deck: Opening, desk: PretendDesk) -> None:
    desk.cards = [pair(1000 + 2 * n) for n in range(5)] + [card(1)]
    page = open_deck()
    page.evaluate("window.signpostSessions.get('ann').waiting = 1; window.signpostSessions.get('ann').changed()")
    expect(page.locator(".counts")).to_have_text("0 this session · 1 waiting")


@pytest.mark.parametrize("left", ["a reload", "a closed tab"])
def test_answers_survive_a_dead_server_and_are_not_asked_again(
    open_deck: Opening, asked: PretendDesk, left: str
) -> None:
    page = open_deck()
    asked.status = 503
    for key in ("KeyY", "KeyU", "Backspace", "Space", "Space", "KeyU"):
        page.keyboard.press(key)
    expect(page.locator(".state")).to_contain_text("6 unsaved")
    if left == "a reload":
        page.reload()
        page.wait_for_function("window.ready")
    else:
        page.close()
        page = open_deck()
    assert page.locator(".title").inner_text() == "Invented headline 3"
    asked.status = 200
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".state")).to_have_text("all saved")
    assert acts(asked) == [
        ("same", 101), ("apart", 102), ("undo", 102), ("not_relevant", 1), ("not_relevant", 2), ("apart", 301),
    ]  # fmt: skip


def test_a_refused_answer_is_said_and_asked_again(open_deck: Opening, asked: PretendDesk) -> None:
    asked.refuse = {101: "this headline is not in the database any more"}
    page = open_deck()
    page.keyboard.press("KeyY")
    expect(page.locator(".refusal")).to_have_text(f"Not kept: “{COPY}” — this headline is not in the database any more")
    expect(page.locator(".question")).to_contain_text(COPY)


def test_an_answer_in_one_tab_is_not_asked_for_in_another_but_never_taken_from_under_the_hand(
    open_deck: Opening, asked: PretendDesk
) -> None:
    asked.cards.insert(1, asking(50, proposed(501)))
    first, second = open_deck(), open_deck()
    first.bring_to_front()
    for key in ("KeyY", "KeyQ", "KeyU"):
        first.keyboard.press(key)
    second.bring_to_front()
    heard = "new Promise((done) => setInterval(() => signpostSessions.get('ann').answered.has(501) && done(), 20))"
    second.evaluate(heard)
    second.keyboard.press("Digit3")
    expect(second.locator(".question")).to_contain_text(COPY)
    second.keyboard.press("Enter")
    expect(second.locator(".ask")).to_be_hidden()
    assert second.locator(".title").inner_text() == FIRST


def test_the_two_keys_are_the_pages_own_where_nothing_is_asked(open_deck: Opening) -> None:
    page = open_deck()
    page.evaluate("window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.code), true)")
    for key in ("KeyY", "KeyU"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == ["KeyY", "KeyU"]


def test_the_codebook_lists_the_keys(open_deck: Opening) -> None:
    page = open_deck()
    expect(page.locator(".keylist")).to_contain_text("same event as the headline that the card asks about")
    expect(page.locator(".keylist kbd[data-act=same]")).to_have_text("Y")


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_jumps_where_a_question_comes_and_goes(open_deck: Opening, asked: PretendDesk, width: int) -> None:
    long = (COPY + " ") * 12
    asked.cards[1] = asking(2, proposed(201, long, parts=[[long, True]]))
    page = open_deck()
    page.set_viewport_size({"width": width, "height": 900})
    boxes = []
    for key in ("KeyY", "KeyU", "Space", "Space", "KeyY", "Space"):
        page.wait_for_timeout(60)
        boxes.append([page.locator(name).bounding_box() for name in (".card", ".grid", ".actions", ".progress")])
        page.keyboard.press(key)
    assert all(box == boxes[0] for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_serious_in_a_question_or_a_pair(
    open_deck: Opening, asked: PretendDesk, theme: str, width: int
) -> None:
    page = open_deck(f"?theme={theme}")
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for keys in ((), ("Space", "Space")):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_timeout(200)
        found += Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [n["html"] for n in each["nodes"]]) for each in serious] == []
