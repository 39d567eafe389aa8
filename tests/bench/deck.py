"""How long from a key to the next headline on the screen? The deck against a static page in the same run.

python3 dev.py bench deck [KEYS]

Measured from the key event's own time to the frame after the page shows the change, as the other tools were; beside it
to the end of the drawing that shows the change, which waits for no further frame. Absolute milliseconds depend on the
machine; the difference to the floor is what the deck costs. The parts run on a pretend server that can stall; the
delay, the colleagues and the database are measured on the product, served from a database of its own.
Goals: p50 <= 35 ms, p95 <= 60 ms and p50 <= 1.5 times the floor's (each also with 80 ms of network delay and with eight
colleagues tagging); 200 of 200 right at >= 20 keys a second, also while the server stalls for 5 s; in the database
within 1 s (p95); <= 1.1 keys a headline; page ready within 1.3 s first, 0.5 s warm. "First" is a browser that was
never here; "warm" is one that was: from another page of the dashboard, and in a new tab, where Streamlit itself starts
anew. Streamlit with nothing but an empty component is the floor of both. The headline counts as ready if a key pressed
in that moment is heard and stored.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "served" / "deck"))
sys.path.insert(0, str(Path(__file__).parent / "colleagues"))

from analysts import SAVED, Colleagues, Product, ready, ready_for_keys, uid_order, until
from bare import Bare
from pretend_desk import PretendDesk, card

GAP_MS = 50
TIMES = 5
DELAY_MS = 80
COLLEAGUES = 8
KEYS = "QWERTASDFGZXCVB"
FACTORS = ["balance", "autonomy", "economy", "alignment", "escalation"]
ROWS = {"strengthens": "QWERT", "neutral": "ASDFG", "weakens": "ZXCVB"}
MEASURE = """window.painted = [];
addEventListener("keydown", (event) => requestAnimationFrame(() => {
  const took = {}, channel = new MessageChannel();
  channel.port1.onmessage = () => { took.drawn = performance.now() - event.timeStamp; };
  channel.port2.postMessage(0);
  requestAnimationFrame(() => {
    took.shown = performance.now() - event.timeStamp;
    window.painted.push(took);
  });
}), true)"""  # runs before the page's own scripts: the deck lets nobody else hear its keys
Painted = list[dict[str, float]]


def pressed(number: int) -> str:
    return KEYS[(7 * number) % 15]


def painted(page: Page, keys: int) -> Painted:
    """Milliseconds from a key until the change was `drawn` and `shown`, one per key, GAP_MS apart."""
    page.evaluate("window.painted = []")
    for number in range(keys):
        page.keyboard.press(f"Key{pressed(number)}")
        page.wait_for_timeout(GAP_MS)
    found: Painted = page.evaluate("window.painted")
    return found[10:]  # the first ones warm up


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(MEASURE)
    page.goto(url)
    page.wait_for_function("window.ready")
    return page


def burst(browser: Browser, keys: int, stall: float = 0.0) -> tuple[float, int, int]:
    """Keys a second without pause, how many were stored as pressed, and the count of headlines judged."""
    desk = PretendDesk([card(number) for number in range(1, 601)])  # its own: no other page still sends to it
    page = opened(browser, desk.url)
    desk.stall = stall
    letters = [pressed(number) for number in range(keys)]
    began = time.monotonic()
    for letter in letters:
        page.keyboard.press(f"Key{letter}")
    rate = keys / (time.monotonic() - began)
    end = time.monotonic() + 60
    desk.stall = 0.0
    while len(desk.stored) < keys and time.monotonic() < end:
        page.wait_for_timeout(100)
    stored = [(e["headline"], ROWS[e["direction"]][FACTORS.index(e["factor"])]) for e in desk.stored]
    page.close()
    desk.stop()
    right = sum(a == b for a, b in zip(stored, enumerate(letters, start=1), strict=False))
    return rate, right, len({headline for headline, _ in stored})


def alone(browser: Browser, url: str, keys: int) -> Painted:
    page = opened(browser, url)
    took = painted(page, keys)
    page.close()
    return took


def say(name: str, times: Painted, floor: float | None = None) -> float:
    """Print the times; the p50 until the change was shown."""
    shown, drawn = ([one[name] for one in times if name in one] for name in ("shown", "drawn"))
    p50 = statistics.median(shown)
    ratio = f"   {p50 / floor:.2f} x the floor" if floor else ""
    print(f"{name:<28} {quantiles(shown)}{ratio}   drawn {quantiles(drawn)}", flush=True)
    return p50


def quantiles(times: list[float]) -> str:
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    return f"p50 {p50:5.1f} ms   p95 {p95:5.1f} ms   n {len(times)}"


def parts(browser: Browser, keys: int) -> float:
    """The deck alone on the pretend server; the floor's p50."""
    desk = PretendDesk([card(number) for number in range(1, 1001)])
    floor = say("floor, static page", alone(browser, desk.url + "floor", keys))
    say("deck", alone(browser, desk.url, keys), floor)
    desk.stall = DELAY_MS / 1000
    say(f"deck, {DELAY_MS} ms to the server", alone(browser, desk.url, keys), floor)
    desk.stop()
    for stall in (0.0, 5.0):
        rate, right, judged = burst(browser, 200, stall)
        words = f", server stalled {stall:.0f} s" if stall else ""
        print(
            f"burst{words}: {rate:.0f} keys a second, {right} of 200 as pressed, in order; {200 / judged:.2f} keys each"
        )
    return floor


def page_ready(browser: Browser, known: BrowserContext, bare: str, served: Product) -> None:
    """Milliseconds until a headline stands, on the bare page and on the tagging page; there a key is pressed then."""
    tagging = f"{served.base}/tagging"
    stored = served.judged("Ann")
    for name in ("first", "warm, new tab"):
        floors: list[float] = []
        took: list[tuple[float, float, float]] = []
        for _ in range(TIMES):  # in turn: whatever else the machine does slows both
            for url in (bare, tagging):
                context = browser.new_context(viewport={"width": 1440, "height": 900}) if name == "first" else known
                if context is not known:
                    context.add_cookies(known.cookies())  # type: ignore[arg-type]
                if url == bare:
                    floors.append(ready(context, url))
                else:
                    took.append(ready_for_keys(context, url))
                if context is not known:
                    context.close()
        floor = statistics.median(floors)
        ours, key, whole = (statistics.median(times) for times in zip(*took, strict=True))
        words = f"floor {floor:6.0f} ms   {ours / floor:.2f} x the floor   n {TIMES}"
        print(f"page ready, {name:<16} {ours:6.0f} ms   {words}   a key then {key:.0f} ms   whole page {whole:.0f} ms")
    print(f"of {2 * TIMES} keys pressed as soon as a headline stood, {served.judged('Ann') - stored} are stored")
    took_within = served.within(known, TIMES)
    print(f"page ready, warm, in the app {statistics.median(took_within):6.0f} ms   n {TIMES}")


def product(browser: Browser, keys: int, floor: float) -> None:
    """The product: page ready, painting beside colleagues and over a slow line, how soon a key is in the database."""
    with tempfile.TemporaryDirectory() as folder, Product(Path(folder)) as served:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_init_script(MEASURE)
        page = context.new_page()
        served.sign_in(page, "Ann")
        with Bare(Path(folder)) as bare:
            page_ready(browser, context, bare.url, served)
        say("product", painted(page, keys), floor)
        with Colleagues(served, COLLEAGUES) as colleagues:
            say(f"product, {COLLEAGUES} colleagues", painted(page, keys), floor)
        print(f"colleagues' saves            {colleagues.sentence()}")
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        slow = {"offline": False, "latency": DELAY_MS, "downloadThroughput": -1, "uploadThroughput": -1}
        session.send("Network.emulateNetworkConditions", slow)
        say(f"product, {DELAY_MS} ms delay", painted(page, keys), floor)
        until(page, SAVED, 60)
        print(f"key to database              {quantiles(served.lags('Ann'))}")
        wrong = uid_order(page, served, "Ann")
        print(f"stored in another order or lost: {wrong}")


def main(keys: int = 150) -> None:
    chromium = os.environ.get("SIGNPOST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        product(browser, keys, parts(browser, keys))
        browser.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
