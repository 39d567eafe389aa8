"""What a headline is made of, as numbers: which words, pairs of words and bits of words it has.

Every feature is a number below 2^31, found by hashing, so that a new headline costs microseconds and two features
hardly ever share a number (`vocabulary` gives each a column). A feature is there or not (a title hardly ever says a
word twice); rare ones weigh more (inverse document frequency). Words with pairs of words, bits of words and the
framework's names are three parts, each of a fixed length, so that a long title counts as much as a short one. All
letters of a batch are hashed together, in numpy.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signpost.tagging.scripts import fold

BITS = 31  # of a feature's number
BATCH = 4096  # texts hashed at a time: bounds the memory, not the result
SHORTEST, LONGEST = 3, 5  # letters in a bit of a word, its edges counted as letters

Array = NDArray[np.float32]
Numbers = NDArray[np.int32]

_WORD = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_LOUD = re.compile(r"\bUS\b")
_SPACE = ord(" ")
_BASE, _MIX, _PAIR = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xC2B2AE3D27D4EB4F))
_TO_NUMBER, _HALF = np.uint64(64 - BITS), np.uint64(32)


@dataclass(frozen=True, slots=True)
class Rows:
    """For each text its features, without repeats: text i has those numbered numbers[starts[i] : starts[i + 1]]."""

    numbers: Numbers
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: NDArray[np.int64]) -> "Rows":
        """Some of the texts, in the order asked for."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        numbers = np.empty(starts[-1], np.int32)
        for begin in range(0, len(rows), BATCH):
            some = slice(begin, begin + BATCH)
            where = np.repeat(self.starts[rows[some]] - starts[:-1][some], sizes[some])
            first = starts[begin]
            numbers[first : first + len(where)] = self.numbers[where + np.arange(first, first + len(where))]
        return Rows(numbers, starts)


@dataclass(frozen=True, slots=True)
class Features:
    """The three parts of some texts, and which of the texts are in another script than Latin."""

    parts: tuple[Rows, Rows, Rows]
    foreign: NDArray[np.bool_]
    known: tuple[Rows, Rows]  # of texts in another script only the English ones: their length is taken of these

    def __len__(self) -> int:
        return len(self.foreign)


def joined(parts: Sequence[Rows]) -> Rows:
    """The texts of several, one after the other."""
    shifts = np.cumsum([0, *(len(part.numbers) for part in parts)])
    starts = [part.starts[1:] + shift for part, shift in zip(parts, shifts, strict=False)]
    numbers = np.concatenate([np.zeros(0, np.int32), *(part.numbers for part in parts)])
    return Rows(numbers, np.concatenate([np.zeros(1, np.int64), *starts]))


def plain(text: str) -> str:
    """The folded words of a text with one space between them; "U.S." and "US", the country, are "usa"."""
    folded = fold(text)
    if "." in folded:
        folded = _DOTTED.sub(lambda found: "usa" if found[0] == "u.s." else found[0].replace(".", ""), folded)
    words = _WORD.findall(folded)
    if "us" in words and _LOUD.search(text) and not text.isupper():
        words = ["usa" if word == "us" else word for word in words]
    return " ".join(words)


def words_and_bits(plain_texts: Sequence[str]) -> tuple[Rows, Rows]:
    """The features of texts made with `plain`: words and pairs of neighbours; and bits of words."""
    words, bits = [], []
    for begin in range(0, len(plain_texts), BATCH):
        batch = plain_texts[begin : begin + BATCH]
        letters = np.frombuffer("".join(f" {text} " for text in batch).encode("utf-32-le"), np.uint32).astype(np.uint64)
        row = np.repeat(np.arange(len(batch)), [len(text) + 2 for text in batch])
        words.append(_rows(*_words(letters, row), len(batch)))
        bits.append(_rows(*_bits(letters, row), len(batch)))
    return joined(words), joined(bits)


def marks_of(tokens: Sequence[Sequence[str]]) -> Rows:
    """One feature for each token of each text; for marks that are no words, such as the names of the framework."""
    flat = [(row, token) for row, several in enumerate(tokens) for token in several]
    hashes = [_mixed(np.frombuffer(f"\x00{token}".encode("utf-32-le"), np.uint32)) for _, token in flat]
    return _rows(np.array(hashes, np.uint64), np.array([row for row, _ in flat], np.int64), len(tokens))


def _mixed(codes: NDArray[np.uint32]) -> int:
    whole = 0
    for code in codes:
        whole = (whole * int(_BASE) + int(code) + 1) % (1 << 64)
    return (whole ^ (whole >> 32)) * int(_MIX) % (1 << 64)


def _mix(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed: NDArray[np.uint64] = (hashes ^ (hashes >> _HALF)) * _MIX
    return mixed


def _words(letters: NDArray[np.uint64], row: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    inside = letters != _SPACE
    first = np.flatnonzero(inside & ~np.concatenate([[False], inside[:-1]]))
    if not len(first):
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    place = np.cumsum(inside) - 1  # letters counted without spaces
    word_of = np.cumsum(np.bincount(place[first], minlength=place[-1] + 1)) - 1
    depth = np.arange(place[-1] + 1) - place[first][word_of]
    powers = np.multiply.accumulate(np.full(int(depth.max()) + 1, _BASE, np.uint64))
    one = np.add.reduceat((letters[inside] + np.uint64(1)) * powers[depth], place[first])
    rows = row[first]
    neighbours = np.flatnonzero(rows[1:] == rows[:-1])
    two = (_mix(one[neighbours]) + one[neighbours + 1]) * _PAIR
    return _mix(np.concatenate([one, two])), np.concatenate([rows, rows[neighbours]])


def _bits(letters: NDArray[np.uint64], row: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    spaces = np.cumsum(letters == _SPACE)
    found, rows = [], []
    whole = np.zeros(len(letters), np.uint64)
    for length in range(1, LONGEST + 1):
        fits = len(letters) - length + 1
        if fits <= 0:
            break
        whole = whole[:fits] * _BASE + letters[length - 1 :]
        if length < SHORTEST:
            continue
        at = np.flatnonzero(spaces[length - 2 : fits + length - 2] == spaces[:fits])  # no space but at the edges
        found.append(_mix(whole[at] + np.uint64(length)))
        rows.append(row[at])
    return np.concatenate([np.zeros(0, np.uint64), *found]), np.concatenate([np.zeros(0, np.int64), *rows])


def _rows(hashes: NDArray[np.uint64], row: NDArray[np.int64], texts: int) -> Rows:
    keys = (row << BITS) | (hashes >> _TO_NUMBER).astype(np.int64)
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    starts = np.searchsorted(keys >> BITS, np.arange(texts + 1)).astype(np.int64)
    return Rows((keys & ((1 << BITS) - 1)).astype(np.int32), starts)
