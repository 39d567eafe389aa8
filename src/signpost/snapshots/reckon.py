"""The computed part of a document: what follows from its evidence, its framework's words and its filters alone.

`freeze` writes it and `verify` computes it again, so a snapshot is recomputable by construction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from signpost.indicators.board import board
from signpost.indicators.options import Options
from signpost.indicators.sentences import level_sentence, opening_sentence
from signpost.nouns.framework import Factor, Framework
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.trend import Trend
from signpost.snapshots.document import json_value
from signpost.trends.fit import evidence_on, expectation, fit
from signpost.trends.shifts import shifts
from signpost.trends.trace import trace

ORDER = ["story_id", "headline_id", "factor_id", "analyst_id", "kind", "tagged_at", "known_from", "direction"]


def options_of(document: Mapping[str, Any]) -> Options:
    """How the document says that it was reckoned; the shipped method for one that says nothing."""
    said: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in document["signpost"].get("options", {}).items()
    }
    return Options(**said)


def reckon(counting: pd.DataFrame, framework: Framework, document: Mapping[str, Any]) -> dict[str, Any]:
    """sentence, indicators, composite, trends, shifts and fit, as JSON values.

    `counting` is `counted_rows`; of the document are read signpost.options, filters, as_of and expected.
    """
    options, filters = options_of(document), document["filters"]
    as_of = date.fromisoformat(document["as_of"])
    first, last = date.fromisoformat(filters["first"]), date.fromisoformat(filters["last"])
    factors = [framework.factor(name) for name in filters["factors"]]
    reckoned = board(counting, list(filters["factors"]), options)
    indicators = reckoned.indicators(as_of)
    together = reckoned.composite(indicators)
    found: dict[str, Any] = json_value(
        {
            "sentence": opening_sentence(indicators, together, framework, reckoned.latest(as_of)),
            "indicators": [_indicator(one, factor, framework) for one, factor in zip(indicators, factors, strict=True)],
            "composite": _composite(together),
            "trends": [_trend(trace(sums, name, first, last, options)) for name, sums in reckoned.sums.items()],
            "shifts": [
                asdict(shift) for sums in reckoned.sums.values() for shift in shifts(sums, as_of, options=options)
            ],
            "fit": _fit(document.get("expected"), evidence_on(reckoned.sums, as_of), as_of),
        }
    )
    return found


def _fit(
    expected: Mapping[str, Any] | None, evidence: Mapping[str, tuple[float, float]], as_of: date
) -> dict[str, Any] | None:
    if expected is None:
        return None
    ranges = {s: {f: expectation(*both) for f, both in told.items()} for s, told in expected["ranges"].items()}
    found = fit(as_of, evidence, ranges, expected["priors"])
    return {"standings": [asdict(one) for one in found.standings], "telling": dict(found.telling)}


def counted_rows(evidence: pd.DataFrame, factor_ids: Sequence[str], as_of: date) -> pd.DataFrame:
    """The rows of these factors on stories that count on `as_of` or before, in one order for any order of `evidence`.

    A story counts from its earliest tagged headline on; its later headlines are part of what is said about it.
    """
    rows = evidence[evidence["factor_id"].isin(list(factor_ids)).to_numpy(dtype=bool)]
    since = rows.groupby(["story_id", "factor_id"], sort=False)["day"].transform("min")
    rows = rows[(since <= pd.Timestamp(as_of)).to_numpy(dtype=bool)]
    return rows.sort_values(ORDER, kind="stable").reset_index(drop=True)


def _indicator(indicator: Indicator, factor: Factor, framework: Framework) -> dict[str, Any]:
    evidence, change, baseline = indicator.evidence, indicator.change, factor.baseline
    return {
        "id": indicator.factor_id,
        "level": indicator.level,
        "low": indicator.low,
        "high": indicator.high,
        "n_effective": indicator.n_effective,
        "standing": indicator.standing,
        "stories": evidence.stories,
        "outlets": evidence.outlets,
        "outlets_effective": evidence.outlets_effective,
        "analysts": evidence.analysts,
        "neutral": evidence.neutral,
        "contested": evidence.contested,
        "copies": evidence.copies,
        "publishers": evidence.publishers,
        "publishers_effective": evidence.publishers_effective,
        "change": {"since": change.since, "points": change.points, "p_up": change.p_up, "clear": change.clear},
        "sentence": level_sentence(indicator, framework),
        "baseline": {"level": baseline.level, "confidence": baseline.confidence, "reading": baseline.reading},
    }


def _composite(together: Composite) -> dict[str, Any]:
    return {
        "level": together.level,
        "low": together.low,
        "high": together.high,
        "change": together.change,
        "since": together.since,
        "rising": together.rising,
        "falling": together.falling,
        "weak": together.weak,
        "shares": [
            {"id": name, "weight": weight, "level": level, "points": points}
            for name, weight, level, points in together.shares
        ],
    }


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "id": trend.factor_id,
        "days": trend.days,
        "level": trend.level,
        "low": trend.low,
        "high": trend.high,
        "n_effective": trend.n_effective,
        "stories": trend.stories,
    }
