"""Items known from the last time are left unread, and that changes nothing about the others."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.feeds.entries import Parsed
from signpost.feeds.parse import Parser
from signpost.feeds.reading import NoFeed, parse_feed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://wire.example/feed"
CASES = Path(__file__).resolve().parents[1] / "data" / "feeds"
RSS = (
    "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    " xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:media='http://search.yahoo.com/mrss/'>"
    "<channel><title>Invented</title><link>https://wire.example/</link><language>en</language>",
    "</channel></rss>",
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de' xml:base='https://wire.example/'>"
    "<title>Invented</title><id>urn:f</id>",
    "</feed>",
)
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
    " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='https://wire.example/'><title>Invented</title>"
    "</channel>",
    "</rdf:RDF>",
)


def read(body: bytes, seen: bytes = b"") -> Parsed:
    return parse_feed(body, url=URL, content_type="", now=NOW, seen=seen)


def assemble(shell: tuple[str, str], items: list[str]) -> bytes:
    return (shell[0] + "\n".join(items) + shell[1]).encode("utf-8", "replace")


def assert_only_the_new(before: bytes, after: bytes) -> Parsed:
    """Reading with the digests of `before` brings what a full reading does, without the items it left out."""
    whole, known = read(after), read(before)
    part = read(after, known.digests)
    left_out = [arrival for arrival in whole.arrivals if arrival not in part.arrivals]
    assert [arrival for arrival in whole.arrivals if arrival not in left_out] == list(part.arrivals)
    assert len(left_out) == part.known
    assert {arrival.key for arrival in left_out} <= {arrival.key for arrival in known.arrivals}
    assert part.items == whole.items
    assert part.digests == whole.digests
    assert (part.cut, part.flaw) == (whole.cut, whole.flaw)
    return part


words = st.text(alphabet="abcdeдеж &<>'\"é\u200f😀", max_size=12)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tagged(name: str, texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return texts.map(lambda text: f"<{name}>{escaped(text)}</{name}>")


few = st.sampled_from(["long" * 200, "1", "2", "3", "https://wire.example/1", "/2", "", "x y"])
parts = st.one_of(
    tagged("title", words),
    tagged("guid", few),
    tagged("id", few),
    tagged("link", few),
    few.map(lambda link: f"<link href='{link}'/>"),
    tagged("description", words),
    tagged("summary", words),
    tagged("content", words),
    tagged("author", words),
    tagged("category", words),
    tagged("language", st.sampled_from(["ru", "fr", ""])),
    words.map(lambda text: f"<description><![CDATA[<p>{text.replace(']', '')}</p>]]></description>"),
    st.sampled_from(
        [
            "<pubDate>Sat, 21 Nov 2026 10:30:00 GMT</pubDate>",
            "<updated>2026-11-20T10:30:00Z</updated>",
            "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>&lt;b&gt;x</content:encoded>",
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>b</b></div></content>",
            "<content type='xhtml' xml:lang='fr'><div xmlns='http://www.w3.org/1999/xhtml'>a</div></content>",
            "<description><div>bare <i>markup</i></div></description>",
            "<description xml:lang='ar'><div>bare</div> markup</description>",
            "<title xml:lang='fr' type='html'>un &amp;lt;b&amp;gt;</title>",
            "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>another title</dc:title>",
            "<media:title xmlns:media='http://search.yahoo.com/mrss/'>media title</media:title>",
            "<media:title xmlns:media='http://wire.example/ns'>media title</media:title>",
            "<x:title xmlns:x='http://search.yahoo.com/mrss/'>media title</x:title>",
            "<x:title xmlns:x='http://wire.example/ns'>own title</x:title>",
            "<dc:date xmlns:dc='http://wire.example/ns'>2026-11-20</dc:date>",
            "<source url='https://other.example/'>Other</source>",
            "<source><title>Other</title><id>urn:o</id></source>",
            "<image><title>Picture</title><url>p.png</url></image>",
            "<item><title>Within</title></item>",
            "<svg><title>Drawn</title></svg>",
            "<!-- <item> -->",
            "<textinput><title>Ask</title></textinput>",
        ]
    ),
)


@st.composite
def items_of(draw: st.DrawFn) -> tuple[tuple[str, str], list[str]]:
    shell, name = draw(st.sampled_from([(RSS, "item"), (ATOM, "entry"), (RDF, "item")]))
    count = draw(st.integers(1, 7))
    made = []
    for number in range(count):
        inside = "".join(draw(st.lists(parts, max_size=5)))
        own = f"<guid>own-{number}</guid>" if draw(st.booleans()) else ""
        about = f" rdf:about='https://wire.example/{draw(few)}'" if shell is RDF and draw(st.booleans()) else ""
        made.append(f"<{name}{about}>{own}{inside}</{name}>" if inside or own or about else f"<{name}/>")
    return shell, made


@given(made=items_of(), keep=st.lists(st.booleans(), min_size=7, max_size=7))
@settings(max_examples=120, deadline=None)
def test_what_is_new_is_read_as_if_all_had_been(made: tuple[tuple[str, str], list[str]], keep: list[bool]) -> None:
    shell, items = made
    before = [item for item, kept in zip(items, keep, strict=False) if kept]
    assert_only_the_new(assemble(shell, before), assemble(shell, items))


@pytest.mark.parametrize("file", sorted(CASES.glob("*.xml")), ids=lambda file: file.stem)
def test_every_kind_of_feed_reads_the_same_when_part_of_it_is_known(file: Path) -> None:
    body = file.read_bytes()
    try:
        read(body)
    except NoFeed:
        return
    items = list(re.finditer(rb"<(item|entry)\b.*?</\1>", body, re.DOTALL))
    for left in items[:4]:
        assert_only_the_new(body[: left.start()] + body[left.end() :], body)
    assert_only_the_new(body, body)


def test_an_unchanged_document_has_nothing_new(make_rss) -> None:
    body = make_rss(*((f"g{n}", f"Title {n}") for n in range(40)))
    again = read(body, read(body).digests)
    assert (again.arrivals, again.known, again.items, again.title) == ((), 40, 40, "Pretend Daily")


def test_an_item_that_changed_is_read_and_the_others_are_not(make_rss) -> None:
    before = make_rss(*((f"g{n}", f"Title {n}") for n in range(40)))
    part = assert_only_the_new(before, before.replace(b"Title 7<", b"Title seven<"))
    assert [arrival.title for arrival in part.arrivals] == ["Title seven"]
    assert part.known == 39


def test_a_key_too_long_to_keep_is_known_by_what_is_kept(make_rss) -> None:
    before = make_rss(("g" * 900, "One"))
    part = assert_only_the_new(before, before.replace(b"</channel>", b"<item><guid>b</guid></item></channel>"))
    assert part.known == 1


def test_a_new_item_with_a_known_guid_makes_both_be_read(make_rss) -> None:
    before = make_rss(("a", "One"), ("b", "Two"))
    after = before.replace(b"</channel>", b"<item><guid>a</guid><title>Other</title></item></channel>")
    part = read(after, read(before).digests)
    assert part.known == 0
    assert [arrival.title for arrival in part.arrivals] == ["One", "Two", "Other"]


@pytest.mark.parametrize(
    ("link", "alone"),
    [
        pytest.param("https://daily.example/a", False, id="the same link"),
        pytest.param("http://www.daily.example/a/?utm_source=rss#top", False, id="the same page"),
        pytest.param("https://herald.example/a", False, id="its page on another host"),
        pytest.param("https://daily.example/a?page=2", True, id="another page"),
        pytest.param("", True, id="no link"),
    ],
)
def test_a_new_guid_on_a_known_page_is_shown_together_with_the_known_item(link: str, alone: bool, make_rss) -> None:
    before = make_rss(("a", "One"), ("b", "Two"))
    new = f"<item><guid isPermaLink='false'>c</guid><title>One again</title><link>{link}</link></item>".encode()
    part = assert_only_the_new(before, before.replace(b"</channel>", new + b"</channel>"))
    assert part.known == (2 if alone else 0)


@pytest.mark.parametrize(
    "disturb",
    [
        pytest.param(lambda body: body[:-12], id="cut off"),
        pytest.param(lambda body: body.replace(b"<item>", b"<item><item/>", 1), id="items within items"),
        pytest.param(lambda body: body.replace(b"<rss ", b"<unheard ").replace(b"</rss>", b"</unheard>"), id="no root"),
        pytest.param(
            lambda body: body.replace(b"<item>", b"<x><item>", 1).replace(b"</item>", b"</item></x>", 1), id="x"
        ),
    ],
)
def test_what_cannot_be_taken_apart_safely_is_read_whole(disturb, make_rss) -> None:
    body = make_rss(("a", "One"), ("b", "Two"), ("c", "Three"))
    assert read(disturb(body), read(body).digests).known == 0


@pytest.mark.parametrize("seen", [b"x", b"\0" * 24, b"items", bytes(1000)], ids=["short", "zeros", "words", "long"])
def test_digests_of_another_make_are_not_believed(seen: bytes, make_rss) -> None:
    assert len(read(make_rss(("a", "One")), seen).arrivals) == 1


def test_what_is_beyond_the_cap_is_counted_with_and_without_digests(make_rss) -> None:
    body = make_rss(*((f"g{n}", f"Title {n}") for n in range(2030)))
    first = read(body)
    assert (len(first.arrivals), first.cut, first.items) == (2000, 30, 2030)
    again = read(body, first.digests)
    assert (len(again.arrivals), again.known, again.cut, again.items) == (0, 2000, 30, 2030)


def test_the_worker_passes_digests_on(parser: Parser, make_rss) -> None:
    body = make_rss(("a", "One"), ("b", "Two"))
    first = parser.parse_now(body, url=URL, now=NOW)
    again = parser.parse_now(body, url=URL, now=NOW, seen=first.digests)
    assert first == read(body)
    assert again == read(body, first.digests)
    assert first.newest == NOW - timedelta(hours=4)
