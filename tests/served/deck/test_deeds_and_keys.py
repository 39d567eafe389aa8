"""Deeds of a scenario, keys of one's own, hints beside the keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pretend_desk import PretendDesk, card

pytestmark = pytest.mark.browser
Opening = Callable[..., Page]


def saved(page: Page) -> None:
    expect(page.locator(".state")).to_have_text("all saved")


def test_a_deed_is_chosen_by_two_digits_or_by_words_and_undone_like_a_tag(
    open_deck: Opening, desk: PretendDesk
) -> None:
    page = open_deck()
    for key in ("KeyI", "Digit2", "Digit3"):
        page.keyboard.press(key)
    assert page.locator(".title").inner_text() == "Invented headline 2"
    expect(page.locator(".word").first).to_have_text("Deed: Ships leave port (Sends help)")
    page.keyboard.press("KeyI")
    page.keyboard.type("envoy")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Shift+Enter")  # and stay
    expect(page.locator(".given")).to_have_text("Tagged: Deed: An envoy travels between the parties (Stays at home)")
    for key in ("KeyQ", "Backspace", "Backspace"):
        page.keyboard.press(key)
    assert page.locator(".title").inner_text() == "Invented headline 2"
    page.keyboard.press("KeyI")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    saved(page)
    assert [(e["action"], e["headline"], e["signpost"]) for e in desk.standing()] == [
        ("deed", 1, "deed_23"),
        ("not_relevant", 2, None),
    ]


def test_a_key_of_ones_own_is_kept_on_the_server_and_a_taken_one_is_told(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    page.get_by_role("button", name="Change keys").click()
    change = page.get_by_role("button", name="Balance, more hesitant: key Q")
    change.click()
    page.keyboard.press("KeyW")
    expect(page.locator(".remap-said")).to_have_text(
        "W is the key of “Autonomy, more hesitant”. Swap the two, or choose another key."
    )
    change.click()
    page.keyboard.press("Semicolon")
    expect(page.locator(".remap-said")).to_contain_text("“Balance, more hesitant” is ; now.")
    expect(page.locator(".remap-state")).to_have_text("Kept for you on the server.")
    page.keyboard.press("KeyW")  # nothing is tagged while keys are being changed
    page.keyboard.press("Escape")
    page.keyboard.press("KeyQ")
    page.keyboard.press("Semicolon")
    saved(page)
    assert desk.keys == {"tag-0-0": "Semicolon"}
    assert [(e["headline"], e["factor"]) for e in desk.stored] == [(1, "balance")]
    page.evaluate("localStorage.clear()")
    page.reload()
    page.wait_for_function("window.ready")
    expect(page.get_by_role("button", name="Balance: more hesitant, key ;")).to_have_count(1)
    page.get_by_role("button", name="Change keys").click()
    page.get_by_role("button", name="Standard keys").click()
    expect(page.get_by_role("button", name="Balance: more hesitant, key Q")).to_have_count(1)


def test_keys_set_while_the_server_is_away_hold_in_this_browser(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    desk.status = 503
    page.get_by_role("button", name="Change keys").click()
    page.get_by_role("button", name="deed observed: key I").click()
    page.keyboard.press("KeyM")
    page.get_by_role("button", name="Swap the two").click()
    expect(page.locator(".remap-state")).to_contain_text("Kept in this browser")
    desk.status = 200
    other = open_deck()
    expect(other.locator("kbd[data-act=rest]").first).to_have_text("I")
    other.wait_for_function("() => !JSON.parse(localStorage['signpost.wishes|ann']).unsaved")
    assert desk.keys == {"deed": "KeyM", "rest": "KeyI"}


def test_a_hint_stands_beside_the_keys_with_its_record_and_a_blind_card_has_none(
    open_deck: Opening, desk: PretendDesk
) -> None:
    hints = [{"factor": "autonomy", "score": 0.7, "right": 8, "of": 10}]
    desk.cards[0] = card(1, kind="ranked", blind=False, hints=hints)
    desk.cards[1] = card(2, kind="overlap", blind=True, why="a second reading", hints=hints)
    desk.unseen = "About 9 relevant stories are still unread."
    page = open_deck()
    expect(page.locator(".why")).to_have_text(
        "Here because it names Russia and Iran · suggested: Autonomy (right 8 of 10 so far)"
    )
    expect(page.get_by_role("button", name="Codebook of Autonomy; suggested, right 8 of 10 so far")).to_have_count(1)
    expect(page.get_by_role("button", name="key W")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".left")).to_have_text(desk.unseen)
    page.keyboard.press("Space")
    expect(page.locator(".why")).to_have_text("A second reading")
    expect(page.locator(".hint:not(:empty)")).to_have_count(0)
