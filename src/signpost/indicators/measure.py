"""The level of a factor: an evidence balance, 0-100.

    f(d) = 1 / (1 + (n(d) - 1)+ ρ),  K(d) = f k,  N(d) = f n         one day never counts for more than about 33 stories
    S = Σ γ^(t-d) K(d),  W = Σ γ^(t-d) (N(d) - K(d)),  γ = 2^(-1/14), or less where the balance wanders (`memory`)
    level = 100 (κ m + S) / (κ + S + W),  κ = 2, m = 0.5;  80 % band = Beta(κ m + S, κ (1 - m) + W) quantiles .1 and .9
    while it may be moving (|Z| > 0.5 · 2.8, `watch`): the hull of that band and the band of the days since ĉ alone
    change since r: Δ = level(t) - level(r);  P(up) = Φ((m1 - m2) / √(v1 + v2)), m1, v1 from the days after r alone
    "up"/"down" only if P ≥ .9 or ≤ .1, |Δ| ≥ 5, and a story came after r (fading alone is no change)
    composite: C = Σ π m;  sd² = (1 - r) Σ π² s² + r (Σ π s)², r = .3;  80 % band = C ± 1.28 sd

Source: a discounted Beta-binomial model (West & Harrison, Bayesian Forecasting and Dynamic Models) on story counts;
the design effect 1 + (n - 1) ρ of cluster sampling (Kish) for the stories of one day.
Assumes independent stories, of which newer ones count more; the band covers sampling, clustering and drift, not a
systematic error of the analysts and not a biased choice of headlines. 50 means balanced, or nothing known.

>>> from datetime import date
>>> sums = DailySums(
...     factor_id="f", days=np.array([20000]), n=np.array([1.0]), k=np.array([1.0]), n0=np.zeros(1),
...     contested=np.zeros(1), copies=np.array([4.0]), outlets=("Daily",), outlet_n=np.array([[1.0]]),
...     outlet_k=np.array([[1.0]]), analysts=(7,), analyst_n=np.array([[1.0]]), analyst_k=np.array([[1.0]]))
>>> one = measure(sums, as_of=date(2024, 10, 4))  # one strengthening story
>>> f"{one.level:.0f} ({one.low:.0f}–{one.high:.0f}) {one.standing}"
'67 (32–95) thin'
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum, sqrt
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy.special import betaincinv, ndtr

from signpost.indicators import lean
from signpost.indicators import memory as remembering
from signpost.indicators import watch as watching
from signpost.indicators.ledger import DailySums, Floats, number_of
from signpost.indicators.memory import Memory, remember
from signpost.indicators.options import SHIPPED, Options
from signpost.nouns.indicator import Change, Composite, Evidence, Indicator

# 2: the band is honest while a factor may be moving. 3: older stories fade faster where the balance wanders, and the
# band grows honest earlier; the usual mix of outlets changes slower than their lean.
METHOD_VERSION = 3

HALF_LIFE = SHIPPED.half_life
CARRYING_DAYS = SHIPPED.carrying_days
REFERENCE_DAYS = 30
MOVING = 0.5 * 2.8  # of the shift statistic: from here on the level may be behind
SURE = 0.9
LEAST_POINTS = 5.0
SOLID = 5.0  # effective stories from which evidence is no longer thin
SHARED_ERROR = 0.3
BAND_SD = 1.28
WEAK_BELOW = 3  # factors on solid evidence

PARAMETERS: Mapping[str, Any] = MappingProxyType(
    {
        "method_version": METHOD_VERSION,
        "half_life_days": HALF_LIFE,
        "drifts_points_a_day": list(remembering.DRIFTS),
        "drift_judged_half_life_days": remembering.JUDGED_HALF_LIFE,
        "prior_stories": lean.KAPPA,
        "prior_level": 100 * lean.PRIOR,
        "band": 0.8,
        "day_clustering": lean.RHO,
        "lean_level_half_life_days": lean.LEVEL_HALF_LIFE,
        "lean_half_life_days": lean.LEAN_HALF_LIFE,
        "lean_mix_half_life_days": lean.MIX_HALF_LIFE,
        "lean_variance_outlet": lean.OUTLET_VARIANCE,
        "lean_variance_analyst": lean.ANALYST_VARIANCE,
        "carrying_days": CARRYING_DAYS,
        "reference_days": REFERENCE_DAYS,
        "moving_from_statistic": MOVING,
        "watch_days": watching.WINDOW,
        "watch_before_half_life_days": watching.BEFORE_HALF_LIFE,
        "watch_pseudo_stories": 2 * watching.PSEUDO,
        "change_probability": SURE,
        "change_points": LEAST_POINTS,
        "solid_from_effective_stories": SOLID,
        "composite_shared_error": SHARED_ERROR,
        "composite_band_sd": BAND_SD,
        "composite_weak_below_factors": WEAK_BELOW,
    }
)
"""Every constant of the method, as JSON types: a snapshot keeps them beside its numbers (`dict(PARAMETERS)`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """What speaks for and against on each day of a stretch: faded sums of effective stories, [days]."""

    strengthening: Floats
    weakening: Floats

    @property
    def level(self) -> Floats:
        """0-100."""
        total = lean.KAPPA + self.strengthening + self.weakening
        return 100.0 * (lean.KAPPA * lean.PRIOR + self.strengthening) / total

    def quantile(self, p: float) -> Floats:
        """The level below which the truth lies with probability p, 0-100."""
        up = lean.KAPPA * lean.PRIOR + self.strengthening
        down = lean.KAPPA * (1.0 - lean.PRIOR) + self.weakening
        return 100.0 * np.asarray(betaincinv(up, down, p), dtype=np.float64)

    @property
    def n_effective(self) -> Floats:
        """Effective stories."""
        return self.strengthening + self.weakening

    def mean_variance(self, index: int) -> tuple[float, float]:
        """Mean and variance of the Beta of a day, on the scale 0-1."""
        up = lean.KAPPA * lean.PRIOR + float(self.strengthening[index])
        down = lean.KAPPA * (1.0 - lean.PRIOR) + float(self.weakening[index])
        total = up + down
        return up / total, up * down / (total * total * (total + 1.0))


def pools(sums: DailySums, first: date, last: date, options: Options = SHIPPED) -> Pools:
    """Pools for every day from `first` to `last`.

    A day's value needs no later day, so a long stretch and a single day agree to the bit. ValueError if the stretch
    is empty.
    """
    start, end = number_of(first), number_of(last)
    if end < start:
        raise ValueError(f"the stretch ends on {last}, before it begins on {first}")
    return _stretch(remember(sums, end, options), start, end)


def bands(sums: DailySums, first: date, last: date, options: Options = SHIPPED) -> tuple[Floats, Floats]:
    """Low and high end of the 80 % band for every day from `first` to `last`, wide while the factor may be moving."""
    start, end = number_of(first), number_of(last)
    kept = remember(sums, end, options)
    whole = _stretch(kept, start, end)
    low, high = whole.quantile(0.1), whole.quantile(0.9)
    seen = watching.watch(sums, first, last, options)
    moving = np.flatnonzero(np.abs(seen.z) > MOVING)
    if not len(moving):
        return low, high
    # the pools of the days since the change: what is there less what was there the day before it, faded until now
    before, now = seen.since[moving] - 1 - kept.first, moving + start - kept.first
    fade = 2.0 ** (kept.age[before] - kept.age[now])
    alone = Pools(
        strengthening=np.maximum(whole.strengthening[moving] - fade * kept.strengthening[before], 0.0),
        weakening=np.maximum(whole.weakening[moving] - fade * kept.weakening[before], 0.0),
    )
    low[moving] = np.minimum(low[moving], alone.quantile(0.1))
    high[moving] = np.maximum(high[moving], alone.quantile(0.9))
    return low, high


def _stretch(kept: Memory, start: int, end: int) -> Pools:
    """Pools for the days start … end (as numbers)."""
    strengthening, weakening = np.zeros((2, end - start + 1))
    begin = max(start, kept.first)
    if begin <= end:
        strengthening[begin - start :] = kept.strengthening[begin - kept.first : end - kept.first + 1]
        weakening[begin - start :] = kept.weakening[begin - kept.first : end - kept.first + 1]
    return Pools(strengthening=strengthening, weakening=weakening)


def _after(sums: DailySums, kept: Memory, since: int, today: int, options: Options) -> Pools:
    """The pools of `today`, of the stories after the day `since` alone."""
    held = (sums.days > since) & (sums.days <= today)
    days, n, k = sums.days[held], sums.n[held], lean.straighten(sums, options.lean).k[held]
    weight = lean.crowding(n) * kept.weight(days, today)
    return Pools(
        strengthening=np.array([fsum((weight * k).tolist())]),
        weakening=np.array([fsum((weight * (n - k)).tolist())]),
    )


def measure(sums: DailySums, as_of: date, reference: date | None = None, options: Options = SHIPPED) -> Indicator:
    """The factor on `as_of`, from stories of that day and before; the change is against `reference` (30 days before).

    ValueError if `reference` is not before `as_of`.
    """
    since = as_of - timedelta(days=REFERENCE_DAYS) if reference is None else reference
    if since >= as_of:
        raise ValueError(f"the reference day {since} is not before {as_of}")
    then, now = number_of(since), number_of(as_of)
    kept = remember(sums, now, options)
    span = _stretch(kept, then, now)
    today = Pools(strengthening=span.strengthening[-1:], weakening=span.weakening[-1:])
    low, high = bands(sums, as_of, as_of, options)
    return Indicator(
        factor_id=sums.factor_id,
        as_of=as_of,
        level=float(today.level[0]),
        low=float(low[0]),
        high=float(high[0]),
        n_effective=float(today.n_effective[0]),
        evidence=_evidence(sums, kept, as_of, options),
        change=_change(span, _after(sums, kept, then, now, options), since),
    )


def composite(indicators: Sequence[Indicator], weights: Mapping[str, float] | None = None) -> Composite:
    """The factors together; equal weights unless `weights` (by factor id, summing to 1) says otherwise.

    A factor without evidence stays in with its prior (50, wide): the others never take over its weight. ValueError
    for no indicators, for indicators of different days, and for weights that do not fit.
    """
    if not indicators:
        raise ValueError("a composite needs at least one indicator")
    days = {(indicator.as_of, indicator.change.since) for indicator in indicators}
    if len(days) > 1:
        raise ValueError("the indicators are of different days")
    ids = [indicator.factor_id for indicator in indicators]
    share = dict.fromkeys(ids, 1.0 / len(ids)) if weights is None else {key: float(weights[key]) for key in weights}
    if set(share) != set(ids) or min(share.values()) < 0 or abs(fsum(share.values()) - 1.0) > 1e-9:
        raise ValueError("the weights must name exactly the indicators' factors and sum to 1")
    level = fsum(share[indicator.factor_id] * indicator.level for indicator in indicators)
    spread = [share[indicator.factor_id] * _sd(indicator) for indicator in indicators]
    sd = sqrt((1.0 - SHARED_ERROR) * fsum(one * one for one in spread) + SHARED_ERROR * fsum(spread) ** 2)
    parts = tuple(
        (one.factor_id, share[one.factor_id], one.level, share[one.factor_id] * one.change.points) for one in indicators
    )
    return Composite(
        as_of=indicators[0].as_of,
        level=level,
        low=max(0.0, level - BAND_SD * sd),
        high=min(100.0, level + BAND_SD * sd),
        change=fsum(points for *_, points in parts),
        since=indicators[0].change.since,
        rising=sum(indicator.change.clear == "up" for indicator in indicators),
        falling=sum(indicator.change.clear == "down" for indicator in indicators),
        weak=sum(indicator.n_effective >= SOLID for indicator in indicators) < min(WEAK_BELOW, len(indicators)),
        shares=parts,
    )


def _sd(indicator: Indicator) -> float:
    """The standard deviation of an indicator's Beta, in points: its mean and its weight say everything."""
    mean = indicator.level / 100.0
    return 100.0 * sqrt(mean * (1.0 - mean) / (lean.KAPPA + indicator.n_effective + 1.0))


def _change(span: Pools, after: Pools, since: date) -> Change:
    level = span.level
    points = float(level[-1] - level[0])
    mean_after, variance_after = after.mean_variance(0)
    mean_then, variance_then = span.mean_variance(0)
    p_up = float(ndtr((mean_after - mean_then) / sqrt(variance_after + variance_then)))
    clear = None
    if abs(points) >= LEAST_POINTS and after.n_effective[0] > 0:
        if p_up >= SURE and points > 0:
            clear = "up"
        elif p_up <= 1.0 - SURE and points < 0:
            clear = "down"
    return Change(since=since, points=points, p_up=p_up, clear=clear)


def _evidence(sums: DailySums, kept: Memory, as_of: date, options: Options) -> Evidence:
    """Counts over the stories of three half-lives; effective numbers are by weight in the level."""
    today = number_of(as_of)
    start, end = np.searchsorted(sums.days, [today - options.carrying_days, today + 1]).tolist()
    window = slice(start, end)
    stories = float(sums.stories[window].sum())
    weight = lean.crowding(sums.n[window]) * kept.weight(sums.days[window], today)
    publisher_n = sums.outlet_n if sums.publisher_n is None else sums.publisher_n
    outlets, outlets_effective = _voices(weight, sums.outlet_n[window])
    publishers, publishers_effective = _voices(weight, publisher_n[window])
    return Evidence(
        stories=round(stories),
        outlets=outlets,
        outlets_effective=outlets_effective,
        analysts=int((sums.analyst_n[window] > 0).any(axis=0).sum()),
        neutral=round(float(sums.n0[window].sum())),
        contested=float(sums.contested[window].sum()) / stories if stories else 0.0,
        copies=float(sums.copies[window].sum()) / stories if stories else 0.0,
        publishers=publishers,
        publishers_effective=publishers_effective,
    )


def _voices(weight: Floats, n: Floats) -> tuple[int, float]:
    """How many groups have stories, and how many equal ones they are worth: (Σ w)² / Σ w². `n` is [days, groups]."""
    worth = [fsum(column) for column in (weight[:, None] * n).T.tolist()]
    squares = fsum(one * one for one in worth)
    return int((n > 0).any(axis=0).sum()), fsum(worth) ** 2 / squares if squares else 0.0
