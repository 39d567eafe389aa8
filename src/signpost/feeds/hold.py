"""Keeps the lease that says who collects, in a thread of its own: no slow round and no busy loop lets it lapse."""

import itertools
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime

from signpost.errors import SignpostError
from signpost.feeds.logged import line
from signpost.store import Store

log = logging.getLogger(__name__)
LEASE_S = 30.0
_number = itertools.count(1)


def holder_name(what: str) -> str:
    """How a collector is called in the lease, for people to read; no two that run have the same."""
    number = next(_number)
    return f"{what} on {socket.gethostname()[:60]}, process {os.getpid()}" + (f"/{number}" if number > 1 else "")


class Hold:
    """Takes the lease when it is free, prolongs it every third of its time, and gives it back at the end.

    `mine` says whether it is held now, `elsewhere` by whom else; `changed` is called (in this object's thread) when
    either changed. `first` goes before collectors that are not (`Lease.take`).
    """

    def __init__(
        self,
        store: Store,
        name: str,
        *,
        clock: Callable[[], datetime],
        seconds: float = LEASE_S,
        first: bool = False,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self.name, self._clock, self._seconds = store, name, clock, seconds
        self._first, self._changed = first, changed
        self.mine, self.elsewhere, self.error = False, "", ""
        self._held_at = 0.0  # by the clock that nobody sets
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look for the first time now, then in a thread."""
        self._ended.clear()
        self.beat()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give the lease back."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(self._seconds)
        self.mine = False
        try:
            self._store.lease.release(self.name)
        except SignpostError as error:
            log.warning("%s", line(lease="not released", error=str(error)))

    def beat(self) -> None:
        """Take or prolong the lease once. It counts as lost only when trouble with the store outlasts it."""
        before = (self.mine, self.elsewhere, self.error)
        try:
            now = self._clock()
            self.mine = self._store.lease.take(self.name, now, self._seconds, first=self._first)
            self.elsewhere = "" if self.mine else self._store.lease.holder(now)
            self.error = ""
            self._held_at = time.monotonic()
        except Exception as error:  # whatever it is, the next beat may go well again
            known = isinstance(error, SignpostError)
            self.error = str(error) if known else f"something unexpected happened: {type(error).__name__}: {error}"
            self.mine = self.mine and time.monotonic() - self._held_at < self._seconds
        if before != (self.mine, self.elsewhere, self.error):
            who = "this program" if self.mine else self.elsewhere or "nobody"
            log.info("%s", line(collects=who, error=self.error) if self.error else line(collects=who))
            self._changed()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds / 3):
            self.beat()
