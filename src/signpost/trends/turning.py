"""What would change the picture: how far one factor would have to move for the runner-up to lead."""

from collections.abc import Mapping
from dataclasses import dataclass

from signpost.nouns.fit import Expectation, Fit
from signpost.trends.fit import fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """With the balance on this factor at `to` (0-100) instead of `now`, all else equal, another scenario leads."""

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
    """For each factor the nearest balance of its evidence (as much as there is now) under which the lead changes.

    Smallest move first; a factor that cannot change the lead alone is not there. `evidence` as `fit.evidence_on`.
    """
    leads = found.best.scenario_id
    nearest = []
    for factor_id, (strengthening, stories) in evidence.items():
        if stories <= 0:
            continue
        now = round(100.0 * strengthening / stories)
        for level in sorted(range(101), key=lambda one: abs(one - now)):
            moved = {**evidence, factor_id: (stories * level / 100.0, stories)}
            leader = fit(found.as_of, moved, expected, priors).best.scenario_id
            if leader != leads:
                nearest.append(Turn(factor_id=factor_id, now=float(now), to=float(level), leader=leader))
                break
    return sorted(nearest, key=lambda one: abs(one.to - one.now))
