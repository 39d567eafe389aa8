"""The server of the soak: feeds that grow all the time and answer well, badly, slowly, half or not at all.

What an answer is like is drawn from the seed, the feed and the number of the visit. It keeps a log of what was
delivered whole: all bytes written, with a length that the visitor could check, and nothing wrong with them.

Spoken to over standard input: {"well": true} ends all moods; {"log": true} asks for the log. It says its port first,
and answers each line with what it has seen.
"""

import asyncio
import contextlib
import gzip
import json
import random
import sys
import time
import uuid
from typing import Any

WINDOW, AT_FIRST = 40, 12
WORDS = "harbour grain talks envoy pipeline budget border treaty strike vote cargo reactor summit loan drill"
MOODS = (
    *["steady"] * 4, *["unsteady"] * 2, "slow", "stalling", "cutting", "lying", "redirecting", "refusing", "guids",
    "editing", "page", "silent",
)  # fmt: skip


def address(feed: int) -> str:
    """Three feeds in two share an address with another one."""
    place = feed * 2 // 3
    return f"127.2.{place // 250}.{1 + place % 250}"


class Paper:
    """One feed: it publishes at its own rate, and has a mood of its own."""

    def __init__(self, feed: int, seed: int) -> None:
        draw = random.Random(f"{seed} {feed}")
        self.feed, self.seed = feed, seed
        self.mood = draw.choice(MOODS)
        self.a_minute = draw.choice((0.0, 0.2, 0.5, 1.0, 1.0, 2.0, 4.0))
        self.visits = 0

    def newest(self, minutes: float) -> int:
        return AT_FIRST + int(minutes * self.a_minute)

    def written(self, newest: int, minutes: float) -> bytes:
        items = "".join(self.item(n, minutes) for n in range(newest, max(0, newest - WINDOW), -1))
        return (
            f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Paper {self.feed}</title>"
            f"<link>https://paper{self.feed}.invalid/</link>{items}</channel></rss>"
        ).encode()

    def item(self, number: int, minutes: float) -> str:
        link = link_of(self.feed, number)
        guid = uuid.uuid4() if self.mood == "guids" else f"{self.feed}-{number}-end"
        edits = int(minutes) if self.mood == "editing" and number % 3 == 0 else 0
        title = f"{title_of(self.feed, number)}{f' (edit {edits})' if edits else ''}"
        return (
            f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid>"
            f"<description>What paper {self.feed} knows of it, in its own words: number {number}.</description></item>"
        )


def link_of(feed: int, number: int) -> str:
    return f"https://paper{feed}.invalid/story-{number}-of-the-paper.html"


def title_of(feed: int, number: int) -> str:
    draw = random.Random(f"title {feed} {number}")
    words = WORDS.split()
    return f"Paper {feed} number {number}: {' '.join(draw.sample(words, 5))}"


class Moody:
    def __init__(self, feeds: int, seed: int) -> None:
        self.papers = [Paper(feed, seed) for feed in range(feeds)]
        self.began, self.well, self.asked = time.time(), False, 0
        self.stopped_at = 0.0
        self.delivered: list[tuple[float, int, int, int]] = []  # when, feed, first and last number
        self.kinds: dict[str, int] = {}
        self._servers: list[asyncio.Server] = []

    def minutes(self) -> float:
        return ((self.stopped_at or time.time()) - self.began) / 60

    async def serve(self, read: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while request := (await read.readuntil(b"\r\n\r\n")).decode("latin-1").lower():
                self.asked += 1
                paper = self.papers[int(request.split(" ")[1].split("/")[1])]
                if not await self.answer(paper, request, out):
                    break
        out.close()

    async def answer(self, paper: Paper, request: str, out: asyncio.StreamWriter) -> bool:
        """Whether the connection may go on."""
        paper.visits += 1
        draw = random.Random(f"{paper.seed} {paper.feed} {paper.visits}")
        mood = "steady" if self.well or draw.random() < 0.4 else paper.mood
        if mood == "unsteady":
            mood = draw.choice(("steady", "stalling", "cutting", "refusing", "redirecting", "lying", "page"))
        self.kinds[mood] = self.kinds.get(mood, 0) + 1
        minutes = self.minutes()
        newest = paper.newest(minutes)
        body = paper.written(newest, minutes)
        tag = f'"{newest}-{int(minutes) if paper.mood == "editing" else 0}"'
        whole = head(200, len(body), ETag=tag) + body
        moved = "/moved" in request.split("\r\n")[0]
        match mood:
            case "refusing":
                status = draw.choice((403, 404, 429, 500, 503))
                await send(out, head(status, 0, **({"Retry-After": "60"} if status == 429 else {})))
                return True
            case "redirecting" if not moved:
                await send(out, head(draw.choice((301, 302, 307, 308)), 0, Location=f"/{paper.feed}/moved"))
                return True
            case "page":
                page = b"<html><title>Just a moment</title><p>Checking your browser</p></html>"
                await send(out, head(200, len(page)) + page)
                return True
            case "silent":
                await asyncio.sleep(30)
                return False
            case "stalling":
                await send(out, whole[: draw.randint(10, len(whole) - 1)])
                await asyncio.sleep(30)
                return False
            case "cutting":
                packed = gzip.compress(body)
                half = head(200, len(packed), ETag=tag, **{"Content-Encoding": "gzip"})
                await send(
                    out, (half + packed if draw.random() < 0.5 else whole)[: draw.randint(200, len(half + packed))]
                )
                return False
            case "lying":
                return await self.lie(paper, draw, body, newest, out)
            case "slow":
                for start in range(0, len(whole), 500):
                    await send(out, whole[start : start + 500])
                    await asyncio.sleep(draw.random() * 0.1)
            case _ if f"if-none-match: {tag}" in request:
                await send(out, head(304, None, ETag=tag))
                return True
            case _:
                await send(out, whole)
        self.note(paper, newest)
        return True

    async def lie(self, paper: Paper, draw: random.Random, body: bytes, newest: int, out: asyncio.StreamWriter) -> bool:
        """About the encoding, the charset, the kind, the length, or that anything changed."""
        match draw.randrange(5):
            case 0:
                await send(out, head(200, len(body), **{"Content-Encoding": "gzip"}) + body)
            case 1:
                named = {"Content-Type": "text/html; charset=koi8-r", "Last-Modified": "Tue, 19 Jan 2038 03:14:07 GMT"}
                await send(out, head(200, len(body), **named) + body)
            case 2:
                packed = gzip.compress(gzip.compress(body))
                await send(out, head(200, len(packed), **{"Content-Encoding": "gzip"}) + packed)
            case 3:
                await send(out, head(304, None, ETag='"never"'))
                return True
            case _:
                await send(out, head(200, len(body) + 500) + body)
                return False
        self.note(paper, newest)
        return True

    def note(self, paper: Paper, newest: int) -> None:
        self.delivered.append((time.time(), paper.feed, max(0, newest - WINDOW) + 1, newest))

    async def open(self) -> int:
        port = 0
        for place in dict.fromkeys(address(feed) for feed in range(len(self.papers))):
            server = await asyncio.start_server(self.serve, place, port)
            port = server.sockets[0].getsockname()[1]
            self._servers.append(server)
        return port


def head(status: int, length: int | None, **headers: str) -> bytes:
    named = {"Content-Type": "application/rss+xml"} | headers
    named |= {"Content-Length": str(length)} if length is not None else {}
    return (f"HTTP/1.1 {status} Said\r\n" + "".join(f"{n}: {v}\r\n" for n, v in named.items()) + "\r\n").encode()


async def send(out: asyncio.StreamWriter, piece: bytes) -> None:
    out.write(piece)
    await out.drain()


async def main(feeds: int, seed: int) -> None:
    moody = Moody(feeds, seed)
    say(port=await moody.open())
    while line := await asyncio.to_thread(sys.stdin.readline):
        wanted = json.loads(line)
        if wanted.get("well"):
            moody.well, moody.stopped_at = True, time.time()
        log = {"delivered": moody.delivered, "kinds": moody.kinds} if wanted.get("log") else {}
        say(asked=moody.asked, **log)


def say(**document: Any) -> None:
    print(json.dumps(document), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
