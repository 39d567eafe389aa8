"""Judgements from and to CSV files: headline, factor, direction, weight, analyst, tagged_at [, kind, signpost, note,
reason]. `headline` is an external id, our id or a link. Reading a file again changes nothing."""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from signpost.errors import TagError
from signpost.feeds.headline_file import own_numbers, table
from signpost.feeds.sheet import opened
from signpost.nouns.framework import Framework
from signpost.nouns.row import BadRow, defused
from signpost.nouns.tag import WEIGHTS, Action, Event, Judgement, Kind
from signpost.store import Store
from signpost.store.analysts import checked as checked_name
from signpost.store.analysts import name_key
from signpost.tagging.record import (
    LONGEST_NOTE,
    checked_deed,
    checked_factor,
    checked_signpost,
    checked_weight,
    ruled_direction,
)

COLUMNS = ("headline", "factor", "direction", "weight", "analyst", "tagged_at", "kind", "signpost", "note", "reason")
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsImported:
    """What came of a file; `bad` holds the rows that were left out."""

    added: int = 0
    unchanged: int = 0
    bad: tuple[BadRow, ...] = field(default_factory=tuple)


def import_tags(
    store: Store,
    path: Path,
    now: datetime,
    progress: Callable[[int], None] = lambda rows: None,
    *,
    own_clock: bool = False,
) -> TagsImported:
    """Save a file's judgements, known from now on (`own_clock`: from when they were made, for the demo)."""
    added = unchanged = done = 0
    bad: list[BadRow] = []
    with opened(path) as file:
        rows = iter(table(file, ("headline", "analyst"), str(path)))
        while batch := list(islice(rows, BATCH)):
            readable = [(line, cells) for line, cells in batch if not isinstance(cells, BadRow)]
            bad += [cells for _, cells in batch if isinstance(cells, BadRow)]
            events, wrong = events_of(readable, store, now)
            bad += wrong
            fresh = unseen(events, store)
            saved = store.tags.save_rows(fresh, now, own_clock=own_clock)
            added += len(saved.acknowledged)
            unchanged += len(events) - len(fresh)
            done += len(batch)
            progress(done)
    return TagsImported(added=added, unchanged=unchanged, bad=tuple(sorted(bad, key=lambda row: row.line)))


def events_of(
    rows: Sequence[tuple[int, dict[str, str]]], store: Store, now: datetime
) -> tuple[list[tuple[str, Event]], list[BadRow]]:
    found = store.headlines.find_all({cells["headline"] for _, cells in rows})
    events, bad = [], []
    for line, cells in rows:
        try:
            events.append((cells["analyst"], event_of_row(cells, found, store.framework, now)))
        except TagError as error:
            bad.append(BadRow(line=line, reason=f"{error.subject}: {error.reason}" if error.subject else error.reason))
    return events, bad


def event_of_row(cells: Mapping[str, str], found: Mapping[str, int], framework: Framework, now: datetime) -> Event:
    """One row as an event; raises TagError. Its uid is made of what it says, so a second reading is the same event."""
    headline = found.get(cells["headline"])
    if headline is None:
        raise TagError(cells["headline"] or "headline", "there is no such headline here; import the headlines first")
    checked_name(cells["analyst"])
    for column in ("note", "reason"):
        if len(cells.get(column, "")) > LONGEST_NOTE:
            raise TagError(column, f"longer than {LONGEST_NOTE} characters")
    try:
        kind = Kind(cells.get("kind") or "tag")
    except ValueError:
        raise TagError("kind", f"“{cells.get('kind')}” is none of tag, not_relevant, deed, ruling") from None
    factor, direction, weight, signpost = "", None, 2, ""
    if kind in (Kind.TAG, Kind.RULING):
        factor = known_factor(cells.get("factor", ""), framework)
        direction = ruled_direction("direction", kind.value, cells.get("direction", ""))
        weight = weight_of(cells.get("weight", ""))
        signpost = checked_signpost("signpost", cells.get("signpost", ""), factor, framework)
    elif kind is Kind.DEED:
        weight = weight_of(cells.get("weight", ""))
        signpost = checked_deed("signpost", cells.get("signpost", ""), framework)
    at = moment_of(cells.get("tagged_at", ""), now)
    said = [framework.id, str(headline), cells["analyst"].casefold(), kind.value, factor, str(direction), str(weight)]
    said += [signpost, cells.get("note", ""), cells.get("reason", ""), at.isoformat() if cells.get("tagged_at") else ""]
    return Event(
        uid="file " + hashlib.blake2b("\x00".join(said).encode(), digest_size=16).hexdigest(),
        action=Action(kind.value),
        headline_id=headline,
        at=at,
        factor_id=factor,
        direction=direction,
        weight=weight,
        signpost_id=signpost,
        note=cells.get("note", ""),
        reason=cells.get("reason", ""),
    )


def known_factor(factor: str, framework: Framework) -> str:
    """A file may bring tags on a factor that was retired since; an analyst at the keys may not."""
    return factor if factor in {f.id for f in framework.factors} else checked_factor("factor", factor, framework)


def weight_of(text: str) -> int:
    if not text:
        return 2
    names = {name: value for value, name in WEIGHTS.items()}
    return checked_weight("weight", names.get(text.lower(), int(text) if text in ("1", "2", "3") else text))


def moment_of(text: str, now: datetime) -> datetime:
    if not text:
        return now
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise TagError("tagged_at", f"“{text[:40]}” is no time (write 2026-11-22T14:30:00Z)") from None
    if moment > now:
        raise TagError("tagged_at", f"“{text[:40]}” lies in the future")
    return moment


def unseen(events: Sequence[tuple[str, Event]], store: Store) -> list[tuple[str, Event]]:
    """The events, each once, that do not say what already stands, word for word."""
    standing = store.tags.standing([event.headline_id for _, event in events])
    words, uids = {said(j) for j in standing}, {j.uid for j in standing}
    fresh = {e.uid: (name, e) for name, e in events if e.uid not in uids and said_by(name, e) not in words}
    return list(fresh.values())


def said(j: Judgement) -> tuple[Any, ...]:
    named = (j.headline_id, name_key(j.analyst.name), j.kind.value, j.factor_id or "", j.direction, j.weight or 2)
    return (*named, j.signpost_id or "", j.note, j.reason, j.tagged_at)


def said_by(name: str, e: Event) -> tuple[Any, ...]:
    named = (e.headline_id, name_key(name), e.action.value, e.factor_id, e.direction, e.weight)
    return (*named, e.signpost_id, e.note, e.reason, e.at)


def export_tags(judgements: Iterable[Judgement], references: Mapping[int, str], target: IO[str]) -> int:
    """Write judgements as CSV; `references` names each headline. How many were written."""
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    count = 0
    for j in judgements:
        weight = WEIGHTS[j.weight] if j.weight else ""
        named = (references[j.headline_id], j.factor_id or "", j.direction.value if j.direction else "", weight)
        told = (j.analyst.name, j.tagged_at.isoformat(), j.kind.value, j.signpost_id or "", j.note, j.reason)
        writer.writerow([defused(cell) for cell in (*named, *told)])
        count += 1
    return count


def references(store: Store, judgements: Sequence[Judgement]) -> dict[int, str]:
    """A name for each headline that finds it again, also in another database: external id, else link, else number.

    Each is tried: two outlets may use the same id, two headlines the same link.
    """
    names: dict[int, str] = {}
    for ids in batched(sorted({j.headline_id for j in judgements}), BATCH):
        shown = store.headlines.some(ids)
        found = store.headlines.find_all({name for h in shown for name in (h.external_id, h.url) if name})
        own = own_numbers(ids, store.headlines.find_all)
        for h in shown:
            names[h.id] = next((name for name in (h.external_id, h.url) if found.get(name) == h.id), own[h.id])
    return names


def batched(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])
