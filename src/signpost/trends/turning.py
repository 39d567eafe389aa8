"""What would change the picture: how far one factor would have to move for the runner-up to lead."""

from collections.abc import Mapping
from dataclasses import dataclass

from signpost.indicators.lean import KAPPA, PRIOR
from signpost.nouns.fit import Expectation, Fit
from signpost.trends.fit import fit

LEAST_STORIES = 0.5  # on less, no level can be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """With the level of this factor at `to` (0-100) instead of `now`, all else equal, another scenario leads."""

    factor_id: str
    now: float
    to: float
    leader: str


def turns(
    found: Fit,
    evidence: Mapping[str, tuple[float, float]],
    expected: Mapping[str, Mapping[str, Expectation]],
    priors: Mapping[str, float] | None = None,
) -> list[Turn]:
    """For each factor the nearest level, on as much evidence as there is now, under which the lead changes.

    Smallest move first; a factor that cannot change the lead alone, or that next to nothing is known about, is not
    there. `evidence` as `fit.evidence_on`; its k of n stories are the level 100 (κ m + k) / (κ + n) (`measure`).
    """
    leads = found.best.scenario_id
    nearest = []
    for factor_id, (strengthening, stories) in evidence.items():
        if stories < LEAST_STORIES:
            continue
        now = 100.0 * (KAPPA * PRIOR + strengthening) / (KAPPA + stories)
        for level in sorted(set(range(101)) - {round(now)}, key=lambda one: abs(one - now)):
            strengthens = level / 100.0 * (KAPPA + stories) - KAPPA * PRIOR
            if not 0.0 <= strengthens <= stories:
                continue
            leader = fit(
                found.as_of, {**evidence, factor_id: (strengthens, stories)}, expected, priors
            ).best.scenario_id
            if leader != leads:
                nearest.append(Turn(factor_id=factor_id, now=now, to=float(level), leader=leader))
                break
    return sorted(nearest, key=lambda one: abs(one.to - one.now))
