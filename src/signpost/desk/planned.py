"""Looks every half minute whether a schedule is due, beside a dashboard's server."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from signpost.errors import SignpostError
from signpost.nouns.schedule import Plan
from signpost.store import Store

log = logging.getLogger(__name__)
FIRST_LOOK_S = 20.0  # the pages come first
LOOK_S = 30.0
GOODBYE_S = 5.0


class Planned:
    """`start` and `stop` it. What came of each run stands in the store."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="schedules", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._closing.set()
        if self._thread is not None:
            self._thread.join(GOODBYE_S)

    def _run(self) -> None:
        pause = FIRST_LOOK_S
        while not self._closing.wait(pause):
            pause = LOOK_S
            try:
                self.look()
            except SignpostError as error:
                log.error("schedules: %s", error)
            except Exception:  # one bad schedule must not end all of them
                log.exception("schedules")

    def look(self) -> None:
        """Do what is due. The sums are loaded only then."""
        now = self._clock()
        told = [one for one in self._store.schedules.all() if not one.paused]
        if any(one.next_at <= now or far(one.plan, one.next_at, now) for one in told):
            from signpost.snapshots.planned import run_due

            run_due(self._store, self._clock, stop=self._closing.is_set)


def far(plan: Plan, moment: datetime, now: datetime) -> bool:
    """Whether a moment is further ahead than a plan allows: the clock was set back."""
    return moment > now + 2 * plan.period
