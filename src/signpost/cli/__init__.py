"""The command `signpost`. Thin: it reads options, calls a step, says what came of it.

Exit 0 done, 1 failed (said why), 2 bad arguments. `--json` prints one JSON document and nothing else.
What all commands share is here; each group of them has a file: serve, collect, feeds, files, queue, results, snapshots,
schedules, care.
"""

from __future__ import annotations

import functools
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from signpost import __version__
from signpost.errors import SettingsError, SignpostError
from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load
from signpost.nouns.row import BadRow
from signpost.settings import Settings, from_environment

# The database, the network and the sums bring libraries that take seconds to load on a small machine. A command
# imports what it needs when it runs, so that `--help` and a mistyped option answer at once.
if TYPE_CHECKING:
    from signpost.store import Store


def now() -> datetime:
    return datetime.now(UTC)


class Door:
    """What every command shares: the settings after options, and how to print."""

    def __init__(self, settings: Settings, as_json: bool) -> None:
        self.settings, self.as_json = settings, as_json

    def framework(self) -> Framework:
        return load(self.settings.framework)

    def store(self) -> Store:
        from signpost.store import open_store
        from signpost.tagging.queue import relevance

        framework = self.framework()
        rank = relevance(framework).rank
        store = open_store(self.settings.database, framework, rank, file=self.settings.framework)
        store.inbox.catch_up(lambda done, of: self.progress(f"ranking headlines for this framework: {done} of {of}"))
        return store

    def say(self, document: Any, *sentences: str) -> None:
        """Print the document for scripts, or the sentences for people."""
        if self.as_json:
            click.echo(json.dumps(document, ensure_ascii=False, default=written_out))
        else:
            for sentence in sentences:
                click.echo(sentence)

    def progress(self, sentence: str) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{sentence}\033[K", err=True, nl=False)

    def done(self) -> None:
        if sys.stderr.isatty():
            click.echo("\r\033[K", err=True, nl=False)


def written_out(value: Any) -> str:
    """Times and days as ISO 8601, anything else as its text."""
    return value.isoformat() if isinstance(value, date) else str(value)


def fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)


def command(group: click.Group, name: str, **kind: Any) -> Callable[[Callable[..., None]], click.Command]:
    """A command with the options that stand everywhere; its function gets a Door first. `kind` goes to click."""

    def wrap(act: Callable[..., None]) -> click.Command:
        @functools.wraps(act)
        def run(database: str | None, framework: Path | None, as_json: bool, **options: Any) -> None:
            context = click.get_current_context()
            try:
                settings = from_environment(os.environ)
                chosen = context.find_root().params
                database = chosen.get("database") if database is None else database
                framework = framework or chosen.get("framework")
                settings = settings if database is None else replace(settings, database=database)
                settings = replace(settings, framework=framework) if framework else settings
                act(Door(settings, as_json or bool(chosen.get("as_json"))), **options)
                sys.stdout.flush()
            except SignpostError as error:
                fail(str(error))
            except BrokenPipeError:
                raise  # the reader of our output has gone; click ends quietly
            except OSError as error:
                fail(f"{error.filename or context.info_name}: {error.strerror or error}")
            except UnicodeEncodeError as error:  # a half of a character: an argument in another encoding than UTF-8
                fail(f"{error.object[:80]}: this is not UTF-8 text")

        made = group.command(name, **kind)(run)
        everywhere(made)
        return made

    return wrap


class Named(click.ParamType[str]):
    """A text that must not be empty: `--database "$UNSET"` would otherwise mean the usual database."""

    name = "TEXT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not str(value).strip():
            self.fail("it names nothing", param, ctx)
        return str(value)


def everywhere(made: click.Command) -> None:
    made.params += [
        click.Option(["--database"], metavar="URL", type=Named(), help="A database URL or the path of an SQLite file."),
        click.Option(["--framework"], metavar="FILE", type=click.Path(path_type=Path), help="The framework file."),
        click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON document."),
    ]


class InOrder(click.Group):
    """Its commands are listed as they were added: in the way of the data."""

    group_class = type

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="signpost")
def main(**_: Any) -> None:
    """Track a scenario: headlines in, tags on them, indicators and trends out."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # titles come in all scripts, terminals and pipes in all encodings
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")


everywhere(main)


def from_anywhere(database: str) -> str:
    """The same database, named so that a program started in another folder finds it too."""
    path = database.removeprefix("sqlite:///")
    return database if "://" in path or "?" in path else str(Path(path).resolve())


def refuse_demo(store: Store, what: str) -> None:
    from signpost.tagging.demo import is_demo

    if is_demo(store):
        raise SettingsError(what, "this database holds the demo; use another one, or: signpost demo --clear")


def left_out(bad: Sequence[BadRow]) -> list[str]:
    return [f"  line {row.line} left out: {row.reason}" for row in bad]


# Each file adds its commands to `main`, in this order, and needs what stands above.
# ruff: isort: off
from signpost.cli import serve, collect, feeds, files, queue, queue_simulate, results, snapshots, schedules, care  # noqa: E402, F401
