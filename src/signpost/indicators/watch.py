"""Is a factor moving, and since when? A likelihood-ratio test for a change on every day, with its date.

    l(k, n) = k ln(k / n) + (n - k) ln((n - k) / n)
    Z(c) = ± √(2 [l(ka, na) + l(kb, nb) - l(ka + kb, na + nb)])      a: effective stories since day c, b: before it
    Z = the Z(c) largest in size over the last 60 days, ĉ = its day;  Z' = Z(ĉ) without its two most telling days

Both pools hold 4 pseudo-stories for and 4 against; the pool before fades with a half-life of 240 days; a day of change
needs 3 effective stories after it and 8 before it. Stories are taken as in the measure: without the usual lean, the
stories of one day counting as at most about 33.
Source: generalised likelihood ratio for an unknown change time (Lorden 1971; Siegmund & Venkatraman 1995), binomial.
Assumes independent days apart from the clustering of each day's stories. A slow ramp is found late by construction.
What is said of a day needs no later day.

>>> from signpost.indicators.ledger import day_of
>>> ones, first = np.ones(40), np.arange(20000, 20040)
>>> k = np.where(first < 20020, [0.0, 1.0] * 20, 1.0)
>>> sums = DailySums(
...     factor_id="f", days=first, n=ones, k=k, n0=0 * ones, contested=0 * ones, copies=ones,
...     outlets=("A", "B"), outlet_n=np.tile(np.eye(2), (20, 1)), outlet_k=np.tile(np.eye(2), (20, 1)) * k[:, None],
...     analysts=(1,), analyst_n=ones[:, None], analyst_k=k[:, None])
>>> round(float(watch(sums, day_of(20039), day_of(20039)).z[0]), 1)
2.4
"""

from dataclasses import dataclass, fields
from datetime import date
from itertools import accumulate
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from signpost.indicators import lean
from signpost.indicators.ledger import DailySums, Floats, Ints, day_of, number_of
from signpost.indicators.options import SHIPPED, Options

WINDOW = 60  # days back that a change is looked for
LEAST_AFTER, LEAST_BEFORE = 3.0, 8.0
PSEUDO = 4.0
BEFORE_HALF_LIFE = 240.0
TELLING_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watch:
    """The test on every day of a stretch: all arrays have its length.

    `z` the statistic (0 where nothing could be tested), `robust` without its two most telling days, `since` the day of
    change as days since 1970 (-1 for none), `after_n`, `after_k`, `before_n`, `before_k` the two pools at that day
    (effective stories), `stories` and `outlets` how many of them came since.
    """

    days: Ints
    z: Floats
    robust: Floats
    since: Ints
    after_n: Floats
    after_k: Floats
    before_n: Floats
    before_k: Floats
    stories: Floats
    outlets: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dense:
    """The effective sums on every day from the first story on, and running totals: `upto[i]` is before day i."""

    first: int
    n: Floats
    k: Floats
    upto_n: Floats
    upto_k: Floats
    before_n: Floats
    before_k: Floats
    stories: Floats


def dense(sums: DailySums, last: date, leaning: bool = True) -> Dense:
    """The sums laid out day by day up to `last`. A day's values need no later day."""
    end = number_of(last)
    held = sums.days <= end
    days = sums.days[held]
    first = int(days[0]) if len(days) else end
    size = max(1, end - first + 1)
    crowded = lean.crowding(sums.n[held])
    n, k, stories = np.zeros((3, size))
    n[days - first] = crowded * sums.n[held]
    k[days - first] = crowded * lean.straighten(sums, leaning).k[held]
    stories[days - first] = sums.stories[held]
    fade = 2.0 ** (-1.0 / BEFORE_HALF_LIFE)
    return Dense(
        first=first,
        n=n,
        k=k,
        upto_n=np.append(0.0, np.cumsum(n)),
        upto_k=np.append(0.0, np.cumsum(k)),
        before_n=faded(n, fade),
        before_k=faded(k, fade),
        stories=np.append(0.0, np.cumsum(stories)),
    )


def faded(days: Floats, fade: float) -> Floats:
    """For each day the faded sum of the days before it."""
    sums = accumulate(days.tolist(), lambda before, new: before * fade + new)
    return np.append(0.0, np.fromiter(sums, np.float64, len(days)) * fade)


def statistic(after_k: Any, after_n: Any, before_k: Any, before_n: Any) -> Floats:
    """Z of two pools of effective stories, positive where the share rose. Arrays broadcast."""
    return compared(after_k, after_n, before_k, before_n, likelihood(before_k + PSEUDO, before_n + 2 * PSEUDO))


def compared(after_k: Any, after_n: Any, before_k: Any, before_n: Any, before: Any) -> Floats:
    """`statistic`, with the likelihood of the pool before (which many days share) already reckoned."""
    ka, na = after_k + PSEUDO, after_n + 2 * PSEUDO
    kb, nb = before_k + PSEUDO, before_n + 2 * PSEUDO
    gain = likelihood(ka, na) + before - likelihood(ka + kb, na + nb)
    size: Floats = np.sqrt(2.0 * np.maximum(gain, 0.0))
    return np.where(ka * nb >= kb * na, size, -size)


def likelihood(k: Any, n: Any) -> Any:
    """l(k, n) of pools that hold their pseudo-stories, so that no logarithm is of nothing."""
    against = n - k
    return k * np.log(k) + against * np.log(against) - n * np.log(n)


# The longest run made of each sums: a day says the same in any run, so that shorter ones are cut out of it.
_made: WeakKeyDictionary[DailySums, Watch] = WeakKeyDictionary()


def whole(sums: DailySums, last: date, options: Options = SHIPPED) -> Watch:
    """The test on every day from the first story to `last` (at least one day)."""
    first = int(sums.days[0]) if len(sums.days) else number_of(last)
    made = _made.get(sums)
    if options.lean and (made is None or made.days[-1] < number_of(last)):
        _made[sums] = _run(sums, min(first, number_of(last)), number_of(last), True)
    return watch(sums, min(day_of(first), last), last, options)


def watch(sums: DailySums, first: date, last: date, options: Options = SHIPPED) -> Watch:
    """The test on every day from `first` to `last`, of the stories until then. ValueError if the stretch is empty."""
    start, end = number_of(first), number_of(last)
    if end < start:
        raise ValueError(f"the stretch ends on {last}, before it begins on {first}")
    made = _made.get(sums)
    if options.lean and made is not None and made.days[0] <= start and end <= made.days[-1]:
        cut = slice(start - int(made.days[0]), end - int(made.days[0]) + 1)
        return Watch(**{field.name: getattr(made, field.name)[cut] for field in fields(made)})
    return _run(sums, start, end, options.lean)


def _run(sums: DailySums, start: int, end: int, leaning: bool) -> Watch:
    laid = dense(sums, day_of(end), leaning)
    days = np.arange(start, end + 1)
    today = np.clip(days - laid.first, -1, len(laid.n) - 1)  # -1: before the first story, where all sums are nothing
    change = today[:, None] - np.arange(WINDOW)[None, :]  # [days, candidates]
    inside = change >= 0
    at = np.where(inside, change, 0)
    after_n = laid.upto_n[today + 1][:, None] - laid.upto_n[at]
    after_k = laid.upto_k[today + 1][:, None] - laid.upto_k[at]
    before_n, before_k = laid.before_n[at], laid.before_k[at]
    usable = inside & (after_n >= LEAST_AFTER) & (before_n >= LEAST_BEFORE)
    before = likelihood(laid.before_k + PSEUDO, laid.before_n + 2 * PSEUDO)[at]
    z = np.where(usable, compared(after_k, after_n, before_k, before_n, before), 0.0)
    best = np.abs(z).argmax(axis=1)
    row = np.arange(len(days))
    chosen = at[row, best]
    tested = usable[row, best]
    robust = without_telling_days(laid, today, chosen, before_k[row, best], before_n[row, best], z[row, best])
    stories = laid.stories[today + 1] - laid.stories[chosen]
    return Watch(
        days=days,
        z=z[row, best],
        robust=np.where(tested, robust, 0.0),
        since=np.where(tested, chosen + laid.first, -1),
        after_n=np.where(tested, after_n[row, best], 0.0),
        after_k=np.where(tested, after_k[row, best], 0.0),
        before_n=np.where(tested, before_n[row, best], 0.0),
        before_k=np.where(tested, before_k[row, best], 0.0),
        stories=np.where(tested, stories, 0.0),
        outlets=outlets_since(sums, np.where(tested, chosen + laid.first, end + 1), days),
    )


def without_telling_days(
    laid: Dense, today: NDArray[np.int64], change: NDArray[np.int64], before_k: Floats, before_n: Floats, z: Floats
) -> Floats:
    """Z without the two days since the change that speak loudest for it: k - n p, p the share before."""
    span = change[:, None] + np.arange(WINDOW)[None, :]
    held = span <= today[:, None]
    span = np.minimum(span, len(laid.n) - 1)
    n, k = np.where(held, laid.n[span], 0.0), np.where(held, laid.k[span], 0.0)
    share = (before_k + PSEUDO) / (before_n + 2 * PSEUDO)
    telling = np.where(held, (k - n * share[:, None]) * np.sign(z)[:, None], -np.inf)
    out = np.zeros_like(held)
    row = np.arange(len(telling))
    for _ in range(TELLING_DAYS):
        loudest = telling.argmax(axis=1)
        out[row, loudest] = True
        telling[row, loudest] = -np.inf
    left_n = np.where(out, 0.0, n).sum(axis=1)
    left_k = np.where(out, 0.0, k).sum(axis=1)
    return np.asarray(statistic(left_k, left_n, before_k, before_n), dtype=np.float64)


def outlets_since(sums: DailySums, since: Ints, days: Ints) -> Ints:
    """How many outlets had a story between two days, for each pair of days."""
    present = np.vstack([np.zeros((1, len(sums.outlets))), np.cumsum(sums.outlet_n > 0, axis=0)])
    begin, end = np.searchsorted(sums.days, since), np.searchsorted(sums.days, days, side="right")
    counted: Ints = (present[np.maximum(end, begin)] > present[begin]).sum(axis=1)
    return counted
