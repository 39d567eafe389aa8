"""The headlines that are ranked, each with its features kept, so that learning anew never reads a text again."""

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from signpost.nouns.framework import Framework
from signpost.tagging.english import English
from signpost.tagging.features import BATCH, Array, Features, Rows, joined, marks_of, plain, words_and_bits
from signpost.tagging.queue import Reader
from signpost.tagging.scripts import fold, is_latin
from signpost.tagging.vocabulary import Vocabulary
from signpost.tagging.weighed import WEIGHTS, Weighed, counts, padded

SUMMARY_READ = 400  # characters; what follows is background
GROWN = 1.25  # how many times as many headlines make it worth counting anew how rare a feature is


def text_of(title: str, summary: str = "") -> str:
    """What of a headline is read: its title, and the beginning of a summary that does not repeat it."""
    start = summary[:SUMMARY_READ].strip()
    return f"{title} {start}" if start and not start.startswith(title[:60]) else title


def own_words(framework: Framework) -> Iterator[tuple[str, str]]:
    """What a framework says, sentence by sentence, each with the factor it is about ("" for none)."""
    for factor in framework.active:
        yield f"{factor.title} {factor.summary}", factor.id
        for claim in factor.claims:
            yield claim.text, factor.id
        for signpost in factor.signposts:
            if signpost.retired is None:
                yield f"{signpost.title} {signpost.statement}", factor.id
                yield from ((keyword.replace("*", ""), factor.id) for keyword in signpost.keywords)
    for scenario in framework.scenarios:
        for deed in scenario.signposts:
            if scenario.retired is None and deed.retired is None:
                yield deed.text, ""
                yield from ((keyword.replace("*", ""), "") for keyword in deed.keywords)
    yield from ((rule.rule, "") for rule in framework.codebook)


class Lens:
    """Makes features of texts for one framework (None: for none; then nobody's names count)."""

    def __init__(self, framework: Framework | None) -> None:
        self._reader = Reader(framework) if framework else None
        self._english = English(self._reader, framework)

    def features(self, texts: Sequence[str]) -> Features:
        """The features of these texts; 20,000 titles take about half a second."""
        folded = [fold(text) for text in texts]
        foreign = np.array([not is_latin(text) for text in folded], bool)
        own, known, names = [], [], []
        for text, low, other in zip(texts, folded, foreign.tolist(), strict=True):
            said = self._english.said_folded(low) if other else None
            clear = plain(text)
            known.append(said.words if said else clear)
            own.append(f"{said.words} {said.spelt} {clear}" if said else clear)
            names.append(self._names(low if other else text, said.groups if said else frozenset()))
        words, bits = words_and_bits(own)
        known_words, known_bits = (
            words_and_bits([text for text, other in zip(known, foreign, strict=True) if other])
            if foreign.any()
            else (words.take(np.zeros(0, np.int64)), bits.take(np.zeros(0, np.int64)))
        )
        return Features((words, bits, marks_of(names)), foreign, (known_words, known_bits))

    def _names(self, text: str, heard: frozenset[str]) -> list[str]:
        if self._reader is None:
            return []
        finding = self._reader.find(text)
        groups = sorted(heard.union(finding.groups))
        pairs = [f"{one}+{other}" for at, one in enumerate(groups) for other in groups[at + 1 :]]
        return [*groups, *pairs, *(["a keyword"] if finding.keywords else [])]

    def spoken(self, word: str) -> tuple[str, list[str]]:
        """The words that one written word stands for among the features, and the names it is."""
        low = fold(word)
        if is_latin(low):
            return plain(word), self._names(word, frozenset())
        said = self._english.said_folded(low)
        return f"{said.words} {said.spelt} {plain(word)}".strip(), self._names(low, said.groups)


class Pool:
    """Headlines to rank for a framework (None: for none), by id. Holds what is open and what was judged."""

    def __init__(self, framework: Framework | None = None) -> None:
        self.framework = framework
        self.lens = Lens(framework)
        said = list(own_words(framework)) if framework else []
        own, self.about = self.lens.features([text for text, _ in said]), [factor for _, factor in said]
        self.vocabulary = Vocabulary().grown(own.parts)
        self.own = self.vocabulary.read(own)
        self.weighed = Weighed(np.ones(len(self.vocabulary), np.float32))
        self._texts: dict[int, str] = {}
        self._row: dict[int, int] = {}
        self._parts: list[Rows] = [Rows(np.zeros(0, np.int32), np.zeros(1, np.int64)) for _ in WEIGHTS]
        self._scales: list[Array] = [np.zeros(0, np.float32) for _ in WEIGHTS]
        self._stretch: list[Array] = list(self._scales)
        self._foreign: NDArray[np.bool_] = np.zeros(0, bool)
        self._fresh: list[Features] = []
        self._counted = 0
        self._own_having = counts(self.own.parts, len(self.vocabulary))
        self._having = np.zeros_like(self._own_having)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, headline_id: object) -> bool:
        return headline_id in self._texts

    @property
    def ids(self) -> NDArray[np.int64]:
        """The headlines, in the order of what is learnt about them."""
        return np.fromiter(self._row, np.int64, len(self._row))

    def rows(self, ids: Iterable[int]) -> dict[int, int]:
        """Where these headlines stand in that order; unknown ones are left out."""
        return {i: self._row[i] for i in ids if i in self._row}

    def text(self, headline_id: int) -> str:
        """The text it was added with; KeyError if it is not here."""
        return self._texts[headline_id]

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        """Take in headlines (see `text_of`); one that is here already stays as it is."""
        new = {i: text for i, text in zip(ids, texts, strict=True) if i not in self._texts}
        if new:
            self._texts.update(new)
            self._row.update(zip(new, range(len(self._row), len(self._texts)), strict=True))
            read = list(new.values())
            for begin in range(0, len(read), BATCH):
                features = self.lens.features(read[begin : begin + BATCH])
                self.vocabulary = self.vocabulary.grown(features.parts)
                self._fresh.append(self.vocabulary.read(features))

    def remove(self, ids: Collection[int]) -> None:
        """Let headlines go; unknown ones are ignored."""
        gone = {i for i in ids if self._texts.pop(i, None) is not None}
        if gone:
            self._settle()
            rows = np.array([row for i, row in self._row.items() if i not in gone], np.int64)
            self._row = {i: row for row, i in enumerate(i for i in self._row if i not in gone)}
            self._parts = [part.take(rows) for part in self._parts]
            self._scales = [scale[rows] for scale in self._scales]
            self._stretch = [stretch[rows] for stretch in self._stretch]
            self._foreign = self._foreign[rows]

    def _settle(self) -> None:
        """Join what was added; count anew how rare the features are when the pool has grown by a quarter.

        In between only the features of which there are two by now are taken in, so that a new name is learnt at once.
        """
        fresh, self._fresh = self._fresh, []
        if not fresh:
            return
        self._parts = [
            joined([part, *(features.parts[which] for features in fresh)]) for which, part in enumerate(self._parts)
        ]
        self._foreign = np.concatenate([self._foreign, *(features.foreign for features in fresh)])
        width = len(self.vocabulary)
        self._own_having = padded(self._own_having, width)
        if again := len(self._parts[0]) > GROWN * self._counted:
            self._counted = len(self._parts[0])
            self._having = counts(self._parts, width)
            self.weighed = Weighed.of(self._parts, self._having, self._own_having)
        else:
            new = (part for features in fresh for part in features.parts)
            self._having = padded(self._having, width) + counts(new, width)
            self.weighed = self.weighed.woken(self._having, self._own_having, len(self._parts[0]))
        for which, part in enumerate(self._parts):
            stretch = [self.weighed.stretch(which, features) for features in fresh]
            self._stretch[which] = np.concatenate([self._stretch[which], *stretch])
            if again:
                self._scales[which] = self.weighed.scale(which, part, self._stretch[which])
            else:
                scales = [self.weighed.scale(which, f.parts[which], s) for f, s in zip(fresh, stretch, strict=True)]
                self._scales[which] = np.concatenate([self._scales[which], *scales])

    def any_of(self, most: int, without: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
        """Random rows in Latin letters (in any if there are none), at most so many, some of `without` left out.

        To presume that these do not matter says something about their words. Headlines in another script would give
        that script itself a bad name, since the framework's words, which do matter, have hardly any of its words.
        """
        self._settle()
        rows = np.flatnonzero(~self._foreign)
        rows = rows if len(rows) else np.arange(len(self))
        drawn = np.random.default_rng(seed).permutation(rows)[: 2 * most]
        return np.sort(drawn[~np.isin(drawn, without)][:most])

    def matrix(self, rows: NDArray[np.int64]) -> csr_matrix:
        """Some rows as numbers: one column for each feature."""
        self._settle()
        return self.weighed.matrix([part.take(rows) for part in self._parts], [scale[rows] for scale in self._scales])

    def scores(self, weights: Array) -> Array:
        """What linear models (one column each, a row for each feature) say about every headline."""
        self._settle()
        return self.weighed.scores(self._parts, self._scales, weights)
