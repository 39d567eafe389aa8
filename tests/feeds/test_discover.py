import asyncio
import time
from datetime import UTC, datetime

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.feeds.discover import Found, candidates, find
from signpost.feeds.fetch import Fetcher
from signpost.feeds.limits import Limits
from signpost.feeds.parse import Parser

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOT = "https://daily.example"
HERE = f"{ROOT}/news/"
RSS = '<link rel="alternate" type="application/rss+xml" href="%s">'


@pytest.mark.parametrize(
    ("page", "urls"),
    [
        pytest.param(RSS % '/rss', [ROOT + "/rss"], id="link"),
        pytest.param("<LINK HREF=/atom TYPE=application/atom+xml REL=Alternate>", [ROOT + "/atom"], id="bare"),
        pytest.param("<link href='rss' rel=alternate type='application/rss+xml; x=y'>", [HERE + "rss"], id="a"),
        pytest.param('<link rel="feed" type="application/rdf+xml" href="/rdf">', [ROOT + "/rdf"], id="a feed"),
        pytest.param('<link rel="alternate" type="text/xml" href="/x">', [ROOT + "/x"], id="as xml"),
        pytest.param('<link rel="sitemap" type="application/xml" href="/sitemap.xml">', [], id="a sitemap"),
        pytest.param('<link rel="stylesheet" type="text/css" href="/feed.css">', [], id="a stylesheet"),
        pytest.param('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">', [], id="json"),
        pytest.param('<link rel="alternate" type="text/xml" href="/wp-json/oembed?format=xml">', [], id="wp-json"),
        pytest.param('<link rel="alternate" hreflang="fa" href="/fa">', [], id="another language"),
        pytest.param(RSS % 'javascript:alert(1)', [], id="a script"),
        pytest.param(RSS % '', [], id="nothing"),
        pytest.param(f"<!-- {RSS % '/old'} -->", [], id="commented out"),
        pytest.param(f"<!-- never closed {RSS % '/old'}", [], id="open comment"),
        pytest.param(
            '<base href="https://cdn.example/x/"><link rel="alternate" type="application/rss+xml" href="rss#top">',
            ["https://cdn.example/x/rss"], id="a base",
        ),
        pytest.param(
            RSS % '/?feed=rss2&amp;cat=3',
            [ROOT + "/?feed=rss2&cat=3"], id="entities",
        ),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">'
            '<link rel="alternate" type="application/rss+xml" title="World" href="/world">'
            '<link rel="alternate" type="application/atom+xml" title="World" href="/world">',
            [ROOT + "/world", ROOT + "/comments/feed/"], id="comments last, each once",
        ),
        pytest.param('<a href="/rss.xml">RSS</a> <a href="/about">About</a>', [ROOT + "/rss.xml"], id="an anchor"),
        pytest.param('<a class=x href="/feeds/world">RSS</a>', [ROOT + "/feeds/world"], id="by its path"),
        pytest.param('<a href="/feedback">Write</a> <a href="/anatomy">A</a>', [], id="only alike"),
        pytest.param(
            '<a href="/rss.xml">RSS</a><link rel="alternate" type="application/rss+xml" href="/real">',
            [ROOT + "/real"], id="links go before anchors",
        ),
        pytest.param("", [], id="nothing at all"),
    ],
)  # fmt: skip
def test_a_page_names_its_feeds(page: str, urls: list[str]) -> None:
    assert [one.url for one in candidates(page.encode(), HERE)] == urls


def test_a_candidate_says_what_it_is_called_and_how_it_was_come_by() -> None:
    page = "<link rel=alternate type=application/rss+xml title='Мир &amp; <b>война</b>' href=/w>"
    (link,) = candidates(page.encode(), HERE)
    assert (link.title, link.kind) == ("Мир & война", "link")
    declared = f'<meta charset="windows-1251">{page}'.encode("cp1251")
    assert candidates(declared, HERE)[0].title == "Мир & война"
    (anchor,) = candidates(b'<a href="/rss">All news</a>', HERE)
    assert (anchor.title, anchor.kind) == ("All news", "anchor")


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<link " * 400_000, id="tags"),
        pytest.param("<a href=" * 300_000, id="attributes"),
        pytest.param('<a "' * 500_000, id="quotes"),
        pytest.param("<a href='" + "a" * 2_000_000, id="one long value"),
        pytest.param("<a " + "a" * 2_000_000, id="one long name"),
        pytest.param("<!--" * 500_000, id="comments"),
        pytest.param("<!-- -->" * 250_000, id="closed comments"),
        pytest.param("<a" + " " * 2_000_000, id="spaces"),
        pytest.param("<a " + "a = " * 500_000, id="equals"),
        pytest.param('<link rel=alternate type=application/rss+xml href="/x">' * 40_000, id="real ones"),
    ],
)
def test_a_page_made_to_keep_us_busy_does_not(page: str) -> None:
    began = time.process_time()
    candidates(page.encode(), HERE)
    assert time.process_time() - began < 1.5


@settings(deadline=None)
@given(st.binary() | st.text(alphabet="<>\"'= /alinkhrefbs!-\x00", max_size=300).map(str.encode))
def test_no_page_breaks_the_reading(body: bytes) -> None:
    for one in candidates(b"<link rel=alternate type=application/rss+xml href=" + body, HERE):
        assert one.url.startswith(("http://", "https://"))


def found(url: str, parser: Parser, **limits: object) -> Found:
    async def run() -> Found:
        async with Fetcher(Limits(**{"allow_hosts": ("127.0.0.1",), "total_s": 3, **limits})) as fetcher:  # type: ignore[arg-type]
            return await find(fetcher, parser, url, now=NOW)

    return asyncio.run(run())


def page_with(*hrefs: str) -> bytes:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in hrefs)
    return f"<!doctype html><html><head>{links}</head><body>News</body></html>".encode()


def test_what_a_page_names_beyond_the_cap_is_counted(pretend_web, parser: Parser, make_rss) -> None:
    for number in range(15):
        pretend_web.serve(f"/{number}.xml", make_rss((str(number), f"Ferry {number} leaves")))
    site = found(
        pretend_web.serve("/", page_with(*(f"/{number}.xml" for number in range(15))), kind="text/html"), parser
    )
    assert (len(site.feeds), site.unread) == (12, 3)


def test_an_address_that_is_a_feed_is_found_itself(pretend_web, parser: Parser, make_rss) -> None:
    url = pretend_web.serve("/feed", make_rss(("1", "Grain ships leave port"), ("2", "Talks resume")))
    (one,) = found(url, parser).feeds
    assert (one.url, one.title, one.items) == (url, "Pretend Daily", 2)
    assert one.sample_titles == ("Grain ships leave port", "Talks resume")
    assert one.newest == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert one.site == pretend_web.url("/")


def test_the_feeds_that_a_page_names_are_found(pretend_web, parser: Parser, make_rss) -> None:
    pretend_web.serve("/world", make_rss(("1", "One"), title="World"))
    pretend_web.serve("/sport", make_rss(("2", "Two"), title="Sport"))
    pretend_web.serve("/world.atom", make_rss(("1", "One"), title="World"))
    page = page_with("/comments/feed", "/world", "/missing", "/sport", "/world.atom")
    got = found(pretend_web.serve("/", page, Content_Type="text/html"), parser)
    # what is missing is left out, what holds the same is named once
    assert [(one.url, one.title) for one in got.feeds] == [
        (pretend_web.url("/world"), "World"),
        (pretend_web.url("/sport"), "Sport"),
    ]


def test_a_feed_that_has_moved_for_good_is_found_where_it_is_now(pretend_web, parser: Parser, make_rss) -> None:
    pretend_web.serve("/new", make_rss(("1", "One")))
    pretend_web.serve("/old", status=301, Location="/new")
    pretend_web.serve("/later", status=302, Location="/new")
    assert [one.url for one in found(pretend_web.url("/old"), parser).feeds] == [pretend_web.url("/new")]
    assert [one.url for one in found(pretend_web.url("/later"), parser).feeds] == [pretend_web.url("/later")]


def test_where_a_page_names_none_the_usual_paths_are_tried_without_redirects(
    pretend_web, parser: Parser, make_rss
) -> None:
    front = b"<html><body>No feed here</body></html>"

    async def home(request: web.Request) -> web.Response:  # every unknown path leads to the front page
        raise web.HTTPFound("/")

    for path in ("/feed/", "/feed", "/rss", "/rss/"):
        pretend_web.script(path, home)
    pretend_web.serve("/rss.xml", make_rss(("1", "One")))
    url = pretend_web.serve("/", front, Content_Type="text/html")
    assert [one.url for one in found(url, parser).feeds] == [pretend_web.url("/rss.xml")]
    assert [path for path, _ in pretend_web.asked] == ["/", "/feed/", "/feed", "/rss", "/rss/", "/rss.xml"]


def test_the_usual_paths_are_tried_beside_the_page_and_at_the_root(pretend_web, parser: Parser, make_rss) -> None:
    pretend_web.serve("/feed/", make_rss(("1", "One")))
    url = pretend_web.serve("/en/index.html", b"<html></html>", Content_Type="text/html")
    assert [one.url for one in found(url, parser).feeds] == [pretend_web.url("/feed/")]
    assert "/en/feed/" in [path for path, _ in pretend_web.asked]


def test_a_site_without_a_feed_is_said_to_have_none(pretend_web, parser: Parser) -> None:
    got = found(pretend_web.serve("/", b"<html></html>", Content_Type="text/html"), parser)
    assert got.feeds == []
    assert "names no feed" in got.reason


def test_a_site_that_refuses_is_not_pressed(pretend_web, parser: Parser) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.Response(status=403)

    for path in ("/", "/feed/"):
        pretend_web.script(path, refuse)
    got = found(pretend_web.url("/"), parser)
    assert "refuses" in got.reason
    assert [path for path, _ in pretend_web.asked] == ["/", "/feed/"]


def test_a_feed_behind_a_front_page_that_checks_for_robots_is_found(pretend_web, parser: Parser, make_rss) -> None:
    pretend_web.serve("/", status=403, cf_mitigated="challenge")
    pretend_web.serve("/feed/", make_rss(("1", "One")))
    assert [one.url for one in found(pretend_web.url("/"), parser).feeds] == [pretend_web.url("/feed/")]


def test_a_site_that_is_not_there_is_said(parser: Parser) -> None:
    got = found("https://127.0.0.1:9/", parser)
    assert got.feeds == []
    assert "cannot be reached" in got.reason


def test_a_page_cannot_send_the_search_inwards(pretend_web, parser: Parser) -> None:
    inwards = pretend_web.url("/secret", "127.0.0.2")
    got = found(pretend_web.serve("/", page_with(inwards), Content_Type="text/html"), parser)
    assert got.feeds == []
    assert "/secret" not in [path for path, _ in pretend_web.asked]
