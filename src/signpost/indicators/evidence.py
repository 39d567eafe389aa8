"""What carries a level: the stories behind it, each with its points.

    points(s) = 100 f(d) γ^(t-d) (y'(s) - 0.5) / (κ + S + W)

    y' = y without the lean of its outlet and analysts, γ^(t-d) = the product of the fades since (`memory`)

Source: the level is a weighted average of the prior and the stories (`measure`), so it takes apart without remainder.
Over all stories the points sum to level - 50. Assumes what the level assumes; a story's points are not its importance.

>>> from datetime import date
>>> from signpost.indicators.ledger import ledger
>>> frame = pd.DataFrame({
...     "story_id": [1], "headline_id": [5], "factor_id": ["f"], "analyst_id": [1], "analyst": ["Ada"], "kind": ["tag"],
...     "direction": ["strengthens"], "weight": [2], "outlet": ["Daily"], "copies": [3],
...     "day": pd.to_datetime(["2026-11-01"]).astype("datetime64[s]"),
...     "tagged_at": [pd.Timestamp("2026-11-03", tz="UTC")], "known_from": [pd.Timestamp("2026-11-03", tz="UTC")]})
>>> contributions(frame, ledger(frame), "f", date(2026, 11, 1))["points"].round(6).tolist()  # 66.67 - 50
[16.666667]
"""

from collections.abc import Sequence
from datetime import date
from math import fsum

import numpy as np
import pandas as pd

from signpost.indicators import lean
from signpost.indicators.ledger import daily, ledger, number_of, votes
from signpost.indicators.measure import CARRYING_DAYS
from signpost.indicators.memory import remember
from signpost.indicators.options import SHIPPED, Options
from signpost.nouns.framework import Factor

BETWEEN_NOTES = " · "


def contributions(
    evidence: pd.DataFrame, stories: pd.DataFrame, factor_id: str, as_of: date, options: Options = SHIPPED
) -> pd.DataFrame:
    """Every directional story of the factor up to `as_of`; `stories` is the `ledger` of `evidence`.

    Columns: those of the ledger, and `age` (days), `y_adjusted` (without lean), `points` (of the level, against 50).
    The points sum to level - 50. Sorted by story_id.
    """
    return contributions_on(evidence, stories, factor_id, (as_of,), options)[0]


def contributions_on(
    evidence: pd.DataFrame, stories: pd.DataFrame, factor_id: str, days: Sequence[date], options: Options = SHIPPED
) -> list[pd.DataFrame]:
    """`contributions` as of several days, with the lean reckoned once."""
    rows = evidence[(evidence["factor_id"] == factor_id).to_numpy(dtype=bool)]
    sums = daily(rows, factor_id, options.story_weights if options.weights else None)
    straight = lean.straighten(sums, options.lean)
    chosen = (stories["factor_id"] == factor_id).to_numpy(dtype=bool) & ~stories["neutral_only"].to_numpy(dtype=bool)
    counted: pd.DataFrame = stories[chosen].reset_index(drop=True)
    numbers = counted["day"].to_numpy(dtype="datetime64[D]").astype(np.int64)
    row = np.searchsorted(sums.days, numbers)
    outlet = np.searchsorted(np.array(sums.outlets, dtype=object), counted["outlet"].to_numpy(dtype=object))
    adjusted = counted["y"].to_numpy(dtype=np.float64) - straight.outlet_tilt[row, outlet.astype(np.int64)]

    ballots = votes(rows)
    at = np.searchsorted(counted["story_id"].to_numpy(dtype=np.int64), ballots["story_id"].to_numpy(dtype=np.int64))
    who = np.searchsorted(np.array(sums.analysts, dtype=np.int64), ballots["analyst_id"].to_numpy(dtype=np.int64))
    tilt = np.bincount(at, weights=straight.analyst_tilt[row[at], who], minlength=len(counted))
    counted["y_adjusted"] = adjusted - tilt / counted["analysts"].to_numpy(dtype=np.float64)

    crowded = lean.crowding(sums.n)
    kept = remember(sums, max(map(number_of, days)), options)
    told = []
    for today in map(number_of, days):
        past = sums.days <= today
        effective = fsum((crowded[past] * sums.n[past] * kept.weight(sums.days[past], today)).tolist())
        seen = counted[numbers <= today].reset_index(drop=True)
        age = today - numbers[numbers <= today]
        weight = (
            crowded[row[numbers <= today]]
            * kept.weight(numbers[numbers <= today], today)
            * options.story_weights(seen["weight"].to_numpy(dtype=np.int64))
        )
        balance = seen["y_adjusted"].to_numpy(dtype=np.float64) - lean.PRIOR
        told.append(seen.assign(age=age, points=100.0 * weight * balance / (lean.KAPPA + effective)))
    return told


def carrying(
    evidence: pd.DataFrame, stories: pd.DataFrame, factor_id: str, as_of: date, options: Options = SHIPPED
) -> pd.DataFrame:
    """The directional stories that still weigh at least an eighth, newest first, on a day the heaviest first.

    Columns: those of `contributions`, and title, url, language, rtl of the earliest tagged headline, `outlets` (names
    of all tagged headlines, comma-separated), `note` (the analysts' notes, oldest first), `signposts` (ids,
    comma-separated). What older stories still add is level - 50 - the sum of these points.
    """
    told = contributions(evidence, stories, factor_id, as_of, options)
    told = with_texts(told[(told["age"] <= options.carrying_days).to_numpy(dtype=bool)], evidence, factor_id)
    heaviest = told["points"].abs()
    order = np.lexsort((told["story_id"].to_numpy(), -heaviest.to_numpy(), told["age"].to_numpy()))
    return told.take(order).reset_index(drop=True)


def with_texts(told: pd.DataFrame, evidence: pd.DataFrame, factor_id: str) -> pd.DataFrame:
    """`told` (columns story_id, headline_id) with title, url, language, rtl, outlets, note and signposts added."""
    about = (evidence["factor_id"] == factor_id).to_numpy(dtype=bool)
    about = about & np.isin(evidence["story_id"].to_numpy(dtype=np.int64), told["story_id"].to_numpy(dtype=np.int64))
    rows = evidence[about].sort_values(["story_id", "tagged_at", "headline_id", "analyst_id"], kind="stable")
    shown = rows.drop_duplicates("headline_id").set_index("headline_id")[["title", "url", "language", "rtl"]]
    by_story = rows.groupby("story_id", sort=True)
    joined = pd.DataFrame(
        {
            "outlets": by_story["outlet"].agg(lambda names: ", ".join(sorted(set(names)))),
            "note": by_story["note"].agg(lambda notes: BETWEEN_NOTES.join(dict.fromkeys(filter(None, notes)))),
            "signposts": signposts_named(rows).groupby("story_id")["signpost_id"].agg(",".join),
        }
    )
    joined = joined.fillna({"signposts": ""})
    return told.join(shown, on="headline_id").join(joined, on="story_id").reset_index(drop=True)


def signposts_named(rows: pd.DataFrame) -> pd.DataFrame:
    """Which signposts a factor's `rows` name, each story's once: story_id, signpost_id, sorted by both.

    Where a ruling names signposts, they stand in place of the analysts'.
    """
    named = rows[(rows["signpost_id"] != "").to_numpy(dtype=bool)]
    ruling = (named["kind"] == "ruling").to_numpy(dtype=bool)
    ruled = np.isin(named["story_id"].to_numpy(), named["story_id"].to_numpy()[ruling])
    pairs = named[ruling | ~ruled][["story_id", "signpost_id"]].drop_duplicates()
    return pairs.sort_values(["story_id", "signpost_id"], kind="stable")


def signpost_counts(evidence: pd.DataFrame, factor: Factor, as_of: date) -> pd.DataFrame:
    """How often each signpost of the factor was named in the last six weeks, in the framework's order.

    Columns: signpost_id, title, usual (the direction it usually has), stories (that name it), strengthens, weakens,
    contested, neutral (these four by the story's balance; they sum to stories), latest (day or NaT). Signposts never
    named are there with 0; retired ones only where they were named.
    """
    rows = evidence[(evidence["factor_id"] == factor.id).to_numpy(dtype=bool)]
    today = pd.Timestamp(as_of)
    stories = ledger(rows)
    recent = stories[
        ((stories["day"] <= today) & (stories["day"] >= today - pd.Timedelta(days=CARRYING_DAYS))).to_numpy(dtype=bool)
    ]
    named = signposts_named(rows).merge(recent, on="story_id")
    counts = []
    for signpost in factor.signposts:
        of = named[(named["signpost_id"] == signpost.id).to_numpy(dtype=bool)]
        if signpost.retired is not None and of.empty:
            continue
        counts.append(
            {
                "signpost_id": signpost.id,
                "title": signpost.title,
                "usual": signpost.direction.value,
                "stories": len(of),
                "strengthens": int((of["y"] > 0.5).sum()),
                "weakens": int((of["y"] < 0.5).sum()),
                "contested": int((of["y"] == 0.5).sum()),
                "neutral": int(of["neutral_only"].sum()),
                "latest": of["day"].max() if len(of) else pd.NaT,
            }
        )
    columns = ["signpost_id", "title", "usual", "stories", "strengthens", "weakens", "contested", "neutral", "latest"]
    return pd.DataFrame(counts, columns=columns).astype({"latest": "datetime64[s]"})
