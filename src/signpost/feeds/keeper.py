"""Hands what feeds brought to the store, several feeds in one transaction where they bring little.

A transaction costs more than a row, and most feeds bring a few. Who waits, waits for the store anyhow: while it writes
some, others come together. If a transaction fails, each of its feeds is tried alone, so that nobody fails for another.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from signpost.errors import StoreBusy, StoreUnusable
from signpost.feeds.logged import line
from signpost.nouns.feed import Feed
from signpost.nouns.headline import Arrival
from signpost.store import TOGETHER, Bundle, Kept, Store

log = logging.getLogger("signpost.feeds.collect")
SOON_S = 0.02  # how long a feed waits for others' company


class Keeper:
    """Keeps arrivals by way of the store's one thread. Lives in one event loop."""

    def __init__(self, store: Store, thread: ThreadPoolExecutor, clock: Callable[[], datetime]) -> None:
        self._store, self._thread, self._clock = store, thread, clock
        self._waiting: deque[tuple[Bundle, asyncio.Future[Kept]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def keep(self, feed: Feed, arrivals: Sequence[Arrival], *, unread: int | None = None) -> Kept:
        """Keep what a feed brought (`Bundle`). Raises what the store raises."""
        kept: asyncio.Future[Kept] = asyncio.get_running_loop().create_future()
        bundle = Bundle(feed_id=feed.id, outlet=feed.outlet, arrivals=arrivals, unread=unread)
        self._waiting.append((bundle, kept))
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        return await kept

    async def stop(self) -> None:
        """Drop what waits; what is being written is finished."""
        for _, kept in self._waiting:
            kept.cancel()
        self._waiting.clear()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        try:
            await asyncio.sleep(SOON_S)
            while self._waiting:
                some = self._next()
                results = await asyncio.get_running_loop().run_in_executor(
                    self._thread, self._keep, [bundle for bundle, _ in some]
                )
                for (_, kept), result in zip(some, results, strict=True):
                    if kept.done():  # whoever waited for it has gone
                        continue
                    if isinstance(result, Exception):
                        kept.set_exception(result)
                    else:
                        kept.set_result(result)
        finally:
            self._task = None

    def _next(self) -> list[tuple[Bundle, "asyncio.Future[Kept]"]]:
        """Those that come next, as many as one transaction takes, each feed once; never none."""
        some = [self._waiting.popleft()]
        items, feeds = len(some[0][0].arrivals), {some[0][0].feed_id}
        while self._waiting:
            bundle = self._waiting[0][0]
            items += len(bundle.arrivals)
            if items > TOGETHER or bundle.feed_id in feeds:
                break
            feeds.add(bundle.feed_id)
            some.append(self._waiting.popleft())
        return some

    def _keep(self, bundles: Sequence[Bundle]) -> Sequence[Kept | Exception]:
        """In the store's thread."""
        if len(bundles) > 1:
            try:
                return self._store.headlines.keep_feeds(bundles, now=self._clock())
            except (StoreBusy, StoreUnusable) as error:  # no feed's fault: it would be the same for each
                return [error] * len(bundles)
            except Exception as error:
                log.warning("%s", line(keeping=len(bundles), error=str(error)))
        return [self._keep_one(bundle) for bundle in bundles]

    def _keep_one(self, bundle: Bundle) -> Kept | Exception:
        try:
            return self._store.headlines.keep(
                bundle.arrivals,
                outlet=bundle.outlet,
                feed_id=bundle.feed_id,
                now=self._clock(),
                unread=bundle.unread,
            )
        except Exception as error:
            return error
