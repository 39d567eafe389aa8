"""One run of the bench: its seeds, and a line for every goal."""

from collections.abc import Iterable, Iterator

import numpy as np

NEVER = 999.0  # days: it was not found


class Bench:
    def __init__(self, seed: int, recall: float, quick: bool, runs: float = 1.0) -> None:
        self.seed, self.recall, self.quick, self.runs = seed, recall, quick, runs
        self.missed = 0

    def rngs(self, name: str, quick: int, full: int) -> Iterator[np.random.Generator]:
        for run in range(quick if self.quick else max(quick, round(full * self.runs))):
            yield np.random.default_rng([self.seed, sum(map(ord, name)), run])

    def row(self, goal: str, met: bool | None, wanted: str, measured: str, others: str = "") -> None:
        self.missed += met is False
        verdict = {True: "met", False: "MISSED", None: "–"}[met]
        print(f"{goal:52} {wanted:14} {measured:30} {verdict:7} {others}", flush=True)


def by_volume(values: Iterable[float], digits: int = 0) -> str:
    return "/".join(">120" if value >= NEVER else f"{value:.{digits}f}" for value in values)
