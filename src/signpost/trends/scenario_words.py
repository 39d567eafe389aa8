"""What the scenarios' fit says, in words. Fit is how well the evidence agrees; it is never called a probability."""

from collections.abc import Mapping, Sequence

from signpost.indicators.sentences import counted
from signpost.nouns.fit import Fit, Standing
from signpost.nouns.framework import Framework
from signpost.trends.turning import Turn

LEADS = 0.15  # of the whole fit: below that distance, two scenarios are not told apart
THIN = 10.0  # effective stories over all factors
NONE = "none of these"


def points(share: float) -> int:
    """A share of the whole fit as points of 100."""
    return round(100 * share)


def name_of(framework: Framework, scenario_id: str) -> str:
    return next((one.title for one in framework.scenarios if one.id == scenario_id), NONE)


def fit_sentence(found: Fit, evidence: Mapping[str, tuple[float, float]], framework: Framework) -> str:
    """The bottom line: which scenario agrees best with the evidence, what comes next, and on how much."""
    stories = sum(n for _, n in evidence.values())
    if stories < 1:
        return "No recent evidence: no scenario agrees with it better than another. Tag headlines to see one lead."
    first, second = sorted(found.standings, key=lambda one: -one.share)[:2]
    thin = "The evidence is thin: " if stories < THIN else ""
    one, other = quoted(framework, first), quoted(framework, second)
    if not first.scenario_id:
        said = f"none of the scenarios agrees with the evidence; the nearest is {other}"
    elif first.share - second.share < LEADS:
        said = (
            f"{'it' if thin else 'the evidence'} does not tell {one} from {other} "
            f"({points(first.share)} and {points(second.share)} of 100 points of fit)"
        )
    else:
        said = (
            f"{one} agrees best with {'it' if thin else 'the evidence'}: {points(first.share)} of 100 points of fit, "
            f"before {other} with {points(second.share)}"
        )
    said = f"{thin}{said}."
    return said[:1].upper() + said[1:]


def quoted(framework: Framework, one: Standing) -> str:
    return f"“{name_of(framework, one.scenario_id)}”" if one.scenario_id else NONE


def telling_sentence(telling: Mapping[str, float], framework: Framework) -> str:
    """Which factor tells the scenarios apart most, and which does not."""
    ranked = sorted(telling.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 0.05:
        return "No factor tells the scenarios apart yet."
    short = {factor.id: factor.short for factor in framework.factors}
    said = f"{short[ranked[0][0]]} tells the scenarios apart most"
    if len(ranked) > 1 and ranked[-1][1] < ranked[0][1] / 3:
        said += f"; {short[ranked[-1][0]]} hardly does"
    return f"{said}."


def turn_sentences(turns: Sequence[Turn], framework: Framework) -> list[str]:
    """What would change the picture, the nearest first."""
    short = {factor.id: factor.short for factor in framework.factors}
    return [
        f"{short[one.factor_id]} from {one.now:.0f} to {one.to:.0f} "
        f"({counted(round(abs(one.to - round(one.now))), 'point')} {'up' if one.to > one.now else 'down'}): "
        + (f"“{name_of(framework, one.leader)}” leads." if one.leader else "none of these leads.")
        for one in turns
    ]


def speaks_words(value: float) -> str:
    """How much one factor speaks for or against a scenario (natural logarithm of a Bayes factor), in words."""
    size = abs(value)
    if size < 0.35:
        return "neither way"
    way = "for" if value > 0 else "against"
    return f"{'strongly ' if size >= 2 else 'a little ' if size < 1 else ''}{way}"
