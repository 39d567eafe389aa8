"""Rows of a file into the store: headlines first, then what is said of them. Or, as a rehearsal, only what would come.

A headline that is here already (the same row before, or the same link of the same outlet from a feed) is not kept
again; a judgement that stands word for word is not given again. So a file can be read twice, or continued.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from signpost.errors import TagError
from signpost.feeds.headline_file import SHOWN
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival, Headline
from signpost.nouns.row import BadRow
from signpost.nouns.tag import Event
from signpost.store import Store
from signpost.store.identity import canonical_url, title_key
from signpost.tagging.sheet_rows import Row
from signpost.tagging.tag_file import event_of_row, unseen

BATCH = 200
PREVIEWED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A row as it would be kept. `tags` are (factor or deed, direction, weight or 0, analyst, kind)."""

    line: int
    new: bool
    published: datetime | None
    outlet: str
    title: str
    said: tuple[Event, ...] = ()
    analysts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a file, or would come: headlines and judgements that are new, or were here; `bad` was left out."""

    rows: int = 0
    headlines: int = 0
    headlines_here: int = 0
    revised: int = 0
    tags: int = 0
    tags_here: int = 0
    bad: tuple[BadRow, ...] = field(default_factory=tuple)
    preview: tuple[Seen, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Which headline each row means (below zero: one that is yet to come), and how many are new, here, revised."""

    ids: Mapping[int, int]
    added: int = 0
    here: int = 0
    revised: int = 0


def take_in(
    store: Store,
    rows: Iterable[Row],
    now: datetime,
    *,
    rehearse: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
    stop: Callable[[], bool] = lambda: False,
) -> Taken:
    """Keep what rows bring, in small transactions; with `rehearse` nothing is written. `stop` ends it between two."""
    total = Taken()
    bad: list[BadRow] = []
    preview: list[Seen] = []
    coming = Coming()
    rest = iter(rows)
    while (batch := list(islice(rest, BATCH))) and not stop():
        bad += [one for row in batch for one in row.wrong]
        settled = settle(store, batch, now, coming, rehearse=rehearse)
        events, wrong = events_of(store, batch, settled.ids, now)
        bad += wrong
        fresh = coming.unsaid(unseen([(name, event) for _, name, event in events], store))
        if fresh and not rehearse:
            store.tags.save_rows(fresh, now)
        if len(preview) < PREVIEWED:
            preview += previewed(store, batch, settled.ids, events)[: PREVIEWED - len(preview)]
        total = Taken(
            rows=total.rows + len(batch),
            headlines=total.headlines + settled.added,
            headlines_here=total.headlines_here + settled.here,
            revised=total.revised + settled.revised,
            tags=total.tags + len(fresh),
            tags_here=total.tags_here + len(events) - len(fresh),
        )
        progress(total.rows)
    bad.sort(key=lambda row: row.line)
    return replace(total, bad=tuple(bad), preview=tuple(preview))


class Coming:
    """What a rehearsal has seen so far and would be here by now."""

    def __init__(self) -> None:
        self._ids: dict[int, int] = {}  # by a hash of outlet and key: a file may be long
        self._said: set[int] = set()

    def id_of(self, outlet: Outlet, arrival: Arrival) -> tuple[int, bool]:
        """A number below zero for a headline that is yet to come, and whether it is the first time."""
        name = hash((outlet.name, arrival.key))
        first = name not in self._ids
        return self._ids.setdefault(name, -1 - len(self._ids)), first

    def unsaid(self, events: Sequence[tuple[str, Event]]) -> list[tuple[str, Event]]:
        fresh = [(name, event) for name, event in events if hash(event.uid) not in self._said]
        self._said |= {hash(event.uid) for _, event in fresh}
        return fresh


def settle(store: Store, batch: Sequence[Row], now: datetime, coming: Coming, *, rehearse: bool) -> Settled:
    """Find or keep the headline of each row."""
    referred = store.headlines.find_all({row.reference for row in batch if row.reference})
    ids = {row.line: referred[row.reference] for row in batch if not row.headline and row.reference in referred}
    bringing = [row for row in batch if row.headline]
    linked = recognised(store, bringing)
    ids |= linked
    rest = [row for row in bringing if row.line not in linked]
    brought = [row.headline for row in rest if row.headline]
    if not rehearse:
        kept = store.headlines.keep_rows(brought, now=now)
        ids |= {row.line: i for row, i in zip(rest, kept.ids, strict=True)}
        return Settled(ids=ids, added=kept.added, here=len(linked) + kept.unchanged, revised=kept.revised)
    added = here = revised = 0
    for row, brings, (there, changed) in zip(rest, brought, store.headlines.kept_before(brought), strict=True):
        if there:
            ids[row.line], first = there, False
            revised += changed
        else:
            ids[row.line], first = coming.id_of(*brings)
        added += first
        here += not first and not changed
    return Settled(ids=ids, added=added, here=len(linked) + here, revised=revised)


def recognised(store: Store, rows: Sequence[Row]) -> dict[int, int]:
    """The headlines that are here already under a row's id or link and say the same, by row: a feed may have brought
    them. What reads otherwise is left to the store, which knows a row again by outlet and id."""
    names = {row.line: (row.headline[1].external_id, row.headline[1].url) for row in rows if row.headline}
    found = store.headlines.find_all({name for pair in names.values() for name in pair if name})
    shown = {h.id: h for h in store.headlines.some(sorted(set(found.values())))}
    same: dict[int, int] = {}
    for row in rows:
        candidates = [shown[found[name]] for name in names.get(row.line, ()) if name in found and found[name] in shown]
        likes = [h.id for h in candidates if row.headline and is_same(h, *row.headline)]
        if likes:
            same[row.line] = likes[0]
    return same


def is_same(here: Headline, outlet: Outlet, arrival: Arrival) -> bool:
    """Whether a headline here is the one that a row brings: the same words under the same link, or of one outlet.

    A sheet may name the outlet otherwise than a feed does; a row with an id of its own means its outlet's.
    """
    if title_key(here.title) != title_key(arrival.title) or canonical_url(here.url) != canonical_url(arrival.url):
        return False
    if arrival.external_id:
        return here.outlet == outlet.name and here.external_id in ("", arrival.external_id)
    return bool(arrival.url) or here.outlet == outlet.name


def events_of(
    store: Store, batch: Sequence[Row], ids: Mapping[int, int], now: datetime
) -> tuple[list[tuple[Row, str, Event]], list[BadRow]]:
    """What rows say, as events, each with its row and analyst; and what no analyst can mean."""
    events: list[tuple[Row, str, Event]] = []
    bad: list[BadRow] = []
    for row in batch:
        found = {str(row.line): ids[row.line]} if row.line in ids else {}
        for said in row.said:
            if row.headline is None and not found:
                bad.append(unknown(row))
                break
            try:
                cells = {**said, "headline": str(row.line)}
                events.append((row, said["analyst"], event_of_row(cells, found, store.framework, now)))
            except TagError as error:
                value = said.get(error.subject, "")
                column = row.columns.get(error.subject, "") or row.columns.get(f"factor:{said.get('factor', '')}", "")
                bad.append(BadRow(line=row.line, column=column, value=value[:SHOWN], reason=error.reason))
    return events, bad


def unknown(row: Row) -> BadRow:
    column = next((row.columns[name] for name in ("headline", "id", "url") if name in row.columns), "")
    reason = "there is no such headline here; import the headlines first"
    return BadRow(line=row.line, column=column, value=row.reference[:SHOWN], reason=reason)


def previewed(
    store: Store, batch: Sequence[Row], ids: Mapping[int, int], events: Sequence[tuple[Row, str, Event]]
) -> list[Seen]:
    """The first rows of a batch as they would be kept."""
    rows = [row for row in batch if row.line in ids][:PREVIEWED]
    here = {h.id: h for h in store.headlines.some([ids[row.line] for row in rows if ids[row.line] > 0])}
    return [seen(row, here.get(ids[row.line]), [(n, e) for r, n, e in events if r is row]) for row in rows]


def seen(row: Row, here: Headline | None, said: Sequence[tuple[str, Event]]) -> Seen:
    published, outlet, title = (here.published_at, here.outlet, here.title) if here else (None, "", "")
    if row.headline:
        published, outlet, title = row.headline[1].published_at, row.headline[0].name, row.headline[1].title
    return Seen(
        line=row.line,
        new=here is None,
        published=published,
        outlet=outlet,
        title=title,
        said=tuple(event for _, event in said),
        analysts=tuple(name for name, _ in said),
    )
