"""The scenarios' fit over time, as an Altair chart. Scenarios have no colours of their own: the two that lead today are
in ink, the others grey; each line's name stands at its end, and dashes tell "none of these" from the rest."""

from collections.abc import Sequence
from typing import Literal

import altair as alt
import pandas as pd

from signpost.nouns.fit import Fit
from signpost.nouns.framework import Framework
from signpost.trends.dress import DATE_LABELS, INK, QUIET, Theme, dressed, heading
from signpost.trends.labels import spread
from signpost.trends.scenario_words import name_of, points

GAP_PX = 16
LEADING = 2


def fit_chart(
    fits: Sequence[Fit],
    framework: Framework,
    *,
    theme: Theme = "light",
    title: str = "",
    subtitle: str = "",
    caption: str = "",
    width: int | Literal["container"] = 760,
    height: int = 300,
) -> alt.LayerChart:
    """The points of fit of every scenario on each of several days. ValueError for no days."""
    if not fits:
        raise ValueError("a chart of fit needs at least one day")
    frame = fit_frame(fits, framework)
    shades = {True: INK[theme], False: QUIET[theme]}
    x = alt.X(
        "day:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(
            title=caption or None,
            titleAnchor="start",
            titleFontSize=11,
            titlePadding=12,
            grid=False,
            labelExpr=DATE_LABELS,
            labelOverlap="greedy",
            labelSeparation=8,
            tickCount=6,
        ),
    )
    y_axis = alt.Axis(title="points of fit, of 100", values=[0, 25, 50, 75, 100], tickSize=0, labelPadding=6)
    y = alt.Y("points:Q", scale=alt.Scale(domain=[0, 100]), axis=y_axis)
    color = alt.Color("leads:N", scale=alt.Scale(domain=[True, False], range=list(shades.values())), legend=None)
    line = (
        alt.Chart(frame)
        .mark_line(strokeJoin="round")
        .encode(
            x=x,
            y=y,
            color=color,
            detail="scenario_id:N",
            strokeWidth=alt.when(alt.datum.leads).then(alt.value(2.4)).otherwise(alt.value(1.3)),
            strokeDash=alt.when(alt.datum.scenario_id == "").then(alt.value([3, 3])).otherwise(alt.value([1, 0])),
        )
    )
    hover = (
        alt.Chart(frame)
        .mark_circle(size=70, opacity=0.001)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("scenario:N", title="Scenario"),
                alt.Tooltip("utcyearmonthdate(day):T", title="Day", format="%-d %b %Y"),
                alt.Tooltip("points:Q", title="Points of fit", format=".1f"),
            ],
        )
    )
    ends = named_ends(frame, height)
    leader = (
        alt.Chart(ends)
        .mark_rule(strokeWidth=0.8, opacity=0.6, xOffset=3, x2Offset=12)
        .encode(x=x, x2="day", y="points:Q", y2="at:Q", color=color)
    )
    label = (
        alt.Chart(ends)
        .mark_text(align="left", baseline="middle", dx=15, fontSize=12, fontWeight=600)
        .encode(x=x, y="at:Q", text="text:N", color=color)
    )
    whole: alt.LayerChart = alt.LayerChart(layer=[line, hover, leader, label], width=width, height=height)
    dressed_chart: alt.LayerChart = dressed(whole.properties(title=heading(title, subtitle, theme)), theme)
    return dressed_chart


def fit_frame(fits: Sequence[Fit], framework: Framework) -> pd.DataFrame:
    """One row per day and scenario: day (UTC), scenario_id ("" none of these), scenario, points (0-100), leads (whether
    it is one of the two that fit best on the last day)."""
    last = sorted(fits[-1].standings, key=lambda one: -one.share)
    leading = {one.scenario_id for one in last[:LEADING]}
    return pd.DataFrame(
        [
            {
                "day": pd.Timestamp(one.as_of, tz="UTC"),
                "scenario_id": each.scenario_id,
                "scenario": name_of(framework, each.scenario_id),
                "points": 100.0 * each.share,
                "leads": each.scenario_id in leading,
            }
            for one in fits
            for each in one.standings
        ]
    )


def named_ends(frame: pd.DataFrame, height: int) -> pd.DataFrame:
    """Where each line ends and where its name stands (`at`) without touching another."""
    ends = frame.groupby("scenario_id", sort=False).tail(1).sort_values(["points", "scenario_id"])
    text = [f"{name} {points(value / 100)}" for name, value in zip(ends["scenario"], ends["points"], strict=True)]
    return ends.assign(at=spread(ends["points"].tolist(), 100.0 * GAP_PX / height), text=text).reset_index(drop=True)
