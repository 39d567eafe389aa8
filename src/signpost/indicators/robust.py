"""How fragile is a level? Leave one outlet out, leave one analyst out, and read it again.

    screened: level(t) without the stories of g, for every outlet and analyst g, with the lean as it was reckoned
    told: the one that moves it most, left out of the evidence and reckoned anew (`Options`), so that it is exactly
          what the toggle shows

Source: the jackknife by group (Quenouille, Tukey). Assumes nothing beyond the measure; it says how much hangs on one
voice, not whether that voice is right. A reading is the framework's word for the level, and "up", "down" or neither.
Besides the largest mover, the one that would first change the word for the level is reckoned anew too.
"""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from signpost.indicators import lean
from signpost.indicators.evidence import about
from signpost.indicators.ledger import COUNTED_COLUMNS, DailySums, Floats, daily, number_of
from signpost.indicators.measure import measure
from signpost.indicators.memory import remember
from signpost.indicators.options import Options
from signpost.nouns.framework import LevelBand
from signpost.nouns.indicator import Fragility, Indicator, LeftOut

LARGE = 5.0  # points: what one voice may move without being said to carry the level


def fragile(
    evidence: pd.DataFrame,
    factor_id: str,
    as_of: date,
    level_bands: Sequence[LevelBand] = (),
    sums: DailySums | None = None,
) -> Fragility:
    """The factor without the outlet, and without the analyst, that moves it most. `level_bands` are the framework's,
    `sums` the factor's, if they were made before."""
    rows = evidence[[name for name in COUNTED_COLUMNS if name in evidence.columns]]
    rows = about(rows, factor_id)
    sums = daily(rows, factor_id) if sums is None else sums
    whole = measure(sums, as_of)

    def word(level: float) -> str:
        return next((band.id for band in level_bands if level <= band.upto), "")

    def without(name: str, options: Options) -> LeftOut:
        left = measure(daily(options.evidence(rows), factor_id), as_of)
        same = word(left.level) == word(whole.level) and left.change.clear == whole.change.clear
        return LeftOut(name=name, level=left.level, remains=left.n_effective > 0, same=same and left.n_effective > 0)

    straight = lean.straighten(sums)
    by_outlet = levels_without(sums, as_of, sums.outlet_n, sums.outlet_k - sums.outlet_n * straight.outlet_tilt)
    by_analyst = levels_without(sums, as_of, sums.analyst_n, sums.analyst_k - sums.analyst_n * straight.analyst_tilt)

    def of_outlet(place: int) -> LeftOut:
        return without(sums.outlets[place], Options(without_outlets=(sums.outlets[place],)))

    def of_analyst(place: int) -> LeftOut:
        who = sums.analysts[place]
        return without(name_of(rows, who), Options(without_analysts=(who,)))

    return Fragility(
        factor_id=factor_id,
        as_of=as_of,
        level=whole.level,
        outlet=_worst(whole, by_outlet, word, of_outlet),
        analyst=_worst(whole, by_analyst, word, of_analyst),
    )


def levels_without(sums: DailySums, as_of: date, n: Floats, k: Floats) -> Floats:
    """The level without each group [G] of the tables `n`, `k` [D, G]; NaN for groups that weigh nothing any more."""
    held = sums.days <= number_of(as_of)
    fade = remember(sums, number_of(as_of)).weight(sums.days[held], number_of(as_of))
    left_n = np.maximum(sums.n[held, None] - n[held], 0.0)
    left_k = np.clip(lean.straighten(sums).k[held, None] - k[held], 0.0, left_n)
    weight = lean.crowding(left_n) * fade[:, None]
    total = lean.KAPPA + (weight * left_n).sum(axis=0)
    level = 100.0 * (lean.KAPPA * lean.PRIOR + (weight * left_k).sum(axis=0)) / total
    return np.where((fade[:, None] * n[held]).sum(axis=0) > 1e-9, level, np.nan)


def name_of(rows: pd.DataFrame, analyst_id: int) -> str:
    """What the analyst is called in the evidence."""
    return str(rows["analyst"].to_numpy()[(rows["analyst_id"] == analyst_id).to_numpy(dtype=bool)][0])


def _worst(
    whole: Indicator, levels: Floats, word: Callable[[float], str], left_out: Callable[[int], LeftOut]
) -> LeftOut | None:
    moved = np.abs(np.nan_to_num(levels - whole.level))
    if not moved.size or not np.isfinite(levels).any():
        return None
    largest = int(moved.argmax())
    told = left_out(largest)
    other = [i for i in np.flatnonzero(np.isfinite(levels)) if word(float(levels[i])) != word(whole.level)]
    if told.same and other:
        changed = left_out(int(max(other, key=lambda i: moved[i])))
        if not changed.same:
            return changed
    return told


def fragile_sentence(fragility: Fragility) -> str:
    """ "Sturdy: …" or "Fragile: …" with what one voice moves; what to think of it where nothing is left without one."""
    told = [(kind, one) for kind, one in (("outlet", fragility.outlet), ("analyst", fragility.analyst)) if one]
    if not told:
        return "Nothing to leave out: no story carries it."
    alone = [kind for kind, one in told if not one.remains]
    if alone:
        return f"Fragile: it rests on a single {' and a single '.join(alone)}."
    said = [f"without {one.name} it would be {one.level:.0f}" for _, one in told]
    changed = [one.name for _, one in told if not one.same]
    if changed:
        return f"Fragile: {' and '.join(said)} instead of {fragility.level:.0f}, and would read differently."
    most = max(abs(one.level - fragility.level) for _, one in told)
    head = "Sturdy" if most < LARGE else "Leans on one voice"
    return f"{head}: {' and '.join(said)} instead of {fragility.level:.0f}; the reading stays the same."
