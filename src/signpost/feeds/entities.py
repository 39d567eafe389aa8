"""Entities that a document declares itself, resolved to plain text within bounds, and the DOCTYPE taken out. Pure.

feedparser loses them (an id becomes “&id;1”); the XML parser would expand them without such bounds. What is declared
as external is never read.
"""

import html.entities
import re

NAME = rb"[A-Za-z_][\w.-]{0,60}"
PROLOG = re.compile(rb"\s*(<!--|<\?|<!DOCTYPE\b)", re.IGNORECASE)
DECLARES = re.compile(rb"<!ENTITY\s+(%s)\s+(?:\"([^\"]*)\"|'([^']*)'|SYSTEM\b|PUBLIC\b)" % NAME)
MENTION = re.compile(rb"&(%s);" % NAME)
REFERENCE = re.compile(rb"&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(%s));" % NAME)
XML_OWN = {b"lt", b"gt", b"amp", b"quot", b"apos"}
MOST_DECLARED = 500
LONGEST = 4_000  # bytes of one entity's text
DEEPEST = 5
MOST_GROWTH = 1_000_000  # bytes that all of them together may add
HEAD = 200_000  # bytes in which the DOCTYPE must end
TOKEN = re.compile(rb"<!--|[\"'\[\]<>]")
UNDECLARED = "it uses HTML's entities without declaring them"
TOO_MUCH = "its entities grow beyond all bounds"


def resolved(document: bytes) -> tuple[bytes, str]:
    """The UTF-8 document with its own and HTML's named entities as text, and what was wrong with them in words."""
    document, declared = without_prolog(document)
    if not any(name not in XML_OWN for name in set(MENTION.findall(document))):
        return document, ""
    texts = Texts(declared)
    grown, undeclared = 0, False

    def replaced(mention: re.Match[bytes]) -> bytes:
        nonlocal grown, undeclared
        name = mention[1]
        if name in XML_OWN:
            return mention[0]
        if name in declared:
            text = texts.of(name) or b""  # nothing of what is external, endless or too long
            grown += len(text)
            return text if grown <= MOST_GROWTH else b""
        point = html.entities.name2codepoint.get(name.decode("ascii"))
        undeclared = undeclared or point is not None
        return mention[0] if point is None else chr(point).encode()

    # in CDATA an ampersand is one
    parts = document.split(b"<![CDATA[")
    done = [MENTION.sub(replaced, parts[0])]
    for part in parts[1:]:
        inside, ends, after = part.partition(b"]]>")
        done.append(inside + ends + MENTION.sub(replaced, after))
    if grown > MOST_GROWTH:
        return b"<![CDATA[".join(done), TOO_MUCH
    return b"<![CDATA[".join(done), UNDECLARED if undeclared else ""


def without_prolog(document: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """The document from its root on, and the internal general entities that its DOCTYPE declares."""
    place = 0
    declared: dict[bytes, bytes] = {}
    while opening := PROLOG.match(document, place):
        if opening[1] in (b"<!--", b"<?"):
            close = b"-->" if opening[1] == b"<!--" else b"?>"
            end = document.find(close, opening.end())
            end += len(close) if end >= 0 else 0
        else:
            end = end_of_doctype(document[: opening.end() + HEAD], opening.end())
            declared |= declarations(document[opening.end() : end])
        if end < 0:
            break
        place = end
    return (document[place:].lstrip() if place else document), declared


def declarations(subset: bytes) -> dict[bytes, bytes]:
    """The entities declared in a DOCTYPE, the first of each name; external ones are empty."""
    declared: dict[bytes, bytes] = {}
    for found in DECLARES.finditer(subset):
        if len(declared) < MOST_DECLARED:
            declared.setdefault(found[1], found[2] or found[3] or b"")
    return declared


def end_of_doctype(head: bytes, start: int) -> int:
    """The place after the DOCTYPE's last character; -1 if it does not end."""
    depth, place = 0, start
    while token := TOKEN.search(head, place):
        place, kind = token.end(), token[0]
        if kind == b"<!--":
            place = head.find(b"-->", place) + 3
            if place < 3:
                return -1
        elif kind in b"\"'":
            place = head.find(kind, place) + 1
            if not place:
                return -1
        elif kind in b"[<":
            depth += 1
        elif depth > 0:
            depth -= 1
        elif kind == b">":
            return place
    return -1


class Texts:
    """The texts of declared entities: escaped, so that they stay text, and each worked out once."""

    def __init__(self, declared: dict[bytes, bytes]) -> None:
        self._declared = declared
        self._known: dict[bytes, bytes | None] = {}

    def of(self, name: bytes, depth: int = 0) -> bytes | None:
        """None if it is nested too deeply, in itself, or grows too long."""
        if name not in self._known:
            self._known[name] = None  # what it holds of itself
            self._known[name] = self._expanded(self._declared[name], depth) if depth <= DEEPEST else None
        return self._known[name]

    def _expanded(self, value: bytes, depth: int) -> bytes | None:
        pieces: list[bytes] = []
        size = place = 0
        for reference in REFERENCE.finditer(value):
            inner = self._referred(reference, depth)
            if inner is None:
                return None
            pieces += [escaped(value[place : reference.start()]), inner]
            size += len(pieces[-1]) + len(pieces[-2])
            place = reference.end()
            if size > LONGEST:
                return None
        pieces.append(escaped(value[place:]))
        return b"".join(pieces) if size + len(pieces[-1]) <= LONGEST else None

    def _referred(self, reference: re.Match[bytes], depth: int) -> bytes | None:
        """What a reference within an entity's text stands for."""
        if name := reference[3]:
            if name in XML_OWN:
                return reference[0]
            if name in self._declared:
                return self.of(name, depth + 1)
            point = html.entities.name2codepoint.get(name.decode("ascii"))
            return escaped(reference[0]) if point is None else chr(point).encode()
        code = int(reference[1], 16) if reference[1] else int(reference[2])
        if code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            return b""
        return escaped(chr(code).encode())


def escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;").replace(b'"', b"&quot;")
