"""Are the numbers worth trusting? python3 dev.py bench method [PART …] [--quick] [--write FILE]

Streams of stories invented with their truth (`streams/invented.py`) go through the shipped ledger sums, measure, trace
and shifts; the usual rules (`streams/peers.py`) see the same streams. Prints one line per goal: goal, measured, whether
it was met, and what the others reach. --quick takes fewer runs, so its figures are coarser; `--seed` draws others.
`--recall` is the share of copies that the clusterer finds, as `bench stories` measures it.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from streams import peers
from streams.bench import NEVER, Bench, by_volume
from streams.cost import evidence_too, speed
from streams.invented import FIRST, OUTLETS, RECALL, Stream, World, stream, sums, world

from signpost.indicators.ledger import DailySums, Floats, day_of
from signpost.indicators.measure import measure
from signpost.nouns.shift import Shift
from signpost.trends.shifts import shifts
from signpost.trends.trace import trace

WARM = 150  # days before anything is judged
YEAR = 365
SENSITIVITIES = (3.0, 2.8, 2.7, 2.3, 1.9)  # of `desk.shifts`
VOLUMES = (0.9, 2.4, 6.0, 19.0)
USUAL = VOLUMES[1:]
LEVELS = (0.5, 0.72)
WANDERS = (0.0, 0.08, 0.16)  # standard deviation of the truth around its level, in shares
WANDER_DAYS = 120.0  # how long it remembers
LOOK = 45  # days that a stress is watched


def main(arguments: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench method")
    asked.add_argument("parts", nargs="*", metavar="PART", help=f"some of: {', '.join(PARTS)}; all unless named")
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--seed", type=int, default=2026)
    asked.add_argument("--recall", type=float, default=RECALL)
    asked.add_argument("--runs", type=float, default=1.0, help="part of all runs, for a look in between")
    asked.add_argument("--write", type=Path, help="keep the figures in this file too (data/method_bench.json)")
    given = asked.parse_args(arguments)
    bench = Bench(given.seed, given.recall, given.quick, given.runs)
    runs = "few runs, coarse figures" if given.quick else f"{given.runs:.0%} of all runs"
    print(f"seed {given.seed}, {given.recall:.0%} of copies found, {runs}; figures by volume: low/mid/high")
    print(f"{'goal':52} {'wanted':14} {'measured':30} {'':7} others on the same streams")
    began = time.perf_counter()
    for name in given.parts or PARTS:
        PARTS[name](bench)
    if given.write:
        bench.write(given.write)
    print(f"{bench.missed} missed; {time.perf_counter() - began:.0f} s")
    return 0


def wander(rng: np.random.Generator, size: int, level: float, sd: float) -> Floats:
    """A truth that strays from its level and comes back."""
    kept = np.exp(-1.0 / WANDER_DAYS)
    place, places = rng.normal(0.0, sd), np.empty(size)
    for day, push in enumerate(rng.normal(0.0, sd * np.sqrt(1 - kept**2), size)):
        place = kept * place + push
        places[day] = place
    return np.clip(level + places, 0.12, 0.88)


def step(size: int, at: int, low: float, high: float) -> Floats:
    return np.where(np.arange(size) < at, low, high)


def levels(one: Stream, of: DailySums, start: int) -> tuple[Floats, Floats, Floats]:
    told = trace(of, "f", day_of(FIRST + start), day_of(FIRST + one.size - 1))
    return np.array(told.level), np.array(told.low), np.array(told.high)


def covered(band: tuple[Floats, Floats, Floats], truth: Floats) -> tuple[float, float]:
    """Share of days on which the truth lies in the band, and the mean squared error of the level."""
    level, low, high = (values[-len(truth) :] for values in band)
    return float(((low <= truth) & (truth <= high)).mean()), float(((level - truth) ** 2).mean())


PEERS: dict[str, Callable[[Stream], tuple[Floats, Floats, Floats]]] = {
    "7-day share": lambda one: peers.rolling_share(one, 7),
    "14-day": lambda one: peers.rolling_share(one, 14),
    "30-day": lambda one: peers.rolling_share(one, 30),
    "EWMA .3": lambda one: peers.faded_share(one, 0.3),
    "this on headlines": lambda one: levels(one, sums(one, headlines=True), 0),
}


def coverage(bench: Bench) -> None:
    cells = []
    for volume in USUAL:
        for level in LEVELS:
            for sd in WANDERS:
                runs = []
                for rng in bench.rngs(f"cover {volume} {level} {sd}", 4, 60):
                    one = stream(rng, world(rng), wander(rng, WARM + YEAR, level, sd), volume, recall=bench.recall)
                    truth = 100 * one.truth[WARM:]
                    bands = [levels(one, sums(one), WARM), *(peer(one) for peer in PEERS.values())]
                    runs.append([covered(band, truth) for band in bands])
                cells.append(np.array(runs).mean(axis=0))
    table = np.array(cells)  # [cells, ours and peers, (share, squared error)]
    shares, errors = table[:, :, 0], np.sqrt(table[:, :, 1].mean(axis=0))
    mean, worst = float(shares[:, 0].mean()), float(shares[:, 0].min())
    others = ", ".join(f"{name} {shares[:, i].mean():.2f}" for i, name in enumerate(PEERS, 1))
    bench.row("80 % band covers the truth, mean of 18 cells", 0.8 <= mean <= 0.92, ".80–.92", f"{mean:.3f}", others)
    shown = shares[:, 0].reshape(len(USUAL), len(LEVELS), len(WANDERS)).mean(axis=1)
    for sd, column in zip(WANDERS, shown.T, strict=True):
        bench.row(f"  … of a truth that strays by {100 * sd:.0f} points", None, "", by_volume(column, 2))
    bench.row("80 % band covers the truth, worst cell", worst >= 0.8, "≥ .80", f"{worst:.3f}")
    others = ", ".join(f"{name} {errors[i]:.1f}" for i, name in enumerate(PEERS, 1))
    bench.row(
        "error of the level (root mean square)", bool(errors[0] <= 4.8), "≤ 4.8 points", f"{errors[0]:.2f}", others
    )


def after_a_step(bench: Bench) -> None:
    got = []
    for volume in USUAL:
        for low, high in ((0.4, 0.6), (0.35, 0.65)):
            for rng in bench.rngs(f"after {volume} {low}", 4, 50):
                one = stream(rng, world(rng), step(WARM + 230, WARM + 200, low, high), volume, recall=bench.recall)
                truth = 100 * one.truth[-30:]
                bands = [levels(one, sums(one), WARM), *(peer(one) for peer in PEERS.values())]
                got.append([covered(band, truth)[0] for band in bands])
    mean = np.array(got).mean(axis=0)
    others = ", ".join(f"{name} {share:.2f}" for name, share in zip(PEERS, mean[1:], strict=True))
    bench.row(
        "band covers in the 30 days after a 20–30 point step", bool(mean[0] >= 0.65), "≥ .65", f"{mean[0]:.3f}", others
    )


def found_by(of: DailySums, size: int) -> tuple[Shift, ...]:
    return shifts(of, day_of(FIRST + size - 1))


def found_in(of: DailySums, start: int, size: int) -> bool:
    """Whether a shift is found in the days from `start` on."""
    return any(
        day_of(FIRST + start) <= shift.found_on < day_of(FIRST + start + size) for shift in found_by(of, start + size)
    )


def false_alarms(bench: Bench) -> None:
    for volume in VOLUMES:
        counts = []
        for rng in bench.rngs(f"false {volume}", 12, 500):
            level = rng.choice([0.35, 0.5, 0.65])
            one = stream(rng, world(rng), np.full(WARM + YEAR, level), volume, recall=bench.recall)
            mine, heads = (found_by(sums(one, headlines=flag), one.size) for flag in (False, True))
            since = day_of(FIRST + WARM)
            counts.append(
                [
                    *(sum(shift.found_on >= since for shift in told) for told in (mine, heads)),
                    *(peers.volume_alarms(one, WARM, z) for z in (2.0, 3.0)),
                    peers.weekly_alarms(one, WARM, 10.0),
                ]
            )
        mean, error = np.mean(counts, axis=0), np.std(counts, axis=0)[0] / np.sqrt(len(counts))
        others = "this on headlines {:.1f}, volume z≥2 {:.1f}, z≥3 {:.1f}, week on week ≥10 points {:.0f}".format(
            *mean[1:]
        )
        text = f"{mean[0]:.2f} ± {1.64 * error:.2f}"
        bench.row(f"false alarms a factor-year at {volume} stories a day", bool(mean[0] <= 1), "≤ 1.0", text, others)


def sensitivities(bench: Bench) -> None:
    """What the choice of the pages costs, on the streams of `false_alarms`."""
    told: dict[float, list[float]] = {threshold: [] for threshold in SENSITIVITIES}
    for volume in VOLUMES:
        counts = []
        for rng in bench.rngs(f"false {volume}", 12, 500):
            level = rng.choice([0.35, 0.5, 0.65])
            one = stream(rng, world(rng), np.full(WARM + YEAR, level), volume, recall=bench.recall)
            of, last, since = sums(one), day_of(FIRST + one.size - 1), day_of(FIRST + WARM)
            counts.append([sum(shift.found_on >= since for shift in shifts(of, last, h)) for h in SENSITIVITIES])
        for threshold, mean in zip(SENSITIVITIES, np.mean(counts, axis=0), strict=True):
            told[threshold].append(float(mean))
    for threshold, means in told.items():
        goal = f"false alarms a factor-year at sensitivity {threshold:g}"
        bench.row(goal, None, "", by_volume(means, 2))


def delays(bench: Bench) -> None:
    for points, goals in ((30, (27, 14, 8)), (20, (52, 24, 14))):
        mine, heads, dates = [], [], []
        for volume in USUAL:
            waits, dated = [], []
            for rng in bench.rngs(f"delay {points} {volume}", 15, 200):
                low = 0.5 - points / 200
                ends = (low, 1 - low) if rng.random() < 0.5 else (1 - low, low)
                at = WARM + 90
                one = stream(rng, world(rng), step(at + 121, at, *ends), volume, recall=bench.recall)
                way = "up" if ends[0] < ends[1] else "down"
                both = [first_after(found_by(sums(one, headlines=flag), one.size), at, way) for flag in (False, True)]
                waits.append([wait for wait, _ in both])
                if both[0][0] < NEVER:
                    dated.append(both[0][1])
            mine.append(float(np.median([wait for wait, _ in waits])))
            heads.append(float(np.median([wait for _, wait in waits])))
            dates.append(float(np.median(dated)) if dated else NEVER)
        met = all(wait <= goal for wait, goal in zip(mine, goals, strict=True))
        other = f"this on headlines {by_volume(heads)}"
        bench.row(f"median delay of a {points}-point step, days", met, "≤ " + by_volume(goals), by_volume(mine), other)
        if points == 30:
            met = all(wait <= goal for wait, goal in zip(dates, (6, 3, 2), strict=True))
            bench.row("median error of its date, days", met, "≤ 6/3/2", by_volume(dates), "the others give no date")


def first_after(found: Iterable[Shift], at: int, way: str) -> tuple[float, float]:
    """Days from day `at` to the first shift that way found since, and how far off its date is."""
    began = day_of(FIRST + at)
    for shift in found:
        if shift.way == way and (shift.found_on >= began or shift.closed_on is None):
            return max(0.0, (shift.found_on - began).days), abs((shift.since - began).days)
    return NEVER, NEVER


def ramps(bench: Bench) -> None:
    told = []
    for volume in USUAL:
        waits = []
        for rng in bench.rngs(f"ramp {volume}", 10, 100):
            at = WARM + 60
            shares = np.interp(np.arange(at + 121), [at, at + 60], [0.35, 0.65])
            one = stream(rng, world(rng), shares, volume, recall=bench.recall)
            waits.append(first_after(found_by(sums(one), one.size), at, "up")[0])
        told.append(float(np.median(waits)))
    bench.row("median delay of a ramp of 30 points over 60 days", None, "(late)", by_volume(told))


def extra(
    bench: Bench, name: str, change: Callable[[np.random.Generator, Stream, World], Stream], quick: int, full: int
):
    """By volume: how much more often a shift is found in the days after a change; ours, and this on headlines."""
    told = []
    for volume in USUAL:
        got = []
        for rng in bench.rngs(f"{name} {volume}", quick, full):
            who = world(rng)
            calm = stream(rng, who, np.full(WARM + 60 + LOOK, 0.5), volume, recall=bench.recall)
            both = [(sums(one, headlines=flag)) for flag in (False, True) for one in (change(rng, calm, who), calm)]
            seen = [found_in(of, WARM + 60, LOOK) for of in both]
            got.append([seen[0] - seen[1], seen[2] - seen[3]])
        told.append(np.mean(got, axis=0))
    return np.array(told).T


def giant(size: int, recall: float) -> Callable[[np.random.Generator, Stream, World], Stream]:
    """One story that goes round: `size` copies within three days, those the clusterer misses tagged as stories."""

    def change(rng: np.random.Generator, calm: Stream, who: World) -> Stream:
        at = WARM + 60
        lost = int((rng.random(size - 1) >= recall).sum())
        outlets = rng.choice(OUTLETS, 1 + lost, p=who.mix)
        days = np.append(at, at + rng.integers(0, 3, lost))
        more = calm.with_stories(days, outlets, np.ones(1 + lost, dtype=bool), rng)
        heads = at + rng.integers(0, 3, size)
        return more.with_headlines(heads, rng.choice(OUTLETS, size, p=who.mix), np.ones(size, dtype=bool))

    return change


def syndication(bench: Bench) -> None:
    ours, heads = extra(bench, "sixty", giant(60, 0.98), 12, 200)
    goal = "a story ×60 adds alarms (98 % of copies found)"
    bench.row(goal, bool((ours <= 0.06).all()), "≤ .06", by_volume(ours, 2), f"this on headlines {by_volume(heads, 2)}")
    ours, heads = extra(bench, "hundreds", giant(200, 0.98), 12, 200)
    goal = "a story ×200 adds alarms (98 % of copies found)"
    bench.row(goal, bool((ours <= 0.05).all()), "≤ .05", by_volume(ours, 2), f"this on headlines {by_volume(heads, 2)}")
    moved, windows = [], []
    for rng in bench.rngs("moved", 10, 100):
        who = world(rng)
        calm = stream(rng, who, np.full(WARM + 64, 0.5), 6.0, recall=bench.recall)
        more = giant(60, 0.98)(rng, calm, who)
        both = [levels(one, sums(one), WARM)[0][-2] for one in (more, calm)]
        moved.append(abs(both[0] - both[1]))
        shares = [[peers.rolling_share(one, days)[0][-2] for one in (more, calm)] for days in (7, 14)]
        windows.append([abs(now - then) for now, then in shares])
    others = "7-day share {:.1f}, 14-day {:.1f}".format(*np.mean(windows, axis=0))
    mean = float(np.mean(moved))
    bench.row("a story ×60 moves the level, 6 stories a day", mean <= 2, "≤ 2 points", f"{mean:.1f}", others)


def surges(bench: Bench) -> None:
    ours, zs = [], []
    for volume in USUAL:
        got = []
        for rng in bench.rngs(f"surge {volume}", 15, 200):
            at = WARM + 60
            loud = stream(rng, world(rng), np.full(at + LOOK, 0.5), volume, recall=bench.recall, surge=(at, 30, 5.0))
            kept, heads = ((d < at) | (d >= at + 30) | (rng.random(len(d)) < 0.2) for d in (loud.day, loud.head_day))
            calm = loud.only(kept, heads)
            found = [found_in(sums(one), at, LOOK) for one in (loud, calm)]
            z = [peers.volume_alarms(one, at, 3.0) > 0 for one in (loud, calm)]
            got.append([found[0] - found[1], z[0] - z[1]])
        mine, theirs = np.mean(got, axis=0).tolist()
        ours.append(mine)
        zs.append(theirs)
    met = max(ours) <= 0.03
    bench.row("volume ×5 for 30 days adds alarms", met, "≤ .03", by_volume(ours, 2), f"volume z≥3 {by_volume(zs, 2)}")


def leaning(bench: Bench) -> None:
    def flood(rng: np.random.Generator, calm: Stream, who: World) -> Stream:
        at = WARM + 60
        count = rng.poisson(len(calm.day) / calm.size * 0.4 / 0.6 * LOOK)
        up = rng.random(count) < 0.8
        return calm.with_stories(at + rng.integers(0, LOOK, count), np.full(count, OUTLETS), up, rng)

    def any_alarm(name: str, make: Callable[[np.random.Generator, World, float], Stream]) -> list[float]:
        told = []
        for volume in USUAL:
            rngs = bench.rngs(f"{name} {volume}", 12, 150)
            seen = [found_in(sums(make(rng, world(rng), volume)), WARM + 60, LOOK) for rng in rngs]
            told.append(float(np.mean(seen)))
        return told

    even = np.full(WARM + 60 + LOOK, 0.5)
    told = any_alarm("flood", lambda rng, who, v: flood(rng, stream(rng, who, even, v, recall=bench.recall), who))
    bench.row("alarm while one leaning outlet floods (40 %)", max(told) <= 0.2, "≤ .20", by_volume(told, 2))
    new = (WARM + 60, 0.7, 1.2)
    told = any_alarm("newcomer", lambda rng, who, v: stream(rng, who, even, v, recall=bench.recall, newcomer=new))
    bench.row("alarm when a new leaning analyst tags 70 %", max(told) <= 0.2, "≤ .20", by_volume(told, 2))


def one_look(bench: Bench) -> None:
    told = []
    for volume in USUAL:
        seen = []
        for rng in bench.rngs(f"look {volume}", 20, 200):
            one = stream(
                rng, world(rng), np.full(WARM + 60, rng.choice([0.35, 0.5, 0.65])), volume, recall=bench.recall
            )
            change = measure(sums(one), day_of(FIRST + one.size - 1)).change
            seen.append([change.p_up >= 0.9 or change.p_up <= 0.1, change.clear is not None])
        told.append(np.mean(seen, axis=0))
    sure, clear = np.array(told).T
    bench.row("P(up) beyond .9 on a still factor, one look", bool(max(sure) <= 0.2), "≤ .20", by_volume(sure, 2))
    bench.row("“up” or “down” said of a still factor, one look", None, "", by_volume(clear, 2))


PARTS: dict[str, Callable[[Bench], None]] = {
    "coverage": coverage,
    "step": after_a_step,
    "alarms": false_alarms,
    "sensitivity": sensitivities,
    "delays": delays,
    "ramps": ramps,
    "copies": syndication,
    "surge": surges,
    "lean": leaning,
    "look": one_look,
    "speed": speed,
    "evidence": evidence_too,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
