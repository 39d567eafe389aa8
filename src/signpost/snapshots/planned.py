"""Schedules at work: which are due, and one run of one. The dashboard's server looks every half minute; `signpost
snapshot schedule run` does the same once.

A schedule is due when its moment has come. Whoever finds it due moves that moment on by `CLAIM` before beginning, and
only one can: so two servers never freeze the same, and if the one dies the other does it later. What was missed while
nothing ran is made up for once, not once for each time. A run that fails is tried again after `AGAIN`.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from signpost.errors import ExportError, SignpostError
from signpost.indicators.options import SHIPPED, Options
from signpost.indicators.sentences import counted
from signpost.nouns.framework import Framework
from signpost.nouns.schedule import Plan, Run, Schedule
from signpost.nouns.snapshot import Filters, Snapshot
from signpost.snapshots.earlier import before
from signpost.snapshots.export import BRIEFS, EXPORTS, export, file_name
from signpost.snapshots.folder import put, ready
from signpost.snapshots.seal import unseal
from signpost.snapshots.take import take
from signpost.store import Store
from signpost.tagging.demo import today

log = logging.getLogger(__name__)
CLAIM = timedelta(hours=1)
AGAIN = timedelta(hours=1)
LATE = timedelta(minutes=30)  # later than this is said
SEALED = "zip"
FORMATS = (SEALED, *EXPORTS)
LONGEST_TITLE, LONGEST_COMMENT, LONGEST_MARK, MOST_DAYS = 120, 1000, 40, 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A schedule whose moment has come; `missed` moments came before that one and were not kept."""

    schedule: Schedule
    moment: datetime
    missed: int


def due(schedules: Sequence[Schedule], now: datetime) -> list[Due]:
    """What is to be done now, each schedule once at most, however many of its moments have passed."""
    found = []
    for one in schedules:
        if one.paused or one.next_at > now:
            continue
        moment = max(one.plan.last_before(now), one.next_at)
        found.append(Due(schedule=one, moment=moment, missed=(moment - one.next_at) // one.plan.period))
    return found


def astray(schedules: Sequence[Schedule], now: datetime) -> list[Schedule]:
    """Those whose next moment is further ahead than their plan allows: the clock has been set back since."""
    return [one for one in schedules if one.next_at > one.plan.next_after(now) + CLAIM]


def late_words(one: Due, now: datetime) -> str:
    """What is odd about a run that begins now; "" for nothing."""
    last = one.schedule.last
    again = "Tried again" if last is not None and last.error else ""
    if one.missed:
        return f"{again or 'Made'} once for {counted(one.missed + 1, 'time')} that had passed"
    return again or (f"Planned for {one.moment:%d %b, %H:%M} UTC, made late" if now - one.moment > LATE else "")


def checked(plan: Plan, framework: Framework) -> Plan:
    """The plan with its texts trimmed. Raises ExportError, naming what makes no sense in it."""
    title, comment, mark = (" ".join(text.split()) for text in (plan.title, plan.comment, plan.mark))
    for name, text, most in (
        ("The title", title, LONGEST_TITLE),
        ("The comment", comment, LONGEST_COMMENT),
        ("The handling mark", mark, LONGEST_MARK),
    ):
        if len(text) > most or not text.isprintable():
            raise ExportError(name, f"it has at most {most} characters, all of them visible")
    if not title:
        raise ExportError("The schedule", "give it a title")
    if plan.every not in ("day", "week") or not 0 <= plan.hour <= 23 or not 0 <= plan.weekday <= 6:
        raise ExportError(title, "it needs a day or a weekday, and an hour from 0 to 23")
    if not 1 <= plan.days <= MOST_DAYS:
        raise ExportError(title, f"the trends reach back 1 to {MOST_DAYS} days")
    if not plan.formats:
        raise ExportError(title, "choose at least one kind of file")
    known = {factor.id for factor in framework.factors}
    for name, strange in (("format", set(plan.formats) - set(FORMATS)), ("factor", set(plan.factors) - known)):
        if strange:
            raise ExportError(title, f"there is no {name} “{min(strange)}”")
    options_of(plan)
    ready(plan.folder)
    return replace(plan, title=title, comment=comment, mark=mark)


def options_of(plan: Plan) -> Options:
    """How it is reckoned; ExportError if that makes no sense."""
    said: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in (plan.options or {}).items()}
    try:
        return Options(**said) if said else SHIPPED
    except (TypeError, ValueError) as error:
        raise ExportError(plan.title, "what it leaves out makes no sense to this Signpost; set it anew") from error


def run_due(
    store: Store, clock: Callable[[], datetime], *, stop: Callable[[], bool] = lambda: False
) -> list[tuple[Schedule, Run]]:
    """Do all that is due, one after the other; what came of each. Raises StoreError."""
    schedules = store.schedules.all()
    for ahead in astray(schedules, clock()):
        store.schedules.move(ahead.id, was=ahead.next_at, to=ahead.plan.next_after(clock()))
    done = []
    for one in due(schedules, clock()):
        if stop():
            break
        claimed = clock() + CLAIM
        if not store.schedules.move(one.schedule.id, was=one.schedule.next_at, to=claimed):
            continue  # another server has begun it
        run = run_now(store, one.schedule, clock(), note=late_words(one, clock()))
        planned = one.schedule.plan.next_after(clock())
        store.schedules.move(one.schedule.id, was=claimed, to=min(planned, clock() + AGAIN) if run.error else planned)
        done.append((one.schedule, run))
    return done


def run_now(store: Store, schedule: Schedule, now: datetime, *, note: str = "") -> Run:
    """Freeze and write, due or not, and keep what came of it. Raises StoreError only where that cannot be kept."""
    run = once(store, schedule, now)
    run = replace(run, note=note)
    store.schedules.finish(schedule.id, run)
    log.log(logging.ERROR if run.error else logging.INFO, "%s: %s", schedule.plan.title, run.error or run.snapshot_id)
    return run


def once(store: Store, schedule: Schedule, now: datetime) -> Run:
    """One run: what was sealed but could not be written the last time is written now, anything else sealed anew."""
    plan, last = schedule.plan, schedule.last
    made: Snapshot | None = None
    try:
        folder = ready(plan.folder)
        if last is not None and last.error and last.snapshot_id and last.at >= plan.last_before(now):
            kept = store.snapshots.sealed(last.snapshot_id)
            made = unseal(kept, plan.title) if kept else None
        made = made or sealed_by(store, schedule, now)
        files = []
        for form in plan.formats:
            name = file_name(made, form)
            if not (folder / name).exists():  # the name holds the snapshot's id: it is this very file
                put(folder, name, content(store, made, form))
            files.append(name)
    except SignpostError as error:
        return Run(at=now, snapshot_id=made.id if made else "", error=str(error))
    except (OSError, MemoryError) as error:
        return Run(at=now, snapshot_id=made.id if made else "", error=f"{plan.title}: {error or 'too little memory'}")
    return Run(at=now, snapshot_id=made.id, files=tuple(files))


def sealed_by(store: Store, schedule: Schedule, now: datetime) -> Snapshot:
    plan, day = schedule.plan, today(store, now)
    return take(
        store,
        Filters(factors=plan.factors, first=day - timedelta(days=plan.days), last=day),
        title=plan.title,
        comment=plan.comment,
        created_by=schedule.by,
        now=now,
        options=options_of(plan),
        mark=plan.mark,
    )


def content(store: Store, made: Snapshot, form: str) -> bytes:
    if form == SEALED:
        return store.snapshots.sealed(made.id) or b""
    return export(made, form, before(store, made) if form in BRIEFS else None)
