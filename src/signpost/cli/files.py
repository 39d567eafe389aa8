"""Headlines and judgements from and to files."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signpost.cli import Door, command, left_out, main, now, refuse_demo, sheets
from signpost.errors import SettingsError
from signpost.tagging.label_formats import FORMATS

if TYPE_CHECKING:
    from signpost.store import Store
    from signpost.tagging.take_in import Taken


@main.group()
def headlines() -> None:
    """Headlines from and to files, or by hand."""


@command(headlines, "import")
@click.argument("file", type=click.Path(path_type=Path))
@sheets.options
def headlines_import(door: Door, file: Path, **given: Any) -> None:
    """Keep the headlines of a file: CSV (also gzipped), or a sheet (xlsx, xls, ods) with columns of any name."""
    from signpost.feeds.headline_file import import_headlines
    from signpost.tagging import contract
    from signpost.tagging.sheet_rows import Wanted
    from signpost.tagging.take_in import take_in

    how = sheets.How(**given)
    with door.store() as store:
        refuse_demo(store, "headlines import")
        with sheets.opened(file, store, how) as (sheet, columns):
            if how.plain and contract.is_contract(sheet, contract.HEADLINES, store.framework):
                done = import_headlines(store, file, now(), lambda rows: door.progress(f"{rows} rows"))
                alike = sheets.match_stories(door, store)
                door.done()
                sentence = headlines_words(done.added, done.revised, done.unchanged, len(done.bad))
                door.say(asdict(done), sentence, alike, *left_out(done.bad))
                return
            if not columns.with_headlines:
                raise sheets.lacking(columns, sheet, "title", "which holds the headlines")
            rows = sheets.read(sheet, columns, store, Wanted(tags=False))
            taken = take_in(
                store, rows, now(), rehearse=how.rehearse, progress=lambda rows: door.progress(f"{rows} rows")
            )
            stories = [] if how.rehearse else [sheets.match_stories(door, store)]
    door.done()
    document = {"added": taken.headlines, "revised": taken.revised, "unchanged": taken.headlines_here}
    document |= sheets.counts(taken, how) | sheets.reading(sheet, columns)
    sentence = headlines_words(taken.headlines, taken.revised, taken.headlines_here, len(taken.bad), how.rehearse)
    door.say(document, *sheets.reading_words(sheet, columns), sentence, *stories, *sheets.left_out(taken))


def headlines_words(added: int, revised: int, unchanged: int, bad: int, rehearse: bool = False) -> str:
    would = "Dry run, nothing is written: " if rehearse else ""
    return f"{would}{added} headlines added, {revised} revised, {unchanged} unchanged, {bad} rows left out."


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
@click.option("--format", "kind", type=click.Choice(["csv", *FORMATS]), help="Default: told from the contents.")
@sheets.ANALYST
@sheets.options
def tags_import(door: Door, file: Path, kind: str | None, **given: Any) -> None:
    """Save the judgements of a file: CSV, a sheet (xlsx, xls, ods), Label Studio or doccano. Headlines that a sheet or
    label file brings along come with them."""
    from signpost.tagging.label_files import is_label_file

    how = sheets.How(**given)
    with door.store() as store:
        refuse_demo(store, "tags import")
        if kind in FORMATS or (kind is None and is_label_file(file)):
            label_import(door, store, file, kind, how)
        else:
            sheet_import(door, store, file, how)


def sheet_import(door: Door, store: Store, file: Path, how: sheets.How) -> None:
    from signpost.tagging import contract
    from signpost.tagging.sheet_rows import Wanted
    from signpost.tagging.tag_file import import_tags
    from signpost.tagging.take_in import take_in

    with sheets.opened(file, store, how) as (sheet, columns):
        if how.plain and contract.is_contract(sheet, contract.TAGS, store.framework):
            done = import_tags(store, file, now(), lambda rows: door.progress(f"{rows} rows"))
            door.done()
            sentence = f"{done.added} judgements added, {done.unchanged} unchanged, {len(done.bad)} rows left out."
            door.say(asdict(done), sentence, *left_out(done.bad))
            return
        if not columns.with_tags:
            raise sheets.lacking(columns, sheet, "factor", "or a column per factor")
        if not columns.with_headlines and "headline" not in columns.fields:
            raise sheets.lacking(columns, sheet, "headline", "an id or link (or title, to bring the headlines too)")
        rows = sheets.read(sheet, columns, store, Wanted(analyst=how.analyst))
        taken = take_in(store, rows, now(), rehearse=how.rehearse, progress=lambda rows: door.progress(f"{rows} rows"))
        reading, words = sheets.reading(sheet, columns), sheets.reading_words(sheet, columns)
    say_tags(door, store, taken, how, reading, words)


def label_import(door: Door, store: Store, file: Path, kind: str | None, how: sheets.How) -> None:
    from signpost.tagging.label_formats import read, told
    from signpost.tagging.take_in import take_in

    kind = kind or told(file)
    rows = read(kind, file, store.framework, now(), how.analyst)
    taken = take_in(store, rows, now(), rehearse=how.rehearse, progress=lambda rows: door.progress(f"{rows} entries"))
    say_tags(door, store, taken, how, {"read_as": kind}, [f"Read as {FORMATS[kind]}."])


def say_tags(
    door: Door, store: Store, taken: Taken, how: sheets.How, reading: dict[str, Any], words: list[str]
) -> None:
    alike = [sheets.match_stories(door, store)] if taken.headlines and not how.rehearse else []
    door.done()
    came = {"added": taken.headlines, "revised": taken.revised, "unchanged": taken.headlines_here}
    document = {"added": taken.tags, "unchanged": taken.tags_here, "headlines": came}
    would = "Dry run, nothing is written: " if how.rehearse else ""
    sentence = f"{would}{taken.tags} judgements added, {taken.tags_here} unchanged, {len(taken.bad)} left out"
    sentence += f"; {taken.headlines} headlines added, {taken.headlines_here} unchanged."
    door.say(document | sheets.counts(taken, how) | reading, *words, sentence, *alike, *sheets.left_out(taken))


@command(tags, "export")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", *FORMATS, "label-studio-config", "doccano-labels"]),
    default="csv",
    help="The last two are what to set up in a project there.",
)
def tags_export(door: Door, file: Path | None, kind: str) -> None:
    """Print all standing judgements, or write them to FILE, which must not be there yet."""
    from signpost.tagging.label_formats import write

    with door.store() as store:
        if file is None and kind == "csv" and door.as_json:
            door.say([asdict(j) for j in store.tags.all()])
        elif file is None:
            write(kind, store, sys.stdout)
        else:
            with file.open("x", encoding="utf-8", newline="") as target:  # what is there already is never overwritten
                count = write(kind, store, target)
            door.say({"file": str(file), "format": kind, "entries": count}, f"{count} entries written to {file}.")
