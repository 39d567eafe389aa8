"""Signpost's collector over the same feeds: a round for each line of standard input, answered in JSON.

The rounds are the ones that `signpost collect` makes: isolation, caps, address guard, search, inbox, stories.
"""

import asyncio
import json
import resource
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spent import children, cpu_of

from signpost.feeds import garbage
from signpost.feeds.collect import collect
from signpost.feeds.fetch import Fetcher
from signpost.feeds.limits import Limits
from signpost.feeds.match import Matcher
from signpost.feeds.parse import Parser
from signpost.nouns.feed import Outlet
from signpost.nouns.framework_file import load
from signpost.store import Store, open_store
from signpost.tagging.queue import relevance

ROOT = Path(__file__).resolve().parents[3]
TINY = b"<rss version='2.0'><channel><title>t</title><item><title>Warm</title></item></channel></rss>"


class Steps:
    """CPU seconds of each step in this process, by the thread's own clock. The outer of two steps counts."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._within = threading.local()

    def watch(self, step: str, of: Any, *only: str) -> None:
        for name in only or [n for n in dir(of) if not n.startswith("_")]:
            act = getattr(of, name)
            if callable(act):
                setattr(of, name, self._watched(step, act))

    def _watched(self, step: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            if getattr(self._within, "step", ""):
                return act(*arguments, **named)
            self._within.step, began = step, time.thread_time()
            try:
                return act(*arguments, **named)
            finally:
                self.spent[step] += time.thread_time() - began
                self._within.step = ""

        return watched


def now() -> datetime:
    return datetime.now(UTC)


def opened(database: str) -> Store:
    framework = load(ROOT / "data" / "scenarios" / "hesitation.toml")
    return open_store(database, framework, relevance(framework).rank)


def subscribe(store: Store, urls: list[str]) -> None:
    for number, url in enumerate(urls):
        store.feeds.add(url, title="", outlet=Outlet(name=f"Paper {number}", language="en"), now=now())


def cpu() -> tuple[float, float]:
    """CPU seconds so far of this process and of its workers, those that have ended included."""
    own = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    ended = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    return own, ended + sum(cpu_of(pid) for pid in children())


async def main(database: str) -> None:
    garbage.seldom()
    steps = Steps()
    with opened(database) as store, Parser() as parser:
        subscribe(store, sys.stdin.readline().split())
        matcher = Matcher(store)
        steps.watch("matching", matcher, "run")
        steps.watch("keeping", store.headlines)
        steps.watch("recording", store.feeds)
        # starting the workers is no part of a round
        await asyncio.gather(*(parser.parse(TINY, url="http://warm.invalid/", now=now()) for _ in range(2)))
        async with Fetcher(Limits(allow_hosts=("127.0.0.0/8",))) as fetcher:
            say(ready=True)
            while await asyncio.to_thread(sys.stdin.readline):
                feeds = store.feeds.all()
                steps.spent.clear()
                began, before = time.perf_counter(), cpu()
                outcomes = collect(store, feeds, fetcher=fetcher, parser=parser, clock=now, matcher=matcher)
                kinds = Counter([outcome.kind.value async for outcome in outcomes])
                own, workers = (after - first for after, first in zip(cpu(), before, strict=True))
                wall = time.perf_counter() - began
                parts = {"parsing": workers, **steps.spent}
                parts["fetching and the rest"] = own - sum(steps.spent.values())
                entries = store.headlines.count()
                say(wall=wall, cpu=own + workers, entries=entries, kinds=kinds, failed=kinds["failed"], parts=parts)


def say(**document: Any) -> None:
    print(json.dumps(document), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
