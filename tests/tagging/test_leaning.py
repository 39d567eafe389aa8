"""Who usually leans which way is said from shared stories alone, and only where there are enough."""

from datetime import UTC, datetime

from signpost.nouns.tag import Analyst, Direction, Kind
from signpost.store.rulings import Reading
from signpost.tagging.leaning import leanings, way
from signpost.tagging.team_readings import team_readings

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
MORE, NONE, LESS = Direction.STRENGTHENS, Direction.NEUTRAL, Direction.WEAKENS


def said(story: int, who: str, direction: Direction | None) -> Reading:
    """A tag on the one factor; None is "not relevant"."""
    return Reading(
        uid=f"{story}{who}",
        story_id=story,
        headline_id=story,
        analyst=Analyst(id=ord(who), name=who),
        kind=Kind.TAG if direction else Kind.NOT_RELEVANT,
        factor_id="f" if direction else "",
        direction=direction,
        weight=2,
        note="",
        reason="",
        tagged_at=AT,
        known_from=AT,
    )


def told(*stories: tuple[Direction | None, Direction | None]):
    """Stories that A and B read."""
    readings = [said(n, who, word) for n, both in enumerate(stories, 1) for who, word in zip("AB", both, strict=True)]
    return {found.analyst.name: found for found in leanings(team_readings(readings, {}).words)}


def test_of_few_shared_stories_nothing_is_said():
    assert told(*[(MORE, LESS)] * 9) == {}


def test_who_says_more_than_the_colleagues_on_the_same_stories_leans():
    found = told(*[(MORE, MORE)] * 6, *[(MORE, NONE)] * 4, (NONE, LESS))
    assert (found["A"].n, found["A"].more, found["A"].less, found["A"].way) == (11, 5, 0, 1)
    assert found["B"].way == -1


def test_differences_that_cancel_are_no_lean():
    found = told(*[(MORE, LESS)] * 6, *[(LESS, MORE)] * 5)
    assert (found["A"].way, found["B"].way) == (0, 0)


def test_who_keeps_what_colleagues_drop_is_told_apart_from_direction():
    found = told(*[(MORE, None)] * 6, *[(NONE, NONE)] * 6)
    assert (found["A"].kept, found["A"].dropped, found["A"].keeps) == (6, 0, 1)
    assert (found["A"].n, found["A"].way) == (6, 0)


def test_analysts_come_by_name_never_by_rank():
    assert list(told(*[(LESS, MORE)] * 12)) == ["A", "B"]


def test_one_difference_is_no_lean():
    assert [way(1, 0), way(2, 0), way(3, 0), way(0, 3), way(0, 0)] == [0, 0, 1, -1, 0]
