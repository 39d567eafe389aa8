"""A factor day by day, and what moved it between two days.

    level(t), band(t): `indicators.measure`, for every t of a stretch at once
    moved: points(s) at `day` of every story after `before`; what older stories lost or gained is one row, "fading"

Source: the level is 50 + the sum of its stories' points (`indicators.evidence`), so the rows sum to
level(day) - level(before) up to rounding (1e-9). Assumes nothing beyond the measure.

>>> from datetime import date
>>> from signpost.indicators.ledger import daily
>>> frame = pd.DataFrame({
...     "story_id": [1], "headline_id": [5], "factor_id": ["f"], "analyst_id": [1], "analyst": ["Ada"], "kind": ["tag"],
...     "direction": ["strengthens"], "weight": [2], "outlet": ["Daily"], "copies": [3],
...     "day": pd.to_datetime(["2026-11-01"]).astype("datetime64[s]"),
...     "tagged_at": [pd.Timestamp("2026-11-03", tz="UTC")], "known_from": [pd.Timestamp("2026-11-03", tz="UTC")]})
>>> [round(level, 1) for level in trace(daily(frame, "f"), "f", date(2026, 10, 31), date(2026, 11, 2)).level]
[50.0, 66.7, 66.1]
"""

from datetime import date, timedelta
from math import fsum
from typing import Any

import numpy as np
import pandas as pd

from signpost.indicators.evidence import about, contributions_on, points_by_day, with_texts
from signpost.indicators.ledger import DailySums, daily, day_of, number_of
from signpost.indicators.measure import bands, pools
from signpost.indicators.options import SHIPPED, Options
from signpost.nouns.trend import Trend

FADING = "fading"
STORY = "story"
MOVED_COLUMNS = (
    *("kind", "story_id", "headline_id", "day", "title", "url", "language", "rtl", "outlet", "outlets"),
    *("y", "contested", "ruled_by", "analysts", "weight", "points", "note", "signposts"),
)
TEXT_COLUMNS = ("title", "url", "language", "outlet", "outlets", "ruled_by", "note", "signposts")


def trace(sums: DailySums, factor_id: str, first: date, last: date, options: Options = SHIPPED) -> Trend:
    """The factor on every day from `first` to `last`. `stories` are the directional stories dated that day.

    ValueError if the stretch is empty.
    """
    stretch = pools(sums, first, last, options)
    low, high = bands(sums, first, last, options)
    start, end = number_of(first), number_of(last)
    stories = np.zeros(end - start + 1)
    seen = (sums.days >= start) & (sums.days <= end)
    stories[sums.days[seen] - start] = sums.stories[seen]
    return Trend(
        factor_id=factor_id,
        days=tuple(day_of(number) for number in range(start, end + 1)),
        level=tuple(stretch.level.tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        n_effective=tuple(stretch.n_effective.tolist()),
        stories=tuple(stories.tolist()),
    )


def moved(
    evidence: pd.DataFrame,
    stories: pd.DataFrame,
    factor_id: str,
    day: date,
    before: date | None = None,
    options: Options = SHIPPED,
    most: int | None = None,
    sums: DailySums | None = None,
) -> pd.DataFrame:
    """What moved the level from `before` (the day before) to `day`; `stories` is the `ledger` of `evidence`.

    Columns: kind ("story" or "fading"), story_id and headline_id (0 on the fading row), day (NaT on it), title, url,
    language, rtl, outlet, outlets, y, contested, ruled_by, analysts, weight, points, note, signposts. Stories dated
    after `before`, largest effect first; then, if there are older ones, one fading row: they count less, and new ones
    dilute them. `points` sum to level(day) - level(before). ValueError if `before` is not before `day`.
    `most`: only so many stories are told, and no fading row (then the points do not sum to the difference). With the
    factor's `sums` of all evidence, `evidence` and `stories` may hold only the stories after `before`.
    """
    before = day - timedelta(days=1) if before is None else before
    if before >= day:
        raise ValueError(f"{before} is not before {day}")
    if sums is None:
        sums = daily(about(evidence, factor_id), factor_id, options.story_weights if options.weights else None)
    (now,) = contributions_on(evidence, stories, factor_id, (day,), options, sums)
    fresh = now[(now["age"] < (day - before).days).to_numpy(dtype=bool)]
    order = np.lexsort((fresh["story_id"].to_numpy(), -fresh["points"].abs().to_numpy()))
    told = with_texts(fresh.take(order[:most]), evidence, factor_id).assign(kind=STORY)[list(MOVED_COLUMNS)]
    old = sums.days <= number_of(before)
    if most is not None or not sums.n[old].any():
        return told
    points, were = points_by_day(sums, day, options)[old], points_by_day(sums, before, options)[old]
    rest = fsum([*points.tolist(), *(-were).tolist()])
    blank: dict[str, Any] = dict.fromkeys(TEXT_COLUMNS, "")
    row = blank | dict.fromkeys(("story_id", "headline_id", "analysts", "weight"), 0)
    row |= dict.fromkeys(("rtl", "contested"), False)
    fading = pd.DataFrame([row | {"kind": FADING, "day": pd.NaT, "y": np.nan, "points": rest}])[list(MOVED_COLUMNS)]
    if told.empty:
        return fading.astype({"day": "datetime64[s]"})
    return pd.concat([told, fading.astype(told.dtypes.to_dict())], ignore_index=True)
