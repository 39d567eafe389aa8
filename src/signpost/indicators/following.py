"""The board kept up to date: what changed is read, the rest is kept.

A change of one tag costs its story (`running`), the splicing of a frame, and nothing that grows with the number of tags
read anew. The result is to the bit what `board` makes of the whole evidence, in the same order of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from signpost.indicators.board import Board, board
from signpost.indicators.ledger import ledger
from signpost.indicators.running import Running


@dataclass(slots=True)
class Following:
    """Follows the evidence on these factors from one state of knowledge to the next."""

    factor_ids: Sequence[str]
    now: Board | None = field(default=None, init=False)
    _running: Running | None = field(default=None, init=False)

    def start(self, evidence: pd.DataFrame) -> Board:
        """Begin with the whole evidence."""
        self._running = None  # made with the first change: it costs more than the board
        self.now = board(evidence, self.factor_ids)
        return self.now

    def told(self, story_ids: set[int], rows: pd.DataFrame) -> Board:
        """These stories changed; `rows` are all that they have now. ValueError before `start`."""
        if self.now is None:
            raise ValueError("the whole evidence comes first")
        if not story_ids:
            return self.now
        if self._running is None:
            self._running = Running(self.now.evidence)
        self._running.tell_all(rows, story_ids)
        self.now = Board(
            evidence=spliced(self.now.evidence, story_ids, rows),
            stories=spliced(self.now.stories, story_ids, ledger(rows)),
            sums={factor_id: self._running.sums(factor_id) for factor_id in self.factor_ids},
        )
        return self.now


def spliced(frame: pd.DataFrame, story_ids: set[int], rows: pd.DataFrame) -> pd.DataFrame:
    """The frame (sorted by story_id) with the rows of these stories in the place of theirs."""
    kept = frame[~np.isin(frame["story_id"].to_numpy(dtype=np.int64), np.fromiter(story_ids, np.int64))]
    if rows.empty:
        return kept.reset_index(drop=True)
    if kept.empty:
        return rows.reset_index(drop=True)
    together = pd.concat([kept, rows.astype(kept.dtypes.to_dict())], ignore_index=True)
    order = np.argsort(together["story_id"].to_numpy(dtype=np.int64), kind="stable")
    return together.take(order).reset_index(drop=True)
