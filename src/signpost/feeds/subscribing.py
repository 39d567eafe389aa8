"""What may stand in a subscription, and the one way to make or change one; for the page and the command alike."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from signpost.errors import FeedError
from signpost.feeds.identify import safe_link, shortened
from signpost.feeds.opml import LETTERS, LONGEST_EVERY_S, Listing, Subscription, around, subscription
from signpost.nouns.feed import Feed, Outlet

if TYPE_CHECKING:
    from signpost.store import Store

FOLDERS = "feeds_outer_folders"  # the store's value that holds them
OFTENEST_S = 5 * 60
LONGEST = 300  # characters of a name, a title, a note
COUNTRY = re.compile(r"[A-Za-z]{2}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
AGENT = re.compile(r"[\x20-\x7e]{0,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a person says about a feed. `every_s` 0 follows the feed's own rhythm."""

    url: str
    title: str
    outlet: Outlet
    note: str = ""
    every_s: int = 0
    user_agent: str = ""


def facts_of(feed: Feed) -> Facts:
    return Facts(
        url=feed.url,
        title=feed.title,
        outlet=feed.outlet,
        note=feed.note,
        every_s=feed.every_s,
        user_agent=feed.user_agent,
    )


def faults(facts: Facts) -> list[str]:
    """What is wrong with these facts, in sentences; empty if nothing is."""
    outlet, found = facts.outlet, []
    if not safe_link(facts.url):
        found.append(f"“{shortened(facts.url, 80)}” is no http or https address.")
    if not any(c.isalnum() for c in outlet.name):
        found.append("The outlet needs a name.")
    if outlet.country and not COUNTRY.fullmatch(outlet.country):
        found.append(f"“{shortened(outlet.country, 20)}” is no country: two letters, such as QA.")
    if outlet.language and not LANGUAGE.fullmatch(outlet.language):
        found.append(f"“{shortened(outlet.language, 20)}” is no language: two letters, such as fa.")
    if len(outlet.reliability) != 1 or outlet.reliability not in LETTERS:
        found.append(f"“{shortened(outlet.reliability, 20)}” is no reliability: A to F.")
    if facts.every_s and not OFTENEST_S <= facts.every_s <= LONGEST_EVERY_S:
        found.append("A feed is asked at most every 5 minutes and at least once a week.")
    if not AGENT.fullmatch(facts.user_agent):
        found.append("A name to call with takes up to 200 plain letters, digits and signs.")
    said = {"title": facts.title, "note": facts.note, "outlet's name": outlet.name, "family": outlet.family}
    said["perspective"] = outlet.perspective
    found += [f"The {what} is longer than {LONGEST} characters." for what, text in said.items() if len(text) > LONGEST]
    return found


def change(store: "Store", feed: Feed, facts: Facts) -> Feed:
    """Make the feed what `facts` say, and give it back. Raises FeedError with what is wrong."""
    if wrong := faults(facts):
        raise FeedError(feed.url, " ".join(wrong))
    url = safe_link(facts.url)
    store.feeds.change(
        feed.id,
        url=url if url != feed.url else None,
        title=facts.title,
        outlet=facts.outlet if facts.outlet != feed.outlet else None,
        note=facts.note,
        every_s=facts.every_s,
        user_agent=facts.user_agent,
    )
    return store.feeds.get(feed.id) or feed


def subscribe(store: "Store", s: Subscription, now: datetime) -> tuple[Feed, bool]:
    """Subscribe to one row (`subscribe_all`)."""
    (done,) = subscribe_all(store, [s], now)
    return done


def subscribe_all(store: "Store", rows: Iterable[Subscription], now: datetime) -> list[tuple[Feed, bool]]:
    """Subscribe to the rows of a list: each feed, and whether it is new. One that is there already stays as it is.

    A row's innermost folder is its outlet's perspective. Those around it mean nothing here; they are remembered for the
    list that is written some day (`rows_of`).
    """
    done: list[tuple[Feed, bool]] = []
    before = outer_folders(store)
    folders = dict(before)
    for s in rows:
        feed, new = store.feeds.add(
            s.url,
            title=s.title,
            outlet=s.outlet,
            now=now,
            note=s.note,
            paused=s.paused,
            every_s=s.every_s,
            user_agent=s.user_agent,
        )
        done.append((feed, new))
        if new:
            folders.pop(str(feed.id), None)
            folders |= {str(feed.id): list(names)} if (names := around(s)) else {}
    if folders != before:
        store.values.set(FOLDERS, json.dumps(folders, ensure_ascii=False))
    return done


def rows_of(store: "Store") -> list[Subscription]:
    """Every subscribed feed as a row of a list, in the folders that it came with."""
    folders = outer_folders(store)
    return [subscription(feed, folders.get(str(feed.id), ())) for feed in store.feeds.all()]


def outer_folders(store: "Store") -> dict[str, list[str]]:
    """The folders, from the outermost inwards, around the one named for the perspective, by the feed's number."""
    found: dict[str, list[str]] = json.loads(store.values.get(FOLDERS) or "{}")
    return found


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a list that would be added, and those that are subscribed already."""

    new: tuple[Subscription, ...]
    known: tuple[Subscription, ...]


def sorted_out(listing: Listing, feeds: Iterable[Feed]) -> Sorted:
    there = {feed.url for feed in feeds}
    return Sorted(
        tuple(s for s in listing.feeds if s.url not in there),
        tuple(s for s in listing.feeds if s.url in there),
    )


def host_name(url: str) -> str:
    """The host of an address, as an outlet's name until somebody gives a better one."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def site_address(said: str) -> str:
    """What a person types as a site's address: "herald.example" becomes https://herald.example; "" if it is none."""
    text = re.sub(r"^feed:(//)?(?=https?://)", "", said.strip())
    text = re.sub(r"^feed://", "https://", text)
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", text) and re.match(r"[^\s/]+\.[^\s/.]{2,}|[^\s/]+:\d+", text):
        text = f"https://{text}"
    return safe_link(text)
