"""A web server that says exactly the bytes that a script tells it to, at the pace that the script chooses.

It speaks raw sockets, because no proper server library can be talked into sending what hostile ones do.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

RSS = "application/rss+xml"
NAME = "hostile server"  # of its thread: what it logs is not ours


@dataclass
class Visit:
    """One request. `times` counts the requests for this path, from 1; `rest` is what follows the script's own path."""

    server: "HostileServer"
    path: str
    rest: str
    headers: dict[str, str]
    times: int
    out: asyncio.StreamWriter = field(repr=False)

    @property
    def conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers

    @property
    def here(self) -> str:
        """This script's own address, as the visitor named the host."""
        return f"http://{self.headers.get('host', '')}{self.path}"

    async def send(self, *pieces: bytes, gap_s: float = 0.0) -> None:
        for piece in pieces:
            self.out.write(piece)
            await self.out.drain()
            if gap_s:
                await asyncio.sleep(gap_s)

    async def answer(
        self, body: bytes = b"", status: int | str = 200, *, length: int | None = None, kind: str = RSS, **headers: str
    ) -> None:
        """A plain answer; header names take _ for -. `length` is what the Content-Length claims."""
        await self.send(head(status, len(body) if length is None else length, kind, **headers), body)

    async def for_ever(self, piece: bytes, gap_s: float = 0.0) -> None:
        """Until the visitor has gone."""
        while True:
            await self.send(piece, gap_s=gap_s)

    async def silence(self) -> None:
        await asyncio.sleep(3600)

    async def reset(self) -> None:
        """Break the connection off without a goodbye (RST)."""
        connection = self.out.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.out.transport.abort()


Script = Callable[[Visit], Awaitable[None]]


def head(status: int | str = 200, length: int | None = None, kind: str = RSS, **headers: str) -> bytes:
    """Status line and headers up to the blank line; without a length the answer ends with the connection."""
    named = {"Connection": "close", **({"Content-Type": kind} if kind else {})}
    named |= {"Content-Length": str(length)} if length is not None and length >= 0 else {}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}{' Said' if isinstance(status, int) else ''}", *(f"{n}: {v}" for n, v in named.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


class HostileServer:
    """Serves `scripts[name]` at /any-token/name/…, each token counting its visits anew, on each of the addresses."""

    def __init__(self, scripts: dict[str, Script], addresses: Sequence[str] = ("127.0.0.1",)) -> None:
        self.scripts, self.addresses, self.port = scripts, addresses, 0
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._times: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._under_way: set[asyncio.Task[None]] = set()

    def __enter__(self) -> "HostileServer":
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), name=NAME, daemon=True)
        self._thread.start()
        assert started.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def url(self, token: str, name: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}/{token}/{name}"

    def visits(self, token: str, name: str) -> int:
        return self._times[f"/{token}/{name}"]

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        started.set()
        self._loop.run_forever()
        for server in self._open_on:
            server.close()
        for task in self._under_way:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._under_way, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0.01))  # the transports close behind their tasks
        self._loop.close()

    async def _open(self) -> None:
        first, *others = self.addresses
        self._open_on = [await asyncio.start_server(self._welcome, first, 0)]
        self.port = self._open_on[0].sockets[0].getsockname()[1]
        self._open_on += [await asyncio.start_server(self._welcome, address, self.port) for address in others]

    def _welcome(self, read: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._serve(read, out))
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        task.cancelled() or task.exception()  # seen: what a script stumbled over must not be told by whoever tidies up

    async def _serve(self, read: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await self._heard(read, out)
            out.close()
            with contextlib.suppress(OSError):
                await out.wait_closed()
        except BaseException:
            with contextlib.suppress(AttributeError):  # it has closed just now: the transport has no loop any more
                out.transport.abort()
            raise

    async def _heard(self, read: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        request = (await read.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *lines = request.rstrip().split("\r\n")
        address = line.split(" ")[1].partition("?")[0]
        headers = {name.lower(): value for name, _, value in (text.partition(": ") for text in lines)}
        token, name, rest = (*address.lstrip("/").split("/", 2), "", "")[:3]
        path = f"/{token}/{name}"
        self._times[path] += 1
        self.asked.append((address, headers))
        visit = Visit(self, path, rest, headers, self._times[path], out)
        script = self.scripts.get(name)
        await (script(visit) if script else visit.answer(status=404))
