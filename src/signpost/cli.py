"""The command `signpost`. Thin: it reads options, calls a step, says what came of it.

Exit 0 done, 1 failed (said why), 2 bad arguments. `--json` prints one JSON document and nothing else.
"""

from __future__ import annotations

import asyncio
import functools
import io
import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import click

from signpost import __version__
from signpost.errors import ExportError, FeedError, SettingsError, SignpostError, TagError
from signpost.feeds import opml
from signpost.feeds.identify import safe_link
from signpost.nouns.feed import Feed, Outcome, Outlet
from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load
from signpost.nouns.row import BadRow
from signpost.nouns.snapshot import Filters
from signpost.nouns.tag import Analyst
from signpost.settings import Settings, from_environment

# The database, the network and the sums bring libraries that take seconds to load on a small machine. A command
# imports what it needs when it runs, so that `--help` and a mistyped option answer at once.
if TYPE_CHECKING:
    from signpost.feeds.fetch import Limits
    from signpost.store import Store

FORMATS = ("csv", "json", "png", "xlsx")  # snapshots.export.EXPORTS; a test holds the two together
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


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


def command(group: click.Group, name: str) -> Callable[[Callable[..., None]], click.Command]:
    """A command with the options that stand everywhere; its function gets a Door first."""

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

        made = group.command(name)(run)
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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="signpost")
def main(**_: Any) -> None:
    """Track a scenario: headlines in, tags on them, indicators and trends out."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # titles come in all scripts, terminals and pipes in all encodings
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")


everywhere(main)


# -- the dashboard ---------------------------------------------------------------------------------------------------


@command(main, "run")
@click.option("--host", default="127.0.0.1", show_default=True, type=Named())
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-collect", is_flag=True, help="Collect nothing by itself.")
def run(door: Door, host: str, port: int, no_collect: bool) -> None:
    """Serve the dashboard and collect feeds."""
    door.store().close()  # what is wrong with the framework or the database is said here, not in a page
    free_port(host, port)
    environment = dict(os.environ)
    environment |= {
        "SIGNPOST_DATABASE": from_anywhere(door.settings.database),
        "SIGNPOST_FRAMEWORK": str(door.settings.framework.resolve()),
        "SIGNPOST_COLLECT": "no" if no_collect or not door.settings.collect else "yes",
    }
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Signpost is on http://{shown}:{port} (stop it with Ctrl+C)", err=True)
    options = [f"--server.address={host}", f"--server.port={port}"]
    try:
        server = subprocess.Popen(  # noqa: S603 - our own server, our own options
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=door.settings.root,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
    except OSError as error:
        raise SettingsError("run", f"the server does not start ({error})") from error
    try:
        sys.exit(server.wait())
    except KeyboardInterrupt:
        server.wait()


def from_anywhere(database: str) -> str:
    """The same database, named so that a program started in another folder finds it too."""
    path = database.removeprefix("sqlite:///")
    return database if "://" in path or "?" in path else str(Path(path).resolve())


def free_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (UnicodeError, TypeError) as error:
            raise SettingsError("--host", f"“{host}” is no host name or address") from error
        except socket.gaierror as error:
            raise SettingsError("--host", f"“{host}” is not known here ({error.strerror})") from error
        except OSError as error:
            said = f"{host}:{port} cannot be used ({error.strerror}); is Signpost running already? try another --port"
            raise SettingsError("--port", said) from error


@command(main, "demo")
@click.option("--clear", is_flag=True, help="Remove the demo again.")
def demo(door: Door, clear: bool) -> None:
    """Load invented headlines and tags, marked as demo, to try every page offline."""
    from signpost.tagging.demo import clear_demo, load_demo

    with door.store() as store:
        if clear:
            clear_demo(store)
            door.say({"cleared": True}, "The demo is gone; this database is empty.")
            return
        headlines, tags = load_demo(store, door.settings.root / "data" / "demo", now(), door.progress)
    door.done()
    door.say(
        {"headlines": headlines, "tags": tags},
        f"Loaded {headlines} invented headlines and {tags} judgements. See them with: signpost run",
    )


# -- feeds -----------------------------------------------------------------------------------------------------------


@main.group()
def feeds() -> None:
    """The subscribed feeds."""


@command(feeds, "add")
@click.argument("url")
@click.option("--title", default="")
@click.option("--outlet", default="", help="Who publishes; default: the address's host.")
@click.option("--perspective", default="")
@click.option("--language", default="")
def feeds_add(door: Door, url: str, title: str, outlet: str, perspective: str, language: str) -> None:
    """Subscribe to a feed."""
    link = safe_link(url)
    if not link:
        raise FeedError(url, "this is no http or https address")
    who = Outlet(name=outlet or host_name(link), perspective=perspective, language=language)
    with door.store() as store:
        refuse_demo(store, "feeds add")
        feed, new = store.feeds.add(link, title=title, outlet=who, now=now())
    said = f"Subscribed to {feed.url}" if new else f"Subscribed already: {feed.url}"
    door.say({"id": feed.id, "url": feed.url, "new": new}, said)


def host_name(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


@command(feeds, "import")
@click.argument("file", type=click.Path(path_type=Path))
def feeds_import(door: Door, file: Path) -> None:
    """Subscribe to the feeds of an OPML file."""
    listing = read_opml(file)
    with door.store() as store:
        refuse_demo(store, "feeds import")
        new = [subscribe(store, s) for s in listing.feeds]
    bad = complaints(listing)
    added = sum(is_new for _, is_new in new)
    document = {"added": added, "known": len(new) - added, "bad": [asdict(row) for row in bad]}
    door.say(document, f"{added} feeds added, {len(new) - added} were there already.", *left_out(bad))


def read_opml(file: Path) -> opml.Listing:
    try:
        return opml.read(file.read_bytes(), str(file))
    except OSError as error:
        raise FeedError(str(file), f"the file cannot be read ({error.strerror})") from error


def complaints(listing: opml.Listing) -> list[BadRow]:
    return [BadRow(line=c.line, reason=c.reason) for c in listing.complaints]


def subscribe(store: Store, s: opml.Subscription) -> tuple[Feed, bool]:
    return store.feeds.add(s.url, title=s.title, outlet=s.outlet, now=now(), note=s.note, paused=s.paused)


def left_out(bad: Sequence[BadRow]) -> list[str]:
    return [f"  line {row.line} left out: {row.reason}" for row in bad]


@command(feeds, "export")
def feeds_export(door: Door) -> None:
    """Print the subscribed feeds as OPML."""
    with door.store() as store:
        text = opml.write(opml.subscription(feed) for feed in store.feeds.all())
    door.say({"opml": text}, text.rstrip("\n"))


@command(feeds, "list")
def feeds_list(door: Door) -> None:
    """List the subscribed feeds with their health."""
    with door.store() as store:
        found = store.feeds.all()
    lines = [f"{f.id:>4}  {f.outlet.name}  {f.url}  {f.paused or f.last_error or 'well'}" for f in found]
    door.say({"feeds": [asdict(f) for f in found]}, *(lines or ["No feeds. Try: signpost feeds import FILE.opml"]))


@command(feeds, "remove")
@click.argument("feed")
def feeds_remove(door: Door, feed: str) -> None:
    """End a subscription, by address or number; its headlines stay."""
    with door.store() as store:
        found = next((f for f in store.feeds.all() if feed in (f.url, str(f.id))), None)
        if found is None:
            raise FeedError(feed, "there is no such feed (see: signpost feeds list)")
        store.feeds.remove(found.id, now())
    door.say({"removed": found.url}, f"Removed {found.url}; its headlines stay.")


@command(main, "collect")
@click.option("--watch", is_flag=True, help="Go on until stopped.")
@click.option("--feed", "urls", multiple=True, metavar="URL", help="This subscribed feed, now.")
@click.option("--opml", "listing", type=click.Path(path_type=Path), help="The feeds of this file, now.")
def collect(door: Door, watch: bool, urls: tuple[str, ...], listing: Path | None) -> None:
    """Fetch the feeds that are due, once."""
    from signpost.feeds.collector import Collector
    from signpost.feeds.fetch import Limits

    limits = Limits(allow_hosts=door.settings.allow_hosts)
    listed = read_opml(listing) if listing else opml.Listing(feeds=(), complaints=())
    with door.store() as store:
        refuse_demo(store, "collect")
        if watch:
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
            Collector(store, clock=now, limits=limits).run()
            return
        asked = [subscribe(store, s)[0] for s in listed.feeds]
        for url in urls:
            link = safe_link(url)
            if not link:
                raise FeedError(url, "this is no http or https address")
            asked.append(store.feeds.add(link, title="", outlet=Outlet(name=host_name(link)), now=now())[0])
        chosen = asked if listing or urls else store.feeds.due(now())
        outcomes = asyncio.run(gathered(door, store, chosen, limits))
    door.done()
    bad = complaints(listed)
    document = {"feeds": [outcome_json(o) for o in outcomes], "bad": [asdict(row) for row in bad]}
    door.say(document, *told(outcomes), *left_out(bad))


async def gathered(door: Door, store: Store, chosen: Sequence[Feed], limits: Limits) -> list[Outcome]:
    from signpost.feeds.collect import collect as collect_round
    from signpost.feeds.fetch import Fetcher
    from signpost.feeds.parse import Parser

    outcomes: list[Outcome] = []
    with Parser() as parser:
        async with Fetcher(limits) as fetcher:
            async for outcome in collect_round(store, chosen, fetcher=fetcher, parser=parser, clock=now):
                outcomes.append(outcome)
                door.progress(f"{len(outcomes)} of {len(chosen)}: {outcome.url}")
    return outcomes


def outcome_json(o: Outcome) -> dict[str, Any]:
    return {
        "url": o.url,
        "outcome": o.kind.value,
        "added": o.added,
        "revised": o.revised,
        "unchanged": o.unchanged,
        "error": o.error or None,
        "elapsed_s": round(o.elapsed_s, 3),
    }


def told(outcomes: Sequence[Outcome]) -> list[str]:
    lines = [f"{o.kind.value:>9}  {o.added:>4} new  {o.url}  {o.error}".rstrip() for o in outcomes]
    return lines or ["No feed is due."]


# -- headlines and tags ----------------------------------------------------------------------------------------------


@main.group()
def headlines() -> None:
    """Headlines from and to files, or by hand."""


@command(headlines, "import")
@click.argument("file", type=click.Path(path_type=Path))
def headlines_import(door: Door, file: Path) -> None:
    """Keep the headlines of a CSV file (csv or csv.gz)."""
    from signpost.feeds.headline_file import import_headlines

    with door.store() as store:
        refuse_demo(store, "headlines import")
        done = import_headlines(store, file, now(), lambda rows: door.progress(f"{rows} rows"))
    door.done()
    bad = len(done.bad)
    sentence = f"{done.added} headlines added, {done.revised} revised, {done.unchanged} unchanged, {bad} rows left out."
    door.say(asdict(done), sentence, *left_out(done.bad))


def refuse_demo(store: Store, what: str) -> None:
    from signpost.tagging.demo import is_demo

    if is_demo(store):
        raise SettingsError(what, "this database holds the demo; use another one, or: signpost demo --clear")


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


@command(main, "queue")
@click.option("--analyst", required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
def queue(door: Door, analyst: str, limit: int) -> None:
    """What this analyst would see next, in order, with the reason."""
    from signpost.store.analysts import name_key
    from signpost.tagging.cards import cards
    from signpost.tagging.queue import relevance

    if not any(c.isalnum() for c in analyst):
        raise TagError("--analyst", "a name needs at least one letter or digit")
    with door.store() as store:
        known = {name_key(person.name): person for person in store.analysts.all()}
        person = known.get(name_key(analyst), Analyst(id=0, name=analyst))  # looking makes nobody an analyst
        found = cards(store, relevance(store.framework), person, limit)
    door.say({"queue": found}, *(f"{c['headline']:>8}  {c['title']}  ({c['why'] or 'newest'})" for c in found))


# -- indicators, trends, snapshots -----------------------------------------------------------------------------------


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
@click.option("--as-of", type=Day(), help="Default: today (UTC).")
@click.option("--known", type=Moment(), help="As known at this time; default: now.")
def indicators(door: Door, as_of: date | None, known: datetime | None) -> None:
    """The factors' levels on a day."""
    from signpost.indicators.board import board, composite_json, indicator_json
    from signpost.indicators.sentences import level_sentence, opening_sentence

    with door.store() as store:
        seen = known or max(now(), store.knowledge())
        whole = board(store.tags.evidence(seen), store.framework)
        day = as_of or now().date()
        measured = whole.indicators(day)
        together = whole.composite(measured)
        document = {
            "as_of": day.isoformat(),
            "known": seen.isoformat(),
            "factors": [indicator_json(i) for i in measured],
            "composite": composite_json(together),
        }
        lines = [f"{store.framework.factor(i.factor_id).title}: {level_sentence(i, store.framework)}" for i in measured]
        door.say(document, opening_sentence(measured, together, store.framework, whole.latest(day)), *lines)


@command(main, "trends")
@click.option("--factor", metavar="ID")
@click.option("--from", "first", type=Day(), help="Default: 90 days before --to.")
@click.option("--to", "last", type=Day(), help="Default: today (UTC).")
@click.option("--known", type=Moment(), help="As known at this time; default: now.")
def trends(door: Door, factor: str | None, first: date | None, last: date | None, known: datetime | None) -> None:
    """The factors' levels day by day."""
    from signpost.indicators.board import board
    from signpost.trends.trace import trace

    end = last or now().date()
    begin = first or end - timedelta(days=90)
    if begin > end:
        raise click.BadParameter("it lies after --to", param_hint="--from")
    with door.store() as store:
        ids = [f.id for f in store.framework.active]
        if factor and factor not in ids:
            raise click.BadParameter(f"no factor “{factor}”; there are {', '.join(ids)}", param_hint="--factor")
        seen = known or max(now(), store.knowledge())
        whole = board(store.tags.evidence(seen), store.framework)
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
@click.option("--as-of", type=Day(), help="Default: today (UTC).")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder of the file.")
def snapshot_create(door: Door, title: str, comment: str, as_of: date | None, out: Path) -> None:
    """Seal the last 90 days into one file, and into the database."""
    from signpost.snapshots.export import file_name
    from signpost.snapshots.take import take

    day = as_of or now().date()
    with door.store() as store:
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


# -- care ------------------------------------------------------------------------------------------------------------


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


if __name__ == "__main__":
    main()
