"""The evidence in two layers: what was read whole, and above it the stories that changed since.

A change costs its stories: the large frame below is neither copied nor searched. What is asked of a factor between two
days is found by an index and costs what is found. Put together, both layers are to the bit, and row for row, what the
store gives for the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from signpost.indicators.counted import Counted
from signpost.indicators.ledger import Ints, Reckoning, reckon

NOTHING: tuple[Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64))
FOLDED = 1000  # changed stories from which both layers are made one


class Base:
    """The lower layer: evidence sorted by story_id, its ledger, and where to find what in both."""

    def __init__(self, evidence: pd.DataFrame) -> None:
        self.evidence = evidence
        self.reckoning: Reckoning = reckon(evidence)

    @property
    def stories(self) -> pd.DataFrame:
        """The ledger."""
        return self.reckoning.stories

    @cached_property
    def story_of_row(self) -> Ints:
        return self.evidence["story_id"].to_numpy(dtype=np.int64)

    @cached_property
    def story_of_entry(self) -> Ints:
        return self.stories["story_id"].to_numpy(dtype=np.int64)

    @cached_property
    def _days(self) -> Ints:
        return self.stories["day"].to_numpy(dtype="datetime64[D]").astype(np.int64)

    @cached_property
    def _by_factor(self) -> dict[str, tuple[Ints, Ints]]:
        """By factor the entries of the ledger in the order of their days, and these days."""
        codes, names = pd.factorize(self.stories["factor_id"])
        order = np.lexsort((self._days, codes))
        bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
        parts = {str(name): order[bounds[at] : bounds[at + 1]] for at, name in enumerate(names)}
        return {name: (part, self._days[part]) for name, part in parts.items()}

    def between(self, factor_id: str, first: int, last: int) -> Ints:
        """The places in the ledger of a factor's stories of these days (both included), ascending."""
        entries, days = self._by_factor.get(factor_id, NOTHING)
        begin, end = np.searchsorted(days, first), np.searchsorted(days, last, side="right")
        return np.sort(entries[begin:end])

    def rows(self, story_ids: Ints) -> Ints:
        """The places in the evidence of these stories' rows; `story_ids` ascend."""
        return spans(self.story_of_row, story_ids)

    def names(self, factor_id: str) -> tuple[dict[str, int], dict[str, int], dict[int, int]]:
        """In how many of a factor's stories each outlet and each publisher stands first, and each analyst votes."""
        entries, _ = self._by_factor.get(factor_id, NOTHING)
        of = []
        for column in ("outlet", "publisher"):
            codes, names = pd.factorize(self.stories[column].array.take(entries))
            of.append(dict(zip(map(str, names), np.bincount(codes, minlength=len(names)).tolist(), strict=True)))
        about = np.zeros(len(self.stories), dtype=bool)
        about[entries] = True
        made = self.reckoning
        who, count = np.unique(made.vote_analyst[about[made.vote_story]], return_counts=True)
        return of[0], of[1], dict(zip(who.tolist(), count.tolist(), strict=True))

    def of_day(self, factor_id: str, day: int) -> dict[int, Counted]:
        """The stories that a factor counts on a day."""
        return {story_id: one for story_id, _, one in self._counted(self.between(factor_id, day, day))}

    def of_story(self, story_id: int) -> dict[str, Counted]:
        """A story as each factor counts it."""
        return {factor: one for _, factor, one in self._counted(spans(self.story_of_entry, np.array([story_id])))}

    def _counted(self, entries: Ints) -> Iterable[tuple[int, str, Counted]]:
        made = self.reckoning
        told = made.stories.take(entries)
        begin, end = (np.searchsorted(made.vote_story, entries, side=side).tolist() for side in ("left", "right"))
        columns = [told[name].tolist() for name in ("story_id", "factor_id", "outlet", "publisher", "y", "copies")]
        for story_id, factor, outlet, publisher, y, copies, day, one, other in zip(
            *columns, self._days[entries].tolist(), begin, end, strict=True
        ):
            share = 1.0 / (other - one) if other > one else 0.0
            ballots = zip(made.vote_analyst[one:other].tolist(), made.vote_y[one:other].tolist(), strict=True)
            votes = tuple((analyst, share, share * said) for analyst, said in ballots)
            said = y if votes else None
            yield story_id, factor, Counted(day, outlet, publisher, said, copies, votes)


@dataclass(frozen=True, kw_only=True, eq=False)
class Layers:
    """Both layers. `changed` (ascending) are the stories that count as `rows` and `entries` (their ledger) say, or not
    at all, and no longer as in the base."""

    base: Base
    changed: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    rows: pd.DataFrame | None = None
    entries: pd.DataFrame | None = None

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """All rows, as the store gives them; putting it together costs as much as it is large."""
        return spliced(self.base.evidence, self.changed, self.rows)

    @cached_property
    def stories(self) -> pd.DataFrame:
        """The ledger of all rows."""
        return spliced(self.base.stories, self.changed, self.entries)

    def told(self, story_ids: set[int], rows: pd.DataFrame) -> "Layers":
        """These stories have these rows now."""
        ids = np.fromiter(sorted(story_ids), np.int64, len(story_ids))
        changed = np.union1d(self.changed, ids)
        above = rows if self.rows is None else spliced(self.rows, ids, rows)
        new = reckon(rows).stories
        entries = new if self.entries is None else spliced(self.entries, ids, new)
        made = Layers(base=self.base, changed=changed, rows=above, entries=entries)
        return made if len(changed) <= FOLDED else Layers(base=Base(made.evidence))

    def factors_of(self, story_ids: set[int]) -> set[str]:
        """The factors on which these stories have rows."""
        ids = np.fromiter(sorted(story_ids), np.int64, len(story_ids))
        below = self.base.rows(ids[~np.isin(ids, self.changed)])
        found = set(self.base.evidence["factor_id"].array.take(below))
        if self.rows is not None:
            found |= set(self.rows["factor_id"].array[np.isin(self.rows["story_id"].to_numpy(), ids)])
        return {str(one) for one in found}

    def entries_of(self, factor_id: str, first: int, last: int) -> pd.DataFrame:
        """The ledger of a factor's stories of these days (numbers, both included)."""
        below = self.base.between(factor_id, first, last)
        below = below[~np.isin(self.base.story_of_entry[below], self.changed)]
        found = self.base.stories.take(below).reset_index(drop=True)
        if self.entries is None:
            return found
        days = self.entries["day"].to_numpy(dtype="datetime64[D]").astype(np.int64)
        wanted = (self.entries["factor_id"] == factor_id).to_numpy(dtype=bool) & (days >= first) & (days <= last)
        return joined(found, self.entries[wanted])

    def rows_of(self, factor_id: str, story_ids: Ints) -> pd.DataFrame:
        """The rows on a factor of these stories; `story_ids` ascend."""
        below = self.base.rows(story_ids[~np.isin(story_ids, self.changed)])
        found = self.base.evidence.take(below)
        found = found[(found["factor_id"] == factor_id).to_numpy(dtype=bool)].reset_index(drop=True)
        if self.rows is None:
            return found
        wanted = np.isin(self.rows["story_id"].to_numpy(dtype=np.int64), story_ids)
        return joined(found, self.rows[wanted & (self.rows["factor_id"] == factor_id).to_numpy(dtype=bool)])

    def newest(self, last: int) -> int | None:
        """The latest day, up to `last`, of a story that points either way."""
        days = []
        for entries, apart in ((self.base.stories, self.changed), (self.entries, ())):
            if entries is None:
                continue
            numbers = entries["day"].to_numpy(dtype="datetime64[D]").astype(np.int64)
            said = ~entries["neutral_only"].to_numpy(dtype=bool) & (numbers <= last)
            if len(apart):
                said &= ~np.isin(entries["story_id"].to_numpy(dtype=np.int64), apart)
            days += [int(numbers[said].max())] if said.any() else []
        return max(days, default=None)


def spans(column: Ints, values: Ints) -> Ints:
    """The places in an ascending column at which these ascending values stand."""
    begin, end = np.searchsorted(column, values), np.searchsorted(column, values, side="right")
    sizes = end - begin
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    places: Ints = np.repeat(begin, sizes) + within
    return places


def spliced(frame: pd.DataFrame, story_ids: Ints, rows: pd.DataFrame | None) -> pd.DataFrame:
    """The frame (sorted by story_id) with the rows of these stories in the place of theirs."""
    if rows is None:
        return frame
    kept = frame[~np.isin(frame["story_id"].to_numpy(dtype=np.int64), story_ids)]
    return joined(kept, rows)


def joined(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The rows of both, by story_id; no story is in both."""
    if other.empty:
        return one.reset_index(drop=True)
    if one.empty:
        return other.reset_index(drop=True)
    alike = other if other.dtypes.equals(one.dtypes) else other.astype(one.dtypes.to_dict())
    together = pd.concat([one, alike], ignore_index=True)
    order = np.argsort(together["story_id"].to_numpy(dtype=np.int64), kind="stable")
    return together.take(order).reset_index(drop=True)
