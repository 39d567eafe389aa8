"""An analyst's own sheet, or a label file, read for `headlines import` and `tags import`: options, and what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signpost.cli import Door, now
from signpost.errors import FeedError, SettingsError

if TYPE_CHECKING:
    from signpost.feeds.sheet import Sheet
    from signpost.store import Store
    from signpost.tagging.columns import Columns
    from signpost.tagging.sheet_rows import Row, Wanted
    from signpost.tagging.take_in import Taken

OPTIONS = (
    click.option("--map", "given", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field."),
    click.option("--sheet", default="", metavar="NAME", help="Which sheet of a workbook; default: the first."),
    click.option("--dry-run", "rehearse", is_flag=True, help="Say what would come; write nothing."),
    click.option("--day-first/--month-first", "day_first", default=None, help="How 03/04/2026 is read."),
)
ANALYST = click.option("--analyst", default="", metavar="NAME", help="Who tagged, where a row does not say.")


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """The options of an import."""

    given: tuple[str, ...] = ()
    sheet: str = ""
    rehearse: bool = False
    day_first: bool | None = None
    analyst: str = ""

    @property
    def plain(self) -> bool:
        return self == How()


def options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@contextmanager
def opened(file: Path, store: Store, how: How) -> Iterator[tuple[Sheet, Columns]]:
    """A file's table, and its columns as guessed and told. A mapping that makes no sense is a bad argument."""
    import tempfile

    from signpost.feeds.sheet_dates import DateOrder
    from signpost.tagging.columns import chosen, read_options
    from signpost.tagging.sheet_choice import open_best

    with tempfile.TemporaryDirectory() as folder:
        sheet, columns = open_best(file, Path(folder), store.framework, now(), sheet=how.sheet)
        try:
            told = read_options(how.given, columns, store.framework)
        except SettingsError as error:
            raise click.BadParameter(error.reason, param_hint="--map") from None
        columns = chosen(columns, sheet, told, now()) if told else columns
        if how.day_first is not None:
            orders = {field: DateOrder(day_first=how.day_first) for field in columns.orders}
            columns = replace(columns, orders=orders)
        yield sheet, columns


def lacking(columns: Columns, sheet: Sheet, field: str, what: str) -> FeedError:
    there = ", ".join(name for name in columns.header if name)[:200]
    return FeedError(
        sheet.name,
        f"the sheet lacks the column {field}, {what} (it has {there}); say which it is: --map {field}=COLUMN",
    )


def read(sheet: Sheet, columns: Columns, store: Store, wanted: Wanted) -> Iterator[Row]:
    from signpost.tagging.sheet_rows import rows_of

    return rows_of(sheet, columns, store.framework, now(), wanted)


def reading(sheet: Sheet, columns: Columns) -> dict[str, Any]:
    """How a sheet was read, for scripts."""
    orders = {f: {"day_first": o.day_first, "sure": o.sure} for f, o in columns.orders.items()}
    return {
        "read_as": sheet.how,
        "sheet": sheet.sheet,
        "sheets": sheet.sheets,
        "mapping": columns.named,
        "dates": orders,
    }


def reading_words(sheet: Sheet, columns: Columns) -> list[str]:
    """The same for people."""
    said = [f"{sheet.how}. Columns: {', '.join(f'{f} = {name}' for f, name in columns.named.items())}."]
    others = [name for name in sheet.sheets if name != sheet.sheet]
    if others:
        said.append(f"Other sheets of this workbook: {', '.join(others)} (--sheet NAME).")
    for order in columns.orders.values():
        if not order.sure:
            way, other = ("day", "--month-first") if order.day_first else ("month", "--day-first")
            said.append(f"“{order.example}” was read with the {way} first; if that is wrong: {other}.")
    return said


def preview(taken: Taken) -> list[dict[str, Any]]:
    """The first rows as they would be kept, for scripts."""
    return [
        {
            "line": seen.line,
            "new": seen.new,
            "published": seen.published,
            "outlet": seen.outlet,
            "title": seen.title,
            "tags": [
                {
                    "kind": event.action.value,
                    "factor": event.factor_id,
                    "direction": event.direction.value if event.direction else "",
                    "weight": event.weight,
                    "signpost": event.signpost_id,
                    "analyst": name,
                }
                for name, event in zip(seen.analysts, seen.said, strict=True)
            ],
        }
        for seen in taken.preview
    ]


def counts(taken: Taken, how: How) -> dict[str, Any]:
    bad = [asdict(row) for row in taken.bad]
    return {"bad": bad, "dry_run": how.rehearse, **({"preview": preview(taken)} if how.rehearse else {})}


def left_out(taken: Taken) -> list[str]:
    said = []
    for row in taken.bad:
        place = f", column {row.column}" if row.column else ""
        said.append(f"  row {row.line}{place}: {row.reason}")
    return said


def match_stories(door: Door, store: Store) -> str:
    """Find the stories of what came; what came of that, in words."""
    from signpost.feeds.match import match_new

    found = match_new(store, now(), progress=lambda so_far: door.progress(f"{so_far.looked} compared"))
    return f"{found.joined} joined the story of another, {found.proposed} are proposed to you as the same event."
