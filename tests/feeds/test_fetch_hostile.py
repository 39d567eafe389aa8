"""Servers that lie, flood, stall or break off, over real sockets: each is named in words and costs little time."""

import asyncio
import gzip
import socket
import ssl
import time
import tracemalloc
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest

from signpost.errors import FetchError
from signpost.feeds.decode import Decoder, TooLarge, Undecodable
from signpost.feeds.fetch import Fetched, Fetcher
from signpost.feeds.limits import Limits
from signpost.nouns.feed import Feed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ITEM = b"<rss><channel><item><title>One</title></item>"


def fetch(feed: Feed, **limits: Any) -> Fetched:
    async def run() -> Fetched:
        async with Fetcher(Limits(**{"allow_hosts": ("127.0.0.1", "localhost"), "total_s": 3, **limits})) as fetcher:
            return await fetcher.fetch(feed, now=NOW)

    return asyncio.run(run())


def refused(feed: Feed, **limits: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(feed, **limits)
    assert caught.value.reason.isprintable()
    return caught.value


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, id="announced for ever"),
        pytest.param(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000, id="hints for ever"),
        pytest.param(OK, b"X-A: b\r\n" * 1000, id="headers for ever"),
        pytest.param(OK, b"Set-Cookie: a=b\r\n" * 1000, id="cookies for ever"),
        pytest.param(OK + b"X-A: ", b"b" * 65536, id="one header for ever"),
        pytest.param(OK, b"X" * 65536, id="a header's name for ever"),
        pytest.param(b"", b"HTTP/1.1 200 " + b"b" * 65536, id="a status for ever"),
        pytest.param(b"", b"\0" * 65536, id="NULs for ever"),
        pytest.param(CHUNKED, b"1\r\n \r\n" * 10000, id="crumbs for ever"),
        pytest.param(OK + b"\r\n", b"x" * 1024 * 1024, id="a body for ever"),
        pytest.param(b"HTTP/1.1 302 No\r\nLocation: /feed\r\n\r\n", b"x" * 65536, id="redirects with endless bodies"),
        pytest.param(b"HTTP/1.1 403 No\r\n\r\n", b"x" * 65536, id="a refusal for ever"),
    ],
)
def test_floods_end_before_any_deadline(raw_web, feed, head: bytes, piece: bytes) -> None:
    reason = refused(feed(raw_web.goes_on(head, piece)), size=4 * 1024 * 1024, total_s=60, silence_s=60).reason
    assert "not finished" not in reason
    assert "silent" not in reason


def test_trailers_for_ever_end_the_answer(raw_web, feed) -> None:
    url = raw_web.goes_on(CHUNKED + b"5\r\n<rss>\r\n0\r\n", b"X-A: b\r\n" * 1000)

    async def run() -> Fetched | BaseException:
        async with Fetcher(Limits(allow_hosts=("127.0.0.1",))) as fetcher:
            return (await asyncio.gather(fetcher.fetch(feed(url), now=NOW), return_exceptions=True))[0]

    ended = asyncio.run(run())  # it depends on how the network cuts it whether the body is seen before them
    assert ended.cut_short if isinstance(ended, Fetched) else "not proper HTTP" in str(ended)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        pytest.param(b"HTTP/1.1 200 ", b"O", id="of the status"),
        pytest.param(OK + b"X-A: ", b"b", id="of a header"),
        pytest.param(OK + b"\r\n<rss>", b" ", id="of the body"),
        pytest.param(CHUNKED, b"1\r\n \r\n", id="of chunks"),
        pytest.param(CHUNKED + b"1;", b"a", id="of a chunk's extension"),
    ],
)
def test_a_slow_drip_ends_at_the_deadline(raw_web, feed, head: bytes, piece: bytes) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(100):  # whoever heard it out would say something else
            connection.sendall(piece)
            time.sleep(0.05)

    raw_web.talk = talk
    assert "not finished after 0.6 seconds" in refused(feed(raw_web.url()), total_s=0.6).reason


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"<rss></rss>", id="HTTP/0.9"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="another protocol"),
        pytest.param(b"HTTP/1.1 two OK\r\n\r\n", id="a status in words"),
        pytest.param(b"HTTP/9.9 200 OK\r\n\r\n", id="a version to come"),
        pytest.param(OK + b"Content-Length: -5\r\n\r\n<rss/>", id="a negative length"),
        pytest.param(OK + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\n<rss/>", id="two lengths"),
        pytest.param(OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n<rss/>", id="a huge length"),
        pytest.param(CHUNKED + b"xyz\r\n<rss/>\r\n", id="no chunk size"),
        pytest.param(CHUNKED + b"-6\r\n<rss/>\r\n", id="a negative chunk size"),
        pytest.param(CHUNKED + b"f" * 400 + b"\r\n<rss/>\r\n", id="a huge chunk size"),
        pytest.param(OK + b"X-A\r\n\r\n<rss/>", id="a header without a colon"),
        pytest.param(OK + b"X-\0A: b\r\n\r\n<rss/>", id="a NUL in a header"),
        pytest.param(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", id="another protocol offered"),
        pytest.param(OK + b"\r\n", id="nothing"),
        pytest.param(b"", id="hung up"),
    ],
)
def test_what_is_no_proper_answer_is_an_error_in_words(raw_web, feed, answer: bytes) -> None:
    reason = refused(feed(raw_web.answers(answer)), total_s=60, silence_s=30).reason
    assert "not finished" not in reason
    assert "silent" not in reason


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(OK + b"Content-Length: 5000\r\n\r\n" + ITEM, id="length too long"),
        pytest.param(CHUNKED + b"%x\r\n%s\r\n" % (len(ITEM), ITEM), id="chunks without an end"),
        pytest.param(CHUNKED + b"%x\r\n%s\r\n" % (len(ITEM) + 99, ITEM), id="a chunk too short"),
        pytest.param(
            OK + b"Content-Encoding: gzip\r\nContent-Length: 5000\r\n\r\n" + gzip.compress(ITEM * 50)[:-6],
            id="gzip broken off",
        ),
    ],
)
def test_what_came_before_a_break_is_read_but_not_trusted(raw_web, feed, answer: bytes) -> None:
    got = fetch(feed(raw_web.answers(answer)))
    assert got.body.startswith(ITEM)
    assert (got.cut_short, got.etag, got.modified, got.body_hash) == (True, "", "", "")


RESET = b"\1\0\0\0\0\0\0\0"  # for SO_LINGER: break off instead of saying goodbye


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(OK + b"Content-Length: 5000\r\n\r\n" + ITEM, b"", id="a reset"),
        pytest.param(CHUNKED + b"%x\r\n%s\r\n" % (len(ITEM), ITEM), b"zz\r\n", id="nonsense after a chunk"),
    ],
)
def test_a_break_later_on_keeps_what_came(raw_web, feed, before: bytes, after: bytes) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(before)
        time.sleep(0.2)
        connection.sendall(after)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        connection.close()

    raw_web.talk = talk
    got = fetch(feed(raw_web.url()))
    assert (got.cut_short, got.body) == (True, ITEM)


def test_a_length_too_short_cuts_the_body_there(raw_web, feed) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(OK + b"Content-Length: 6\r\n\r\n<rss/>")
        time.sleep(0.1)
        connection.sendall(b"and more")

    raw_web.talk = talk
    assert fetch(feed(raw_web.url())).body == b"<rss/>"


def test_large_but_honest_headers_are_read(raw_web, feed) -> None:
    policy = b"Content-Security-Policy: " + b"img-src https://images.daily.example; " * 500 + b"\r\n"
    got = fetch(feed(raw_web.answers(OK + policy + b"Link: </a>\r\n" * 60 + b"Content-Length: 6\r\n\r\n<rss/>")))
    assert got.body == b"<rss/>"


@pytest.mark.parametrize(
    ("location", "path"),
    [
        pytest.param(b"/new", b"/new", id="relative"),
        pytest.param(b"new", b"/a/new", id="relative to the folder"),
        pytest.param(b"?page=2", b"/a/feed?page=2", id="a query alone"),
        pytest.param(b"//127.0.0.1:{port}/new", b"/new", id="without a scheme"),
        pytest.param(b"/new feed", b"/new%20feed", id="a space"),
        pytest.param("/новости".encode(), b"/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8", id="letters"),
        pytest.param("/новости".encode("cp1251"), b"/%ED%EE%E2%EE%F1%F2%E8", id="letters in another charset"),
        pytest.param(b"/a\\b", b"/a/b", id="backslashes"),
        pytest.param(b"/new#part", b"/new", id="a fragment"),
        pytest.param(b"http://127.0.0.1:{port}/%zz", b"/%25zz", id="a broken escape"),
    ],
)
def test_a_location_is_read_as_browsers_do(raw_web, feed, location: bytes, path: bytes) -> None:
    where = location.replace(b"{port}", str(raw_web.port).encode())

    def talk(connection: socket.socket) -> None:
        first = len(raw_web.asked) == 1
        connection.sendall(b"HTTP/1.1 301 Moved\r\nLocation: " + where + b"\r\n\r\n" if first else OK + b"\r\n<rss/>")

    raw_web.talk = talk
    assert fetch(feed(raw_web.url("/a/feed"))).status == 200
    assert raw_web.asked[1].split(b" ")[1] == path


@pytest.mark.parametrize(
    "location",
    [
        b"file:///etc/hostname", b"ftp://files.example/feed", b"data:text/xml,<rss/>", b"javascript:alert(1)",
        b"feed:https://daily.example/feed", b"gopher://daily.example/", b"http://", b"http:///feed", b"http://[::1",
        b"http://daily.example:99999/", b"http://daily.example:0/", b"https://\x01\x02/", b"http://\xff\xfe/\xff",
        b"http://a b/feed", b"http://" + b"a" * 5000 + b".example/",
    ],
)  # fmt: skip
def test_a_location_that_leads_nowhere_is_said(raw_web, feed, location: bytes) -> None:
    answer = b"HTTP/1.1 301 Moved\r\nLocation: " + location + b"\r\n\r\n"
    assert refused(feed(raw_web.answers(answer)), total_s=1.5).reason
    assert len(raw_web.asked) == 1


def test_names_and_passwords_are_for_the_site_they_were_given_for(raw_web, feed) -> None:
    def talk(connection: socket.socket) -> None:
        where = {1: "/two", 2: f"http://evil:word@127.0.0.1:{raw_web.port}/three", 3: raw_web.url("/four", "localhost")}
        location = where.get(len(raw_web.asked))
        head = f"HTTP/1.1 301 Moved\r\nLocation: {location}\r\n\r\n".encode() if location else OK + b"\r\n<rss/>"
        connection.sendall(head)

    raw_web.talk = talk
    got = fetch(feed(raw_web.url(host="desk:secret@127.0.0.1")))
    assert [b"Authorization: Basic ZGVzazpzZWNyZXQ=" in asked for asked in raw_web.asked] == [True, True, True, False]
    assert "secret" not in got.moved_to


def test_cookies_of_a_redirect_are_few_and_go_back_to_their_site_only(raw_web, feed) -> None:
    def talk(connection: socket.socket) -> None:
        cookies = "".join(f"Set-Cookie: c{n}=1\r\n" for n in range(100))
        elsewhere = raw_web.url("/other")
        location = {1: "/again", 2: elsewhere}.get(len(raw_web.asked))
        head = f"HTTP/1.1 302 Found\r\n{cookies}Location: {location}\r\n\r\n".encode()
        connection.sendall(head if location else OK + b"\r\n<rss/>")

    raw_web.talk = talk
    fetch(feed(raw_web.url(host="localhost")))
    assert [asked.count(b"=1") for asked in raw_web.asked] == [0, 50, 0]


def test_a_certificate_that_nobody_vouches_for_is_said(feed) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parent / "self_signed.pem")

    async def run() -> None:
        async def quiet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.close()

        server = await asyncio.start_server(quiet, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        async with server, Fetcher(Limits(allow_hosts=("127.0.0.1",))) as fetcher:
            await fetcher.fetch(feed(f"https://127.0.0.1:{port}/feed"), now=NOW)

    with pytest.raises(FetchError, match=r"certificate of “127\.0\.0\.1” is not valid"):
        asyncio.run(run())


def test_plain_http_where_tls_is_expected_is_said(raw_web, feed) -> None:
    url = raw_web.answers(OK + b"\r\n<rss/>").replace("http:", "https:")
    raw_web.talk = lambda connection: connection.sendall(OK)
    assert refused(feed(url), total_s=1).reason


# -- decoding alone ----------------------------------------------------------------------------------------------------

CAP = 2 * 1024 * 1024
ZEROS = b"\0" * (64 * 1024 * 1024)
PACKED = gzip.compress(ZEROS, 1)  # once, and quickly: every process that collects tests does it


@pytest.mark.parametrize(
    ("label", "body"),
    [
        pytest.param("gzip", PACKED, id="gzip"),
        pytest.param("deflate", zlib.compress(ZEROS, 1), id="deflate"),
        pytest.param("br", brotli.compress(ZEROS, quality=1), id="br"),
        pytest.param("gzip, gzip", gzip.compress(PACKED), id="gzip in gzip"),
        pytest.param("gzip, br", brotli.compress(PACKED), id="gzip in br"),
        pytest.param("", PACKED, id="unlabelled"),
    ],
)
def test_a_bomb_costs_little_memory_and_time(label: str, body: bytes) -> None:
    decoder = Decoder(label, CAP)
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(TooLarge):
            decoder.feed(body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5 * CAP
    assert time.process_time() - began < 1


def test_a_gzip_of_very_many_empty_pieces_is_given_up() -> None:
    pieces = [gzip.compress(b"") * 3000] * 30
    decoder = Decoder("gzip", 15 * 1024 * 1024)
    began = time.process_time()
    with pytest.raises(Undecodable, match="thousand pieces"):
        [decoder.feed(piece) for piece in pieces]
    assert time.process_time() - began < 1


@pytest.mark.parametrize("label", ["gzip", "deflate", "br", "gzip, br"])
@pytest.mark.parametrize("step", [1, 7, 1000])
def test_decoding_does_not_depend_on_how_the_bytes_are_cut(label: str, step: int) -> None:
    text = b"<rss>" + bytes(range(256)) * 40 + b"</rss>"
    body = text
    for name in label.split(", "):
        body = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[name](body)
    decoder = Decoder(label, CAP)
    assert b"".join(decoder.feed(body[n : n + step]) for n in range(0, len(body), step)) == text
    assert decoder.ended()
