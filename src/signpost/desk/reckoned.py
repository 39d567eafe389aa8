"""What pages show of the tags, reckoned up once and remembered until the tags change.

Everything here is a pure function of the evidence as known at a moment, so that moment is the key: a change of tags
moves the store's knowledge clock on, and what was remembered under the old moment is simply not asked for again.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime
from typing import TypeVar

import pandas as pd

from signpost.desk.remembered import Remembered
from signpost.indicators.board import Board, board
from signpost.indicators.evidence import carrying, signpost_counts
from signpost.nouns.framework import Factor, Framework
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.trend import Trend
from signpost.store import Store
from signpost.trends.trace import moved, trace

T = TypeVar("T")


class Reckoned:
    """The evidence as known at one moment, and what follows from it."""

    def __init__(self, store: Store, framework: Framework, boards: Remembered, views: Remembered, at: datetime) -> None:
        self._store, self._framework, self._boards, self._views, self.at = store, framework, boards, views, at

    @property
    def board(self) -> Board:
        ids = [factor.id for factor in self._framework.active]
        return self._boards.once(self.at, lambda: board(self._store.tags.evidence(self.at), ids))

    def once(self, *key: Hashable, make: Callable[[], T]) -> T:
        """Anything else that is made of this evidence alone, by a key of the caller's."""
        return self._views.once((self.at, *key), make)

    def indicators(self, today: date) -> tuple[Indicator, ...]:
        return self.once("indicators", today, make=lambda: self.board.indicators(today))

    def composite(self, today: date) -> Composite:
        return self.once("composite", today, make=lambda: self.board.composite(self.indicators(today)))

    def latest(self, today: date) -> date | None:
        return self.once("latest", today, make=lambda: self.board.latest(today))

    def trend(self, factor_id: str, first: date, last: date) -> Trend:
        sums = self.board.sums
        return self.once("trend", factor_id, first, last, make=lambda: trace(sums[factor_id], factor_id, first, last))

    def moved(self, factor_id: str, day: date, before: date) -> pd.DataFrame:
        """`trends.trace.moved`, with the factor's id in a column of its own."""
        whole = self.board
        return self.once(
            *("moved", factor_id, day, before),
            make=lambda: moved(whole.evidence, whole.stories, factor_id, day, before).assign(factor_id=factor_id),
        )

    def moved_most(self, factor_ids: Sequence[str], day: date, before: date, kind: str, most: int) -> pd.DataFrame:
        """The rows of one kind over several factors, largest effect first."""
        together = pd.concat([self.moved(factor_id, day, before) for factor_id in factor_ids], ignore_index=True)
        together = together[(together["kind"] == kind).to_numpy(dtype=bool)]
        return together.sort_values("points", key=lambda points: -points.abs(), kind="stable").head(most)

    def carrying(self, factor_id: str, today: date) -> pd.DataFrame:
        """`indicators.evidence.carrying`, with the factor's id in a column of its own."""
        whole = self.board
        return self.once(
            *("carrying", factor_id, today),
            make=lambda: carrying(whole.evidence, whole.stories, factor_id, today).assign(factor_id=factor_id),
        )

    def signposts(self, factor: Factor, today: date) -> pd.DataFrame:
        return self.once(
            "signposts", factor.id, today, make=lambda: signpost_counts(self.board.evidence, factor, today)
        )
