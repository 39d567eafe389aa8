"""Items that say nothing but text in the usual elements, read in a tenth of feedparser's time. Pure.

What comes out is what feedparser would say of them, as far as `entries` reads it (the tests compare). An item with
anything else in it is left to feedparser: an element within another, a comment, an attribute or a date that feedparser
makes something of. Only for separable documents (`layout`), where nothing that one item says matters to the next.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from signpost.feeds.dates import moment_written
from signpost.feeds.layout import Layout
from signpost.feeds.lean_feedparser import unmangled, without_semicolons

UNREAD = ""
# What feedparser calls the text of these elements. Prefixes are the usual ones of their namespaces.
CALLED = {
    b"title": "title",
    b"link": "link",
    b"guid": "id",
    b"id": "id",
    b"description": "summary",
    b"summary": "summary",
    b"content": "content",
    b"content:encoded": "content",
    b"pubDate": "published",
    b"published": "published",
    b"updated": "updated",
} | dict.fromkeys(
    b"author category comments contributor dc:creator enclosure media:content media:thumbnail slash:comments source "
    b"wfw:commentRss".split(),
    UNREAD,
)
# Their attributes that change nothing, or only what is done here; an element that is not read may have any.
ALLOWED = {
    "title": {b"type"},
    "summary": {b"type"},
    "content": {b"type"},
    "id": {b"ispermalink"},
    "link": {b"href", b"rel", b"type", b"title", b"hreflang", b"length"},
}
TYPES = (b"text", b"html", b"text/plain", b"text/html")
HTML = (b"html", b"text/html", b"xhtml", b"application/xhtml+xml")
NONE: frozenset[bytes] = frozenset()
NO_ATTRIBUTES: dict[bytes, bytes] = {}
BEGINS = re.compile(rb"<(item|entry)>")
OPENS = re.compile(rb"\s*<([A-Za-z]+(?::[A-Za-z]+)?)( [^<>\t\r\n]*|/)?>(\s*<!\[CDATA\[)?")
CLOSES = re.compile(rb"\s*</([A-Za-z]+(?::[A-Za-z]+)?)>")
PERSON = re.compile(rb"(?:\s*<(name|uri|email)>[^<]*</\1>)*+\s*")
ATTRIBUTES = re.compile(rb"(?: +[\w:.-]+ *= *(?:\"[^\"]*\"|'[^']*'))*+ */?")
ATTRIBUTE = re.compile(rb"([\w:.-]+) *= *(?:\"([^\"]*)\"|'([^']*)')")
NUMBERED = re.compile("&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));")
NAMED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def plain_items(document: bytes, found: Layout, left_out: Collection[int]) -> dict[int, dict[str, Any]]:
    """Those of a document's items that are plain, as feedparser has entries, by their places in order."""
    if not found.well_formed or not found.separable or found.entangled:
        return {}
    prefixes = {f"{prefix}:".encode() for prefix, called in found.prefixes.items() if prefix == called}
    called = {name: its for name, its in CALLED.items() if b":" not in name or name.startswith(tuple(prefixes))}
    items: dict[int, dict[str, Any]] = {}
    for place, (start, end) in enumerate(found.spans):
        if place not in left_out and (entry := plain_item(document, start, end, called)):
            items[place] = entry
    return items


def plain_item(document: bytes, start: int, end: int, called: Mapping[bytes, str]) -> dict[str, Any] | None:
    """One item; None if it is not plain."""
    entry: dict[str, Any] = {"links": []}
    begins = BEGINS.match(document, start)
    place = begins.end() if begins else end
    while opens := OPENS.match(document, place):
        name, written, in_cdata = opens.groups()
        its = called.get(name)
        attributes = attributes_of(written) if written else NO_ATTRIBUTES
        if its is None or attributes is None or (its in entry and its != "link"):
            return None
        first = last = place = opens.end()
        if not written or written[-1:] != b"/":
            last = document.index(b"]]>" if in_cdata else b"<", first)
            if not its and not in_cdata and (person := PERSON.match(document, first)):
                last = max(last, person.end())
            closes = CLOSES.match(document, last + 3 if in_cdata else last)
            if not closes or closes[1] != name:
                return None
            place = closes.end()
        elif in_cdata:
            return None
        if its and not said(entry, its, document[first:last].decode(), attributes, escaped=not in_cdata):
            return None
    closes = CLOSES.match(document, place)
    whole = begins and closes and closes[1] == begins[1] and closes.end() == end
    return entry if whole else None


def attributes_of(written: bytes) -> dict[bytes, bytes] | None:
    """By their names; None where what they say may be inherited, or is not written plainly."""
    if not ATTRIBUTES.fullmatch(written):
        return None
    found = {name.lower(): one or other for name, one, other in ATTRIBUTE.findall(written)}
    return None if any(name in (b"lang", b"base") or name.startswith(b"xml") for name in found) else found


def said(entry: dict[str, Any], its: str, text: str, attributes: Mapping[bytes, bytes], *, escaped: bool) -> bool:
    """Put into the entry what an element says, as feedparser does; False if that takes feedparser."""
    text = (unescaped(text) if escaped else text).strip()
    if not text.isascii():
        text = unmangled(text)
    if attributes and not (attributes.keys() <= ALLOWED.get(its, NONE)):
        return False
    if its == "link":
        return linked(entry, text, attributes)
    if attributes.get(b"type", b"text").lower() not in TYPES:
        return False
    if its in ("published", "updated"):
        if moment_written(text) is None:
            return False
    elif its == "content":
        entry.setdefault("summary", text)
        entry["content"] = [{"value": text}]
        return True
    elif its == "id":
        if ":///" in text:
            return False
        if attributes.get(b"ispermalink", b"true") == b"true":
            entry.setdefault("link", text)
    entry[its] = text
    return True


def linked(entry: dict[str, Any], text: str, attributes: Mapping[bytes, bytes]) -> bool:
    """The same of a link, which is a text in RSS and an attribute in Atom."""
    rel, kind = "alternate", b"text/html"
    if attributes:
        rel, kind = attributes.get(b"rel", b"alternate").decode().lower(), attributes.get(b"type", kind).lower()
        link = unescaped(attributes.get(b"href", b"").decode())
        if text or not link:
            return False
    else:
        link = without_semicolons(text.replace("&amp;", "&"))
    if ":///" in link:
        return False
    entry["links"].append({"rel": rel, "href": link})
    if rel == "alternate" and kind in HTML:
        entry["link"] = link
    return True


def unescaped(text: str) -> str:
    """Text with XML's own references resolved; others are no longer there."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" not in text:
        return text
    if "&#" in text:
        text = NUMBERED.sub(numbered, text)
    for reference, character in NAMED:
        text = text.replace(reference, character)
    return text


def numbered(reference: re.Match[str]) -> str:
    character = chr(int(reference[1], 16) if reference[1] else int(reference[2]))
    return "&amp;" if character == "&" else character
