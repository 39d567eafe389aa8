"""The subscribed feeds, and rounds over them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from signpost.cli import Door, command, left_out, main, now, refuse_demo
from signpost.errors import FeedError
from signpost.feeds import opml
from signpost.feeds.identify import safe_link
from signpost.nouns.feed import Feed, Outlet
from signpost.nouns.row import BadRow

if TYPE_CHECKING:
    from signpost.store import Store


@main.group()
def feeds() -> None:
    """The subscribed feeds."""


@command(feeds, "add")
@click.argument("url")
@click.option("--title", default="")
@click.option("--outlet", default="", help="Who publishes; default: the address's host.")
@click.option("--perspective", default="")
@click.option("--language", default="")
def feeds_add(door: Door, url: str, title: str, outlet: str, perspective: str, language: str) -> None:
    """Subscribe to a feed."""
    link = safe_link(url)
    if not link:
        raise FeedError(url, "this is no http or https address")
    who = Outlet(name=outlet or host_name(link), perspective=perspective, language=language)
    with door.store() as store:
        refuse_demo(store, "feeds add")
        feed, new = store.feeds.add(link, title=title, outlet=who, now=now())
    said = f"Subscribed to {feed.url}" if new else f"Subscribed already: {feed.url}"
    door.say({"id": feed.id, "url": feed.url, "new": new}, said)


def host_name(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


@command(feeds, "import")
@click.argument("file", type=click.Path(path_type=Path))
def feeds_import(door: Door, file: Path) -> None:
    """Subscribe to the feeds of an OPML file."""
    listing = read_opml(file)
    with door.store() as store:
        refuse_demo(store, "feeds import")
        new = [subscribe(store, s) for s in listing.feeds]
    bad = complaints(listing)
    added = sum(is_new for _, is_new in new)
    document = {"added": added, "known": len(new) - added, "bad": [asdict(row) for row in bad]}
    door.say(document, f"{added} feeds added, {len(new) - added} were there already.", *left_out(bad))


def read_opml(file: Path) -> opml.Listing:
    try:
        return opml.read(file.read_bytes(), str(file))
    except OSError as error:
        raise FeedError(str(file), f"the file cannot be read ({error.strerror})") from error


def complaints(listing: opml.Listing) -> list[BadRow]:
    return [BadRow(line=c.line, reason=c.reason) for c in listing.complaints]


def subscribe(store: Store, s: opml.Subscription) -> tuple[Feed, bool]:
    return store.feeds.add(s.url, title=s.title, outlet=s.outlet, now=now(), note=s.note, paused=s.paused)


@command(feeds, "export")
def feeds_export(door: Door) -> None:
    """Print the subscribed feeds as OPML."""
    with door.store() as store:
        text = opml.write(opml.subscription(feed) for feed in store.feeds.all())
    door.say({"opml": text}, text.rstrip("\n"))


@command(feeds, "list")
def feeds_list(door: Door) -> None:
    """List the subscribed feeds with their health."""
    with door.store() as store:
        found = store.feeds.all()
    lines = [f"{f.id:>4}  {f.outlet.name}  {f.url}  {f.paused or f.last_error or 'well'}" for f in found]
    door.say({"feeds": [asdict(f) for f in found]}, *(lines or ["No feeds. Try: signpost feeds import FILE.opml"]))


@command(feeds, "remove")
@click.argument("feed")
def feeds_remove(door: Door, feed: str) -> None:
    """End a subscription, by address or number; its headlines stay."""
    with door.store() as store:
        found = next((f for f in store.feeds.all() if feed in (f.url, str(f.id))), None)
        if found is None:
            raise FeedError(feed, "there is no such feed (see: signpost feeds list)")
        store.feeds.remove(found.id, now())
    door.say({"removed": found.url}, f"Removed {found.url}; its headlines stay.")
