"""Judgements: what an analyst says of a headline (and so of its story). Append-only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """What a story says about a factor's strength: about the watched quality, never about good or bad."""

    STRENGTHENS = "strengthens"
    NEUTRAL = "neutral"
    WEAKENS = "weakens"


class Kind(StrEnum):
    """TAG: factor × direction × weight. DEED: a scenario's signpost was observed. RULING: settles a disagreement."""

    TAG = "tag"
    NOT_RELEVANT = "not_relevant"
    DEED = "deed"
    RULING = "ruling"


WEIGHTS = {1: "slight", 2: "moderate", 3: "major"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyst:
    """The person who tags."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One analyst's word on a headline at a time.

    `uid` is made where the word was given (the browser, a file), so that sending it twice stores it once.
    `known_from`/`known_to` say when the store knew it; `known_to` is None while it stands.
    """

    uid: str
    kind: Kind
    headline_id: int
    analyst: Analyst
    factor_id: str | None
    direction: Direction | None
    weight: int | None
    signpost_id: str | None
    note: str
    reason: str
    tagged_at: datetime
    framework_id: str
    framework_version: str
    known_from: datetime
    known_to: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A deed that an analyst tagged as observed, on the headline that reports it. `at` is the headline's time."""

    deed_id: str
    story_id: int
    headline_id: int
    title: str
    url: str
    outlet: str
    at: datetime
    rtl: bool
    language: str
    analyst: str
    note: str


class Action(StrEnum):
    """What an event asks for. LATER puts a headline off; UNDO takes back an event; WITHDRAW ends a judgement.

    SAME and APART answer whether a headline reports the event of its story.
    """

    TAG = "tag"
    NOT_RELEVANT = "not_relevant"
    DEED = "deed"
    RULING = "ruling"
    LATER = "later"
    UNDO = "undo"
    WITHDRAW = "withdraw"
    SAME = "same"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing an analyst did, as sent by a page or read from a file; checked against the framework.

    `undoes` is the uid of the event or judgement that UNDO or WITHDRAW means; `other_id` the headline that SAME or
    APART compared with (0: whichever stands for the story).
    """

    uid: str
    action: Action
    headline_id: int
    at: datetime
    factor_id: str = ""
    direction: Direction | None = None
    weight: int = 2
    signpost_id: str = ""
    note: str = ""
    reason: str = ""
    undoes: str = ""
    other_id: int = 0
