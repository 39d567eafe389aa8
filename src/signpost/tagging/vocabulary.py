"""Which column of the learnt table each feature has: every feature that was ever met has one of its own.

Two features that shared a column, as in a table that hashing alone fills, would lend each other what was learnt of one:
that costs about half a point of the relevant headlines found early.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signpost.tagging.features import Features, Numbers, Rows


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features met so far by their `numbers`, in order, and the column of each; never changes, but is `grown`."""

    numbers: Numbers = field(default_factory=lambda: np.zeros(0, np.int32))
    column: Numbers = field(default_factory=lambda: np.zeros(0, np.int32))

    def __len__(self) -> int:
        return len(self.numbers)

    def grown(self, parts: Sequence[Rows]) -> "Vocabulary":
        """With the features of these texts that are new; the others keep their columns."""
        met = np.sort(np.concatenate([part.numbers for part in parts]))
        met = met[np.concatenate([[True], met[1:] != met[:-1]])] if len(met) else met
        at = np.searchsorted(self.numbers, met)
        new = ~self._is(met, at)
        columns = np.arange(len(self), len(self) + int(new.sum()), dtype=np.int32)
        return Vocabulary(np.insert(self.numbers, at[new], met[new]), np.insert(self.column, at[new], columns))

    def columns(self, part: Rows) -> Rows:
        """The same texts with the columns of their features; features that were never met are left out."""
        order = np.argsort(part.numbers)  # looking them up one after the other is several times as fast
        sought = part.numbers[order]
        at = np.searchsorted(self.numbers, sought)
        known = self._is(sought, at)
        columns = np.full(len(sought), -1, np.int32)
        columns[order[known]] = self.column[at[known]]
        there = np.concatenate([[0], np.cumsum(columns >= 0)])
        return Rows(columns[columns >= 0], there[part.starts])

    def read(self, features: Features) -> Features:
        """The same texts with the columns of their features."""
        words, bits, names = map(self.columns, features.parts)
        known_words, known_bits = map(self.columns, features.known)
        return Features((words, bits, names), features.foreign, (known_words, known_bits))

    def _is(self, met: Numbers, at: NDArray[Any]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.zeros(len(met), bool)
        inside = at < len(self)
        found[inside] = self.numbers[at[inside]] == met[inside]
        return found
