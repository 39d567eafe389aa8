"""The queue: what is put in front of an analyst, why, and which part of it they asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

EVERY = 10  # one card in so many is an audit, one in so many a second reading
AUDIT_AT, OVERLAP_AT = 2, 7  # where in each ten they stand


class Turn(StrEnum):
    """Why a headline comes up.

    RANKED in the order of the pile. AUDIT drawn at random from all that waits, to check that order. OVERLAP drawn at
    random from what one colleague judged, for a second reading. HANDED_OVER by a colleague. SECOND tagged by a
    colleague and not yet by this analyst, when nothing else waits. LATER put off by this analyst.
    """

    RANKED = "ranked"
    AUDIT = "audit"
    OVERLAP = "overlap"
    HANDED_OVER = "handed over"
    SECOND = "second"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One headline for one analyst. `why` in words ("" where there is nothing to say).

    `blind`: neither hints nor anybody's judgement may be shown with it, since the answer is to be independent.
    `borrowed`: a colleague has it on screen, and nothing else waits.
    """

    headline_id: int
    kind: Turn = Turn.RANKED
    why: str = ""
    borrowed: bool = False

    @property
    def blind(self) -> bool:
        return self.kind in (Turn.AUDIT, Turn.OVERLAP, Turn.SECOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The part of the queue that an analyst asked for; an empty field asks nothing.

    `factor` is an id that a headline is suggested for. `first` and `last` are days (UTC), both included. `untagged`:
    "anyone" what nobody judged, "me" also what colleagues judged and I have not; "" means "anyone".
    """

    factor: str = ""
    outlet: str = ""
    perspective: str = ""
    language: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""
    untagged: str = ""

    def __bool__(self) -> bool:
        """Whether anything is filtered at all."""
        return self != Wanted() and self != Wanted(untagged="anyone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A headline drawn at random. `probability` is the chance it had among the `waiting` of that draw."""

    headline_id: int
    kind: Turn
    probability: float
    waiting: int
    drawn_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A judged audit draw: what it turned out to be, and what happened to the pile since it was drawn.

    `waiting` is the size of the pile it was drawn from; `judged` and `found` say how many of that pile were judged
    since, and how many of those were relevant.
    """

    relevant: bool
    probability: float
    waiting: int
    judged: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A factor that the machine proposes for a headline; `score` 0..1. It counts for nothing."""

    headline_id: int
    factor_id: str
    score: float
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A headline that one analyst asked another to judge; `done_at` None while it waits."""

    id: int
    headline_id: int
    from_id: int
    from_name: str
    to_id: int
    to_name: str
    asked_at: datetime
    note: str
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of what was collected has been judged, in stories: `judged` of `stories`, under a `name`."""

    name: str
    stories: int
    judged: int

    @property
    def share(self) -> float:
        """0..1; 0 where nothing was collected."""
        return self.judged / self.stories if self.stories else 0.0


def mixed(ranked: Sequence[Pick], audits: Sequence[Pick], overlaps: Sequence[Pick], before: int = 0) -> list[Pick]:
    """One order of all: in each ten one audit and one second reading, as long as there are any.

    `before` cards are on the page already, so the count goes on from there. What is left of the draws when the ranked
    ones end comes after them.
    """
    rest = {AUDIT_AT: list(reversed(audits)), OVERLAP_AT: list(reversed(overlaps))}
    order: list[Pick] = []
    for pick in ranked:
        while drawn := rest.get((before + len(order)) % EVERY):
            order.append(drawn.pop())
        order.append(pick)
    return order + rest[AUDIT_AT][::-1] + rest[OVERLAP_AT][::-1]
