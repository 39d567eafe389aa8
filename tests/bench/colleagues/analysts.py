"""The product under a bench: `signpost run` on a database of invented headlines, and colleagues who save beside."""

import json
import sqlite3
import statistics
import sys
import threading
import time
import urllib.request
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

sys.path.insert(0, str(Path(__file__).parents[2] / "served"))

from server import Served

from signpost.desk.identity import token_for
from signpost.nouns.feed import Outlet
from signpost.nouns.framework_file import load
from signpost.nouns.headline import Arrival, TimeFlag
from signpost.store import open_store
from signpost.tagging.queue import relevance

FRAMEWORK = Path(__file__).resolve().parents[3] / "data" / "scenarios" / "hesitation.toml"
HEADLINES = 6000
HEADLINE = ".deck .title:not(:empty)"
EVERY_S = 0.5  # a colleague judges two headlines a second
SUBJECTS = ("grain", "gas", "ports", "rail", "drones", "talks", "sanctions", "pilgrims", "a summit", "exercises")


WHOLE = (
    "() => !window.signpostEarly && document.querySelector('.st-key-identity_menu')"  # Streamlit's part of the page too
)
SAVED = "() => Array.from(window.signpostSessions.values()).every((s) => !s.outbox.unsent.length)"


def until(page: Page, true: str, seconds: float = 30) -> None:
    """Wait for a condition in the page. (Playwright's own waiting lets the page read a text as a script: refused.)"""
    end = time.perf_counter() + seconds
    while not page.evaluate(true):
        if time.perf_counter() > end:
            raise TimeoutError(f"it did not come true in {seconds:.0f} s: {true}")
        page.wait_for_timeout(10)


def ready(context: BrowserContext, url: str) -> float:
    """Milliseconds until a headline stands on a page, in a new tab."""
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(HEADLINE).wait_for(timeout=30_000)
    took = 1000 * (time.perf_counter() - began)
    page.close()
    return took


def ready_for_keys(context: BrowserContext, url: str) -> tuple[float, float, float]:
    """Milliseconds until a headline stands on the tagging page in a new tab; from a key pressed in that moment (not
    relevant) to the next headline; and until the whole page stands. The tab is closed once the key is saved."""
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(HEADLINE).wait_for(timeout=30_000)
    stood = time.perf_counter()
    title = page.locator(HEADLINE)
    before = title.inner_text()
    pressed = time.perf_counter()
    page.keyboard.press("Space")
    expect(title).not_to_have_text(before, timeout=30_000)
    heard = time.perf_counter()
    until(page, WHOLE)
    whole = time.perf_counter()
    until(page, SAVED)
    page.close()
    return 1000 * (stood - began), 1000 * (heard - pressed), 1000 * (whole - began)


class Product:
    """The served product. `base` is its address, `database` its file."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "bench.db"
        framework = load(FRAMEWORK)
        now = datetime.now(UTC)
        with open_store(str(self.database), framework, relevance(framework).rank) as store:
            arrivals = [
                Arrival(
                    key=str(n),
                    title=f"Moscow and Tehran speak of {SUBJECTS[n % 10]} in round {n} of {SUBJECTS[(n // 10) % 10]}",
                    published_at=now - timedelta(minutes=n),
                    time_flag=TimeFlag.OK,
                )
                for n in range(HEADLINES)
            ]
            for start in range(0, HEADLINES, 500):
                store.headlines.keep(arrivals[start : start + 500], outlet=Outlet(name="Herald"), now=now)
            names = [f"Colleague {n}" for n in range(8)]
            self.tokens = [token_for(store, store.analysts.named(name, now)) for name in names]
            self.factor = framework.active[0].id
        self._served = Served(self.database, folder / "server.log")
        self.base = self._served.base

    def __enter__(self) -> "Product":
        self._served.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._served.stop()

    def restart(self, *, kill: bool, away: float) -> None:
        """Stop or kill the server and start it again after some seconds."""
        (self._served.kill if kill else self._served.stop)()
        time.sleep(away)
        self._served.start()

    def rows(self, query: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def sign_in(self, page: Page, name: str) -> None:
        page.goto(f"{self.base}/tagging")
        box = page.get_by_role("combobox", name="Your name")
        box.fill(name)
        box.press("Enter")
        page.get_by_role("button", name="Start").click()
        expect(page.locator(".deck .title")).not_to_be_empty(timeout=30_000)

    def within(self, context: BrowserContext, times: int) -> list[float]:
        """Milliseconds from a click on "Tagging" on another page of the dashboard until a headline stands."""
        page = context.new_page()
        page.goto(f"{self.base}/team")
        took = []
        for _ in range(times):
            expect(page.get_by_role("heading", name="Team")).to_be_visible(timeout=30_000)
            page.wait_for_load_state("networkidle")
            began = time.perf_counter()
            page.get_by_role("link", name="Tagging").click()
            page.locator(HEADLINE).wait_for(timeout=30_000)
            took.append(1000 * (time.perf_counter() - began))
            page.get_by_role("link", name="Team").click()
        page.close()
        return took

    def lags(self, name: str) -> list[float]:
        """Milliseconds between a key and its judgement's place in the database, of all that an analyst pressed."""
        asked = "SELECT known_from - tagged_at FROM tags JOIN analysts a ON a.id = analyst_id WHERE a.name = ?"
        return [lag / 1000 for (lag,) in self.rows(asked, name)]

    def judged(self, name: str) -> int:
        """How many judgements of an analyst are stored."""
        asked = "SELECT count(*) FROM tags JOIN analysts a ON a.id = analyst_id WHERE a.name = ?"
        return int(self.rows(asked, name)[0][0])

    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.base}/api/tags", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            told: dict[str, Any] = json.load(answer)
            return told


class Colleagues:
    """Analysts who fetch cards and judge two a second each, over HTTP, until the block ends."""

    def __init__(self, product: Product, number: int) -> None:
        self._product, self._over = product, threading.Event()
        self.took: list[float] = []
        self.failures: list[str] = []
        self._threads = [threading.Thread(target=self._work, args=(token,)) for token in product.tokens[:number]]

    def _work(self, token: str) -> None:
        cards: list[dict[str, Any]] = []
        while not self._over.is_set():
            events = []
            if cards:
                card = cards.pop(0)
                events = [{"uid": str(uuid.uuid4()), "action": "tag", "headline": card["headline"]}]
                events[0] |= {"factor": self._product.factor, "direction": "neutral", "weight": 2}
            have = [card["headline"] for card in cards]
            began = time.perf_counter()
            try:
                told = self._product.post(
                    {"token": token, "events": events, "want": 60 if len(cards) < 20 else 0, "have": have}
                )
                self.took.append(1000 * (time.perf_counter() - began))
                cards += [card for card in told["queue"] if not card.get("pair")]
            except (OSError, ValueError) as error:
                self.failures.append(str(error))
            self._over.wait(EVERY_S)

    def __enter__(self) -> "Colleagues":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def sentence(self) -> str:
        p95 = statistics.quantiles(self.took, n=20)[-1] if len(self.took) > 1 else 0.0
        return f"p95 {p95:6.1f} ms   n {len(self.took)}   failures {len(self.failures)}"


PRESSED = "Array.from(window.signpostSessions.values())[0].history.filter((e) => e.action === 'tag').map((e) => e.uid)"


def uid_order(page: Page, product: Product, name: str) -> int:
    """How many of the page's judgements the database lacks or holds in another order."""
    pressed = page.evaluate(PRESSED)
    asked = "SELECT t.uid FROM tags t JOIN analysts a ON a.id = t.analyst_id WHERE a.name = ? ORDER BY t.id"
    stored = [uid for (uid,) in product.rows(asked, name)]
    lost = max(0, len(pressed) - len(stored))
    return lost + sum(a != b for a, b in zip(pressed, stored[-len(pressed) :], strict=False))
