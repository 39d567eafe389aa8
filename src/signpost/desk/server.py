"""What all pages share: one open store, its framework, and the collector that runs beside them.

Opened once per server, by its start (`lifespan`) or by the first page that asks; `desk()` hands it out.
"""

import gc
import importlib
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from signpost.desk import this_run
from signpost.desk.planned import Planned
from signpost.desk.ranking import Ranking
from signpost.desk.remembered import Remembered
from signpost.errors import SignpostError
from signpost.feeds.collector import Collector
from signpost.feeds.match import match_new
from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load
from signpost.settings import Settings, from_environment
from signpost.store import Store, open_store
from signpost.tagging.demo import is_demo, today
from signpost.tagging.queue import Reader, relevance

if TYPE_CHECKING:
    from signpost.desk.reckoned import Reckoned

log = logging.getLogger(__name__)
T = TypeVar("T")
BOARDS = 4  # whole frames of evidence: a large team's is some ten megabytes
VIEWS = 512  # small things made of them


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
    pile: Ranking = field(init=False)
    plans: Planned = field(init=False)
    _boards: Remembered = field(init=False, default_factory=lambda: Remembered(BOARDS, after_another=True))
    _views: Remembered = field(init=False, default_factory=lambda: Remembered(VIEWS))
    _closing: threading.Event = field(init=False, default_factory=threading.Event)
    _ranking: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.pile = Ranking(self.settings, self.store)
        self.plans = Planned(self.store, now)
        self._ranking = threading.Thread(target=self._rank, name="ranking", daemon=True)
        self._ranking.start()

    def today(self) -> date:
        """The day that pages open on."""
        return this_run.once("today", lambda: today(self.store, now()))

    def demo(self) -> bool:
        """Whether the data is the invented demo."""
        return this_run.once("demo", lambda: is_demo(self.store))

    def newest(self) -> datetime | None:
        """When the newest headline came in; None if there is none."""
        return this_run.once("newest", self.store.headlines.newest)

    def once(self, *key: Hashable, make: Callable[[], T]) -> T:
        """Anything that is costly to make again, remembered for all readers by a key of the caller's."""
        return self._views.once(key, make)

    def reckoned(self, known: datetime | None = None) -> "Reckoned":
        """What follows from the tags as known at a moment; default: the moment of their last change."""
        from signpost.desk.reckoned import Reckoned  # pandas and scipy: loaded while the browser loads its scripts

        at = known or self.store.knowledge()
        return Reckoned(self.store, self.framework, self._boards, self._views, at)

    def waiting(self) -> int:
        """How many stories nobody has judged; counted again only when tags or stories changed, or while ranking."""
        if self._ranking.is_alive():
            return self.store.inbox.waiting()
        return self.reckoned().once("waiting", make=self.store.inbox.waiting)

    def _rank(self) -> None:
        """Rank what a changed framework has not ranked yet, beside the pages: 444,729 headlines take half a minute.
        Then find the stories of headlines that no pass has looked at (an import that was stopped, an older database).
        """
        try:
            self.store.inbox.catch_up(stop=self._closing.is_set)
            if not is_demo(self.store):
                match_new(self.store, now(), stop=self._closing.is_set)
        except SignpostError as error:
            log.error("ranking the queue: %s", error)

    def close(self) -> None:
        self._closing.set()
        self.pile.stop()
        self.plans.stop()
        self._ranking.join()
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
    collector = Collector(store, clock=now, limits=settings.limits)
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
        opened_desk.pile.start()
        opened_desk.plans.start()
        threading.Thread(target=get_ready, args=(opened_desk,), name="ready", daemon=True).start()
    except SignpostError as error:
        log.error("%s", error)
    try:
        yield
    finally:
        close()


def get_ready(open_desk: Desk) -> None:
    """Load what the pages need and make what they show while the browser still fetches its scripts."""
    for name in ("indicators", "trends", "headlines", "snapshots", "deck"):
        importlib.import_module(f"signpost.desk.{name}")
    ahead = importlib.import_module("signpost.desk.ahead")
    importlib.import_module("altair.utils.schemapi").disable_debug_mode()  # the tests check each chart by its schema
    try:
        ahead.look_ahead(open_desk)
    except SignpostError as error:
        log.error("%s", error)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: no collection needs to look at it again


def answer_at_once() -> None:
    """Send small answers without waiting for more (TCP_NODELAY), which asyncio leaves out for a socket made as
    Streamlit makes it: 48 ms become 12 for each round trip. Connections inherit it from the listening socket."""
    for thing in gc.get_objects():
        if type(thing) is socket.socket and thing.family in (socket.AF_INET, socket.AF_INET6):
            try:
                thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                continue
