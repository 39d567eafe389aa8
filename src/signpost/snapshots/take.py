"""Taking a snapshot: the edge between the store and the pure steps."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from signpost.errors import ExportError
from signpost.indicators.options import SHIPPED, Options
from signpost.nouns.snapshot import Filters, Snapshot
from signpost.snapshots.freeze import freeze
from signpost.snapshots.seal import seal
from signpost.store import Store
from signpost.trends.expected import Stated, stated


def take(
    store: Store,
    filters: Filters,
    *,
    title: str,
    created_by: str,
    now: datetime,
    comment: str = "",
    as_of: date | None = None,
    known_at: datetime | None = None,
    chance: str | None = None,
    health: Mapping[str, Any] | None = None,
    options: Options = SHIPPED,
    expected: Stated | None = None,
    mark: str = "",
    view: Mapping[str, Any] | None = None,
    progress: Callable[[str], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Snapshot:
    """Freeze what the store knows (or knew at `known_at`), seal it, keep it in the store, and return it.

    `as_of` is the last of the filters' days unless given; `chance` is the random part of the id (four hexadecimal
    digits unless given); `expected` is what the scenarios expect, where it is not the team's word; `mark` is another
    handling mark than the framework's; `view` is how the page stood (`freeze`). `progress` is told what is done next,
    in a few words; `stop` is asked often, and once it says True an ExportError ("stopped") leaves nothing behind.
    ExportError for filters that make no sense, StoreError if it cannot be kept.
    """

    def going_on() -> None:
        if stop is not None and stop():
            raise ExportError(title or "the snapshot", "stopped; nothing was kept")

    def step(words: str) -> None:
        going_on()
        if progress is not None:
            progress(words)

    step("Reading the evidence")
    known = _settled(store, known_at, now)
    framework = replace(store.framework, default_tlp=mark) if mark else store.framework
    if framework.scenarios and expected is None:
        expected = stated(framework, store.ratings.standing(known))
    snapshot = freeze(
        store.tags.evidence(known),
        framework,
        filters,
        title=title,
        comment=comment,
        as_of=as_of or filters.last,
        known_at=known,
        created_at=now,
        created_by=created_by,
        snapshot_id=new_id(now, secrets.token_hex(2) if chance is None else chance),
        health=collection(store, filters, now) if health is None else health,
        options=options,
        stated=expected if framework.scenarios else None,
        notes=store.notes.between(filters.first, filters.last, known),
        premises=list(store.premises.standing(known).values()),
        deeds=store.deeds.seen(known),
        view=view,
        step=step,
    )
    step("Sealing the file")
    sealed = seal(snapshot, going_on)
    step("Keeping it")
    store.snapshots.keep(snapshot, sealed)
    return snapshot


def collection(store: Store, filters: Filters, now: datetime) -> dict[str, Any]:
    """How well the days shown were heard, and the feeds' state as it is `now` (what it was earlier is not kept)."""
    told = [one for one in store.feeds.health(now) if one.state not in ("paused", "gone")]
    days = store.gaps.days(filters.first, filters.last, now=now)
    return {
        "at": now,
        "feeds": len(told),
        "well": sum(one.state == "well" for one in told),
        "troubled": [
            {"outlet": one.feed.outlet.name, "state": one.state, "why": one.why} for one in told if one.state != "well"
        ],
        "deaf_days": [{"day": one.day, "share": one.share} for one in days if one.share > 0],
    }


def current(store: Store, as_of: date, now: datetime, days: int = 90) -> Snapshot:
    """Everything as known now, as a snapshot that is kept nowhere."""
    factors = tuple(factor.id for factor in store.framework.active)
    known = _settled(store, None, now)
    return freeze(
        store.tags.evidence(known),
        store.framework,
        Filters(factors=factors, first=as_of - timedelta(days=days), last=as_of),
        title="now",
        comment="",
        as_of=as_of,
        known_at=known,
        created_at=now,
        created_by="",
        snapshot_id="now",
    )


def new_id(now: datetime, chance: str) -> str:
    """ "20261122-142301-ab12": sorts by time, and names a file on any system."""
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{chance}"


def _settled(store: Store, known_at: datetime | None, now: datetime) -> datetime:
    """The moment to read at: never after the store's last change, because what is yet to come may still fall before it.

    A store in which nothing was ever judged has no such moment; then it is `now`.
    """
    last = store.knowledge()
    if last.year < 2000:
        return known_at or now
    return last if known_at is None else min(known_at, last)
