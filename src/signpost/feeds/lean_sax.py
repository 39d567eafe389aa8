"""feedparser without the work that nobody here reads: authors, categories, and text that arrives in crumbs.

Importing it changes feedparser for the whole process, so only the parsing process does. Its results are the same as
far as they are used (the tests compare), for less time: an item with a long author or many keywords would otherwise
cost the square of its length, and text with entities one call for each of them.
"""

from collections.abc import Mapping
from typing import Any
from xml.sax import expatreader

from feedparser import api
from feedparser.mixin import _FeedParserMixin

from signpost.feeds.lean_feedparser import tag_of


class BufferedExpat(expatreader.ExpatParser):
    """Python's own XML reader, handing on text in one piece."""

    _parser: Any
    _cont_handler: Any

    def reset(self) -> None:
        super().reset()
        self._parser.buffer_text = True
        self._parser.buffer_size = 1 << 16
        self._tags: dict[str, str] = {}

    def start_element_ns(self, name: str, attrs: Mapping[str, str]) -> None:
        """An element begins; where nothing is unusual, feedparser is told at once."""
        feed, tag = self._cont_handler, self._tag(name)
        if not tag or feed.decls or (attrs and any(" " in attribute for attribute in attrs)):
            super().start_element_ns(name, attrs)
        else:
            feed.unknown_starttag(tag, [(attribute.lower(), value) for attribute, value in attrs.items()])

    def end_element_ns(self, name: str) -> None:
        if tag := self._tag(name):
            self._cont_handler.unknown_endtag(tag)
        else:
            super().end_element_ns(name)

    def _tag(self, name: str) -> str:
        found = self._tags.get(name)
        if found is None:
            found = self._tags[name] = tag_of(name)
        return found


def create_parser(*_: Any) -> BufferedExpat:
    """What xml.sax looks for in a driver."""
    return BufferedExpat()


def no_author(self: Any, key: str = "author") -> None:
    """In place of taking names and addresses apart."""


def no_tag(self: Any, term: str, scheme: str, label: str) -> None:
    """In place of comparing each category with all before; the list itself is looked for."""
    self._get_context().setdefault("tags", [])


if __name__ not in api.PREFERRED_XML_PARSERS:
    api.PREFERRED_XML_PARSERS.insert(0, __name__)
_FeedParserMixin._sync_author_detail = no_author
_FeedParserMixin._add_tag = no_tag
