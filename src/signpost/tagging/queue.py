"""How likely a headline is to matter, by the framework's own names and keywords: an order for the queue, never a gate.

A headline that names both sides of a pair of entity groups, or that carries a keyword of a signpost, is shown earlier.
Names and keywords are found by whole words, whatever the script, case and accents; all words of a keyword must stand
in the title (or all in the summary), in any order, because headlines reorder words freely. A star in the framework
stands for any ending. Hebrew and Arabic write "and", "in", "to", "the" onto the word: those letters are taken off.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from signpost.nouns.framework import Framework
from signpost.store.identity import words_of
from signpost.tagging.scripts import fold

SUMMARY_READ = 400  # characters; what follows is background, which names everybody
REMEMBERED = 1 << 16  # words whose meaning is kept: a newsroom's vocabulary

_WORD = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"(?:\b[a-z]\.){2,}")
_LOUD = re.compile(r"\bUS\b")
PARTICLES = (
    re.compile(r"^[והבלמשכ]{1,3}(?=[א-ת]{3})"),
    re.compile(r"^[وف]?(?:ال|لل|[بک]ال|[بلک])?(?=[؀-ۿ]{3})"),
)


def words(text: str) -> set[str]:
    """The folded words of a text; "US", the country, counts as "U.S." and not as the pronoun."""
    folded = fold(text)
    found = set(words_of(text) if text.isascii() else _WORD.findall(folded))  # the store splits most texts anyhow
    if any(len(piece) == 1 for piece in folded.split(".")[1:-1]):  # as in “u.s.”; the pattern takes ten times as long
        found.update(_DOTTED.findall(folded))
    if "us" in found and _LOUD.search(text) and not text.isupper():
        found.add("u.s.")
    return found


@dataclass(frozen=True, slots=True)
class Finding:
    """What a headline names: entity groups in the framework's order, whether two of them are a pair, and keywords."""

    groups: tuple[str, ...]
    paired: tuple[str, ...]
    keywords: tuple[str, ...]

    @property
    def rank(self) -> int:
        """3 a pair and a keyword; 2 a pair, or a keyword beside a name; 1 a keyword or a name alone; 0 neither."""
        if self.paired:
            return 3 if self.keywords else 2
        return min(2, bool(self.groups) + bool(self.keywords))


NOTHING = Finding(groups=(), paired=(), keywords=())


class Meanings(dict[str, tuple[int, ...]]):
    """What each word means, found out once; forgotten when there are too many."""

    def __init__(self, look_up: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[word] = self._look_up(word)
        return found


class Reader:
    """Reads headlines for one framework; make it once with `relevance`."""

    def __init__(self, framework: Framework) -> None:
        self._exact: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._phrases: dict[int, list[tuple[frozenset[int], str, str]]] = defaultdict(list)
        self._labels = {name: _label(known[0]) for name, known in framework.entities.items() if known}
        self._pairs = framework.pairs
        for group, known in framework.entities.items():
            for phrase in known:
                self._learn(phrase, group, "")
        for keyword in dict.fromkeys(_keywords(framework)):
            self._learn(keyword, "", keyword)
        self._known = Meanings(self._look_up)

    def _learn(self, phrase: str, group: str, keyword: str) -> None:
        needed = frozenset(self._atoms(phrase))
        if needed:
            self._phrases[min(needed)].append((needed, group, keyword))

    def _atoms(self, phrase: str) -> Iterator[int]:
        for part in phrase.split():
            stem = part.endswith("*")
            folded = fold(part)
            found = [folded] if _DOTTED.fullmatch(folded) else _WORD.findall(folded)
            for position, word in enumerate(found):
                book = self._stems if stem and position == len(found) - 1 else self._exact
                yield book.setdefault(word, len(self._exact) + len(self._stems))

    def _look_up(self, word: str) -> tuple[int, ...]:
        found = self._meaning(word)
        if not found and not word.isascii():
            for particle in PARTICLES:
                bare = particle.sub("", word)
                if bare != word and (found := self._meaning(bare)):
                    break
        return found

    def _meaning(self, word: str) -> tuple[int, ...]:
        stems = (self._stems.get(word[:length]) for length in range(1, len(word) + 1))
        return tuple(atom for atom in (self._exact.get(word), *stems) if atom is not None)

    def find(self, title: str, summary: str = "") -> Finding:
        """Everything of the framework that a headline names."""
        groups: set[str] = set()
        keywords: dict[str, None] = {}
        for text in (title, summary[:SUMMARY_READ]):
            if not text:
                continue
            atoms = set(chain.from_iterable(map(self._known.__getitem__, words(text))))
            for atom in atoms & self._phrases.keys():
                for needed, group, keyword in self._phrases[atom]:
                    if needed <= atoms:
                        if group:
                            groups.add(group)
                        else:
                            keywords[keyword] = None
        if not groups and not keywords:
            return NOTHING
        paired = {name for pair in self._pairs if groups.issuperset(pair) for name in pair}
        return Finding(
            groups=tuple(name for name in self._labels if name in groups),
            paired=tuple(name for name in self._labels if name in paired),
            keywords=tuple(sorted(keywords)),
        )

    def rank(self, title: str, summary: str = "") -> int:
        """0 to 3, the higher the earlier; see Finding.rank."""
        return self.find(title, summary).rank

    def why(self, title: str, summary: str = "") -> str:
        """The reason in words, such as "names Russia and Iran; mentions “snapback”"; "" where there is none."""
        finding = self.find(title, summary)
        names = [self._labels[name] for name in finding.paired or finding.groups]
        longest = sorted(finding.keywords, key=lambda keyword: (-len(keyword), keyword))[:2]
        mentions = [f"“{keyword.replace('*', '')}”" for keyword in longest]
        parts = (f"names {_and(names)}" if names else "", f"mentions {_and(mentions)}" if mentions else "")
        return "; ".join(part for part in parts if part)


def relevance(framework: Framework) -> Reader:
    """The reader for a framework: `.rank(title, summary)` and `.why(title, summary)`. Costs milliseconds; keep it."""
    return Reader(framework)


def _keywords(framework: Framework) -> Iterator[str]:
    for factor in framework.active:
        for signpost in factor.signposts:
            if signpost.retired is None:
                yield from signpost.keywords
    for scenario in framework.scenarios:
        for deed in scenario.signposts:
            if scenario.retired is None and deed.retired is None:
                yield from deed.keywords


def _label(name: str) -> str:
    """A group's name on screen: its first word in the file, with capitals."""
    return " ".join(part[:1].upper() + part[1:] for part in name.rstrip("*").split())


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
