"""What an answer is, in words, when it is no feed. Pure."""

import re

OTHER = "this is not a feed"
PROLOG = re.compile(rb"\s*(?:<\?xml[^>]{0,400}>\s*|<!--.{0,2000}?-->\s*){0,9}", re.DOTALL)
BINARY = (
    (b"%PDF-", "this is a PDF document, not a feed"),
    (b"PK\x03\x04", "this is a zip archive or an office document, not a feed"),
    (b"\x89PNG", "this is a picture, not a feed"),
    (b"\xff\xd8\xff", "this is a picture, not a feed"),
    (b"GIF8", "this is a picture, not a feed"),
    (b"RIFF", "this is a picture or a film, not a feed"),
    (b"\x1f\x8b", "this is compressed data, not a feed"),
    (b"ID3", "this is sound, not a feed"),
    (b"OggS", "this is sound, not a feed"),
    (b"\x7fELF", "this is a program, not a feed"),
    (b"MZ", "this is a program, not a feed"),
)


def what_it_is(document: bytes, body: bytes = b"") -> str:
    """Why a document (UTF-8, as it came in `body`) is no feed."""
    for opening, words in BINARY:
        if body.startswith(opening):
            return words
    head = document[:8000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "the answer is empty"
    if (body or document)[:4000].count(b"\0") > 8 or unprintable(body[:4000]) > 0.1:
        return "this is binary data, not a feed"
    prolog = PROLOG.match(head)
    start = head[prolog.end() if prolog else 0 :].lower()[:400]
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "this is a web page, not a feed"
    if head[:1] in b"{[":
        return what_json(head)
    if start.startswith(b"<opml"):
        return "this is a list of feeds (OPML), not a feed: import it instead"
    if start.startswith(b"<"):
        name = re.match(rb"<!?[\w:.-]{1,40}", start)
        return (
            f"this is a document of another kind (“{name[0].decode('ascii', 'replace')}>”), not a feed"
            if name
            else OTHER
        )
    if len(head) < 400 and b"<" not in head:
        return f"this is not a feed but the text “{short(head)}”"
    return OTHER


def what_json(head: bytes) -> str:
    if b"jsonfeed.org/version" in head:
        return "this is a JSON Feed, which is not read: look for the site's RSS or Atom address"
    said = re.search(rb"\"(?:message|error|detail|title)\"\s*:\s*\"([^\"\\]{3,200})\"", head)
    if said:
        return f"this is JSON, which is not read as a feed; it says “{short(said[1])}”"
    return "this is JSON, which is not read as a feed"


def short(text: bytes) -> str:
    words = " ".join("".join(c if c.isprintable() else " " for c in text.decode("utf-8", "replace")).split())
    return words if len(words) <= 120 else words[:119].rstrip() + "…"


def unprintable(body: bytes) -> float:
    """The share of bytes that no text has."""
    return len(body.translate(None, bytes((*range(9, 14), *range(32, 256))))) / max(len(body), 1)
