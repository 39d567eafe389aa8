"""What analysts disagree on and nobody has ruled on, the weightiest first.

First who says the opposite of one another on a factor, then relevant against not relevant, then one factor against
another, then a shift against none. Within these the larger sum of weights, then the newer. Different weights alone are
no disagreement to rule on: they do not move the level.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from signpost.nouns.tag import Direction, Kind
from signpost.store.rulings import Reading
from signpost.tagging.second_readings import Said, Shared


class Conflict(IntEnum):
    """What a disagreement is about, the most important first."""

    OPPOSITE = 0
    RELEVANCE = 1
    FACTOR = 2
    SHIFT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One factor on which a story's analysts disagree."""

    factor_id: str
    conflict: Conflict
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A story with what is in dispute, the most important point first, and everybody's words."""

    story_id: int
    headline_id: int
    points: tuple[Point, ...]
    said: tuple[Said, ...]
    latest: datetime

    @property
    def order(self) -> tuple[int, int, float, int]:
        return (
            self.points[0].conflict,
            -sum(point.weight for point in self.points),
            -self.latest.timestamp(),
            self.story_id,
        )


def disagreements(stories: Sequence[Shared], readings: Iterable[Reading]) -> list[Disagreement]:
    """What waits for a ruling, in order; `readings` holds the rulings (and may hold everything else)."""
    ruled: dict[int, set[str]] = {}
    shown: dict[int, int] = {}
    for reading in readings:
        if reading.kind is Kind.RULING:
            ruled.setdefault(reading.story_id, set()).add(reading.factor_id)
        elif reading.kind is Kind.TAG:
            shown.setdefault(reading.story_id, reading.headline_id)  # readings come by time: the first one tagged
    found = []
    for story in stories:
        points = sorted(
            (p for p in points_of(story) if p.factor_id not in ruled.get(story.story_id, ())),
            key=lambda p: (p.conflict, -p.weight, p.factor_id),
        )
        if points:
            found.append(
                Disagreement(
                    story_id=story.story_id,
                    headline_id=shown[story.story_id],
                    points=tuple(points),
                    said=story.said,
                    latest=max(s.last for s in story.said),
                )
            )
    return sorted(found, key=lambda d: d.order)


def points_of(story: Shared) -> list[Point]:
    """The factors of a story that its analysts see differently."""
    factors = sorted({factor for said in story.said for factor in said.tags})
    found = []
    for factor in factors:
        tags = [said.tags[factor] for said in story.said if factor in said.tags]
        conflict = conflict_on(story, {tag.direction for tag in tags if tag.direction}, everybody=len(tags))
        if conflict is not None:
            found.append(Point(factor_id=factor, conflict=conflict, weight=sum(tag.weight for tag in tags)))
    return found


def conflict_on(story: Shared, directions: set[Direction], everybody: int) -> Conflict | None:
    if {Direction.STRENGTHENS, Direction.WEAKENS} <= directions:
        return Conflict.OPPOSITE
    if everybody < len(story.said):
        return Conflict.RELEVANCE if not all(said.relevant for said in story.said) else Conflict.FACTOR
    return Conflict.SHIFT if len(directions) > 1 else None
