"""Times in which a feed was not heard: silence that says nothing about the world."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """From one good fetch of a feed to the next, where that took much longer than its rhythm.

    `ended_at` is None while it lasts. `lost` is False if the first answer after it still reached back to items known
    before, so that nothing was missed; while a gap lasts it is True.
    """

    feed_id: int
    outlet: str
    perspective: str
    began_at: datetime
    ended_at: datetime | None
    reason: str
    lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHealth:
    """How well a UTC day was heard: of `feeds` subscribed then, `deaf` (a number of feeds, in whole days) were not.

    Only gaps in which something may have been missed count. `share` is `deaf / feeds`, 0 without feeds.
    """

    day: date
    feeds: int
    deaf: float
    share: float
