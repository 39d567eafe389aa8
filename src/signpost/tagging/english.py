"""What a headline in another script says, in the English words that the tags and the framework are about."""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from signpost.nouns.framework import Framework
from signpost.tagging.glossary import STEMS
from signpost.tagging.queue import PARTICLES, Reader
from signpost.tagging.scripts import fold, is_latin, latin, sound, unfinal

REMEMBERED = 1 << 16  # words whose meaning is kept
SHORTEST_NAME, SHORTEST_SOUND = 5, 4  # letters and sounds from which on a name is known by its sound
LONGEST_ENDING = 3  # letters that may follow a sound or a short stem

_WORD = re.compile(r"[^\W_]+")
_STEMS: dict[str, str] = {}
_PHRASES: list[tuple[str, str]] = []
for _english, _others in STEMS.items():
    for _stem in _others.split():
        _plain = unfinal(fold(_stem.replace("_", " "))).rstrip()
        if " " in _plain:
            _PHRASES.append((_plain, _english))
        else:
            _STEMS[_plain] = _english


class Said(NamedTuple):
    """`words` in English, "" where nothing is known; `groups` of the framework's names that are meant.

    `spelt` is the rest in Latin letters, where the script writes its vowels: names that nobody foresaw are found by it.
    """

    words: str
    groups: frozenset[str] = frozenset()
    spelt: str = ""


class English:
    """Reads other scripts for one framework, or without one for none; make it once."""

    def __init__(self, reader: Reader | None, framework: Framework | None) -> None:
        self._reader = reader
        self._latin: dict[str, tuple[str, str]] = {}
        self._sounds: dict[str, tuple[str, str]] = {}
        self._labels: dict[str, str] = {}
        twice: dict[str, set[str]] = defaultdict(set)
        for group, names in framework.entities.items() if framework else ():
            self._labels[group] = fold(names[0].rstrip("*")) if names else group
            for name in names:
                plain = fold(name.rstrip("*"))
                if plain.isascii() and plain.isalpha() and len(plain) >= SHORTEST_NAME:
                    self._latin.setdefault(plain, (plain, group))
                    self._sounds.setdefault(sound(plain), (plain, group))
                    twice[sound(plain)].add(group)
        for heard, groups in twice.items():  # a sound of two groups' names says nothing
            if len(groups) > 1 or len(heard) < SHORTEST_SOUND:
                self._sounds.pop(heard, None)
        self._word = lru_cache(maxsize=REMEMBERED)(self._say)

    def said(self, text: str) -> Said:
        """The English words that a headline in another script is known to say; nothing for one in Latin letters."""
        folded = fold(text)
        return Said("") if is_latin(folded) else self.said_folded(folded)

    def said_folded(self, folded: str) -> Said:
        """The same for a text that is folded and known to be in another script."""
        found = [self._word(word) for word in _WORD.findall(folded)]
        groups = frozenset().union(*(one.groups for one in found))
        words = [one.words for one in found if one.words]
        spaced = unfinal(folded)
        words += [english for phrase, english in _PHRASES if phrase in spaced]
        if self._reader:
            more = frozenset(self._reader.find(folded).groups) - groups
            words += [self._labels[group] for group in sorted(more)]
            groups |= more
        return Said(" ".join(words), groups, " ".join(one.spelt for one in found if one.spelt))

    def _say(self, word: str) -> Said:
        if word.isascii():
            return Said(word)
        for bare in dict.fromkeys((word, *(particle.sub("", word) for particle in PARTICLES))):
            if named := self._named(bare):
                return named
            if english := _beginning(unfinal(bare)):
                return Said(english)
        spelt = latin(word)
        return Said("", spelt=spelt if spelt.isascii() else "")

    def _named(self, word: str) -> Said | None:
        spelt = latin(word)
        heard = sound(spelt)
        for length in range(len(spelt), SHORTEST_NAME - 1, -1):
            if (name := self._latin.get(spelt[:length])) and len(spelt) - length <= LONGEST_ENDING:
                return Said(name[0], frozenset({name[1]}))
        groups = self._reader.find(word).groups if self._reader else ()
        known = self._sounds.get(heard)
        if known and (not groups or known[1] in groups):
            return Said(known[0], frozenset({known[1]}))
        if groups:
            return Said(" ".join(self._labels[group] for group in groups), frozenset(groups))
        return None


def _beginning(word: str) -> str:
    for length in range(len(word), 2, -1):
        english = _STEMS.get(word[:length])
        if english and (length > LONGEST_ENDING or len(word) - length <= LONGEST_ENDING - 1):
            return english
    return ""
