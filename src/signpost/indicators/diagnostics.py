"""What the method assumes, held against the data; and what it could find at all.

    ρ̂ = Σ [(k - n p)² - n p q] / Σ n (n - 1) p q      over 120 days;  p = share of these days, q = 1 - p
    net push since r = Σ (2 y - 1) of the stories after r: strengthening less weakening stories, a stock

Source: moment estimate of the intra-class correlation of clustered counts. Assumes a steady share over the 120 days: a
factor that moved looks more clustered than it is. `SHARES` are measured on simulated streams, not on any real one.
"""

from dataclasses import dataclass
from datetime import date
from math import fsum, log

import numpy as np
import pandas as pd

from signpost.indicators import lean
from signpost.indicators.ledger import DailySums, number_of

CLUSTER_DAYS = 120
RAISE_FROM = 0.06
POINTS = (10, 15, 20, 30, 40)
# by stories a day: the share of steps of POINTS that were found within 30 days
SHARES = (
    (0.9, (0.04, 0.06, 0.09, 0.20, 0.35)),
    (2.3, (0.11, 0.20, 0.34, 0.64, 0.84)),
    (6.0, (0.21, 0.42, 0.63, 0.91, 0.98)),
    (19.0, (0.43, 0.78, 0.92, 0.98, 0.97)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """`rho` is None where no day has two stories, or all say the same. `assumed` is the method's."""

    rho: float | None
    assumed: float
    days: int

    @property
    def sentence(self) -> str:
        """What to do about it, in words."""
        if self.rho is None:
            return "How much the stories of one day say the same thing cannot be told yet."
        said = f"Stories of one day agree by {self.rho:.2f} more than chance (assumed: {self.assumed:.2f})"
        if self.rho > RAISE_FROM:
            return f"{said}: the band is too narrow; consider raising the assumed value."
        return f"{said}: the assumption holds."


def clustering(sums: DailySums, as_of: date) -> Clustering:
    """How alike the stories of one day are, over the 120 days up to `as_of`."""
    today = number_of(as_of)
    held = (sums.days <= today) & (sums.days > today - CLUSTER_DAYS) & (sums.n > 0)
    n, k = sums.n[held], lean.straighten(sums).k[held]
    total = fsum(n.tolist())
    share = fsum(k.tolist()) / total if total else 0.5
    spread = share * (1.0 - share)
    pairs = fsum((n * (n - 1.0) * spread).tolist())
    rho = fsum(((k - n * share) ** 2 - n * spread).tolist()) / pairs if pairs > 0 else None
    return Clustering(rho=rho, assumed=lean.RHO, days=int(held.sum()))


def smallest_shift(stories_a_day: float) -> tuple[tuple[int, float], ...]:
    """(points of a step, chance that it would be found within 30 days), by points.

    Between the volumes of `SHARES` the chances are interpolated (on the logarithm of the volume); beyond the largest
    they stay as there, below the smallest they fall to 0 in proportion.
    """
    volumes = [volume for volume, _ in SHARES]
    if stories_a_day <= volumes[0]:
        part = max(0.0, stories_a_day) / volumes[0]
        return tuple((points, part * chance) for points, chance in zip(POINTS, SHARES[0][1], strict=True))
    place = log(stories_a_day)
    logs = [log(volume) for volume in volumes]
    columns = zip(*(chances for _, chances in SHARES), strict=True)
    return tuple(
        (points, float(np.interp(place, logs, column))) for points, column in zip(POINTS, columns, strict=True)
    )


def net_push(stories: pd.DataFrame, factor_id: str, since: date, until: date | None = None) -> float:
    """Strengthening less weakening stories of the ledger, after `since` and up to `until`; conflicts count in part."""
    held = (stories["factor_id"] == factor_id) & ~stories["neutral_only"] & (stories["day"] > pd.Timestamp(since))
    if until is not None:
        held &= stories["day"] <= pd.Timestamp(until)
    return fsum((2.0 * stories["y"].to_numpy(dtype=np.float64)[held.to_numpy(dtype=bool)] - 1.0).tolist())
