"""What stands still, what reads right to left, and what a reader without eyes or mouse can use."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pretend_desk import PretendDesk, card

pytestmark = pytest.mark.browser
Opening = Callable[..., Page]

LONG = ("An invented title that goes on and on because its editor was asleep " * 10)[:600]
WIDTHS = [pytest.param(1440, id="desk"), pytest.param(390, id="thumb")]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_jumps_with_the_length_of_a_title(open_deck: Opening, desk: PretendDesk, width: int) -> None:
    desk.cards[:3] = [
        card(1, "Twenty letters, done", summary="", others=[], why=""),
        card(2, LONG, summary=LONG, others=["Harbour Wire"] * 30, outlet=LONG, perspective=LONG, time_flag="silly"),
        card(3, "Nearly done"),
    ]
    page = open_deck()
    page.set_viewport_size({"width": width, "height": 900})
    boxes = []
    for key in ("KeyQ", "Shift+KeyW", "KeyW"):
        boxes.append([page.locator(name).bounding_box() for name in (".card", ".grid", ".actions", ".progress")])
        page.keyboard.press(key)
        page.wait_for_timeout(60)
    assert boxes[0] == boxes[1] == boxes[2]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_titles_that_read_right_to_left_say_so(open_deck: Opening, desk: PretendDesk) -> None:
    desk.cards[0] = card(1, "خبر مختلق عن المحادثات", rtl=True, language="ar")
    page = open_deck()
    title = page.locator(".title")
    assert (title.get_attribute("dir"), title.get_attribute("lang")) == ("rtl", "ar")
    page.keyboard.press("KeyQ")
    assert title.get_attribute("dir") != "rtl"


def test_texts_of_strangers_are_shown_as_they_are(open_deck: Opening, desk: PretendDesk) -> None:
    hostile = '<img src=x onerror="window.bitten=1"> & <script>window.bitten=1</script>'
    desk.cards[0] = card(
        1, hostile, summary=hostile, outlet=hostile, perspective=hostile, others=[hostile], why=hostile
    )
    page = open_deck()
    assert page.locator(".title").inner_text() == hostile
    page.keyboard.press("KeyQ")
    page.keyboard.press("KeyP")
    expect(page.locator(".judged-title")).to_have_text(hostile)
    assert page.evaluate("window.bitten") is None


def test_the_time_is_the_readers_with_utc_on_hover(open_deck: Opening) -> None:
    page = open_deck()
    assert "16:05" in page.locator(".time").inner_text()
    assert page.locator(".time").get_attribute("title") == "2026-11-03 14:05 UTC"


@pytest.mark.parametrize(
    ("theme", "width"), [pytest.param("light", 1440, id="desk"), pytest.param("dark", 390, id="thumb")]
)
def test_axe_finds_nothing_serious(open_deck: Opening, theme: str, width: int) -> None:
    page = open_deck(f"?theme={theme}")
    page.set_viewport_size({"width": width, "height": 900})
    for key in ("KeyQ", "Space", "Shift+KeyD", "Digit3", "KeyP"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    assert [
        (each["id"], [n["html"] for n in each["nodes"]]) for each in found if each["impact"] in ("serious", "critical")
    ] == []


def test_axe_finds_nothing_serious_on_an_empty_pile(open_deck: Opening, desk: PretendDesk) -> None:
    desk.cards = []
    found = Axe().run(open_deck()).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_thumb_reaches_everything(browser: Browser, desk: PretendDesk) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(desk.url)
    page.wait_for_function("window.ready")
    page.get_by_role("button", name="Several").tap()
    page.get_by_role("button", name="key Q").tap()
    page.get_by_role("button", name="key X").tap()
    page.get_by_role("button", name="Next").tap()
    page.get_by_role("button", name="Major").tap()
    page.get_by_role("button", name="key G").tap()
    page.get_by_role("button", name="Signpost, note").tap()
    page.get_by_role("button", name="Escalation signpost 2").tap()
    page.get_by_role("button", name="Not relevant").tap()
    page.get_by_role("button", name="Undo").first.tap()
    expect(page.locator(".state")).to_have_text("all saved")
    assert [(e["headline"], e["factor"], e["weight"], e["signpost"]) for e in desk.standing()] == [
        (1, "balance", 2, None),
        (1, "autonomy", 2, None),
        (2, "escalation", 3, "escalation_2"),
    ]
    small = page.evaluate(
        """Array.from(document.querySelector('#host').shadowRoot.querySelectorAll('button, a, input'))
        .filter((each) => each.checkVisibility()).map((each) => [each.className, each.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([name]) => name)"""
    )
    assert small == []
    context.close()
