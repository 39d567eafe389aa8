"""The subscribed feeds, and how they are."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signpost.cli import Door, command, left_out, main, now, refuse_demo
from signpost.errors import FeedError
from signpost.feeds import opml
from signpost.feeds.identify import safe_link
from signpost.feeds.subscribing import (
    Facts,
    change,
    facts_of,
    faults,
    host_name,
    rows_of,
    site_address,
    subscribe,
    subscribe_all,
)
from signpost.nouns.feed import Feed, Outlet
from signpost.nouns.health import Health
from signpost.nouns.row import BadRow

if TYPE_CHECKING:
    from signpost.feeds.discover import Found, Preview
    from signpost.store import Store

OUTLET = ("perspective", "country", "language", "reliability", "family")


@main.group()
def feeds() -> None:
    """The subscribed feeds."""


@command(feeds, "add")
@click.argument("url")
@click.option(
    "--discover", is_flag=True, help="URL is a site: look for its feeds. One is subscribed, several are named."
)
@click.option("--title", default="")
@click.option("--outlet", default="", help="Who publishes; default: the address's host.")
@click.option("--perspective", default="")
@click.option("--country", default="")
@click.option("--language", default="")
@click.option("--reliability", default="F", help="A to F; F cannot be judged.")
@click.option("--family", default="", help="The owner's or state's group of outlets; default: its own.")
def feeds_add(door: Door, url: str, discover: bool, title: str, outlet: str, **said: str) -> None:
    """Subscribe to a feed."""
    link = site_address(url) if discover else safe_link(url)
    if not link:
        raise FeedError(url, "this is no http or https address")
    who = Outlet(name=outlet or host_name(link), **said)
    row = opml.Subscription(url=link, title=title, outlet=who)
    if wrong := faults(Facts(url=link, title=title, outlet=who)):
        raise FeedError(url, " ".join(wrong))
    with door.store() as store:
        refuse_demo(store, "feeds add")
        if discover:
            discovered(door, store, row, named=bool(outlet))
            return
        feed, new = subscribe(store, row, now())
    added = f"Subscribed to {feed.url}" if new else f"Subscribed already: {feed.url}"
    door.say({"id": feed.id, "url": feed.url, "new": new}, added)


def discovered(door: Door, store: Store, row: opml.Subscription, *, named: bool) -> None:
    """Look for the feeds of a site; subscribe if there is one, name them if there are several."""
    found = asyncio.run(looked_for(door, row.url))
    if not found.feeds:
        raise FeedError(row.url, found.reason)
    added = []
    if len(found.feeds) == 1:
        (one,) = found.feeds
        language = row.outlet.language or one.language
        who = replace(row.outlet, name=row.outlet.name if named else host_name(one.site or one.url), language=language)
        feed, new = subscribe(store, replace(row, url=one.url, title=row.title or one.title, outlet=who), now())
        added = [{"id": feed.id, "url": feed.url, "new": new}]
        lines = [*preview_lines(one), f"Subscribed to {feed.url}" if new else f"Subscribed already: {feed.url}"]
    else:
        lines = [line for one in found.feeds for line in preview_lines(one)]
        more = f", {found.unread} more were not looked at" if found.unread else ""
        lines.append(f"{len(found.feeds)} feeds found{more}. Subscribe with: signpost feeds add URL")
    said = {"found": [preview_json(one) for one in found.feeds], "unread": found.unread, "added": added}
    door.say(said, *lines)


async def looked_for(door: Door, url: str) -> Found:
    from signpost.feeds.discover import find
    from signpost.feeds.fetch import Fetcher
    from signpost.feeds.parse import Parser

    with Parser() as parser:
        async with Fetcher(door.settings.limits) as fetcher:
            return await find(fetcher, parser, url)


def preview_lines(one: Preview) -> list[str]:
    newest = f", the newest of {one.newest:%d %b %Y, %H:%M} UTC" if one.newest else ""
    head = [one.url, f"    {one.title or 'without a title'}: {one.items} items{newest}"]
    return head + [f"      - {title}" for title in one.sample_titles]


def preview_json(one: Preview) -> dict[str, Any]:
    document = asdict(one)
    document["titles"] = list(document.pop("sample_titles"))
    return document


@command(feeds, "import")
@click.argument("file", type=click.Path(path_type=Path))
def feeds_import(door: Door, file: Path) -> None:
    """Subscribe to the feeds of an OPML file."""
    listing = read_opml(file)
    with door.store() as store:
        refuse_demo(store, "feeds import")
        new = subscribe_all(store, listing.feeds, now())
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


@command(feeds, "export")
def feeds_export(door: Door) -> None:
    """Print the subscribed feeds as OPML."""
    with door.store() as store:
        text = opml.write(rows_of(store))
    door.say({"opml": text}, text.rstrip("\n"))


@command(feeds, "list")
def feeds_list(door: Door) -> None:
    """List the subscribed feeds with their health."""
    from signpost.feeds.bulletin import bulletin, perspectives

    with door.store() as store:
        found = store.feeds.health(now())
    lines = [health_line(h) for h in found]
    closing = (
        ["", f"{bulletin(found)} {perspectives(found)}".strip()]
        if found
        else ["No feeds. Try: signpost feeds import FILE.opml"]
    )
    door.say({"feeds": [health_json(h) for h in found]}, *lines, *closing)


def health_line(h: Health) -> str:
    from signpost.feeds.bulletin import rate, word

    says = f"  ({h.why})" if h.why else ""
    return f"{h.feed.id:>4}  {word(h.state):<8}  {h.feed.outlet.name}  {h.feed.url}  {rate(h.items_a_day)}{says}"


def health_json(h: Health) -> dict[str, Any]:
    """The feed's own keys, and its health beside them."""
    document = asdict(h)
    feed: dict[str, Any] = document.pop("feed")
    return feed | document


@command(feeds, "edit")
@click.argument("feed")
@click.option("--url", help="Its new address.")
@click.option("--title")
@click.option("--outlet", help="Who publishes. A new name makes a new outlet.")
@click.option("--perspective")
@click.option("--country")
@click.option("--language")
@click.option("--reliability", help="A to F.")
@click.option("--family", help="The owner's or state's group of outlets.")
@click.option("--every", "minutes", type=click.IntRange(0), help="Minutes between two fetches; 0: its own rhythm.")
@click.option("--user-agent", help="The name to call with, where the usual one is refused.")
@click.option("--note")
def feeds_edit(door: Door, feed: str, minutes: int | None, **said: str | None) -> None:
    """Change what is known about a feed, by address or number. What is not named stays."""
    given = {name: value for name, value in said.items() if value is not None}
    with door.store() as store:
        there = one_of(store, feed)
        facts = facts_of(there)
        about = {name: given.pop(name) for name in OUTLET if name in given}
        name = given.pop("outlet", facts.outlet.name)
        outlet = replace(facts.outlet, name=name, **about)
        rhythm = facts.every_s if minutes is None else minutes * 60
        changed = change(store, there, replace(facts, outlet=outlet, every_s=rhythm, **given))
    door.say(asdict(changed), f"Changed {changed.url}.")


@command(feeds, "pause")
@click.argument("feed")
@click.option("--reason", default="", help="Why, for whoever looks next.")
def feeds_pause(door: Door, feed: str, reason: str) -> None:
    """Stop collecting a feed until it is resumed, by address or number."""
    with door.store() as store:
        there = one_of(store, feed)
        store.feeds.pause(there.id, reason.strip() or "by hand")
    door.say({"paused": there.url}, f"Paused {there.url}.")


@command(feeds, "resume")
@click.argument("feed")
def feeds_resume(door: Door, feed: str) -> None:
    """Collect a paused feed again, by address or number."""
    with door.store() as store:
        there = one_of(store, feed)
        store.feeds.resume(there.id, now())
    door.say({"resumed": there.url}, f"Resumed {there.url}; it is collected with the next round.")


@command(feeds, "remove")
@click.argument("feed")
def feeds_remove(door: Door, feed: str) -> None:
    """End a subscription, by address or number; its headlines stay."""
    with door.store() as store:
        found = one_of(store, feed)
        store.feeds.remove(found.id, now())
    again = f"To have it back: signpost feeds add {found.url}"
    door.say({"removed": found.url}, f"Removed {found.url}; its headlines stay. {again}")


def one_of(store: Store, said: str) -> Feed:
    found = next((f for f in store.feeds.all() if said in (f.url, str(f.id))), None)
    if found is None:
        raise FeedError(said, "there is no such feed (see: signpost feeds list)")
    return found
