"""Indicators: a factor measured at a moment."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The level against a reference day. `clear` is "up", "down" or None (no clear change)."""

    since: date
    points: float
    p_up: float
    clear: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What carries a level: counts over the stories of the last three half-lives (six weeks).

    `publishers` is how many independent ones stand behind them: an agency or a group of outlets is one. The effective
    numbers, (Σ w)² / Σ w² by weight in the level, say how many equal voices the stories are worth; `publishers` is 0
    where it was not told (older snapshots). `contested` is the share of those stories on which analysts disagree in
    direction; `copies` the mean number of headlines per story (attention, never part of the level).
    """

    stories: int
    outlets: int
    outlets_effective: float
    analysts: int
    neutral: int
    contested: float
    copies: float
    publishers: int = 0
    publishers_effective: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A factor's level 0-100 with its 80 % band on a day. 50 is balanced, or nothing known (see `standing`)."""

    factor_id: str
    as_of: date
    level: float
    low: float
    high: float
    n_effective: float
    evidence: Evidence
    change: Change

    @property
    def standing(self) -> str:
        """ "none" (no directional evidence), "thin" (under 5 effective stories) or "solid"."""
        if self.evidence.stories == 0 and self.n_effective < 0.5:
            return "none"
        return "thin" if self.n_effective < 5 else "solid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """The factors together. `weak` is set when fewer than three factors (or than all of fewer) stand on solid evidence.

    `shares` are (factor id, weight π, level, points it gave to the change); `rising` counts factors clearly up.
    """

    as_of: date
    level: float
    low: float
    high: float
    change: float
    since: date
    rising: int
    falling: int
    weak: bool
    shares: tuple[tuple[str, float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The indicator without one outlet or one analyst (`name`): its level, and what is then read from it in words.

    `remains` says whether any directional story is left; `same` whether the reading stays the same.
    """

    name: str
    level: float
    remains: bool
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragility:
    """How much a level hangs on a single outlet and on a single analyst: the ones that move it most (None: nobody)."""

    factor_id: str
    as_of: date
    level: float
    outlet: LeftOut | None
    analyst: LeftOut | None

    @property
    def survives(self) -> bool:
        """Whether what is read in words stays the same without either."""
        return all(one is None or one.same for one in (self.outlet, self.analyst))
