"""Feeds, who publishes them, and what a fetch of one brought."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes. `reliability` is the Admiralty letter A-F, `perspective` such as "Russian state"; "" unknown."""

    name: str
    perspective: str = ""
    country: str = ""
    language: str = ""
    reliability: str = "F"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscribed address, with what the last fetch left for the next one. Times are UTC-aware.

    `paused` is the reason in words ("" while it is collected); `failures` counts failed fetches in a row.
    """

    id: int
    url: str
    title: str
    outlet: Outlet
    etag: str = ""
    modified: str = ""
    body_hash: str = ""
    paused: str = ""
    note: str = ""
    interval_s: int = 1800
    next_fetch_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_error: str = ""
    failures: int = 0


class OutcomeKind(StrEnum):
    """How a fetch ended, as scripts see it."""

    NEW = "new"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one feed brought in one round. `cut` counts items beyond the cap; `error` is a sentence or ""."""

    feed_id: int
    url: str
    kind: OutcomeKind
    started_at: datetime
    elapsed_s: float
    status: int | None = None
    added: int = 0
    revised: int = 0
    unchanged: int = 0
    cut: int = 0
    error: str = ""
