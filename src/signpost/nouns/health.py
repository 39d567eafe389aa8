"""How a feed is doing, at a glance. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from signpost.nouns.feed import GONE, Feed

State = Literal["new", "well", "empty", "stale", "failing", "dead", "paused", "gone"]
DEAD_AFTER = timedelta(days=7)
QUIET_SPACINGS = 10  # a feed is stale after this many times its usual time between two items …
QUIET_AT_LEAST, QUIET_AT_MOST = timedelta(days=3), timedelta(days=60)  # … held between these
STRIP_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A feed's state with the reason in words ("" where the state says it all).

    `items_a_day` is the mean over the strip's days; `strip` counts the headlines of each of the last 14 UTC days by
    their own times, oldest first; `strip_failed` is the share of failed fetches on each of them, 0 on a day without.
    """

    feed: Feed
    state: State
    why: str
    items_a_day: float
    last_new_at: datetime | None
    strip: tuple[int, ...]
    strip_failed: tuple[float, ...]


def state_of(feed: Feed, now: datetime, *, added_at: datetime, pace: float) -> tuple[State, str]:
    """What to call a feed's condition, and why. `pace` is how many items a day it brought when it last brought any.

    Dead: nothing but failures for a week. Empty: it answers, without items. Stale: it answers well, but nothing new
    came for ten times its usual spacing (at least three days, at most sixty; so also where no pace is known).
    """
    if feed.paused:
        return ("gone" if feed.paused.startswith(GONE) else "paused"), feed.paused
    if feed.failures:
        tries = "once" if feed.failures == 1 else f"{feed.failures} times in a row"
        since = feed.last_ok_at or added_at
        return ("dead" if now - since >= DEAD_AFTER else "failing"), f"failed {tries}: {feed.last_error}"
    if feed.last_error:
        return "empty", feed.last_error
    if feed.last_ok_at is None:
        return "new", "not fetched yet"
    quiet = now - feed.last_new_at if feed.last_new_at else timedelta()
    if quiet > longest_quiet(pace):
        usual = f"; it used to bring {pace:.1f} a day" if pace >= 0.05 else ""
        return "stale", f"it answers, but nothing new came for {quiet.days} days{usual}"
    return "well", ""


def longest_quiet(pace: float) -> timedelta:
    """How long a feed of this pace (items a day) may bring nothing before that is remarkable."""
    if pace <= 0:
        return QUIET_AT_MOST
    return min(max(timedelta(days=min(QUIET_SPACINGS / pace, 1000)), QUIET_AT_LEAST), QUIET_AT_MOST)
