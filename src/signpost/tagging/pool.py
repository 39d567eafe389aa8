"""The headlines that are ranked, each with its features kept, so that learning anew never reads a text again."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from signpost.nouns.framework import Framework
from signpost.tagging.english import English
from signpost.tagging.features import SLOTS, Array, Rows, joined, plain, slots_of, words_and_bits
from signpost.tagging.queue import Reader
from signpost.tagging.scripts import fold, is_latin

SUMMARY_READ = 400  # characters; what follows is background
WEIGHTS = (1.0, 1.0, 0.7)  # words and pairs of words, bits of words, names
SHARED = 2  # texts that have a feature, at least, for it to count
GROWN = 1.25  # how many times as many headlines make it worth counting anew how rare a feature is

Counts = NDArray[np.int64]


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


@dataclass(frozen=True, slots=True)
class Features:
    """The three parts of some texts, and which of the texts are in another script than Latin."""

    parts: tuple[Rows, Rows, Rows]
    foreign: NDArray[np.bool_]
    known: tuple[Rows, Rows]  # of texts in another script only the English ones: their length is taken of these

    def __len__(self) -> int:
        return len(self.foreign)


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
        return Features((words, bits, slots_of(names)), foreign, (known_words, known_bits))

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


@dataclass(frozen=True, slots=True)
class Weighed:
    """How rare each slot is, and with it how long a text is in each of the parts."""

    rarity: Array = field(default_factory=lambda: np.ones(SLOTS, np.float32))  # 0: left out
    usual: tuple[float, ...] = (1.0,) * len(WEIGHTS)  # the length of a usual headline

    @classmethod
    def of(cls, parts: Sequence[Rows], having: Counts, own: Counts) -> "Weighed":
        """Counted in these texts: ln((1 + n) / (1 + texts that have it)) + 1, as scikit-learn does.

        A slot that only one text has (`own`: so many of the framework's own) is left out: it can say nothing of
        another, and would make a headline with unusual names seem to say less in its other words.
        """
        rarity = np.where(having + own >= SHARED, _rarity(having, len(parts[0])), np.float32(0))
        lengths = [_lengths(part, rarity) for part in parts]
        return cls(rarity, tuple(float(np.median(length[length > 0])) if length.any() else 1.0 for length in lengths))

    def woken(self, having: Counts, own: Counts, texts: int) -> "Weighed":
        """The same, but for slots that only one text had when they were counted and that now another has as well."""
        new = (self.rarity == 0) & (having + own >= SHARED)
        return Weighed(np.where(new, _rarity(having, texts), self.rarity), self.usual) if new.any() else self

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
        """The texts as numbers: a row each, one column for each slot."""
        matrices = [
            csr_matrix(
                (self.rarity[part.slots] * np.repeat(scale, np.diff(part.starts)), part.slots, part.starts),
                shape=(len(part), SLOTS),
            )
            for part, scale in zip(parts, scales, strict=True)
        ]
        whole: csr_matrix = sum(matrices[1:], matrices[0]).tocsr()
        whole.eliminate_zeros()
        return whole

    def scores(self, parts: Sequence[Rows], scales: Sequence[Array], weights: Array) -> Array:
        """What linear models (one column each, a row for each slot) say about each text, without their constants."""
        told = np.ascontiguousarray(self.rarity[:, None] * weights, np.float32)
        total = np.zeros((len(parts[0]), weights.shape[1]), np.float32)
        ones = np.ones(max((len(part.slots) for part in parts), default=0), np.float32)
        for part, scale in zip(parts, scales, strict=True):
            there = csr_matrix((ones[: len(part.slots)], part.slots, part.starts), shape=(len(part), SLOTS))
            total += (there @ told) * scale[:, None]
        return total


def _rarity(having: Counts, texts: int) -> Array:
    rarity: Array = (np.log((1 + texts) / (1 + having)) + 1).astype(np.float32)
    return rarity


def _counts(parts: Sequence[Rows]) -> Counts:
    """How many of the texts have each slot."""
    counts: Counts = np.sum([np.bincount(part.slots, minlength=SLOTS) for part in parts], axis=0)
    return counts


def _lengths(part: Rows, rarity: Array) -> Array:
    sums = np.concatenate([[0.0], np.cumsum(np.square(rarity[part.slots], dtype=np.float64))])
    lengths: Array = np.sqrt(sums[part.starts[1:]] - sums[part.starts[:-1]]).astype(np.float32)
    return lengths


class Pool:
    """Headlines to rank for a framework (None: for none), by id. Holds what is open and what was judged."""

    def __init__(self, framework: Framework | None = None) -> None:
        self.framework = framework
        self.lens = Lens(framework)
        said = list(own_words(framework)) if framework else []
        self.own, self.about = self.lens.features([text for text, _ in said]), [factor for _, factor in said]
        self.weighed = Weighed()
        self._texts: dict[int, str] = {}
        self._row: dict[int, int] = {}
        self._parts: list[Rows] = [Rows(np.zeros(0, np.int32), np.zeros(1, np.int64)) for _ in WEIGHTS]
        self._scales: list[Array] = [np.zeros(0, np.float32) for _ in WEIGHTS]
        self._stretch: list[Array] = list(self._scales)
        self._foreign: NDArray[np.bool_] = np.zeros(0, bool)
        self._fresh: list[Features] = []
        self._counted = 0
        self._having, self._own_having = np.zeros(SLOTS, np.int64), _counts(self.own.parts)

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
            self._fresh.append(self.lens.features(list(new.values())))

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
        if again := len(self._parts[0]) > GROWN * self._counted:
            self._counted = len(self._parts[0])
            self._having = _counts(self._parts)
            self.weighed = Weighed.of(self._parts, self._having, self._own_having)
        else:
            self._having = self._having + sum(_counts(features.parts) for features in fresh)
            self.weighed = self.weighed.woken(self._having, self._own_having, len(self._parts[0]))
        for which, part in enumerate(self._parts):
            stretch = [self.weighed.stretch(which, features) for features in fresh]
            self._stretch[which] = np.concatenate([self._stretch[which], *stretch])
            if again:
                self._scales[which] = self.weighed.scale(which, part, self._stretch[which])
            else:
                new = [self.weighed.scale(which, f.parts[which], s) for f, s in zip(fresh, stretch, strict=True)]
                self._scales[which] = np.concatenate([self._scales[which], *new])

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
        """Some rows as numbers: one column for each slot."""
        self._settle()
        return self.weighed.matrix([part.take(rows) for part in self._parts], [scale[rows] for scale in self._scales])

    def scores(self, weights: Array) -> Array:
        """What linear models (one column each, a row for each slot) say about every headline."""
        self._settle()
        return self.weighed.scores(self._parts, self._scales, weights)
