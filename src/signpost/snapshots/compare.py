"""Comparing two snapshots: what moved, because the world changed or because our knowledge of it did.

    level_B(day B) - level_A(day A) = [level_B(day B) - level_B(day A)] + [level_B(day A) - level_A(day A)]
                                       the world changed                  our knowledge changed

Both parts are exact sums over stories, since a level is 50 plus its stories' points (`indicators.evidence`). The first
is what B's evidence says moved between the two days (`trends.trace.moved`). The second compares each story's points as
of day A in both: stories that came late or were tagged late, were taken back, or were judged differently; what is left
is that all other stories count a little more or less beside them. A story is known by its headlines, not by its
number, because stories are merged and split.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

import pandas as pd

from signpost.errors import ExportError
from signpost.indicators.board import Board, board
from signpost.indicators.evidence import contributions, with_texts
from signpost.indicators.measure import measure
from signpost.indicators.options import Options
from signpost.nouns.indicator import Change
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.reckon import options_of
from signpost.snapshots.verify import evidence_of
from signpost.trends.trace import FADING, moved

LATE, TAKEN_BACK, JUDGED_ANEW = "came or was tagged late", "was taken back", "was judged differently"
BESIDE = "the others, beside these"
SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One story's part in a difference, in points. `why` says what happened to it where our knowledge changed ("" for a
    new story; `title` is "" for the rest: fading, or the others beside these)."""

    title: str
    url: str
    outlet: str
    rtl: bool
    language: str
    points: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One factor from snapshot A to B. `world` + `knowledge` = `after` - `before`; each is the sum of its causes.

    `change` is what B's evidence says of the time between the two days (None where they are the same day).
    """

    factor_id: str
    before: float
    after: float
    world: float
    knowledge: float
    change: Change | None
    world_causes: tuple[Cause, ...]
    knowledge_causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    earlier: Snapshot
    later: Snapshot
    factors: tuple[Moved, ...]


def compare(one: Snapshot, other: Snapshot) -> Comparison:
    """The earlier as-of day first (of the same day, the earlier knowledge). Both are reckoned by this Signpost's method
    under the later one's options.

    ExportError if they are of two frameworks or share no factor.
    """
    earlier, later = sorted((one, other), key=lambda each: (each.as_of, each.known_at, each.id))
    if earlier.framework_id != later.framework_id:
        raise ExportError(later.title, f"is of another framework than “{earlier.title}”; they cannot be compared")
    shared = [name for name in later.document["filters"]["factors"] if name in earlier.document["filters"]["factors"]]
    if not shared:
        raise ExportError(later.title, f"shares no factor with “{earlier.title}”; there is nothing to compare")
    options = options_of(later.document)
    a, b = reckoned(earlier, shared, options), reckoned(later, shared, options)
    found = [_moved(name, a, b, earlier.as_of, later.as_of, options) for name in shared]
    return Comparison(earlier=earlier, later=later, factors=tuple(found))


def reckoned(snapshot: Snapshot, factors: Sequence[str], options: Options) -> Board:
    evidence = evidence_of(snapshot.document)
    chosen = evidence["factor_id"].isin(list(factors)).to_numpy(dtype=bool)
    return board(evidence[chosen].reset_index(drop=True), list(factors), options)


def _moved(name: str, a: Board, b: Board, first: date, last: date, options: Options) -> Moved:
    before, there, after = (
        measure(each.sums[name], day, options=options).level for each, day in ((a, first), (b, first), (b, last))
    )
    change = measure(b.sums[name], last, first, options).change if first < last else None
    return Moved(
        factor_id=name,
        before=before,
        after=after,
        world=after - there,
        knowledge=there - before,
        change=change,
        world_causes=happened(name, b, first, last, options) if first < last else (),
        knowledge_causes=_knowledge(name, a, b, first, options),
    )


def happened(name: str, whole: Board, first: date, last: date, options: Options) -> tuple[Cause, ...]:
    told = moved(whole.evidence, whole.stories, name, last, first, options)
    return tuple(
        Cause(
            title=row["title"],
            url=row["url"],
            outlet=row["outlets"],
            rtl=bool(row["rtl"]),
            language=row["language"],
            points=float(row["points"]),
            why="older stories count less" if row["kind"] == FADING else "",
        )
        for row in told.to_dict("records")
    )


def _knowledge(name: str, a: Board, b: Board, day: date, options: Options) -> tuple[Cause, ...]:
    """Why the level of the same day differs between two states of knowledge."""
    then, now = _points(name, a, day, options), _points(name, b, day, options)
    causes: list[Cause] = []
    beside: list[float] = []
    matched: set[int] = set()
    for headline, was in then.items():
        new = now.get(headline)
        if new is None:
            causes.append(_cause(was, -was["points"], TAKEN_BACK))
            continue
        matched.add(headline)
        points = float(new["points"]) - float(was["points"])
        if abs(new["y"] - was["y"]) > SAME or new["day"] != was["day"]:
            causes.append(_cause(new, points, JUDGED_ANEW))
        else:
            beside.append(points)
    causes += [_cause(new, new["points"], LATE) for headline, new in now.items() if headline not in matched]
    causes.sort(key=lambda one: -abs(one.points))
    rest = fsum(beside)
    if abs(rest) > SAME:
        causes.append(Cause(title="", url="", outlet="", rtl=False, language="", points=rest, why=BESIDE))
    return tuple(causes)


def _points(name: str, whole: Board, day: date, options: Options) -> dict[int, dict[str, Any]]:
    """Each story that counts on a day, by its earliest tagged headline."""
    told = contributions(whole.evidence, whole.stories, name, day, options)
    told = with_texts(told, whole.evidence, name) if len(told) else told.assign(title="", url="", outlets="")
    return {
        int(row["headline_id"]): {str(k): v for k, v in row.items()} for row in pd.DataFrame(told).to_dict("records")
    }


def _cause(story: dict[str, Any], points: float, why: str) -> Cause:
    return Cause(
        title=str(story["title"]),
        url=str(story["url"]),
        outlet=str(story["outlets"]),
        rtl=bool(story["rtl"]),
        language=str(story["language"]),
        points=float(points),
        why=why,
    )
