"""The pass that finds which new headlines report the event of another: it reads what is new, compares, and settles.

Candidates come from an index over the words of the days around a headline (`match_index`), kept between calls. What is
decided is written in small transactions, and the store has the last word: it refuses what a hand has placed, said to
be apart, or what has closed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from signpost.feeds.likeness import Likeness
from signpost.feeds.likeness_shape import shape
from signpost.feeds.match_index import DAYS, Index
from signpost.store import Store
from signpost.store.stories import Join, Likely

BATCH = 500  # headlines read at once
CHUNK = 50  # headlines settled in one transaction
MOST_TITLES = 40_000  # held in memory; days that are not needed go first


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


class Matcher:
    """The pass over what is new; keep one per process, it remembers the last days' headlines between its runs."""

    def __init__(self, store: Store) -> None:
        self._store, self._index = store, Index()
        self._loaded: set[date] = set()
        self._ready: set[date] = set()  # whose surroundings are all loaded
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
        if day in self._ready:
            return
        wanted = [day + timedelta(days=n) for n in range(-DAYS, DAYS + 1)]
        for first, last in spans([d for d in wanted if d not in self._loaded]):
            begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
            end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1, microseconds=-1)
            for headline in self._store.stories.near(begin, end, before=before):
                self._index.add(headline, shape(headline))
        self._loaded.update(wanted)
        self._ready.add(day)

    def _make_room(self, newest: date) -> None:
        """Forget the days farthest from the newest, as long as there are too many titles."""
        far = sorted(self._loaded, key=lambda day: abs(day - newest))
        while far and (len(self._index) > MOST_TITLES or abs(far[-1] - newest) > timedelta(days=3 * DAYS)):
            day = far.pop()
            if abs(day - newest) <= timedelta(days=DAYS):
                break
            self._loaded.remove(day)
            self._ready.clear()
            if day in self._index.days:
                self._index.forget(day)

    def _forget_all(self) -> None:
        self._index, self._loaded, self._ready = Index(), set(), set()


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
