"""Writes down how fetches ended: many in one transaction, soon after, never before their headlines are kept.

Beside it, the pass that finds like headlines runs after what was new. Both work in the store's one thread.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from signpost.errors import SignpostError
from signpost.feeds.logged import line, outcome_line
from signpost.nouns.feed import Outcome, OutcomeKind
from signpost.store import Record, Store

log = logging.getLogger("signpost.feeds.collect")
MOST, LATEST_S = 200, 0.5  # so many at once, or so long after the first of them


class Matches(Protocol):
    """Finds headlines that report the same event among those that are new."""

    def run(self, now: datetime) -> object: ...


class Recorder:
    """Takes records, and hands on the outcome of each once it is written down (or could not be)."""

    def __init__(
        self,
        store: Store,
        thread: ThreadPoolExecutor,
        *,
        matcher: Matches | None,
        clock: Callable[[], datetime],
        recorded: Callable[[Outcome], None],
    ) -> None:
        self._store, self._thread, self._matcher, self._clock = store, thread, matcher, clock
        self._recorded = recorded
        self._waiting: list[Record] = []
        self._timer: asyncio.TimerHandle | None = None
        self._writing: set[asyncio.Task[None]] = set()

    def put(self, record: Record) -> None:
        self._waiting.append(record)
        if len(self._waiting) >= MOST:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LATEST_S, self.flush)

    async def finish(self) -> None:
        """Write what is left, and wait for it."""
        self.flush()
        while self._writing:
            await asyncio.gather(*self._writing)

    def flush(self) -> None:
        """Begin to write what waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            records, self._waiting = self._waiting, []
            task = asyncio.get_running_loop().create_task(self._written(records))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def _written(self, records: Sequence[Record]) -> None:
        said = await self._in_thread(self._record, records)
        for record in records:
            outcome = record.outcome
            outcome = replace(outcome, error=outcome.error or said) if said else outcome
            level = logging.WARNING if outcome.error else logging.INFO
            if log.isEnabledFor(level):
                log.log(level, "%s", outcome_line(outcome))
            self._recorded(outcome)
        if self._matcher is not None and any(r.outcome.kind is OutcomeKind.NEW for r in records):
            await self._in_thread(self._match, self._matcher)

    async def _in_thread(self, call: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *arguments)

    def _record(self, records: Sequence[Record]) -> str:
        """Write; what went wrong, in a sentence."""
        try:
            self._store.feeds.record_all(records)
        except SignpostError as error:
            return f"it could not be recorded: {error}"
        except Exception as error:
            log.exception("%s", line(recording=len(records), error=str(error)))
            return f"it could not be recorded: {type(error).__name__}"
        return ""

    def _match(self, matcher: Matches) -> None:
        """Look for the likes of what is new. What fails here is tried again with the next news."""
        try:
            matcher.run(self._clock())
        except SignpostError as error:
            log.warning("%s", line(matching="failed", error=str(error)))
        except Exception as error:
            log.exception("%s", line(matching="failed", error=str(error)))
