"""Snapshots: a sealed, recomputable state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What was seen: which factors, which days, and which outlets or analysts were left out."""

    factors: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """`document` is everything, as JSON types only; `digest` is the SHA-256 of its canonical JSON."""

    id: str
    title: str
    comment: str
    created_at: datetime
    created_by: str
    framework_id: str
    framework_version: str
    as_of: date
    known_at: datetime
    digest: str
    document: Mapping[str, Any]
