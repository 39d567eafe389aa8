"""What does collecting cost? python3 dev.py bench collector [--feeds N] [--runs N] [--alone]

Two hundred invented feeds of forty entries, from a server of their own on as many addresses of this machine. The peer
is `reader` 3.26 with one worker, installed by this bench into an environment of its own under the temp folder; the
floor is feedparser without sanitising and nh3 over the same bytes. CPU seconds of the program and its workers, since
the wall depends on the neighbours; the start of the programs is not counted. CPU seconds depend on them too, by half:
first collections are made in turn with floors, each compared with those just before and after it. `--alone` leaves the
peer out, and so do
more than 400 feeds, for which it needs a quarter of an hour: `--feeds 2000` (some six minutes) shows how cost grows,
against the first 200 of them in a database of their own. Linux only. Exit code 0 if every goal was met.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE / "newsstand"), str(ROOT)]

from spent import Peak  # noqa: E402
from stand import address  # noqa: E402

PEER = "reader==3.26"
LATENCY_MS = 300
MOST_OF_FLOOR = 400
FIRSTS = 3  # first collections against the floor
MANY, FEW = 400, 200  # more feeds than MANY are compared with the FEW first ones, not with the peer
QUIET, CHANGED, SAME, FIRST, MEMORY_MB, WAITS = 8.0, 5.0, 50.0, 1.5, 200.0, 1.15


class Part:
    """A program of the bench: says a line of JSON at first, then one for each line it is told."""

    def __init__(self, *command: str, first: str = "", env: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **(env or {})}
        )
        if first:
            self._tell(first)
        self.ready = self._heard()

    def ask(self, document: Any = None) -> dict[str, Any]:
        self._tell(json.dumps(document or {}))
        return self._heard()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self._process.args[1]} ended early")  # type: ignore[index]
        document: dict[str, Any] = json.loads(line)
        return document

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


def peer_python() -> Path:
    """An environment with `reader`, made once per machine."""
    from dev import pip

    folder = Path(tempfile.gettempdir()) / "signpost-bench" / PEER.replace("==", "-")
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        print(f"installing {PEER} into {folder}", flush=True)
        venv.create(folder, with_pip=False, clear=True)
        options = ["install", "--quiet", "--disable-pip-version-check", PEER, "feedparser==6.0.14"]
        subprocess.run([*pip(), "--python", str(python), *options], check=True)
        done.touch()
    return python


def median(results: Sequence[dict[str, Any]], what: str = "cpu") -> float:
    return statistics.median(result[what] for result in results)


class Verdicts:
    def __init__(self) -> None:
        self.missed = 0

    def say(self, what: str, value: float, unit: str, goal: float, *, at_most: bool) -> None:
        met = value <= goal if at_most else value >= goal
        self.missed += not met
        wanted = f"{'≤' if at_most else '≥'} {goal:g} {unit}"
        print(f"  {what:<36}{value:8.2f}   goal {wanted:<22}{'met' if met else 'MISSED'}")


def phases(stand: Part, programs: Sequence[Part], runs: int) -> list[dict[str, list[dict[str, Any]]]]:
    """All phases of programs, each on its own database, in turn: what the machine does beside falls on all of them.

    The cheapest phase is run twelve times as often. The stand is left as it was.
    """
    found: list[dict[str, list[dict[str, Any]]]] = [{name: [] for name in NAMES} for _ in programs]

    def rounds(phase: str) -> None:
        for program, results in zip(programs, found, strict=True):
            results[phase].append(program.ask())

    stand.ask({"validators": True, "latency_ms": 0, "edition": 0})
    rounds("first")
    print(f"  first collection done: {found[0]['first'][0]['cpu']:.1f} s CPU", flush=True)
    for _ in range(12 * runs):
        rounds("quiet")
    for run in range(runs):
        stand.ask({"edition": run + 1})
        rounds("changed")
    stand.ask({"validators": False})
    for program in programs:
        program.ask()  # the first answer without validators
    for _ in range(runs):
        rounds("same")
    return found


def waiting(stand: Part, program: Part) -> tuple[float, float]:
    """The wall of a round in which nothing changed, against the slowest server."""
    stand.ask({"validators": True, "latency_ms": 0})
    program.ask()
    slowest = stand.ask({"latency_ms": LATENCY_MS})["slowest_s"]
    wall = program.ask()["wall"]
    stand.ask({"latency_ms": 0})
    return wall, slowest


def floor_of(feeds: int) -> dict[str, float]:
    """The floor, of some of the feeds where there are very many: they are of ten kinds in turn, whoever reads them."""
    some = min(feeds, MOST_OF_FLOOR)
    found = Part(sys.executable, str(HERE / "newsstand" / "floor.py"), str(some)).ready
    return {name: value * feeds / some for name, value in found.items()}


def firsts(folder: Path, urls: str, feeds: int) -> tuple[list[dict[str, Any]], list[dict[str, float]]]:
    """First collections, each by a program and into a database of its own, and the floors before and after each."""
    found: list[dict[str, Any]] = []
    floors = [floor_of(feeds)]
    for number in range(FIRSTS if feeds <= MANY else 1):
        database = str(folder / f"first-{number}.db")
        program = Part(sys.executable, str(HERE / "newsstand" / "ours.py"), database, first=urls)
        found.append(program.ask())
        program.close()
        floors.append(floor_of(feeds))
    return found, floors


def memory(folder: Path, urls: str) -> tuple[float, int]:
    """The peak of `signpost collect` on a database of its own, with its workers; and how many entries it brought."""
    database = str(folder / "memory.db")
    Part(sys.executable, str(HERE / "newsstand" / "ours.py"), database, first=urls).close()
    environment = {**os.environ, "SIGNPOST_ALLOW_HOSTS": "127.0.0.0/8"}
    command = [sys.executable, "-m", "signpost.cli", "collect", "--json", "--database", database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process, Peak(process.pid) as peak:
        assert process.stdout is not None
        outcomes = json.load(process.stdout)["feeds"]
    return peak.most_mb, sum(outcome["added"] for outcome in outcomes)


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--feeds", type=int, default=200)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--alone", action="store_true")
    given = asked.parse_args()
    goals = Verdicts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stand = Part(sys.executable, str(HERE / "newsstand" / "stand.py"), str(given.feeds))
        port = stand.ready["port"]
        urls = " ".join(f"http://{address(feed)}:{port}/feed" for feed in range(given.feeds))
        size = stand.ready["plain"] / 1e6, stand.ready["packed"] / 1e6
        print(f"{given.feeds} feeds of 40 entries, {size[0]:.1f} MB ({size[1]:.1f} MB packed), median of {given.runs}")
        script = str(HERE / "newsstand" / "ours.py")
        few = None
        if given.feeds > MANY:
            some = Part(sys.executable, script, str(folder / "few.db"), first=" ".join(urls.split()[:FEW]))
            (few,) = phases(stand, [some], given.runs)
            some.close()
        programs = [ours := Part(sys.executable, script, str(folder / "ours.db"), first=urls)]
        if not given.alone and given.feeds <= MANY:
            env = {"READER_NO_VENDORED_FEEDPARSER": "1"}
            peer = str(HERE / "newsstand" / "peer.py")
            programs.append(Part(str(peer_python()), peer, str(folder / "peer.db"), first=urls, env=env))
        mine, *others = phases(stand, programs, given.runs)
        theirs = others[0] if others else None
        wall, slowest = waiting(stand, ours)
        for program in programs:
            program.close()
        stand.ask({"validators": True, "edition": 0})
        first, floors = firsts(folder, urls, given.feeds)
        peak, added = memory(folder, urls)
        stand.close()
    told(mine, theirs, given.feeds)
    times = against_floor(first, floors)
    if few:
        grown(few, mine, given.feeds)
    if theirs:
        for phase, ratio in (("quiet", QUIET), ("changed", CHANGED), ("same", SAME)):
            goals.say(NAMES[phase], median(theirs[phase]) / median(mine[phase]), "× less CPU", ratio, at_most=False)
        goals.say("first collection", median(mine["first"]) / median(theirs["first"]), "× `reader`", 1.0, at_most=True)
    goals.say("first collection", times, "× the floor", FIRST, at_most=True)
    said = f"nothing changed, {LATENCY_MS} ms ({wall:.2f} s)"
    goals.say(said, wall / slowest, "× the slowest", WAITS, at_most=True)
    goals.say("peak memory of signpost collect", peak, "MB (PSS)", MEMORY_MB, at_most=True)
    whole = added == given.feeds * 40 == floors[0]["entries"]
    whole = whole and not any(result["failed"] for results in (*mine.values(), first) for result in results)
    print(f"  every entry was kept, no feed failed: {'yes' if whole else 'NO'}")
    return 1 if goals.missed or not whole else 0


NAMES = {"first": "first collection", "quiet": "nothing changed (304)", "changed": "10 % changed", "same": "same bytes"}


def told(mine: dict[str, Any], theirs: dict[str, Any] | None, feeds: int) -> None:
    print(f"{'CPU s [wall s]':<24}{'signpost':>18}{'ms a feed':>12}{'reader':>20}{'ratio':>9}{'entries':>16}")
    for phase, results in mine.items():
        own = median(results)
        line = f"{NAMES[phase]:<24}{own:9.3f} [{median(results, 'wall'):6.2f}]{1000 * own / feeds:12.3f}"
        if theirs:
            other = median(theirs[phase])
            line += f"{other:11.3f} [{median(theirs[phase], 'wall'):6.2f}]{other / own:8.1f}×"
            line += f"{results[-1]['entries']:9}/{theirs[phase][-1]['entries']}"
        print(line)


def against_floor(first: Sequence[dict[str, Any]], floors: Sequence[dict[str, float]]) -> float:
    """How many times the floor a first collection costs, the median; says where it goes."""
    bottoms = [floor["feedparser"] + floor["nh3"] for floor in floors]
    ratios = [
        2 * result["cpu"] / (before + after) for result, before, after in zip(first, bottoms, bottoms[1:], strict=False)
    ]
    print(f"floors {listed(bottoms)}, of the first nh3 {floors[0]['nh3']:.2f}")
    print(f"first collections {listed([result['cpu'] for result in first])}: {listed(ratios)} × the floor")
    for part in first[0]["parts"]:
        spent = statistics.median(result["parts"][part] for result in first)
        share = spent / statistics.median(sum(result["parts"].values()) for result in first)
        print(f"  {part:<24}{spent:8.3f} s{100 * share:6.0f} %")
    return statistics.median(ratios)


def listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def grown(few: dict[str, Any], many: dict[str, Any], feeds: int) -> None:
    """What a feed costs among few and among many."""
    print(f"{'ms CPU a feed':<24}{FEW:>10,} feeds{feeds:>12,} feeds{'grown':>10}")
    for phase in many:
        one, other = 1000 * median(few[phase]) / FEW, 1000 * median(many[phase]) / feeds
        print(f"{NAMES[phase]:<24}{one:16.3f}{other:18.3f}{other / one:9.2f}×")


if __name__ == "__main__":
    sys.exit(main())
