"""Fit: how well the evidence agrees with each scenario. It is never the probability that a scenario happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What one would measure on a factor under a scenario: the middle (0-1) and how firmly it is meant.

    `firmness` counts as so many stories: 12 means that 80 % of the time the level would be within 18 points of 50.
    """

    middle: float
    firmness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One scenario against the others. `scenario_id` is "" for "none of these".

    `share` is its part of the whole fit (0-1, all add up to 1), `prior` what it had before any evidence. By factor id:
    `speaks` is how much the factor's evidence speaks for it against "none of these" (natural logarithm of the Bayes
    factor, 0 for "none"), `agrees` how probable it is that the level is within 20 points of what is expected.
    `against` names the factors that contradict it (agrees < 0.1), `outside` those whose band lies outside the expected
    range: the count that an analysis of competing hypotheses makes.
    """

    scenario_id: str
    share: float
    prior: float
    speaks: Mapping[str, float]
    agrees: Mapping[str, float]
    against: tuple[str, ...]
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """All scenarios on a day, in the order of the framework, "none of these" last.

    `telling` says by factor id how far apart the scenarios are on it (standard deviation of `speaks` over the
    scenarios): near 0, the factor does not tell them apart.
    """

    as_of: date
    standings: tuple[Standing, ...]
    telling: Mapping[str, float]

    @property
    def best(self) -> Standing:
        return max(self.standings, key=lambda one: one.share)
