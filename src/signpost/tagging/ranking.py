"""Keeps the pile in order: reads what is new, learns when it is time, writes the picks and the proposed factors.

Runs in a process of its own (`ranking_worker`), since learning takes a processor and a few hundred megabytes.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signpost.nouns.framework import Framework
from signpost.store import Place, Store
from signpost.tagging.learn import Learnt, Pool, due, learn, text_of
from signpost.tagging.pile import LEARNT_ENOUGH, TENTH, blended, proposals, top
from signpost.tagging.queue import relevance

LARGEST = 100_000  # waiting headlines that are put in order
KEPT = 2_000  # of them are written down
EXPLAINED = 100  # of those, with the words that the team's tags speak for
ANEW = 10  # judged headlines after which those words are looked up again
AT_ONCE = 20_000  # where more arrive between two looks the pool is read anew
LEASE_S = 120.0
DAY_S = 86_400.0
WORD = re.compile(r"\w{3,}")
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What one look did: judged headlines learnt from, headlines put in order, whether it learnt or only sorted in."""

    labels: int
    ordered: int
    learnt: bool


class Ranker:
    """One for a store; `look` as often as one likes."""

    def __init__(self, store: Store, holder: str, seed: int = 0) -> None:
        self._store, self._holder, self._seed = store, holder, seed
        self._framework: Framework = store.framework
        self._reader = relevance(store.framework)
        self._pool = Pool(store.framework)
        self._at: dict[int, float] = {}  # days since 1970 of everything in the pool
        self._named: dict[int, str] = {}  # the reason by the framework's words
        self._like: dict[int, str] = {}  # and by the team's tags, as of so many judged
        self._like_of = 0
        self._learnt: Learnt | None = None
        self._late: list[tuple[NDArray[np.int64], NDArray[Any], NDArray[Any]]] = []  # what came since it was learnt
        self._last = 0
        self._seen: Any = None  # the state of tags and headlines that the pile is from
        self._judgements = 0

    def look(self, now: datetime, stop: Callable[[], bool] = lambda: False) -> Ranked | None:
        """Bring the pile up to date; None where nothing changed or another program does it. Raises StoreError."""
        seen = self._store.knowledge(), self._store.picks.last()
        if seen == self._seen:
            return None
        if not self._store.picks.my_turn(self._holder, now, LEASE_S):
            self._seen = None
            return None
        fresh = self._read(stop)
        if stop():
            return None
        judgements = self._store.tags.count()
        learns = self._learnt is None or due(judgements, self._judgements)
        labels = self._store.picks.labels()
        self._add([i for i in labels if i not in self._at])
        if learns:
            self._learnt = learn(self._pool, labels, seed=self._seed)
            self._judgements, self._late = judgements, []
        elif fresh:
            self._sort_in(fresh)
        ordered = self._write(labels, now) if learns or fresh else 0
        self._seen = seen
        return Ranked(labels=len(labels), ordered=ordered, learnt=learns) if learns or fresh else None

    def over(self) -> None:
        """Let another program take its turn."""
        self._store.picks.turn_over(self._holder)

    def _read(self, stop: Callable[[], bool]) -> list[int]:
        """Read what arrived into the pool; the headlines that are new there."""
        last = self._store.picks.last()
        ids = self._store.picks.arrived(self._last) if self._last else self._store.picks.pool(LARGEST)
        if self._last and (len(ids) > AT_ONCE or len(self._at) + len(ids) > 1.3 * LARGEST):
            self._pool, self._at = Pool(self._framework), {}
            self._learnt = None
            ids = self._store.picks.pool(LARGEST)
        fresh = [i for i in ids if i not in self._at]
        self._add(fresh, stop)
        self._last = last
        return fresh

    def _add(self, ids: list[int], stop: Callable[[], bool] = lambda: False) -> None:
        for texts in self._store.picks.texts(ids):
            if stop():
                return
            self._pool.add([t.id for t in texts], [text_of(t.title, t.summary) for t in texts])
            self._at |= {t.id: (t.at - EPOCH).total_seconds() / DAY_S for t in texts}

    def _sort_in(self, fresh: list[int]) -> None:
        """Score what came since the last learning by what was learnt then."""
        if self._learnt is not None:
            relevances, factors = self._learnt.score([self._pool.text(i) for i in fresh])
            self._late.append((np.array(fresh, dtype=np.int64), relevances, factors))

    def _write(self, labels: dict[int, set[str]], now: datetime) -> int:
        """Write the top of the pile and its proposals; how many headlines were put in order."""
        if self._learnt is None:
            return 0
        parts = [(self._learnt.ids, self._learnt.relevance, self._learnt.factors), *self._late]
        ids, relevances, factors = (np.concatenate([part[k] for part in parts]) for k in range(3))
        waits = ~np.isin(ids, np.fromiter(labels, dtype=np.int64, count=len(labels)))
        ids, relevances, factors = ids[waits], relevances[waits], factors[waits]
        if not len(ids):
            self._store.picks.write([])
            return 0
        at = np.array([self._at[int(i)] for i in ids])
        score = blended(relevances, at.max() - at)
        order = top(score, ids, KEPT)
        first = ids[order]
        why = self._reasons([int(i) for i in first])
        scores = [round(float(each), 4) for each in score[order]]
        places = [
            Place(headline_id=int(i), score=each, why=why.get(int(i), ""))
            for i, each in zip(first, scores, strict=True)
        ]
        self._store.picks.write(places)
        if self._learnt.tags >= LEARNT_ENOUGH:
            best = order[: max(1, round(TENTH * len(ids)))]
            self._store.suggested.write(proposals(ids[best], factors[best], self._learnt.factor_ids), now)
        return len(ids)

    def _reasons(self, ids: list[int]) -> dict[int, str]:
        """The reasons in words: what each names of the framework, and what in it is like what the team tagged."""
        if self._learnt is None:
            return {}
        if abs(self._learnt.tags - self._like_of) >= ANEW:
            self._like, self._like_of = {}, self._learnt.tags
        for texts in self._store.picks.texts([i for i in ids if i not in self._named]):
            self._named |= {t.id: self._reader.why(t.title, t.summary) for t in texts}
        for i in ids[:EXPLAINED] if self._learnt.tags >= LEARNT_ENOUGH else []:
            if i not in self._like:
                self._like[i] = like(self._learnt.why(self._pool.text(i)), self._named.get(i, ""))
        return {i: "; ".join(part for part in (self._named.get(i, ""), self._like.get(i, "")) if part) for i in ids}


def like(words: Iterable[str], named: str) -> str:
    """The words of a headline that the team's tags speak for, as a reason; without those that are named anyway."""
    known = set(WORD.findall(named.casefold()))
    fresh = [word for word in words if not known & set(WORD.findall(word.casefold()))]
    return f"like what was tagged: {', '.join(f'“{word}”' for word in fresh)}" if fresh else ""
