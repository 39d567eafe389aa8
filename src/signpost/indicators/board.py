"""All factors at once: the evidence reckoned up one time, then measured on any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

from signpost.indicators.layers import Base, Layers
from signpost.indicators.ledger import DailySums, daily, day_of, number_of
from signpost.indicators.measure import composite, measure
from signpost.indicators.options import SHIPPED, Options
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.shift import Shift

VERSIONS = count(1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Board:
    """`layers` hold the evidence as the store gave it, less what `options` leave out; `sums` are its daily sums by
    factor id. `versions`: a number for each factor's rows, never given twice, the same as long as none of them changes.
    """

    layers: Layers
    sums: Mapping[str, DailySums]
    versions: Mapping[str, int]
    options: Options = SHIPPED

    @property
    def evidence(self) -> pd.DataFrame:
        """All rows; after a change it is put together when first asked for."""
        return self.layers.evidence

    @property
    def stories(self) -> pd.DataFrame:
        """The ledger of all rows."""
        return self.layers.stories

    def entries(self, factor_id: str, after: date, until: date) -> pd.DataFrame:
        """The ledger of a factor's stories after one day and up to another; costs what it finds."""
        return self.layers.entries_of(factor_id, number_of(after) + 1, number_of(until))

    def rows(self, entries: pd.DataFrame, factor_id: str) -> pd.DataFrame:
        """All rows on the factor of these stories."""
        return self.layers.rows_of(factor_id, entries["story_id"].to_numpy(dtype=np.int64))

    def indicators(self, as_of: date, reference: date | None = None) -> tuple[Indicator, ...]:
        """Every factor, in the order they were asked for, against the reference day (30 days before)."""
        return tuple(measure(sums, as_of, reference, self.options) for sums in self.sums.values())

    def latest(self, as_of: date) -> date | None:
        """The day of the newest story up to `as_of` that points either way."""
        newest = self.layers.newest(number_of(as_of))
        return None if newest is None else day_of(newest)

    def composite(self, indicators: tuple[Indicator, ...]) -> Composite:
        return composite(indicators)


def board(evidence: pd.DataFrame, factor_ids: Sequence[str], options: Options = SHIPPED) -> Board:
    """Reckon up the evidence on these factors."""
    evidence = options.evidence(evidence)
    weigh = options.story_weights if options.weights else None
    return Board(
        layers=Layers(base=Base(evidence)),
        sums={factor_id: daily(evidence, factor_id, weigh) for factor_id in factor_ids},
        versions={factor_id: next(VERSIONS) for factor_id in factor_ids},
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
