"""Acknowledgements: somebody has seen a shift and owns it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from signpost.nouns.shift import Shift

NEAR_DAYS = 10  # the most likely day of a shift moves by some days as evidence comes in


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """`analyst` took note of the shift of this factor, this `way`, that began about `since`; `words` are what to do
    about it, or why."""

    id: int
    factor_id: str
    way: str
    since: date
    words: str
    analyst: str
    said_at: datetime

    def means(self, shift: Shift) -> bool:
        """Whether this is said of the shift: same factor and way, and its day near enough."""
        same = (self.factor_id, self.way) == (shift.factor_id, shift.way)
        return same and abs((self.since - shift.since).days) <= NEAR_DAYS


def acknowledged(shift: Shift, said: Iterable[Acknowledgement]) -> Acknowledgement | None:
    """What was said last of a shift, if anything."""
    return max((one for one in said if one.means(shift)), key=lambda one: (one.said_at, one.id), default=None)
