"""Rounds over the feeds."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signpost.cli import Door, command, fail, left_out, main, now, refuse_demo
from signpost.cli.feeds import complaints, read_opml
from signpost.errors import FeedError
from signpost.feeds import opml
from signpost.feeds.asked import LeftOut, chosen
from signpost.feeds.identify import safe_link
from signpost.feeds.subscribing import host_name, subscribe_all
from signpost.nouns.feed import Feed, Outcome, Outlet

if TYPE_CHECKING:
    from signpost.feeds.collector import Collector
    from signpost.feeds.limits import Limits
    from signpost.store import Store


@command(main, "collect")
@click.option(
    "--watch", is_flag=True, help="Go on until stopped; a dashboard on the same database then leaves it to this."
)
@click.option("--feed", "urls", multiple=True, metavar="URL", help="This subscribed feed, now.")
@click.option("--opml", "listing", type=click.Path(path_type=Path), help="The feeds of this file, now.")
@click.option(
    "--force", is_flag=True, help="With --feed or --opml: also what was asked a moment ago, and all of it anew."
)
@click.option(
    "--every", default=60.0, show_default=True, type=click.FloatRange(0.1, 3600), metavar="SECONDS",
    help="With --watch: how often to look for feeds that are due.",
)  # fmt: skip
@click.option(
    "--lease", default=30.0, show_default=True, type=click.FloatRange(1, 300), metavar="SECONDS",
    help="With --watch: how long others wait before they take over from this one if it dies.",
)  # fmt: skip
def collect(
    door: Door, watch: bool, urls: tuple[str, ...], listing: Path | None, force: bool, every: float, lease: float
) -> None:
    """Fetch the feeds that are due, once."""
    if watch:
        watching(door, every, lease)
        return
    limits = door.settings.limits
    listed = read_opml(listing) if listing else opml.Listing(feeds=(), complaints=())
    with door.store() as store:
        refuse_demo(store, "collect")
        asked = [feed for feed, _ in subscribe_all(store, listed.feeds, now())]
        for url in urls:
            link = safe_link(url)
            if not link:
                raise FeedError(url, "this is no http or https address")
            asked.append(store.feeds.add(link, title="", outlet=Outlet(name=host_name(link)), now=now())[0])
        taken, waiting = asked_for(store, asked, limits, force=force)
        outcomes = one_round(door, store, None if listing or urls else lease, taken, limits)
    door.done()
    bad = complaints(listed)
    document = {
        "feeds": [outcome_json(o) for o in outcomes],
        "left_out": [{"url": one.url, "why": one.why} for one in waiting],
        "bad": [asdict(row) for row in bad],
    }
    door.say(document, *told(outcomes, waiting), *left_out(bad))


def asked_for(store: Store, asked: Sequence[Feed], limits: Limits, *, force: bool) -> tuple[list[Feed], list[LeftOut]]:
    """The feeds to fetch of those that were asked for, and those that are not asked again so soon. `force`: all of
    them, and without saying what is known of them already."""
    at = now()
    taken, waiting = [replace(feed, etag="", modified="", body_hash="") for feed in asked], list[LeftOut]()
    if not force:
        taken, waiting = chosen([tuple(feed.id for feed in asked)], asked, store.feeds.pauses(at), at, limits.makers)
    if taken:
        store.feeds.asked([feed.id for feed in taken], at)
    return taken, waiting


class Watch:
    """Ends a watch on SIGTERM and Ctrl-C, whenever they come."""

    def __init__(self) -> None:
        self.collector: Collector | None = None
        self.ended = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.end)

    def end(self, *_: object) -> None:
        if self.collector is None:
            raise SystemExit(0)
        self.ended = True
        self.collector.stop()


def watching(door: Door, every: float, lease: float) -> None:
    """Collect until stopped."""
    watch = Watch()
    from signpost.feeds import garbage
    from signpost.feeds.collector import Collector

    log_in_lines()
    garbage.seldom()
    with door.store() as store:
        refuse_demo(store, "collect")
        collector = watch.collector = Collector(
            store, clock=now, limits=door.settings.limits, every_s=every, lease_s=lease,
            what="signpost collect --watch", first=True,
        )  # fmt: skip
        collector.run()
        if not watch.ended:
            fail(collector.progress().error)
    sys.stdout.flush()
    sys.stderr.flush()
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        os._exit(0)  # a name look-up that hangs would keep the program from ending; everything is kept and closed


class OneLine(logging.Formatter):
    """Each record on one line, also one with a traceback or with a stranger's line breaks."""

    def format(self, record: logging.LogRecord) -> str:
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in super().format(record))


def log_in_lines() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def one_round(door: Door, store: Store, lease: float | None, asked: Sequence[Feed], limits: Limits) -> list[Outcome]:
    """One round over what was asked for, else (with a lease) over what is due.

    A round over what is due keeps other collectors from doing the same meanwhile; if one of them is at it, it is done
    all the same: somebody asked for it.
    """
    from signpost.feeds.hold import Hold, holder_name

    if lease is None:
        return asyncio.run(gathered(door, store, asked, limits))
    hold = Hold(store, holder_name("signpost collect"), clock=now, seconds=lease)
    hold.start()
    try:
        store.gaps.note(now())
        return asyncio.run(gathered(door, store, store.feeds.due(now()), limits))
    finally:
        hold.stop()


async def gathered(door: Door, store: Store, feeds: Sequence[Feed], limits: Limits) -> list[Outcome]:
    from signpost.feeds import garbage
    from signpost.feeds.collect import collect as collect_round
    from signpost.feeds.fetch import Fetcher
    from signpost.feeds.match import Matcher
    from signpost.feeds.parse import Parser

    outcomes: list[Outcome] = []
    if not feeds:
        return outcomes
    garbage.seldom()
    with Parser() as parser:
        async with Fetcher(limits) as fetcher:
            matcher = Matcher(store)
            async for outcome in collect_round(
                store, feeds, fetcher=fetcher, parser=parser, clock=now, matcher=matcher
            ):
                outcomes.append(outcome)
                door.progress(f"{len(outcomes)} of {len(feeds)}: {outcome.url}")
    return outcomes


def outcome_json(o: Outcome) -> dict[str, Any]:
    return {
        "url": o.url,
        "outcome": o.kind.value,
        "added": o.added,
        "revised": o.revised,
        "unchanged": o.unchanged,
        "error": o.error or None,
        "elapsed_s": round(o.elapsed_s, 3),
        "items": o.items,
        "cut": o.cut,
        "flaw": o.flaw or None,
    }


def told(outcomes: Sequence[Outcome], waiting: Sequence[LeftOut]) -> list[str]:
    lines = [f"{o.kind.value:>9}  {o.added:>4} new  {o.url}  {o.error or o.flaw}".rstrip() for o in outcomes]
    lines += [f" left out            {one.url}  {one.why}" for one in waiting]
    return lines or ["No feed is due."]
