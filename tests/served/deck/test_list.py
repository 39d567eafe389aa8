"""The list for clearing: twenty rows, the same keys and the same outbox."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pretend_desk import PretendDesk

pytestmark = pytest.mark.browser
Opening = Callable[..., Page]


def saved(page: Page) -> None:
    expect(page.locator(".state")).to_have_text("all saved")


def here(page: Page) -> str:
    return page.locator(".line[aria-selected=true] .line-title").inner_text()


def test_keys_judge_the_row_under_the_cursor_and_the_rest_is_undone_as_one_step(
    open_deck: Opening, desk: PretendDesk
) -> None:
    page = open_deck()
    page.keyboard.press("KeyL")
    expect(page.get_by_role("row")).to_have_count(20)
    for key in ("KeyQ", "ArrowDown", "Space", "KeyK", "KeyK", "KeyW", "KeyJ", "Shift+KeyE"):
        page.keyboard.press(key)
    assert here(page) == "Invented headline 4"
    expect(page.locator(".line-tags").nth(1)).to_have_text("Autonomy, more hesitant")
    page.keyboard.press("KeyM")
    assert here(page) == "Invented headline 21"
    expect(page.locator(".row-said")).to_contain_text("16 rows: not relevant. ⌫ takes them back together.")
    expect(page.locator(".word").first).to_have_text("Not relevant: 16 rows")
    saved(page)
    standing = {e["headline"]: e["factor"] for e in desk.standing()}
    assert standing == {1: "balance", 2: "autonomy", 4: "economy"} | dict.fromkeys([3, *range(5, 21)])
    page.keyboard.press("Backspace")
    assert page.locator(".line").count() == 20
    expect(page.locator(".row-said")).to_contain_text("16 of 20 untouched")
    saved(page)
    assert {e["headline"] for e in desk.standing()} == {1, 2, 3, 4}
    page.keyboard.press("KeyL")
    assert page.locator(".title").inner_text() == "Invented headline 5"


def test_a_mouse_does_it_all_and_a_reader_finds_one_row_in_the_tab_order(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    page.get_by_role("button", name="List").click()
    page.get_by_role("row").nth(2).click()
    page.get_by_role("button", name="key X").click()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.getAttribute('aria-selected')") == "true"
    expect(page.locator(".line[tabindex='0']")).to_have_count(1)
    page.get_by_role("button", name="Rest: not relevant").click()
    saved(page)
    assert [e["headline"] for e in desk.standing() if e["factor"]] == [3]
    assert len(desk.standing()) == 20
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_row_that_another_tab_judged_is_left_alone_by_the_rest(open_deck: Opening, desk: PretendDesk) -> None:
    first, second = open_deck(), open_deck()
    first.keyboard.press("KeyL")
    second.bring_to_front()
    second.keyboard.press("Space")
    second.keyboard.press("KeyT")
    first.bring_to_front()
    expect(first.locator(".line-tags").nth(1)).to_have_text("In another tab")
    first.keyboard.press("KeyM")
    saved(first)
    saved(second)
    assert [e["factor"] for e in desk.standing() if e["headline"] == 2] == ["escalation"]


def test_another_filter_brings_other_headlines_and_travels_with_what_is_asked(
    open_deck: Opening, desk: PretendDesk
) -> None:
    desk.first = 30
    page = open_deck()
    page.keyboard.press("KeyQ")
    saved(page)
    desk.wanted, desk.cards = {"outlet": "Volga Post"}, desk.cards[100:140]
    page.evaluate("window.mountDeck()")
    expect(page.locator(".title")).to_have_text("Invented headline 101")
    expect(page.locator(".counts")).to_contain_text("in all")
    page.keyboard.press("KeyQ")
    saved(page)
    asked = [request["wanted"] for request in desk.requests if request["want"]]
    assert asked[0] == {}
    assert asked[-1] == {"outlet": "Volga Post"}
    desk.cards = []
    for _ in range(50):
        page.keyboard.press("Space")
    expect(page.locator(".title")).to_have_text("Nothing that fits the filter waits.")
