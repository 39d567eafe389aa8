"""What the scenarios expect, from the framework's figures and from what analysts rated.

    implied balance of a factor under a scenario = 100 Σ p(strengthening signposts) / Σ p(all its signposts)

p is the chance that stands for a signpost's rating (`nouns.rating.LIKELY`). It is what a level means: of the telling
stories one would see, the share that strengthens. An analyst who rated signposts but no range is taken at that, with
the framework's width.

Several analysts: the middle is the median of their middles; the range is the wider of their median range and the one
that holds 80 % of their middles (1.9 quartile distances, as for a normal spread). Where they differ, the team expects
less firmly than any one of them.

>>> pooled([(60, 80), (40, 60), (50, 90)])
(60.0, 80.0)
>>> pooled([(70, 80), (20, 30), (45, 55)])
(26.25, 73.75)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from signpost.nouns.framework import Factor, Framework
from signpost.nouns.rating import LEVEL, LIKELY, PRIOR, SIGNPOST, Rating
from signpost.nouns.tag import Direction

Range = tuple[float, float]
QUARTILES = 1.9  # 80 % of a normal spread: 2 × 1.2816 σ, where the quartile distance is 2 × 0.6745 σ


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What is expected of each factor under each scenario, and who says so.

    By scenario and factor: `ranges` (low, high) of the balance of evidence; `given` what each analyst gave, by name
    (empty where the framework's own figure stands). `priors` by scenario ("" none of these) as parts of 1.
    """

    ranges: Mapping[str, Mapping[str, Range]]
    given: Mapping[str, Mapping[str, Mapping[str, Range]]]
    priors: Mapping[str, float]
    analysts: tuple[str, ...]


def stated(framework: Framework, ratings: Sequence[Rating] = ()) -> Stated:
    """The framework's figures where nobody rated, else the analysts' together."""
    analysts = tuple(sorted({one.analyst for one in ratings}))
    factors = framework.active
    given: dict[str, dict[str, dict[str, Range]]] = {}
    ranges: dict[str, dict[str, Range]] = {}
    for place, scenario in enumerate(framework.scenarios):
        if scenario.retired is not None:
            continue
        given[scenario.id], ranges[scenario.id] = {}, {}
        for factor in factors:
            own = scenario.expected.get(factor.id)
            theirs = {name: said(ratings, name, scenario.id, place, factor, own) for name in analysts}
            told = {name: one for name, one in theirs.items() if one is not None}
            given[scenario.id][factor.id] = told
            if told:
                ranges[scenario.id][factor.id] = pooled(list(told.values()))
            elif own is not None:
                ranges[scenario.id][factor.id] = (float(own[0]), float(own[1]))
    return Stated(ranges=ranges, given=given, priors=priors(list(ranges), ratings), analysts=analysts)


def said(
    ratings: Sequence[Rating], analyst: str, scenario_id: str, place: int, factor: Factor, own: tuple[int, int] | None
) -> Range | None:
    """What one analyst expects of a factor: the range given, else what the rated signposts imply, else nothing."""
    mine = [one for one in ratings if one.analyst == analyst and one.scenario_id == scenario_id]
    for one in mine:
        if one.kind == LEVEL and one.subject_id == factor.id and one.low is not None and one.high is not None:
            return one.low, one.high
    words = {one.subject_id: one.word for one in mine if one.kind == SIGNPOST}
    if own is None or not words.keys() & {signpost.id for signpost in factor.signposts}:
        return None
    middle, half = implied(factor, place, words), (own[1] - own[0]) / 2
    return (max(0.0, middle - half), min(100.0, middle + half)) if middle is not None else None


def implied(factor: Factor, place: int, words: Mapping[str, str] | None = None) -> float | None:
    """The balance (0-100) that the signposts' ratings imply under the scenario at a place of `framework.scenarios`.

    `words` replace the framework's ratings by signpost. None where nothing was rated."""
    more = less = 0.0
    for signpost in factor.signposts:
        if signpost.retired is not None or signpost.direction is Direction.NEUTRAL:
            continue
        word = (words or {}).get(signpost.id) or (signpost.expect[place] if signpost.expect else "")
        chance = LIKELY[word][1] if word else 0.0
        if signpost.direction is Direction.STRENGTHENS:
            more += chance
        else:
            less += chance
    return 100.0 * more / (more + less) if more + less else None


def pooled(ranges: Sequence[Range]) -> Range:
    """Several analysts' ranges as one."""
    middles = [(low + high) / 2 for low, high in ranges]
    half = median((high - low) / 2 for low, high in ranges)
    if len(middles) > 1:
        first, _, third = quantiles(middles, n=4, method="inclusive")
        half = max(half, QUARTILES * (third - first) / 2)
    middle = median(middles)
    return max(0.0, middle - half), min(100.0, middle + half)


def priors(ids: Sequence[str], ratings: Sequence[Rating]) -> dict[str, float]:
    """The mean of the analysts' priors, each scaled to 1; equal where nobody gave any."""
    every = [*ids, ""]
    by_analyst: dict[str, dict[str, float]] = {}
    for one in ratings:
        if one.kind == PRIOR and one.low is not None and one.scenario_id in every:
            by_analyst.setdefault(one.analyst, {})[one.scenario_id] = one.low
    whole = [given for given in by_analyst.values() if len(given) == len(every) and sum(given.values()) > 0]
    if not whole:
        return dict.fromkeys(every, 1.0 / len(every))
    return {i: sum(given[i] / sum(given.values()) for given in whole) / len(whole) for i in every}
