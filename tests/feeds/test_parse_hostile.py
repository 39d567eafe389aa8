"""Feeds made to keep a parser busy or to fill its memory: each ends in an outcome in words, and harms no other."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signpost.errors import ParseError
from signpost.feeds.parse import MEMORY, Parser

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://wire.example/feed"
K = 1000


def rss(inside: bytes) -> bytes:
    return b"<rss version='2.0'><channel><title>Invented</title>" + inside + b"</channel></rss>"


def item(title: bytes = b"x", more: bytes = b"") -> bytes:
    return b"<item><guid>g</guid><title>" + title + b"</title>" + more + b"</item>"


def entities(depth: int) -> bytes:
    nested = b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 2 * K) for n in range(depth))
    return b"<!DOCTYPE r [<!ENTITY a ''>" + nested + b"]>" + rss(item(b"&%c;" % (97 + depth)))


READ: dict[str, Callable[[], bytes]] = {
    "comments that never end": lambda: rss(item(more=b"<!--" * 100 * K)),
    "comments in a text": lambda: rss(item(more=b"<description><![CDATA[" + b"<!--" * 100 * K + b"]]></description>")),
    "a long author": lambda: rss(item(more=b"<author>" + b"a" * 400 * K + b"</author>")),
    "many keywords": lambda: rss(
        item(
            more=b"<m:keywords xmlns:m='http://search.yahoo.com/mrss/'>"
            + b",".join(b"%d" % n for n in range(50 * K))
            + b"</m:keywords>"
        )
    ),
    "a title of megabytes": lambda: rss(item(b"word " * 1000 * K)),
    "a title of ampersands": lambda: rss(item(b"&amp;lt;b&amp;gt;" * 100 * K)),
    "a summary of nested markup": lambda: rss(
        item(more=b"<description>" + b"&lt;div&gt;" * 100 * K + b"</description>")
    ),
    "half characters": lambda: rss(item(b"&#xD800;" * 100 * K)),
    "blank lines before the root": lambda: b"<?xml version='1.0'?>" + b"\n" * 1000 * K + rss(item()),
    "document types": lambda: b"<!DOCTYPE a [ " * 100 * K + rss(item()),
    "entities within entities": lambda: entities(8),
    "an entity said a million times": lambda: (
        b"<!DOCTYPE r [<!ENTITY a '" + b"a" * 4000 + b"'>]>" + rss(item(b"&a;" * K * 100))
    ),
    "a charset that takes for ever": lambda: b"<?xml version='1.0' encoding='idna'?>" + rss(item(b"\xe4" * 200 * K)),
    "sections that never end": lambda: b"<rss><channel>" + b"<![CDATA[" * 100 * K,
    "instructions that never end": lambda: b"<rss><channel>" + b"<?x " * 100 * K,
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "many attributes": (
        lambda: rss(b"<item " + b"".join(b"x%d='1' " % n for n in range(50 * K)) + b"/>"),
        "attributes",
    ),
    "elements within elements": (lambda: rss(b"<a>" * 100 * K + b"</a>" * 100 * K), "nested"),
    "items within an item": (lambda: rss(b"<item>" * 10 * K + b"</item>" * 10 * K), "nested"),
}


@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in READ.items()])
def test_a_feed_built_to_cost_is_read_all_the_same(make: Callable[[], bytes], parser: Parser) -> None:
    parser.parse_now(make(), url=URL, now=NOW, within_s=60)  # of these it may be at work for five
    assert len(parser.parse_now(rss(item()), url=URL, now=NOW).arrivals) == 1


@pytest.mark.parametrize(("make", "why"), [pytest.param(*case, id=name) for name, case in REFUSED.items()])
def test_a_feed_built_to_cost_is_refused_in_words(make: Callable[[], bytes], why: str, parser: Parser) -> None:
    with pytest.raises(ParseError, match=why):
        parser.parse_now(make(), url=URL, now=NOW)
    assert len(parser.parse_now(rss(item()), url=URL, now=NOW).arrivals) == 1


def test_fifty_thousand_items_are_cut_to_the_cap_and_counted(parser: Parser) -> None:
    many = rss(b"".join(item(b"t%d" % n) for n in range(50 * K)))
    read = parser.parse_now(many, url=URL, now=NOW, within_s=60)
    assert (len(read.arrivals), read.cut, read.items) == (2000, 48_000, 50_000)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds processes to a memory limit")
def test_what_grows_in_memory_stays_within_the_budget() -> None:
    with Parser(workers=1) as parser:
        parser.parse_now(rss(item()), url=URL, now=NOW)
        with pytest.raises(ParseError, match="memory"):
            parser.parse_now(
                b"<rss><channel>& <item " + b"".join(b"x%d=1 " % n for n in range(150 * K)), url=URL, now=NOW
            )
    with Parser(workers=1) as parser:
        parser.parse_now(rss(item("😀 word ".encode() * 180 * K)), url=URL, now=NOW)
        worker = parser._places.get()
        parser._places.put(worker)
        assert worker is not None
        status = Path(f"/proc/{worker.pid}/status").read_text()
        assert int(status.split("VmHWM:")[1].split()[0]) * 1024 < MEMORY + 44 * 1024 * 1024
