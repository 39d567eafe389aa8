"""Who usually leans which way: what an analyst says of shared stories beside what the colleagues say of the same ones.

For each story × factor that an analyst and others tagged: did they say more, less, or the same as the others' mean?
    z = (more - less) / sqrt(more + less)        a sign test; a lean is spoken of from |z| ≥ 1.645 (90 %, two-sided)
Source: the sign test on matched pairs. Assumes that the shared stories came to them by chance, not by choice. It says
nothing on who is right, and is never a ranking: the indicators take usual leans off by themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from signpost.nouns.tag import Analyst
from signpost.tagging.second_readings import Shared, rank

ENOUGH = 10  # shared stories; of fewer nothing is said
TOLD = 1.645


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """Of `n` shared tags the analyst said `more` (towards strengthening) and `less` than the others; `way` is -1, 0
    (no lean to speak of) or 1. `kept` and `dropped`: shared stories that they alone called relevant, or not relevant,
    of `stories`; `keeps` is -1, 0 or 1 in the same way."""

    analyst: Analyst
    n: int
    more: int
    less: int
    way: int
    stories: int
    kept: int
    dropped: int
    keeps: int


def leanings(stories: Sequence[Shared]) -> list[Leaning]:
    """Every analyst with at least ten shared stories, by name."""
    people = {s.analyst.id: s.analyst for story in stories for s in story.said}
    found = [leaning(analyst, stories) for analyst in people.values()]
    return sorted(
        (one for one in found if one.stories >= ENOUGH), key=lambda one: (one.analyst.name.casefold(), one.analyst.id)
    )


def leaning(analyst: Analyst, stories: Sequence[Shared]) -> Leaning:
    more = less = n = kept = dropped = shared = 0
    for story in stories:
        own = next((s for s in story.said if s.analyst.id == analyst.id), None)
        if own is None:
            continue
        others = [s for s in story.said if s.analyst.id != analyst.id]
        shared += 1
        kept += own.relevant and not any(s.relevant for s in others)
        dropped += not own.relevant and all(s.relevant for s in others)
        for factor, tag in own.tags.items():
            theirs = [rank(s.tags[factor]) for s in others if factor in s.tags]
            if theirs:
                difference = rank(tag) - sum(theirs) / len(theirs)
                n, more, less = n + 1, more + (difference > 0), less + (difference < 0)
    return Leaning(
        analyst=analyst,
        n=n,
        more=more,
        less=less,
        way=way(more, less) if n >= ENOUGH else 0,
        stories=shared,
        kept=kept,
        dropped=dropped,
        keeps=way(kept, dropped),
    )


def way(more: int, less: int) -> int:
    """1 or -1 where one outweighs the other beyond chance, else 0."""
    if more + less == 0 or abs(more - less) / sqrt(more + less) < TOLD:
        return 0
    return 1 if more > less else -1
