"""The board kept up to date: what changed is read, the rest is kept.

A change of one tag costs its story: its days are summed anew (`running`), its rows are laid over the others (`layers`).
The result is to the bit what `board` makes of the whole evidence, in the same order of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from signpost.indicators.board import VERSIONS, Board, board
from signpost.indicators.running import Running


@dataclass(slots=True)
class Following:
    """Follows the evidence on these factors from one state of knowledge to the next."""

    factor_ids: Sequence[str]
    now: Board | None = field(default=None, init=False)
    _running: Running = field(default_factory=Running, init=False)

    def start(self, evidence: pd.DataFrame) -> Board:
        """Begin with the whole evidence."""
        self.now = board(evidence, self.factor_ids)
        self._running = Running(below=self.now.layers.base, made=self.now.sums)
        return self.now

    def told(self, story_ids: set[int], rows: pd.DataFrame) -> Board:
        """These stories changed; `rows` are all that they have now. ValueError before `start`."""
        before = self.now
        if before is None:
            raise ValueError("the whole evidence comes first")
        about = before.layers.factors_of(story_ids) | set(rows["factor_id"])
        if not about:
            return before
        self._running.tell_all(rows, story_ids)
        sums = {factor_id: self._running.sums(factor_id) for factor_id in self.factor_ids}
        layers = before.layers.told(story_ids, rows)
        if layers.base is not before.layers.base:
            self._running = Running(below=layers.base, made=sums)
        self.now = Board(
            layers=layers,
            sums=sums,
            versions={one: next(VERSIONS) if one in about else before.versions[one] for one in self.factor_ids},
        )
        return self.now
