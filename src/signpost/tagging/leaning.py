"""Who usually leans which way: what an analyst says of shared stories beside what the colleagues say of the same ones.

For each story × factor that an analyst and others tagged: did they say more, less, or the same as the others' mean?
    z = (more - less) / sqrt(more + less)        a sign test; a lean is spoken of from |z| ≥ 1.645 (90 %, two-sided)
Source: the sign test on matched pairs. Assumes that the shared stories came to them by chance, not by choice. It says
nothing on who is right, and is never a ranking: the indicators take usual leans off by themselves.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from signpost.nouns.tag import Analyst
from signpost.tagging.side_by_side import SideBySide, by_name

ENOUGH = 10  # shared stories; of fewer nothing is said
TOLD = 1.645


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """Of `n` shared tags the analyst said `more` (towards strengthening) and `less` than the others; `way` is -1, 0
    (no lean to speak of) or 1. `kept` and `dropped`: shared stories that they alone called relevant, or not relevant,
    of `stories`; `keeps` is -1, 0 or 1 in the same way."""

    analyst: Analyst
    n: int
    more: int
    less: int
    way: int
    stories: int
    kept: int
    dropped: int
    keeps: int


def leanings(words: SideBySide) -> list[Leaning]:
    """Every analyst with at least ten shared stories, by name."""
    found = [leaning(words, row) for row in range(len(words.analysts))]
    return sorted((one for one in found if one.stories >= ENOUGH), key=lambda one: by_name(one.analyst))


def leaning(words: SideBySide, row: int) -> Leaning:
    read = words.relevant[row] >= 0
    own, others = words.relevant[row] == 1, np.delete(words.relevant, row, axis=0)
    kept = int((read & own & ~(others == 1).any(axis=0)).sum())
    dropped = int((read & ~own & ~(others == 0).any(axis=0)).sum())
    more = less = n = 0
    for ranks in words.ranks.values():
        theirs = np.delete(ranks, row, axis=0).astype(np.int64)
        count = (theirs >= 0).sum(axis=0)
        both = (ranks[row] >= 0) & (count > 0)
        difference = ranks[row].astype(np.int64) * count - np.maximum(theirs, 0).sum(axis=0)
        n, more, less = (
            n + int(both.sum()),
            more + int((both & (difference > 0)).sum()),
            less + int((both & (difference < 0)).sum()),
        )
    return Leaning(
        analyst=words.analysts[row],
        n=n,
        more=more,
        less=less,
        way=way(more, less) if n >= ENOUGH else 0,
        stories=int(read.sum()),
        kept=kept,
        dropped=dropped,
        keeps=way(kept, dropped),
    )


def way(more: int, less: int) -> int:
    """1 or -1 where one outweighs the other beyond chance, else 0."""
    if more + less == 0 or abs(more - less) / sqrt(more + less) < TOLD:
        return 0
    return 1 if more > less else -1
