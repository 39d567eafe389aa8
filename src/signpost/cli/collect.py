"""Rounds over the feeds."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signpost.cli import Door, command, left_out, main, now, refuse_demo
from signpost.cli.feeds import complaints, host_name, read_opml, subscribe
from signpost.errors import FeedError
from signpost.feeds import opml
from signpost.feeds.identify import safe_link
from signpost.nouns.feed import Feed, Outcome, Outlet

if TYPE_CHECKING:
    from signpost.feeds.limits import Limits
    from signpost.store import Store


@command(main, "collect")
@click.option("--watch", is_flag=True, help="Go on until stopped.")
@click.option("--feed", "urls", multiple=True, metavar="URL", help="This subscribed feed, now.")
@click.option("--opml", "listing", type=click.Path(path_type=Path), help="The feeds of this file, now.")
def collect(door: Door, watch: bool, urls: tuple[str, ...], listing: Path | None) -> None:
    """Fetch the feeds that are due, once."""
    from signpost.feeds.collector import Collector
    from signpost.feeds.limits import Limits

    limits = Limits(allow_hosts=door.settings.allow_hosts)
    listed = read_opml(listing) if listing else opml.Listing(feeds=(), complaints=())
    with door.store() as store:
        refuse_demo(store, "collect")
        if watch:
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
            Collector(store, clock=now, limits=limits).run()
            return
        asked = [subscribe(store, s)[0] for s in listed.feeds]
        for url in urls:
            link = safe_link(url)
            if not link:
                raise FeedError(url, "this is no http or https address")
            asked.append(store.feeds.add(link, title="", outlet=Outlet(name=host_name(link)), now=now())[0])
        chosen = asked if listing or urls else store.feeds.due(now())
        outcomes = asyncio.run(gathered(door, store, chosen, limits))
    door.done()
    bad = complaints(listed)
    document = {"feeds": [outcome_json(o) for o in outcomes], "bad": [asdict(row) for row in bad]}
    door.say(document, *told(outcomes), *left_out(bad))


async def gathered(door: Door, store: Store, chosen: Sequence[Feed], limits: Limits) -> list[Outcome]:
    from signpost.feeds.collect import collect as collect_round
    from signpost.feeds.fetch import Fetcher
    from signpost.feeds.parse import Parser

    outcomes: list[Outcome] = []
    with Parser() as parser:
        async with Fetcher(limits) as fetcher:
            async for outcome in collect_round(store, chosen, fetcher=fetcher, parser=parser, clock=now):
                outcomes.append(outcome)
                door.progress(f"{len(outcomes)} of {len(chosen)}: {outcome.url}")
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
    }


def told(outcomes: Sequence[Outcome]) -> list[str]:
    lines = [f"{o.kind.value:>9}  {o.added:>4} new  {o.url}  {o.error}".rstrip() for o in outcomes]
    return lines or ["No feed is due."]
