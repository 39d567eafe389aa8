"""Two analysts at once on one queue, the server restarted twice: is what was pressed what is stored, event by event?

python3 dev.py bench two_analysts [--minutes 15] [--seed 1]

Two hands (`colleagues/hand.py`) work in two browsers on one served queue, about a key a second each, with all keys:
tags, weights, signposts, notes, deeds, undo, later, the list, questions about copies. A third of the way the server is
restarted; two thirds of the way it is killed (`kill -9`) and comes back some seconds later. The hands go on meanwhile.
Goals: no difference between what was pressed, what the pages made of it and what is stored; nothing that only one
shall judge shown to both; never without a card while headlines wait.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent / "colleagues"))

from analysts import FRAMEWORK, SAVED, Product, until
from hand import LISTEN, Hand, compared

from signpost.nouns.framework_file import load

NAMES = ("Ann", "Ben")
AWAY_S = (2.0, 8.0)  # how long the server stays away, when restarted and when killed
SHARED = ("overlap", "second")  # meant for two


def chooser(rng: random.Random) -> Callable[[str], tuple[int, int, int] | None]:
    """Three in ten matter, as in a busy hour."""
    return lambda _: (rng.randrange(5), rng.randrange(3), rng.choice((1, 2, 2, 2, 3))) if rng.random() < 0.3 else None


def sat_down(browser: Browser, product: Product, name: str, seed: int) -> Hand:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(LISTEN)
    product.sign_in(page, name)
    return Hand(page, load(FRAMEWORK), chooser(random.Random(seed)), random.Random(seed + 1))


def restarted(product: Product, kill: bool, away: float) -> threading.Thread:
    def work() -> None:
        product.restart(kill=kill, away=away)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def worked(hands: list[Hand], product: Product, minutes: float, rng: random.Random) -> None:
    """Press keys until the time is over, each hand at its own pace."""
    began = time.monotonic()
    end = began + 60 * minutes
    restarts = [(began + 20 * minutes, False, AWAY_S[0]), (began + 40 * minutes, True, AWAY_S[1])]
    moves = [hand.work() for hand in hands]
    due = [began + rng.random() for _ in hands]
    beside: list[threading.Thread] = []
    while (now := time.monotonic()) < end:
        if restarts and now >= restarts[0][0]:
            _, kill, away = restarts.pop(0)
            print(f"{now - began:5.0f} s: the server is {'killed' if kill else 'restarted'}", flush=True)
            beside.append(restarted(product, kill, away))
        number = due.index(min(due))
        if due[number] > now:
            hands[number].page.wait_for_timeout(1000 * (due[number] - now))  # the pages live on meanwhile
        next(moves[number])
        due[number] = max(due[number], now - 5) + rng.uniform(0.6, 1.4)
    for thread in beside:
        thread.join()


def told(hands: list[Hand], product: Product) -> int:
    """Print what came of it; the number of differences."""
    wrong: list[str] = []
    for hand, name in zip(hands, NAMES, strict=True):
        until(hand.page, SAVED, 90)
        wrong += compared(hand, name, product.rows)
        dry = hand.page.evaluate("window.dry.longest") / 1000
        keys = f"{hand.keys} keys, {len(hand.events)} events, {hand.headlines()} headlines"
        print(f"{name}: {keys}; longest without a card {dry:.1f} s; {hand.used}")
    one, other = ({headline: kind for headline, kind, _ in hand.screens} for hand in hands)
    both = one.keys() & other.keys()
    later = {event["headline"] for hand in hands for event in hand.events if event["action"] == "later"}
    second = {headline for headline in both if one[headline] in SHARED or other[headline] in SHARED}
    meant = second | (both & later)
    print(f"shown to both: {len(both)}: {len(second)} for a second reading, {len(meant - second)} that one put off")
    wrong += [
        f"headline {headline} was shown to both ({one[headline]}, {other[headline]})" for headline in both - meant
    ]
    print(f"differences: {len(wrong)}")
    for words in wrong[:20]:
        print(f"  {words}")
    return len(wrong)


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--minutes", type=float, default=15)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args(arguments)
    chromium = os.environ.get("SIGNPOST_CHROMIUM") or shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        Product(Path(folder)) as product,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        hands = [sat_down(browser, product, name, given.seed + 10 * n) for n, name in enumerate(NAMES)]
        worked(hands, product, given.minutes, random.Random(given.seed))
        differences = told(hands, product)
        browser.close()
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
