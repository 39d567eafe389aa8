"""What matters to the team, learnt from its own tags: an order for the queue and hints for the factors.

Linear support vector machines over the words of headlines (`features`), learnt anew from all tags each time, which
takes tenths of a second. Before there are tags they learn from the framework's own words, with random headlines as
presumed examples of what does not matter; both fade as tags come. They never read or predict a direction: a queue in
the order of a predicted direction would bend the levels.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from scipy.special import expit
from sklearn.svm import LinearSVC

from signpost.tagging.features import Array, marks_of, words_and_bits
from signpost.tagging.pool import Lens, Pool, text_of
from signpost.tagging.vocabulary import Vocabulary
from signpost.tagging.weighed import Weighed

__all__ = ["Learnt", "Pool", "due", "learn", "text_of"]

SOFTNESS, RATIO = 0.2, 9.8  # of the relevance model: C, and how much all relevant headlines weigh against all others
SOFTNESS_OF_FACTORS = 0.5
PRESUMED = 300  # random headlines presumed not to matter; before the first is judged so twice as many: luck in the draw
FADING_WORDS, FADING_PRESUMED = 20, 30  # after so many tags the framework's words, the presumed, weigh half
EACH, EVERY = 150, 10  # learnt after each of the first 150 tags, then after every tenth
ENOUGH = 20  # relevant tags from which on the hints' probabilities are measured, not guessed
STEEPNESS = 2.0  # of a probability until then
FOLDS = 3

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def due(tags_now: int, tags_then: int) -> bool:
    """Whether to learn anew: after every tag up to 150, then after every tenth; tags taken back count as well."""
    changed = abs(tags_now - tags_then)
    return changed >= (1 if min(tags_now, tags_then) < EACH else EVERY)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt from `tags` judged headlines, about the headlines `ids`.

    `relevance` 0..1, the higher the earlier: an order, no probability. `factors` has a column for each of `factor_ids`:
    the probability that the factor is tagged if the headline matters at all.
    """

    ids: NDArray[np.int64]
    relevance: Array
    factors: Array
    factor_ids: tuple[str, ...]
    tags: int
    _lens: Lens
    _vocabulary: Vocabulary
    _weighed: Weighed
    _model: "_Model"

    def score(self, texts: Sequence[str]) -> tuple[Array, Array]:
        """Relevance and factors of headlines that came since."""
        features = self._vocabulary.read(self._lens.features(texts))
        margins = self._weighed.scores(features.parts, self._weighed.of_features(features), self._model.weights)
        return self._model.read(margins)

    def why(self, text: str, most: int = 3) -> tuple[str, ...]:
        """The words that speak for a headline, as they stand in it, strongest first; () where none does."""
        features = self._vocabulary.read(self._lens.features([text]))
        scales = [float(scale[0]) for scale in self._weighed.of_features(features)]
        told = self._weighed.rarity * self._model.weights[:, 0]
        written = list(dict.fromkeys(_WORD.findall(text)))
        spoken = [self._lens.spoken(word) for word in written]
        parts = (*words_and_bits([words for words, _ in spoken]), marks_of([names for _, names in spoken]))
        speaks = np.zeros(len(written))
        for part, scale in zip(map(self._vocabulary.columns, parts), scales, strict=True):
            there = csr_matrix((np.ones(len(part.numbers)), part.numbers, part.starts), shape=(len(part), len(told)))
            speaks += scale * (there @ told)
        order = np.argsort(-speaks, kind="stable")
        least = max(0.03, 0.15 * float(speaks[order[0]])) if len(order) else 0.0
        return tuple(written[i] for i in order if speaks[i] >= least and len(written[i]) > 1)[:most]


def learn(pool: Pool, labels: Mapping[int, Collection[str]], seed: int = 0, hints: bool = True) -> Learnt:
    """Learn from what was judged. `labels`: the factors tagged, by headline; none for one judged not relevant.

    Labels of headlines that are not in the pool are left out; without `hints` so are the factors. Without a framework,
    and with labels of one kind only, the order is random.
    """
    ids = pool.ids
    known = [(row, frozenset(labels[i])) for row, i in sorted((row, i) for i, row in pool.rows(labels).items())]
    rows = np.array([row for row, _ in known], np.int64)
    tagged = [factors for _, factors in known]
    examples = _Examples(pool, rows, tagged, seed)
    names = tuple(factor.id for factor in pool.framework.active) if pool.framework and hints else ()
    model = _Model.of(examples, names)
    if model is None:
        shuffled = np.random.default_rng(seed).permutation(len(ids)).astype(np.float32)
        relevance: Array = shuffled / np.float32(max(1, len(ids)))
        factors: Array = np.zeros((len(ids), len(names)), np.float32)
        model = _Model(np.zeros((len(pool.vocabulary), 1), np.float32), np.zeros(1), np.zeros(0), np.zeros(0))
    else:
        relevance, factors = model.read(pool.scores(model.weights))
    return Learnt(ids, relevance, factors, names, len(known), pool.lens, pool.vocabulary, pool.weighed, model)


class _Examples:
    """What is learnt from: judged headlines, the framework's words, headlines presumed not to matter."""

    def __init__(self, pool: Pool, rows: NDArray[np.int64], tagged: Sequence[frozenset[str]], seed: int) -> None:
        self.judged, self.tagged = pool.matrix(rows), tagged
        self.relevant = np.array([bool(factors) for factors in tagged], bool)
        self.of_factor = pool.about
        found, others = int(self.relevant.sum()), int((~self.relevant).sum())
        self.words_weight = FADING_WORDS / (FADING_WORDS + found)
        self.presumed_weight = FADING_PRESUMED / (FADING_PRESUMED + others)
        if pool.framework:
            self.words = pool.weighed.matrix(pool.own.parts, pool.weighed.of_features(pool.own))
            self.presumed = pool.matrix(pool.any_of(round(PRESUMED * (1 + self.presumed_weight)), rows, seed))
        else:
            self.words = self.presumed = pool.matrix(np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class _Model:
    """Relevance in the first column of `weights`, then the factors; a factor's probability is expit(a + b · margin)."""

    weights: Array
    constants: NDArray[np.float64]
    a: NDArray[np.float64]
    b: NDArray[np.float64]

    def read(self, margins: Array) -> tuple[Array, Array]:
        whole = margins + self.constants
        return expit(3 * whole[:, 0]).astype(np.float32), expit(self.a + self.b * whole[:, 1:]).astype(np.float32)

    @classmethod
    def of(cls, seen: _Examples, names: Sequence[str]) -> "_Model | None":
        relevance = _relevance(seen)
        if relevance is None:
            return None
        margins, factors = _factors(seen, names)
        weights = np.stack([relevance[0], *(factor[0] for factor in factors)], axis=1).astype(np.float32)
        constants = np.array([relevance[1], *(factor[1] for factor in factors)])
        shares = _shares(seen, names)
        a, b = np.log(shares / (1 - shares)) + STEEPNESS / 2, np.full(len(names), STEEPNESS)
        if margins is not None:
            a, b = _measured(margins, np.array([[name in t for name in names] for t in seen.tagged if t]), a, b)
        return cls(weights, constants, a, b)


def _relevance(seen: _Examples) -> tuple[NDArray[np.float64], float] | None:
    x = vstack([seen.judged, seen.words, seen.presumed]).tocsr()
    y = np.concatenate([seen.relevant, np.ones(seen.words.shape[0], bool), np.zeros(seen.presumed.shape[0], bool)])
    weight = np.concatenate(
        [
            np.ones(len(seen.relevant)),
            np.full(seen.words.shape[0], seen.words_weight),
            np.full(seen.presumed.shape[0], seen.presumed_weight),
        ]
    )
    if y.all() or not y.any():
        return None
    return _line(x, y, _balanced(y, weight, RATIO), SOFTNESS)


def _factors(
    seen: _Examples, names: Sequence[str]
) -> tuple[NDArray[np.float64] | None, list[tuple[NDArray[np.float64], float]]]:
    """A line for each factor among what matters, and margins of tagged headlines each time it was not learnt from."""
    tagged = seen.judged[np.flatnonzero(seen.relevant)]
    theirs = [factors for factors in seen.tagged if factors]
    belong = np.array([i for i, factor in enumerate(seen.of_factor) if factor], np.int64)
    words, of = seen.words[belong], [seen.of_factor[i] for i in belong]
    x = vstack([tagged, words]).tocsr()
    weight = np.concatenate([np.ones(len(theirs)), np.full(len(belong), seen.words_weight)])
    fold = np.concatenate([np.arange(len(theirs)) % FOLDS, np.full(len(belong), -1)])
    margins = np.zeros((len(theirs), len(names))) if names and len(theirs) >= ENOUGH else None
    lines = []
    for column, name in enumerate(names):
        y = np.array([name in factors for factors in theirs] + [factor == name for factor in of], bool)
        if margins is not None:
            for left_out in range(FOLDS):
                kept, out = np.flatnonzero(fold != left_out), np.flatnonzero(fold == left_out)
                slope, constant = _factor_line(x[kept], y[kept], weight[kept])
                margins[out, column] = x[out] @ slope + constant
        lines.append(_factor_line(x, y, weight))
    return margins, lines


def _factor_line(x: csr_matrix, y: NDArray[np.bool_], weight: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    if y.all() or not y.any():
        return np.zeros(x.shape[1]), 1.0 if y.any() else -1.0
    return _line(x, y, _balanced(y, weight, 1.0), SOFTNESS_OF_FACTORS)


def _balanced(y: NDArray[np.bool_], weight: NDArray[np.float64], ratio: float) -> NDArray[np.float64]:
    """Weights with which those that are count `ratio` times as much as those that are not, all together as before."""
    level = np.where(y, weight, weight * weight[y].sum() / (ratio * weight[~y].sum()))
    scaled: NDArray[np.float64] = level * (weight.sum() / level.sum())
    return scaled


def _line(
    x: csr_matrix, y: NDArray[np.bool_], weight: NDArray[np.float64], softness: float
) -> tuple[NDArray[np.float64], float]:
    """A linear support vector machine, in the dual (the primal is slow with so many features)."""
    columns, place = np.unique(x.indices, return_inverse=True)
    narrow = csr_matrix((x.data.astype(np.float64), place, x.indptr), shape=(x.shape[0], len(columns)))
    machine = LinearSVC(C=softness, dual=True, random_state=0, max_iter=1000, tol=1e-3)
    machine.fit(narrow, y, sample_weight=weight)
    slope = np.zeros(x.shape[1])
    slope[columns] = machine.coef_[0]
    return slope, float(machine.intercept_[0])


def _shares(seen: _Examples, names: Sequence[str]) -> NDArray[np.float64]:
    tagged = [factors for factors in seen.tagged if factors]
    counts = np.array([sum(name in factors for factors in tagged) for name in names], float)
    return np.clip((counts + 1) / (len(tagged) + max(1, len(names))), 0.02, 0.98)


def _measured(
    margins: NDArray[np.float64], truth: NDArray[np.bool_], a: NDArray[np.float64], b: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Platt's probabilities with one steepness for all factors, drawn a little towards the guess.

    Platt, "Probabilistic outputs for support vector machines" (1999); on margins of headlines not learnt from.
    """
    guess = np.append(a, b[0])

    def loss(which: NDArray[np.float64]) -> float:
        logits = which[:-1] + which[-1] * margins
        return float((np.logaddexp(0, logits) - truth * logits).sum() + np.square(which - guess).sum() / 2)

    best = minimize(loss, guess, method="L-BFGS-B").x
    return best[:-1], np.full(len(a), max(0.0, best[-1]))
