import asyncio
import contextlib
import gzip
import socket
import sys
import time
import zlib
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest
from aiohttp import web

from signpost.errors import FetchError
from signpost.feeds.fetch import AskedToWait, Fetched, Fetcher
from signpost.feeds.limits import Limits
from signpost.nouns.feed import Feed

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


@pytest.mark.skipif(sys.platform != "linux", reason="how a full queue of connections behaves is Linux's way")
def test_a_server_that_takes_no_connection_is_given_up(feed) -> None:
    with socket.socket() as deaf, contextlib.ExitStack() as others:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(3):  # they fill its queue
            other = others.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(deaf.getsockname())
        error = refused(feed(f"http://127.0.0.1:{deaf.getsockname()[1]}/feed"), connect_s=0.3)
    assert "no connection within 0.3 seconds" in error.reason


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


def test_a_redirect_is_not_followed_where_that_is_not_wanted(pretend_web, feed) -> None:
    async def run() -> None:
        async with Fetcher(Limits(allow_hosts=HERE)) as fetcher:
            await fetcher.fetch(feed(pretend_web.serve("/old", status=301, Location="/new")), now=NOW, follow=False)

    with pytest.raises(FetchError, match="redirects"):
        asyncio.run(run())
    assert [path for path, _ in pretend_web.asked] == ["/old"]


def test_a_temporary_redirect_on_the_way_ends_what_is_permanent(pretend_web, feed) -> None:
    pretend_web.serve("/c", b"<rss/>")
    pretend_web.serve("/b", status=302, Location="/c")
    got = fetch(feed(pretend_web.serve("/a", status=308, Location="/b")))
    assert (got.url, got.moved_to) == (pretend_web.url("/c"), pretend_web.url("/b"))


def test_not_modified_behind_a_redirect_still_tells_where_it_moved(pretend_web, feed) -> None:
    pretend_web.serve("/new", status=304)
    got = fetch(feed(pretend_web.serve("/old", status=301, Location="/new"), etag='"a"'))
    assert (got.not_modified, got.moved_to) == (True, pretend_web.url("/new"))


def test_all_hops_share_one_budget(pretend_web, feed) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return web.Response(status=302, headers={"Location": f"{request.path}x"})

    for length in range(6):
        pretend_web.script("/hop" + "x" * length, slow)
    assert "not finished after 0.7 seconds" in refused(feed(pretend_web.url("/hop")), total_s=0.7).reason


def test_an_honest_server_may_be_slow_to_begin() -> None:
    limits = Limits()
    assert limits.total_s < limits.round_s == 10  # no feed takes more of a round
    assert min(limits.total_s, limits.silence_s) > 8.5  # and a first byte after eight seconds is in time


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
        pytest.param("none", TEXT, id="none"),
        pytest.param("utf-8", TEXT, id="a charset where an encoding belongs"),
        pytest.param("br", TEXT, id="said to be br, but plain"),
        pytest.param("br", gzip.compress(TEXT), id="said to be br, but gzip"),
        pytest.param("deflate", TEXT, id="said to be deflate, but plain"),
        pytest.param("deflate", gzip.compress(TEXT), id="said to be deflate, but gzip"),
        pytest.param("gzip, gzip", gzip.compress(TEXT), id="said to be gzip twice"),
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


@pytest.mark.parametrize(
    ("label", "body"),
    [
        pytest.param("gzip", gzip.compress(TEXT)[:-4], id="gzip without its end"),
        pytest.param("br", brotli.compress(TEXT + bytes(range(256)) * 400)[:-90], id="br without its end"),
        pytest.param("gzip, gzip", gzip.compress(gzip.compress(TEXT)[:-8]), id="the inner one of two"),
    ],
)
def test_an_encoding_that_ends_early_is_read_but_not_trusted(pretend_web, feed, label: str, body: bytes) -> None:
    got = fetch(feed(pretend_web.serve("/feed", body, Content_Encoding=label, ETag='"a"')))
    assert got.body.startswith(b"<rss>")
    assert (got.cut_short, got.etag, got.body_hash, got.same_body) == (True, "", "", False)


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
    assert got.size == len(got.body)
    assert (got.etag, got.body_hash) == ("", "")


BOMB = b"\0" * (40 * 1024 * 1024)
PACKED_BOMB = gzip.compress(BOMB, 1)  # once, and quickly: every process that collects tests does it


@pytest.mark.parametrize(
    ("label", "body"),
    [
        pytest.param("gzip", PACKED_BOMB, id="gzip bomb"),
        pytest.param("gzip, gzip", gzip.compress(PACKED_BOMB), id="gzip in gzip"),
        pytest.param("", PACKED_BOMB, id="unlabelled gzip bomb"),
        pytest.param("br", brotli.compress(BOMB, quality=1), id="br bomb"),
        pytest.param("deflate", zlib.compress(BOMB, 1), id="deflate bomb"),
        pytest.param("", BOMB[: 16 * 1024 * 1024], id="simply large"),
    ],
)
def test_bombs_are_cut_off(pretend_web, feed, label: str, body: bytes) -> None:
    error = refused(feed(pretend_web.serve("/feed", body, Content_Encoding=label)))
    assert "larger than 15 MiB" in error.reason


@pytest.mark.parametrize("label", ["zstd", "gzip, gzip, gzip, gzip", "br", "deflate"])
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


CHALLENGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>cf_chl_opt</body></html>"


@pytest.mark.parametrize("status", [200, 403, 429, 503])
def test_a_page_that_checks_for_robots_is_named_whatever_its_status(pretend_web, feed, status: int) -> None:
    body = gzip.compress(CHALLENGE)
    url = pretend_web.serve("/feed", body, status=status, Content_Encoding="gzip", Content_Type="text/html")
    error = refused(feed(url))
    assert "check for robots (Cloudflare)" in error.reason
    assert error.status == status


def test_the_text_of_a_refusal_is_not_waited_for(raw_web, feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signpost.feeds.fetch.REFUSAL_S", 0.2)

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\n<html>")
        time.sleep(20)  # whoever waits for the rest would say that it was not finished

    raw_web.talk = talk
    assert "refuses this program" in refused(feed(raw_web.url())).reason


def test_a_feed_calls_itself_as_its_person_says_and_else_never_otherwise(pretend_web, feed) -> None:
    url = pretend_web.serve("/feed", b"<rss/>")
    fetch(feed(url), contact="desk@daily.example")
    fetch(feed(url, user_agent="Desk reader/2\r\nX-Evil: 1"))
    pretend_web.serve("/closed", status=403)
    refused(feed(pretend_web.url("/closed")))
    agents = [headers["user-agent"] for _, headers in pretend_web.asked]
    assert agents[0].endswith("(+feed reader) desk@daily.example")
    assert agents[1] == "Desk reader/2X-Evil: 1"
    assert len(agents) == 3  # a refusal is not tried again under another name


def test_an_empty_answer_is_an_error(pretend_web, feed) -> None:
    assert "empty" in refused(feed(pretend_web.serve("/feed", b" \n"))).reason


def test_a_server_that_is_not_there_is_said(feed) -> None:
    assert "cannot be reached" in refused(feed("http://127.0.0.1:9/feed")).reason


def test_too_many_requests_carry_the_wait(pretend_web, feed) -> None:
    error = refused(feed(pretend_web.serve("/feed", status=429, Retry_After="7200")))
    assert isinstance(error, AskedToWait)
    assert (error.retry_after_s, error.host) == (7200, "127.0.0.1")
    assert "wait 2 hours" in error.reason


def test_too_many_requests_without_a_time_are_ten_minutes(pretend_web, feed) -> None:
    for header in ({}, {"Retry_After": "soon"}):
        error = refused(feed(pretend_web.serve("/feed", status=429, **header)))
        assert isinstance(error, AskedToWait)
        assert error.retry_after_s == 600
        assert "left alone for 10 minutes" in error.reason


@pytest.mark.parametrize("status", [403, 429, 503])
def test_whoever_names_a_time_is_heard(pretend_web, feed, status: int) -> None:
    error = refused(feed(pretend_web.serve("/feed", status=status, Retry_After="Sun, 22 Nov 2026 14:00:00 GMT")))
    assert isinstance(error, AskedToWait)
    assert error.retry_after_s == 7200


def test_the_site_that_asks_to_wait_is_the_one_at_the_end_of_the_redirect(pretend_web, feed) -> None:
    pretend_web.serve("/busy", status=429)
    url = pretend_web.serve("/feed", status=302, Location=pretend_web.url("/busy", "localhost"))
    error = refused(feed(url), allow_hosts=(*HERE, "localhost"))
    assert isinstance(error, AskedToWait)
    assert error.host == "localhost"


def test_an_answer_says_how_long_it_stays_fresh(pretend_web, feed) -> None:
    assert fetch(feed(pretend_web.serve("/feed", b"<rss/>", Cache_Control="max-age=900"))).fresh_s == 900
    assert fetch(feed(pretend_web.serve("/same", status=304, Cache_Control="max-age=900"), etag='"a"')).fresh_s == 900


def test_validators_beside_expires_0_are_forgotten(pretend_web, feed) -> None:
    got = fetch(feed(pretend_web.serve("/feed", b"<rss/>", ETag='"a"', Expires="0")))
    assert (got.etag, bool(got.body_hash)) == ("", True)
    assert fetch(feed(pretend_web.serve("/same", status=304, Expires="0"), etag='"a"')).etag == ""


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


def test_the_number_of_requests_at_a_time_can_be_set(pretend_web, feed) -> None:
    async def not_alone(request: web.Request) -> web.Response:
        for _ in range(1000):
            if pretend_web.most_open[request.host] >= 3:
                break
            await asyncio.sleep(0.02)
        return web.Response(body=b"<rss/>")

    urls = [pretend_web.script(f"/{n}", not_alone) for n in range(6)]

    async def run() -> None:
        async with Fetcher(Limits(allow_hosts=HERE, per_host=3, total_s=60, silence_s=60)) as fetcher:
            await asyncio.gather(*(fetcher.fetch(feed(url), now=NOW) for url in urls))

    asyncio.run(run())
    assert set(pretend_web.most_open.values()) == {3}


def test_waiting_for_a_turn_costs_a_feed_nothing_of_its_time(pretend_web, feed) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.1)
        return web.Response(body=b"<rss/>")

    urls = [pretend_web.script(f"/{n}", slow) for n in range(4)]

    async def run() -> list[Fetched]:
        async with Fetcher(Limits(allow_hosts=HERE, total_s=60, silence_s=60)) as fetcher:
            return await asyncio.gather(*(fetcher.fetch(feed(url), now=NOW) for url in urls))

    began = time.monotonic()
    took = [got.took_s for got in asyncio.run(run())]
    assert min(took) > 0.09
    assert sum(took) < time.monotonic() - began  # with the waiting the last one alone would have taken all of it


def test_connections_are_kept_for_few_hosts(pretend_web, feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signpost.feeds.connections.MOST_IDLE", 1)
    pretend_web.serve("/feed", b"<rss/>")

    async def run() -> None:
        async with Fetcher(Limits(allow_hosts=("127.0.0.0/8", "localhost"))) as fetcher:
            for host in ("127.0.0.1", "127.0.0.1", "localhost"):
                await fetcher.fetch(feed(pretend_web.url("/feed", host)), now=NOW)

    asyncio.run(run())
    assert [headers.get("connection", "") for _, headers in pretend_web.asked] == ["", "", "close"]
