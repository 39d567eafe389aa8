"""The deck on a pretend server, and a hand that presses keys."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

sys.path.insert(0, str(Path(__file__).parent))

from pretend_desk import PretendDesk, card


@pytest.fixture
def desk() -> Iterator[PretendDesk]:
    served = PretendDesk([card(number) for number in range(1, 601)])
    yield served
    served.stop()


@pytest.fixture
def context(browser: Browser, desk: PretendDesk) -> Iterator[BrowserContext]:
    # It asks for `desk` so that it is closed first: the server then has no open connection to wait for.
    opened = browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="Europe/Helsinki", locale="en-GB")
    yield opened
    opened.close()


@pytest.fixture
def open_deck(context: BrowserContext, desk: PretendDesk) -> Iterator[Callable[..., Page]]:
    """Opens the deck in a new tab and waits until it is drawn. No script of the page may fail meanwhile."""
    errors: list[str] = []

    def opening(query: str = "", *, init: str = "") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if init:
            page.add_init_script(init)
        page.goto(desk.url + query)
        page.wait_for_function("window.ready")
        return page

    yield opening
    assert errors == []
