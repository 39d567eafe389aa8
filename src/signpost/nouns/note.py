"""Notes: what an analyst writes at a day of the trend, so that a line can be read against what happened."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """ "12 Nov: ceasefire signed". `factor_id` "" stands on every factor's chart.

    `uid` stays the same when the note is changed; `analyst` is the name of who said it last, at `said_at`.
    """

    uid: str
    day: date
    factor_id: str
    words: str
    analyst: str
    said_at: datetime
