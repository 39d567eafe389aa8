"""The headlines of some days by their words, and the stories they are in: who could report what another one does.

A headline joins a story only if it is like its first headline, like two of its members, or very like one of them, so
that a story does not drift from one event to the next; it never joins one whose first headline says the contrary, nor
one with more members that say the contrary than are like it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from signpost.feeds.likeness import LONGEST_HOURS, Likeness, Named, likeness
from signpost.feeds.likeness_shape import Shape
from signpost.feeds.likeness_words import COMMON_WORDS
from signpost.store.stories import Likely

DAYS = math.ceil(LONGEST_HOURS / 24)
RAREST = 8  # words of a title that are looked up
WIDEST = 400  # headlines that share a word: above, it is no way to a candidate
CLOSEST = 24  # candidates compared
STRONG, STRONGER = 0.55, 0.75  # so alike that one member of a small story, of any story, is enough
BRIDGING, LINKING = 0.8, 0.7  # so alike to both of two stories, or they to one another, that these are one
JOINING = ("same", "alike")
ROUGHLY = 64  # how exactly the number of headlines matters for how rare a word is
MEMBERS = 8  # members of a story that are compared beside its first
BRIDGED = 3  # and when two stories are compared

Way = tuple[int, Likeness]  # a headline that another one joins, and how alike they are


@dataclass(slots=True)
class Use:
    """One word on one day: who has it, and how often it was written as a name, of how many times that would show."""

    ids: list[int] = field(default_factory=list)
    named: int = 0
    spoken: int = 0


@dataclass(slots=True)
class Day:
    """One UTC day's headlines: their shapes, and the use of each word."""

    shapes: dict[int, Shape] = field(default_factory=dict)
    uses: dict[str, Use] = field(default_factory=dict)


class Rarities(dict[str, float]):
    """How rare words are in the days that an index holds, each reckoned when it is first asked for."""

    def __init__(self, counts: dict[str, int], total: int) -> None:
        super().__init__()
        self._counts, self._total = counts, total // ROUGHLY * ROUGHLY

    def learn(self, words: Iterable[str]) -> None:
        """Reckon these at once."""
        counts, total = self._counts, self._total
        for word in words:
            self[word] = rarity_at(word in COMMON_WORDS, counts.get(word, 0), total)

    def __missing__(self, word: str) -> float:
        found = self[word] = rarity_at(word in COMMON_WORDS, self._counts.get(word, 0), self._total)
        return found


@lru_cache(maxsize=1 << 14)
def rarity_at(common: bool, count: int, total: int) -> float:
    """0.15..1: leaning on what is common anywhere where few headlines are there."""
    share = (count + (10.0 if common else 0.5)) / (total + 1000)
    return min(1.0, max(0.15, -math.log(share) / 7.0))


class Index:
    """The headlines of some days by their words, and the stories they are in."""

    def __init__(self) -> None:
        self.days: dict[date, Day] = {}
        self.story_of: dict[int, int] = {}
        self.members: dict[int, list[int]] = defaultdict(list)
        self.counts: dict[str, int] = {}  # in how many of all these headlines a word stands
        self._around: dict[date, list[Day]] = {}

    def __len__(self) -> int:
        return len(self.story_of)

    def add(self, headline: Likely, its: Shape) -> None:
        number, on = headline.id, headline.at.date()
        if number in self.story_of:
            return
        day = self.days.get(on)
        if day is None:
            day = self.days[on] = Day()
            self._around.clear()
        day.shapes[number] = its
        uses, counts, words, named = day.uses, self.counts, its.words, its.named
        for word in dict.fromkeys(words):
            use = uses.get(word)
            if use is None:
                use = uses[word] = Use()
            use.ids.append(number)
            counts[word] = counts.get(word, 0) + 1
            if its.capitals_speak and word != words[0] and word not in its.begun:
                use.spoken += 1
                use.named += word in named
        self.place(number, headline.story_id)

    def place(self, headline_id: int, story_id: int) -> None:
        """Note the story of a headline, in place of an earlier one."""
        before = self.story_of.get(headline_id)
        if before is not None:
            self.leave(headline_id, before)
        self.story_of[headline_id] = story_id
        self.members[story_id].append(headline_id)

    def unite(self, headline_id: int, other_id: int) -> None:
        """Note that the whole story of one headline is now in that of another."""
        for each in list(self.members[self.story_of[headline_id]]):
            self.place(each, self.story_of[other_id])

    def leave(self, headline_id: int, story_id: int) -> None:
        self.members[story_id].remove(headline_id)
        if not self.members[story_id]:
            del self.members[story_id]

    def forget(self, day: date) -> None:
        gone = self.days.pop(day)
        self._around.clear()
        for headline_id in gone.shapes:
            self.leave(headline_id, self.story_of.pop(headline_id))
        for word, use in gone.uses.items():
            self.counts[word] -= len(use.ids)
            if not self.counts[word]:
                del self.counts[word]

    def near(self, day: date) -> list[Day]:
        """The days whose headlines can be like one of this day."""
        found = self._around.get(day)
        if found is None:
            days = (day + timedelta(days=n) for n in range(-DAYS, DAYS + 1))
            found = self._around[day] = [self.days[d] for d in days if d in self.days]
        return found

    def ways(self, its: Shape, at: datetime, wanted: Collection[str] = JOINING) -> list[Way]:
        """The headlines whose stories this one can join, one of each story, the best first.

        `wanted` are the verdicts that join.
        """
        around = self.near(at.date())
        rare = Rarities(self.counts, len(self))
        close = self._close(its, around, rare)
        if not close:
            return []
        compare = comparing(its, around, rare)
        found: dict[int, list[Way]] = defaultdict(list)
        for i in close:
            alike = compare(i)
            if alike.verdict in wanted:
                found[self.story_of[i]].append((i, alike))
        ways = [way for story, likes in found.items() if (way := self._way(story, likes, compare, wanted))]
        return sorted(ways, key=nearest_first)

    def _close(self, its: Shape, around: Sequence[Day], rare: Rarities) -> list[int]:
        """The headlines that share the rarest words with this one, those that share most first."""
        rare.learn(its.words)
        floor = 0.25 * sum(rare.values())
        used: dict[str, list[list[int]]] = {}
        ways_in: list[tuple[int, str]] = []
        for word in rare:
            if lists := [day.uses[word].ids for day in around if word in day.uses]:
                used[word] = lists
                if (count := sum(map(len, lists))) <= WIDEST:
                    ways_in.append((count, word))
        ways_in = sorted(ways_in)[:RAREST]
        left = sum([rare[word] for _, word in ways_in]) + 1e-9
        if left < floor:
            return []
        shared: dict[int, float] = {}
        for _, word in ways_in:
            late = left < floor  # whoever has none of the words before cannot come up to the floor any more
            worth = rare[word]
            left -= worth
            for ids in used[word]:
                if late:
                    for i in shared.keys() & ids:
                        shared[i] += worth
                else:
                    for i in ids:
                        shared[i] = shared.get(i, 0.0) + worth
        close = sorted([(-share, i) for i, share in shared.items() if share >= floor])
        return [i for _, i in close[:CLOSEST]]

    def _way(
        self, story: int, likes: list[Way], compare: Callable[[int], Likeness], wanted: Collection[str]
    ) -> Way | None:
        """The member of a story by which a headline that is like these joins it, if it may."""
        members = self.members[story]
        first = min(members)
        against = [i for i in {first, *members[-MEMBERS:]} if compare(i).conflict]
        if first in against or len(against) > len(likes):
            return None
        likes = [(i, compare(i)) for i in {i for i, _ in likes} | {first} if compare(i).verdict in wanted]
        strong = max(alike.score for _, alike in likes) >= (STRONG if len(members) < MEMBERS else STRONGER)
        if len(likes) < 2 and likes[0][0] != first and not strong:
            return None
        return min(likes, key=nearest_first)

    def bridged(self, ways: Sequence[Way], at: datetime) -> tuple[int, int, Likeness] | None:
        """Two stories that one headline could join both and that are one event: (the younger's first headline, the
        older's, how alike they are); None if it links none, or none that may be one.

        None of their members may say what another of them cannot, and a third of them must be alike, or both stories
        small, without rivals, and the headline very like each.
        """
        if len(ways) < 2:
            return None
        around = self.near(at.date())
        both = {self.story_of[headline_id] for headline_id, _ in ways[:2]}
        older, younger = sorted(both, key=lambda story: min(self.members[story]))
        these, those = self._some_of(older), self._some_of(younger)
        rarity, named = Rarities(self.counts, len(self)).__getitem__, named_in(around)
        shapes = {i: shape_of(i, around) for i in (*these, *those)}
        pairs = [(shapes[i], shapes[j]) for i in these for j in those]
        found = [likeness(one, other, rarity, named) for one, other in pairs if one and other]
        alike = [each for each in found if each.verdict in JOINING and each.score >= LINKING]
        if any(each.conflict for each in found):
            return None
        if alike and 3 * len(alike) >= len(found):
            return those[0], these[0], max(alike, key=lambda each: each.score)
        weaker = min((way[1] for way in ways[:2]), key=lambda each: each.score)
        small = max(len(self.members[older]), len(self.members[younger])) < MEMBERS
        if not small or weaker.score < BRIDGING or any(each.rival for each in found):
            return None
        return those[0], these[0], weaker

    def _some_of(self, story: int) -> list[int]:
        """The first of a story and its last ones, first first."""
        members = self.members[story]
        first = min(members)
        return [first, *(i for i in members[-BRIDGED:] if i != first)]


def nearest_first(way: Way) -> tuple[bool, float, int]:
    return way[1].verdict != "same", -way[1].score, way[0]


def comparing(its: Shape, around: Sequence[Day], rare: Rarities) -> Callable[[int], Likeness]:
    """How alike a headline is to another one, each reckoned once."""
    compared: dict[int, Likeness] = {}
    rarity, named = rare.__getitem__, named_in(around)

    def compare(i: int) -> Likeness:
        if i not in compared:
            there = shape_of(i, around)
            compared[i] = likeness(its, there, rarity, named) if there else Likeness("different", 0.0)
        return compared[i]

    return compare


def shape_of(headline_id: int, around: Iterable[Day]) -> Shape | None:
    for day in around:
        if (found := day.shapes.get(headline_id)) is not None:
            return found
    return None


def named_in(around: Sequence[Day]) -> Named:
    """How often a word is a name, in these days."""

    known: dict[str, float | None] = {}

    def named(word: str) -> float | None:
        if word in known:
            return known[word]
        uses = [use for day in around if (use := day.uses.get(word))]
        spoken = sum(use.spoken for use in uses)
        share = known[word] = sum(use.named for use in uses) / spoken if spoken else None
        return share

    return named
