"""The story ledger: what the analysts' tags say about each story, and its sums by day.

    y(s,a) = share of the story's headlines that analyst a tagged "strengthens"    one analyst, one vote per story
    y(s)   = mean of y(s,a) over the analysts                                      a conflict gives 0.5, no majority
    day(s) = UTC day of the earliest headline of the story that is tagged for the factor
    n(d) = directional stories of day d, k(d) = sum of their y; stories with neutral tags only are counted apart

Source: a diffusion index over independent reports, as purchasing managers' indices are; the story, not the headline,
is the unit. Assumes that the store has put copies into one story, and that neutral tags say nothing on direction.
Where a story × factor has rulings, the newest one stands in place of the analysts' votes: it is the one vote. A ruling
without a direction says that the story does not bear on the factor: it counts nowhere, not even as neutral.

>>> from datetime import date
>>> frame = pd.DataFrame({
...     "story_id": [1, 1, 2], "headline_id": [1, 1, 2], "factor_id": ["f"] * 3, "analyst_id": [1, 2, 1],
...     "analyst": ["Ada", "Bo", "Ada"], "kind": ["tag"] * 3, "direction": ["strengthens", "weakens", "strengthens"],
...     "weight": [1] * 3, "outlet": ["Daily"] * 3, "copies": [1] * 3,
...     "day": pd.to_datetime(["2026-11-01", "2026-11-01", "2026-11-02"]).astype("datetime64[s]"),
...     "tagged_at": [pd.Timestamp("2026-11-03", tz="UTC")] * 3,
...     "known_from": [pd.Timestamp("2026-11-03", tz="UTC")] * 3})
>>> ledger(frame)[["story_id", "y", "analysts", "contested"]].values.tolist()
[[1, 0.5, 2, True], [2, 1.0, 1, False]]
>>> sums = daily(frame, "f")
>>> sums.day(0), sums.n.tolist(), sums.k.tolist()
(datetime.date(2026, 11, 1), [1.0, 1.0], [0.5, 1.0])
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Weigh: TypeAlias = Callable[[Ints], Floats]

EPOCH = date(1970, 1, 1)
# all that the ledger takes from the evidence; the rest are texts
COUNTED_COLUMNS = (
    *("story_id", "headline_id", "factor_id", "analyst_id", "analyst", "kind", "direction", "weight"),
    *("tagged_at", "known_from", "outlet", "publisher", "day", "copies"),
)


def number_of(day: date) -> int:
    """Days since 1970-01-01: how days are counted in the sums."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The inverse of `number_of`."""
    return EPOCH + timedelta(days=int(number))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class DailySums:
    """A factor's stories summed by day; only days with a story (even a neutral one) are held.

    `days` (days since 1970) ascend; D, O, A below are the numbers of days, outlets and analysts.
    `n` directional stories (or what they weigh), `k` the sum of their y, `n0` stories with neutral tags only,
    `contested` stories whose votes point both ways, `copies` headlines of the directional stories: all [D].
    `publisher_n` [D, P] directional stories by who stands behind them; `publishers` (names) ascend.
    `outlet_n`, `outlet_k` [D, O] the same by the story's outlet; `analyst_n`, `analyst_k` [D, A] with each story's
    weight split evenly among its analysts. `outlets` (names) and `analysts` (ids) ascend.
    """

    factor_id: str
    days: Ints
    n: Floats
    k: Floats
    n0: Floats
    contested: Floats
    copies: Floats
    outlets: tuple[str, ...]
    outlet_n: Floats
    outlet_k: Floats
    analysts: tuple[int, ...]
    analyst_n: Floats
    analyst_k: Floats
    publishers: tuple[str, ...] = ()
    publisher_n: Floats | None = None  # None: every outlet stands for itself
    counted: Floats | None = None  # directional stories where they do not count as 1 each

    @property
    def stories(self) -> Floats:
        """Directional stories as they are counted aloud, [D]."""
        return self.n if self.counted is None else self.counted

    def day(self, index: int) -> date:
        """The date of row `index`."""
        return day_of(self.days[index])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """Stories and votes as arrays: `stories` is the ledger; vote i belongs to ledger row `vote_story[i]`."""

    stories: pd.DataFrame
    vote_story: Ints
    vote_analyst: Ints
    vote_y: Floats


def ledger(evidence: pd.DataFrame) -> pd.DataFrame:
    """One row per story × factor, sorted by both, whatever the order of `evidence`.

    Columns: story_id, factor_id, day (datetime64[s], UTC midnight), y (0-1, NaN if only neutral), analysts (whose
    votes count), contested (votes point both ways), neutral_only, ruled (a ruling stands for the votes), ruled_by
    (who ruled, or ""), weight (the largest given, 1-3), copies (headlines in the story), headline_id, outlet and
    publisher (of the earliest tagged headline; the outlet where the evidence names no publisher).
    """
    return reckon(evidence).stories


def daily(evidence: pd.DataFrame, factor_id: str, weigh: Weigh | None = None) -> DailySums:
    """The daily sums of one factor: a function of the set of rows, never of their order. No rows give empty sums.

    `weigh` says from the stories' weights (1-3) how much each counts; every story counts as 1 without it.
    """
    reckoning = reckon(evidence[(evidence["factor_id"] == factor_id).to_numpy(dtype=bool)])
    stories = reckoning.stories
    numbers = stories["day"].to_numpy(dtype="datetime64[D]").astype(np.int64)
    days, at = np.unique(numbers, return_inverse=True)
    neutral = stories["neutral_only"].to_numpy(dtype=bool)
    said = ~neutral
    y = stories["y"].to_numpy(dtype=np.float64)
    analysts_of = stories["analysts"].to_numpy(dtype=np.int64)
    outlets, outlet_at = _coded(stories["outlet"])
    named = "publisher" in evidence.columns
    publishers, publisher_at = _coded(stories["publisher"]) if named else (outlets, outlet_at)
    analysts, analyst_at = np.unique(reckoning.vote_analyst, return_inverse=True)
    ones = np.ones(len(stories))
    weight = ones if weigh is None else weigh(stories["weight"].to_numpy(dtype=np.int64))
    y = y if weigh is None else weight * y
    vote_share = weight[reckoning.vote_story] / analysts_of[reckoning.vote_story]
    vote_day = at[reckoning.vote_story]

    def by_day(values: Floats, where: NDArray[np.bool_]) -> Floats:
        return _sums(at[where], values[where], len(days))

    def by_group(values: Floats, of: Ints, groups: int) -> Floats:
        cells = at[said] * groups + of[said]
        return _sums(cells, values[said], len(days) * groups).reshape(len(days), groups)

    def by_analyst(values: Floats) -> Floats:
        cells = vote_day * len(analysts) + analyst_at
        return _sums(cells, values, len(days) * len(analysts)).reshape(len(days), len(analysts))

    outlet_n = by_group(weight, outlet_at, len(outlets))
    return DailySums(
        factor_id=factor_id,
        days=days,
        n=by_day(weight, said),
        k=by_day(y, said),
        n0=by_day(ones, neutral),
        contested=by_day(ones, stories["contested"].to_numpy(dtype=bool)),
        copies=by_day(stories["copies"].to_numpy(dtype=np.float64), said),
        outlets=tuple(str(name) for name in outlets),
        outlet_n=outlet_n,
        outlet_k=by_group(y, outlet_at, len(outlets)),
        analysts=tuple(int(analyst) for analyst in analysts),
        analyst_n=by_analyst(vote_share),
        analyst_k=by_analyst(vote_share * reckoning.vote_y),
        publishers=tuple(str(name) for name in publishers),
        publisher_n=by_group(weight, publisher_at, len(publishers)) if named else outlet_n,
        counted=None if weigh is None else by_day(ones, said),
    )


def votes(evidence: pd.DataFrame) -> pd.DataFrame:
    """One row per vote that counts: story_id, factor_id, analyst_id, y (0-1). Sorted by the three."""
    reckoning = reckon(evidence)
    of = reckoning.stories[["story_id", "factor_id"]].take(reckoning.vote_story)
    return of.assign(analyst_id=reckoning.vote_analyst, y=reckoning.vote_y).reset_index(drop=True)


def reckon(evidence: pd.DataFrame) -> Reckoning:
    """The ledger of the evidence with its votes."""
    factors, factor = _coded(evidence["factor_id"])
    directions = evidence["direction"]
    strengthens = (directions == "strengthens").to_numpy(dtype=bool)
    directional = strengthens | (directions == "weakens").to_numpy(dtype=bool)
    silent = (directions == "").to_numpy(dtype=bool)
    ruling = (evidence["kind"] == "ruling").to_numpy(dtype=bool)
    story, headline, analyst, weight, copies = (
        evidence[name].to_numpy(dtype=np.int64)
        for name in ("story_id", "headline_id", "analyst_id", "weight", "copies")
    )
    day = evidence["day"].to_numpy(dtype="datetime64[s]")

    # The canonical order of rows; ties beyond these keys are rows that say the same.
    order = np.lexsort((directional, strengthens, ruling, analyst, headline, day, factor, story))
    story, headline, analyst, weight, copies, day, factor = (
        column[order] for column in (story, headline, analyst, weight, copies, day, factor)
    )
    strengthens, directional, ruling, silent = strengthens[order], directional[order], ruling[order], silent[order]
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = (story[1:] != story[:-1]) | (factor[1:] != factor[:-1])
    group = np.cumsum(opens) - 1
    first = np.flatnonzero(opens)  # within a group the earliest headline comes first

    ruled, ruled_by = (
        np.zeros(len(first), dtype=bool),
        pd.array([""], dtype="str").take(np.zeros(len(first), dtype=np.int64)),
    )
    counts = np.ones(len(order), dtype=bool)
    if ruling.any():
        told = evidence.take(order)
        code = np.where(silent, -1, directional.astype(int) + strengthens)
        newest = _newest_rulings(told, group, np.flatnonzero(ruling), code)
        if silent[newest].any():  # these stories do not bear on the factor: again, without them
            out = np.isin(group, group[newest[silent[newest]]])
            return reckon(evidence.take(np.sort(order[~out])))
        ruled[group[newest]] = True
        ruled_by[group[newest]] = told["analyst"].array.take(newest)
        counts = ~ruled[group]
        counts[newest] = True

    voting = np.flatnonzero(counts & directional)
    voting = voting[np.lexsort((analyst[voting], group[voting]))]
    new_vote = np.ones(len(voting), dtype=bool)
    new_vote[1:] = (group[voting][1:] != group[voting][:-1]) | (analyst[voting][1:] != analyst[voting][:-1])
    vote = np.cumsum(new_vote) - 1
    vote_story = group[voting][new_vote]
    size = int(new_vote.sum())
    vote_y = np.bincount(vote, weights=strengthens[voting], minlength=size) / np.bincount(vote, minlength=size)
    analysts = np.bincount(vote_story, minlength=len(first))
    neutral_only = analysts == 0
    with np.errstate(invalid="ignore"):
        y = _sums(vote_story, vote_y, len(first)) / analysts
    publisher = evidence["publisher" if "publisher" in evidence.columns else "outlet"]
    stories = pd.DataFrame(
        {
            "story_id": story[first],
            "factor_id": pd.array(factors.take(factor[first]), dtype="str"),
            "day": day[first],
            "y": y,
            "analysts": analysts.astype(np.int64),
            "contested": (y > 0) & (y < 1),
            "neutral_only": neutral_only,
            "ruled": ruled,
            "ruled_by": ruled_by,
            "weight": _largest(weight, counts & (directional | neutral_only[group]), group, len(first)),
            "copies": _largest(copies, np.ones(len(order), dtype=bool), group, len(first)),
            "headline_id": headline[first],
            "outlet": pd.array(evidence["outlet"].take(order[first]).to_numpy(), dtype="str"),
            "publisher": pd.array(publisher.take(order[first]).to_numpy(), dtype="str"),
        }
    )
    return Reckoning(stories=stories, vote_story=vote_story, vote_analyst=analyst[voting][new_vote], vote_y=vote_y)


def _newest_rulings(told: pd.DataFrame, group: Ints, rulings: Ints, code: Ints) -> Ints:
    """The position of the newest ruling of each group that has one: by when it was said, then by when it was known."""
    rows = told.take(rulings)
    order = np.lexsort(
        (
            code[rulings],
            rows["analyst_id"].to_numpy(dtype=np.int64),
            rows["headline_id"].to_numpy(dtype=np.int64),
            rows["known_from"].to_numpy(dtype="datetime64[us]"),
            rows["tagged_at"].to_numpy(dtype="datetime64[us]"),
            group[rulings],
        )
    )
    ordered = rulings[order]
    closes = np.ones(len(ordered), dtype=bool)
    closes[:-1] = group[ordered][1:] != group[ordered][:-1]
    return ordered[closes]


def _coded(names: "pd.Series[Any]") -> tuple[NDArray[np.object_], Ints]:
    """The distinct names in order, and for every row the place of its name among them."""
    codes, distinct = pd.factorize(names, sort=True)
    return np.asarray(distinct, dtype=object), np.asarray(codes, dtype=np.int64)


def _largest(values: Ints, where: NDArray[np.bool_], group: Ints, size: int) -> Ints:
    largest = np.zeros(size, dtype=np.int64)
    np.maximum.at(largest, group[where], values[where])
    return largest


def _sums(cells: Ints, values: Floats, size: int) -> Floats:
    """Sums of `values` by cell. Whole numbers add up exactly in any order; cells with fractions are summed by fsum."""
    total = np.bincount(cells, weights=values, minlength=size).astype(np.float64)
    broken = np.zeros(size, dtype=bool)
    broken[cells[values != np.floor(values)]] = True
    if broken.any():
        chosen = np.flatnonzero(broken[cells])
        chosen = chosen[np.argsort(cells[chosen], kind="stable")]
        places = cells[chosen]
        bounds = np.flatnonzero(np.append(True, places[1:] != places[:-1]))
        listed: Sequence[float] = values[chosen].tolist()
        ends = np.append(bounds[1:], len(places)).tolist()
        total[places[bounds]] = [fsum(listed[start:end]) for start, end in zip(bounds.tolist(), ends, strict=True)]
    return total
