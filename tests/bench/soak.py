"""Is anything lost or doubled when everything goes wrong for long? python3 dev.py bench soak [MINUTES] [--inside]

`signpost collect --watch` works against a server of 300 feeds that grow, fail, redirect, stall and lie at random, and
is killed -9 in the middle of rounds (ten times in twenty minutes) and started again. An analyst tags all the while.
`--inside` tries the collector that the dashboard runs (`signpost run`) the same way.
Every feed is set by hand to be asked each minute.

An item counts as *served* if an answer that held it was delivered whole: every byte written, to the length it
announced, with nothing wrong in it. What was served to a collector that then lived on for 20 seconds must be in the
store when the soak ends. What was served within the last 20 seconds of one may be in flight: it must be there after one
more round, as long as the feed still holds it. Nothing may be there twice, and nothing that was never
published.

Of the saves that took longest is said what went on meanwhile (`waits`, `beside`). "Machine stood" are moments in which
a program that only sleeps was woken late too: the processors were busy with others, or gone from a virtual machine. The
waits are also given without those moments; the goal is judged by the whole waits. Linux only.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "newsstand")]

from collector import Part  # noqa: E402
from moody import WINDOW, address, link_of, title_of  # noqa: E402
from ours import now, opened  # noqa: E402
from spent import Peak, children  # noqa: E402
from waits import Wait, told, waits  # noqa: E402

from signpost.nouns.feed import Outlet  # noqa: E402
from signpost.store.schema import feeds as feeds_table  # noqa: E402
from signpost.store.schema import fetches, headlines, host_pauses  # noqa: E402

FEEDS, SEED, GRACE_S, SAVE_MS = 300, 11, 20.0, 200.0
EVERY_S = 60


class Collecting:
    """The collector as a process that is killed and started again. `lives` are (from, until)."""

    def __init__(self, database: str, log: Path, inside: bool) -> None:
        part = ["run", "--port", str(free_port())] if inside else ["collect", "--watch"]
        self._command = [sys.executable, "-m", "signpost.cli", *part, "--database", database]
        self._clean = -signal.SIGTERM if inside else 0  # a web server ends by the signal when it has closed everything
        self._log = log
        self.lives: list[tuple[float, float]] = []
        self.orphans = 0
        self.start()

    def start(self) -> None:
        environment = {**os.environ, "SIGNPOST_ALLOW_HOSTS": "127.0.0.0/8"}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, env=environment, stderr=log, stdout=log)
        self._since = time.time()

    @property
    def pid(self) -> int:
        return self._process.pid

    def running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        workers = children(self.pid)
        self._process.kill()
        self._process.wait()
        self.lives.append((self._since, time.time()))
        ends = time.monotonic() + 15
        while (left := [pid for pid in workers if alive(pid)]) and time.monotonic() < ends:
            time.sleep(0.1)
        self.orphans += len(left)

    def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(30)
        self.lives.append((self._since, time.time()))
        return 0 if code == self._clean else code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def subscribe(database: str, port: int) -> dict[int, int]:
    """Feed ids by the paper's number."""
    ids = {}
    with opened(database) as store:
        for paper in range(FEEDS):
            url = f"http://{address(paper)}:{port}/{paper}/feed"
            feed, _ = store.feeds.add(url, title="", outlet=Outlet(name=f"Paper {paper}", language="en"), now=now())
            store.feeds.change(feed.id, every_s=EVERY_S)
            ids[paper] = feed.id
    return ids


def hurry(store: Any, everything: bool = False) -> None:
    """Feeds that failed would back off to hours: in a soak they are asked again like the others."""
    with store.door.writing() as connection:
        if everything:
            connection.execute(delete(host_pauses))
            connection.execute(update(feeds_table).values(next_fetch_at=None, paused=""))
        else:
            soon = feeds_table.c.next_fetch_at > now()
            connection.execute(update(feeds_table).where(feeds_table.c.failures > 0, soon).values(next_fetch_at=now()))


def soak(collecting: Collecting, stand: Part, store: Any, seconds: float, kills: int, draw: random.Random) -> None:
    began = time.monotonic()
    due = [seconds * (number + draw.uniform(0.4, 0.9)) / kills for number in range(kills)]
    hurried, asked = began, 0
    while time.monotonic() - began < seconds:
        time.sleep(0.5)
        if not collecting.running():
            raise SystemExit("the collector ended by itself; see its log")
        busy, asked = stand.ask()["asked"] - asked, stand.ask()["asked"]
        if time.monotonic() - hurried > 30:
            hurry(store)
            hurried = time.monotonic()
        passed = time.monotonic() - began
        if due and passed > due[0] and (busy >= 5 or passed > min(due[0] + 70, seconds - 5)):
            time.sleep(draw.random())
            collecting.kill()
            due.pop(0)
            print(f"  {passed:6.0f} s  killed{' in the middle of a round' if busy >= 5 else ''}", flush=True)
            collecting.start()


def wanted(delivered: list[list[float]], lives: list[tuple[float, float]]) -> tuple[set, set]:
    """The items (paper, number) that must be there, and those that may have been in flight."""
    must: set[tuple[int, int]] = set()
    flight: set[tuple[int, int]] = set()
    for at, paper, first, last in delivered:
        died = any(until - GRACE_S < at <= until + 1 for _, until in lives)
        (flight if died else must).update((int(paper), number) for number in range(int(first), int(last) + 1))
    return must, flight - must


def there(store: Any, ids: dict[int, int]) -> tuple[Counter, list[str]]:
    """How often each item (paper, number) is there, and the headlines that nobody published."""
    papers = {feed_id: paper for paper, feed_id in ids.items()}
    found: Counter[tuple[int, int]] = Counter()
    strange = []
    with store.door.reading() as connection:
        for row in connection.execute(select(headlines.c.feed_id, headlines.c.url, headlines.c.title)):
            paper = papers[row.feed_id]
            number = int(row.url.rpartition("story-")[2].partition("-")[0] or 0) if "story-" in row.url else 0
            real = row.url == link_of(paper, number) and row.title.startswith(title_of(paper, number))
            found[paper, number] += real
            if not real:
                strange.append(f"nobody published this: feed {row.feed_id} {row.title!r} {row.url!r}")
    return +found, strange


def tagged(store: Any, analyst: dict[str, Any]) -> int:
    """How many tags were promised safe and are not there."""
    return len(set(analyst["safe"]) - {judgement.uid for judgement in store.tags.all()})


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("minutes", type=float, nargs="?", default=20.0)
    asked.add_argument("--kills", type=int, default=0, help="default: one in two minutes")
    asked.add_argument("--inside", action="store_true", help="the collector of the dashboard, not `collect --watch`")
    asked.add_argument("--keep", type=Path, help="a folder for the database and the log")
    given = asked.parse_args()
    kills = given.kills or max(1, round(given.minutes / 2))
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        return soaked(folder, given.minutes, kills, given.inside)


def soaked(folder: Path, minutes: float, kills: int, inside: bool) -> int:
    database, log = str(folder / "soak.db"), folder / "collect.log"
    stand = Part(sys.executable, str(HERE / "newsstand" / "moody.py"), str(FEEDS), str(SEED))
    ids = subscribe(database, stand.ready["port"])
    print(f"{FEEDS} feeds, {minutes:g} minutes, {kills} kills; the collector's log: {log}", flush=True)
    tagging = [sys.executable, str(HERE / "newsstand" / "analyst.py"), database]
    analyst = subprocess.Popen(tagging, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    began = time.time()
    with opened(database) as store:
        looking = [sys.executable, str(HERE / "newsstand" / "beside.py"), database]
        beside = subprocess.Popen(looking, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        collecting = Collecting(database, log, inside)
        with Peak(collecting.pid) as peak:
            soak(collecting, stand, store, 60 * minutes, kills, random.Random(SEED))
        time.sleep(GRACE_S)
        code = collecting.stop()
        tags = json.loads(analyst.communicate()[0])
        saw = json.loads(beside.communicate()[0])
        longest = waits(tags, saw, collecting.lives, analyst.pid)
        seen = stand.ask({"log": True})
        must, flight = wanted(seen["delivered"], collecting.lives)
        found, strange = there(store, ids)
        lost = {item for item in must if item not in found}
        stand.ask({"well": True})
        for _ in range(3):
            hurry(store, everything=True)
            environment = {**os.environ, "SIGNPOST_ALLOW_HOSTS": "127.0.0.0/8"}
            command = [sys.executable, "-m", "signpost.cli", "collect", "--json", "--database", database]
            last = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
        after = stand.ask({"log": True})["delivered"]
        stand.close()
        served = wanted(after, [])[0]
        at_last, strange_at_last = there(store, ids)
        newest = {paper: max(n for p, n in served if p == paper) for paper in {p for p, _ in served}}
        gone = {(p, n) for p, n in served if (p, n) not in at_last and n > newest[p] - WINDOW}
        aged = {(p, n) for p, n in flight if (p, n) not in at_last} - gone
        doubled = {item: count for item, count in at_last.items() if count > 1}
        with store.door.reading() as connection:
            rounds = Counter(connection.scalars(select(fetches.c.kind)))
        missing_tags = tagged(store, tags)
        faults = store.faults()
    wrong = [*(f"lost {item}" for item in sorted(lost | gone)), *(f"twice {item}" for item in sorted(doubled))]
    return verdict(
        {
            "served, then lost": len(lost),
            "served, and not there after one more round": len(gone),
            "there twice": len(doubled),
            "headlines nobody published": len({*strange, *strange_at_last}),
            "tags promised and lost": missing_tags,
            "saves that failed": len(tags["failures"]),
            "workers that outlived their collector": collecting.orphans,
            "feeds that failed in the last round": sum(o["outcome"] == "failed" for o in last["feeds"]),
            "exit code of a clean stop": code,
            "faults of the store": len(faults),
        },
        tags,
        longest,
        began,
        f"{len(must):,} items served for certain, {len(flight):,} in flight at an end ({len(aged)} of them had left "
        f"their feed before anybody asked again), {len(at_last):,} kept\n"
        f"fetches {dict(rounds)}, moods {seen['kinds']}, first collector's peak {peak.most_mb:.0f} MB PSS, "
        f"at most {saw['pages']:,} pages in the log",
        [*faults, *wrong[:40], *strange_at_last[:40]],
    )


def verdict(
    counts: dict[str, int], tags: dict[str, Any], longest: list[Wait], began: float, said: str, details: list[str]
) -> int:
    print(said)
    for name, count in counts.items():
        print(f"  {name:<46}{count:6}   {'as it must be' if count == 0 else 'DEFECT'}")
    own = [wait.own_ms for wait in longest]
    several = {
        "saves": tags["waits"],
        "without the machine's standstills": own,
        "a bare write with fsync": tags["disk"],
    }
    for name, times in several.items():
        if times:
            p50, p99, most = (sorted(times)[min(len(times) - 1, int(len(times) * q))] for q in (0.5, 0.99, 1))
            print(f"  {name}: {len(times)}, p50 {p50:.1f}, p99 {p99:.1f}, max {most:.1f} ms")
    print("\n".join(told(longest[:10], began)))
    late = [wait for wait in longest if wait.ms > SAVE_MS]
    quick = bool(longest) and not late
    print(f"  goal (no save waits longer than {SAVE_MS:.0f} ms): {'met' if quick else 'MISSED'}")
    if late:
        stood = sum(wait.own_ms <= SAVE_MS for wait in late)
        print(
            f"    by {len(late)} saves; by {len(late) - stood}, had the machine not stood at {stood} of these moments"
        )
    for line in details:
        print(f"    {line}")
    return 0 if quick and not any(counts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
