"""What came of the tags: indicators, trends, snapshots."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from signpost.cli import Door, command, main, now
from signpost.errors import ExportError
from signpost.nouns.snapshot import Filters

FORMATS = ("csv", "json", "png", "xlsx")  # snapshots.export.EXPORTS; a test holds the two together
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
TODAY = "Default: today (UTC); in the demo its last day."


class Day(click.ParamType[Any]):
    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is no date (write 2026-11-22)", param, ctx)
        if not EARLIEST <= day <= LATEST:
            self.fail(f"“{value}” lies before {EARLIEST} or after {LATEST}", param, ctx)
        return day


class Moment(click.ParamType[Any]):
    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"“{value}” is no time (write 2026-11-22T14:30:00Z)", param, ctx)


@command(main, "indicators")
@click.option("--as-of", type=Day(), help=TODAY)
@click.option("--known", type=Moment(), help="As known at this time; default: now.")
def indicators(door: Door, as_of: date | None, known: datetime | None) -> None:
    """The factors' levels on a day."""
    from signpost.indicators.board import board, composite_json, indicator_json
    from signpost.indicators.sentences import level_sentence, opening_sentence
    from signpost.tagging.demo import today
    from signpost.trends.sentences import shift_sentence
    from signpost.trends.shifts import open_shift

    with door.store() as store:
        seen = known or max(now(), store.knowledge())
        whole = board(store.tags.evidence(seen), [factor.id for factor in store.framework.active])
        day = as_of or today(store, now())
        measured = whole.indicators(day)
        together = whole.composite(measured)
        moved = {i.factor_id: open_shift(whole.sums[i.factor_id], day) for i in measured}
        document = {
            "as_of": day.isoformat(),
            "known": seen.isoformat(),
            "factors": [indicator_json(i, moved[i.factor_id]) for i in measured],
            "composite": composite_json(together),
        }
        lines = []
        for i in measured:
            lines.append(f"{store.framework.factor(i.factor_id).title}: {level_sentence(i, store.framework)}")
            if shift := moved[i.factor_id]:
                lines.append(f"  {shift_sentence(shift, store.framework, day)}")
        door.say(document, opening_sentence(measured, together, store.framework, whole.latest(day)), *lines)


@command(main, "trends")
@click.option("--factor", metavar="ID")
@click.option("--from", "first", type=Day(), help="Default: 90 days before --to.")
@click.option("--to", "last", type=Day(), help=TODAY)
@click.option("--known", type=Moment(), help="As known at this time; default: now.")
def trends(door: Door, factor: str | None, first: date | None, last: date | None, known: datetime | None) -> None:
    """The factors' levels day by day."""
    from signpost.indicators.board import board
    from signpost.tagging.demo import today
    from signpost.trends.trace import trace

    with door.store() as store:
        end = last or today(store, now())
        begin = first or end - timedelta(days=90)
        if begin > end:
            raise click.BadParameter("it lies after --to", param_hint="--from")
        ids = [f.id for f in store.framework.active]
        if factor and factor not in ids:
            raise click.BadParameter(f"no factor “{factor}”; there are {', '.join(ids)}", param_hint="--factor")
        seen = known or max(now(), store.knowledge())
        whole = board(store.tags.evidence(seen), [factor.id for factor in store.framework.active])
        found = [trace(whole.sums[i], i, begin, end) for i in ids if not factor or i == factor]
    rows = []
    for t in found:
        columns = {"days": [d.isoformat() for d in t.days], "level": t.level, "low": t.low, "high": t.high}
        rows.append({"id": t.factor_id, **columns, "n_effective": t.n_effective})
    document = {"from": begin.isoformat(), "to": end.isoformat(), "known": seen.isoformat(), "factors": rows}
    lines = [
        f"{t.factor_id}  {day}  {level:.1f} ({low:.1f}-{high:.1f})"
        for t in found
        for day, level, low, high in zip(t.days, t.level, t.low, t.high, strict=True)
    ]
    door.say(document, *lines)


@main.group()
def snapshot() -> None:
    """Sealed states and their exports."""


@command(snapshot, "create")
@click.option("--title", default="")
@click.option("--comment", default="")
@click.option("--as-of", type=Day(), help=TODAY)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder of the file.")
def snapshot_create(door: Door, title: str, comment: str, as_of: date | None, out: Path) -> None:
    """Seal the last 90 days into one file, and into the database."""
    from signpost.snapshots.export import file_name
    from signpost.snapshots.take import take
    from signpost.tagging.demo import today

    with door.store() as store:
        day = as_of or today(store, now())
        factors = tuple(f.id for f in store.framework.active)
        filters = Filters(factors=factors, first=day - timedelta(days=90), last=day)
        made = take(store, filters, title=title or f"As of {day}", comment=comment, as_of=day, created_by="", now=now())
        file = written(out, file_name(made, "zip"), store.snapshots.sealed(made.id) or b"")
    door.say({"id": made.id, "file": str(file)}, f"Sealed {made.id} into {file}")


def written(folder: Path, name: str, content: bytes) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    except OSError as error:
        raise ExportError(str(folder / name), f"it cannot be written ({error.strerror})") from error
    return folder / name


@command(snapshot, "list")
def snapshot_list(door: Door) -> None:
    """The sealed snapshots, newest first."""
    with door.store() as store:
        found = store.snapshots.all()
    lines = [f"{s.id}  as of {s.as_of}  {s.title}" for s in found] or ["No snapshots. Try: signpost snapshot create"]
    door.say({"snapshots": [asdict(s) for s in found]}, *lines)


@command(snapshot, "export")
@click.argument("snapshot_id", metavar="ID")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder of the file.")
def snapshot_export(door: Door, snapshot_id: str, form: str, out: Path) -> None:
    """Write a snapshot as a readable file."""
    from signpost.snapshots.export import export, file_name
    from signpost.snapshots.seal import unseal

    with door.store() as store:
        sealed = store.snapshots.sealed(snapshot_id)
    if sealed is None:
        raise ExportError(snapshot_id, "there is no such snapshot (see: signpost snapshot list)")
    made = unseal(sealed)
    file = written(out, file_name(made, form), export(made, form))
    door.say({"id": made.id, "file": str(file)}, f"Wrote {file}")
