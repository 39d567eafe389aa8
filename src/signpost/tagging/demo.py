"""The demo: invented headlines and judgements, plainly marked, with their own clocks (known when they were made).

It goes into an empty database only, and nothing real goes into a database that holds it.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from signpost.errors import SettingsError
from signpost.feeds.headline_file import read
from signpost.feeds.sheet import opened
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.nouns.row import BadRow
from signpost.store import BULK, Store
from signpost.tagging.tag_file import import_tags

SEEN_AFTER = timedelta(minutes=5)  # as a collector would have, and before anybody judged it


def is_demo(store: Store) -> bool:
    return store.values.get("demo") == "yes"


def today(store: Store, now: datetime) -> date:
    """The day that everything opens on: today in UTC; for the demo the last day that it tells of."""
    if is_demo(store) and (newest := store.headlines.newest()):
        return newest.date()
    return now.date()


def load_demo(
    store: Store, folder: Path, now: datetime, progress: Callable[[str], None] = lambda sentence: None
) -> tuple[int, int]:
    """Load the demo; (headlines, judgements). Raises SettingsError if anything real is there."""
    if is_demo(store):
        raise SettingsError("demo", "it is loaded already")
    if store.headlines.count() or store.feeds.all():
        raise SettingsError("demo", "this database holds real feeds or headlines; use another one (--database FILE)")
    store.values.set("demo", "yes")
    by_outlet: dict[Outlet, list[Arrival]] = defaultdict(list)
    with opened(folder / "headlines.csv") as file:
        for row in read(file, "headlines.csv", now):
            if isinstance(row, BadRow):
                raise SettingsError("demo", f"headlines.csv line {row.line}: {row.reason}")
            by_outlet[row[1]].append(row[2])
    headlines = 0
    for outlet, arrivals in by_outlet.items():
        kept = store.headlines.keep(arrivals, outlet=outlet, now=now, chunk=BULK, seen=first_seen)
        headlines += kept.added
        progress(f"{headlines} headlines")
    done = import_tags(store, folder / "tags.csv", now, lambda rows: progress(f"{rows} judgements"), own_clock=True)
    if done.bad:
        raise SettingsError("demo", f"tags.csv line {done.bad[0].line}: {done.bad[0].reason}")
    return headlines, done.added


def first_seen(arrival: Arrival) -> datetime:
    if arrival.published_at is None:
        raise SettingsError("demo", f"“{arrival.title}” has no time")
    return arrival.published_at + SEEN_AFTER


def clear_demo(store: Store) -> None:
    """Empty a database that holds the demo; raises SettingsError for any other."""
    if not is_demo(store):
        raise SettingsError("demo", "this database does not hold the demo; nothing was removed")
    store.clear()
    store.values.set("demo", "")
