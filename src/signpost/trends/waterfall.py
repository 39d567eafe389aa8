"""The waterfall, as an Altair chart: which stories make up a change, point by point."""

from typing import Any, Literal

import altair as alt
import pandas as pd

from signpost.indicators.sentences import direction_words
from signpost.nouns.framework import Framework
from signpost.nouns.tag import Direction
from signpost.trends.dress import INK, QUIET, Theme, dressed, heading
from signpost.trends.trace import FADING

TITLE_CHARS = 64


def contribution_chart(
    moved: pd.DataFrame,
    framework: Framework,
    *,
    color: str,
    theme: Theme = "light",
    title: str = "",
    subtitle: str = "",
    caption: str = "",
    width: int | Literal["container"] = 420,
    limit: int = 12,
    label_width: int = 440,
    what: tuple[str, str] = ("story", "stories"),
) -> alt.LayerChart:
    """The rows of `trace.moved` as bars from 0: points towards either direction, largest first.

    Titles get at most `label_width` px. Beyond `limit` stories the rest is one bar, called by `what`; the bars always
    sum to the same change. Columns drawn: label, points, kind ("story", "rest" or "fading"), place.
    """
    frame = _bars(moved, limit, what)
    less, more = (direction_words(framework, one) for one in (Direction.WEAKENS, Direction.STRENGTHENS))
    reach = max(1.0, float(frame["points"].abs().max()) if len(frame) else 1.0) * 1.25
    y = alt.Y("label:N", sort=frame["label"].tolist(), title=None)
    y = y.axis(
        labelLimit=label_width, labelFontSize=12, labelColor=INK[theme], ticks=False, domain=False, labelPadding=10
    )
    x = alt.X("points:Q", scale=alt.Scale(domain=[-reach, reach]))
    x = x.axis(
        title=[f"← {less} · points · {more} →", *([caption] if caption else [])],
        labels=False,
        ticks=False,
        tickCount=5,
    )
    base = alt.Chart(frame).encode(y=y)
    bars = base.mark_bar(height=11, cornerRadius=1.5).encode(
        x=x,
        color=alt.when(alt.datum.kind == "story").then(alt.value(color)).otherwise(alt.value(QUIET[theme])),
        opacity=alt.when(alt.datum.kind == "story").then(alt.value(0.85)).otherwise(alt.value(0.45)),
        tooltip=[alt.Tooltip("label:N", title="Story"), alt.Tooltip("points:Q", title="Points", format="+.2f")],
    )
    figures = alt.Text("points:Q", format="+.1f")
    ends = [
        base.mark_text(align="left", dx=5, fontSize=11.5, color=INK[theme])
        .transform_filter("datum.points >= 0")
        .encode(x="points:Q", text=figures),
        base.mark_text(align="right", dx=-5, fontSize=11.5, color=INK[theme])
        .transform_filter("datum.points < 0")
        .encode(x="points:Q", text=figures),
    ]
    zero = alt.Chart(pd.DataFrame({"points": [0.0]})).mark_rule(color=QUIET[theme], strokeWidth=1).encode(x="points:Q")
    named = heading(title, subtitle, theme)
    named.frame = "bounds"
    chart: alt.LayerChart = alt.LayerChart(layer=[bars, zero, *ends], width=width, height=alt.Step(24), title=named)
    return dressed(chart, theme)


def _bars(moved: pd.DataFrame, limit: int, what: tuple[str, str]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    stories = moved[(moved["kind"] != FADING).to_numpy(dtype=bool)]
    largest = stories[:limit]
    rows.extend(
        {"label": _cut(str(title)), "points": float(points), "kind": "story"}
        for title, points in zip(largest["title"], largest["points"], strict=True)
    )
    rest = stories["points"][limit:]
    if len(rest):
        rows.append(
            {
                "label": f"{len(rest)} more {what[len(rest) != 1]}",
                "points": float(rest.sum()),
                "kind": "rest",
            }
        )
    rows.extend(
        {"label": "Older stories, counting less", "points": float(points), "kind": "fading"}
        for points in moved["points"][(moved["kind"] == FADING).to_numpy(dtype=bool)]
    )
    seen: dict[str, int] = {}
    for row in rows:  # equal titles must stay two bars
        seen[row["label"]] = seen.get(row["label"], 0) + 1
        if seen[row["label"]] > 1:
            row["label"] += f" ({seen[row['label']]})"
    return pd.DataFrame(rows, columns=["label", "points", "kind"]).assign(place=range(len(rows)))


def _cut(text: str) -> str:
    return text if len(text) <= TITLE_CHARS else text[: TITLE_CHARS - 1].rstrip() + "…"
