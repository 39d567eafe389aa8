"""Looking after the database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from signpost.cli import Door, command, from_anywhere, main, now
from signpost.errors import SettingsError


@command(main, "backup")
@click.argument("file", type=click.Path(path_type=Path))
def backup_command(door: Door, file: Path) -> None:
    """Copy the whole database to a file, also while it is in use."""
    from signpost.store import backup

    backup(door.settings.database, file)
    door.say({"file": str(file)}, f"Backed up to {file}")


@command(main, "restore")
@click.argument("file", type=click.Path(path_type=Path))
def restore_command(door: Door, file: Path) -> None:
    """Put a backup in the place of the database; what was there is kept beside it."""
    from signpost.store import restore

    if Path(from_anywhere(door.settings.database).removeprefix("sqlite:///")) == file.resolve():
        raise SettingsError("restore", f"{file} is the database itself; name a backup of it")
    aside = restore(door.settings.database, file)
    kept = f" What was there is in {aside}." if aside else ""
    door.say({"file": str(file), "aside": str(aside) if aside else None}, f"Restored {file}.{kept}")


@command(main, "dump")
@click.argument("folder", type=click.Path(path_type=Path))
def dump_command(door: Door, folder: Path) -> None:
    """Write everything to plain files in a new folder, to be loaded into another database of either kind."""
    from signpost.store import dump

    written = dump(door.settings.database, folder, now(), door.progress)
    door.done()
    rows = sum(written.values())
    door.say({"folder": str(folder), "rows": written}, f"Wrote {rows:,} rows of {len(written)} tables to {folder}")


@command(main, "load")
@click.argument("folder", type=click.Path(path_type=Path))
def load_command(door: Door, folder: Path) -> None:
    """Put a dump into an empty database, whole or not at all."""
    from signpost.store import load

    loaded = load(door.settings.database, folder, door.progress)
    door.done()
    rows = sum(loaded.values())
    door.say({"folder": str(folder), "rows": loaded}, f"Loaded {rows:,} rows of {len(loaded)} tables from {folder}")


@command(main, "check")
def check(door: Door) -> None:
    """Whether framework, database and feeds are sound, and what to do if not. Exit 1 if the database is damaged."""
    from signpost.tagging.demo import is_demo

    findings: list[str] = []
    with door.store() as store:
        faults = store.faults()
        findings += faults
        found = store.feeds.all()
        failing = [f for f in found if f.failures >= 3 and not f.paused]
        findings += [f"{f.url}: failed {f.failures} times ({f.last_error}); pause or correct it" for f in failing]
        if not found and not is_demo(store):
            findings.append("no feeds: signpost feeds import data/feeds/starter.opml")
        counts = {"headlines": store.headlines.count(), "judgements": store.tags.count(), "feeds": len(found)}
    summary = f"{counts['headlines']} headlines, {counts['judgements']} judgements, {counts['feeds']} feeds."
    door.say({**counts, "findings": findings}, summary, *(findings or ["All is well."]))
    if faults:
        sys.exit(1)
