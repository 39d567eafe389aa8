"""Snapshots that are frozen by themselves: set up, listed, taken away, and run by a clock of one's own."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signpost.cli import Door, command, now
from signpost.cli.snapshots import FORMATS, snapshot
from signpost.errors import ExportError
from signpost.nouns.schedule import WEEKDAYS, Plan, Run, Schedule

if TYPE_CHECKING:
    from signpost.store import Store


@snapshot.group("schedule")
def schedule() -> None:
    """Snapshots that are frozen by themselves, daily or weekly, into a folder."""


@command(schedule, "add")
@click.option("--title", required=True)
@click.option("--every", type=click.Choice(("day", "week")), default="week", show_default=True)
@click.option(
    "--on", "weekday", type=click.Choice([day.lower() for day in WEEKDAYS]), default="monday", show_default=True,
    help="With --every week.",
)  # fmt: skip
@click.option("--hour", type=click.IntRange(0, 23), default=6, show_default=True, help="Of the day, in UTC.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False, resolve_path=True), required=True,
    help="Where the files go; made if it is missing.",
)  # fmt: skip
@click.option(
    "--format", "formats", type=click.Choice(("zip", *FORMATS)), multiple=True, default=("zip", "pdf"),
    show_default=True, help="May be given several times; zip is the sealed file.",
)  # fmt: skip
@click.option("--comment", default="")
@click.option("--mark", default="", help="Another handling mark than the framework's, like TLP:AMBER.")
@click.option("--factor", "factors", multiple=True, metavar="ID", help="Only this factor; may be given several times.")
@click.option("--days", type=click.IntRange(1, 3650), default=180, show_default=True, help="How far trends reach back.")
def schedule_add(door: Door, weekday: str, folder: Path, **said: Any) -> None:
    """Keep a schedule. A running dashboard does what is due; without one, let cron call `schedule run`."""
    from signpost.snapshots.planned import checked

    plan = Plan(weekday=[day.lower() for day in WEEKDAYS].index(weekday), folder=str(folder), **said)
    with door.store() as store:
        plan = checked(plan, store.framework)
        number = store.schedules.add(plan, None, now())
        kept = there(store, number)
    door.say(told(kept), f"Schedule {number}: “{plan.title}”, {plan.words}, first on {kept.next_at:%d %b %Y}")


@command(schedule, "list")
def schedule_list(door: Door) -> None:
    """The schedules, and what came of each the last time."""
    with door.store() as store:
        found = store.schedules.all()
    lines = [line for one in found for line in lines_of(one)]
    door.say(
        {"schedules": [told(one) for one in found]}, *(lines or ["No schedules. Try: signpost snapshot schedule add"])
    )


@command(schedule, "remove")
@click.argument("number", metavar="NUMBER", type=int)
def schedule_remove(door: Door, number: int) -> None:
    """Take a schedule away. What it froze stays."""
    with door.store() as store:
        kept = there(store, number)
        store.schedules.remove(number, now())
    door.say({"removed": number}, f"Removed schedule {number}, “{kept.plan.title}”")


@command(schedule, "run")
@click.argument("number", metavar="[NUMBER]", type=int, required=False)
def schedule_run(door: Door, number: int | None) -> None:
    """Do what is due, then end; with a NUMBER that one, due or not. Exit 1 if one failed."""
    from signpost.snapshots.planned import run_due, run_now

    with door.store() as store:
        one = None if number is None else there(store, number)
        done = run_due(store, now) if one is None else [(one, run_now(store, one, now()))]
    said = [{"schedule": one.id, "title": one.plan.title, **asdict(run)} for one, run in done]
    lines = [f"{one.plan.title}: {run_words(run)}" for one, run in done]
    door.say({"runs": said}, *(lines or ["Nothing is due"]))
    if any(run.error for _, run in done):
        sys.exit(1)


def there(store: Store, number: int) -> Schedule:
    found = store.schedules.get(number)
    if found is None:
        raise ExportError(str(number), "there is no such schedule (see: signpost snapshot schedule list)")
    return found


def told(one: Schedule) -> dict[str, Any]:
    plan = asdict(one.plan)
    return {"id": one.id, **plan, "by": one.by, "paused": one.paused, "next_at": one.next_at} | {
        "runs": [asdict(run) for run in one.runs]
    }


def lines_of(one: Schedule) -> list[str]:
    when = "paused" if one.paused else f"next {one.next_at:%d %b %Y, %H:%M} UTC"
    lines = [
        f"{one.id}  “{one.plan.title}”, {one.plan.words} into {one.plan.folder} ({', '.join(one.plan.formats)}); {when}"
    ]
    return [*lines, f"     {one.last.at:%d %b %Y, %H:%M} UTC: {run_words(one.last)}"] if one.last else lines


def run_words(run: Run) -> str:
    said = run.error or f"sealed {run.snapshot_id}, wrote {', '.join(run.files)}"
    return f"{said} ({run.note})" if run.note else said
