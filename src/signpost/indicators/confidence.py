"""How confident a reading can be: low, moderate or high, with the reasons. It is not how likely anything is.

    steps(f) = worst of: n effective, independent publishers, agreement among analysts, share of stories triaged
    every premise the factor rests on that is unsupported, or only holds with a caveat, lowers it a step

                       high from        moderate from
    n effective        15               5             effective stories (`measure`)
    publishers         5                3             equal independent ones, (Σ w)² / Σ w²
    contested          at most 20 %     at most 40 %  of the stories
    triaged            80 %             50 %          of the collected stories that could bear on the factor

Source: the confidence levels of intelligence assessments (ICD 203, and the PHIA yardstick's analytical confidence): the
quality and quantity of the sources, their agreement, and the assumptions. Confidence is about the basis of a reading,
likelihood about the world: the two are never mixed in a sentence. The limits are conventions, not estimates.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from signpost.indicators.sentences import counted
from signpost.nouns.indicator import Indicator

LEVELS = ("low", "moderate", "high")
EFFECTIVE = (5.0, 15.0)
PUBLISHERS = (3.0, 5.0)
CONTESTED = (0.4, 0.2)
TRIAGED = (0.5, 0.8)
LAPSED = ("unsupported", "caveated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A premise that the factor rests on, in the state that stands (see `nouns.premise.STATES`)."""

    text: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """`level` is "low", "moderate" or "high". `reasons` say what keeps it from being high, weightiest first; `lapsed`
    what each lapsed premise says; both are whole clauses, to be joined by the caller or by `sentence`."""

    factor_id: str
    level: str
    reasons: tuple[str, ...]
    lapsed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """ "Moderate confidence: only 2 independent publishers; a premise has lapsed (…)."."""
        said = [*self.reasons, *self.lapsed]
        head = f"{self.level.capitalize()} confidence"
        return f"{head}: {'; '.join(said)}." if said else f"{head}: broad, agreeing evidence on premises that stand."


def confidence(indicator: Indicator, resting: Iterable[Resting] = (), triaged: float | None = None) -> Confidence:
    """How confident the reading of a factor can be.

    `resting` are the premises it rests on; `triaged` the share (0-1) of its collected stories that somebody has judged,
    None where that is not known, which counts neither way. ValueError for a share outside 0-1.
    """
    if triaged is not None and not 0.0 <= triaged <= 1.0:
        raise ValueError(f"a share of {triaged} stories triaged is not between 0 and 1")
    evidence = indicator.evidence
    publishers = evidence.publishers_effective if evidence.publishers else evidence.outlets_effective
    voices = evidence.publishers or evidence.outlets
    kind = "independent publisher" if evidence.publishers else "outlet"
    judged: list[tuple[int, str]] = [
        (step(indicator.n_effective, EFFECTIVE), stories_words(indicator)),
        (step(publishers, PUBLISHERS), voices_clause(voices, publishers, kind)),
    ]
    if evidence.stories:
        agreed = f"analysts disagree on {100 * evidence.contested:.0f} % of the stories"
        judged.append((step(-evidence.contested, (-CONTESTED[0], -CONTESTED[1])), agreed))
    if triaged is not None:
        judged.append((step(triaged, TRIAGED), f"only {100 * triaged:.0f} % of the collected stories have been judged"))
    worst = min(place for place, _ in judged)
    reasons = tuple(words for place, words in sorted(judged, key=lambda one: one[0]) if place < len(LEVELS) - 1)
    if indicator.standing == "none":
        reasons = ("there is no recent evidence",)
    lapsed = tuple(lapsed_words(one) for one in resting if one.state in LAPSED)
    return Confidence(
        factor_id=indicator.factor_id,
        level=LEVELS[max(0, worst - len(lapsed))],
        reasons=reasons,
        lapsed=lapsed,
    )


def step(value: float, limits: tuple[float, float]) -> int:
    """0 below the first limit, 1 from it on, 2 from the second on."""
    return sum(value >= limit for limit in limits)


def stories_words(indicator: Indicator) -> str:
    shown = max(1, round(indicator.n_effective)) if indicator.n_effective else 0
    return f"recent evidence is worth only {counted(shown, 'story', 'stories')}"


def voices_clause(voices: int, effective: float, kind: str) -> str:
    """ "only 2 independent publishers", or that few of many say most."""
    if voices < PUBLISHERS[1]:
        return f"only {counted(voices, kind)}" if voices else f"no {kind}"
    return f"{counted(voices, kind)} weigh only as much as {effective:.0f}"


def lapsed_words(premise: Resting) -> str:
    text = premise.text.rstrip(". ")
    if premise.state == "unsupported":
        return f"it rests on a premise that is no longer supported (“{text}”)"
    return f"it rests on a premise that holds only with a caveat (“{text}”)"
