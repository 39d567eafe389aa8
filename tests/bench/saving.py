"""How long does an analyst's save take while seven colleagues save too? SQLite, one transaction for each save.

Beside it stands a floor measured in the same run: as many processes that insert one bare row at a time with plain
sqlite3 (WAL, BEGIN IMMEDIATE, synchronous=FULL), which wait for one another in SQLite's own way.
The goal: no failure, and 99 of 100 saves within 150 ms.
"""

import multiprocessing
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signpost.errors import SignpostError
from signpost.nouns.feed import Outlet
from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load
from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action, Direction, Event
from signpost.store import Store, open_store

FRAMEWORK = Path(__file__).resolve().parents[2] / "data" / "scenarios" / "hesitation.toml"
PROCESSES, SAVES, GOAL_MS = 8, 100, 150.0
MORE = ("p50", "p95", "p99", "max")


def opened(file: str) -> tuple[Store, Framework]:
    framework = load(FRAMEWORK)
    return open_store(file, framework, lambda title, summary: 0), framework


def saves(file: str, worker: int) -> Iterator[Callable[[], Any]]:
    """The acts of one analyst: a hundred headlines, one tag each."""
    store, framework = opened(file)
    with store:
        now = datetime.now(UTC)
        analyst = store.analysts.named(f"Analyst {worker}", now)
        for number in range(SAVES):
            event = Event(
                uid=f"{worker}-{number}",
                action=Action.TAG,
                headline_id=1 + (number * 7 + worker) % SAVES,
                at=now,
                factor_id=framework.factors[number % len(framework.factors)].id,
                direction=Direction.STRENGTHENS,
            )
            yield lambda event=event: store.tags.save([event], analyst, datetime.now(UTC))


def bare_inserts(file: str, worker: int) -> Iterator[Callable[[], Any]]:
    connection = sqlite3.connect(file, timeout=20, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")

    def insert(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare (uid) VALUES (?)", (f"{worker}-{number}",))
        connection.execute("COMMIT")

    for number in range(SAVES):
        yield lambda number=number: insert(number)
    connection.close()


def work(acts: Any, file: str, worker: int, start: Any, answers: Any) -> None:
    """Do the acts of one process; (milliseconds of each, failures) go back."""
    took: list[float] = []
    failures: list[str] = []
    each = acts(file, worker)
    act = next(each, None)
    start.wait()
    while act is not None:
        began = time.perf_counter()
        try:
            act()
        except (SignpostError, sqlite3.Error) as error:
            failures.append(str(error))
        took.append(1000 * (time.perf_counter() - began))
        act = next(each, None)
    answers.put((took, failures))


def at_once(acts: Any, file: str) -> tuple[list[float], list[str], float]:
    """All processes at once: every act's milliseconds, the failures, and the seconds of the whole."""
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(PROCESSES + 1), context.Queue()
    processes = [context.Process(target=work, args=(acts, file, n, start, answers)) for n in range(PROCESSES)]
    for process in processes:
        process.start()
    start.wait()
    began = time.perf_counter()
    told = [answers.get() for _ in processes]
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    return sorted(ms for took, _ in told for ms in took), [f for _, failed in told for f in failed], seconds


def quantiles(took: list[float]) -> dict[str, float]:
    return {
        name: took[min(len(took) - 1, int(len(took) * q))] for name, q in zip(MORE, (0.5, 0.95, 0.99, 1), strict=True)
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        bare, file = str(Path(folder) / "bare.db"), str(Path(folder) / "signpost.db")
        connection = sqlite3.connect(bare)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, uid TEXT UNIQUE)")
        connection.close()
        with opened(file)[0] as store:
            arrivals = [Arrival(key=str(n), title=f"Report number {n} of the day") for n in range(SAVES)]
            store.headlines.keep(arrivals, outlet=Outlet(name="Herald"), now=datetime.now(UTC))
        floor, floor_failures, floor_seconds = at_once(bare_inserts, bare)
        took, failures, seconds = at_once(saves, file)
        with opened(file)[0] as store:
            kept = store.tags.count()
    of = PROCESSES * SAVES
    print(f"{PROCESSES} processes, {SAVES} saves each, at once          floor: bare inserts of one row")
    print(f"failures {len(failures)} of {of}, kept {kept}             failures {len(floor_failures)} of {of}")
    print(f"saves a second {of / seconds:7.0f}               inserts a second {of / floor_seconds:7.0f}")
    ours, theirs = quantiles(took), quantiles(floor)
    for name in MORE:
        print(f"{name:>4} {ours[name]:8.1f} ms   {theirs[name]:8.1f} ms   ratio {ours[name] / theirs[name]:.2f}")
    good = not failures and kept == of and ours["p99"] <= GOAL_MS
    print(f"goal (no failure, p99 within {GOAL_MS:.0f} ms): {'met' if good else 'missed'}")
    for failure in sorted(set(failures + floor_failures)):
        print(f"  {failure}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
