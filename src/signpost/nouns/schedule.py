"""Schedules: a snapshot that is frozen by itself, daily or weekly, and written into a folder of the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Every = Literal["day", "week"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an analyst sets. `hour` is UTC; `weekday` counts from Monday (0) and says nothing for a daily one.

    `formats` are those of the exports, and "zip" the sealed file; `folder` is an absolute path on the server. `factors`
    are ids (none: all that are watched); `days` is how far back the trends reach; `options` is the method with
    something left out or changed, as JSON; `mark` is another handling mark than the framework's.
    """

    title: str
    every: Every
    hour: int
    folder: str
    formats: tuple[str, ...]
    weekday: int = 0
    comment: str = ""
    mark: str = ""
    factors: tuple[str, ...] = ()
    days: int = 180
    options: Mapping[str, Any] | None = None

    @property
    def period(self) -> timedelta:
        return DAY if self.every == "day" else 7 * DAY

    def last_before(self, now: datetime) -> datetime:
        """The newest moment at or before `now` that the plan names."""
        now = now.astimezone(UTC)
        moment = now.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        if self.every == "week":
            moment -= ((moment.weekday() - self.weekday) % 7) * DAY
        return moment if moment <= now else moment - self.period

    def next_after(self, now: datetime) -> datetime:
        """The first moment after `now` that the plan names."""
        return self.last_before(now) + self.period

    @property
    def words(self) -> str:
        """ "every day at 06:00 UTC", "every Monday at 06:00 UTC"."""
        return f"every {'day' if self.every == 'day' else WEEKDAYS[self.weekday]} at {self.hour:02}:00 UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of one time: the snapshot and its files, or in words why not (`error`); `note` says what was odd."""

    at: datetime
    snapshot_id: str = ""
    files: tuple[str, ...] = ()
    error: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A plan that is kept. `next_at` is when it is due; `runs` are the newest first; `by` is who made it."""

    id: int
    plan: Plan
    by: str
    made_at: datetime
    next_at: datetime
    paused: bool
    runs: tuple[Run, ...]

    @property
    def last(self) -> Run | None:
        return self.runs[0] if self.runs else None
