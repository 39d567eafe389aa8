"""Are two headlines the same event? Pure: two shapes and the rarity of words in, a verdict with its reasons out.

"same" is safe enough to join without asking, "alike" is proposed to the analysts and counts as one story until one of
them says no, "different" is neither. Being alike in most words is not enough: one word is what tells "denies" from
"confirms" and one city from another. So what differs decides (`likeness_conflict`); a word too many makes them alike at
most.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass

from signpost.feeds.likeness_chance import (
    A_VIEW,
    ONE_MAY_BE,
    ONE_OUTLET,
    ONLY_ASIDE,
    SAME_DEED,
    SAME_LEAD,
    SAME_START,
    chance,
    later,
    weighed,
)
from signpost.feeds.likeness_conflict import Compared, Named, Pairs, Rarity, conflict
from signpost.feeds.likeness_places import COUNTRIES
from signpost.feeds.likeness_roles import comes_and_goes, names_turned
from signpost.feeds.likeness_shape import Shape
from signpost.feeds.likeness_spelling import matched
from signpost.feeds.likeness_words import COMMON_WORDS, KINDS_OF_EVENT

__all__ = ["Likeness", "Named", "Rarity", "likeness"]

SAFE_HOURS, MORE_HOURS, LONGEST_HOURS = 60.0, 14.0, 96.0
UNSPACED_HOURS = 200.0  # in which a likeness of letters is worth nothing any more
ALIKE, ALIKE_UNSPACED = 0.4, 0.55  # enough words in common; pairs of letters meet by chance more often
WORDED_ALIKE = 0.7  # where titles are, another name is another event
LIKELY = 0.45  # the chance from which on a pair is proposed, where words have spaces between them
MOST_SAID = SAME_START + SAME_DEED  # of what `says` finds
LIKELY_ODDS = math.log(LIKELY / (1 - LIKELY))
ENOUGH = 3.2  # the rarity of the words, in all, that two headlines share if they are surely about one thing


@dataclass(frozen=True, slots=True)
class Likeness:
    """`verdict` is "same", "alike" or "different"; `score` 0..1; `reasons` in words, the deciding one first.

    `conflict` says that the two are alike in their words but one says what the other cannot, `rival` that they are
    worded alike but for a name.
    """

    verdict: str
    score: float
    reasons: tuple[str, ...] = ()
    conflict: bool = False
    rival: bool = False


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
    held = [w for w in both if w[0] != "#"]
    if len(held) < 2:
        return TOO_FEW
    left -= both
    right -= both
    rare = [rarity(w) for w in both]
    sure, plain, rarest = math.fsum([r * r for r in rare]), math.fsum(rare), max(rare)
    lost_left, lost_right = weight(left, rarity), weight(right, rarity)
    spaced = one.script != "unspaced"
    wanted = ALIKE if spaced else ALIKE_UNSPACED
    also = 0.5 * len(one.days & other.days) + 0.3 * len(one.maybe & other.maybe)
    lead = lead_overlap(one, other, rarity) if one.beginning and other.beginning else 0.0
    late = later(apart)
    if lead < 0.5:  # would spellings make up for what differs?
        best, most = cosine(1.5 * sure + also, lost_left, lost_right), 1.5 * plain + also
        if best * math.sqrt(min(1.0, most / ENOUGH)) < wanted:
            hope = weighed(best, most, rarest) + late if spaced else -math.inf
            if hope + MOST_SAID <= LIKELY_ODDS or hope + says(one, other, both) <= LIKELY_ODDS:
                return TOO_FEW
    beside = says(one, other, both) + late
    only_left, only_right = sorted(left), sorted(right)
    near, soft = matched(only_left, only_right)
    for a, b in near:
        only_left.remove(a)
        only_right.remove(b)
    shared = sure + sum(min(rarity(a), rarity(b)) ** 2 for a, b in near)
    halves = 0.5 * sum(min(rarity(a), rarity(b)) ** 2 for a, b in soft)
    if near:
        lost_left, lost_right = weight(only_left, rarity), weight(only_right, rarity)
        rarest = max(rarest, max(min(rarity(a), rarity(b)) for a, b in near))
    lost_left, lost_right = max(0.0, lost_left - halves), max(0.0, lost_right - halves)
    plain += sum(min(rarity(a), rarity(b)) for a, b in near) + halves + also
    told = alikeness(shared + halves + also / 2, lost_left, lost_right, plain)
    told = max(told, 0.6 * told + 0.4 * lead if lead > 0.5 else 0.0)
    same_lead = lead > 0.9 and min(len(one.lead), len(other.lead)) >= 8
    odds = weighed(cosine(shared + halves + also / 2, lost_left, lost_right), plain, rarest) + beside
    if lead > 0.5:
        odds += SAME_LEAD * (lead - 0.5)
    likely = chance(odds) if spaced else told
    if not same_lead and ((told < wanted and likely < LIKELY) or len(both) + len(near) + len(soft) < 3):
        return Likeness("different", min(told, likely), ("few words in common",))
    pair = Compared(one, other, only_left, only_right, near, soft, rarity, named)
    reason, doubt = conflict(pair)
    if reason:
        name, deed = reason.startswith("another name"), reason.startswith("another deed")
        rival = name and told >= WORDED_ALIKE
        return Likeness("different", told, (reason,), conflict=not (name or deed), rival=rival)
    safe = "one says what the other does not" if doubt else is_safe(pair, apart, held, plain)
    if not safe and told >= wanted:
        return Likeness("same", told, ("the same words",))
    if same_lead and not doubt and apart <= SAFE_HOURS and one.maybe == other.maybe:
        return Likeness("same", told, ("the same first sentence",))
    if spaced:
        likely = chance(odds - doubt)
    else:
        likely = told * (1 - apart / UNSPACED_HOURS) * (0.8 if doubt else 1.0)
        likely *= 0.7 if one.outlet == other.outlet else 1.0
    if likely < (LIKELY if spaced else wanted):
        return Likeness("different", likely, ("few words in common",))
    return Likeness("alike", min(likely, 0.99), (safe or "few words in common",))


def says(one: Shape, other: Shape, both: set[str]) -> float:
    """What else speaks for one event or against it, in log-odds."""
    found = SAME_START if one.words[0] == other.words[0] else 0.0
    if not both.isdisjoint(KINDS_OF_EVENT):
        found += SAME_DEED
    if one.kind != other.kind and "view" in (one.kind, other.kind):
        found -= A_VIEW
    if one.maybe != other.maybe:
        found -= ONE_MAY_BE
    if one.aside and other.aside and (beside := both & one.aside & other.aside) and len(both - beside - COUNTRIES) < 2:
        found -= ONLY_ASIDE
    if one.outlet == other.outlet:
        found -= ONE_OUTLET
    return found


TOO_FEW = Likeness("different", 0.0, ("few words in common",))


def different(reason: str) -> Likeness:
    return Likeness("different", 0.0, (reason,))


def weight(words: Collection[str], rarity: Rarity) -> float:
    """How much words say: the squares of their rarity, so that one rare name says more than several common words."""
    rare = [rarity(w) for w in words]
    return math.fsum([r * r for r in rare])


def alikeness(shared: float, lost_left: float, lost_right: float, plain: float) -> float:
    """0..1: the cosine of the angle between two headlines, less for those that share little in all (`plain`)."""
    if not shared:
        return 0.0
    return cosine(shared, lost_left, lost_right) * math.sqrt(min(1.0, plain / ENOUGH))


def cosine(shared: float, lost_left: float, lost_right: float) -> float:
    return shared / math.sqrt((shared + lost_left) * (shared + lost_right)) if shared else 0.0


def lead_overlap(one: Shape, other: Shape, rarity: Rarity) -> float:
    """How much of the shorter first sentence stands in the longer one, 0..1."""
    lead, others = one.lead, other.lead
    if len(lead) < 5 or len(others) < 5:
        return 0.0
    shared = lead & others
    if 3 * len(shared) < min(len(lead), len(others)):
        return 0.0  # most pairs: not worth weighing
    return weight(shared, rarity) / max(min(weight(lead, rarity), weight(others, rarity)), 1.0)


def is_safe(pair: Compared, apart: float, held: list[str], shared: float) -> str:
    """ "" if joining without asking is safe, else why not."""
    one, other, only_left, only_right = pair.one, pair.other, pair.only_left, pair.only_right
    changed = one.words != other.words or "today" in one.days | other.days
    if apart > SAFE_HOURS or (apart > MORE_HOURS and changed):
        return "days apart"
    if one.kind != other.kind:
        return "another kind of text"
    if pair.soft or (only_left and only_right):
        word = (only_left or [pair.soft[0][0]])[0]
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
    telling = any(w in KINDS_OF_EVENT or w in COUNTRIES or pair.is_name(w) for w in more)
    if more and (len(more) > 2 or len(held) < 6 or telling or not goes_on(one, other, pair.near)):
        return f"a word more: {more[0]}"
    return ""


def goes_on(one: Shape, other: Shape, near: Pairs) -> bool:
    """Whether the longer title is the shorter one word for word, and then goes on."""
    spelt = dict(near)
    left, right = tuple(spelt.get(w, w) for w in one.words), other.words
    short = min(len(left), len(right))
    return left[:short] == right[:short]


def cut_short(one: Shape, other: Shape) -> bool:
    """Whether the first is the second without its end, and says so."""
    return one.cut and len(one.words) >= 5 and other.words[: len(one.words)] == one.words
