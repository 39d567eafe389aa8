"""The feeds page in a real browser: by key and by thumb, in both themes, with strangers' words in it."""

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from signpost.nouns.feed import Outcome, OutcomeKind, Outlet
from signpost.nouns.framework_file import load
from signpost.store import open_store
from signpost.tagging.queue import relevance

SPEC = spec_from_file_location("served_server", Path(__file__).with_name("server.py"))
assert SPEC is not None
assert SPEC.loader is not None
server = module_from_spec(SPEC)
SPEC.loader.exec_module(server)

HOSTILE = '<img src=x onerror="window.bitten=1"> & [here](javascript:alert(1))'
NOW = datetime.now(UTC)
WIDTHS = [pytest.param(1440, id="desk"), pytest.param(390, id="thumb")]
# What Streamlit draws itself, and no page can change.
THEIRS = {"scrollable-region-focusable"}
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Quay Post</title><item><title>A ferry returns</title>
<guid>1</guid></item></channel></rss>"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Any]:
    """One server over a dozen feeds in different states; one of them bears a hostile name."""
    folder = tmp_path_factory.mktemp("feeds")
    framework = load(server.ROOT / "data" / "scenarios" / "hesitation.toml")
    with open_store(str(folder / "own.db"), framework, relevance(framework).rank) as store:
        for n in range(12):
            outlet = Outlet(name=HOSTILE if n == 3 else f"Herald {n:02}", perspective=("Gulf", "Coast")[n % 2])
            url = f"https://herald{n}.example/feed"
            feed, _ = store.feeds.add(url, title="News", outlet=outlet, now=NOW - timedelta(days=20), note=HOSTILE)
            for ago in (50, 2):
                failed = n in (3, 7) and ago == 2
                outcome = Outcome(
                    feed_id=feed.id,
                    url=url,
                    kind=OutcomeKind.FAILED if failed else OutcomeKind.NEW,
                    started_at=NOW - timedelta(hours=ago),
                    elapsed_s=0.5,
                    added=0 if failed else 3,
                    error=HOSTILE if failed else "",
                )
                store.feeds.record(outcome, next_fetch_at=NOW + timedelta(hours=1), interval_s=1800)
        store.feeds.pause(1, "too noisy")
    started = server.Served(folder / "own.db", folder / "server.log").start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """One browser for all tests: it loads the scripts once, as a reader's does."""
    context = browser.new_context()
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def open_page(served: Any, reader: BrowserContext) -> Iterator[Any]:
    def opened(path: str = "/feeds", width: int = 1440) -> Page:
        page = reader.new_page()
        page.set_viewport_size({"width": width, "height": 1000})
        page.goto(served.base + path)
        expect(page.locator(".feeds .row").first).to_be_visible()
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        return page

    yield opened
    for page in reader.pages:
        page.close()


def test_the_arrows_move_through_the_list_and_enter_opens(open_page: Any) -> None:
    page = open_page()
    expect(page.locator(".feeds .group").first).to_have_text("Need a look · 2")
    page.locator(".feeds .row").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Herald 07")).to_be_visible()
    page.wait_for_url("**feed=8*")
    expect(page.locator('.feeds [aria-current="true"]')).to_contain_text("Herald 07")
    page.reload()
    expect(page.get_by_role("heading", name="Herald 07")).to_be_visible()


def test_words_of_strangers_are_shown_as_they_are(open_page: Any) -> None:
    page = open_page("/feeds?feed=4")
    expect(page.locator(".feeds .outlet").first).to_have_text(HOSTILE)
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    expect(page.locator(".st-key-feeds_opened a[href^=javascript]")).to_have_count(0)
    assert page.evaluate("window.bitten") is None


def test_a_reader_without_eyes_hears_state_reason_and_times(open_page: Any) -> None:
    row = open_page().locator(".feeds .row").nth(1)
    said = " ".join((row.text_content() or "").split())
    for words in ("Herald 07", "failing", "failed once", "good 2 days ago", "New items: none", "all fetches failed"):
        assert words in said, words
    expect(row.locator("svg")).to_have_attribute("aria-hidden", "true")


def test_a_filter_is_in_the_address_and_can_be_sent(open_page: Any) -> None:
    page = open_page("/feeds?feeds_perspectives=Coast")
    expect(page.get_by_text("6 feeds of 12 match")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(".feeds .row")).to_have_count(12)


def test_a_site_is_added_by_keyboard_alone(open_page: Any, served: Any, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "feed.xml").write_text(FEED)
    monkeypatch.setattr(http.server.SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        page = open_page()
        page.locator(".st-key-feeds_adding summary").press("Enter")
        field = page.get_by_role("textbox", name="Address of a site or a feed")
        field.fill(f"127.0.0.1:{site.server_port}/")
        field.press("Enter")
        expect(page.get_by_text("1 feed found")).to_be_visible()
        expect(page.get_by_text("A ferry returns")).to_be_visible()
        choice = page.locator(".st-key-feeds_adding").get_by_role("combobox", name="Perspective")
        choice.fill("Estuary")
        choice.press("Enter")
        page.get_by_role("button", name="Subscribe to it").press("Enter")
        expect(page.get_by_text("1 feed added")).to_be_visible()
        site.shutdown()
    expect(page.locator(".feeds .row", has_text="Quay Post")).to_contain_text("Estuary")


@pytest.mark.parametrize("path", ["/feeds", "/feeds?feed=4"])
def test_a_telephone_needs_no_sideways_scrolling(open_page: Any, path: str) -> None:
    page = open_page(path, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = page.evaluate(
        """[...document.querySelectorAll('[data-testid=stMain] *')].filter((each) => each.checkVisibility()
        && each.getBoundingClientRect().right > 391).map((each) => each.className).slice(0, 5)"""
    )
    assert wide == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious(open_page: Any, width: int) -> None:
    page = open_page("/feeds?feed=4", width)
    page.get_by_text("Add feeds").click()
    expect(page.get_by_role("textbox", name="Address of a site or a feed")).to_be_visible()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for _ in range(20):  # the script runs again for the theme, on a busy machine a little later
            page.wait_for_timeout(500)
            serious = {
                one["id"]: [node["html"][:200] for node in one["nodes"]][:3]
                for one in Axe().run(page).response["violations"]
                if one["impact"] in ("serious", "critical") and one["id"] not in THEIRS
            }
            if not serious:
                break
        assert (theme, serious) == (theme, {})
