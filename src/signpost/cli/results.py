"""What came of the tags: indicators and trends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import click

from signpost.cli import Door, command, main, now

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
