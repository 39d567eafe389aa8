"""Connections to servers: how many at a time, kept for how long, and to which addresses none is made."""

import asyncio
import socket
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.connector import Connection
from yarl import URL

from signpost.feeds.guard import allowed, refusal
from signpost.feeds.headers import agent
from signpost.feeds.limits import Limits
from signpost.feeds.resolver import Resolver
from signpost.feeds.trouble import AddressRefused

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
)
HEADER = 32 * 1024  # one header; some sites send security policies of 10 kB and more
ANNOUNCED = 20  # “100 Continue”, “103 Early Hints” before an answer
IDLE_S, MOST_IDLE = 30.0, 200  # connections kept for the next feed of the same host


class Answer(aiohttp.ClientResponse):
    """An answer that is announced (status 1xx) a few times at most; aiohttp alone would read on for ever."""

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        protocol: Any = connection.protocol
        read, left = protocol.read, ANNOUNCED

        def counted() -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise aiohttp.ClientResponseError(self.request_info, (), message="announced without end")
            return read()

        protocol.read = counted
        try:
            return await super().start(connection)
        finally:
            del protocol.read


class Turn:
    """A request's turn at a host. `turns` holds a line for each host where somebody is or waits, and how many."""

    __slots__ = ("_host", "_line", "_turns")

    def __init__(self, turns: dict[str, tuple[asyncio.Semaphore, int]], host: str, most: int) -> None:
        self._turns, self._host = turns, host
        self._line, users = turns.get(host) or (asyncio.Semaphore(most), 0)
        turns[host] = self._line, users + 1

    async def __aenter__(self) -> None:
        try:
            await self._line.acquire()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._line.release()
        self._leave()

    def _leave(self) -> None:
        users = self._turns[self._host][1] - 1
        if users:
            self._turns[self._host] = self._line, users
        else:
            del self._turns[self._host]


class Connections:
    """One session for guarded hosts and one for those that are opened by name; both live in one event loop.

    `resolver` looks names up in place of the system.
    """

    def __init__(self, limits: Limits, resolver: AbstractResolver | None = None) -> None:
        self._limits, self._resolver = limits, resolver
        self._opened = allowed(limits.allow_hosts)
        self._turns: dict[str, tuple[asyncio.Semaphore, int]] = {}
        self._idle: OrderedDict[str, float] = OrderedDict()

    async def open(self) -> None:
        """Make ready, inside the event loop."""
        self._guarded = self._session(self._socket)
        self._open = self._session(None)

    async def close(self) -> None:
        await self._guarded.close()
        await self._open.close()

    def get(self, url: URL, host: str, headers: Mapping[str, str]) -> Any:
        """A request for one hop, as a context manager that gives the response."""
        if not self._keeps(host):
            headers = {**headers, "Connection": "close"}
        session = self._open if self._opened.name(host) else self._guarded
        return session.get(url, headers=headers, allow_redirects=False)

    def turn(self, host: str) -> "Turn":
        """Wait until fewer than `per_host` requests are under way there, as a context manager."""
        return Turn(self._turns, host, self._limits.per_host)

    def _session(self, socket_factory: Any) -> aiohttp.ClientSession:
        limits = self._limits
        silence = limits.silence_s if limits.silence_s < limits.total_s else None  # else the total ends it, for less
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,  # rounds and turns hold the numbers down
                socket_factory=socket_factory,
                resolver=self._resolver or Resolver(limits.connect_s),
                keepalive_timeout=IDLE_S,
            ),
            headers={
                "User-Agent": agent(limits.calls_itself),
                "Accept": ACCEPT,
                "Accept-Encoding": "gzip, deflate, br",
            },
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect_s, sock_read=silence),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            response_class=Answer,
            trust_env=False,
            max_field_size=HEADER,
        )

    def _keeps(self, host: str) -> bool:
        """Whether the connection may stay open for the next feed: sockets to spare are few."""
        time = asyncio.get_running_loop().time()
        idle = self._idle
        while idle and next(iter(idle.values())) < time:
            idle.popitem(last=False)
        if host not in idle and len(idle) >= MOST_IDLE:
            return False
        idle[host] = time + 2 * IDLE_S
        idle.move_to_end(host)
        return True

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Called by aiohttp for each connection, with the address it is about to connect to."""
        family, kind, protocol, _, address = info
        if why := refusal(str(address[0]), self._opened):
            raise AddressRefused(str(address[0]), why)
        return socket.socket(family=family, type=kind, proto=protocol)
