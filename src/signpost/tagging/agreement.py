"""How far readers agree beyond chance: Krippendorff's alpha, Gwet's AC1 and AC2, and positive agreement.

    c(u,k) = readers who put unit u into category k,  m(u) = Σ c(u,k)                  only units with m ≥ 2 are paired
    o(k,l) = Σ (c(u,k) c(u,l) - [k = l] c(u,k)) / (m(u) - 1),  n(k) = Σ o(k,l),  n = Σ n(k)
    alpha  = 1 - (n - 1) Σ o(k,l) δ²(k,l) / Σ n(k) n(l) δ²(k,l)
    δ²     = [k ≠ l] for names; for ranks (n(k)/2 + everything between + n(l)/2)²
    AC     = (pa - pe) / (1 - pe),  pe = Σ w(k,l) Σ π(k) (1 - π(k)) / (q (q - 1))
    positive agreement of k = Σ c(u,k) (c(u,k) - 1) / Σ c(u,k) (m(u) - 1)

pa is the mean over units of the share of agreeing pairs (weighted by w), π the mean share of each category, q their
number; w is the identity for names (AC1), 1 - |k - l| (|k - l| + 1) / (q (q - 1)) for ranks (AC2).
Sources: Krippendorff, Content Analysis (alpha); Gwet 2008, 2014 (AC1, AC2); Cicchetti and Feinstein 1990 (positive
agreement). Assumes that units are independent of one another; where several come from one story, name its number in
`groups` and the story is what is drawn again.

Where nearly all units are of one category alpha is low although nearly all pairs agree, and AC1 is high although hardly
any of the rare ones is agreed on. So the three are always shown together, with n:

>>> one = np.zeros((2, 200))
>>> one[0, 0] = one[:, 1] = one[1, 2] = 1.0  # 1 % of stories matter; 99 % of pairs agree
>>> found = agreement(one, 2, positive=1)
>>> round(found.observed, 3), round(found.alpha, 3), round(found.ac1, 3), found.positive, found.n
(0.99, 0.496, 0.99, 0.5, 200)
"""

from dataclasses import dataclass
from math import isnan, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DRAWS = 1000
SEED = 20_261_122
TENTATIVE, RELIABLE = 0.667, 0.8  # Krippendorff's: below the first nothing may be concluded, from the second much
FEW = 10  # units; with fewer a number says more than is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far readers agree; NaN where it cannot be said (no pair, or all of them in one category).

    `n` units that two or more read; `ac1` is AC2 where the categories are ranks (`ordinal`). The ranges hold the middle
    80 % of what the same number of units, drawn again, would give (NaN where fewer than half of the draws can be said).
    `positive` is the agreement on one category, `positives` the units that anybody put into it; NaN and 0 where none is
    named. `observed` is the plain share of pairs that agree.
    """

    n: int
    alpha: float
    alpha_range: tuple[float, float]
    ac1: float
    ac1_range: tuple[float, float]
    positive: float
    positive_range: tuple[float, float]
    positives: int
    observed: float
    ordinal: bool = False

    @property
    def standing(self) -> str:
        """ "none" (nothing to say), "thin" (fewer than ten units) or "solid"."""
        if isnan(self.alpha):
            return "none"
        return "thin" if self.n < FEW or isnan(self.alpha_range[0]) else "solid"


def agreement(
    values: NDArray[Any],
    categories: int,
    *,
    ordinal: bool = False,
    positive: int | None = None,
    groups: Ints | None = None,
    seed: int = SEED,
    draws: int = DRAWS,
) -> Agreement:
    """Agreement of readers (rows) on units (columns): whole numbers from 0 below `categories`; NaN or a number below 0
    where not read.

    `ordinal`: the categories are ranks. `positive`: the category whose own agreement is wanted. `groups` [units]: which
    units are drawn together. The same `seed` gives the same ranges.
    """
    counts = np.stack([(values == k).sum(axis=0) for k in range(categories)], axis=1).astype(np.int64)
    counts = counts.reshape(-1, categories)
    read = counts.sum(axis=1) > 0
    kinds, often = _alike(counts[read], None if groups is None else groups[read])
    total = (often @ kinds)[None, :]
    whole = _measures(total, categories, ordinal, positive)
    units = round(float(_part(total, categories).pairs[0]))
    if units and not isnan(whole.alpha[0]):
        again = _measures(_drawn(kinds, often, seed, draws), categories, ordinal, positive)
        ranges = [_range(one) for one in (again.alpha, again.ac, again.positive)]
    else:
        ranges = [(nan, nan)] * 3
    return Agreement(
        n=units,
        alpha=float(whole.alpha[0]),
        alpha_range=ranges[0],
        ac1=float(whole.ac[0]),
        ac1_range=ranges[1],
        positive=float(whole.positive[0]),
        positive_range=ranges[2],
        positives=0 if positive is None else int((counts[counts.sum(axis=1) > 1, positive] > 0).sum()),
        observed=float(whole.observed[0]),
        ordinal=ordinal,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measures:
    alpha: Floats
    ac: Floats
    positive: Floats
    observed: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Sums over units, one row per draw: all that the measures need is a sum over units."""

    coincidence: Floats  # [draws, q, q]
    shares: Floats  # of pairs, each unit counting once [draws, q, q]
    usual: Floats  # share of each category [draws, q]
    both: Floats  # pairs of readers who gave the category [draws, q]
    either: Floats  # pairs in which one of the two gave it [draws, q]
    pairs: Floats  # units with two readers or more [draws]
    units: Floats  # units with any reader [draws]


def _told(counts: Floats) -> Floats:
    """What each unit adds to the sums, as a row of numbers in the order of `_Part`."""
    readers = counts.sum(axis=1)
    several = readers > 1
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
    pairs *= several[:, None, None]
    others = np.where(several, readers - 1.0, 1.0)
    flat = pairs.reshape(len(counts), counts.shape[1] ** 2) / others[:, None]
    return np.hstack(
        [
            flat,
            flat / np.maximum(readers, 1.0)[:, None],
            counts / np.maximum(readers, 1.0)[:, None],
            counts * (counts - 1.0) * several[:, None],
            counts * (readers - 1.0)[:, None] * several[:, None],
            several[:, None].astype(np.float64),
            (readers > 0)[:, None].astype(np.float64),
        ]
    )


def _part(sums: Floats, q: int) -> _Part:
    square = (len(sums), q, q)
    places = np.cumsum([q * q, q * q, q, q, q, 1])
    one, two, three, four, five, six, seven = np.split(sums, places, axis=1)
    return _Part(
        coincidence=one.reshape(square),
        shares=two.reshape(square),
        usual=three,
        both=four,
        either=five,
        pairs=six[:, 0],
        units=seven[:, 0],
    )


def _measures(sums: Floats, q: int, ordinal: bool, positive: int | None) -> _Measures:
    part = _part(sums, q)
    apart = np.abs(np.subtract.outer(np.arange(q), np.arange(q))).astype(np.float64)
    weights = 1.0 - apart * (apart + 1.0) / (q * (q - 1.0)) if ordinal else np.eye(q)
    given = part.coincidence.sum(axis=2)
    if ordinal:
        middle = np.cumsum(given, axis=1) - given / 2.0
        distance = (middle[:, :, None] - middle[:, None, :]) ** 2
    else:
        distance = np.broadcast_to(1.0 - np.eye(q), part.coincidence.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        seen = (part.coincidence * distance).sum(axis=(1, 2))
        expected = (given[:, :, None] * given[:, None, :] * distance).sum(axis=(1, 2))
        alpha = 1.0 - (given.sum(axis=1) - 1.0) * seen / expected
        agreed = (part.shares * weights).sum(axis=(1, 2)) / part.pairs
        usual = part.usual / part.units[:, None]
        chance = weights.sum() * (usual * (1.0 - usual)).sum(axis=1) / (q * (q - 1.0))
        ac = (agreed - chance) / (1.0 - chance)
        same = np.trace(part.shares, axis1=1, axis2=2) / part.pairs
        on_one = np.full(len(sums), nan) if positive is None else part.both[:, positive] / part.either[:, positive]
    return _Measures(alpha=np.where(expected > 0, alpha, nan), ac=ac, positive=on_one, observed=same)


def _alike(counts: Ints, groups: Ints | None) -> tuple[Floats, Ints]:
    """What is drawn, each kind once (in the order of `_Part`), and how often it occurs.

    Units with the same counts are alike; most are, so this is what keeps drawing a thousand times cheap.
    """
    base = int(counts.max(initial=0)) + 1
    code = counts @ base ** np.arange(counts.shape[1], dtype=np.int64)
    _, first, at, often = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    kinds = _told(counts[first].astype(np.float64))
    if groups is None:
        return kinds, often
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    if (sizes == 1).all():
        return kinds, often
    of_kind = np.zeros((len(sizes), len(first)))
    np.add.at(of_kind, (group, at), 1.0)
    mixtures, often = np.unique(of_kind, axis=0, return_counts=True)
    return mixtures @ kinds, often


def _drawn(kinds: Floats, often: Ints, seed: int, draws: int) -> Floats:
    """The sums of as many units (or groups), drawn with replacement, `draws` times."""
    chosen = np.random.default_rng(seed).multinomial(often.sum(), often / often.sum(), size=draws)
    return chosen.astype(np.float64) @ kinds


def _range(values: Floats) -> tuple[float, float]:
    """The middle 80 % of the values that can be said."""
    said = values[~np.isnan(values)]
    if len(said) < len(values) / 2:
        return nan, nan
    low, high = np.quantile(said, (0.1, 0.9))
    return float(low), float(high)
