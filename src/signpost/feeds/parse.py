"""From bytes to arrivals, in processes that are killed when a feed takes too long or too much memory."""

import asyncio
import base64
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

import signpost
from signpost.errors import ParseError
from signpost.feeds.entries import Parsed
from signpost.feeds.frames import feed_of_rows, read_frame, write_frame

MEMORY = 256 * 1024 * 1024  # of one process, in use
START_S = 60.0  # a cold machine with a virus scanner is slow to start a Python
DEADLINE_S = 8.0  # by the clock, which runs on while other processes have the processor
WORK_S = 5.0  # of processor time, where the system can count it
LARGE = 2 * 1024 * 1024  # after a body like this the process is replaced: its memory does not come back


class WorkerDied(Exception):
    """The process ended without an answer."""


class Worker:
    """One parsing process. Not thread-safe: one caller at a time."""

    def __init__(self, memory: int = MEMORY) -> None:
        source = str(Path(signpost.__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-P", "-m", "signpost.feeds.parse_worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._to = cast(BinaryIO, self._process.stdin)
        self._from = cast(BinaryIO, self._process.stdout)
        with self._or_killed(START_S):
            ready = read_frame(self._from)
        if ready is None:
            self.close()
            raise WorkerDied

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: dict[str, Any], body: bytes, deadline_s: float) -> dict[str, Any]:
        """The process's answer. TimeoutError or WorkerDied if there is none; the process is then gone."""
        with self._or_killed(deadline_s) as overdue:
            try:
                write_frame(self._to, json.dumps(request).encode("ascii"))
                write_frame(self._to, body)
                frame = read_frame(self._from)
            except OSError:
                frame = None
        if frame is None:
            self.close()
            overworked = self._process.returncode == -getattr(signal, "SIGPROF", 0)
            raise TimeoutError if overdue.is_set() or overworked else WorkerDied
        answered: dict[str, Any] = json.loads(frame)
        return answered

    @contextlib.contextmanager
    def _or_killed(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the process if the block lasts longer: its pipes then close, which ends the block."""
        overdue = threading.Event()

        def kill() -> None:
            overdue.set()
            self._process.kill()

        timer = threading.Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            yield overdue
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the process, at once and for certain."""
        if self._process.poll() is None:
            self._process.kill()
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


class Parser:
    """A few parsing processes, started when needed. Safe from any thread and event loop; `close` ends them.

    The deadline counts from the moment a process has the feed, so waiting for one costs nobody their time. An address
    whose feed had to be ended waits in a line of its own from then on: such feeds never hold more than one process.
    """

    def __init__(self, *, workers: int = 2, deadline_s: float = DEADLINE_S, memory: int = MEMORY) -> None:
        self._deadline_s, self._memory = deadline_s, memory
        self._places: queue.SimpleQueue[Worker | None] = queue.SimpleQueue()
        self._workers = workers
        for _ in range(workers):
            self._places.put(None)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="parse")
        self._line = ThreadPoolExecutor(1, thread_name_prefix="parse-slow")
        self._slow: set[str] = set()

    def __enter__(self) -> "Parser":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def parse(
        self,
        body: bytes,
        *,
        url: str,
        now: datetime,
        content_type: str = "",
        usual_language: str = "",
        seen: bytes = b"",
        torn: bool = False,
        within_s: float = DEADLINE_S,
    ) -> Parsed:
        """Read a feed. ParseError with a sentence if it is none, or none that can be read within the limits.

        `usual_language` is the outlet's; `seen` the `digests` of the feed's last reading, whose items are left out;
        `torn` that the answer broke off, so that a half last item is left for the next time; `within_s` what is left
        of the feed's time.
        """
        request = self._request(url, now, content_type, usual_language, seen, torn, within_s)
        threads = self._line if url in self._slow else self._threads
        return await asyncio.get_running_loop().run_in_executor(threads, self._parse, url, request, body)

    def parse_now(
        self,
        body: bytes,
        *,
        url: str,
        now: datetime,
        content_type: str = "",
        usual_language: str = "",
        seen: bytes = b"",
        torn: bool = False,
        within_s: float = DEADLINE_S,
    ) -> Parsed:
        """The same for callers without an event loop."""
        return self._parse(url, self._request(url, now, content_type, usual_language, seen, torn, within_s), body)

    def _request(
        self,
        url: str,
        now: datetime,
        content_type: str,
        usual_language: str,
        seen: bytes,
        torn: bool,
        within_s: float,
    ) -> dict[str, Any]:
        deadline_s = min(self._deadline_s, within_s)
        return {
            "url": url,
            "now": now.isoformat(),
            "content_type": content_type,
            "usual_language": usual_language,
            "deadline_s": deadline_s,
            "work_s": min(WORK_S, deadline_s),
            "torn": torn,
            "seen": base64.b64encode(seen).decode("ascii"),
        }

    def _parse(self, url: str, request: dict[str, Any], body: bytes) -> Parsed:
        worker = self._places.get()
        try:
            worker = worker or self._started(url)
            try:
                answered = worker.ask(request, body, request["deadline_s"])
            except TimeoutError:
                worker = None
                self._slow.add(url)
                raise ParseError(
                    url, f"reading it took longer than {request['work_s']:g} seconds and was ended"
                ) from None
            except WorkerDied:
                worker = None
                self._slow.add(url)
                raise ParseError(url, "reading it made the parser crash, most likely for want of memory") from None
            if answered.get("spent") or len(body) > LARGE:
                worker.close()
                worker = None
        finally:
            self._places.put(worker)
        if "refused" in answered:
            raise ParseError(url, answered["refused"])
        self._slow.discard(url)
        try:
            return feed_of_rows(answered["parsed"])
        except (ValueError, TypeError, KeyError) as error:
            raise ParseError(url, "what was read of it makes no sense") from error

    def _started(self, url: str) -> Worker:
        try:
            return Worker(self._memory)
        except (WorkerDied, OSError) as error:
            raise ParseError(url, f"the parsing process does not start ({error or 'it ended at once'})") from error

    def close(self) -> None:
        """End all processes; waits for parses under way, at most until their deadline."""
        self._line.shutdown(wait=True, cancel_futures=True)
        self._threads.shutdown(wait=True, cancel_futures=True)
        for _ in range(self._workers):
            worker = self._places.get()
            if worker is not None:
                worker.close()
        for _ in range(self._workers):
            self._places.put(None)
