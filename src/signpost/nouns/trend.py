"""Trends: an indicator over time."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One factor day by day; all tuples have the length of `days`. Levels 0-100, band 80 %."""

    factor_id: str
    days: tuple[date, ...]
    level: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    n_effective: tuple[float, ...]
    stories: tuple[float, ...]
