"""A story as one factor counts it, from the rows of its evidence, and the sums of a day's stories.

One analyst has one vote a story, shared between the directions they gave it; the newest ruling stands for all. Sums
are taken with `fsum`, so that the order of the stories leaves no trace. Source: `ledger`, whose rules these are.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

import numpy as np
import pandas as pd

CODE = {"": -1, "neutral": 0, "weakens": 1, "strengthens": 2}


class Row(NamedTuple):
    """What the sums take from a row of evidence; `day` in days since 1970, `tagged` and `known` in microseconds."""

    headline: int
    factor: str
    analyst: int
    kind: str
    direction: str
    outlet: str
    publisher: str
    day: int
    copies: int
    tagged: int
    known: int


class Counted(NamedTuple):
    """A story as one factor counts it; `y` is None for neutral mentions. `votes`: (analyst, share, share · y)."""

    day: int
    outlet: str
    publisher: str
    y: float | None
    copies: int
    votes: tuple[tuple[int, float, float], ...]


@dataclass(slots=True)
class Day:
    """The sums of one day."""

    plain: tuple[float, ...]  # n, k, n0, contested, copies
    outlet: dict[str, tuple[int, float]]
    publisher: dict[str, int]
    analyst: dict[int, tuple[float, float]]


def rows_of(evidence: pd.DataFrame) -> list[Row]:
    """The rows of a frame of evidence, in its order."""
    publisher = evidence["publisher" if "publisher" in evidence.columns else "outlet"]
    moments = [evidence[name].to_numpy(dtype="datetime64[us]").astype(np.int64) for name in ("tagged_at", "known_from")]
    columns = (
        *(
            evidence[name].tolist()
            for name in ("headline_id", "factor_id", "analyst_id", "kind", "direction", "outlet")
        ),
        publisher.tolist(),
        evidence["day"].to_numpy(dtype="datetime64[D]").astype(np.int64).tolist(),
        evidence["copies"].tolist(),
        *(moment.tolist() for moment in moments),
    )
    return [Row(*values) for values in zip(*columns, strict=True)]


def counted(rows: Sequence[Row]) -> Counted | None:
    """A story as one factor counts it, from the rows on that factor; None if a ruling says that it does not."""
    first = min(rows, key=lambda row: (row.day, row.headline))
    counting: Sequence[Row] = rows
    rulings = [row for row in rows if row.kind == "ruling"]
    if rulings:
        newest = max(rulings, key=lambda row: (row.tagged, row.known, row.headline, row.analyst, CODE[row.direction]))
        if not newest.direction:
            return None
        counting = (newest,)
    said: dict[int, list[int]] = {}
    for row in counting:
        if row.direction in ("strengthens", "weakens"):
            said.setdefault(row.analyst, []).append(row.direction == "strengthens")
    votes = [(analyst, sum(ups) / len(ups)) for analyst, ups in said.items()]
    share = 1.0 / len(votes) if votes else 0.0
    return Counted(
        day=first.day,
        outlet=first.outlet,
        publisher=first.publisher,
        y=fsum(y for _, y in votes) / len(votes) if votes else None,
        copies=max(row.copies for row in rows),
        votes=tuple(sorted((analyst, share, share * y) for analyst, y in votes)),
    )


def summed(stories: Mapping[int, Counted]) -> Day:
    """The sums of a day's stories."""
    said = [one for one in stories.values() if one.y is not None]
    ys = [one.y for one in said if one.y is not None]
    by_outlet: dict[str, list[float]] = {}
    by_analyst: dict[int, list[tuple[float, float]]] = {}
    for one, y in zip(said, ys, strict=True):
        by_outlet.setdefault(one.outlet, []).append(y)
        for analyst, share, part in one.votes:
            by_analyst.setdefault(analyst, []).append((share, part))
    contested = float(sum(0.0 < y < 1.0 for y in ys))
    return Day(
        plain=(float(len(said)), fsum(ys), float(len(stories) - len(said)), contested, sum(one.copies for one in said)),
        outlet={name: (len(of), fsum(of)) for name, of in by_outlet.items()},
        publisher=dict(Counter(one.publisher for one in said)),
        analyst={
            analyst: (fsum(share for share, _ in of), fsum(part for _, part in of))
            for analyst, of in by_analyst.items()
        },
    )
