"""What the store's tests share: a hand that keeps and tags in one line, a second opening, and other programs."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from signpost.nouns.feed import Outlet
from signpost.nouns.framework import Framework
from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action, Analyst, Direction, Event
from signpost.store import Kept, Saved, Store, open_store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def rank(title: str, summary: str) -> int:
    return min(3, title.lower().count("russia"))


@dataclass
class Hand:
    """Works on a store as feeds and analysts do; every act comes a minute after the one before."""

    store: Store
    framework: Framework
    now: datetime = NOW
    uids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def later(self, minutes: float = 1) -> datetime:
        self.now += timedelta(minutes=minutes)
        return self.now

    def keep(self, *arrivals: Arrival | str, outlet: str = "Herald", feed_id: int | None = None) -> Kept:
        """A text is a title: of an item with that key and without a link or time."""
        items = [Arrival(key=a, title=a) if isinstance(a, str) else a for a in arrivals]
        return self.store.headlines.keep(items, outlet=Outlet(name=outlet), feed_id=feed_id, now=self.later())

    def story(self, headline_id: int) -> int:
        found = self.store.headlines.get(headline_id)
        assert found is not None
        return found.story_id

    def analyst(self, name: str) -> Analyst:
        return self.store.analysts.named(name, self.now)

    def event(self, action: Action, headline: int, factor: int = 0, way: Direction = Direction.WEAKENS, **more: object):
        values = {"uid": f"e{next(self.uids)}", "action": action, "headline_id": headline, "at": self.now} | more
        if action in (Action.TAG, Action.RULING):
            values |= {"factor_id": self.framework.factors[factor].id, "direction": way}
        if action is Action.DEED:
            values |= {"signpost_id": self.framework.scenarios[factor].signposts[0].id}
        return Event(**values)

    def do(self, who: str, action: Action, headline: int, factor: int = 0, **more: object) -> str:
        """Save one event; its uid."""
        self.later()
        event = self.event(action, headline, factor, **more)
        assert self.save(who, [event]).acknowledged == (event.uid,)
        return event.uid

    def save(self, who: str, events: Sequence[Event]) -> Saved:
        return self.store.tags.save(events, self.analyst(who), self.now)

    def standing(self, *headlines: int) -> set[tuple[str, str, str]]:
        """(analyst, kind, factor's short name or signpost) of what stands."""
        short = {f.id: f.short for f in self.framework.factors}
        return {
            (j.analyst.name, j.kind.value, short.get(j.factor_id or "", j.signpost_id or ""))
            for j in self.store.tags.standing(headlines)
        }

    def waits(self, who: str, limit: int = 50) -> list[int]:
        return [pick.headline_id for pick in self.store.inbox.next(self.analyst(who).id, limit)]


@pytest.fixture
def hand(store: Store, framework: Framework) -> Hand:
    return Hand(store, framework)


@pytest.fixture
def hand_on_sqlite(sqlite_store: Store, framework: Framework) -> Hand:
    return Hand(sqlite_store, framework)


@pytest.fixture
def open_again(framework: Framework) -> Iterator[Callable[..., Store]]:
    """Open a database once more (under another framework, if one is given), as another program would."""
    opened: list[Store] = []

    def again(url: str, under: Framework = framework) -> Store:
        opened.append(open_store(url, under, rank))
        return opened[-1]

    yield again
    for each in opened:
        each.close()


PRELUDE = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from signpost.nouns.feed import Outlet
from signpost.nouns.framework_file import load
from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action, Direction, Event
from signpost.store import open_store
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
url, framework = sys.argv[1], load(Path(sys.argv[2]))
def at_once():
    print("ready", flush=True)
    sys.stdin.readline()
"""


class Program:
    """Another Python program on the same database; `at_once()` in it waits for `go()` here."""

    def __init__(self, code: str, url: str, framework_file: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + code, url, framework_file],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        )

    def ready(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.process.communicate()[1]

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def said(self) -> str:
        """All it printed, after a good end."""
        out, err = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, err
        return out

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def programs(pytestconfig: pytest.Config) -> Iterator[Callable[[str, str], Program]]:
    file = str(pytestconfig.rootpath / "data" / "scenarios" / "hesitation.toml")
    begun: list[Program] = []

    def begin(code: str, url: str) -> Program:
        begun.append(Program(code, url, file))
        return begun[-1]

    yield begin
    for each in begun:
        each.end()
