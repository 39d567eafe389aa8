"""The trend chart, as an Altair chart: the same function feeds the page, the picture and the brief.

Lines carry the factor's own colour and its name at their end; thin stretches are dashed, stretches without evidence are
left open; the band is a wash of the colour. The axis says in words what its ends mean. Time is UTC throughout.
"""

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd

from signpost.indicators.sentences import direction_words
from signpost.nouns.framework import Framework
from signpost.nouns.gap import DayHealth
from signpost.nouns.note import Note
from signpost.nouns.shift import Shift
from signpost.nouns.tag import Direction
from signpost.nouns.trend import Trend
from signpost.trends.dress import DATE_LABELS, INK, PAPER, QUIET, Theme, dressed, heading, panel_title
from signpost.trends.flags import ROOM_PX, ceiling, note_frames, note_layers, shift_frame, shift_frames, shift_layers
from signpost.trends.labels import Placed, end_labels, lettered, placed
from signpost.trends.silence import silence_layer

BAND = {"light": 0.13, "dark": 0.17}
POINTS = 5  # the layer that is clicked
MANY, RANGE_PX = 3, 6  # from so many factors in one plot on, their last ranges stand beside it, so far apart


def trend_chart(
    trends: Sequence[Trend],
    framework: Framework,
    *,
    theme: Theme = "light",
    layout: Literal["together", "multiples"] = "together",
    title: str = "",
    subtitle: str = "",
    caption: str = "",
    width: int | Literal["container"] = 760,
    height: int = 380,
    columns: int = 2,
    heard: Sequence[DayHealth] = (),
    notes: Sequence[Note] = (),
    shifts: Sequence[Shift] = (),
) -> alt.LayerChart | alt.VConcatChart:
    """The trends of one stretch of days; `caption` is the source line beneath, `heard` shades days of silence, `notes`
    of these factors or of all stand above the plot, `shifts` are flagged where they began.

    The selection "day" holds the day nearest to a click, as {"day": milliseconds since 1970, UTC}. `width` and `height`
    are those of one plot; "container" works for `together` only. ValueError for no trends, or for different days.
    """
    if not trends or not trends[0].days:
        raise ValueError("a trend chart needs at least one trend with a day")
    if any(trend.days != trends[0].days for trend in trends):
        raise ValueError("the trends are of different days")
    frame = trend_frame(trends, framework)
    colors = colors_of(framework, theme)
    of = {"", *(trend.factor_id for trend in trends)}
    named = lettered([note for note in notes if note.factor_id in of], trends[0].days[0], trends[0].days[-1])
    chosen = alt.selection_point(name="day", nearest=True, on="click", encodings=["x"], clear="dblclick")
    if layout == "together":
        alone = len(trends) == 1
        chart = _plot(
            frame,
            colors,
            framework,
            theme,
            width,
            height,
            chosen=chosen,
            axis_title=caption,
            alone=alone,
            heard=heard,
            notes=named,
            shifts=shifts,
        )
        chart.layer[POINTS] = chart.layer[POINTS].add_params(chosen)
        return dressed(chart.properties(title=heading(title, subtitle, theme)), theme)
    if not isinstance(width, int):
        raise ValueError("small multiples need a width in px")
    panels = [
        _plot(
            frame[(frame["factor_id"] == trend.factor_id).to_numpy(dtype=bool)],
            colors,
            framework,
            theme,
            width,
            height,
            chosen=chosen,
            axis_title="",
            alone=True,
            short=True,
            heard=heard,
            notes=[one for one in named if one[1].factor_id in ("", trend.factor_id)],
            shifts=[shift for shift in shifts if shift.factor_id == trend.factor_id],
        ).properties(title=panel_title(framework.factor(trend.factor_id).title, colors[trend.factor_id]))
        for trend in trends
    ]
    grid = alt.concat(*panels, columns=columns, spacing={"row": 22, "column": 24})
    source = (
        alt.Chart(pd.DataFrame({"text": [caption]}), width=width, height=16)
        .mark_text(align="left", fontSize=11, color=QUIET[theme])
        .encode(x=alt.value(0), y=alt.value(8), text="text:N")
    )
    parts = (grid, source) if caption else (grid,)
    whole: alt.VConcatChart = alt.vconcat(*parts, spacing=10, title=heading(title, subtitle, theme))
    whole.params = [
        # one selection over all panels (added to each, Altair would warn that they are the same); concat renames them
        alt.TopLevelSelectionParameter(
            name="day",
            select=alt.PointSelectionConfig(type="point", nearest=True, on="click", encodings=["x"], clear="dblclick"),
            views=[panel.layer[POINTS].name for panel in whole.vconcat[0].concat],
        )
    ]
    return dressed(whole, theme)


def trend_frame(trends: Sequence[Trend], framework: Framework) -> pd.DataFrame:
    """What the chart draws, one row per factor and day: exact values, nothing smoothed or rounded.

    Columns: factor_id, factor (short name), day (UTC), level, low, high, n_effective, stories, standing ("none",
    "thin", "solid"), run (stretches of equal standing; a stretch starts with the last day of the one before, which
    makes one more row there, so that the drawn line is whole), joint (True on those rows).
    """
    rows: list[dict[str, Any]] = []
    for trend in trends:
        run, previous, last = 0, "", None
        for index, day in enumerate(trend.days):
            standing = _standing(trend.n_effective[index])
            row = {
                "factor_id": trend.factor_id,
                "factor": framework.factor(trend.factor_id).short,
                "day": pd.Timestamp(day, tz="UTC"),
                "level": trend.level[index],
                "low": trend.low[index],
                "high": trend.high[index],
                "n_effective": trend.n_effective[index],
                "stories": trend.stories[index],
                "standing": standing,
                "joint": False,
            }
            if last is not None and standing != previous:
                run += 1
                if previous != "none" and standing != "none":
                    rows.append(last | {"standing": standing, "run": f"{trend.factor_id} {run}", "joint": True})
            row["run"] = f"{trend.factor_id} {run}"
            rows.append(row)
            previous, last = standing, row
    return pd.DataFrame(rows)


def _plot(
    frame: pd.DataFrame,
    colors: dict[str, str],
    framework: Framework,
    theme: Theme,
    width: int | Literal["container"],
    height: int,
    *,
    chosen: alt.Parameter,
    axis_title: str,
    alone: bool,
    heard: Sequence[DayHealth],
    notes: Sequence[tuple[str, Note]],
    shifts: Sequence[Shift],
    short: bool = False,
) -> alt.LayerChart:
    less, more = (direction_words(framework, one) for one in (Direction.WEAKENS, Direction.STRENGTHENS))
    words = f"← {less} · {more} →" if short else f"← {less}   ·   evidence balance   ·   {more} →"
    first, last = frame["day"].min(), frame["day"].max()
    days = (last - first).days
    x_axis = alt.Axis(
        title=axis_title or None,
        titleAnchor="start",
        titleFontWeight="normal",
        titleFontSize=11,
        titleColor=QUIET[theme],
        titlePadding=12,
        grid=False,
        labelExpr=DATE_LABELS,
        labelFlush=False,
        labelOverlap="greedy",
        labelSeparation=8,
        tickCount=min(max(days, 1), 4 if short else 7),
    )
    x = alt.X("day:T", scale=alt.Scale(type="utc", domain=[_iso(first), _iso(last)]), axis=x_axis)
    y_axis = alt.Axis(title=words, values=[0, 25, 50, 75, 100], tickSize=0, labelPadding=6, titlePadding=10)
    above = placed(notes, first.date(), last.date(), room_of(width), letters=short)
    top = ceiling(above, height)
    flagged = shift_frame(shifts, frame, framework, last.date(), named=alone and not short)
    frames = frames_of(frame, above, flagged, height, named=not short)
    y = alt.Y("level:Q", scale=alt.Scale(domain=[0, top]), axis=y_axis)
    color = alt.Color("factor_id:N", scale=alt.Scale(domain=list(colors), range=list(colors.values())), legend=None)
    drawn = alt.Chart(frames["lines"])
    count = frame["factor_id"].nunique()
    wash = BAND[theme] * (1.5 if alone else 0.75 if count < MANY else 0.4)
    band = drawn.mark_area(line=False).encode(
        x=x,
        y=alt.Y("low:Q", scale=alt.Scale(domain=[0, top]), axis=y_axis),
        y2="high:Q",
        color=color,
        detail="run:N",
        opacity=alt.when(alt.datum.standing == "solid").then(alt.value(wash)).otherwise(alt.value(wash / 2)),
    )
    half = alt.Chart(frames["half"]).mark_rule(color=QUIET[theme], strokeWidth=1).encode(y="level:Q")
    line = drawn.mark_line(strokeWidth=2.2, strokeJoin="round", strokeCap="butt").encode(
        x=x,
        y=y,
        color=color,
        detail="run:N",
        strokeDash=alt.when(alt.datum.standing == "solid").then(alt.value([1, 0])).otherwise(alt.value([4, 3])),
    )
    dots = alt.Chart(frames["dots"])
    points = (
        dots.properties(name=f"points {frame['factor_id'].iat[0]}" if short else "points")
        .mark_circle(size=60)
        .encode(
            x=x,
            y=y,
            color=color,
            opacity=alt.when(chosen, empty=False).then(alt.value(1)).otherwise(alt.value(0)),
            tooltip=[
                alt.Tooltip("factor:N", title="Factor"),
                alt.Tooltip("utcyearmonthdate(day):T", title="Day", format="%-d %b %Y"),
                alt.Tooltip("level:Q", title="Level", format=".0f"),
                alt.Tooltip("low:Q", title="80 % range from", format=".0f"),
                alt.Tooltip("high:Q", title="to", format=".0f"),
                alt.Tooltip("stories:Q", title="Stories that day", format=".0f"),
                alt.Tooltip("n_effective:Q", title="Effective stories", format=".1f"),
            ],
        )
    )
    cursor = (
        dots.transform_filter({"param": "day", "empty": False})
        .transform_aggregate(groupby=["day"])
        .mark_rule(color=INK[theme], strokeWidth=1, strokeDash=[2, 2])
        .encode(x=x)
    )
    ends = alt.Chart(frames["ends"])
    room = RANGE_PX * count if count >= MANY else 0
    leader = ends.mark_rule(strokeWidth=0.8, opacity=0.7, xOffset=3 + room, x2Offset=12 + room).encode(
        x=x, x2="day", y="level:Q", y2="at:Q", color=color
    )
    label = ends.mark_text(align="left", baseline="middle", dx=15 + room, fontSize=12.5, fontWeight=600).encode(
        x=x, y="at:Q", text="text:N", color=color
    )
    flags = shift_layers(frames, x, color, PAPER[theme])
    said = note_layers(frames, x, QUIET[theme], letters=short)
    layers = [silence_layer(heard, x, theme), band, half, line, cursor, points]
    layers += [one for part in (said, flags) for drawing in part.values() for one in drawing]
    plot: alt.LayerChart = alt.LayerChart(
        layer=[*layers, *(_ranges(ends, x, color) if room else ()), leader, label], width=width, height=height
    )
    return plot


def _ranges(ends: alt.Chart, x: alt.X, color: alt.Color) -> list[alt.Chart]:
    """Where the bands of many factors end, beside one another: over one another they cannot be told apart. A factor
    without evidence on the last day has no band there."""
    beside = alt.ExprRef(f"{RANGE_PX} * (datum.place + 1)")
    ends = ends.transform_filter(alt.datum.standing != "none")
    band = ends.mark_rule(strokeWidth=3, opacity=0.45, xOffset=beside).encode(x=x, y="low:Q", y2="high:Q", color=color)
    level = ends.mark_point(shape="circle", size=22, filled=True, opacity=1, xOffset=beside).encode(
        x=x, y="level:Q", color=color
    )
    return [band, level]


def room_of(width: int | Literal["container"]) -> float:
    return float(width) if isinstance(width, int) else ROOM_PX


def frames_of(
    frame: pd.DataFrame, above: Sequence[Placed], flagged: pd.DataFrame, height: int, *, named: bool
) -> dict[str, pd.DataFrame]:
    """What a plot draws beside the silence, by name; without those that have nothing to draw."""
    return {
        "lines": frame[(frame["standing"] != "none").to_numpy(dtype=bool)],
        "half": pd.DataFrame({"level": [50.0]}),
        "dots": frame[~frame["joint"].to_numpy(dtype=bool)],
        **note_frames(above, height),
        **shift_frames(flagged),
        "ends": end_labels(frame, 100.0 * height / ceiling(above, height), named=named),
    }


def colors_of(framework: Framework, theme: Theme) -> dict[str, str]:
    """A colour by factor id, of all factors, whichever are shown."""
    return {factor.id: getattr(factor.color, theme) for factor in framework.factors}


def _standing(n_effective: float) -> str:
    if n_effective < 0.5:
        return "none"
    return "thin" if n_effective < 5 else "solid"


def _iso(day: pd.Timestamp) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}
