"""Ratings: what one analyst expects to see under a scenario."""

from dataclasses import dataclass
from datetime import datetime

LEVEL, SIGNPOST, PRIOR = "level", "signpost", "prior"
LIKELY = {  # how likely a signpost is within a review period, as a chance that stands for the words
    "HL": ("highly likely", 0.93),
    "L": ("likely", 0.70),
    "C": ("could be", 0.45),
    "U": ("unlikely", 0.20),
    "HU": ("highly unlikely", 0.05),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One analyst's word.

    `kind` LEVEL: the balance of evidence on factor `subject_id` would be `low` to `high` (0-100). SIGNPOST: the
    signpost `subject_id` would be `word` (a key of LIKELY). PRIOR: the scenario weighs `low` before any evidence (any
    unit; `scenario_id` "" is none of these).
    """

    analyst: str
    kind: str
    scenario_id: str
    subject_id: str = ""
    low: float | None = None
    high: float | None = None
    word: str = ""
    reason: str = ""
    said_at: datetime
