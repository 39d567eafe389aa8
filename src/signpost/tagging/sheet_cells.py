"""What a cell of an analyst's sheet says: a factor, a direction, a weight, a signpost. Pure; errors are in words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from signpost.nouns.framework import Framework
from signpost.nouns.tag import Direction
from signpost.tagging.column_words import DIRECTION_OF, LEFT_ASIDE, WEIGHT_OF, key

NUMBER = re.compile(r"([+\-−–]?)\s*(\d)(?:[.,]0+)?\Z")
SIGNS = re.compile(r"\+{1,3}|[-−–]{1,3}")
PARTS = re.compile(r"[\s/:,()|]+")
SEVERAL = re.compile(r"[;|\n]+")
MOST_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A framework's own names for things, as people type them. Made by `vocabulary`."""

    factors: Mapping[str, str]
    directions: Mapping[str, Direction]
    weights: Mapping[str, str]
    signposts: Mapping[str, str] = field(default_factory=dict)
    deeds: Mapping[str, str] = field(default_factory=dict)

    def factor(self, text: str) -> str:
        """A factor's id by its id, title, short name or number; the text itself where there is none."""
        return self.factors.get(key(text), text)

    def signpost(self, text: str) -> str:
        return self.signposts.get(key(text), text)

    def deed(self, text: str) -> str:
        return self.deeds.get(key(text), text)

    def weight(self, text: str) -> str:
        """A weight as 1, 2 or 3; the text itself where it is none."""
        plain = text.strip().casefold()
        whole = plain.removesuffix(".0").removesuffix(",0")
        return self.weights.get(plain, whole)

    def direction(self, text: str, *, graded: bool = False) -> tuple[Direction, str] | None:
        """A direction, and its weight where the cell gives one: "more hesitant", "weakens (major)", "+", "--", "-2".

        `graded` says that this column's numbers go beyond one, so that their size is a weight.
        """
        plain = text.strip().casefold()
        if found := self.directions.get(plain):
            return found, ""
        if SIGNS.fullmatch(plain):
            weight = str(len(plain)) if len(plain) > 1 else ""
            return (Direction.STRENGTHENS if plain[0] == "+" else Direction.WEAKENS), weight
        if number := NUMBER.match(plain):
            size = int(number[2])
            if size > MOST_WEIGHT or (not graded and size > 1):
                return None
            if not size:
                return Direction.NEUTRAL, ""
            sign = Direction.WEAKENS if number[1] and number[1] != "+" else Direction.STRENGTHENS
            return sign, str(size) if graded else ""
        words = [part for part in PARTS.split(plain) if part]
        for cut in range(len(words) - 1, 0, -1):
            weight = self.weight(" ".join(words[cut:]))
            found = self.directions.get(" ".join(words[:cut]))
            if found and weight in ("1", "2", "3"):
                return found, weight
        return None


def vocabulary(framework: Framework) -> Vocabulary:
    factors: dict[str, str] = {}
    for factor in reversed(framework.factors):
        names = (factor.title, factor.short, f"factor {factor.number}", f"f{factor.number}", str(factor.number))
        factors |= dict.fromkeys((key(name) for name in (*names, factor.id)), factor.id)
    directions = {word: Direction(direction) for word, direction in DIRECTION_OF.items()}
    directions |= {words.label.casefold(): direction for direction, words in framework.directions.items()}
    weights = dict(WEIGHT_OF) | {words.label.casefold(): str(number) for number, words in framework.weights.items()}
    signposts = {key(s.title): s.id for f in framework.factors for s in f.signposts}
    deeds = {key(d.text): d.id for s in framework.scenarios for d in s.signposts}
    signposts |= {key(name): name for name in signposts.values()}
    deeds |= {key(name): name for name in deeds.values()}
    return Vocabulary(factors=factors, directions=directions, weights=weights, signposts=signposts, deeds=deeds)


def several(text: str) -> list[str]:
    """The entries of a cell that holds more than one, parted by semicolons, bars or line breaks."""
    return [part for part in (piece.strip() for piece in SEVERAL.split(text)) if part]


def is_left_aside(text: str) -> bool:
    """Whether a cell says that the headline is not relevant."""
    return text.strip().casefold() in LEFT_ASIDE


def is_graded(cells: Iterable[str]) -> bool:
    """Whether a column's numbers go beyond one, so that their size means a weight."""
    return any((found := NUMBER.match(cell.strip())) and int(found[2]) > 1 for cell in cells)
