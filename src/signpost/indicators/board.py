"""All factors at once: the evidence reckoned up one time, then measured on any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from signpost.indicators.ledger import DailySums, daily, ledger
from signpost.indicators.measure import composite, measure
from signpost.indicators.options import SHIPPED, Options
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.shift import Shift


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Board:
    """`evidence` as the store gave it, less what `options` leave out; `stories` its ledger, `sums` its daily sums by
    factor id."""

    evidence: pd.DataFrame
    stories: pd.DataFrame
    sums: Mapping[str, DailySums]
    options: Options = SHIPPED

    def indicators(self, as_of: date, reference: date | None = None) -> tuple[Indicator, ...]:
        """Every factor, in the order they were asked for, against the reference day (30 days before)."""
        return tuple(measure(sums, as_of, reference, self.options) for sums in self.sums.values())

    def latest(self, as_of: date) -> date | None:
        """The day of the newest story up to `as_of` that points either way."""
        directional = ~self.stories["neutral_only"].astype(bool) & (self.stories["day"] <= pd.Timestamp(as_of))
        return self.stories.loc[directional, "day"].max().date() if directional.any() else None

    def composite(self, indicators: tuple[Indicator, ...]) -> Composite:
        return composite(indicators)


def board(evidence: pd.DataFrame, factor_ids: Sequence[str], options: Options = SHIPPED) -> Board:
    """Reckon up the evidence on these factors."""
    evidence = options.evidence(evidence)
    weigh = options.story_weights if options.weights else None
    return Board(
        evidence=evidence,
        stories=ledger(evidence),
        sums={factor_id: daily(evidence, factor_id, weigh) for factor_id in factor_ids},
        options=options,
    )


def indicator_json(indicator: Indicator, shift: Shift | None = None) -> dict[str, Any]:
    """An indicator as scripts read it (a contract). `alert` and `since` are of the shift that is open, if one is."""
    return {
        "id": indicator.factor_id,
        "level": indicator.level,
        "low": indicator.low,
        "high": indicator.high,
        "stories": indicator.evidence.stories,
        "outlets": indicator.evidence.outlets,
        "neutral": indicator.evidence.neutral,
        "n_effective": indicator.n_effective,
        "alert": shift.way if shift else None,
        "since": shift.since.isoformat() if shift else None,
    }


def composite_json(whole: Composite) -> dict[str, Any]:
    return {
        "level": whole.level,
        "low": whole.low,
        "high": whole.high,
        "change": whole.change,
        "since": whole.since.isoformat(),
        "rising": whole.rising,
        "falling": whole.falling,
        "weak": whole.weak,
        "parts": [{"id": i, "share": s, "level": level, "moved": m} for i, s, level, m in whole.shares],
    }
