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
from signpost.indicators.ledger import DailySums, Floats, daily, ledger, number_of, votes
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
    evidence: pd.DataFrame,
    stories: pd.DataFrame,
    factor_id: str,
    days: Sequence[date],
    options: Options = SHIPPED,
    sums: DailySums | None = None,
) -> list[pd.DataFrame]:
    """`contributions` as of several days, with the lean reckoned once.

    With the factor's `sums` of all evidence, `evidence` and `stories` may hold only the stories that are asked for.
    """
    rows = about(evidence, factor_id)
    sums = daily(rows, factor_id, options.story_weights if options.weights else None) if sums is None else sums
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


def points_by_day(sums: DailySums, as_of: date, options: Options = SHIPPED) -> Floats:
    """The points (of the level as of a day, against 50) of all stories of each day of the sums, [D]; 0 for later days.

    >>> ones = np.ones(2)
    >>> sums = DailySums(
    ...     factor_id="f", days=np.array([20000, 20001]), n=ones, k=ones, n0=0 * ones, contested=0 * ones, copies=ones,
    ...     outlets=("A",), outlet_n=ones[:, None], outlet_k=ones[:, None], analysts=(1,), analyst_n=ones[:, None],
    ...     analyst_k=ones[:, None])
    >>> points_by_day(sums, date(2024, 10, 4)).round(1).tolist()  # one strengthening story: 66.7 - 50
    [16.7, 0.0]
    """
    today = number_of(as_of)
    kept = remember(sums, today, options)
    past = sums.days <= today
    n, k = sums.n[past], lean.straighten(sums, options.lean).k[past]
    weight = lean.crowding(n) * kept.weight(sums.days[past], today)
    points: Floats = np.zeros(len(sums.days))
    points[past] = 100.0 * weight * (k - n * lean.PRIOR) / (lean.KAPPA + fsum((weight * n).tolist()))
    return points


def about(evidence: pd.DataFrame, factor_id: str) -> pd.DataFrame:
    """The rows on one factor."""
    chosen = (evidence["factor_id"] == factor_id).to_numpy(dtype=bool)
    return evidence if chosen.all() else evidence[chosen]


def carrying(
    evidence: pd.DataFrame,
    stories: pd.DataFrame,
    factor_id: str,
    as_of: date,
    options: Options = SHIPPED,
    sums: DailySums | None = None,
    most: int | None = None,
) -> pd.DataFrame:
    """The directional stories that still weigh at least an eighth, newest first, on a day the heaviest first.

    Columns: those of `contributions`, and title, url, language, rtl of the earliest tagged headline, `outlets` (names
    of all tagged headlines, comma-separated), `note` (the analysts' notes, oldest first), `signposts` (ids,
    comma-separated). What older stories still add is level - 50 - the sum of these points. With the factor's `sums` of
    all evidence, `evidence` and `stories` may hold only the stories that weigh so much. `most`: only so many.
    """
    (told,) = contributions_on(evidence, stories, factor_id, (as_of,), options, sums)
    told = told[(told["age"] <= options.carrying_days).to_numpy(dtype=bool)]
    heaviest = told["points"].abs()
    order = np.lexsort((told["story_id"].to_numpy(), -heaviest.to_numpy(), told["age"].to_numpy()))
    return with_texts(told.take(order[:most]), evidence, factor_id)


def with_texts(told: pd.DataFrame, evidence: pd.DataFrame, factor_id: str) -> pd.DataFrame:
    """`told` (columns story_id, headline_id) with title, url, language, rtl, outlets, note and signposts added."""
    rows = about(evidence, factor_id)
    rows = rows[np.isin(rows["story_id"].to_numpy(dtype=np.int64), told["story_id"].to_numpy(dtype=np.int64))]
    rows = rows.sort_values(["story_id", "tagged_at", "headline_id", "analyst_id"], kind="stable")
    shown = rows.drop_duplicates("headline_id").set_index("headline_id")[["title", "url", "language", "rtl"]]
    outlets: dict[int, set[str]] = {}
    notes: dict[int, dict[str, None]] = {}
    for story, outlet, note in zip(
        rows["story_id"].tolist(), rows["outlet"].tolist(), rows["note"].tolist(), strict=True
    ):
        outlets.setdefault(story, set()).add(outlet)
        notes.setdefault(story, {}).update({note: None} if note else {})
    named: dict[int, list[str]] = {}
    for story, signpost in signposts_named(rows).itertuples(index=False):
        named.setdefault(story, []).append(signpost)
    ids = told["story_id"].tolist()
    joined = {
        "outlets": [", ".join(sorted(outlets[one])) for one in ids],
        "note": [BETWEEN_NOTES.join(notes[one]) for one in ids],
        "signposts": [",".join(named.get(one, ())) for one in ids],
    }
    texts = told.join(shown, on="headline_id").reset_index(drop=True)
    return texts.assign(**{name: pd.Series(words, dtype="str") for name, words in joined.items()})


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
    rows = about(evidence, factor.id)
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
