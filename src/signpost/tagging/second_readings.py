"""What two or more analysts said of the same stories, as units that `agreement` compares.

A story is one unit: an analyst's word on it is the newest of their standing judgements. "Tagged for a factor" is a
question of every shared story; direction and weight are asked only where both tagged the factor. Readings are blind
where the story was drawn for a second reading before its second analyst judged it: the first two words are then
independent of one another, and only those.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from math import nan

import numpy as np

from signpost.nouns.tag import Analyst, Direction, Kind
from signpost.store.rulings import Reading
from signpost.tagging.agreement import Agreement, Floats, agreement

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Agreement on whether a story matters, on each factor (tagged or not), and on direction and weight."""

    stories: int
    relevant: Agreement
    factors: Mapping[str, Agreement]
    directions: Mapping[str, Agreement]
    direction: Agreement
    weight: Agreement


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


def blind_only(stories: Iterable[Shared]) -> list[Shared]:
    """The independent readings alone: the first two words on each story that was drawn for it."""
    return [Shared(story_id=s.story_id, said=s.said[:2], blind=True) for s in stories if s.blind]


def of_pair(stories: Iterable[Shared], one: int, other: int) -> list[Shared]:
    """The stories that both of two analysts judged, with their words alone."""
    found = []
    for story in stories:
        said = tuple(s for s in story.said if s.analyst.id in (one, other))
        if len(said) == 2:
            found.append(Shared(story_id=story.story_id, said=said, blind=story.blind))
    return found


def pairs(stories: Sequence[Shared]) -> list[tuple[Analyst, Analyst, list[Shared]]]:
    """Every two analysts who share a story, by name, with the stories they share."""
    people = {s.analyst.id: s.analyst for story in stories for s in story.said}
    named = sorted(people.values(), key=lambda a: (a.name.casefold(), a.id))
    found = [(one, other, of_pair(stories, one.id, other.id)) for one, other in combinations(named, 2)]
    return [pair for pair in found if pair[2]]


def by_month(stories: Iterable[Shared]) -> dict[str, list[Shared]]:
    """Stories by the month ("2026-11", UTC) in which the second analyst judged them, the latest first."""
    months: dict[str, list[Shared]] = {}
    for story in sorted(stories, key=lambda s: s.since, reverse=True):
        months.setdefault(f"{story.since:%Y-%m}", []).append(story)
    return months


def compared(stories: Sequence[Shared], factor_ids: Sequence[str]) -> Compared:
    """All agreements over some shared stories."""
    return Compared(
        stories=len(stories),
        relevant=on_relevance(stories),
        factors={factor: on_factor(stories, factor) for factor in factor_ids},
        directions={factor: on_direction(stories, (factor,)) for factor in factor_ids},
        direction=on_direction(stories, factor_ids),
        weight=on_weight(stories, factor_ids),
    )


def on_relevance(stories: Sequence[Shared]) -> Agreement:
    return agreement(
        matrix([[(s.analyst.id, float(s.relevant)) for s in story.said] for story in stories]), 2, positive=1
    )


def on_factor(stories: Sequence[Shared], factor_id: str) -> Agreement:
    units = [[(s.analyst.id, float(factor_id in s.tags)) for s in story.said] for story in stories]
    return agreement(matrix(units), 2, positive=1)


def on_direction(stories: Sequence[Shared], factor_ids: Sequence[str]) -> Agreement:
    """Which way, as ranks, where two or more tagged the same factor; a story is drawn again as a whole."""
    units, groups = tagged_by_several(stories, factor_ids)
    ranks = [[(who, float(rank(tag))) for who, tag in unit] for unit in units]
    return agreement(matrix(ranks), 3, ordinal=True, groups=np.array(groups, dtype=np.int64))


def on_weight(stories: Sequence[Shared], factor_ids: Sequence[str]) -> Agreement:
    """How telling, as ranks, where two or more tagged the same factor."""
    units, groups = tagged_by_several(stories, factor_ids)
    ranks = [[(who, tag.weight - 1.0) for who, tag in unit] for unit in units]
    return agreement(matrix(ranks), 3, ordinal=True, groups=np.array(groups, dtype=np.int64))


def rank(tag: Reading) -> int:
    """A tag's direction as a rank: 0 weakens, 1 no shift, 2 strengthens."""
    return RANK[tag.direction or Direction.NEUTRAL]


def tagged_by_several(
    stories: Sequence[Shared], factor_ids: Sequence[str]
) -> tuple[list[list[tuple[int, Reading]]], list[int]]:
    """(analyst's id, tag) by story and factor where there are two or more, and the story of each."""
    units, groups = [], []
    for story in stories:
        for factor in factor_ids:
            given = [(s.analyst.id, s.tags[factor]) for s in story.said if factor in s.tags]
            if len(given) > 1:
                units.append(given)
                groups.append(story.story_id)
    return units, groups


def matrix(units: Sequence[Sequence[tuple[int, float]]]) -> Floats:
    """Analysts (rows) × units (columns), NaN where an analyst did not read one."""
    people = sorted({who for unit in units for who, _ in unit})
    row = {who: i for i, who in enumerate(people)}
    values = np.full((len(people), len(units)), nan)
    for column, unit in enumerate(units):
        for who, value in unit:
            values[row[who], column] = value
    return values
