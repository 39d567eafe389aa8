"""Where everything is kept; the only SQL.

In: arrivals, events, outcomes, sealed snapshots. Out: nouns, and one frame of evidence (`store.tags.evidence`).
SQLite is embedded, PostgreSQL serves teams; both have the same tables and pass the same tests.

Why so: tags and story memberships are never updated in place but closed and opened anew, so any day's view can be had
again (`knowledge`). The queue reads a state column with a partial index instead of an anti-join (`inbox`). Writes are
small and begin immediately (`engine`). What ranks a headline comes in as a function, so no arrow points back.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from signpost.errors import FrameworkError, StoreError, StoreUnusable
from signpost.nouns.framework import Framework
from signpost.store.acknowledged import Acknowledged
from signpost.store.acts import Acts
from signpost.store.analysts import Analysts
from signpost.store.backup import backup, restore
from signpost.store.care import clear, faults
from signpost.store.codebook import Codebook
from signpost.store.coverage import Coverage
from signpost.store.deeds import Deeds
from signpost.store.draws import Draws
from signpost.store.dump import dump, load
from signpost.store.engine import Door
from signpost.store.feeds import Subscribing
from signpost.store.fetches import Record, Recording
from signpost.store.gaps import Gaps
from signpost.store.handed import Handed
from signpost.store.handovers import Handovers
from signpost.store.headlines import BULK, TOGETHER, Bundle, Keeping, Kept
from signpost.store.health import Checking
from signpost.store.inbox import Inbox, framework_row
from signpost.store.knowledge import known_now
from signpost.store.lease import Lease
from signpost.store.migrate import migrate
from signpost.store.notes import Notes
from signpost.store.picks import Picks, Place, Text
from signpost.store.premises import Premises
from signpost.store.ratings import Ratings
from signpost.store.reading import Page, Reading, Wanted
from signpost.store.rulings import Rulings
from signpost.store.schedules import Schedules
from signpost.store.snapshots import Listed, Snapshots
from signpost.store.stories import Change, Join, Likely, Proposal, Sitting, Stories
from signpost.store.suggested import Suggested
from signpost.store.tags import Saved, Tags
from signpost.store.training import Training
from signpost.store.values import Values
from signpost.store.views import Views
from signpost.store.wishes import Wishes

__all__ = [
    "BULK",
    "TOGETHER",
    "Bundle",
    "Change",
    "Join",
    "Kept",
    "Likely",
    "Listed",
    "Page",
    "Place",
    "Proposal",
    "Record",
    "Saved",
    "Sitting",
    "Store",
    "Text",
    "Wanted",
    "backup",
    "dump",
    "load",
    "open_store",
    "restore",
]


class Feeds(Subscribing, Recording, Checking):
    pass


class Headlines(Keeping, Reading):
    def __init__(self, door: Door, inbox: Inbox, row: int) -> None:
        Keeping.__init__(self, door, inbox)
        Reading.__init__(self, door, row)


class Store:
    """One open database under one framework."""

    def __init__(self, door: Door, framework: Framework, rank: Callable[[str, str], int]) -> None:
        self.door, self.framework = door, framework
        with door.writing() as connection:
            row = framework_row(connection, framework)
        self.inbox = Inbox(door, row, framework.digest, rank)
        self.picks = Picks(door, row)
        self.draws = Draws(door, row)
        self.handed = Handed(door, row)
        self.handovers = Handovers(door, self.inbox, row)
        self.suggested = Suggested(door, row)
        self.coverage = Coverage(door, row)
        self.feeds = Feeds(door)
        self.gaps = Gaps(door)
        self.headlines = Headlines(door, self.inbox, row)
        self.stories = Stories(door, row)
        self.tags = Tags(door, self.inbox, row, framework.version)
        self.analysts = Analysts(door)
        self.acts = Acts(door, row)
        self.rulings = Rulings(door, row)
        self.codebook = Codebook(door, row)
        self.training = Training(door, row)
        self.snapshots = Snapshots(door, row)
        self.schedules = Schedules(door, row)
        self.premises = Premises(door, row)
        self.notes = Notes(door, row)
        self.ratings = Ratings(door, row)
        self.deeds = Deeds(door, row)
        self.acknowledged = Acknowledged(door, row)
        self.views = Views(door, row)
        self.wishes = Wishes(door)
        self.values = Values(door)
        self.lease = Lease(door)

    def knowledge(self) -> datetime:
        """The knowledge clock: it moves at every change of tags or stories; caches key on it."""
        with self.door.reading() as connection:
            return known_now(connection)

    def faults(self) -> list[str]:
        """What is wrong with the database, in sentences; empty if all is well."""
        return faults(self.door)

    def clear(self) -> None:
        """Remove everything but frameworks and settings; only ever for the demo, whose analysts are invented too."""
        clear(self.door)

    def close(self) -> None:
        self.door.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str, framework: Framework, rank: Callable[[str, str], int], *, file: Path | str = "") -> Store:
    """Open a database (a URL, or the path of an SQLite file), bring it up to date, and check the framework against it.

    Raises StoreError, and FrameworkError (naming `file`) if the framework lacks an id that has tags.
    """
    door = Door(url)
    try:
        migrate(door)
        store = Store(door, framework, rank)
        check_ids(store, framework, file)
    except (StoreError, FrameworkError):
        door.close()
        raise
    except OSError as error:
        door.close()
        raise StoreUnusable(door.name, str(error)) from error
    return store


def check_ids(store: Store, framework: Framework, file: Path | str) -> None:
    """An id that has tags can be retired, never removed: its tags would hang in the air."""
    known = {f.id for f in framework.factors} | {s.id for f in framework.factors for s in f.signposts}
    known |= {deed.id for scenario in framework.scenarios for deed in scenario.signposts}
    for name, count in store.tags.used_ids().items():
        if name not in known:
            reason = f"has {count} judgements in this database; retire it (retired = date) instead of removing it"
            raise FrameworkError(file or framework.title, name, reason)
