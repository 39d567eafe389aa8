"""Headlines: one item as it arrived, and as it is kept."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum


class TimeFlag(StrEnum):
    """What is wrong with the time that the item claimed. Nothing is ever replaced by "now"."""

    OK = "ok"
    MISSING = "missing"
    SILLY = "silly"
    FUTURE = "future"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An item as parsed, before it is kept. Texts are plain, links http(s) or "".

    `key` identifies the item within its feed (or file); `published_at` is None where the item gave no usable time.
    """

    key: str
    title: str
    url: str = ""
    summary: str = ""
    published_at: datetime | None = None
    time_flag: TimeFlag = TimeFlag.MISSING
    language: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A kept item. It never changes; a later edit by the outlet is a Revision.

    `at` is when it counts: the published time, not later than first seen; first seen where none was given.
    `rtl` says that the title reads right to left.
    """

    id: int
    story_id: int
    outlet: str
    perspective: str
    title: str
    summary: str
    url: str
    language: str
    rtl: bool
    published_at: datetime | None
    time_flag: TimeFlag
    first_seen_at: datetime
    at: datetime
    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """How a headline read after the outlet changed it."""

    headline_id: int
    seen_at: datetime
    title: str
    summary: str
    url: str


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """How one text became another, word by word: pieces in reading order, each "same", "removed" or "added".

    Joined by spaces, the pieces that were not added are the old text, those that were not removed the new one.

    >>> difference("Talks resume in Vienna", "Talks collapse in Vienna")
    [('same', 'Talks'), ('removed', 'resume'), ('added', 'collapse'), ('same', 'in Vienna')]
    """
    before, after = old.split(), new.split()
    pieces: list[tuple[str, str]] = []
    for what, i, j, m, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(("same", " ".join(before[i:j])))
            continue
        pieces += [("removed", " ".join(before[i:j]))] if j > i else []
        pieces += [("added", " ".join(after[m:n]))] if n > m else []
    return pieces
