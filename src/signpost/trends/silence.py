"""Days on which feeds were not heard, as a layer of a trend chart: quiet that says nothing about the world."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import altair as alt
import pandas as pd

from signpost.indicators.sentences import counted, day_words, percent
from signpost.nouns.gap import DayHealth

NOTICED = 0.1  # of the feeds: fewer are the usual noise of the web
SHADE = {"light": "#6b6455", "dark": "#9aa3b2"}
FAINT, DENSE = 0.10, 0.32
COLUMNS = ("begins", "ends", "words", "opacity")


def silent_days(days: Sequence[DayHealth]) -> list[DayHealth]:
    """The days on which at least a tenth of the feeds was not heard."""
    return [day for day in days if day.share >= NOTICED]


def silence_frame(days: Sequence[DayHealth]) -> pd.DataFrame:
    """One row per silent day: begins, ends (UTC, the end of the day), words, opacity."""
    rows: list[dict[str, Any]] = []
    for day in silent_days(days):
        begins = pd.Timestamp(day.day, tz="UTC")
        rows.append(
            {
                "begins": begins,
                "ends": begins + pd.Timedelta(days=1),
                "words": f"Not heard: {whom(day)}",
                "opacity": FAINT + (DENSE - FAINT) * min(1.0, day.share),
            }
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"begins": "datetime64[ms, UTC]", "ends": "datetime64[ms, UTC]", "opacity": "float64"})


def silence_layer(days: Sequence[DayHealth], x: alt.X, theme: str) -> alt.Chart:
    """The silent days as upright bars behind the lines, the darker the more feeds were not heard."""
    drawn = alt.Chart(silence_frame(days)).mark_rect(color=SHADE[theme], clip=True)
    across = x.copy()
    across.shorthand = "begins:T"
    layer: alt.Chart = drawn.encode(
        x=across,
        x2="ends",
        opacity=alt.Opacity("opacity:Q", scale=None, legend=None),
        tooltip=[
            alt.Tooltip("utcyearmonthdate(begins):T", title="Day", format="%-d %b %Y"),
            alt.Tooltip("words:N", title="Collection"),
        ],
    )
    return layer


def silence_sentence(days: Sequence[DayHealth]) -> str:
    """When collection was broken, in one sentence; "" if it was not."""
    silent = silent_days(days)
    if not silent:
        return ""
    spans: list[list[DayHealth]] = []
    for day in silent:
        if spans and day.day - spans[-1][-1].day == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    worst = max(silent, key=lambda day: (day.share, day.day))
    last = days[-1].day
    when = [
        day_words(span[0].day, last)
        if len(span) == 1
        else f"{day_words(span[0].day, last)} to {day_words(span[-1].day, last)}"
        for span in spans[-3:]
    ]
    more = f" and {counted(len(spans) - 3, 'earlier time')}" if len(spans) > 3 else ""
    then = "on the worst day " if len(silent) > 1 else ""
    return f"feeds were not heard ({', '.join(when)}{more}; {then}{whom(worst)}). Quiet there may be missing news."


def whom(day: DayHealth) -> str:
    """Who was not heard on a day: "all 52 feeds", "60 % of 40 feeds"."""
    share = percent(day.share)
    if share == percent(1):
        return "the only feed" if day.feeds == 1 else f"all {day.feeds:,} feeds"
    return f"{share} of {counted(day.feeds, 'feed')}"
