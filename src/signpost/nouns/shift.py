"""Shifts: a dated, tested change of an indicator."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A change that was found. `way` is "up" or "down".

    `since` is the day on which it most likely began, `found_on` the day on which it could first be said, `closed_on`
    the day on which it was over (None while it is open). `strength` is the statistic where it was largest, `robust`
    the same without the two most telling days.
    From `since` until it was over, or today: `stories` from `outlets`, the share of them that strengthens
    (`share_since`, 0-1, against `share_before`), and the level of these stories alone (0-100, 80 % band).
    """

    factor_id: str
    way: str
    since: date
    found_on: date
    closed_on: date | None
    strength: float
    robust: float
    stories: int
    outlets: int
    share_since: float
    share_before: float
    level: float
    low: float
    high: float
