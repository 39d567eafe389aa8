"""Sealed snapshots: made, listed, checked, compared, written as readable files."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signpost.cli import Door, command, main, now
from signpost.cli.results import TODAY, Day
from signpost.errors import ExportError
from signpost.nouns.snapshot import Filters, Snapshot

if TYPE_CHECKING:
    from signpost.store import Store

# snapshots.export.EXPORTS and BRIEFS; a test holds them together
FORMATS = ("pdf", "html", "csv", "xlsx", "json", "parquet", "png", "svg", "charts")
BRIEFS = ("pdf", "html")


@main.group()
def snapshot() -> None:
    """Sealed states and their exports."""


@command(snapshot, "create")
@click.option("--title", default="")
@click.option("--comment", default="")
@click.option("--as-of", type=Day(), help=TODAY)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder of the file.")
@click.option("--brief", type=click.Choice(BRIEFS), help="Write a brief beside it, against the snapshot before.")
def snapshot_create(door: Door, title: str, comment: str, as_of: date | None, out: Path, brief: str | None) -> None:
    """Seal the last 90 days into one file, and into the database."""
    from signpost.snapshots.earlier import before
    from signpost.snapshots.export import export, file_name
    from signpost.snapshots.take import take
    from signpost.tagging.demo import today

    with door.store() as store:
        day = as_of or today(store, now())
        factors = tuple(f.id for f in store.framework.active)
        filters = Filters(factors=factors, first=day - timedelta(days=90), last=day)
        made = take(store, filters, title=title or f"As of {day}", comment=comment, as_of=day, created_by="", now=now())
        file = written(out, file_name(made, "zip"), store.snapshots.sealed(made.id) or b"")
        told = written(out, file_name(made, brief), export(made, brief, before(store, made))) if brief else None
    said = {"brief": str(told)} if told else {}
    lines = [f"Wrote the brief {told}"] if told else []
    door.say({"id": made.id, "file": str(file), **said}, f"Sealed {made.id} into {file}", *lines)


def written(folder: Path, name: str, content: bytes) -> Path:
    from signpost.snapshots.folder import in_words, put

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise in_words(str(folder), error) from error
    return put(folder, name, content, over=True)


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
    from signpost.snapshots.earlier import before
    from signpost.snapshots.export import export, file_name
    from signpost.snapshots.seal import unseal

    with door.store() as store:
        sealed = store.snapshots.sealed(snapshot_id)
        if sealed is None:
            raise ExportError(snapshot_id, "there is no such snapshot (see: signpost snapshot list)")
        made = unseal(sealed)
        known = before(store, made) if form in BRIEFS else None
    file = written(out, file_name(made, form), export(made, form, known))
    door.say({"id": made.id, "file": str(file)}, f"Wrote {file}")


@command(snapshot, "verify")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def snapshot_verify(door: Door, file: Path) -> None:
    """Whether a sealed file is whole and its numbers follow from its evidence. Needs nothing but the file."""
    from signpost.snapshots.verify import verify

    verdict = verify(read(file), str(file))
    said = [asdict(one) for one in verdict.differences]
    state = "identical" if verdict.identical else "differs" if said else "other method"
    lines = [f"  {one.place}: the file says {one.said!r}, reckoned {one.found!r}" for one in verdict.differences]
    document = {"state": state, "sentence": verdict.sentence, "method": verdict.method, "own_method": verdict.own}
    door.say({**document, "differences": said}, f"{file}: {verdict.sentence}", *lines)
    if said:
        sys.exit(1)


@command(snapshot, "compare")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B", default="now")
def snapshot_compare(door: Door, one: str, other: str) -> None:
    """What moved between two snapshots (files or ids), or between one and now, and which stories did it."""
    from signpost.snapshots.compare import compare
    from signpost.snapshots.compare_words import comparison_json, comparison_text

    if "now" not in (one, other) and Path(one).exists() and Path(other).exists():
        found = compare(*(unsealed(each) for each in (one, other)))
    else:
        with door.store() as store:
            found = compare(*(named(store, each) for each in (one, other)))
    door.say(comparison_json(found), *comparison_text(found))


def named(store: Store, name: str) -> Snapshot:
    """A snapshot by its file, its id, or "now": everything as known now, kept nowhere."""
    from signpost.snapshots.seal import unseal
    from signpost.snapshots.take import current
    from signpost.tagging.demo import today

    if name == "now":
        return current(store, today(store, now()), now())
    if Path(name).exists():
        return unsealed(name)
    sealed = store.snapshots.sealed(name)
    if sealed is None:
        raise ExportError(name, "there is no such file or snapshot (see: signpost snapshot list)")
    return unseal(sealed, name)


def unsealed(name: str) -> Snapshot:
    from signpost.snapshots.seal import unseal

    return unseal(read(Path(name)), name)


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ExportError(str(file), f"it cannot be read ({error.strerror})") from error
