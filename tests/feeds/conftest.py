"""A pretend web: a real HTTP server on loopback that each test scripts."""

import asyncio
import contextlib
import shutil
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from signpost.feeds.parse import Parser
from signpost.nouns.feed import Feed, Outlet
from signpost.nouns.framework import Framework
from signpost.store import Store, open_store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def rss(*items: tuple[str, str], title: str = "Pretend Daily") -> bytes:
    """A feed of (guid, title) items."""
    inside = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
        f"<link>https://daily.example/{guid}</link><pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate></item>"
        for guid, title in items
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{inside}</channel></rss>".encode()


@dataclass
class PretendWeb:
    """`serve` and `script` say what a path answers; `asked` are the requests so far, as (path, headers)."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    handlers: dict[str, Handler] = field(default_factory=dict)
    now_open: dict[str, int] = field(default_factory=dict)
    most_open: dict[str, int] = field(default_factory=dict)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> str:
        """Answer with this body; header names take _ for -. Returns the address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(body=body, status=status, headers={"Content-Type": "application/rss+xml", **named})

        return self.script(path, answer)

    def script(self, path: str, handler: Handler) -> str:
        self.handlers[path] = handler
        return self.url(path)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        host = request.host
        self.asked.append((request.path, {name.lower(): value for name, value in request.headers.items()}))
        self.now_open[host] = self.now_open.get(host, 0) + 1
        self.most_open[host] = max(self.most_open.get(host, 0), self.now_open[host])
        try:
            handler = self.handlers.get(request.path)
            return await handler(request) if handler else web.Response(status=404)
        finally:
            self.now_open[host] -= 1


@pytest.fixture
def pretend_web() -> Iterator[PretendWeb]:
    pretend = PretendWeb()
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def start() -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", pretend.answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pretend.port = runner.addresses[0][1]
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(start())
        started.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        left = asyncio.all_tasks(loop)  # answers that nobody waited for: ended here, or a later test is told of them
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(60)
    yield pretend
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


class RawWeb:
    """A server without manners: `talk` gets the socket after the request was read and may send any bytes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.talk: Callable[[socket.socket], None] = lambda connection: None
        self.asked: list[bytes] = []
        self._ended = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def answers(self, *pieces: bytes) -> str:
        """Send these pieces and hang up; the address."""
        self.talk = lambda connection: [connection.sendall(piece) for piece in pieces] and None
        return self.url()

    def goes_on(self, head: bytes, piece: bytes) -> str:
        """Send `head`, then `piece` without end; the address."""

        def talk(connection: socket.socket) -> None:
            connection.sendall(head)
            while not self._ended.is_set():
                connection.sendall(piece)

        self.talk = talk
        return self.url()

    def close(self) -> None:
        self._ended.set()
        self._socket.close()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(65536)
                if not piece:
                    return
                request += piece
            self.asked.append(request)
            self.talk(connection)
            connection.shutdown(socket.SHUT_WR)


@pytest.fixture
def raw_web() -> Iterator[RawWeb]:
    raw = RawWeb()
    yield raw
    raw.close()


@pytest.fixture(scope="session")
def parser() -> Iterator[Parser]:
    """A parsing process, shared because it takes a third of a second to start. A busy machine may let it wait: how long
    a feed may keep it at work is what counts here, and is held to by the system."""
    with Parser(workers=1, deadline_s=60) as shared:
        yield shared


@pytest.fixture
def store(sqlite_pattern: Path, tmp_path: Path, framework: Framework) -> Iterator[Store]:
    """On SQLite only: what the collector needs of a store does not depend on the engine."""
    file = shutil.copy(sqlite_pattern, tmp_path / "signpost.db")
    with open_store(str(file), framework, lambda title, summary: 0) as opened:
        yield opened


def make_feed(url: str, **values: object) -> Feed:
    given = {"id": 1, "title": "", "outlet": Outlet(name="Pretend Daily"), **values}
    return Feed(url=url, **given)  # type: ignore[arg-type]


@pytest.fixture
def feed() -> Callable[..., Feed]:
    """Makes a feed that was never fetched: feed(url, etag=…)."""
    return make_feed


@pytest.fixture
def make_rss() -> Callable[..., bytes]:
    return rss
