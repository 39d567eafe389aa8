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

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from signpost.indicators.counted import Counted, Day, Row, counted, rows_of, summed
from signpost.indicators.ledger import DailySums, Floats

if TYPE_CHECKING:
    from signpost.indicators.layers import Base


class Tally:
    """One factor: the stories of the days that changed, what became of them, and who is named by how many stories.

    Days that nobody has touched stay in `made`; the stories of a touched one are fetched from `below` once.
    """

    def __init__(self, factor_id: str, below: "Base | None", made: DailySums | None) -> None:
        self.made = made or nothing(factor_id)
        self._factor_id, self._below = factor_id, below
        self._days: dict[int, dict[int, Counted]] = {}
        names = ({}, {}, {}) if below is None else below.names(factor_id)
        self.outlets, self.publishers, self.analysts = (Counter[Any](one) for one in names)
        self.touched: set[int] = set()
        self._reshaped = False

    def of(self, day: int) -> dict[int, Counted]:
        """The stories of a day, to read and to change."""
        if day not in self._days:
            self._days[day] = {} if self._below is None else self._below.of_day(self._factor_id, day)
        return self._days[day]

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
                self._reshaped |= not before or not before + by
        if by > 0:
            self.of(one.day)[story_id] = one
        else:
            del self.of(one.day)[story_id]
        self.touched.add(one.day)

    def sums(self) -> DailySums:
        """The sums with the touched days anew; the same object where there are none."""
        if self.touched:
            days = {day: summed(of) for day in self.touched if (of := self.of(day))}
            self.made = filled(self._laid_out(days), days)
            self.touched, self._reshaped = set(), False
        return self.made

    def _laid_out(self, days: Collection[int]) -> DailySums:
        """The sums made before with room for these days, outlets, publishers and analysts; without touched days that
        have no story left."""
        made = self.made
        there = set(made.days[np.isin(made.days, list(self.touched))].tolist())
        if not self._reshaped and there == set(days):
            return made
        kept = ~np.isin(made.days, list(self.touched))
        numbers = np.array(sorted({*made.days[kept].tolist(), *days}), dtype=np.int64)
        rows = np.searchsorted(numbers, made.days[kept])
        outlets, publishers, analysts = (
            tuple(sorted(name for name, count in of.items() if count))
            for of in (self.outlets, self.publishers, self.analysts)
        )

        def column(old: Floats) -> Floats:
            new = np.zeros(len(numbers))
            new[rows] = old[kept]
            return new

        def table(old: Floats, names: Sequence[Any], now: Sequence[Any]) -> Floats:
            new = np.zeros((len(numbers), len(now)))
            place = {name: at for at, name in enumerate(now)}
            for at, name in enumerate(names):
                if name in place:
                    new[rows, place[name]] = old[kept, at]
            return new

        by_publisher = made.outlet_n if made.publisher_n is None else made.publisher_n
        return DailySums(
            factor_id=self._factor_id,
            days=numbers,
            n=column(made.n),
            k=column(made.k),
            n0=column(made.n0),
            contested=column(made.contested),
            copies=column(made.copies),
            outlets=outlets,
            outlet_n=table(made.outlet_n, made.outlets, outlets),
            outlet_k=table(made.outlet_k, made.outlets, outlets),
            analysts=analysts,
            analyst_n=table(made.analyst_n, made.analysts, analysts),
            analyst_k=table(made.analyst_k, made.analysts, analysts),
            publishers=publishers,
            publisher_n=table(by_publisher, made.publishers, publishers),
        )


class Running:
    """The daily sums of every factor, for stories told one after another: from nothing, from a frame, or from what was
    reckoned at once (`below`, with its sums by factor)."""

    def __init__(
        self,
        evidence: pd.DataFrame | None = None,
        *,
        below: "Base | None" = None,
        made: Mapping[str, DailySums] | None = None,
    ) -> None:
        self._below, self._made = below, made or {}
        self._tallies: dict[str, Tally] = {}
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
        before = self._told.get(story_id)
        if before is None:
            before = {} if self._below is None else self._below.of_story(story_id)
        for factor in before.keys() | now.keys():
            was, one = before.get(factor), now.get(factor)
            if was == one:
                continue
            if was is not None:
                self._tally(factor).count(story_id, was, -1)
            if one is not None:
                self._tally(factor).count(story_id, one, +1)
        self._told[story_id] = now

    def sums(self, factor_id: str) -> DailySums:
        """The sums as `ledger.daily` would make them; the same object until a story of the factor changes."""
        return self._tally(factor_id).sums()

    def _tally(self, factor_id: str) -> Tally:
        if factor_id not in self._tallies:
            self._tallies[factor_id] = Tally(factor_id, self._below, self._made.get(factor_id))
        return self._tallies[factor_id]


def nothing(factor_id: str) -> DailySums:
    """The sums of no story."""
    empty, bare = np.zeros(0), np.zeros((0, 0))
    return DailySums(
        factor_id=factor_id,
        days=np.zeros(0, dtype=np.int64),
        n=empty,
        k=empty,
        n0=empty,
        contested=empty,
        copies=empty,
        outlets=(),
        outlet_n=bare,
        outlet_k=bare,
        analysts=(),
        analyst_n=bare,
        analyst_k=bare,
        publishers=(),
        publisher_n=bare,
    )


def filled(made: DailySums, days: Mapping[int, Day]) -> DailySums:
    """A copy of the sums in which these days, which have their rows, are written anew."""
    plain = [column.copy() for column in (made.n, made.k, made.n0, made.contested, made.copies)]
    outlet_n, outlet_k, analyst_n, analyst_k = (
        table.copy() for table in (made.outlet_n, made.outlet_k, made.analyst_n, made.analyst_k)
    )
    publisher_n = np.zeros((0, 0)) if made.publisher_n is None else made.publisher_n.copy()
    at_outlet, at_publisher, at_analyst = (
        {name: place for place, name in enumerate(names)} for names in (made.outlets, made.publishers, made.analysts)
    )
    rows = np.searchsorted(made.days, list(days)).tolist()
    for row, day in zip(rows, days.values(), strict=True):
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
