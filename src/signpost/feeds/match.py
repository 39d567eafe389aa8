"""The pass that finds which new headlines report the event of another: it reads what is new, compares, and settles.

Candidates come from an index over the words of the days around a headline, kept between calls. A headline joins a
story only if it is like its first headline or like two of its members, so that a story cannot drift from one event to
the next; it never joins one of whose members it says the contrary. What is decided is written in small transactions,
and the store has the last word: it refuses what a hand has placed, said to be apart, or what has closed.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from signpost.feeds.likeness import LONGEST_HOURS, Likeness, Named, Rarity, likeness, plain_rarity
from signpost.feeds.likeness_shape import Shape, shape
from signpost.store import Store
from signpost.store.stories import Join, Likely

BATCH = 500  # headlines read at once
CHUNK = 50  # headlines settled in one transaction
DAYS = math.ceil(LONGEST_HOURS / 24)
MOST_TITLES = 40_000  # held in memory; days that are not needed go first
RAREST = 8  # words of a title that are looked up
WIDEST = 400  # headlines that share a word: above, it is no way to a candidate
CLOSEST = 24  # candidates compared
STRONG = 0.52  # so alike that one member of a small story is enough
JOINING = ("same", "alike")
ROUGHLY = 64  # how exactly the number of headlines matters for how rare a word is
MEMBERS = 8  # members of a story that are compared beside its first
BRIDGED = 3  # and when two stories are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What came of a pass."""

    looked: int = 0
    joined: int = 0
    proposed: int = 0

    def __add__(self, other: "Matched") -> "Matched":
        return Matched(
            looked=self.looked + other.looked,
            joined=self.joined + other.joined,
            proposed=self.proposed + other.proposed,
        )


@dataclass(slots=True)
class Day:
    """One UTC day's headlines: their shapes, and which of them have a word."""

    shapes: dict[int, Shape] = field(default_factory=dict)
    having: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    spoken: dict[str, int] = field(default_factory=lambda: defaultdict(int))


Way = tuple[int, Likeness]  # a headline that another one joins, and how alike they are


class Index:
    """The headlines of some days by their words, and the stories they are in."""

    def __init__(self) -> None:
        self.days: dict[date, Day] = {}
        self.story_of: dict[int, int] = {}
        self.members: dict[int, list[int]] = defaultdict(list)
        self.counts: Counter[str] = Counter()  # in how many of all these headlines a word stands

    def __len__(self) -> int:
        return len(self.story_of)

    def add(self, headline: Likely, its: Shape) -> None:
        day = self.days.setdefault(headline.at.date(), Day())
        if headline.id in self.story_of:
            return
        day.shapes[headline.id] = its
        for word in dict.fromkeys(its.words):
            day.having[word].append(headline.id)
            self.counts[word] += 1
            if its.capitals_speak and word != its.words[0]:
                day.spoken[word] += 1
                day.named[word] += word in its.named
        self.place(headline.id, headline.story_id)

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
        for headline_id in gone.shapes:
            self.leave(headline_id, self.story_of.pop(headline_id))
        for word, ids in gone.having.items():
            self.counts[word] -= len(ids)
            if not self.counts[word]:
                del self.counts[word]

    def shape_of(self, headline_id: int, around: Iterable[Day]) -> Shape | None:
        return next((found for day in around if (found := day.shapes.get(headline_id))), None)

    def near(self, day: date) -> list[Day]:
        """The days whose headlines can be like one of this day."""
        days = (day + timedelta(days=n) for n in range(-DAYS, DAYS + 1))
        return [self.days[d] for d in days if d in self.days]

    def best(self, its: Shape, at: datetime, wanted: Collection[str] = JOINING) -> Way | None:
        """The headline whose story this one joins, and how alike the two are; None if it stays alone."""
        return next(iter(self.ways(its, at, wanted)), None)

    def ways(self, its: Shape, at: datetime, wanted: Collection[str] = JOINING) -> list[Way]:
        """The headlines whose stories this one can join, one of each story, the best first.

        `wanted` are the verdicts that join.
        """
        around = self.near(at.date())
        seen = {word: [d.having[word] for d in around if word in d.having] for word in dict.fromkeys(its.words)}
        counts = {word: sum(map(len, lists)) for word, lists in seen.items()}
        rarity, named = self.measures(around)
        worth = {word: rarity(word) for word in counts}
        floor = 0.25 * sum(worth.values())
        shared: dict[int, float] = defaultdict(float)
        ways_in = sorted((count, word) for word, count in counts.items() if 0 < count <= WIDEST)[:RAREST]
        left = sum(worth[word] for _, word in ways_in) + 1e-9
        for _, word in ways_in:
            late = left < floor  # whoever has none of the words before cannot come up to the floor any more
            its_worth = worth[word]
            left -= its_worth
            for ids in seen[word]:
                for i in ids:
                    if not late or i in shared:
                        shared[i] += its_worth
        close = sorted([(-s, i) for i, s in shared.items() if s >= floor])[:CLOSEST]
        if not close:
            return []
        found: dict[int, list[tuple[int, Likeness]]] = defaultdict(list)
        compared: dict[int, Likeness] = {}

        def compare(i: int) -> Likeness:
            if i not in compared:
                there = self.shape_of(i, around)
                compared[i] = likeness(its, there, rarity, named) if there else Likeness("different", 0.0)
            return compared[i]

        for _, i in close:
            alike = compare(i)
            if alike.verdict in wanted:
                found[self.story_of[i]].append((i, alike))
        ways = []
        for story, likes in found.items():
            members = self.members[story]
            first = min(members)
            against = [i for i in {first, *members[-MEMBERS:]} if compare(i).conflict]
            if first in against or 2 * len(against) > len(likes):
                continue
            likes = [(i, compare(i)) for i in {i for i, _ in likes} | {first} if compare(i).verdict in wanted]
            strong = max(alike.score for _, alike in likes) >= STRONG and len(members) < MEMBERS
            if len(likes) < 2 and likes[0][0] != first and not strong:
                continue
            ways.append(min(likes, key=lambda like: (like[1].verdict != "same", -like[1].score, like[0])))
        return sorted(ways, key=lambda like: (like[1].verdict != "same", -like[1].score, like[0]))

    def measures(self, around: Sequence[Day]) -> tuple[Rarity, Named]:
        """How rare a word is and how often it is a name, in these days."""
        total = len(self) // ROUGHLY * ROUGHLY
        rare: dict[str, float] = {}

        def rarity(word: str) -> float:
            if word not in rare:
                rare[word] = usual_rarity(word, self.counts.get(word, 0), total)
            return rare[word]

        def named(word: str) -> float | None:
            spoken = sum(day.spoken.get(word, 0) for day in around)
            return sum(day.named.get(word, 0) for day in around) / spoken if spoken else None

        return rarity, named

    def bridged(self, ways: Sequence[Way], at: datetime) -> tuple[int, int, Likeness] | None:
        """Two stories that one headline could join both and that are one event: (the younger's first headline, the
        older's, how alike they are); None if it links none, or none that may be one.

        A third of their members must be alike, and none may say what another of them cannot.
        """
        if len(ways) < 2:
            return None
        around = self.near(at.date())
        both = {self.story_of[headline_id] for headline_id, _ in ways[:2]}
        older, younger = sorted(both, key=lambda story: min(self.members[story]))
        these, those = self.some_of(older), self.some_of(younger)
        rarity, named = self.measures(around)
        shapes = {i: self.shape_of(i, around) for i in (*these, *those)}
        pairs = [(shapes[i], shapes[j]) for i in these for j in those]
        found = [likeness(one, other, rarity, named) for one, other in pairs if one and other]
        alike = [each for each in found if each.verdict in JOINING]
        if not alike or 3 * len(alike) < len(found) or any(each.conflict for each in found):
            return None
        return those[0], these[0], max(alike, key=lambda each: each.score)

    def some_of(self, story: int) -> list[int]:
        """The first of a story and its last ones, first first."""
        members = self.members[story]
        first = min(members)
        return [first, *(i for i in members[-BRIDGED:] if i != first)]


def usual_rarity(word: str, count: int, total: int) -> float:
    """0.15..1: how rare a word is in these days, leaning on what is common anywhere where few headlines are there."""
    return rarity_at(plain_rarity(word) < 1, count, total)


@lru_cache(maxsize=1 << 14)
def rarity_at(common: bool, count: int, total: int) -> float:
    share = (count + (10.0 if common else 0.5)) / (total + 1000)
    return min(1.0, max(0.15, -math.log(share) / 7.0))


class Matcher:
    """The pass over what is new; keep one per process, it remembers the last days' headlines between its runs."""

    def __init__(self, store: Store) -> None:
        self._store, self._index = store, Index()
        self._loaded: set[date] = set()
        self._upto = -1

    def run(
        self,
        now: datetime,
        *,
        progress: Callable[[Matched], None] = lambda matched: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Matched:
        """Compare every headline that no pass has looked at, in the order of their ids, and settle what is alike.

        Run again, it finds nothing to do; stopped, the next run goes on from there.
        """
        stories, total = self._store.stories, Matched()
        upto = stories.matched_upto()
        if upto != self._upto:  # another program was at work, or this is the first run
            self._forget_all()
        self._upto, refused = upto, 0
        while not stop() and (batch := stories.unmatched(BATCH)):
            joins: list[Join] = []
            for n, headline in enumerate(batch, 1):
                joins += self._place(headline)
                self._upto = headline.id
                if len(joins) >= CHUNK or n == len(batch):
                    refused += len(joins) - stories.settle(joins, headline.id, now)
                    total += counted(joins)
                    joins = []
            total += Matched(looked=len(batch))
            self._make_room(max(headline.at for headline in batch).date())
            progress(total)
        if refused:  # the store put some elsewhere: read them as they are
            self._forget_all()
        return total

    def _place(self, headline: Likely) -> list[Join]:
        """Where one headline goes, and which story goes with it into another; nothing if all stays where it is."""
        self._load(headline.at.date(), headline.id)
        its, index = shape(headline), self._index
        ways = []
        if headline.story_id not in index.members:  # else it is a copy of one that is there
            ways = index.ways(its, headline.at)
        bridge = index.bridged(ways, headline.at)
        index.add(headline, its)
        if not ways:
            return []
        other_id, alike = ways[0]
        index.place(headline.id, index.story_of[other_id])
        joins = [joined(headline.id, other_id, alike)]
        if bridge:
            joins.append(replace(joined(*bridge), basis="proposed", whole=True))
            index.unite(bridge[0], bridge[1])
        return joins

    def _load(self, day: date, before: int) -> None:
        """Read the days around one from the store, as far as a pass has looked at them."""
        wanted = [day + timedelta(days=n) for n in range(-DAYS, DAYS + 1)]
        for first, last in spans([d for d in wanted if d not in self._loaded]):
            begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
            end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1, microseconds=-1)
            for headline in self._store.stories.near(begin, end):
                if headline.id < before:
                    self._index.add(headline, shape(headline))
        self._loaded.update(wanted)

    def _make_room(self, newest: date) -> None:
        """Forget the days farthest from the newest, as long as there are too many titles."""
        far = sorted(self._loaded, key=lambda day: abs(day - newest))
        while far and (len(self._index) > MOST_TITLES or abs(far[-1] - newest) > timedelta(days=3 * DAYS)):
            day = far.pop()
            if abs(day - newest) <= timedelta(days=DAYS):
                break
            self._loaded.remove(day)
            if day in self._index.days:
                self._index.forget(day)

    def _forget_all(self) -> None:
        self._index, self._loaded = Index(), set()


def match_new(
    store: Store,
    now: datetime,
    *,
    progress: Callable[[Matched], None] = lambda matched: None,
    stop: Callable[[], bool] = lambda: False,
) -> Matched:
    """One pass by a program that makes only one; see `Matcher.run`."""
    return Matcher(store).run(now, progress=progress, stop=stop)


def joined(headline_id: int, other_id: int, alike: Likeness) -> Join:
    basis = "copy" if alike.verdict == "same" else "proposed"
    return Join(headline_id=headline_id, other_id=other_id, basis=basis, score=round(alike.score, 3))


def counted(joins: Iterable[Join]) -> Matched:
    bases = [join.basis for join in joins]
    return Matched(joined=bases.count("copy"), proposed=bases.count("proposed"))


def spans(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Days that follow one another as (first, last)."""
    run: list[date] = []
    for day in sorted(days):
        if run and day - run[-1] > timedelta(days=1):
            yield run[0], run[-1]
            run = []
        run.append(day)
    if run:
        yield run[0], run[-1]
