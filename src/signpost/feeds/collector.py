"""Rounds that run by themselves: in a thread beside the dashboard, or in the foreground for `collect --watch`.

Of several programs on one store only the holder of the lease runs scheduled rounds. What a person asks for is done
at once by whoever is asked: keeping the same items twice changes nothing.
"""

import asyncio
import contextlib
import logging
import os
import random
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from signpost.errors import SignpostError
from signpost.feeds.limits import Limits
from signpost.nouns.feed import Feed, Outcome
from signpost.store import Store

# The network's libraries take a third of a second to load. The dashboard opens without waiting for them.
if TYPE_CHECKING:
    from signpost.feeds.fetch import Fetcher
    from signpost.feeds.parse import Parser

log = logging.getLogger(__name__)
LEASE_S = 180.0
EVERY_S = 60.0  # how often is looked for feeds that are due


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the collector is doing, for a page to show.

    `outcomes` are those of the round under way, or of the last one; `done` of `total` feeds have ended. `error` is a
    sentence about the collector itself; `elsewhere` that another program holds the lease.
    """

    running: bool = False
    collecting: bool = False
    total: int = 0
    done: int = 0
    outcomes: tuple[Outcome, ...] = ()
    round_started_at: datetime | None = None
    round_ended_at: datetime | None = None
    elsewhere: str = ""
    error: str = ""


class Collector:
    """Collects what is due, again and again. Its methods may be called from any thread.

    `clock` gives the time (UTC); `limits` also holds the hosts that the address guard opens.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
        every_s: float = EVERY_S,
        jitter: Callable[[], float] = random.random,
        holder: str = "",
    ) -> None:
        self._store, self._clock, self._jitter = store, clock, jitter
        self._limits, self._every_s = limits or Limits(), every_s
        self.holder = holder or f"{socket.gethostname()[:60]}:{os.getpid()}:{id(self):x}"
        self._lock = threading.Lock()
        self._progress = Progress()
        self._asked: list[tuple[int, ...] | None] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    # -- for any thread ----------------------------------------------------------------------------------------------

    def progress(self) -> Progress:
        with self._lock:
            return self._progress

    def start(self) -> None:
        """Run in a thread of its own, until `stop`. Starting twice changes nothing."""
        if self._thread is None or not self._thread.is_alive():
            self._ended.clear()
            self._thread = threading.Thread(target=self.run, name="collector", daemon=True)
            self._thread.start()

    def stop(self, timeout_s: float = 15.0) -> None:
        """End the rounds; what is being fetched is dropped, what is being kept is finished."""
        self._ended.set()
        self._call(lambda: self._task.cancel() if self._task else None)
        if self._thread is not None:
            self._thread.join(timeout_s)

    def collect_now(self, feed_ids: Iterable[int] | None = None) -> None:
        """Collect these feeds (None: all that are not paused) as soon as the round under way has ended."""
        asked = None if feed_ids is None else tuple(feed_ids)
        with self._lock:
            if asked not in self._asked:
                self._asked.append(asked)
        self._call(lambda: self._wake.set())

    def run(self) -> None:
        """Run in this thread until `stop` is called from another or the program is interrupted."""
        self._change(running=True, error="")
        try:
            asyncio.run(self._run())
        except asyncio.CancelledError:
            log.debug("collector: stopped")
        finally:
            self._change(running=False, collecting=False)
            with contextlib.suppress(SignpostError):
                self._store.lease.release(self.holder)

    # -- in the collector's own thread -------------------------------------------------------------------------------

    async def _run(self) -> None:
        from signpost.feeds.fetch import Fetcher
        from signpost.feeds.parse import Parser

        self._wake, self._task = asyncio.Event(), asyncio.current_task()
        self._loop = asyncio.get_running_loop()
        try:
            with Parser() as parser:
                async with Fetcher(self._limits) as fetcher:
                    while not self._ended.is_set():
                        await self._turn(fetcher, parser)
                        with contextlib.suppress(TimeoutError):
                            await asyncio.wait_for(self._wake.wait(), self._every_s)
                        self._wake.clear()
        finally:
            self._loop = None

    async def _turn(self, fetcher: "Fetcher", parser: "Parser") -> None:
        """One look at what is asked for or due. Trouble with the store is shown and tried again next time."""
        try:
            feeds = await asyncio.to_thread(self._next)
            if feeds:
                await self._round(feeds, fetcher, parser)
            self._change(error="")
        except SignpostError as error:
            log.warning("collector: %s", error)
            self._change(error=str(error))
        except Exception as error:
            log.exception("collector: unexpected error")
            self._change(error=f"something unexpected happened: {type(error).__name__}: {error}"[:300])

    def _next(self) -> list[Feed]:
        with self._lock:
            asked, self._asked = self._asked, []
        mine = self._take()
        wanted = chosen(asked, self._store.feeds.all()) if asked else []
        there = {feed.id for feed in wanted}
        due = self._store.feeds.due(self._clock()) if mine else []
        return wanted + [feed for feed in due if feed.id not in there]

    def _take(self) -> bool:
        now = self._clock()
        mine = self._store.lease.take(self.holder, now, LEASE_S)
        self._change(elsewhere="" if mine else self._store.lease.holder(now))
        return mine

    async def _round(self, feeds: Sequence[Feed], fetcher: "Fetcher", parser: "Parser") -> None:
        from signpost.feeds.collect import collect

        now = self._clock()
        self._change(collecting=True, total=len(feeds), done=0, outcomes=(), round_started_at=now, round_ended_at=None)
        held_at = asyncio.get_running_loop().time()
        outcomes = collect(self._store, feeds, fetcher=fetcher, parser=parser, clock=self._clock, jitter=self._jitter)
        try:
            async with contextlib.aclosing(outcomes):
                async for outcome in outcomes:
                    before = self.progress()
                    self._change(done=before.done + 1, outcomes=(*before.outcomes, outcome))
                    if asyncio.get_running_loop().time() - held_at > LEASE_S / 3:
                        held_at = asyncio.get_running_loop().time()
                        await asyncio.to_thread(self._take)
        finally:
            self._change(collecting=False, round_ended_at=self._clock())

    def _change(self, **values: object) -> None:
        with self._lock:
            self._progress = replace(self._progress, **values)  # type: ignore[arg-type]

    def _call(self, what: Callable[[], object]) -> None:
        """Have something done in the loop, if there is one."""
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it closed meanwhile
                loop.call_soon_threadsafe(what)


def chosen(asked: Sequence[tuple[int, ...] | None], feeds: Sequence[Feed]) -> list[Feed]:
    """The feeds that were asked for. A paused one is collected only if it was named."""
    named = {feed_id for ids in asked if ids is not None for feed_id in ids}
    everything = None in asked
    return [feed for feed in feeds if feed.id in named or (everything and not feed.paused)]
