"""The ledger's sums kept up to date: one tag, retag, deletion, late arrival or merge costs its stories, not all.

    story(s): its rows anew, factor by factor                              O(rows of the story)
    day(d) = sums over the stories of day d, in the order of their ids     only days that a told story leaves or enters

Nothing is added to or taken from a sum in place: a touched day is summed anew from its stories with `fsum`, so that any
order of any changes gives the bits that `ledger.daily` gives for the rows as they stand. A story is told whole: after a
merge one is told with all rows and the other with none.
Source: `ledger`, whose rules these are. Assumes that a story's rows are all of it.

>>> running = Running()
>>> row = Row(1, "f", 1, "tag", "strengthens", "Daily", "Daily", 20000, 1, 0, 0)
>>> running.tell(7, [row])
>>> running.tell(8, [row, row._replace(analyst=2, direction="weakens")])
>>> running.sums("f").k.tolist()
[1.5]
>>> running.tell(7, [])
>>> running.sums("f").k.tolist()
[0.5]
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from signpost.indicators.ledger import DailySums, Floats

CODE = {"": -1, "neutral": 0, "weakens": 1, "strengthens": 2}


class Row(NamedTuple):
    """What the sums take from a row of evidence; `day` in days since 1970, `tagged` and `known` in microseconds."""

    headline: int
    factor: str
    analyst: int
    kind: str
    direction: str
    outlet: str
    publisher: str
    day: int
    copies: int
    tagged: int
    known: int


class Counted(NamedTuple):
    """A story as one factor counts it; `y` is None for neutral mentions. `votes`: (analyst, share, share · y)."""

    day: int
    outlet: str
    publisher: str
    y: float | None
    copies: int
    votes: tuple[tuple[int, float, float], ...]


@dataclass(slots=True)
class Day:
    """The sums of one day."""

    plain: tuple[float, ...]  # n, k, n0, contested, copies
    outlet: dict[str, tuple[int, float]]
    publisher: dict[str, int]
    analyst: dict[int, tuple[float, float]]


@dataclass(slots=True)
class Tally:
    """One factor: its stories by day, the sums of each day, and who is named by how many stories."""

    stories: defaultdict[int, dict[int, Counted]] = field(default_factory=lambda: defaultdict(dict))
    days: dict[int, Day] = field(default_factory=dict)
    outlets: Counter[Any] = field(default_factory=Counter)
    publishers: Counter[Any] = field(default_factory=Counter)
    analysts: Counter[Any] = field(default_factory=Counter)
    touched: set[int] = field(default_factory=set)
    reshaped: bool = True
    made: DailySums | None = None

    def count(self, story_id: int, one: Counted, by: int) -> None:
        named: tuple[tuple[Counter[Any], Iterable[Any]], ...] = (
            (self.outlets, (one.outlet,)),
            (self.publishers, (one.publisher,)),
            (self.analysts, [analyst for analyst, *_ in one.votes]),
        )
        for counter, names in named:
            for name in names:
                before = counter[name]
                counter[name] = before + by
                self.reshaped |= not before or not before + by
        if by > 0:
            self.stories[one.day][story_id] = one
        else:
            del self.stories[one.day][story_id]
        self.touched.add(one.day)


class Running:
    """The daily sums of every factor, for stories told one after another."""

    def __init__(self, evidence: pd.DataFrame | None = None) -> None:
        self._tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self._told: dict[int, dict[str, Counted]] = {}
        if evidence is not None:
            self.tell_all(evidence)

    def tell_all(self, evidence: pd.DataFrame, story_ids: Iterable[int] = ()) -> None:
        """Tell every story of the frame anew, and those of `story_ids`, which have no rows left if not in it."""
        told: dict[int, list[Row]] = {int(story_id): [] for story_id in story_ids}
        for story_id, row in zip(evidence["story_id"].tolist(), rows_of(evidence), strict=True):
            told.setdefault(story_id, []).append(row)
        for story_id, rows in told.items():
            self.tell(story_id, rows)

    def tell(self, story_id: int, rows: Sequence[Row]) -> None:
        """The story has these rows now; none take it out."""
        by_factor: dict[str, list[Row]] = {}
        for row in rows:
            by_factor.setdefault(row.factor, []).append(row)
        now = {factor: one for factor, about in by_factor.items() if (one := counted(about)) is not None}
        before = self._told.pop(story_id, {})
        for factor in before.keys() | now.keys():
            was, one = before.get(factor), now.get(factor)
            if was == one:
                continue
            if was is not None:
                self._tallies[factor].count(story_id, was, -1)
            if one is not None:
                self._tallies[factor].count(story_id, one, +1)
        if now:
            self._told[story_id] = now

    def sums(self, factor_id: str) -> DailySums:
        """The sums as `ledger.daily` would make them; the same object until a story of the factor changes."""
        tally = self._tallies[factor_id]
        for day in tally.touched:
            stories = tally.stories.get(day)
            tally.reshaped |= (day in tally.days) != bool(stories)
            if stories:
                tally.days[day] = summed(stories)
            else:
                tally.days.pop(day, None)
                tally.stories.pop(day, None)
        if tally.reshaped or tally.made is None:
            tally.made = assembled(factor_id, tally)
        elif tally.touched:
            tally.made = patched(tally.made, tally)
        tally.touched, tally.reshaped = set(), False
        return tally.made


def rows_of(evidence: pd.DataFrame) -> list[Row]:
    """The rows of a frame of evidence, in its order."""
    publisher = evidence["publisher" if "publisher" in evidence.columns else "outlet"]
    moments = [evidence[name].to_numpy(dtype="datetime64[us]").astype(np.int64) for name in ("tagged_at", "known_from")]
    columns = (
        *(
            evidence[name].tolist()
            for name in ("headline_id", "factor_id", "analyst_id", "kind", "direction", "outlet")
        ),
        publisher.tolist(),
        evidence["day"].to_numpy(dtype="datetime64[D]").astype(np.int64).tolist(),
        evidence["copies"].tolist(),
        *(moment.tolist() for moment in moments),
    )
    return [Row(*values) for values in zip(*columns, strict=True)]


def counted(rows: Sequence[Row]) -> Counted | None:
    """A story as one factor counts it, from the rows on that factor; None if a ruling says that it does not."""
    first = min(rows, key=lambda row: (row.day, row.headline))
    counting: Sequence[Row] = rows
    rulings = [row for row in rows if row.kind == "ruling"]
    if rulings:
        newest = max(rulings, key=lambda row: (row.tagged, row.known, row.headline, row.analyst, CODE[row.direction]))
        if not newest.direction:
            return None
        counting = (newest,)
    said: dict[int, list[int]] = {}
    for row in counting:
        if row.direction in ("strengthens", "weakens"):
            said.setdefault(row.analyst, []).append(row.direction == "strengthens")
    votes = [(analyst, sum(ups) / len(ups)) for analyst, ups in said.items()]
    share = 1.0 / len(votes) if votes else 0.0
    return Counted(
        day=first.day,
        outlet=first.outlet,
        publisher=first.publisher,
        y=fsum(y for _, y in votes) / len(votes) if votes else None,
        copies=max(row.copies for row in rows),
        votes=tuple(sorted((analyst, share, share * y) for analyst, y in votes)),
    )


def summed(stories: Mapping[int, Counted]) -> Day:
    """The sums of a day's stories."""
    said = [one for one in stories.values() if one.y is not None]
    ys = [one.y for one in said if one.y is not None]
    by_outlet: dict[str, list[float]] = {}
    by_analyst: dict[int, list[tuple[float, float]]] = {}
    for one, y in zip(said, ys, strict=True):
        by_outlet.setdefault(one.outlet, []).append(y)
        for analyst, share, part in one.votes:
            by_analyst.setdefault(analyst, []).append((share, part))
    contested = float(sum(0.0 < y < 1.0 for y in ys))
    return Day(
        plain=(float(len(said)), fsum(ys), float(len(stories) - len(said)), contested, sum(one.copies for one in said)),
        outlet={name: (len(of), fsum(of)) for name, of in by_outlet.items()},
        publisher=dict(Counter(one.publisher for one in said)),
        analyst={
            analyst: (fsum(share for share, _ in of), fsum(part for _, part in of))
            for analyst, of in by_analyst.items()
        },
    )


def assembled(factor_id: str, tally: Tally) -> DailySums:
    """The sums of all days as arrays."""
    outlets, publishers, analysts = (
        tuple(sorted(name for name, count in of.items() if count))
        for of in (tally.outlets, tally.publishers, tally.analysts)
    )
    days = sorted(tally.days)
    empty: Floats = np.zeros(len(days))
    bare = DailySums(
        factor_id=factor_id,
        days=np.array(days, dtype=np.int64),
        n=empty,
        k=empty,
        n0=empty,
        contested=empty,
        copies=empty,
        outlets=outlets,
        outlet_n=np.zeros((len(days), len(outlets))),
        outlet_k=np.zeros((len(days), len(outlets))),
        analysts=analysts,
        analyst_n=np.zeros((len(days), len(analysts))),
        analyst_k=np.zeros((len(days), len(analysts))),
        publishers=publishers,
        publisher_n=np.zeros((len(days), len(publishers))),
    )
    return filled(bare, tally, days)


def patched(made: DailySums, tally: Tally) -> DailySums:
    """The sums with the touched days anew; days, outlets and analysts are the same as before."""
    return filled(made, tally, sorted(tally.touched & tally.days.keys()))


def filled(made: DailySums, tally: Tally, days: Sequence[int]) -> DailySums:
    """A copy of the sums in which these days are written anew."""
    plain = [column.copy() for column in (made.n, made.k, made.n0, made.contested, made.copies)]
    outlet_n, outlet_k, analyst_n, analyst_k = (
        table.copy() for table in (made.outlet_n, made.outlet_k, made.analyst_n, made.analyst_k)
    )
    publisher_n = np.zeros((0, 0)) if made.publisher_n is None else made.publisher_n.copy()
    at_outlet, at_publisher, at_analyst = (
        {name: place for place, name in enumerate(names)} for names in (made.outlets, made.publishers, made.analysts)
    )
    rows = np.searchsorted(made.days, days).tolist()
    for row, number in zip(rows, days, strict=True):
        day = tally.days[number]
        for column, value in zip(plain, day.plain, strict=True):
            column[row] = value
        for table in (outlet_n, outlet_k, analyst_n, analyst_k, publisher_n):
            table[row] = 0.0
        for name, (n, k) in day.outlet.items():
            outlet_n[row, at_outlet[name]], outlet_k[row, at_outlet[name]] = n, k
        for analyst, (share, part) in day.analyst.items():
            analyst_n[row, at_analyst[analyst]], analyst_k[row, at_analyst[analyst]] = share, part
        for name, n in day.publisher.items():
            publisher_n[row, at_publisher[name]] = n
    return replace(
        made,
        n=plain[0],
        k=plain[1],
        n0=plain[2],
        contested=plain[3],
        copies=plain[4],
        outlet_n=outlet_n,
        outlet_k=outlet_k,
        analyst_n=analyst_n,
        analyst_k=analyst_k,
        publisher_n=publisher_n,
    )
