"""Premises: what analysts say of an assumption that factors rest on."""

from dataclasses import dataclass
from datetime import date, datetime

STATES = ("holds", "caveated", "unsupported", "unchecked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """The state of an assumption (one of `STATES`) since `day`, and why.

    `analyst` said so at `said_at`; it stood until `ended_at` (None: it stands). `analyst` is "" and `said_at` None for
    what the framework's file says before anybody has said anything.
    """

    assumption_id: str
    state: str
    day: date | None
    reason: str
    analyst: str
    said_at: datetime | None
    ended_at: datetime | None = None
