"""From a body's bytes to arrivals, however ill-formed, leaving unread what was known the last time. Pure.

Runs inside the parsing process (`parse_worker`), under its deadline and memory limit.
"""

import io
import re
import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import feedparser

import signpost.feeds.lean_sax  # noqa: F401 (changes how feedparser reads)
from signpost.feeds.charset import to_utf8
from signpost.feeds.dates import moment_written
from signpost.feeds.entities import resolved
from signpost.feeds.entries import MOST_ITEMS, Parsed, Read, parsed
from signpost.feeds.identify import key_digest
from signpost.feeds.kinds import what_it_is
from signpost.feeds.layout import Layout, Unreadable, layout, without
from signpost.feeds.plain_items import plain_items
from signpost.feeds.seen import names_of, packed, unpacked

HEADERS = {"content-type": "application/xml; charset=utf-8"}  # what the document is by the time feedparser gets it
ITEM_OPENS = re.compile(rb"<(?:\w{1,20}:)?(item|entry)[\s>]", re.IGNORECASE)
ITEM_CLOSES = re.compile(rb"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
ROOT_CLOSES = re.compile(rb"</(?:rss|feed|rdf:RDF)\s*>", re.IGNORECASE)
PAGE = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot|apos);)")
AMPERSANDS = "it has ampersands that stand for themselves"
SURROUNDED = "there is something before or after the feed in its document"


class NoFeed(Exception):
    """The message says what it is instead."""


def parse_feed(
    body: bytes,
    *,
    url: str,
    content_type: str,
    now: datetime,
    usual_language: str = "",
    seen: bytes = b"",
    torn: bool = False,
) -> Parsed:
    """Read a feed, however ill-formed, as long as there is something in it. NoFeed says what it is instead.

    `seen` are the `digests` of the last reading: items unchanged since then are counted and left unread. `torn` says
    that the connection broke off: the item it broke in comes whole the next time, and half of it would be another one.
    """
    document, charset_flaw = to_utf8(body, content_type)
    document = whole_items(document) if torn else document
    if PAGE.match(document) and not ITEM_OPENS.search(document) and not ROOT.search(document):
        raise NoFeed(what_it_is(document, body))
    given = document
    document, entity_flaw = resolved(document)
    try:
        document, found, flaw = laid_out(document)
    except Unreadable as error:
        raise NoFeed(str(error)) from None
    document, found, cut = capped(document, found)
    read = new_ones(document, found, seen, url=url, now=now, usual_language=usual_language) or everything(
        document, found, url=url, now=now, usual_language=usual_language
    )
    if read is None:
        raise NoFeed(what_it_is(given, body))
    cut += read.cut
    return replace(
        read, cut=cut, items=read.items + read.known + cut, flaw=charset_flaw or entity_flaw or flaw or read.flaw
    )


def whole_items(document: bytes) -> bytes:
    """The document up to the end of its last whole item."""
    opens, closes = list(ITEM_OPENS.finditer(document)), list(ITEM_CLOSES.finditer(document))
    end = closes[-1].end() if closes else 0
    torn = [opening.start() for opening in opens if opening.start() >= end]
    return document[: torn[0]] if torn else document


def laid_out(document: bytes) -> tuple[bytes, Layout, str]:
    """Where the items are, after healing what is often wrong, if that makes the document well-formed.

    That is ampersands that are no entities, and what surrounds the feed: a server's warnings, a script.
    """
    found = layout(document)
    if found.well_formed:
        return document, found, ""
    escaped = with_ampersands_escaped(document)
    root, closes = ROOT.search(escaped), list(ROOT_CLOSES.finditer(escaped))
    inner = escaped[root.start() : closes[-1].end()] if root and closes else escaped
    if len(ITEM_OPENS.findall(inner)) < len(ITEM_OPENS.findall(escaped)):
        inner = escaped  # what is outside might be part of the feed after all
    for healed, flaw in ((escaped, AMPERSANDS), (inner, SURROUNDED)):
        if healed is not document and len(healed) != len(document):
            found_now = layout(healed)
            if found_now.well_formed:
                return healed, found_now, flaw
    return document, found, ""


def with_ampersands_escaped(document: bytes) -> bytes:
    parts = document.split(b"<![CDATA[")
    done = [BARE_AMPERSAND.sub(b"&amp;", parts[0])]
    for part in parts[1:]:
        inside, ends, after = part.partition(b"]]>")
        done.append(inside + ends + BARE_AMPERSAND.sub(b"&amp;", after))
    return b"<![CDATA[".join(done)


def capped(document: bytes, found: Layout, most: int = MOST_ITEMS) -> tuple[bytes, Layout, int]:
    """Leave out the items beyond the cap; also how many those were.

    Without it one feed of 50,000 items takes longer than the deadline and brings nothing at all.
    """
    if found.well_formed:
        beyond = len(found.spans) - most
        if beyond > 0:
            document = without(document, found.spans, range(most, len(found.spans)))
            found = replace(found, spans=found.spans[:most])
        return document, found, max(beyond, 0)
    starts = [opening.start() for opening in ITEM_OPENS.finditer(document)]
    if len(starts) <= most:
        return document, found, 0
    ends = [closing.end() for closing in ITEM_CLOSES.finditer(document, starts[-1])]
    tail = document[ends[-1] :] if ends else b""
    return document[: starts[most]] + tail, found, len(starts) - most


def new_ones(
    document: bytes, found: Layout, seen: bytes, *, url: str, now: datetime, usual_language: str
) -> Parsed | None:
    """The items that are not known, read without the others; None if reading them alone might give something else."""
    before = unpacked(seen) if found.separable else {}
    if not before:
        return None
    digests = found.digests(document)
    left_out = {place for place, raw in enumerate(digests) if raw in before}
    if not left_out or len({digests[place] for place in left_out}) < len(left_out):
        return None  # nothing known, or a known one is there several times now
    read = understood(document, found, left_out, url=url, now=now, usual_language=usual_language)
    if read is None or read.feed.items != len(digests) - len(left_out) or read.feed.cut:
        return None
    here = {place: before[digests[place]] for place in left_out}
    known_keys, known_places = {name[:8] for name in here.values()}, {name[8:] for name in here.values()}
    names = names_of(read.single_keys, read.feed.arrivals)
    called = {*(name[:8] for name in names), *(key_digest(arrival.key) for arrival in read.feed.arrivals)}
    if known_keys.intersection(called) or known_places.intersection(name[8:] for name in names):
        return None  # a new one is called like a known one, or may be it: both must be seen together
    fresh = iter(names)
    every = [here[place] if place in here else next(fresh) for place in range(len(digests))]
    return replace(read.feed, known=len(left_out), items=len(names), digests=packed(digests, every))


def everything(document: bytes, found: Layout, *, url: str, now: datetime, usual_language: str) -> Parsed | None:
    """All the items; None if this is no feed."""
    read = understood(document, found, set(), url=url, now=now, usual_language=usual_language)
    if read is None:
        return None
    digests = found.digests(document) if found.separable and len(found.spans) == len(read.single_keys) else []
    return replace(
        read.feed,
        items=len(read.feed.arrivals),
        digests=packed(digests, names_of(read.single_keys, read.feed.arrivals)) if digests else b"",
    )


def understood(
    document: bytes, found: Layout, left_out: set[int], *, url: str, now: datetime, usual_language: str
) -> Read | None:
    """What the document says without the items left out: the plain ones read here, all else by feedparser."""
    plain = plain_items(document, found, left_out)
    result = raw(without(document, found.spans, left_out | plain.keys()))
    others = [place for place in range(len(found.spans)) if place not in left_out and place not in plain]
    if plain and len(others) != len(result.entries):  # feedparser sees other items: let it read them all
        result = raw(without(document, found.spans, left_out))
    elif plain:
        entries = plain | dict(zip(others, result.entries, strict=True))
        result["entries"] = [entries[place] for place in sorted(entries)]
    if not result.entries and not result.get("version"):
        return None
    return parsed(result, url=url, now=now, usual_language=usual_language)


def raw(document: bytes) -> Any:
    """feedparser's reading. Its argument must be a stream: bytes and text it would first try as a file name.

    It gets no address: it would turn every guid into a link below it, and keys would change when a feed moves.
    """
    return feedparser.parse(
        io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False, response_headers=dict(HEADERS)
    )


def as_feedparser_has_it(written: str) -> time.struct_time | None:
    moment = moment_written(written)
    return moment.utctimetuple() if moment else None


feedparser.registerDateHandler(as_feedparser_has_it)  # tried first, and quicker than its own
