"""The words of all analysts on the stories that two or more read, side by side: one row per analyst, one column per
story, so that every agreement is counted over whole rows at once and a changed story costs its column.

"Tagged for a factor" is a question of every shared story; direction and weight are asked only where two or more tagged
the factor. Blind alone are the first two words on a story that was drawn for it (`second_readings`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, count
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from signpost.nouns.tag import Analyst, Direction
from signpost.tagging.agreement import Agreement, agreement
from signpost.tagging.second_readings import RANK, Shared

Words: TypeAlias = NDArray[np.int8]
Mask: TypeAlias = NDArray[np.bool_]
UNREAD = -1
VERSIONS = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Agreement on whether a story matters, on each factor (tagged or not), and on direction and weight."""

    stories: int
    relevant: Agreement
    factors: Mapping[str, Agreement]
    directions: Mapping[str, Agreement]
    direction: Agreement
    weight: Agreement


@dataclass(frozen=True, kw_only=True, eq=False)
class SideBySide:
    """What was said, [analysts, stories], -1 where an analyst said nothing: `relevant` 0 or 1; by factor `ranks` of
    direction (0 weakens, 1 no shift, 2 strengthens) and `weights` (0-2). `first_two` of each story's words; `blind`
    [stories]; `month` [stories] of the second word, as years * 12 + months, 0 for a story that is shared no more.
    `version`: a number of its own, by which to remember what follows from it."""

    analysts: tuple[Analyst, ...]
    places: Mapping[int, int]
    relevant: Words
    ranks: Mapping[str, Words]
    weights: Mapping[str, Words]
    first_two: Mask
    blind: Mask
    month: NDArray[np.int32]
    version: int = field(default_factory=lambda: next(VERSIONS))

    @property
    def everywhere(self) -> Mask:
        return self.month > 0

    @property
    def stories(self) -> int:
        return int(self.everywhere.sum())

    def told(self, changed: Mapping[int, Shared | None]) -> "SideBySide | None":
        """With these stories as they are now (None: shared no more); None where somebody or a factor is new."""
        row = {analyst.id: at for at, analyst in enumerate(self.analysts)}
        there = {story_id: one for story_id, one in changed.items() if one is not None}
        if any(
            said.analyst.id not in row or said.tags.keys() - self.ranks.keys()
            for s in there.values()
            for said in s.said
        ):
            return None
        new = [story_id for story_id in there if story_id not in self.places]
        places = {**self.places, **{story_id: len(self.places) + at for at, story_id in enumerate(new)}}
        wider = len(places) - len(self.places)
        made = replace(
            self,
            version=next(VERSIONS),
            places=places,
            relevant=widened(self.relevant, wider, UNREAD),
            ranks={name: widened(one, wider, UNREAD) for name, one in self.ranks.items()},
            weights={name: widened(one, wider, UNREAD) for name, one in self.weights.items()},
            first_two=widened(self.first_two, wider, False),
            blind=widened(self.blind, wider, False),
            month=widened(self.month, wider, 0),
        )
        for story_id, one in changed.items():
            if story_id in places:
                made._write(places[story_id], row, one)
        return made

    def _write(self, column: int, row: Mapping[int, int], story: Shared | None) -> None:
        """Only on arrays that nobody else has yet."""
        for words in (self.relevant, *self.ranks.values(), *self.weights.values()):
            words[:, column] = UNREAD
        self.first_two[:, column] = False
        self.blind[column], self.month[column] = False, 0
        if story is None:
            return
        self.blind[column], self.month[column] = story.blind, story.since.year * 12 + story.since.month - 1
        for place, said in enumerate(story.said):
            at = row[said.analyst.id]
            self.relevant[at, column] = said.relevant
            self.first_two[at, column] = place < 2
            for factor, tag in said.tags.items():
                self.ranks[factor][at, column] = RANK[tag.direction or Direction.NEUTRAL]
                self.weights[factor][at, column] = tag.weight - 1

    def compared(self, factor_ids: Sequence[str], *, blind: bool = False) -> Compared:
        """All agreements; of the blind readings alone."""
        asked = Asked(self, self.blind if blind else self.everywhere, blind=blind)
        return Compared(
            stories=int(asked.where.sum()),
            relevant=asked.relevance(),
            factors={factor: asked.factor(factor) for factor in factor_ids},
            directions={factor: asked.direction((factor,)) for factor in factor_ids},
            direction=asked.direction(factor_ids),
            weight=asked.weight(factor_ids),
        )

    def pairs(self, ask: Callable[["Asked"], Agreement]) -> list[tuple[Analyst, Analyst, Agreement]]:
        """What every two analysts who share a story agree on, by name."""
        rows = sorted(range(len(self.analysts)), key=lambda at: by_name(self.analysts[at]))
        read = self.relevant >= 0
        found = []
        for one, other in combinations(rows, 2):
            both = read[one] & read[other]
            if both.any():
                asked = Asked(self, both, rows=(one, other))
                found.append((self.analysts[one], self.analysts[other], ask(asked)))
        return found

    def months(self, ask: Callable[["Asked"], Agreement]) -> list[tuple[str, Agreement]]:
        """The same by the month ("2026-11", UTC) in which the second analyst judged, the latest first."""
        numbers = sorted(set(self.month[self.everywhere].tolist()), reverse=True)
        return [(f"{n // 12:04}-{n % 12 + 1:02}", ask(Asked(self, self.month == n))) for n in numbers]


class Asked:
    """The questions that are asked of some stories (`where`) and analysts (`rows`; all of them unless given)."""

    def __init__(
        self, table: SideBySide, where: Mask, *, rows: Sequence[int] | None = None, blind: bool = False
    ) -> None:
        self.where = where
        self._table, self._rows = table, np.arange(len(table.analysts)) if rows is None else np.array(rows)
        self._hidden = ~self._cut(table.first_two) if blind else None

    def _cut(self, words: NDArray[Any]) -> NDArray[Any]:
        cut: NDArray[Any] = words[self._rows][:, self.where]
        return cut

    def _words(self, words: Words | None) -> Words:
        if words is None:
            return np.full((len(self._rows), int(self.where.sum())), UNREAD, dtype=np.int8)
        cut = self._cut(words)
        return cut if self._hidden is None else np.where(self._hidden, np.int8(UNREAD), cut)

    def relevance(self) -> Agreement:
        return agreement(self._words(self._table.relevant), 2, positive=1)

    def factor(self, factor_id: str) -> Agreement:
        """Tagged for it or not."""
        tagged = (self._words(self._table.ranks.get(factor_id)) >= 0).astype(np.int8)
        read = self._words(self._table.relevant) >= 0
        return agreement(np.where(read, tagged, np.int8(UNREAD)), 2, positive=1)

    def direction(self, factor_ids: Sequence[str]) -> Agreement:
        """Which way, as ranks; a story is drawn again as a whole."""
        return self._of_several(self._table.ranks, factor_ids)

    def weight(self, factor_ids: Sequence[str]) -> Agreement:
        """How telling, as ranks."""
        return self._of_several(self._table.weights, factor_ids)

    def _of_several(self, by_factor: Mapping[str, Words], factor_ids: Sequence[str]) -> Agreement:
        units, groups = [self._words(None)[:, :0]], [np.zeros(0, np.int64)]
        for factor_id in factor_ids:
            words = self._words(by_factor.get(factor_id))
            several = (words >= 0).sum(axis=0) > 1
            units.append(words[:, several])
            groups.append(np.flatnonzero(several))
        return agreement(np.hstack(units), 3, ordinal=True, groups=np.concatenate(groups))


def side_by_side(stories: Mapping[int, Shared]) -> SideBySide:
    """The words on these shared stories, by their ids."""
    people = {said.analyst.id: said.analyst for story in stories.values() for said in story.said}
    factors = {factor for story in stories.values() for said in story.said for factor in said.tags}
    size = (len(people), len(stories))
    made = SideBySide(
        analysts=tuple(people[one] for one in sorted(people)),
        places={story_id: at for at, story_id in enumerate(stories)},
        relevant=np.full(size, UNREAD, dtype=np.int8),
        ranks={factor: np.full(size, UNREAD, dtype=np.int8) for factor in sorted(factors)},
        weights={factor: np.full(size, UNREAD, dtype=np.int8) for factor in sorted(factors)},
        first_two=np.zeros(size, dtype=bool),
        blind=np.zeros(len(stories), dtype=bool),
        month=np.zeros(len(stories), dtype=np.int32),
    )
    row = {analyst.id: at for at, analyst in enumerate(made.analysts)}
    for at, story in enumerate(stories.values()):
        made._write(at, row, story)
    return made


def widened(words: NDArray[Any], by: int, filled: Any) -> NDArray[Any]:
    """A copy with so many columns more."""
    return np.concatenate([words, np.full((*words.shape[:-1], by), filled, dtype=words.dtype)], axis=-1)


def by_name(analyst: Analyst) -> tuple[str, int]:
    return analyst.name.casefold(), analyst.id
