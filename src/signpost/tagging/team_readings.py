"""All that two or more analysts read, kept up to date: a change costs the stories that it touched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from signpost.nouns.tag import Kind
from signpost.store.rulings import Reading
from signpost.tagging.disagreements import Disagreement, disagreements
from signpost.tagging.second_readings import Shared, shared
from signpost.tagging.side_by_side import SideBySide, side_by_side


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TeamReadings:
    """`stories` by id, what is to be ruled on in order (`waiting`), and all words side by side. Never changed: a change
    makes another one."""

    stories: Mapping[int, Shared]
    waiting: tuple[Disagreement, ...]
    words: SideBySide

    def told(
        self, story_ids: set[int], readings: Iterable[Reading], blind_since: Mapping[int, datetime]
    ) -> "TeamReadings":
        """These stories changed; `readings` are all on those of them that two or more read."""
        given = list(readings)
        now = {one.story_id: one for one in shared(given, blind_since)}
        touched = story_ids & (self.stories.keys() | now.keys())
        if not touched:
            return self
        stories = {**{i: one for i, one in self.stories.items() if i not in touched}, **now}
        waiting = [one for one in self.waiting if one.story_id not in touched]
        waiting += disagreements(list(now.values()), given)
        words = self.words.told({story_id: now.get(story_id) for story_id in touched})
        return TeamReadings(
            stories=stories,
            waiting=tuple(sorted(waiting, key=lambda one: one.order)),
            words=side_by_side(stories) if words is None else words,
        )


def team_readings(readings: Iterable[Reading], blind_since: Mapping[int, datetime]) -> TeamReadings:
    """Of all readings (`store.rulings.shared`, by story and time) and the stories drawn for a blind one."""
    given = list(readings)
    stories = {one.story_id: one for one in shared(given, blind_since)}
    told = [one for one in given if one.kind in (Kind.RULING, Kind.TAG)]
    return TeamReadings(
        stories=stories,
        waiting=tuple(disagreements(list(stories.values()), told)),
        words=side_by_side(stories),
    )
