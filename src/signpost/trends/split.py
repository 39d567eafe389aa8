"""The difference of a level between two days, taken apart by who said it and about what.

    part(g) = Σ of the points at `day` of g's stories - Σ of their points at `before`

Source: level - 50 is the sum of its stories' points (`indicators.evidence`), so the parts of any grouping sum to
level(day) - level(before) up to rounding (1e-9). A story of several analysts, or with several signposts, is shared
evenly among them. Assumes nothing beyond the measure; older stories that count less are in their group's part.
"""

from datetime import date
from math import fsum
from typing import Literal, get_args

import numpy as np
import pandas as pd

from signpost.indicators.evidence import contributions_on, signposts_named
from signpost.indicators.ledger import votes
from signpost.indicators.options import SHIPPED, Options

By = Literal["outlet", "perspective", "analyst", "signpost"]


def split(
    evidence: pd.DataFrame,
    stories: pd.DataFrame,
    factor_id: str,
    day: date,
    before: date,
    by: By,
    options: Options = SHIPPED,
) -> pd.DataFrame:
    """What each outlet, perspective, analyst or signpost did to the level from `before` to `day`.

    `stories` is the `ledger` of `evidence`, which `options` has been applied to. Columns: group (name; a signpost's id,
    "" for stories that name none), before and now (points of level - 50), points (now - before), stories (dated after
    `before`; a shared one counts in part). Largest effect first. ValueError if `before` is not before `day`.
    """
    if before >= day:
        raise ValueError(f"{before} is not before {day}")
    if by not in get_args(By):
        raise ValueError(f"a level is split by {', '.join(get_args(By))}, not by {by}")
    rows = evidence[(evidence["factor_id"] == factor_id).to_numpy(dtype=bool)]
    now, then = contributions_on(rows, stories, factor_id, (day, before), options)
    belongs = _belongs(rows, now, by)
    told = belongs.merge(now[["story_id", "points", "age"]], on="story_id")
    told = told.merge(then[["story_id", "points"]].rename(columns={"points": "was"}), on="story_id", how="left")
    new = (told["age"] < (day - before).days).to_numpy(dtype=bool)
    share = told["share"].to_numpy(dtype=np.float64)
    told = told.assign(
        now=share * told["points"].to_numpy(dtype=np.float64),
        before=share * told["was"].fillna(0.0).to_numpy(dtype=np.float64),
        stories=np.where(new, share, 0.0),
    ).sort_values(["group", "story_id"], kind="stable")
    parts = [
        {"group": str(group)} | {name: fsum(one[name].tolist()) for name in ("before", "now", "stories")}
        for group, one in told.groupby("group", sort=True)
    ]
    frame = pd.DataFrame(parts, columns=["group", "before", "now", "stories"]).astype(
        {"group": "str", "before": "float64", "now": "float64", "stories": "float64"}
    )
    frame["points"] = frame["now"] - frame["before"]
    order = np.argsort(-frame["points"].abs().to_numpy(), kind="stable")
    return frame.take(order).reset_index(drop=True)[["group", "before", "now", "points", "stories"]]


def _belongs(rows: pd.DataFrame, told: pd.DataFrame, by: By) -> pd.DataFrame:
    """One row per story and group it belongs to: story_id, group, share (a story's shares sum to 1)."""
    if by == "outlet":
        return pd.DataFrame({"story_id": told["story_id"], "group": told["outlet"], "share": 1.0})
    if by == "perspective":
        of = rows.drop_duplicates("headline_id").set_index("headline_id")["perspective"]
        return pd.DataFrame({"story_id": told["story_id"], "group": told["headline_id"].map(of), "share": 1.0})
    if by == "analyst":
        names = rows.sort_values(["analyst_id", "analyst"]).drop_duplicates("analyst_id").set_index("analyst_id")
        pairs = votes(rows)[["story_id", "analyst_id"]]
        pairs = pairs.assign(group=pairs["analyst_id"].map(names["analyst"]))
    else:
        named = signposts_named(rows).rename(columns={"signpost_id": "group"})
        named = named[named["story_id"].isin(told["story_id"]).to_numpy(dtype=bool)]
        none = ~told["story_id"].isin(named["story_id"]).to_numpy(dtype=bool)
        pairs = pd.concat([named, pd.DataFrame({"story_id": told["story_id"][none], "group": ""})], ignore_index=True)
    count = pairs.groupby("story_id")["group"].transform("size").to_numpy(dtype=np.float64)
    return pd.DataFrame({"story_id": pairs["story_id"], "group": pairs["group"], "share": 1.0 / count})
