"""What speaks against two headlines being one event: what one says and the other cannot. Pure.

A number, a name, a contrary, a "not" in the place of another. Where titles are worded alike the place of a word shows,
and what stands there decides (a conflict); where they are worded apart the same signs only make a pair less likely (a
doubt), because there a name or a "not" may be said of something else.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from signpost.feeds.likeness_places import COUNTRIES
from signpost.feeds.likeness_roles import reversed_roles
from signpost.feeds.likeness_shape import Shape
from signpost.feeds.likeness_words import (
    BOTH_AT_ONCE,
    CONTRARIES,
    KINDS_OF_EVENT,
    MEANT,
    NEGATIVE_KINDS,
    ORDER_WORDS,
)

Rarity = Callable[[str], float]  # of a word: 0 for one that is everywhere, 1 for one that is nowhere else
Named = Callable[[str], float | None]  # of a word: how often it is written as a name, None where nobody knows
Pairs = list[tuple[str, str]]
FEW = 2  # words that only one of two titles has: up to here, those of both are about the same thing
MANY = 6  # and of both together, above this they need not be
# doubts, in log-odds
NOT_HERE, OTHER_NUMBER, OTHER_DAY, OTHER_DEED, OTHER_COUNTRY, OTHER_NAME = 1.2, 1.5, 1.0, 1.2, 1.1, 0.4


class Compared(NamedTuple):
    """Two headlines and the words that only one of them has.

    `near` are spellings of one word, `soft` words of which one stands for the other.
    """

    one: Shape
    other: Shape
    only_left: list[str]
    only_right: list[str]
    near: Pairs
    soft: Pairs
    rarity: Rarity
    named: Named

    def is_name(self, word: str) -> bool:
        return word in self.one.named or word in self.other.named or (self.named(word) or 0.0) > 0.6

    def may_be_name(self, word: str, its: Shape) -> bool:
        """Whether a word is a name, or could be one for all that is written there."""
        unsure = not its.capitals_speak or word == its.words[0] or word in its.begun
        plain = word in KINDS_OF_EVENT or word[0] == "#" or self.rarity(word) <= 0.5
        if not unsure or plain:
            return False
        share = self.named(word)
        return share is None or share > 0.4


def conflict(pair: Compared) -> tuple[str, float]:
    """Why two headlines cannot be one event, in words ("" if nothing speaks against it), and what doubts leave."""
    one, other, only_left, only_right = pair.one, pair.other, pair.only_left, pair.only_right
    soft_left, soft_right = {a for a, _ in pair.soft}, {b for _, b in pair.soft}
    left_more = [a for a in only_left if a not in soft_left]
    right_more = [b for b in only_right if b not in soft_right]
    few = len(left_more) <= FEW and len(right_more) <= FEW
    doubt = 0.0
    if one.numbers != other.numbers and numbers_differ(one, other):
        if few or one.script == "unspaced" or same_unit(left_more, right_more, one, other, pair.near):
            return "another number", doubt
        doubt += OTHER_NUMBER
    if (one.negated > 0) != (other.negated > 0) and not cancelled(one, left_more, right_more):
        if few:
            return "one says not", doubt
        doubt += NOT_HERE
    if one.days and other.days and not one.days & other.days:
        if len(left_more) + len(right_more) <= MANY:
            return "another day", doubt
        doubt += OTHER_DAY
    unlike = 0.0
    left_deeds, right_deeds = more_often(one, other), more_often(other, one)
    for a in left_deeds:
        for b in right_deeds:
            in_order = a in ORDER_WORDS and b in ORDER_WORDS
            if (in_order or (a, b) in CONTRARIES) and (few or (a, b) in replaced(one, other, pair.near)):
                return f"{a} against {b}", doubt
            if (a, b) in CONTRARIES:
                if frozenset((a, b)) not in BOTH_AT_ONCE:
                    return f"{a} against {b}", doubt
                unlike = OTHER_DEED
    doubt += unlike
    if reversed_roles(one, other):
        return "the roles are changed", doubt
    if one.script == "unspaced":
        left, right = letters(one), letters(other)
        apart = (left - right).total() > 1 and (right - left).total() > 1
        return "other characters" if apart else "", doubt
    if not left_more or not right_more:
        return "", doubt
    left_main = [a for a in left_more if a not in one.aside]
    right_main = [b for b in right_more if b not in other.aside]
    if left_main and right_main and len(left_main) <= FEW and len(right_main) <= FEW:
        few, left_more, right_more = True, left_main, right_main  # what goes along with the news makes no other wording
    reason, unsure = rivals(pair, left_more, right_more, few)
    return reason, doubt + unsure


def rivals(pair: Compared, left_more: list[str], right_more: list[str], few: bool) -> tuple[str, float]:
    """Two names, or two deeds, of which one stands in the place of the other; "" and a doubt if they only may."""
    one, other = pair.one, pair.other
    left_names = {a for a in left_more if pair.is_name(a)}
    right_names = {b for b in right_more if pair.is_name(b)}
    placed = replaced(one, other, pair.near)
    if not few:  # then only names count
        if reason := others_instead(pair, placed, left_more, right_more):
            return reason, 0.0
        if not left_names or not right_names:
            return "", 0.0
        left_more, right_more = [a for a in left_more if a in left_names], [b for b in right_more if b in right_names]
    alone = few and len(left_more) == len(right_more) == 1
    near_by = len(pair.only_left) + len(pair.only_right) <= MANY
    cased = one.script in ("latin", "cyrillic")
    left_roles, right_roles = dict(one.roles), dict(other.roles)
    fuller_left, fuller_right = fuller_names(one, other), fuller_names(other, one)
    rival, doubt = "", 0.0
    for a in left_more:
        for b in right_more:
            here = (a, b) in placed
            if few and a in KINDS_OF_EVENT and b in KINDS_OF_EVENT and (alone or here) and {a, b} not in MEANT:
                return f"another deed: {a}, {b}", 0.0
            lands = (a in COUNTRIES) + (b in COUNTRIES)
            if (one.script == "latin" and lands == 1) or (a in fuller_left) != (b in fuller_right):
                continue  # a land is no rival of a person, nor "Ada Verne" of "Verne"
            sure = a in left_names, b in right_names
            if all(sure):
                certain = few or (near_by and here) or (lands == 2 and (near_by or here))
                there = certain or here or lands == 2 or left_roles.get(a, "") == right_roles.get(b) != ""
            else:
                certain = few and (here or alone or not (any(sure) or cased))
                certain = certain and (sure[0] or pair.may_be_name(a, one)) and (sure[1] or pair.may_be_name(b, other))
                there = certain
            if there and not short_for(a, b, pair):
                if certain:
                    return f"another name: {a}, {b}", 0.0
                rival, doubt = f"another name: {a}, {b}", max(doubt, OTHER_COUNTRY if lands == 2 else OTHER_NAME)
    return (rival, doubt) if rival and others_named(pair, left_names, right_names) else ("", doubt)


def others_instead(pair: Compared, placed: set[tuple[str, str]], left: list[str], right: list[str]) -> str:
    """Two names, or what may be names, in the places of two others, in words; "" if there are not two such places."""
    one, other = pair.one, pair.other
    found: dict[str, str] = {}
    for a, b in sorted(placed):
        if a not in left or b not in right or a in found or b in found.values():
            continue
        if (one.script == "latin" and (a in COUNTRIES) != (b in COUNTRIES)) or short_for(a, b, pair):
            continue
        if (pair.is_name(a) or pair.may_be_name(a, one)) and (pair.is_name(b) or pair.may_be_name(b, other)):
            found[a] = b
    return "another name: " + ", ".join(next(iter(found.items()))) if len(found) > 1 else ""


def others_named(pair: Compared, left: set[str], right: set[str]) -> bool:
    """Whether each title has two names that the other lacks, or none of the names is in both."""
    left_lands, right_lands = left & COUNTRIES, right & COUNTRIES
    lands = min(len(left_lands), len(right_lands))
    if lands + min(len(left) - len(left_lands), len(right) - len(right_lands)) >= 2:
        return True
    return not any(pair.is_name(w) for w in set(pair.one.words) & set(pair.other.words))


def short_for(a: str, b: str, pair: Compared) -> bool:
    """Whether one is short for the other: "Chris" for "Christopher", "N" for "North"; or the first letters of some."""
    short, long, beside = (a, b, pair.only_right) if len(a) <= len(b) else (b, a, pair.only_left)
    if long.startswith(short):
        return True
    return 2 < len(short) < 6 and all(any(w[0] == letter for w in beside) for letter in short)


def fuller_names(one: Shape, other: Shape) -> set[str]:
    """The words that stand right beside a name that both have, as a first name or a surname does."""
    roles, theirs = dict(one.roles), other.named - COUNTRIES
    beside = [(a, b) for a, b in zip(one.words, one.words[1:], strict=False) if roles.get(b, "") == ""]
    first = {a for a, b in beside if b in theirs and b in roles}
    last = {b for a, b in beside if a in theirs and a in roles and b in roles}
    return (first | last) - theirs - COUNTRIES


def cancelled(one: Shape, left_more: list[str], right_more: list[str]) -> bool:
    """Whether the title without a "not" says it with a deed: will not join, pulls out."""
    without = right_more if one.negated else left_more
    return any(word in NEGATIVE_KINDS for word in without)


def more_often(one: Shape, other: Shape) -> list[str]:
    """The deeds and orders that the first names and the second does not, or not as often."""
    telling = [w for w in dict.fromkeys(one.words) if w in KINDS_OF_EVENT or w in ORDER_WORDS]
    return [w for w in telling if one.words.count(w) > other.words.count(w)]


def letters(its: Shape) -> Counter[str]:
    """The characters of a title whose words are pairs of them."""
    return Counter(word[0] for word in its.words)


def numbers_differ(one: Shape, other: Shape) -> bool:
    """Whether each has a number that the other lacks; a rounded one may be a little off."""
    left, right = one.numbers - other.numbers, other.numbers - one.numbers
    if not left or not right:
        return False
    if one.exact and other.exact:
        return True
    return not all(any(abs(a - b) <= 0.04 * max(abs(a), abs(b)) for b in other.numbers) for a in left)


def same_unit(left_more: list[str], right_more: list[str], one: Shape, other: Shape, near: Pairs) -> bool:
    """Whether two of the numbers that differ count one thing: the same word stands beside both."""
    spelt = dict(near)
    left = [units(spelt, word, one) for word in left_more if word[0] == "#"]
    right = [units({}, word, other) for word in right_more if word[0] == "#"]
    return any(a & b for a in left for b in right)


def units(spelt: dict[str, str], number: str, its: Shape) -> set[str]:
    """The words on both sides of a number."""
    at = its.words.index(number)
    return {spelt.get(word, word) for word in its.words[max(0, at - 2) : at + 3] if word != number}


def replaced(one: Shape, other: Shape, near: Pairs) -> set[tuple[str, str]]:
    """Words that stand in the place of one another: after the same word, or before it."""
    spelt = dict(near)
    left = [spelt.get(w, w) for w in one.words]
    after = dict(zip(("^", *other.words), other.words, strict=False))
    before = dict(zip((*other.words[1:], "$"), other.words, strict=False))
    found = {(w, after[a]) for a, w in zip(["^", *left], left, strict=False) if a in after}
    return found | {(w, before[b]) for w, b in zip(left, [*left[1:], "$"], strict=False) if b in before}
