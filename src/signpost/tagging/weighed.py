"""How much each feature weighs in a headline, and headlines as numbers for a linear model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from signpost.tagging.features import BATCH, Array, Features, Numbers, Rows

WEIGHTS = (1.0, 1.0, 0.7)  # words and pairs of words, bits of words, names
SHARED = 2  # texts that have a feature, at least, for it to count

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weighed:
    """How rare the feature of each column is, and with it how long a text is in each of the parts."""

    rarity: Array  # 0: left out
    usual: tuple[float, ...] = (1.0,) * len(WEIGHTS)  # the length of a usual headline

    @classmethod
    def of(cls, parts: Sequence[Rows], having: Counts, own: Counts) -> "Weighed":
        """Counted in these texts: ln((1 + n) / (1 + texts that have it)) + 1, as scikit-learn does.

        A feature that only one text has (`own`: so many of the framework's own) is left out: it can say nothing of
        another, and would make a headline with unusual names seem to say less in its other words.
        """
        rarity = np.where(having + own >= SHARED, _rarity(having, len(parts[0])), np.float32(0))
        lengths = [_lengths(part, rarity) for part in parts]
        return cls(rarity, tuple(float(np.median(length[length > 0])) if length.any() else 1.0 for length in lengths))

    def woken(self, having: Counts, own: Counts, texts: int) -> "Weighed":
        """The same, but for features that fewer texts had when they were counted and that now enough have."""
        rarity = padded(self.rarity, len(having))
        new = (rarity == 0) & (having + own >= SHARED)
        return Weighed(np.where(new, _rarity(having, texts), rarity), self.usual)

    def stretch(self, which: int, features: Features) -> Array:
        """What to multiply a text's length by: as if it had only its English words, and at least a usual number.

        So a headline in another script weighs as much by the few words known of it as an English one by those words,
        and its own words, which the team may learn, come on top.
        """
        stretch = np.ones(len(features), np.float32)
        if which < len(features.known) and features.foreign.any():
            whole = _lengths(features.parts[which], self.rarity)[features.foreign]
            known = _lengths(features.known[which], self.rarity)
            longer = np.maximum(known, self.usual[which]) / np.maximum(whole, 1e-6)
            stretch[features.foreign] = np.where(whole > 0, longer, 1)
        return stretch

    def scale(self, which: int, part: Rows, stretch: Array) -> Array:
        """What to multiply a text's numbers by, so that its part has the length that the part counts for."""
        lengths = _lengths(part, self.rarity) * stretch
        return np.asarray(WEIGHTS[which] / np.where(lengths > 0, lengths, 1), np.float32)

    def of_features(self, features: Features) -> list[Array]:
        return [self.scale(which, part, self.stretch(which, features)) for which, part in enumerate(features.parts)]

    def matrix(self, parts: Sequence[Rows], scales: Sequence[Array]) -> csr_matrix:
        """The texts as numbers: a row each, one column for each feature."""
        matrices = [
            csr_matrix(
                (self.rarity[part.numbers] * np.repeat(scale, np.diff(part.starts)), part.numbers, part.starts),
                shape=(len(part), len(self.rarity)),
            )
            for part, scale in zip(parts, scales, strict=True)
        ]
        whole: csr_matrix = sum(matrices[1:], matrices[0]).tocsr()
        whole.eliminate_zeros()
        return whole

    def scores(self, parts: Sequence[Rows], scales: Sequence[Array], weights: Array) -> Array:
        """What linear models (one column each, a row for each feature) say about each text, without their constants."""
        told = np.ascontiguousarray(self.rarity[:, None] * weights, np.float32)
        total = np.zeros((len(parts[0]), weights.shape[1]), np.float32)
        for part, scale in zip(parts, scales, strict=True):
            for some, numbers, starts in _batches(part):
                there = csr_matrix((np.ones(len(numbers), np.float32), numbers, starts), (len(starts) - 1, len(told)))
                total[some] += (there @ told) * scale[some, None]
        return total


def _batches(part: Rows) -> Iterator[tuple[slice, Numbers, NDArray[np.int64]]]:
    """The texts a few thousand at a time: which, their numbers, and where among those each begins.

    What is computed of them takes little memory so.
    """
    for begin in range(0, len(part), BATCH):
        starts = part.starts[begin : begin + BATCH + 1]
        yield slice(begin, begin + BATCH), part.numbers[starts[0] : starts[-1]], starts - starts[0]


def padded(array: NDArray[Any], width: int) -> NDArray[Any]:
    return np.concatenate([array, np.zeros(width - len(array), array.dtype)])


def _rarity(having: Counts, texts: int) -> Array:
    rarity: Array = (np.log((1 + texts) / (1 + having)) + 1).astype(np.float32)
    return rarity


def counts(parts: Iterable[Rows], width: int) -> Counts:
    """How many of the texts have the feature of each column."""
    having = np.zeros(width, np.int64)
    for part in parts:
        for _, numbers, _ in _batches(part):
            np.add.at(having, numbers, 1)
    return having


def _lengths(part: Rows, rarity: Array) -> Array:
    lengths = np.zeros(len(part), np.float32)
    for some, numbers, starts in _batches(part):
        sums = np.concatenate([[0.0], np.cumsum(np.square(rarity[numbers], dtype=np.float64))])
        lengths[some] = np.sqrt(sums[starts[1:]] - sums[starts[:-1]])
    return lengths
