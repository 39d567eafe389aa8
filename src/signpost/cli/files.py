"""Headlines and judgements from and to files, and what waits to be tagged."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from signpost.cli import Door, command, left_out, main, now, refuse_demo
from signpost.errors import SettingsError


@main.group()
def headlines() -> None:
    """Headlines from and to files, or by hand."""


@command(headlines, "import")
@click.argument("file", type=click.Path(path_type=Path))
def headlines_import(door: Door, file: Path) -> None:
    """Keep the headlines of a CSV file (csv or csv.gz)."""
    from signpost.feeds.headline_file import import_headlines
    from signpost.feeds.match import match_new

    with door.store() as store:
        refuse_demo(store, "headlines import")
        done = import_headlines(store, file, now(), lambda rows: door.progress(f"{rows} rows"))
        found = match_new(store, now(), progress=lambda so_far: door.progress(f"{so_far.looked} compared"))
    door.done()
    bad = len(done.bad)
    sentence = f"{done.added} headlines added, {done.revised} revised, {done.unchanged} unchanged, {bad} rows left out."
    alike = f"{found.joined} joined the story of another, {found.proposed} are proposed to you as the same event."
    door.say(asdict(done), sentence, alike, *left_out(done.bad))


@command(headlines, "export")
def headlines_export(door: Door) -> None:
    """Print all headlines as CSV."""
    from signpost.feeds.headline_file import export_headlines

    with door.store() as store:
        if door.as_json:
            door.say([asdict(h) for h in store.headlines.export()])
        else:
            export_headlines(store.headlines.export(), sys.stdout, store.headlines.find_all)


@command(headlines, "add")
@click.option("--title", required=True)
@click.option("--outlet", required=True)
@click.option("--url", default="")
@click.option("--published", default="", help="2026-11-22 or 2026-11-22T14:30:00Z.")
def headlines_add(door: Door, **cells: str) -> None:
    """Keep one headline by hand."""
    from signpost.feeds.headline_file import arrival_of, outlet_of

    try:
        outlet, arrival = outlet_of(cells), arrival_of(cells, now())
    except ValueError as error:
        raise SettingsError("headlines add", str(error)) from error
    with door.store() as store:
        refuse_demo(store, "headlines add")
        kept = store.headlines.keep([arrival], outlet=outlet, now=now())
    said = "Kept." if kept.added else "It was there already."
    door.say({"id": kept.ids[0], "new": bool(kept.added)}, f"{said} Its number is {kept.ids[0]}.")


@main.group()
def tags() -> None:
    """Judgements from and to files."""


@command(tags, "import")
@click.argument("file", type=click.Path(path_type=Path))
def tags_import(door: Door, file: Path) -> None:
    """Save the judgements of a CSV file."""
    from signpost.tagging.tag_file import import_tags

    with door.store() as store:
        refuse_demo(store, "tags import")
        done = import_tags(store, file, now(), lambda rows: door.progress(f"{rows} rows"))
    door.done()
    sentence = f"{done.added} judgements added, {done.unchanged} unchanged, {len(done.bad)} rows left out."
    door.say(asdict(done), sentence, *left_out(done.bad))


@command(tags, "export")
def tags_export(door: Door) -> None:
    """Print all standing judgements as CSV."""
    from signpost.tagging.tag_file import export_tags, references

    with door.store() as store:
        standing = store.tags.all()
        if door.as_json:
            door.say([asdict(j) for j in standing])
        else:
            export_tags(standing, references(store, standing), sys.stdout)
