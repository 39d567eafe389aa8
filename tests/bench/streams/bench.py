"""One run of the bench: its seeds, and a line for every goal."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from signpost.indicators.measure import METHOD_VERSION

NEVER = 999.0  # days: it was not found


class Bench:
    def __init__(self, seed: int, recall: float, quick: bool, runs: float = 1.0) -> None:
        self.seed, self.recall, self.quick, self.runs = seed, recall, quick, runs
        self.missed = 0
        self.rows: list[dict[str, Any]] = []

    def rngs(self, name: str, quick: int, full: int) -> Iterator[np.random.Generator]:
        for run in range(quick if self.quick else max(quick, round(full * self.runs))):
            yield np.random.default_rng([self.seed, sum(map(ord, name)), run])

    def row(self, goal: str, met: bool | None, wanted: str, measured: str, others: str = "") -> None:
        self.missed += met is False
        self.rows.append(
            {"goal": goal.strip(" …"), "wanted": wanted, "measured": measured, "met": met, "others": others}
        )
        verdict = {True: "met", False: "MISSED", None: "–"}[met]
        print(f"{goal:52} {wanted:14} {measured:30} {verdict:7} {others}", flush=True)

    def write(self, file: Path) -> None:
        """The figures as the method page shows them; rows of an earlier run stay where they were not run anew."""
        head = {"method_version": METHOD_VERSION, "seed": self.seed, "recall": self.recall, "runs": self.runs}
        before = json.loads(file.read_text("utf-8")) if file.exists() else {}
        same = all(before.get(key) == value for key, value in head.items())
        rows = {row["goal"]: row for row in [*(before["rows"] if same else []), *self.rows]}
        file.write_text(json.dumps(head | {"rows": list(rows.values())}, ensure_ascii=False, indent=1) + "\n", "utf-8")


def by_volume(values: Iterable[float], digits: int = 0) -> str:
    return "/".join(">120" if value >= NEVER else f"{value:.{digits}f}" for value in values)
