"""Rounds that run by themselves: in a thread beside the dashboard, or in the foreground for `collect --watch`.

Of several programs on one store only the holder of the lease runs scheduled rounds (`hold`). What a person asks for is
done at once by whoever is asked: keeping the same items twice changes nothing.
"""

import asyncio
import contextlib
import logging
import random
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from signpost.errors import SignpostError
from signpost.feeds.asked import LeftOut, chosen
from signpost.feeds.hold import LEASE_S, Hold, holder_name
from signpost.feeds.limits import Limits
from signpost.feeds.logged import line
from signpost.nouns.feed import Feed, Outcome
from signpost.store import Store

# The network's libraries take a third of a second to load. The dashboard opens without waiting for them.
if TYPE_CHECKING:
    from signpost.feeds.fetch import Fetcher
    from signpost.feeds.match import Matcher
    from signpost.feeds.parse import Parser

log = logging.getLogger(__name__)
EVERY_S = 60.0  # how often is looked for feeds that are due
NOTE_S, PRUNE_S = 600.0, 24 * 3600.0  # how often gaps are noted, how often old fetches are removed
SET_BACK = timedelta(minutes=5)  # a clock that differs by less from the last fetch was only put right


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the collector is doing, for a page to show.

    `outcomes` are those of the round under way, or of the last one; `done` of `total` feeds have ended; `left_out` are
    the feeds that somebody asked for and that were not collected, each with the reason. `error` is a sentence about
    the collector itself; `name` is what it is called, `elsewhere` the name of another program that collects instead.
    `next_look_at` is when it looks for due feeds again.
    """

    running: bool = False
    collecting: bool = False
    total: int = 0
    done: int = 0
    outcomes: tuple[Outcome, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    round_started_at: datetime | None = None
    round_ended_at: datetime | None = None
    next_look_at: datetime | None = None
    name: str = ""
    elsewhere: str = ""
    error: str = ""


class Collector:
    """Collects what is due, again and again. Its methods may be called from any thread.

    `clock` gives the time (UTC); `limits` also holds the hosts that the address guard opens. `what` is how it is called
    by name, with machine and process; `first` makes one in a process of its own go before a dashboard's (`Hold`).
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
        every_s: float = EVERY_S,
        lease_s: float = LEASE_S,
        jitter: Callable[[], float] = random.random,
        what: str = "the dashboard",
        first: bool = False,
    ) -> None:
        self._store, self._clock, self._jitter = store, clock, jitter
        self._limits, self._every_s = limits or Limits(), every_s
        self.holder = holder_name(what)
        self._hold = Hold(store, self.holder, clock=clock, seconds=lease_s, first=first, changed=self._hold_changed)
        self._lock = threading.Lock()
        self._progress = Progress(name=self.holder)
        self._asked: list[tuple[int, ...] | None] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._matcher: Matcher | None = None
        self._noted_at = self._pruned_at = -PRUNE_S
        self._set_back_at = 0

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
        """Collect these feeds (None: all that are not paused) as soon as the round under way has ended.

        One that was asked for within the last minute, or whose server asked to be left alone, is left out:
        `progress().left_out` says why.
        """
        asked = None if feed_ids is None else tuple(feed_ids)
        with self._lock:
            if asked not in self._asked:
                self._asked.append(asked)
        self._call(lambda: self._wake.set())

    def run(self) -> None:
        """Run in this thread until `stop` is called from another, or from a signal's handler."""
        self._change(running=True, error="")
        loop = asyncio.new_event_loop()
        helpers = ThreadPoolExecutor(8, thread_name_prefix="collector")
        try:
            asyncio.set_event_loop(loop)
            loop.set_default_executor(helpers)
            self._task = loop.create_task(self._run())
            self._loop = loop
            if not self._ended.is_set():
                loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            log.debug("%s", line(collector="stopped"))
        except Exception as error:
            log.error("%s", line(collector="ended", error=str(error), trace=traceback.format_exc()[-2000:]))
            self._change(error=f"the collector ended: {type(error).__name__}: {error}"[:300])
        finally:
            self._loop = None
            self._task.cancel() if self._task else None
            loop.run_until_complete(loop.shutdown_asyncgens())
            # not waited for: a name look-up that hangs cannot be interrupted, and nobody wants its answer any more
            helpers.shutdown(wait=False, cancel_futures=True)
            asyncio.set_event_loop(None)
            loop.close()
            self._hold.stop()
            self._change(running=False, collecting=False, next_look_at=None)

    # -- in the collector's own thread -------------------------------------------------------------------------------

    async def _run(self) -> None:
        from signpost.feeds.fetch import Fetcher
        from signpost.feeds.match import Matcher
        from signpost.feeds.parse import Parser

        self._wake = asyncio.Event()
        self._matcher = Matcher(self._store)
        await self._taken_hold()
        parser = Parser()
        try:
            async with Fetcher(self._limits) as fetcher:
                while not self._ended.is_set():
                    await self._turn(fetcher, parser)
                    self._change(next_look_at=self._clock() + timedelta(seconds=self._every_s))
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), self._every_s)
                    self._wake.clear()
        finally:
            close_soon(parser)

    async def _taken_hold(self) -> None:
        """Whoever stops this at that moment waits until it is done: what was half taken could not be given back."""
        taking = asyncio.ensure_future(asyncio.to_thread(self._hold.start))
        try:
            await asyncio.shield(taking)
        except asyncio.CancelledError:
            await taking
            raise

    async def _turn(self, fetcher: "Fetcher", parser: "Parser") -> None:
        """One look at what is asked for or due. Trouble with the store is shown and tried again next time."""
        try:
            asked, due = await asyncio.to_thread(self._next)
            if asked or due:
                await self._round([*asked, *due], {feed.id for feed in asked}, fetcher, parser)
            self._change(error=self._hold.error)
        except SignpostError as error:
            log.warning("%s", line(collector="trouble", error=str(error)))
            self._change(error=str(error))
        except Exception as error:
            log.error("%s", line(collector="trouble", error=str(error), trace=traceback.format_exc()[-2000:]))
            self._change(error=f"something unexpected happened: {type(error).__name__}: {error}"[:300])

    def _next(self) -> tuple[list[Feed], list[Feed]]:
        """The feeds that somebody asked for, and the others that are due if this is the program that collects."""
        with self._lock:
            asked, self._asked = self._asked, []
        now = self._clock()
        wanted: list[Feed] = []
        try:
            if asked:
                pauses, makers = self._store.feeds.pauses(now), self._limits.makers
                wanted, left_out = chosen(asked, self._store.feeds.all(), pauses, now, makers)
                self._store.feeds.asked([feed.id for feed in wanted], now)
                self._change(left_out=tuple(left_out))
            if not self._hold.mine:
                return wanted, []
            self._tidy(now)
            there = {feed.id for feed in wanted}
            return wanted, [feed for feed in self._store.feeds.due(now) if feed.id not in there]
        except SignpostError:
            with self._lock:
                self._asked = asked + self._asked  # what was asked for is not forgotten
            raise

    def _tidy(self, now: datetime) -> None:
        """What the program that collects does beside it: put the plans right after the clock was set back, note who
        has gone unheard, remove old fetches."""
        last = self._store.feeds.last_started()
        if last is not None and last[1] > now + SET_BACK and last[0] != self._set_back_at:
            log.warning("%s", line(clock="set back", by_s=(last[1] - now).total_seconds()))
            self._store.feeds.set_back(last[1] - now, now)
            self._set_back_at = last[0]
        if time.monotonic() - self._noted_at >= NOTE_S:
            self._store.gaps.note(now)
            self._noted_at = time.monotonic()
        if time.monotonic() - self._pruned_at >= PRUNE_S:
            self._store.feeds.prune(now)
            self._pruned_at = time.monotonic()

    async def _round(self, feeds: Sequence[Feed], asked: set[int], fetcher: "Fetcher", parser: "Parser") -> None:
        """Collect these. Once another program collects, only those that somebody asked for here are still begun."""
        from signpost.feeds.collect import collect

        now = self._clock()
        self._change(collecting=True, total=len(feeds), done=0, outcomes=(), round_started_at=now, round_ended_at=None)
        outcomes = collect(
            self._store,
            feeds,
            fetcher=fetcher,
            parser=parser,
            clock=self._clock,
            jitter=self._jitter,
            matcher=self._matcher,
            still=lambda feed: self._hold.mine or feed.id in asked,
        )
        try:
            async with contextlib.aclosing(outcomes):
                async for outcome in outcomes:
                    before = self.progress()
                    self._change(done=before.done + 1, outcomes=(*before.outcomes, outcome))
        finally:
            self._change(collecting=False, round_ended_at=self._clock())

    def _hold_changed(self) -> None:
        self._change(elsewhere=self._hold.elsewhere, **({"error": self._hold.error} if self._hold.error else {}))
        self._call(lambda: self._wake.set())

    def _change(self, **values: object) -> None:
        with self._lock:
            self._progress = replace(self._progress, **values)  # type: ignore[arg-type]

    def _call(self, what: Callable[[], object]) -> None:
        """Have something done in the loop, if there is one."""
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it closed meanwhile
                loop.call_soon_threadsafe(what)


def close_soon(parser: "Parser") -> None:
    """End the parsing processes; one that is busy with a hard feed is left to its deadline, or to our own end."""
    closing = threading.Thread(target=parser.close, name="closing", daemon=True)
    closing.start()
    closing.join(1.0)
