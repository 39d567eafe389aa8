"""Where the items lie within a document, so that those known from the last time can be left out. Pure.

feedparser takes some thirty times as long as finding the items. They are cut only where leaving some out cannot
change how the others are read: the document is well-formed, its root is known, the items stand side by side, and
none of them says anything that feedparser would remember for the next.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from feedparser.mixin import _FeedParserMixin

DIGEST = 8
DEEPEST = 400  # elements within one another; feeds with whole pages in them reach thirty
MOST_ATTRIBUTES = 300  # feedparser's time grows with their square
XML = "http://www.w3.org/XML/1998/namespace"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS10 = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
# What feedparser calls each namespace; "" are those whose names it reads as if they had none.
CALLED = {uri.lower(): prefix for uri, prefix in _FeedParserMixin.namespaces.items()}
OWN_PREFIXES = frozenset(CALLED.values()) - {""}
REMEMBERED = ("content", "encoded", "fullitem", "body")  # one of these in the feed itself changes the next item
HOLDERS = ("channel", "feed", "rdf", "rss")


class Unreadable(Exception):
    """The document would take a parser for ever; the message says why."""


@dataclass(slots=True)
class Layout:
    """`spans` are the items' places in document order; `separable` says that some may be left out.

    `entangled` says that the feed's own elements or two items may bear on how feedparser reads an item all the same:
    an inherited language or base address, a title or content of the feed at an odd place. `prefixes` are the declared
    ones with what feedparser calls their namespaces, None where that is nothing or not always the same.
    """

    spans: list[tuple[int, int]] = field(default_factory=list)
    well_formed: bool = False
    separable: bool = True
    entangled: bool = False
    prefixes: dict[str, str | None] = field(default_factory=dict)

    def digests(self, document: bytes) -> list[bytes]:
        return [digest(document[start:end]) for start, end in self.spans]


def digest(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=DIGEST).digest()


def without(document: bytes, spans: Sequence[tuple[int, int]], left_out: Collection[int]) -> bytes:
    """The document without the items of these positions."""
    pieces, place = [], 0
    for position, (start, end) in enumerate(spans):
        if position in left_out:
            pieces.append(document[place:start])
            place = end
    return b"".join((*pieces, document[place:]))


def layout(document: bytes) -> Layout:
    """Find the items of a UTF-8 document without a DOCTYPE. Unreadable if it is built to keep a parser busy."""
    found = Finder(document)
    parser = expat.ParserCreate("utf-8", " ")
    parser.ordered_attributes = True
    parser.buffer_text = True
    found.attach(parser)
    try:
        parser.Parse(document, True)
    except expat.ExpatError:
        found.layout.separable = False
    else:
        found.layout.well_formed = True
    finally:
        found.detach()
    return found.layout


class Finder:
    """What expat calls while it reads."""

    def __init__(self, document: bytes) -> None:
        self.layout = Layout()
        self._document = document
        self._depth = 0
        self._item_depth = 0
        self._start = 0
        self._holders: list[str] = []
        self._languages = self._blocks = False  # seen within items
        self._uris: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        self._root_uris: set[str] = set()

    def attach(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.StartNamespaceDeclHandler = self._declares

    def detach(self) -> None:
        """Let go of the parser, which holds this in turn: the document would stay in memory until some collection."""
        self._parser.StartElementHandler = self._parser.EndElementHandler = None
        self._parser.StartNamespaceDeclHandler = None
        del self._parser

    def _begins(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if attributes and len(attributes) > 2 * MOST_ATTRIBUTES:
            raise Unreadable("it has an element with hundreds of attributes, which would keep a reader busy for ever")
        if self._item_depth:
            if attributes and not self._languages:
                self._languages = self._inherited(attributes)
            if name.endswith(("item", "entry", "div", "Item", "Entry", "ITEM", "ENTRY", "DIV")):
                local = name.rpartition(" ")[2].lower()
                self._blocks = self._blocks or local == "div"
                if local in ("item", "entry"):
                    self.layout.separable = False
            if self._depth > DEEPEST:
                raise Unreadable("it is nested too deeply to be read")
            return
        if attributes:
            self._inherited(attributes)
        uri, _, local = name.rpartition(" ")
        local = local.lower()
        if local in REMEMBERED or (local == "title" and self.layout.spans):
            self.layout.entangled = True
        if self._depth == 1:
            self._check_root(uri.lower(), local)
        if local in ("item", "entry"):
            if CALLED.get(uri.lower()) != "" or self._depth > 3 or not all(name in HOLDERS for name in self._holders):
                self.layout.separable = False
            self._item_depth, self._start = self._depth, self._parser.CurrentByteIndex
        else:
            self._holders.append(local)
            if self._depth > DEEPEST:
                raise Unreadable("it is nested too deeply to be read")

    def _inherited(self, attributes: list[str]) -> bool:
        """Whether an element's attributes hold for those in it, or, feedparser being what it is, after it."""
        found = any(is_inherited(attribute) for attribute in attributes[::2])
        self.layout.entangled = self.layout.entangled or found
        return found

    def _check_root(self, uri: str, local: str) -> None:
        known = (CALLED.get(uri) == "" and local in ("rss", "feed")) or (
            uri == RDF and local == "rdf" and any(name in RSS10 for name in self._root_uris)
        )
        self.layout.separable = self.layout.separable and known

    def _ends(self, name: str) -> None:
        if self._depth == self._item_depth:
            self.layout.spans.append((self._start, self._end(name)))
            self._item_depth = 0
            if self._languages and self._blocks:  # feedparser forgets to take back a language after a bare <div>
                self.layout.separable = False
        elif not self._item_depth:
            self._holders.pop()
        self._depth -= 1

    def _end(self, name: str) -> int:
        """The place after the item's end tag. expat stands before it, but behind an empty item's only tag."""
        place = self._parser.CurrentByteIndex
        local = name.rpartition(" ")[2].encode()
        if self._document.startswith(b"</", place):
            close = self._document.index(b">", place) + 1
            if self._document[place + 2 : close - 1].strip().rpartition(b":")[2] == local:
                return close
        return place

    def _declares(self, prefix: str | None, uri: str | None) -> None:
        """feedparser remembers prefixes beyond their element: what an item declares must not change another's."""
        uri = (uri or "").lower()
        if not self._depth:
            self._root_uris.add(uri)
        if not prefix or not uri:
            return
        called = CALLED.get(uri)
        if self.layout.prefixes.setdefault(prefix, called) != called:
            self.layout.prefixes[prefix] = None
        if called is None:
            one_meaning = self._uris.setdefault(prefix, uri) == uri and self._prefixes.setdefault(uri, prefix) == prefix
            harmless = one_meaning and (prefix not in OWN_PREFIXES or not self._depth)
        else:
            harmless = prefix == called or prefix not in OWN_PREFIXES
        if not harmless and (self._depth or called is None):
            self.layout.separable = False


def is_inherited(attribute: str) -> bool:
    return attribute in ("lang", "base", f"{XML} lang", f"{XML} base")
