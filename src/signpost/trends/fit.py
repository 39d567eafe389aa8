"""How well does the evidence agree with each scenario?

    ℓ(s) = τ Σ_f [ln B(c M + k, c (1 - M) + n - k) - ln B(c M, c (1 - M))]     τ = 0.7
    ℓ("none of these") = τ Σ_f ln B(1 + k, 1 + n - k)                          any level is as good as any other
    share(s) = prior(s) e^ℓ(s) / Σ prior e^ℓ

k of n effective stories of factor f strengthen (`measure`: faded, without lean, days clustered); M and c are what the
scenario expects on f and how firmly. The range [low, high] that a framework states is read as an 80 % range:
M its middle, c = 1.28² M (1 - M) / w² - 1 with w half its width.
Source: beta-binomial marginal likelihoods, compared as Bayes factors (Kass & Raftery 1995); τ < 1 tempers them because
the factors share analysts and agenda (a power likelihood). Assumes that a scenario shows itself in the balance of
evidence; it says nothing about how probable a scenario is.

>>> expected = {"a": {"f": Expectation(middle=0.8, firmness=12.0)}, "b": {"f": Expectation(middle=0.3, firmness=12.0)}}
>>> found = fit(date(2026, 11, 22), {"f": (12.0, 15.0)}, expected)
>>> [(one.scenario_id, round(one.share, 2)) for one in found.standings]
[('a', 0.63), ('b', 0.05), ('', 0.32)]
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import exp, fsum, log, sqrt

from scipy.special import betainc, betaincinv, betaln

from signpost.indicators import lean
from signpost.indicators.ledger import DailySums
from signpost.indicators.measure import BAND_SD, pools
from signpost.nouns.fit import Expectation, Fit, Standing
from signpost.nouns.framework import Scenario

TEMPER = 0.7
NEAR = 0.2
CONTRADICTS = 0.1
LEAST_FIRM, MOST_FIRM = 2.0, 60.0


def expectation(low: float, high: float) -> Expectation:
    """The range of levels (0-100) that a framework or an analyst states, as middle and firmness."""
    middle = min(max((low + high) / 200.0, 0.02), 0.98)
    half = max((high - low) / 200.0, 0.01)
    firmness = BAND_SD**2 * middle * (1.0 - middle) / half**2 - 1.0
    return Expectation(middle=middle, firmness=min(max(firmness, LEAST_FIRM), MOST_FIRM))


def expectations(scenarios: Sequence[Scenario]) -> dict[str, dict[str, Expectation]]:
    """What the framework's scenarios expect, by scenario and factor."""
    return {one.id: {f: expectation(*both) for f, both in one.expected.items()} for one in scenarios}


def evidence_on(sums: Mapping[str, DailySums], as_of: date) -> dict[str, tuple[float, float]]:
    """By factor: how many effective stories strengthen, and how many there are."""
    told = {factor_id: pools(one, as_of, as_of) for factor_id, one in sums.items()}
    return {f: (float(one.strengthening[0]), float(one.n_effective[0])) for f, one in told.items()}


def evidence_over(sums: Mapping[str, DailySums], days: Sequence[date]) -> dict[date, dict[str, tuple[float, float]]]:
    """`evidence_on` for several days (ascending) at little more than the cost of one."""
    told = {factor_id: pools(one, days[0], days[-1]) for factor_id, one in sums.items()}
    return {
        day: {f: (float(one.strengthening[at]), float(one.n_effective[at])) for f, one in told.items()}
        for day in days
        for at in [(day - days[0]).days]
    }


def fit(
    as_of: date,
    evidence: Mapping[str, tuple[float, float]],
    expected: Mapping[str, Mapping[str, Expectation]],
    priors: Mapping[str, float] | None = None,
) -> Fit:
    """Every scenario and "none of these" against the evidence of a day (`evidence_on`).

    `priors` by scenario id ("" for none of these), equal unless given. ValueError if they do not fit or sum to 0.
    A factor that a scenario has no expectation for says nothing for or against it.
    """
    ids = [*expected, ""]
    prior = {i: 1.0 / len(ids) for i in ids} if priors is None else {i: float(priors.get(i, -1.0)) for i in ids}
    total = fsum(prior.values())
    if min(prior.values()) < 0 or total <= 0:
        raise ValueError("the priors must name every scenario and “none of these”, none below 0, one above it")
    speaks = {i: {f: _speaks(expected[i].get(f), k, n) for f, (k, n) in evidence.items()} for i in expected}
    speaks[""] = dict.fromkeys(evidence, 0.0)
    logs = {i: log(prior[i] / total) + fsum(speaks[i].values()) for i in ids if prior[i] > 0}
    largest = max(logs.values())
    weight = {i: exp(logs[i] - largest) if i in logs else 0.0 for i in ids}
    whole = fsum(weight.values())
    standings = []
    for i in ids:
        agrees = {f: _agrees(one, *evidence[f]) for f, one in expected.get(i, {}).items() if f in evidence}
        standings.append(
            Standing(
                scenario_id=i,
                share=weight[i] / whole,
                prior=prior[i] / total,
                speaks=speaks[i],
                agrees=agrees,
                against=tuple(f for f, p in agrees.items() if p < CONTRADICTS),
                outside=tuple(
                    f for f, one in expected.get(i, {}).items() if f in evidence and _outside(one, *evidence[f])
                ),
            )
        )
    return Fit(as_of=as_of, standings=tuple(standings), telling=_telling(speaks, list(expected), list(evidence)))


def _speaks(expected: Expectation | None, k: float, n: float) -> float:
    if expected is None:
        return 0.0
    up, down = expected.firmness * expected.middle, expected.firmness * (1.0 - expected.middle)
    return TEMPER * float(betaln(up + k, down + n - k) - betaln(up, down) - betaln(1.0 + k, 1.0 + n - k))


def _agrees(expected: Expectation, k: float, n: float) -> float:
    up, down = lean.KAPPA * lean.PRIOR + k, lean.KAPPA * (1.0 - lean.PRIOR) + n - k
    low, high = max(0.0, expected.middle - NEAR), min(1.0, expected.middle + NEAR)
    return float(betainc(up, down, high) - betainc(up, down, low))


def _outside(expected: Expectation, k: float, n: float) -> bool:
    """Whether the level's 80 % band and the expected 80 % range lie apart."""
    up, down = lean.KAPPA * lean.PRIOR + k, lean.KAPPA * (1.0 - lean.PRIOR) + n - k
    spread = BAND_SD * sqrt(expected.middle * (1.0 - expected.middle) / (expected.firmness + 1.0))
    low, high = float(betaincinv(up, down, 0.1)), float(betaincinv(up, down, 0.9))
    return low > expected.middle + spread or high < expected.middle - spread


def _telling(speaks: Mapping[str, Mapping[str, float]], ids: Sequence[str], factors: Sequence[str]) -> dict[str, float]:
    told = {}
    for factor_id in factors:
        values = [speaks[i][factor_id] for i in ids]
        mean = fsum(values) / max(1, len(values))
        told[factor_id] = sqrt(fsum((one - mean) ** 2 for one in values) / max(1, len(values)))
    return told
