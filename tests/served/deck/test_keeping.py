"""Nothing that was pressed is lost, doubled or filed in another order."""

import json
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from pretend_desk import PretendDesk

pytestmark = pytest.mark.browser
Opening = Callable[..., Page]

ROWS = {"strengthens": "QWERT", "neutral": "ASDFG", "weakens": "ZXCVB"}
FACTORS = ["balance", "autonomy", "economy", "alignment", "escalation"]
LETTERS = "".join(ROWS.values())
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
FULL_STORAGE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"


def kept(page: Page) -> list[dict[str, object]]:
    found = page.evaluate(
        "Object.keys(localStorage).filter((k) => k.startsWith('signpost.outbox')).sort().map((k) => localStorage[k])"
    )
    return [json.loads(each) for each in found]


def until(true: Callable[[], bool], page: Page, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert true()


def meaning(letter: str) -> tuple[str, str]:
    direction = next(name for name, letters in ROWS.items() if letter in letters)
    return FACTORS[ROWS[direction].index(letter)], direction


def by_hand(page: Page, letters: list[str]) -> None:
    for letter in letters:
        page.keyboard.press(f"Key{letter}")


def in_one_burst(page: Page, letters: list[str]) -> None:
    page.evaluate(
        """(letters) => { for (const letter of letters) document.body.dispatchEvent(new KeyboardEvent("keydown",
        {code: "Key" + letter, key: letter.toLowerCase(), bubbles: true, cancelable: true})) }""",
        letters,
    )


@pytest.mark.parametrize(
    "stall", [pytest.param(0, id="server answers"), pytest.param(5, id="server stalls five seconds")]
)
@pytest.mark.parametrize("press", [by_hand, in_one_burst])
def test_two_hundred_fast_keys_are_stored_in_the_order_pressed(
    open_deck: Opening, desk: PretendDesk, press: Callable[[Page, list[str]], None], stall: int
) -> None:
    page = open_deck()
    desk.stall = stall
    pressed = [LETTERS[(7 * number) % 15] for number in range(200)]
    press(page, pressed)
    assert page.locator(".title").inner_text() == "Invented headline 201"
    desk.stall = 0
    until(lambda: len(desk.stored) == 200, page)
    assert [(e["headline"], e["factor"], e["direction"]) for e in desk.stored] == [
        (number, *meaning(letter)) for number, letter in enumerate(pressed, start=1)
    ]
    assert desk.most_busy == 1
    assert max(len(request["events"]) for request in desk.requests) <= 50


def test_unsent_judgements_survive_a_reload_and_are_not_shown_again(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    desk.status = 503
    for key in ("KeyQ", "Shift+KeyW", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".state")).to_contain_text("4 unsaved — the server is unwell (503); keep this page open")
    page.reload()
    page.wait_for_function("window.ready")
    assert page.locator(".title").inner_text() == "Invented headline 3"
    desk.status = 200
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".state")).to_have_text("all saved")
    assert [(e["action"], e["headline"]) for e in desk.stored] == [
        ("tag", 1),
        ("tag", 2),
        ("undo", 2),
        ("not_relevant", 2),
    ]
    assert kept(page) == []


def test_a_tab_closed_right_after_the_key_loses_nothing(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    for key in ("KeyQ", "KeyW", "KeyE"):
        page.keyboard.press(key)
    page.close()
    other = open_deck()
    until(lambda: len(desk.stored) == 3, other)
    assert [e["headline"] for e in desk.stored] == [1, 2, 3]


def test_a_tab_closed_while_the_server_is_down_is_adopted_by_the_next(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    desk.stop()
    for key in ("KeyQ", "KeyW", "Backspace"):
        page.keyboard.press(key)
    page.close()
    desk.start()
    other = open_deck()
    expect(other.locator(".state")).to_have_text("all saved")
    until(lambda: len(desk.stored) == 3, other)
    assert [e["action"] for e in desk.stored] == ["tag", "tag", "undo"]


def test_a_restart_of_the_server_is_waited_for(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    page.keyboard.press("KeyQ")
    expect(page.locator(".state")).to_have_text("all saved")
    desk.stop()
    for key in ("KeyW", "KeyE"):
        page.keyboard.press(key)
    expect(page.locator(".state")).to_have_text(
        "2 unsaved — the server does not answer; keep this page open or come back later, they are kept"
    )
    page.keyboard.press("KeyR")
    desk.start()
    expect(page.locator(".state")).to_have_text("all saved")
    assert [e["headline"] for e in desk.stored] == [1, 2, 3, 4]


@pytest.mark.parametrize("init", [pytest.param(NO_STORAGE, id="denied"), pytest.param(FULL_STORAGE, id="full")])
def test_a_browser_that_keeps_nothing_says_so_and_still_sends(open_deck: Opening, desk: PretendDesk, init: str) -> None:
    page = open_deck(init=init)
    expect(page.locator(".state")).to_contain_text("This browser keeps nothing: tags are sent at once")
    page.keyboard.press("KeyQ")
    expect(page.locator(".state")).to_have_text(re.compile("· all saved$"))
    until(lambda: len(desk.stored) == 1, page)
    desk.status = 500
    page.keyboard.press("KeyQ")
    expect(page.locator(".state")).to_contain_text("keep this page open: this browser keeps nothing")
    warned: list[str] = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    until(lambda: bool(warned), open_deck())
    assert warned == ["beforeunload"]


@pytest.mark.parametrize("renewed_by", ["a reload", "a re-run"])
def test_an_old_token_keeps_everything_and_a_new_one_sends_it(
    open_deck: Opening, desk: PretendDesk, renewed_by: str
) -> None:
    page = open_deck()
    desk.token = "renewed"
    for key in ("KeyQ", "KeyW"):
        page.keyboard.press(key)
    expect(page.locator(".state")).to_have_text("Sign in again (reload the page): 2 judgements are kept")
    assert len(kept(page)) == 2
    desk.handed = "renewed"
    if renewed_by == "a re-run":
        page.evaluate("window.mountDeck()")
    else:
        page.reload()
        page.wait_for_function("window.ready")
    expect(page.locator(".state")).to_have_text("all saved")
    assert [e["headline"] for e in desk.stored] == [1, 2]


def test_what_the_server_refuses_is_said_in_words_and_does_not_hold_up_the_rest(
    open_deck: Opening, desk: PretendDesk
) -> None:
    desk.refuse = {2: "this factor is no longer watched"}
    page = open_deck()
    for key in ("KeyQ", "KeyW", "KeyE"):
        page.keyboard.press(key)
    expect(page.locator(".refusal")).to_have_text("Not kept: “Invented headline 2” — this factor is no longer watched")
    expect(page.locator(".state")).to_have_text("all saved")
    assert [e["headline"] for e in desk.stored] == [1, 3]
    assert kept(page) == []


def test_one_unreadable_judgement_is_found_and_the_others_are_stored(open_deck: Opening, desk: PretendDesk) -> None:
    desk.unreadable = {3}
    page = open_deck()
    for key in ("KeyQ", "KeyW", "KeyE", "KeyR", "KeyT"):
        page.keyboard.press(key)
    expect(page.locator(".refusal")).to_have_text("Not kept: “Invented headline 3” — an event could not be read")
    expect(page.locator(".state")).to_have_text("all saved")
    assert [e["headline"] for e in desk.stored] == [1, 2, 4, 5]


def test_an_answer_lost_on_the_way_stores_nothing_twice(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    dropped: list[str] = []

    def drop_once(route: Route) -> None:
        if dropped:
            route.continue_()
            return
        dropped.append(route.request.url)
        route.fetch()
        route.abort()

    page.route("**/api/tags", drop_once)
    page.keyboard.press("KeyQ")
    page.keyboard.press("KeyW")
    expect(page.locator(".state")).to_have_text("all saved")
    until(lambda: len(desk.stored) == 2, page)
    assert len({e["uid"] for request in desk.requests for e in request["events"]}) == 2


def test_two_tabs_of_one_analyst_do_not_disturb_each_other(open_deck: Opening, desk: PretendDesk) -> None:
    first, second = open_deck(), open_deck()
    first.bring_to_front()
    first.keyboard.press("KeyQ")
    first.keyboard.press("KeyQ")
    until(lambda: len(desk.stored) == 2, first)
    held = "window.signpostSessions.get('ann').queue.map((card) => card.headline)"
    until(lambda: 2 not in second.evaluate(held), second)  # it has heard of it
    second.bring_to_front()
    assert second.locator(".title").inner_text() == "Invented headline 1"  # nothing is taken from under the eyes
    second.keyboard.press("Enter")
    assert second.locator(".title").inner_text() == "Invented headline 3"
    second.keyboard.press("KeyW")
    until(lambda: len(desk.stored) == 4, second)
    assert [(e["action"], e["headline"]) for e in desk.stored] == [("tag", 1), ("tag", 2), ("later", 1), ("tag", 3)]
    until(lambda: kept(first) == [], first)


def test_two_analysts_of_one_browser_keep_their_judgements_apart(open_deck: Opening, desk: PretendDesk) -> None:
    first = open_deck("?analyst=ann")
    desk.stop()
    first.keyboard.press("KeyQ")
    first.close()
    desk.handed = desk.token = "another analyst's"  # what the closing browser may still send in ann's name is not b's
    desk.start()
    second = open_deck("?analyst=ann%7Cb")
    expect(second.locator(".state")).to_have_text("all saved")
    assert second.locator(".title").inner_text() == "Invented headline 1"
    assert desk.stored == []


def test_more_headlines_arrive_before_the_pile_runs_dry(open_deck: Opening, desk: PretendDesk) -> None:
    desk.first = 30
    page = open_deck()
    until(lambda: page.evaluate("window.signpostSessions.get('ann').queue.length") >= 200, page)
    for _ in range(300):
        page.keyboard.press("Space")
    assert page.locator(".title").inner_text() == "Invented headline 301"
    until(lambda: len(desk.stored) == 300, page)
    assert [e["headline"] for e in desk.stored] == list(range(1, 301))
    expect(page.locator(".counts")).to_have_text("300 this session · 300 waiting")


def test_a_new_order_is_taken_behind_the_next_five(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    desk.mark, desk.order = "learnt", [300, 40, 7, 30]
    page.keyboard.press("Space")  # its answer tells of the new order
    until(lambda: page.evaluate("window.signpostSessions.get('ann').mark") == "learnt", page)
    held = page.evaluate("window.signpostSessions.get('ann').queue.map((card) => card.headline)")
    assert held[:9] == [2, 3, 4, 5, 6, 40, 7, 30, 8]  # 300 the server has not sent
    assert len(set(held)) == len(held)
    assert desk.requests[-1]["rest"][:2] == [7, 8]


def test_a_lost_connection_covers_nothing_and_is_said_beside_the_count(open_deck: Opening, desk: PretendDesk) -> None:
    page = open_deck()
    desk.stop()
    page.evaluate(
        """() => {
          const dialog = document.createElement("section");
          dialog.setAttribute("role", "dialog");
          dialog.innerHTML = "<button aria-label='Close'></button><h2>Connection error</h2>";
          dialog.firstChild.addEventListener("click", () => dialog.remove());
          document.body.append(dialog);
        }"""
    )
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".state")).to_have_text("all saved · the server does not answer")
    page.keyboard.press("KeyQ")
    assert page.locator(".title").inner_text() == "Invented headline 2"
    desk.start()
    expect(page.locator(".state")).to_have_text("all saved")
    assert [e["headline"] for e in desk.stored] == [1]


def test_an_empty_pile_says_what_to_do_and_looks_again(open_deck: Opening, desk: PretendDesk) -> None:
    cards, desk.cards = desk.cards[:2], []
    page = open_deck()
    expect(page.locator(".title")).to_have_text("Nothing waits. Collect feeds or import headlines.")
    page.keyboard.press("KeyQ")
    desk.cards = cards
    page.evaluate("window.signpostSessions.get('ann').askAgain()")
    expect(page.locator(".title")).to_have_text("Invented headline 1")
    assert desk.stored == []


def test_a_re_run_with_newer_data_keeps_the_headline_and_a_remount_keeps_the_session(
    open_deck: Opening, desk: PretendDesk
) -> None:
    page = open_deck()
    page.keyboard.press("KeyQ")
    page.keyboard.press("Shift+KeyW")
    stale = page.evaluate("window.fresh()")
    expect(page.locator(".state")).to_have_text("all saved")
    page.evaluate("window.node = document.querySelector('#host').shadowRoot.querySelector('.key'); 0")
    page.evaluate("(data) => window.mountDeck(data)", stale)
    page.evaluate("window.mountDeck()")
    assert page.evaluate("window.node.isConnected")
    assert page.locator(".title").inner_text() == "Invented headline 2"
    page.evaluate("window.unmountDeck()")
    page.keyboard.press("KeyQ")
    page.evaluate("window.mountDeck()")
    expect(page.locator(".given")).to_have_text("Tagged: Autonomy, more hesitant")
    page.keyboard.press("KeyE")
    assert page.locator(".title").inner_text() == "Invented headline 3"
    until(lambda: len(desk.stored) == 3, page)
