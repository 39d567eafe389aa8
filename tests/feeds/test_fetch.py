import asyncio
import gzip
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.errors import FetchError
from signpost.feeds.fetch import AskedToWait, Fetched, Fetcher
from signpost.feeds.headers import conditions, retry_after
from signpost.feeds.limits import Limits
from signpost.nouns.feed import Feed, Outlet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE = ("127.0.0.1",)


def fetch(feed: Feed, **limits: Any) -> Fetched:
    async def run() -> Fetched:
        async with Fetcher(Limits(**{"allow_hosts": HERE, **limits})) as fetcher:
            return await fetcher.fetch(feed, now=NOW)

    return asyncio.run(run())


def refused(feed: Feed, **limits: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(feed, **limits)
    return caught.value


def test_an_answer_carries_what_the_next_request_needs(pretend_web, feed, make_rss) -> None:
    url = pretend_web.serve(
        "/feed", make_rss(("1", "One")), ETag='W/"a"', Last_Modified="Sun, 22 Nov 2026 08:00:00 GMT"
    )
    first = fetch(feed(url))
    assert (first.status, first.etag, first.modified) == (200, 'W/"a"', "Sun, 22 Nov 2026 08:00:00 GMT")
    assert first.body == make_rss(("1", "One"))
    again = fetch(feed(url, etag=first.etag, modified=first.modified, body_hash=first.body_hash))
    assert pretend_web.asked[1][1]["if-none-match"] == 'W/"a"'
    assert pretend_web.asked[1][1]["if-modified-since"] == "Sun, 22 Nov 2026 08:00:00 GMT"
    assert again.same_body
    assert not again.not_modified


def test_it_says_who_asks(pretend_web, feed) -> None:
    fetch(feed(pretend_web.serve("/feed", b"<rss/>")))
    assert pretend_web.asked[0][1]["user-agent"].startswith("Signpost/")


def test_not_modified_keeps_the_stored_validators_and_takes_new_ones(pretend_web, feed) -> None:
    url = pretend_web.serve("/feed", status=304, Last_Modified="Sun, 22 Nov 2026 09:00:00 GMT")
    got = fetch(feed(url, etag='"a"', body_hash="abc"))
    assert (got.not_modified, got.etag, got.body_hash) == (True, '"a"', "abc")
    assert got.modified == "Sun, 22 Nov 2026 09:00:00 GMT"


def test_not_modified_without_a_condition_is_an_error(pretend_web, feed) -> None:
    error = refused(feed(pretend_web.serve("/feed", status=304)))
    assert error.status == 304
    assert "not modified" in error.reason


@pytest.mark.parametrize(
    ("code", "moved"),
    [pytest.param(301, True, id="moved for good"), pytest.param(302, False, id="for now"), pytest.param(308, True)],
)
def test_redirects_are_followed_and_permanent_ones_told(pretend_web, feed, code: int, moved: bool) -> None:
    pretend_web.serve("/new", b"<rss/>")
    got = fetch(feed(pretend_web.serve("/old", status=code, Location="/new")))
    assert got.url == pretend_web.url("/new")
    assert got.moved_to == (pretend_web.url("/new") if moved else "")


def test_a_redirect_loop_ends(pretend_web, feed) -> None:
    error = refused(feed(pretend_web.serve("/loop", status=302, Location="/loop")))
    assert "more than 5 times" in error.reason
    assert len(pretend_web.asked) == 6


def test_a_cookie_that_a_redirect_insists_on_is_sent(pretend_web, feed) -> None:
    async def insists(request: web.Request) -> web.Response:
        if "seen=1" in request.headers.get("Cookie", ""):
            return web.Response(body=b"<rss/>")
        return web.Response(status=302, headers={"Location": "/feed", "Set-Cookie": "seen=1"})

    # cookies belong to names, not to addresses
    url = pretend_web.url(pretend_web.script("/feed", insists)[-5:], "localhost")
    assert fetch(feed(url), allow_hosts=("localhost",)).status == 200


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("file:///etc/hostname", "no web address"),
        ("ftp://files.example/feed", "no web address"),
        ("http://127.0.0.1:{port}/secret", "internal address"),
        ("http://[::1]:{port}/secret", "internal address"),
    ],
)
def test_a_redirect_cannot_leave_the_web_or_enter_our_network(pretend_web, feed, location: str, words: str) -> None:
    pretend_web.serve("/secret", b"<rss/>")
    pretend_web.serve("/hop", status=302, Location=location.format(port=pretend_web.port))
    # the first hop is opened by its name, the address behind it is not
    error = refused(feed(pretend_web.url("/hop", "localhost")), allow_hosts=("localhost",))
    assert words in error.reason
    assert [path for path, _ in pretend_web.asked] == ["/hop"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "feed.xml", "http://", "http://[::1", ""])
def test_only_web_addresses_are_fetched(feed, url: str) -> None:
    assert "address" in refused(feed(url)).reason


TEXT = b"<rss>" + b"x" * 200_000 + b"</rss>"
RAW_DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("label", "body"),
    [
        pytest.param("gzip", gzip.compress(TEXT), id="gzip"),
        pytest.param("x-gzip", gzip.compress(TEXT), id="x-gzip"),
        pytest.param("gzip", gzip.compress(TEXT[:9]) + gzip.compress(TEXT[9:]), id="gzip in two members"),
        pytest.param("gzip", gzip.compress(TEXT) + b"\0" * 20, id="gzip with padding"),
        pytest.param("deflate", zlib.compress(TEXT), id="deflate"),
        pytest.param("deflate", RAW_DEFLATE.compress(TEXT) + RAW_DEFLATE.flush(), id="raw deflate"),
        pytest.param("br", brotli.compress(TEXT), id="br"),
        pytest.param("gzip, br", brotli.compress(gzip.compress(TEXT)), id="two on top of one another"),
        pytest.param("gzip", TEXT, id="said to be gzip, but plain"),
        pytest.param("", gzip.compress(TEXT), id="gzip that nobody mentioned"),
        pytest.param("identity", TEXT, id="identity"),
    ],
)
def test_encodings_are_undone(pretend_web, feed, label: str, body: bytes) -> None:
    assert fetch(feed(pretend_web.serve("/feed", body, Content_Encoding=label))).body == TEXT


def test_a_torn_gzip_gives_what_it_holds_and_is_asked_for_again_in_full(pretend_web, feed) -> None:
    body = gzip.compress(bytes(range(256)) * 4000, 0)[:500_000]
    got = fetch(feed(pretend_web.serve("/feed", body, Content_Encoding="gzip", ETag='"a"')))
    assert len(got.body) > 400_000
    torn = gzip.compress(TEXT)[:-200] + b"\xff" * 192
    got = fetch(feed(pretend_web.serve("/feed2", b"<rss>" + torn)))
    assert got.body.startswith(b"<rss>")


def test_an_answer_shorter_than_announced_is_read_but_not_trusted(pretend_web, feed) -> None:
    async def torn(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "5000", "ETag": '"a"'})
        await response.prepare(request)
        await response.write(b"<rss><channel><item><title>One</title></item>")
        request.transport.close()
        return response

    got = fetch(feed(pretend_web.script("/feed", torn)))
    assert got.cut_short
    assert got.body.startswith(b"<rss>")
    assert (got.etag, got.body_hash) == ("", "")


BOMB = b"\0" * (40 * 1024 * 1024)


@pytest.mark.parametrize(
    ("label", "body"),
    [
        pytest.param("gzip", gzip.compress(BOMB), id="gzip bomb"),
        pytest.param("gzip, gzip", gzip.compress(gzip.compress(BOMB)), id="gzip in gzip"),
        pytest.param("", gzip.compress(BOMB), id="unlabelled gzip bomb"),
        pytest.param("br", brotli.compress(BOMB, quality=1), id="br bomb"),
        pytest.param("deflate", zlib.compress(BOMB), id="deflate bomb"),
        pytest.param("", BOMB[: 16 * 1024 * 1024], id="simply large"),
    ],
)
def test_bombs_are_cut_off(pretend_web, feed, label: str, body: bytes) -> None:
    error = refused(feed(pretend_web.serve("/feed", body, Content_Encoding=label)))
    assert "larger than 15 MiB" in error.reason


@pytest.mark.parametrize("label", ["zstd", "gzip, gzip, gzip, gzip", "br"])
def test_what_cannot_be_decoded_is_said(pretend_web, feed, label: str) -> None:
    assert "cannot be read" in refused(feed(pretend_web.serve("/feed", b"\xff\x00abc", Content_Encoding=label))).reason


def test_an_endless_answer_ends_at_the_deadline(pretend_web, feed) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(200):
            await response.write(b"<!-- more -->")
            await asyncio.sleep(0.05)
        return response

    assert "not finished after 0.5 seconds" in refused(feed(pretend_web.script("/feed", endless)), total_s=0.5).reason


def test_a_silent_server_is_given_up(pretend_web, feed) -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    assert "silent for 0.3 seconds" in refused(feed(pretend_web.script("/feed", silent)), silence_s=0.3).reason


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "password"),
        (403, "refuses"),
        (404, "nothing at this address"),
        (410, "gone"),
        (451, "legal"),
        (500, "fault"),
    ],
)
def test_refusals_are_put_in_words(pretend_web, feed, status: int, words: str) -> None:
    error = refused(feed(pretend_web.serve("/feed", status=status)))
    assert error.status == status
    assert words in error.reason


def test_a_check_for_robots_is_named(pretend_web, feed) -> None:
    assert "robots" in refused(feed(pretend_web.serve("/feed", status=403, cf_mitigated="challenge"))).reason


def test_an_empty_answer_is_an_error(pretend_web, feed) -> None:
    assert "empty" in refused(feed(pretend_web.serve("/feed", b" \n"))).reason


def test_a_server_that_is_not_there_is_said(feed) -> None:
    assert "cannot be reached" in refused(feed("http://127.0.0.1:9/feed")).reason


def test_too_many_requests_carry_the_wait(pretend_web, feed) -> None:
    error = refused(feed(pretend_web.serve("/feed", status=429, Retry_After="7200")))
    assert isinstance(error, AskedToWait)
    assert error.retry_after_s == 7200
    assert "wait 2 hours" in error.reason


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        pytest.param("120", 120, id="seconds"),
        pytest.param("0", 60, id="at once is a minute"),
        pytest.param("99999999", 86400, id="years are a day"),
        pytest.param("9" * 5000, 86400, id="a number that int() refuses"),
        pytest.param("Sun, 22 Nov 2026 13:00:00 GMT", 3600, id="a date"),
        pytest.param("Sun, 22 Nov 1970 13:00:00 GMT", 60, id="a date in the past"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 GMT", 86400, id="the end of time"),
        pytest.param("soon", None, id="words"),
        pytest.param("-5", None, id="negative"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_retry_after_is_read_and_held_in_bounds(header: str, seconds: int | None) -> None:
    assert retry_after(header, NOW) == seconds


@settings(deadline=None)
@given(st.text() | st.integers().map(str) | st.datetimes().map(lambda d: d.strftime("%a, %d %b %Y %H:%M:%S +9999")))
def test_no_retry_after_overflows(header: str) -> None:
    wait = retry_after(header, NOW)
    assert wait is None or 60 <= wait <= 86400


def kept(**values: Any) -> Feed:
    return Feed(**{"id": 1, "url": "https://a.example", "title": "", "outlet": Outlet(name="A"), **values})


@pytest.mark.parametrize("modified", ["Tue, 19 Jan 2038 03:14:07 GMT", "yesterday", "Mon, 01 Jan 2029 00:00:00 GMT"])
def test_a_senseless_last_modified_is_not_sent_back(modified: str) -> None:
    assert conditions(kept(modified=modified, last_ok_at=NOW), NOW) == {}


def test_a_header_with_a_line_break_is_not_sent_back() -> None:
    assert conditions(kept(etag='"a"\r\nX: y', last_ok_at=NOW), NOW) == {}


def test_every_eighth_day_everything_is_asked_for_once() -> None:
    days = [NOW + timedelta(days=n) for n in range(8)]
    asked = [conditions(kept(etag='"a"', last_ok_at=day - timedelta(days=1)), day) for day in days]
    assert asked.count({}) == 1
    fresh = days[asked.index({})]
    assert conditions(kept(etag='"a"', last_ok_at=fresh), fresh + timedelta(hours=1)) == {"If-None-Match": '"a"'}


def test_one_host_is_asked_one_thing_at_a_time(pretend_web, feed) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.05)
        return web.Response(body=b"<rss/>")

    urls = [pretend_web.script(f"/{n}", slow) for n in range(4)]

    async def run() -> None:
        async with Fetcher(Limits(allow_hosts=HERE)) as fetcher:
            await asyncio.gather(*(fetcher.fetch(feed(url), now=NOW) for url in urls))

    asyncio.run(run())
    assert len(pretend_web.asked) == 4
    assert set(pretend_web.most_open.values()) == {1}
