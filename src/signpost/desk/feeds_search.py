"""A search for the feeds of a site, in a thread of its own: the page shows how it goes, and can be left meanwhile."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from signpost.errors import SignpostError
from signpost.feeds.limits import Limits

if TYPE_CHECKING:
    from signpost.feeds.discover import Found

log = logging.getLogger(__name__)
PATIENCE_S = 60.0


class Search:
    """Looks for the feeds of `address` from the moment it is made. `found` is None until it ended.

    `reason` is a sentence if it went wrong. `seconds()` tells how long it has been looking.
    """

    def __init__(self, address: str, limits: Limits, clock: Callable[[], datetime]) -> None:
        self.address, self._limits, self._clock = address, limits, clock
        self.found: Found | None = None
        self.reason = ""
        self._began = time.monotonic()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Found] | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="discover", daemon=True)
        self._thread.start()

    def seconds(self) -> int:
        return int(time.monotonic() - self._began)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Give up; what was under way is dropped."""
        self._stopped = True
        loop, task = self._loop, self._task
        if loop is not None and task is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(task.cancel)
            except RuntimeError:  # it ended meanwhile
                return

    def wait(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self.found = asyncio.run(self._look())
            self.reason = "" if self.found.feeds else self.found.reason or "no feed was found there"
        except asyncio.CancelledError:
            self.reason = "stopped"
        except TimeoutError:
            self.reason = f"nothing was found within {PATIENCE_S:.0f} seconds"
        except SignpostError as error:
            self.reason = getattr(error, "reason", "") or str(error)
        except Exception as error:
            log.exception("looking for feeds at %r", self.address)
            self.reason = f"something unexpected happened: {type(error).__name__}: {error}"[:300]

    async def _look(self) -> "Found":
        from signpost.feeds.discover import find
        from signpost.feeds.fetch import Fetcher
        from signpost.feeds.parse import Parser

        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self._stopped:
            raise asyncio.CancelledError
        with Parser() as parser:
            async with Fetcher(self._limits) as fetcher, asyncio.timeout(PATIENCE_S):
                return await find(fetcher, parser, self.address)
