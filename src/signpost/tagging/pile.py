"""The order of the pile: relevance blended with recency. Pure.

    score = -log10(q) + HEAD_START * 2 ** (-age / HALF_LIFE)

q is the headline's place by relevance as a share of all that wait (0.01: in the top hundredth; equal ones share their
middle place), age is in days before the newest headline that waits. So only the order of the relevances counts, not
their size: the top thousandth starts at 3, the top tenth at 1, the last at 0. A headline of today goes before one that
is three times as far up (10 ** 0.5); half of that head start is gone after a week.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

HEAD_START = 0.5
HALF_LIFE = 7.0  # days
SURE, LIKELIER = 0.35, 1.25  # a factor is proposed from this probability on, if it is so much above the usual one
TENTH = 0.1  # of what waits: about three in a hundred matter, so below that proposals would be noise
PROPOSED = 2  # factors for one headline, at most
LEARNT_ENOUGH = 20  # judged headlines before factors are proposed at all


def blended(relevance: NDArray[Any], age: NDArray[Any]) -> NDArray[np.float64]:
    """The score of each headline, from its relevance (any scale) and its age in days."""
    if not len(relevance):
        return np.zeros(0)
    place = rankdata(-np.asarray(relevance, dtype=np.float64)) / len(relevance)
    score: NDArray[np.float64] = -np.log10(place) + HEAD_START * 2.0 ** (-np.maximum(age, 0.0) / HALF_LIFE)
    return score


def top(score: NDArray[Any], ids: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The places in the arrays of the `most` highest scores, highest first; of equal ones the newer number first."""
    order = np.lexsort((-ids, -score))
    return order[:most]


def proposals(ids: NDArray[np.int64], factors: NDArray[Any], factor_ids: Sequence[str]) -> list[tuple[int, str, float]]:
    """The factors to propose for the headlines at the top: (headline, factor, probability), at most two for each.

    `factors` has a row for each headline. A factor that most tags go to is likely everywhere; it is proposed only where
    it is likelier than it usually is among these.
    """
    if not factors.size:
        return []
    least = np.maximum(SURE, np.minimum(0.8, LIKELIER * factors.mean(axis=0)))
    found = []
    for headline_id, row in zip(ids, factors, strict=True):
        likeliest = np.argsort(-row, kind="stable")[:PROPOSED]
        found += [(int(headline_id), factor_ids[i], float(row[i])) for i in likeliest if row[i] >= least[i]]
    return found
