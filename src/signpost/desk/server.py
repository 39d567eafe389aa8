"""What all pages share: one open store, its framework, and the collector that runs beside them.

Opened once per server, by its start (`lifespan`) or by the first page that asks; `desk()` hands it out.
"""

import gc
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from signpost.errors import SignpostError
from signpost.feeds.collector import Collector
from signpost.feeds.fetch import Limits
from signpost.indicators.board import Board, board
from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load
from signpost.nouns.trend import Trend
from signpost.settings import Settings, from_environment
from signpost.store import Store, open_store
from signpost.tagging.demo import is_demo
from signpost.tagging.queue import Reader, relevance
from signpost.trends.trace import trace

log = logging.getLogger(__name__)
BOARDS_KEPT = 4
TRENDS_KEPT = 256


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Desk:
    """An open store under its framework. `collector` is None where collecting is left to another program."""

    settings: Settings
    framework: Framework
    reader: Reader
    store: Store
    collector: Collector
    _boards: Any = field(init=False)
    _trends: Any = field(init=False)
    _reckoning: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._boards = lru_cache(maxsize=BOARDS_KEPT)(self._board)
        self._trends = lru_cache(maxsize=TRENDS_KEPT)(self._trend)

    def today(self) -> date:
        """The day that pages open on: today in UTC; for the demo the last day that it tells of."""
        if is_demo(self.store) and (newest := self.store.headlines.newest()):
            return newest.date()
        return now().date()

    def known(self) -> datetime:
        """The moment of the last change of tags or stories: what is shown now is known at this time."""
        return self.store.knowledge()

    def board(self, known: datetime | None = None) -> Board:
        """The evidence as known at a moment (default: now), reckoned up once and remembered."""
        with self._reckoning:  # several pages that ask together wait for one reckoning
            found: Board = self._boards(known or self.known())
        return found

    def trend(self, factor_id: str, first: date, last: date, known: datetime | None = None) -> Trend:
        """One factor day by day, remembered."""
        found: Trend = self._trends(factor_id, first, last, known or self.known())
        return found

    def _board(self, known: datetime) -> Board:
        return board(self.store.tags.evidence(known), self.framework)

    def _trend(self, factor_id: str, first: date, last: date, known: datetime) -> Trend:
        return trace(self.board(known).sums[factor_id], factor_id, first, last)

    def close(self) -> None:
        self.collector.stop()
        self.store.close()


_opening = threading.Lock()
_desk: Desk | None = None


def desk() -> Desk:
    """The open desk; opens it at the first call. Raises SignpostError."""
    global _desk
    with _opening:
        if _desk is None:
            _desk = opened(from_environment(os.environ))
        return _desk


def opened(settings: Settings) -> Desk:
    framework = load(settings.framework)
    reader = relevance(framework)
    store = open_store(settings.database, framework, reader.rank, file=settings.framework)
    store.inbox.catch_up()
    collector = Collector(store, clock=now, limits=Limits(allow_hosts=settings.allow_hosts))
    return Desk(settings=settings, framework=framework, reader=reader, store=store, collector=collector)


def close() -> None:
    """Close the desk; the next call of `desk` opens it anew, with the settings of that moment."""
    global _desk
    with _opening:
        if _desk is not None:
            _desk.close()
            _desk = None


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Open the desk when the server starts and close it when it ends; what goes wrong, the frame shows."""
    answer_at_once()
    try:
        opened_desk = desk()
        if opened_desk.settings.collect and not is_demo(opened_desk.store):
            opened_desk.collector.start()
    except SignpostError as error:
        log.error("%s", error)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: no collection needs to look at it again
    try:
        yield
    finally:
        close()


def answer_at_once() -> None:
    """Send small answers without waiting for more (TCP_NODELAY), which asyncio leaves out for a socket made as
    Streamlit makes it: 48 ms become 12 for each round trip. Connections inherit it from the listening socket."""
    for thing in gc.get_objects():
        if type(thing) is socket.socket and thing.family in (socket.AF_INET, socket.AF_INET6):
            try:
                thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                continue
