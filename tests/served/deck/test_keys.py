"""Which key does what, and which keys are left alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pretend_desk import PretendDesk

pytestmark = pytest.mark.browser
Opening = Callable[..., Page]


def saved(page: Page) -> None:
    expect(page.locator(".state")).to_have_text("all saved")


def words(desk: PretendDesk) -> list[tuple[object, ...]]:
    return [(e["action"], e["headline"], e["factor"], e["direction"], e["weight"]) for e in desk.stored]


@pytest.mark.parametrize(
    ("code", "factor", "direction"),
    [
        pytest.param("KeyQ", "balance", "strengthens", id="first column, first row"),
        pytest.param("KeyG", "escalation", "neutral", id="last column, middle row"),
        pytest.param("KeyC", "economy", "weakens", id="middle column, last row"),
    ],
)
def test_one_key_tags_with_factor_direction_and_moderate_weight_and_moves_on(
    open_deck: Opening, desk: PretendDesk, code: str, factor: str, direction: str
) -> None:
    page = open_deck()
    page.keyboard.press(code)
    assert page.locator(".title").inner_text() == "Invented headline 2"
    saved(page)
    assert words(desk) == [("tag", 1, factor, direction, 2)]


def test_a_click_on_a_key_does_what_the_key_does_and_leaves_space_alone(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    page.get_by_role("button", name="Autonomy: less hesitant, key X").click()
    page.keyboard.press("Space")
    saved(page)
    assert words(desk) == [("tag", 1, "autonomy", "weakens", 2), ("not_relevant", 2, None, None, None)]


def test_shift_adds_without_moving_and_enter_then_moves_on(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    page.keyboard.press("Shift+KeyQ")
    page.keyboard.press("Shift+KeyX")
    assert page.locator(".title").inner_text() == "Invented headline 1"
    expect(page.locator(".given")).to_have_text("Tagged: Balance, more hesitant · Autonomy, less hesitant")
    expect(page.get_by_role("button", name="key Q")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    assert page.locator(".title").inner_text() == "Invented headline 2"
    saved(page)
    assert words(desk) == [("tag", 1, "balance", "strengthens", 2), ("tag", 1, "autonomy", "weakens", 2)]


def test_shift_with_the_same_key_takes_the_tag_back_and_with_another_direction_replaces_it(
    open_deck: Opening, desk: PretendDesk
) -> None:
    page = open_deck()
    page.keyboard.press("Shift+KeyQ")
    page.keyboard.press("Shift+KeyQ")
    page.keyboard.press("Shift+KeyW")
    page.keyboard.press("Shift+KeyX")
    saved(page)
    assert [(e["factor"], e["direction"]) for e in desk.standing()] == [("autonomy", "weakens")]


def test_space_enter_and_backspace_mean_not_relevant_later_and_undo(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    for key in ("Space", "Enter", "KeyA", "Backspace", "Backspace"):
        page.keyboard.press(key)
    assert page.locator(".title").inner_text() == "Invented headline 2"
    saved(page)
    assert [e["action"] for e in desk.stored] == ["not_relevant", "later", "tag", "undo", "undo"]
    assert [e["undoes"] for e in desk.stored[3:]] == [desk.stored[2]["uid"], desk.stored[1]["uid"]]
    assert [(e["action"], e["headline"]) for e in desk.standing()] == [("not_relevant", 1)]


def test_a_digit_weighs_the_next_tag_only(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    page.keyboard.press("Digit3")
    expect(page.get_by_role("button", name="Major")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("KeyQ")
    expect(page.get_by_role("button", name="Moderate")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("KeyQ")
    page.keyboard.press("Digit1")
    page.keyboard.press("KeyQ")
    saved(page)
    assert [e["weight"] for e in desk.stored] == [3, 2, 1]


def test_p_and_a_digit_add_a_signpost_to_the_last_tag(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    for key in ("KeyE", "KeyP", "Digit4"):
        page.keyboard.press(key)
    expect(page.locator(".more").first).to_have_text("Economy signpost 4")
    saved(page)
    (tag,) = desk.standing()
    assert (tag["headline"], tag["factor"], tag["signpost"]) == (1, "economy", "economy_4")
    assert page.locator(".title").inner_text() == "Invented headline 2"


def test_keys_typed_into_the_note_do_not_tag_and_enter_saves_it(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    page.keyboard.press("KeyQ")
    page.keyboard.press("KeyN")
    page.keyboard.type("war chest, crc")
    page.keyboard.press("Enter")
    assert page.locator(".title").inner_text() == "Invented headline 2"
    saved(page)
    (tag,) = desk.standing()
    assert (tag["factor"], tag["note"]) == ("balance", "war chest, crc")
    page.keyboard.press("KeyN")
    page.keyboard.type("thrown away")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    saved(page)
    assert [e["note"] for e in desk.standing()] == ["war chest, crc", ""]


def test_letters_typed_into_another_field_of_the_page_do_not_tag(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    page.locator("#outside").focus()
    page.keyboard.type("qwert asdfg")
    assert page.locator("#outside").input_value() == "qwert asdfg"
    assert page.locator(".title").inner_text() == "Invented headline 1"


def test_a_focused_button_keeps_space_and_enter(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    page.evaluate("window.clicks = 0; document.querySelector('#button').onclick = () => window.clicks++; 0")
    page.locator("#button").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert page.evaluate("window.clicks") == 2
    page.keyboard.press("KeyQ")
    page.get_by_role("button", name="key S").focus()
    page.keyboard.press("Enter")
    saved(page)
    assert words(desk) == [("tag", 1, "balance", "strengthens", 2), ("tag", 2, "autonomy", "neutral", 2)]


@pytest.mark.parametrize("key", ["Control+KeyR", "Alt+KeyQ", "Meta+KeyC", "Control+KeyC"])
def test_combinations_are_left_to_the_browser(open_deck: Opening, desk: PretendDesk, key: str) -> None:
    page = open_deck()
    page.evaluate("window.heard = []; addEventListener('keydown', (e) => { window.heard.push(e.defaultPrevented); })")
    page.evaluate("addEventListener('keydown', (e) => { if (e.code === 'KeyR') e.preventDefault(); })")
    page.keyboard.press(key)
    assert page.evaluate("window.heard.at(-1)") is False
    assert page.locator(".title").inner_text() == "Invented headline 1"


def test_the_page_around_the_deck_does_not_hear_its_keys(open_deck: Opening) -> None:
    page = open_deck()
    page.evaluate("window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.code), true)")
    for key in ("KeyR", "KeyC", "Space", "KeyY"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == ["KeyY"]


def test_a_key_held_down_tags_once(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    for _ in range(5):
        page.keyboard.down("KeyQ")
    page.keyboard.up("KeyQ")
    saved(page)
    assert len(desk.stored) == 1


def test_an_open_dialog_and_switched_off_keys_stop_the_hearing(open_deck: Opening) -> None:
    page = open_deck()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<div role=dialog id=dialog>A dialog</div>')")
    page.keyboard.press("KeyQ")
    page.evaluate("document.querySelector('#dialog').remove()")
    page.get_by_role("button", name="Keys on").click()
    page.keyboard.press("KeyQ")
    assert page.locator(".title").inner_text() == "Invented headline 1"
    page.get_by_role("button", name="Keys off").click()
    page.keyboard.press("KeyQ")
    assert page.locator(".title").inner_text() == "Invented headline 2"


def test_letters_of_another_keyboard_are_learnt_from_what_is_pressed(open_deck: Opening) -> None:
    page = open_deck(init="Object.defineProperty(navigator, 'keyboard', {value: undefined})")
    expect(page.get_by_role("button", name="Balance: more hesitant, key Q")).to_have_count(1)
    page.evaluate("dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyQ', key: 'й', bubbles: true}))")
    expect(page.get_by_role("button", name="Balance: more hesitant, key Й")).to_have_count(1)


def test_a_judgement_of_the_strip_can_be_taken_back(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    for key in ("KeyQ", "KeyW", "Space"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Take back Balance, more hesitant: Invented headline 1").click()
    assert page.locator(".title").inner_text() == "Invented headline 1"
    saved(page)
    assert [e["headline"] for e in desk.standing()] == [2, 3]


def test_two_factors_give_two_columns_and_the_other_keys_do_nothing(open_deck: Opening, desk: PretendDesk) -> None:
    desk.columns = 2
    page = open_deck()
    expect(page.locator(".key")).to_have_count(6)
    page.keyboard.press("KeyR")
    assert page.locator(".title").inner_text() == "Invented headline 1"


def test_o_opens_the_link_in_a_new_tab_and_only_a_web_link(open_deck: Opening, desk: PretendDesk) -> None:
    desk.cards[0]["url"] = desk.url + "floor"
    desk.cards[1]["url"] = "javascript:alert(1)"
    page = open_deck()
    with page.context.expect_page() as opened:
        page.keyboard.press("KeyO")
    assert opened.value.evaluate("window.opener") is None
    page.keyboard.press("Space")
    expect(page.locator(".open")).to_be_hidden()
    assert page.locator(".open").get_attribute("href") is None
