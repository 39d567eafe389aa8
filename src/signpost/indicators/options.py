"""The method with something left out or changed, to see whether a reading depends on it.

Every default is the method as it is shipped, to the bit. What is left out is left out of the evidence: its tags count
as never given, so that a story stays as long as somebody else's tag on it does.

>>> Options(without_outlets=("Daily",)).words
'without Daily'
>>> Options().words
''
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signpost.indicators.ledger import Floats, Ints

SALIENCE = np.array([0.8, 1.0, 1.25])  # of a tag's weight 1, 2, 3, where weights count


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to reckon. `half_life` in days: the shipped one grows shorter where the balance wanders (`memory`), any other
    is kept as it is asked for; `lean`: take off the usual lean; `weights`: let weighty stories count more.

    `without_…` name what is left out: outlets and perspectives as in the evidence, analysts and signposts by id.
    ValueError for a half-life that is not above 0.
    """

    half_life: float = 14.0
    lean: bool = True
    weights: bool = False
    without_outlets: tuple[str, ...] = ()
    without_perspectives: tuple[str, ...] = ()
    without_analysts: tuple[int, ...] = ()
    without_signposts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.half_life > 0:
            raise ValueError(f"a half-life of {self.half_life} days is not above 0")

    @property
    def fade(self) -> float:
        """What a story still counts after a day."""
        return float(2.0 ** (-1.0 / self.half_life))

    @property
    def carrying_days(self) -> int:
        """Three half-lives: a story then still weighs an eighth."""
        return round(3.0 * self.half_life)

    @property
    def span(self) -> str:
        """The carrying days in words: "six weeks"."""
        return {21: "three weeks", 42: "six weeks"}.get(self.carrying_days, f"{self.carrying_days} days")

    def evidence(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows that count; the frame itself where nothing is left out. The frame is not changed."""
        left_out = np.zeros(len(frame), dtype=bool)
        for column, names in (
            ("outlet", self.without_outlets),
            ("perspective", self.without_perspectives),
            ("analyst_id", self.without_analysts),
            ("signpost_id", self.without_signposts),
        ):
            if names:
                left_out |= frame[column].isin(names).to_numpy(dtype=bool)
        return frame[~left_out] if left_out.any() else frame

    def story_weights(self, weight: Ints) -> Floats:
        """What each story counts by the largest weight its tags gave it (1-3): 1 unless weights count."""
        if not self.weights:
            return np.ones(len(weight))
        return np.asarray(SALIENCE[np.clip(weight, 1, 3) - 1], dtype=np.float64)

    @property
    def words(self) -> str:
        """What differs from the shipped method, in words for a label; "" for nothing."""
        said = [f"without {name}" for name in (*self.without_outlets, *self.without_perspectives)]
        said += [f"without analyst {analyst}" for analyst in self.without_analysts]
        said += [f"without signpost {name}" for name in self.without_signposts]
        said += [] if self.lean else ["lean left in"]
        said += ["weights on"] if self.weights else []
        said += [f"half-life {self.half_life:g} days"] if self.half_life != SHIPPED.half_life else []
        return ", ".join(said)


SHIPPED = Options()
