"""The whole product as an analyst meets it: the real server, a real browser, what is in the database afterwards."""

import io
import json
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from signpost.nouns.framework_file import load
from signpost.store import open_store
from signpost.tagging.demo import load_demo
from signpost.tagging.queue import relevance

SPEC = spec_from_file_location("served_server", Path(__file__).with_name("server.py"))
assert SPEC is not None
assert SPEC.loader is not None
server = module_from_spec(SPEC)
SPEC.loader.exec_module(server)
ROOT = server.ROOT
PAGES = (
    "/",
    "/?factor=strategic_autonomy",
    "/tagging",
    "/trends",
    "/scenarios",
    "/headlines",
    "/feeds",
    "/team",
    "/snapshots",
    "/training",
    "/method",
)
GRID = dict(zip("qwertasdfgzxcvb", [(f, d) for d in range(3) for f in range(5)], strict=True))
DIRECTIONS = ("strengthens", "neutral", "weakens")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo, made once and copied for each test."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    framework = load(ROOT / "data" / "scenarios" / "hesitation.toml")
    with open_store(str(path), framework, relevance(framework).rank) as store:
        load_demo(store, ROOT / "data" / "demo", datetime.now(UTC))
        store.inbox.catch_up()
    return path


@pytest.fixture(scope="module")
def served(demo_database: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Any]:
    """One server on its own copy of the demo; each test tags under names of its own. (The browser is asked for first:
    without one nothing needs to start.)"""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(demo_database, folder / "own.db")
    started = server.Served(folder / "own.db", folder / "server.log").start()
    yield started
    started.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 1000})
    made.set_default_timeout(30_000)
    yield made
    made.close()


def rows(database: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def tags_of(database: Path, name: str) -> list[tuple[int, str, str]]:
    return rows(
        database,
        "SELECT headline_id, factor_id, direction FROM tags JOIN analysts a ON a.id = analyst_id"
        f" WHERE a.name = '{name}' AND known_to IS NULL ORDER BY tags.id",
    )


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.1)


def settled(page: Page) -> None:
    """Wait until the script of the page has run: nothing is pressed between two of its runs."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def sign_in(page: Page, base: str, name: str) -> None:
    page.goto(f"{base}/tagging")
    box = page.get_by_role("combobox", name="Your name")
    expect(box).to_be_visible()
    settled(page)
    box.fill(name)
    box.press("Enter")
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".deck .title")).not_to_be_empty()


def press(page: Page, keys: str) -> list[str]:
    """Press keys one after the other; the titles that were shown when each was pressed."""
    titles = []
    for key in keys:
        titles.append(page.locator(".deck .title").inner_text())
        page.keyboard.press(key)
    return titles


def factor_ids() -> list[str]:
    return [factor.id for factor in load(ROOT / "data" / "scenarios" / "hesitation.toml").active]


def test_a_cold_deep_link_runs_the_frame(served: Any, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{served.base}/trends")  # the first thing that anybody asks of this server
    expect(page.get_by_role("heading", name="Trends")).to_be_visible()
    expect(page.get_by_role("link", name="Indicators")).to_be_visible()
    expect(page.get_by_text("Every headline, outlet and analyst here is invented")).to_be_visible()


def test_a_page_loads_nothing_from_elsewhere_and_runs_no_script_that_came_with_a_text(
    served: Any, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{served.base}/method")
    refused = page.evaluate("""() => new Promise((done) => {
        const said = [];
        addEventListener("securitypolicyviolation", (event) => {
            said.push(event.effectiveDirective);
            if (said.length === 2) done(said);
        });
        const bite = document.createElement("a");
        bite.setAttribute("onclick", "window.bitten = 1");
        bite.click();
        new Image().src = "http://192.0.2.1/counted.png";
    })""")
    assert sorted(refused) == ["img-src", "script-src-attr"]
    assert page.evaluate("window.bitten") is None


def test_what_is_pressed_is_what_is_saved_in_that_order(served: Any, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, served.base, "Dora")
    keys = "qwertasdfgzxcvbqazwsx"
    titles = press(page, keys)
    until(lambda: len(tags_of(served.database, "Dora")) == len(keys))
    saved = tags_of(served.database, "Dora")
    factors = factor_ids()
    assert [(f, d) for _, f, d in saved] == [(factors[GRID[k][0]], DIRECTIONS[GRID[k][1]]) for k in keys]
    stored = dict(rows(served.database, "SELECT id, title FROM headlines"))
    assert [stored[h] for h, _, _ in saved] == titles


def test_a_new_tab_hears_keys_before_streamlit_has_started_and_goes_on_as_the_same(
    served: Any, context: BrowserContext
) -> None:
    first = context.new_page()
    sign_in(first, served.base, "Emil")
    before = press(first, "a")
    until(lambda: len(tags_of(served.database, "Emil")) == 1)
    page = context.new_page()  # a new session: only the cookie knows
    held: list[Route] = []
    page.route("**/static/js/index.*.js", lambda route: held.append(route))  # Streamlit's first script
    page.goto(f"{served.base}/tagging")
    expect(page.locator(".deck .title")).not_to_be_empty()
    titles = before + press(page, "qw")
    page.keyboard.press("n")
    page.keyboard.type("half ")
    until(lambda: len(tags_of(served.database, "Emil")) == 3)
    assert page.locator("[data-testid=stApp]").count() == 0
    stood = page.locator(".deck").bounding_box()
    for route in held:
        route.continue_()
    until(lambda: page.evaluate("Boolean(window.signpostEarly.target)"))  # Streamlit's own is drawn; a note is open
    page.wait_for_timeout(600)
    page.keyboard.type("typed")
    assert page.locator("#signpost-early .deck").count() == 1
    page.keyboard.press("Enter")
    expect(page.locator("#signpost-early")).to_have_count(0)
    expect(page.get_by_role("button", name="Filter")).to_be_visible()
    assert page.locator(".deck").count() == 1
    until(lambda: page.locator(".deck").bounding_box() == stood)
    titles += press(page, "e")
    expect(page.locator(".deck .counts")).to_contain_text("3 this session")
    until(lambda: len(tags_of(served.database, "Emil")) == 4)
    notes = (
        "SELECT h.title, t.note FROM tags t JOIN analysts a ON a.id = analyst_id JOIN headlines h ON h.id = headline_id"
    )
    stored = rows(served.database, f"{notes} WHERE a.name = 'Emil' AND known_to IS NULL")
    assert sorted(stored) == sorted(zip(titles, ("", "", "half typed", ""), strict=True))


def test_keys_survive_a_killed_server_and_a_closed_tab(served: Any, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, served.base, "Fanny")
    press(page, "qa")
    until(lambda: len(tags_of(served.database, "Fanny")) == 2)
    served.kill()
    press(page, "zws")  # nobody answers; the browser keeps them
    page.close()
    served.start()
    reopened = context.new_page()
    reopened.goto(f"{served.base}/tagging")
    until(lambda: len(tags_of(served.database, "Fanny")) == 5)
    factors = factor_ids()
    expected = [(factors[GRID[k][0]], DIRECTIONS[GRID[k][1]]) for k in "qazws"]
    assert [(f, d) for _, f, d in tags_of(served.database, "Fanny")] == expected


def test_two_analysts_at_once_lose_nothing(served: Any, browser: Browser) -> None:
    contexts = [browser.new_context(viewport={"width": 1440, "height": 1000}) for _ in range(2)]
    pages = [made.new_page() for made in contexts]
    for page, name in zip(pages, ("Hanna", "Igor"), strict=True):
        sign_in(page, served.base, name)
    for key in "qwertasdfgzxcvb":
        for page in pages:
            page.keyboard.press(key)
    for name in ("Hanna", "Igor"):
        until(lambda name=name: len(tags_of(served.database, name)) == 15)
        assert len({headline for headline, _, _ in tags_of(served.database, name)}) == 15
    for made in contexts:
        made.close()


def test_the_indicators_move_with_the_tags(served: Any, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(served.base)
    words = page.locator(".st-key-indicators_board")
    expect(words).to_contain_text("Freedom of action")
    before = words.inner_text()
    sign_in(page, served.base, "Gregor")
    press(page, "w" * 12)
    until(lambda: len(tags_of(served.database, "Gregor")) == 12)
    page.get_by_role("link", name="Indicators").click()
    expect(words).to_contain_text("Freedom of action")
    until(lambda: words.inner_text() != before)


def test_a_snapshot_downloads_and_every_format_opens(served: Any, context: BrowserContext, tmp_path: Path) -> None:
    page = context.new_page()
    page.goto(f"{served.base}/snapshots")
    page.get_by_text("Freeze the last six months").click()
    settled(page)
    page.get_by_label("Title").fill("Morning =1+1")
    page.get_by_role("button", name="Freeze", exact=True).click()
    expect(page.get_by_text("ready to download")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Other files").first).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Other files").first.click()
    files = {}
    for form, label in (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"), ("png", "PNG"), ("zip", "Sealed file")):
        with page.expect_download() as started:
            page.get_by_role("button", name=label).first.click()
        files[form] = tmp_path / f"snapshot.{form}"
        started.value.save_as(files[form])
        assert started.value.suggested_filename.endswith(f".{form}")
    document = json.loads(files["json"].read_text("utf-8"))
    assert document["title"] == "Morning =1+1"
    table = pd.read_csv(files["csv"])
    assert set(table["digest"]) == {document["digest"]}
    assert openpyxl.load_workbook(files["xlsx"]).sheetnames[0].lower().startswith("read")
    with Image.open(files["png"]) as picture:
        assert picture.size[0] > 800
    assert "snapshot.json" in zipfile.ZipFile(io.BytesIO(files["zip"].read_bytes())).namelist()


def test_a_click_in_the_trend_leads_to_that_days_headlines_and_one_copies_it(
    served: Any, context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.base)
    page = context.new_page()
    page.goto(f"{served.base}/trends")
    expect(page.get_by_text("Click a day in the chart")).to_be_visible(timeout=60_000)  # the server has just started
    page.wait_for_load_state("networkidle")
    chart = page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    hint = page.get_by_text("Click a day in the chart")
    until(lambda: clicked(page, box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5, hint))
    page.get_by_role("button", name="Copy picture").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Picture copied")).to_be_visible()
    copied = "await (await navigator.clipboard.read())[0].getType('image/png')"
    assert page.evaluate(f"async () => (await createImageBitmap({copied})).width") > 2 * box["width"]
    page.get_by_role("button", name="Copy sentence").click()
    expect(page.get_by_text("Sentence copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Since ")


def clicked(page: Page, x: float, y: float, hint: Locator) -> bool:
    """Click, and whether it was heard: a chart listens only a little after it is drawn."""
    page.mouse.click(x, y)
    page.wait_for_timeout(1500)
    return hint.is_hidden()


# What Streamlit and Vega draw themselves, and no page can change.
THEIRS = {
    "svg-img-alt",  # Vega's chart parts have role img without a name
    "scrollable-region-focusable",  # Streamlit's main section scrolls without being focusable
}


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """One browser for all pages: it loads the scripts once, as a reader's does."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield context
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious_and_nothing_is_fetched_from_elsewhere(
    served: Any, reader: BrowserContext, path: str
) -> None:
    asked: set[str] = set()
    page = reader.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
    page.on("request", lambda request: asked.add(request.url.split("/")[2] if "//" in request.url else ""))
    if path == "/tagging":
        sign_in(page, served.base, "Dora")
    page.emulate_media(color_scheme="light")
    page.goto(served.base + path)
    for theme, paper in (("light", "rgb(251, 250, 247)"), ("dark", "rgb(18, 22, 28)")):
        page.emulate_media(color_scheme=theme)
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.locator("[data-testid=stApp]")).to_have_css("background-color", paper)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        for _ in range(20):  # the script runs again for the theme, on a busy machine a little later
            if not (found := serious(page)):
                break
            page.wait_for_timeout(500)
        assert (theme, found) == (theme, {})
    page.close()
    assert {host for host in asked if host} == {f"127.0.0.1:{served.port}"}
    assert refused == []


def serious(page: Page) -> dict[str, list[str]]:
    """What axe finds that would keep somebody from reading: rule → the first places."""
    return {
        one["id"]: [node["html"][:200] for node in one["nodes"]][:3]
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical") and one["id"] not in THEIRS
    }
