"""What a fetch leaves behind, and how it is said. Pure."""

from dataclasses import dataclass
from datetime import datetime

from signpost.errors import SignpostError
from signpost.feeds.entries import MOST_ITEMS, Parsed
from signpost.feeds.fetch import Fetched
from signpost.nouns.feed import Feed, Outcome, OutcomeKind


@dataclass(slots=True, kw_only=True)
class Brought:
    """What came of one feed, filled in on the way: first what will be its outcome, then what follows from it.

    Validators are None where the stored ones stay as they are.
    """

    kind: OutcomeKind = OutcomeKind.FAILED
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
    fetched: Fetched | None = None
    read: Parsed | None = None
    retry_after: int | None = None
    pauses: tuple[str, datetime] | None = None
    until: datetime | None = None
    etag: str | None = None
    modified: str | None = None
    body_hash: str | None = None
    reaches_back: bool = False

    def forget(self) -> None:
        """Have the next answer read in full, whatever its validators say."""
        self.etag = self.modified = self.body_hash = ""
        self.reaches_back = False


def left_out(brought: Brought, why: str, until: datetime) -> None:
    """It was not fetched, and waits until then."""
    brought.kind, brought.error, brought.waiting = OutcomeKind.SKIPPED, f"left out: {why}", why
    brought.until = until


def outcome(feed: Feed, b: Brought, started_at: datetime, elapsed_s: float, waiting: str) -> Outcome:
    return Outcome(
        feed_id=feed.id,
        url=feed.url,
        kind=b.kind,
        started_at=started_at,
        elapsed_s=round(elapsed_s, 3),
        status=b.status,
        added=b.added,
        revised=b.revised,
        unchanged=b.unchanged,
        cut=b.cut,
        error=b.error,
        items=b.items,
        size=b.size,
        flaw=b.flaw,
        waiting=waiting,
    )


def flaw_in_words(fetched: Fetched, read: Parsed) -> str:
    """What was wrong with an answer that was read all the same; "" if nothing was."""
    said = []
    if fetched.cut_short:
        said.append(f"the answer ended early; {counted(read.items)} read")
    if read.cut:
        said.append(f"{read.items - read.cut:,} of {read.items:,} items were kept; the cap is {MOST_ITEMS:,}")
    if read.flaw:
        said.append(read.flaw)
    return "; ".join(said)


def counted(items: int) -> str:
    return "1 item was" if items == 1 else f"{items:,} items were"


def sentence(error: Exception) -> str:
    text = str(error) if isinstance(error, SignpostError) else f"{type(error).__name__}: {error}"
    return text[:300]
