"""The server of the bench, in a process of its own: every feed on an address of its own, so that nothing waits in line.

Spoken to over standard input, a JSON document a line: {"validators": bool, "latency_ms": mean, "edition": n}. Each is
answered with a line. The first line it says holds the port and the size of all feeds.
"""

import asyncio
import gzip
import json
import random
import resource
import sys
from typing import Any

from paper import SEED, edition, kind_of, written

SIGMA = 0.9  # of the lognormal latencies: the slowest of 200 is eight times the mean


def address(feed: int) -> str:
    """127.1.0.1 and up: all of 127.0.0.0/8 is this machine."""
    return f"127.{1 + feed // 62500}.{feed // 250 % 250}.{1 + feed % 250}"


class Stand:
    def __init__(self, feeds: int) -> None:
        self.feeds = feeds
        self.validators, self.latency_s, self.edition = True, 0.0, 0
        self.asked = 0
        self._servers: list[asyncio.Server] = []
        self._printed: dict[tuple[int, int], tuple[bytes, bytes]] = {}
        draw = random.Random(SEED)
        self._slowness = [draw.lognormvariate(-SIGMA * SIGMA / 2, SIGMA) for _ in range(feeds)]

    def of(self, feed: int) -> int:
        """The edition a feed stands at: one in ten of each kind follows, the others stay at the first."""
        return self.edition if feed % 10 == feed // 10 % 10 else 0

    def printed(self, feed: int) -> tuple[bytes, bytes]:
        key = feed, self.of(feed)
        if key not in self._printed:
            body = written(feed, edition(*key))
            self._printed[key] = body, gzip.compress(body, 6)
        return self._printed[key]

    def print_all(self) -> tuple[int, int]:
        sizes = [tuple(map(len, self.printed(feed))) for feed in range(self.feeds)]
        return sum(plain for plain, _ in sizes), sum(packed for _, packed in sizes)

    def slowest_s(self) -> float:
        return max(self._slowness) * self.latency_s

    async def serve(self, feed: int, read: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        try:
            while request := await read.readuntil(b"\r\n\r\n"):
                self.asked += 1
                if self.latency_s:
                    await asyncio.sleep(self._slowness[feed] * self.latency_s)
                out.write(self.answer(feed, request.lower()))
                await out.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            out.close()

    def answer(self, feed: int, request: bytes) -> bytes:
        tag = f'"{feed}-{self.of(feed)}"'
        kind = "application/atom+xml" if kind_of(feed) == "atom" else "application/rss+xml"
        if self.validators and b"if-none-match: " + tag.encode() in request:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        plain, packed = self.printed(feed)
        zipped = b"gzip" in request
        body = packed if zipped else plain
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        head += f"ETag: {tag}\r\n" if self.validators else ""
        head += "Content-Encoding: gzip\r\n" if zipped else ""
        return head.encode() + b"\r\n" + body

    async def open(self) -> int:
        port = 0
        for feed in range(self.feeds):
            server = await asyncio.start_server(
                lambda read, out, feed=feed: self.serve(feed, read, out), address(feed), port, backlog=16
            )
            port = server.sockets[0].getsockname()[1]
            self._servers.append(server)
        return port


async def main(feeds: int) -> None:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    stand = Stand(feeds)
    plain, packed = stand.print_all()
    say(port=await stand.open(), plain=plain, packed=packed)
    while line := await asyncio.to_thread(sys.stdin.readline):
        for name, value in json.loads(line).items():
            if name == "latency_ms":
                stand.latency_s = value / 1000
            else:
                setattr(stand, name, value)
        stand.print_all()
        say(asked=stand.asked, slowest_s=stand.slowest_s())


def say(**document: Any) -> None:
    print(json.dumps(document), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
