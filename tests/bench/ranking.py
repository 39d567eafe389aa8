"""How early the queue shows what matters, against ASReview 3.0.8: python3 dev.py bench ranking FOLDER [--kept FOLDER]

FOLDER holds labelled headlines: gold_dev_mix.csv (its factors are the framework's) and reuters_titles.csv (each of six
categories is a set). Three seeds; both start from the same two headlines, one relevant and one not. ASReview runs in an
environment of its own (--kept keeps it and its results for the next run). Then the start from zero tags, which ASReview
does not have, and the times of learning.
"""

import argparse
import csv
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import numpy as np

from signpost.nouns.framework_file import load
from signpost.tagging.learn import Pool, learn
from signpost.tagging.simulate import Labelled, measured, priors_of, read_labels, replay

PEER = "asreview==3.0.8"
TOPICS = ("trade", "ship", "crude", "grain", "interest", "money-fx")
SEEDS = (1, 2, 3)
READ = 2000  # titles that ASReview is let read: more than 95 % of what matters lies before
FRAMEWORK = load(Path(__file__).parents[2] / "data" / "scenarios" / "hesitation.toml")

Figures = tuple[float, float, float]  # recall at 2 % and 10 %, WSS@95


def main(arguments: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench ranking")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--kept", type=Path, help="ASReview's environment and results; default: made anew")
    options = asked.parse_args(arguments)
    sets = {"gold_dev_mix": read_labels(options.folder / "gold_dev_mix.csv")}
    sets |= {topic: read_labels(options.folder / "reuters_titles.csv", topic) for topic in TOPICS}
    with tempfile.TemporaryDirectory() as made:
        folder = options.kept or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        met = against_asreview(sets, folder)
    print("\nFrom zero tags, with the framework's words (ASReview: nothing like it)")
    starts = [replay(sets["gold_dev_mix"], FRAMEWORK, seed=seed) for seed in SEEDS]
    stays = [replay(sets["gold_dev_mix"], FRAMEWORK, seed=seed, learning=False).recall[10] for seed in SEEDS]
    reached = mean(start.recall[10] for start in starts)
    print(f"  gold_dev_mix recall@10 %  {reached:.3f} (goal .78)   without learning from a tag {mean(stays):.3f}")
    retrain_times()
    return 0 if met and reached >= 0.78 else 1


def against_asreview(sets: dict[str, list[Labelled]], folder: Path) -> bool:
    print(
        "set             recall@2 %  peer    recall@10 %  peer    WSS@95  peer    (means of three seeds, same priors)"
    )
    gains: list[tuple[float, float]] = []
    for name, rows in sets.items():
        ours, theirs = [], []
        for seed in SEEDS:
            priors = priors_of(rows, seed)
            theirs.append(asreview(name, rows, priors, seed, folder))
            done = replay(rows, None, priors=priors, seed=seed)
            ours.append((done.recall[2], done.recall[10], done.wss95))
        we, they = np.mean(ours, axis=0), np.mean(theirs, axis=0)
        gains.append((100 * (we[1] - they[1]), 100 * (we[2] - they[2])))
        pairs = "    ".join(f"{one:.3f}   {other:.3f}" for one, other in zip(we, they, strict=True))
        print(f"{name:14}  {pairs}   {gains[-1][0]:+.1f} {gains[-1][1]:+.1f}", flush=True)
    recall, saved = (mean(gain[which] for gain in gains) for which in (0, 1))
    worst_recall, worst_saved = (min(gain[which] for gain in gains) for which in (0, 1))
    goals = (
        ("mean recall@10 %, points", recall, 1.0),
        ("mean WSS@95, points", saved, 0.5),
        ("worst set, recall@10 %", worst_recall, -1.5),
        ("worst set, WSS@95", worst_saved, -2.0),
    )
    for what, value, least in goals:
        print(f"  {what:26} {value:+.2f}  goal {least:+.1f}  {'reached' if value >= least else 'MISSED'}")
    return all(value >= least for _, value, least in goals)


def asreview(name: str, rows: Sequence[Labelled], priors: Sequence[int], seed: int, folder: Path) -> Figures:
    """What ASReview's own simulation finds; run once, then read from `folder`."""
    result = folder / f"{name}-{seed}.asreview"
    if not result.exists():
        table = folder / f"{name}.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["title", "abstract", "included"])
            writer.writerows([row.text, "", int(bool(row.factors))] for row in rows)
        stop = ["--n-stop", str(READ)] if len(rows) > 2 * READ else []
        start = ["--prior-idx", *map(str, priors), "--seed", str(seed)]
        program = [str(program_of(folder)), "simulate", str(table), *start, *stop, "-o", str(result)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(program, check=True, env=os.environ | {"OMP_NUM_THREADS": "1"}, **quiet)
    with tempfile.TemporaryDirectory() as opened, zipfile.ZipFile(result) as archive:
        archive.extract("results.db", opened)
        connection = sqlite3.connect(Path(opened) / "results.db")
        read = connection.execute("SELECT record_id, querier FROM results ORDER BY time, rowid").fetchall()
        connection.close()
    order = [row for row, chosen_by in read if chosen_by is not None]  # priors were chosen by nobody
    found = [bool(rows[row].factors) for row in order]
    relevant = sum(bool(row.factors) for at, row in enumerate(rows) if at not in priors)
    missing = relevant - sum(found)  # found after all that it was let read: at once, to its advantage
    recall, saved = measured([*found, *[True] * missing], len(rows) - len(priors))
    return recall[2], recall[10], saved


def program_of(folder: Path) -> Path:
    place = folder / "environment"
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    if not (scripts / "asreview").exists():
        venv.create(place, with_pip=True)
        subprocess.run([str(scripts / "python"), "-m", "pip", "install", "--quiet", PEER], check=True)
    return scripts / "asreview"


def retrain_times() -> None:
    print("\nLearning anew from 1,000 tags, five factors (processor seconds; goals .5 and 1)")
    draw = random.Random(4)
    names = [name for group in FRAMEWORK.entities.values() for name in group[:6]]
    words = [name.rstrip("*") for name in names] + [f"word{n}ing" for n in range(30_000)]
    ids = [factor.id for factor in FRAMEWORK.active]
    for size in (10_000, 100_000):
        texts = [" ".join(draw.choices(words[:200], k=4) + draw.choices(words, k=8)) for _ in range(size)]
        pool = Pool(FRAMEWORK)
        begun = time.process_time()
        pool.add(range(size), texts)
        learn(pool, {})
        read = time.process_time() - begun
        labels = {at: [draw.choice(ids)] if at % 8 == 0 else [] for at in range(1000)}
        took = []
        for _ in range(3):
            begun = time.process_time()
            learn(pool, labels)
            took.append(time.process_time() - begun)
        print(f"  {size:7} headlines  {sorted(took)[1]:.2f} s   reading them first {read:.1f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
