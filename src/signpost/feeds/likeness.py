"""Are two headlines the same event? Pure: two shapes and the rarity of words in, a verdict with its reasons out.

"same" is safe enough to join without asking, "alike" is proposed to the analysts and counts as one story until one of
them says no, "different" is neither. Being alike in most words is not enough: one word is what tells "denies" from
"confirms" and one city from another. So what differs decides: a number, a name, a contrary, a "not" in the place of
another make two headlines different however much else they share; a word too many makes them alike at most.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from signpost.feeds.likeness_places import COUNTRIES
from signpost.feeds.likeness_shape import Shape
from signpost.feeds.likeness_spelling import matched
from signpost.feeds.likeness_words import COMMON_WORDS, CONTRARIES, KINDS_OF_EVENT, MEANT, ORDER_WORDS

Rarity = Callable[[str], float]  # of a word: 0 for one that is everywhere, 1 for one that is nowhere else
Named = Callable[[str], float | None]  # of a word: how often it is written as a name, None where nobody knows
SAFE_HOURS, MORE_HOURS, LONGEST_HOURS = 60.0, 14.0, 96.0
ALIKE, ALIKE_UNSPACED = 0.43, 0.55  # from here on a pair is proposed; pairs of letters meet by chance more often
# the longer between two headlines, the likelier the second tells what came of it: hours, and what is left of a likeness
LESS_AFTER = ((6.0, 1.0), (15.0, 0.92), (30.0, 0.85), (48.0, 0.75), (math.inf, 0.65))
TELLING_ROLES = ("by", "for", "from", "against")
ENOUGH = 3.2  # the rarity of the words, in all, that two headlines share if they are surely about one thing


@dataclass(frozen=True, slots=True)
class Likeness:
    """`verdict` is "same", "alike" or "different"; `score` 0..1; `reasons` in words, the deciding one first.

    `conflict` says that the two are alike in their words but one says what the other cannot.
    """

    verdict: str
    score: float
    reasons: tuple[str, ...] = ()
    conflict: bool = False


def plain_rarity(word: str) -> float:
    """The rarity of a word where nothing has been counted."""
    return 0.4 if word in COMMON_WORDS else 1.0


def nowhere(word: str) -> float | None:
    return None


def likeness(one: Shape, other: Shape, rarity: Rarity = plain_rarity, named: Named = nowhere) -> Likeness:
    """Compare two headlines; symmetric. `named` says how often a word is a name elsewhere."""
    apart = abs(one.at - other.at)
    if apart > LONGEST_HOURS:
        return different("too long apart")
    if one.script != other.script:
        return different("another script")
    left, right = set(one.words), set(other.words)
    both = left & right
    left -= both
    right -= both
    rare = [rarity(w) for w in both]
    sure, plain = sum([r * r for r in rare]), sum(rare)
    lost_left, lost_right = weight(left, rarity), weight(right, rarity)
    wanted = ALIKE_UNSPACED if one.script == "unspaced" else ALIKE
    also = 0.5 * len(one.days & other.days) + 0.3 * len(one.maybe & other.maybe)
    lead = lead_overlap(one, other, rarity)
    if lead < 0.5 and alikeness(1.5 * sure + also, lost_left, lost_right, 1.5 * plain + also) < wanted:
        return FEW  # spellings would not make up for it
    only_left, only_right = sorted(left), sorted(right)
    near, soft = matched(only_left, only_right)
    for a, b in near:
        only_left.remove(a)
        only_right.remove(b)
    shared = sure + sum(min(rarity(a), rarity(b)) ** 2 for a, b in near)
    held = [w for w in both if not w.startswith("#")]
    halves = 0.5 * sum(min(rarity(a), rarity(b)) ** 2 for a, b in soft)
    if near:
        lost_left, lost_right = weight(only_left, rarity), weight(only_right, rarity)
    lost_left, lost_right = max(0.0, lost_left - halves), max(0.0, lost_right - halves)
    plain += sum(min(rarity(a), rarity(b)) for a, b in near)
    told = alikeness(shared + halves + also / 2, lost_left, lost_right, plain + halves + also)
    told = max(told, 0.6 * told + 0.4 * lead if lead > 0.5 else 0.0)
    same_lead = lead > 0.9 and min(len(one.lead), len(other.lead)) >= 8 and len(held) >= 2
    if not same_lead and (told < wanted or len(held) < 2 or len(both) + len(near) + len(soft) < 3):
        return Likeness("different", told, ("few words in common",))
    reason = conflict(one, other, only_left, only_right, near, soft, rarity, named)
    if reason:
        return Likeness("different", told, (reason,), conflict=not reason.startswith("another name"))
    safe = is_safe(one, other, only_left, only_right, near, soft, apart, held, plain, named)
    if not safe:
        return Likeness("same", told, ("the same words",))
    if same_lead and apart <= SAFE_HOURS and one.maybe == other.maybe:
        return Likeness("same", told, ("the same first sentence",))
    told *= next(less for hours, less in LESS_AFTER if apart <= hours)
    told *= 0.7 if one.outlet == other.outlet else 1.0
    told *= another_kind(one.kind, other.kind)
    if told < wanted:
        return Likeness("different", told, ("few words in common",))
    return Likeness("alike", min(told, 0.99), (safe,))


def another_kind(one: str, other: str) -> float:
    """What is left of a likeness between a report and an opinion on it, or two opinions, which differ more often."""
    if "view" in (one, other):
        return 0.65 if one != other else 0.8
    return 0.85 if one != other else 1.0


FEW = Likeness("different", 0.0, ("few words in common",))


def different(reason: str) -> Likeness:
    return Likeness("different", 0.0, (reason,))


def weight(words: Collection[str], rarity: Rarity) -> float:
    """How much words say: the squares of their rarity, so that one rare name says more than several common words."""
    rare = [rarity(w) for w in words]
    return sum([r * r for r in rare])


def alikeness(shared: float, lost_left: float, lost_right: float, plain: float) -> float:
    """0..1: the cosine of the angle between two headlines, less for those that share little in all (`plain`)."""
    if not shared:
        return 0.0
    cosine = shared / math.sqrt((shared + lost_left) * (shared + lost_right))
    return cosine * math.sqrt(min(1.0, plain / ENOUGH))


def lead_overlap(one: Shape, other: Shape, rarity: Rarity) -> float:
    """How much of the shorter first sentence stands in the longer one, 0..1."""
    if len(one.lead) < 5 or len(other.lead) < 5:
        return 0.0
    shared = one.lead & other.lead
    if 3 * len(shared) < min(len(one.lead), len(other.lead)):
        return 0.0  # most pairs: not worth weighing
    both = weight(shared, rarity)
    return both / max(min(weight(one.lead, rarity), weight(other.lead, rarity)), 1.0)


def conflict(
    one: Shape,
    other: Shape,
    only_left: list[str],
    only_right: list[str],
    near: list[tuple[str, str]],
    soft: list[tuple[str, str]],
    rarity: Rarity,
    named: Named,
) -> str:
    """Why two headlines cannot be one event, in words; "" if nothing speaks against it."""
    if numbers_differ(one, other):
        return "another number"
    if (one.negated > 0) != (other.negated > 0) and min(len(only_left), len(only_right)) <= 2:
        return "one says not"  # with many other words it may be said of something else: "without shelter"
    if one.days and other.days and not one.days & other.days:
        return "another day"
    left_deeds, right_deeds = more_often(one, other), more_often(other, one)
    for a in left_deeds:
        for b in right_deeds:
            if (a, b) in CONTRARIES or (a in ORDER_WORDS and b in ORDER_WORDS):
                return f"{a} against {b}"
    if reversed_roles(one, other):
        return "the roles are changed"
    if one.script == "unspaced":
        left, right = letters(one), letters(other)
        return "other characters" if (left - right).total() > 1 and (right - left).total() > 1 else ""
    soft_left, soft_right = {a for a, _ in soft}, {b for _, b in soft}
    left_more = [a for a in only_left if a not in soft_left]
    right_more = [b for b in only_right if b not in soft_right]
    few = len(left_more) <= 2 and len(right_more) <= 2
    placed = replaced(one, other, near)
    left_roles, right_roles = dict(one.roles), dict(other.roles)
    for a in left_more:
        for b in right_more:
            sure = is_name(a, one, other, named), is_name(b, one, other, named)
            unsure = maybe_name(a, one, rarity, named), maybe_name(b, other, rarity, named)
            there = few or (a, b) in placed
            if all(sure) and not there:  # of titles with other words, too: two countries, or two that both are "in"
                there = a in COUNTRIES and b in COUNTRIES
                there = there or (left_roles.get(a, "") == right_roles.get(b) != "")
            if there and (all(sure) or (few and (sure[0] or unsure[0]) and (sure[1] or unsure[1]))):
                return f"another name: {a}, {b}"
            both_kinds = a in KINDS_OF_EVENT and b in KINDS_OF_EVENT
            if both_kinds and there and {a, b} not in MEANT:
                return f"{a} against {b}"
    return ""


def more_often(one: Shape, other: Shape) -> list[str]:
    """The deeds and orders that the first names and the second does not, or not as often."""
    telling = [w for w in dict.fromkeys(one.words) if w in KINDS_OF_EVENT or w in ORDER_WORDS]
    return [w for w in telling if one.words.count(w) > other.words.count(w)]


def letters(its: Shape) -> Counter[str]:
    """The characters of a title whose words are pairs of them."""
    return Counter(word[0] for word in its.words)


def maybe_name(word: str, its: Shape, rarity: Rarity, named: Named) -> bool:
    """Whether a word is a name, or could be one for all that is written there."""
    unsure = not its.capitals_speak or word == its.words[0]
    return (
        unsure and word not in KINDS_OF_EVENT and word[0] != "#" and rarity(word) > 0.5 and (named(word) or 1.0) > 0.4
    )


def numbers_differ(one: Shape, other: Shape) -> bool:
    """Whether each has a number that the other lacks; a rounded one may be a little off."""
    left, right = one.numbers - other.numbers, other.numbers - one.numbers
    if not left or not right:
        return False
    if one.exact and other.exact:
        return True
    return not all(any(abs(a - b) <= 0.04 * max(abs(a), abs(b)) for b in other.numbers) for a in left)


def is_name(word: str, one: Shape, other: Shape, named: Named) -> bool:
    return word in one.named or word in other.named or (named(word) or 0.0) > 0.6


def reversed_roles(one: Shape, other: Shape) -> bool:
    """Whether two names that both have change places: who does it to whom, and whose is what."""
    left, right = dict(one.roles), dict(other.roles)
    mine, yours = followers(one), followers(other)
    names = [name for name in left if name in right]
    return any(
        swapped(left, right, a, b)
        or (
            left[a] == left[b] == right[a] == right[b] == ""
            and turned(a, b, one, other)
            and unnamed(one) == unnamed(other)
        )
        or (a in COUNTRIES and b in COUNTRIES and another_subject(left, right, mine, yours, a, b))
        for i, a in enumerate(names)
        for b in names[i + 1 :]
    )


def swapped(left: dict[str, str], right: dict[str, str], a: str, b: str) -> bool:
    """Whether each is there what the other is here, or a telling word ("by", "for") went from one to the other."""
    if left[a] != left[b] and left[a] == right[b] and left[b] == right[a]:
        return True
    return any(
        role in TELLING_ROLES and left[x] == role == right[y] and left[y] != role and right[x] != role
        for x, y in ((a, b), (b, a))
        for role in (left[x],)
    )


def another_subject(
    left: dict[str, str], right: dict[str, str], mine: dict[str, str], yours: dict[str, str], a: str, b: str
) -> bool:
    """Whether the word after one country stands after the other one there: "Polish navy", "Serbian navy"."""
    if b in (mine[a], yours[a]) or a in (mine[b], yours[b]):  # "US China talks", "China US talks"
        return False
    if (left[a] == "by") != (right[a] == "by") or (left[b] == "by") != (right[b] == "by"):
        active = {mine[a], mine[b], yours[a], yours[b]} & KINDS_OF_EVENT
        if active:
            return False
    return (mine[a] == yours[b] != "" and yours[a] != mine[a]) or (mine[b] == yours[a] != "" and yours[b] != mine[b])


def turned(a: str, b: str, one: Shape, other: Shape) -> bool:
    """Whether two words come in turned order."""
    return (one.words.index(a) < one.words.index(b)) != (other.words.index(a) < other.words.index(b))


def followers(its: Shape) -> dict[str, str]:
    """The word after each word: whose navy, whose tanker."""
    return dict(zip(reversed(its.words), ("", *reversed(its.words[1:])), strict=True))


def unnamed(its: Shape) -> list[str]:
    return [w for w in its.words if w not in its.named]


def replaced(one: Shape, other: Shape, near: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Words that stand in the place of one another: after the same word."""
    spelt = dict(near)
    left = [spelt.get(w, w) for w in one.words]
    after = dict(zip(("^", *other.words), other.words, strict=False))
    before = dict(zip((*other.words[1:], "$"), other.words, strict=False))
    found = {(w, after[a]) for a, w in zip(["^", *left], left, strict=False) if a in after}
    return found | {(w, before[b]) for w, b in zip(left, [*left[1:], "$"], strict=False) if b in before}


def is_safe(
    one: Shape,
    other: Shape,
    only_left: list[str],
    only_right: list[str],
    near: list[tuple[str, str]],
    soft: list[tuple[str, str]],
    apart: float,
    held: list[str],
    shared: float,
    named: Named,
) -> str:
    """ "" if joining without asking is safe, else why not."""
    changed = one.words != other.words or "today" in one.days | other.days
    if apart > SAFE_HOURS or (apart > MORE_HOURS and changed):
        return "days apart"
    if one.kind != other.kind:
        return "another kind of text"
    if soft or (only_left and only_right):
        word = (only_left or [soft[0][0]])[0] if only_left or soft else ""
        return f"not the same word: {word}"
    if len(held) < 4 or shared < 3:
        return "too short to be sure"
    if cut_short(one, other) or cut_short(other, one):
        return ""
    if one.maybe != other.maybe:
        return "one says it may be"
    if names_turned(one, other) or comes_and_goes(one, other):
        return "the names in another order"
    if one.days != other.days or one.numbers != other.numbers:
        return "a day or number more"
    more = only_left or only_right
    telling = any(w in KINDS_OF_EVENT or w in COUNTRIES or is_name(w, one, other, named) for w in more)
    if more and (len(more) > 2 or len(held) < 6 or telling or not goes_on(one, other, near)):
        return f"a word more: {more[0]}"
    return ""


def goes_on(one: Shape, other: Shape, near: list[tuple[str, str]]) -> bool:
    """Whether the longer title is the shorter one word for word, and then goes on."""
    spelt = dict(near)
    left, right = tuple(spelt.get(w, w) for w in one.words), other.words
    short = min(len(left), len(right))
    return left[:short] == right[:short]


def comes_and_goes(one: Shape, other: Shape) -> bool:
    """Whether something comes from a name in one and goes at or to it in the other: rockets from and at Lebanon."""
    left, right = dict(one.roles), dict(other.roles)
    roles = [{left[name], right[name]} for name in left if name in right]
    return any("from" in both and both & {"at", "to", "on", "against", "into"} for both in roles)


def cut_short(one: Shape, other: Shape) -> bool:
    """Whether the first is the second without its end, and says so."""
    return one.cut and len(one.words) >= 5 and other.words[: len(one.words)] == one.words


def names_turned(one: Shape, other: Shape) -> bool:
    """Whether names come in another order and no small word says what each is there."""
    left, right = dict(one.roles), dict(other.roles)
    names = [name for name in left if name in right]
    return any(
        turned(a, b, one, other) and not (left[a] == right[a] and left[b] == right[b] and (left[a] or left[b]))
        for i, a in enumerate(names)
        for b in names[i + 1 :]
    )
