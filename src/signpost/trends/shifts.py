"""Shifts: when a factor was found to have moved, since when, and whether that still stands.

    found if |Z| > h and |Z'| > 0.8 h with the same sign (`indicators.watch`), and ≥ 3 stories of ≥ 2 outlets;  h = 2.8
    over once |Z| < 0.6 h (after 14 days at the soonest), after 60 days, or when a shift the other way is found

After a shift none is found the same way before the statistic has once rested below 0.6 h: it would say the same again.
Source: an alarm with hysteresis over a generalised likelihood ratio. The rule is run from the first story on, so what
was open on a day never depends on what came later, nor on when it was asked.

>>> from signpost.indicators.ledger import DailySums
>>> import numpy as np
>>> ones, first = np.ones(60), np.arange(20000, 20060)
>>> k = np.where(first < 20030, [0.0, 0.0, 1.0] * 20, 1.0)
>>> sums = DailySums(
...     factor_id="f", days=first, n=ones, k=k, n0=0 * ones, contested=0 * ones, copies=ones,
...     outlets=("A", "B"), outlet_n=np.tile(np.eye(2), (30, 1)), outlet_k=np.tile(np.eye(2), (30, 1)) * k[:, None],
...     analysts=(1,), analyst_n=ones[:, None], analyst_k=k[:, None])
>>> [(one.way, str(one.since), one.closed_on) for one in shifts(sums, day_of(20059))]
[('up', '2024-11-02', None)]
"""

from datetime import date
from math import fsum
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv

from signpost.indicators import lean
from signpost.indicators.ledger import DailySums, day_of, number_of
from signpost.indicators.memory import remember
from signpost.indicators.options import SHIPPED, Options
from signpost.indicators.watch import Watch, whole
from signpost.nouns.shift import Shift

THRESHOLD = 2.8
ROBUST = 0.8
OVER = 0.6
LEAST_DAYS, MOST_DAYS = 14, 60
LEAST_STORIES, LEAST_OUTLETS = 3, 2


def shifts(sums: DailySums, as_of: date, threshold: float = THRESHOLD, options: Options = SHIPPED) -> tuple[Shift, ...]:
    """All shifts found up to `as_of`, oldest first; the last may be open. `threshold` is h: lower finds more, and more
    that are none."""
    if not len(sums.days) or sums.days[0] > number_of(as_of):
        return ()
    seen = whole(sums, as_of, options)
    fires = seen.robust * np.sign(seen.z) > ROBUST * threshold
    fires &= (np.abs(seen.z) > threshold) & (seen.stories >= LEAST_STORIES) & (seen.outlets >= LEAST_OUTLETS)
    found: list[Spell] = []
    spell: Spell | None = None
    said = 0  # the way that the statistic has gone without a rest since a shift was found
    for i, (z, alarm) in enumerate(zip(seen.z.tolist(), fires.tolist(), strict=True)):
        if spell is not None:
            age, same = i - spell.opened, z * spell.sign > 0
            over = age >= LEAST_DAYS and (abs(z) < OVER * threshold or not same)
            if over or age >= MOST_DAYS or (alarm and not same):
                found.append(spell._replace(closed=i))
                spell = None
            elif same and abs(z) > abs(seen.z[spell.peak]):
                spell = spell._replace(peak=i)
        said = said if said * z > 0 and abs(z) >= OVER * threshold else 0
        if spell is None and alarm and not said:
            said = 1 if z > 0 else -1
            spell = Spell(sign=said, opened=i, peak=i, closed=None)
    found += [spell] if spell is not None else []
    return tuple(told(sums, options, seen, one) for one in found)


def open_shift(sums: DailySums, as_of: date, threshold: float = THRESHOLD, options: Options = SHIPPED) -> Shift | None:
    """The shift that is open on a day."""
    found = shifts(sums, as_of, threshold, options)
    return found[-1] if found and found[-1].closed_on is None else None


class Spell(NamedTuple):
    """A shift as places in a `Watch`: where it was found, was largest, was over (None: not yet)."""

    sign: int
    opened: int
    peak: int
    closed: int | None


def told(sums: DailySums, options: Options, seen: Watch, spell: Spell) -> Shift:
    since = int(seen.since[spell.peak])
    until = int(seen.days[-1 if spell.closed is None else spell.closed])
    held = (sums.days >= since) & (sums.days <= until)
    n, k, crowded = sums.n[held], lean.straighten(sums, options.lean).k[held], lean.crowding(sums.n[held])
    weight = crowded * remember(sums, until, options).weight(sums.days[held], until)
    up = lean.KAPPA * lean.PRIOR + fsum((weight * k).tolist())
    down = lean.KAPPA * (1 - lean.PRIOR) + fsum((weight * (n - k)).tolist())
    return Shift(
        factor_id=sums.factor_id,
        way="up" if spell.sign > 0 else "down",
        since=day_of(since),
        found_on=day_of(int(seen.days[spell.opened])),
        closed_on=None if spell.closed is None else day_of(until),
        strength=float(seen.z[spell.peak]),
        robust=float(seen.robust[spell.peak]),
        stories=round(fsum(sums.stories[held].tolist())),
        outlets=int((sums.outlet_n[held] > 0).any(axis=0).sum()),
        share_since=fsum((crowded * k).tolist()) / fsum((crowded * n).tolist()),
        share_before=float(seen.before_k[spell.peak] / seen.before_n[spell.peak]),
        level=100 * up / (up + down),
        low=100 * float(betaincinv(up, down, 0.1)),
        high=100 * float(betaincinv(up, down, 0.9)),
    )
