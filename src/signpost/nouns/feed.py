"""Feeds, who publishes them, and what a fetch of one brought."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

STAYS = -1  # instead of the times that a permanent redirect was seen: the address is kept all the same
GONE = "gone"  # how the reason begins of a feed that was paused because its site says that it has ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes. `reliability` is the Admiralty letter A-F, `perspective` such as "Russian state"; "" unknown.

    `family` names whom the outlet belongs to where several do (one owner, one state's agencies); "" its own.
    """

    name: str
    perspective: str = ""
    country: str = ""
    language: str = ""
    reliability: str = "F"
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscribed address, with what the last fetch left for the next one. Times are UTC-aware.

    `paused` is the reason in words ("" while it is collected); `failures` counts failed fetches in a row, and
    `last_error` without failures says what was wrong with a good one (it held no items). `user_agent` is this feed's
    own ("" the usual one). `every_s` is a rhythm set by hand in seconds, 0 for one that adapts; `interval_s` is the one
    in use and `waiting` says in words why the next check is when it is. `moved_to` is where a permanent redirect under
    observation leads, first seen at `moved_since` and `moved_seen` times so far (STAYS: an analyst keeps the old one).
    `asked_at` is when somebody last asked for it by hand, `last_new_at` when it last brought something new, `items` how
    many its last well-read answer held.
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
    user_agent: str = ""
    every_s: int = 0
    waiting: str = ""
    moved_to: str = ""
    moved_since: datetime | None = None
    moved_seen: int = 0
    asked_at: datetime | None = None
    last_new_at: datetime | None = None
    items: int = 0


class OutcomeKind(StrEnum):
    """How a fetch ended, as scripts see it."""

    NEW = "new"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one feed brought in one round.

    `items` counts the answer's items, `cut` those of them beyond the cap; `size` is in decoded bytes. `error` is a
    sentence or "", `flaw` one about an answer that was read although something was wrong with it, and `waiting` one
    about why the next check is when it is.
    """

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
    items: int = 0
    size: int = 0
    flaw: str = ""
    waiting: str = ""
