"""What two or more analysts said of the same stories.

A story is one unit: an analyst's word on it is the newest of their standing judgements. Readings are blind where the
story was drawn for a second reading before its second analyst judged it: the first two words are then independent of
one another, and only those.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from signpost.nouns.tag import Analyst, Direction, Kind
from signpost.store.rulings import Reading

RANK = {Direction.WEAKENS: 0, Direction.NEUTRAL: 1, Direction.STRENGTHENS: 2}
JUDGED = (Kind.TAG, Kind.NOT_RELEVANT, Kind.DEED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that one analyst says of a story: the tag on each factor, or that it is not relevant (no tags, not `deed`).

    `first` is when they first judged it, of what still stands.
    """

    analyst: Analyst
    tags: Mapping[str, Reading]
    deed: bool
    first: datetime
    last: datetime

    @property
    def relevant(self) -> bool:
        return bool(self.tags) or self.deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A story that two or more judged, their words by who came first; `blind` if the first two are independent."""

    story_id: int
    said: tuple[Said, ...]
    blind: bool

    @property
    def since(self) -> datetime:
        """When the second analyst judged it."""
        return self.said[1].first


def shared(readings: Iterable[Reading], blind_since: Mapping[int, datetime]) -> list[Shared]:
    """The stories that two or more analysts judged, in order of their ids. Rulings are passed over."""
    by_story: dict[int, dict[int, list[Reading]]] = {}
    for reading in readings:
        if reading.kind in JUDGED:
            by_story.setdefault(reading.story_id, {}).setdefault(reading.analyst.id, []).append(reading)
    found = []
    for story_id, people in sorted(by_story.items()):
        if len(people) < 2:
            continue
        said = tuple(sorted(map(said_of, people.values()), key=lambda one: (one.first, one.analyst.id)))
        drawn = blind_since.get(story_id)
        found.append(Shared(story_id=story_id, said=said, blind=drawn is not None and drawn <= said[1].first))
    return found


def said_of(readings: Sequence[Reading]) -> Said:
    """One analyst's word on a story out of all their judgements on its headlines: the newest counts."""
    ordered = sorted(readings, key=lambda r: (r.tagged_at, r.known_from, r.uid))
    tags: dict[str, Reading] = {}
    deed = False
    for reading in ordered:
        if reading.kind is Kind.NOT_RELEVANT:
            tags, deed = {}, False
        elif reading.kind is Kind.TAG:
            tags[reading.factor_id] = reading
        else:
            deed = True
    return Said(
        analyst=ordered[0].analyst, tags=tags, deed=deed, first=ordered[0].tagged_at, last=ordered[-1].tagged_at
    )
