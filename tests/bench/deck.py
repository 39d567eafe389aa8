"""How long from a key to the next headline on the screen? The deck against a static page in the same run.

python3 dev.py bench deck [KEYS]

Both are measured from the key event's own time to the first task after the frame that shows the change. Absolute
milliseconds depend on the machine; the difference to the floor is what the deck costs.
"""

import os
import shutil
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "served" / "deck"))

from pretend_desk import PretendDesk, card

GAP_MS = 50


def painted(browser: Browser, url: str, keys: int) -> list[float]:
    """Milliseconds from key to paint, one per key, GAP_MS apart."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.wait_for_function("window.ready")
    for number in range(keys):
        page.keyboard.press(f"Key{'QWERTASDFGZXCVB'[(7 * number) % 15]}")
        page.wait_for_timeout(GAP_MS)
    found: list[float] = page.evaluate("window.painted")
    page.close()
    return found[10:]  # the first ones warm up


def burst(browser: Browser, desk: PretendDesk, keys: int) -> tuple[float, int]:
    """Keys a second without pause, and how many of them were stored as pressed."""
    desk.stored.clear()
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(desk.url)
    page.wait_for_function("window.ready")
    pressed = ["QWERTASDFGZXCVB"[(7 * number) % 15] for number in range(keys)]
    began = time.monotonic()
    for letter in pressed:
        page.keyboard.press(f"Key{letter}")
    rate = keys / (time.monotonic() - began)
    page.wait_for_timeout(1000)
    columns = ["balance", "autonomy", "economy", "alignment", "escalation"]
    rows = {"strengthens": "QWERT", "neutral": "ASDFG", "weakens": "ZXCVB"}
    stored = [(e["headline"], rows[e["direction"]][columns.index(e["factor"])]) for e in desk.stored]
    page.close()
    return rate, sum(a == b for a, b in zip(stored, enumerate(pressed, start=1), strict=False))


def say(name: str, times: list[float]) -> tuple[float, float]:
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"{name:<18} p50 {p50:5.1f} ms   p95 {p95:5.1f} ms   n {len(times)}")
    return p50, p95


def main(keys: int = 150) -> None:
    chromium = os.environ.get("SIGNPOST_CHROMIUM") or shutil.which("chromium")
    desk = PretendDesk([card(number) for number in range(1, 1001)])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        floor = say("floor, static page", painted(browser, desk.url + "floor", keys))
        deck = say("deck", painted(browser, desk.url, keys))
        print(f"ratio              p50 {deck[0] / floor[0]:5.2f}      p95 {deck[1] / floor[1]:5.2f}")
        rate, right = burst(browser, desk, 200)
        print(f"burst              {rate:.0f} keys a second, {right} of 200 stored as pressed, in order")
        browser.close()
    desk.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
