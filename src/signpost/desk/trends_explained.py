"""What moved a factor between two days: its stories, and the same difference by who said it and about what."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

import pandas as pd
import streamlit as st

from signpost.desk.indicators import desk_page
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk
from signpost.desk.story_lines import records, signed, story_line
from signpost.desk.tabled import tabled
from signpost.desk.take_away import file_name, take_away
from signpost.desk.texts import html_safe
from signpost.desk.theme import color, theme
from signpost.desk.trends import View
from signpost.indicators.sentences import day_words
from signpost.nouns.framework import Factor
from signpost.trends.split import By
from signpost.trends.trace import STORY
from signpost.trends.waterfall import contribution_chart

CONTRIBUTIONS = 12
APART = {
    "": "Stories",
    "outlet": "Outlets",
    "perspective": "Perspectives",
    "analyst": "Analysts",
    "signpost": "Signposts",
}
NAMELESS = {"signpost": "no signpost named", "perspective": "no perspective set"}
REST = {
    "outlet": ("outlet", "outlets"),
    "perspective": ("perspective", "perspectives"),
    "analyst": ("analyst", "analysts"),
    "signpost": ("signpost", "signposts"),
}
SUMMED = ["before", "now", "points", "stories"]
LABEL_WIDTH = 190  # px: the titles stand in full beside the chart


def day_choice(view: View, picked: date | None) -> tuple[date, date]:
    """Between which two days to explain: the clicked day and the one before it, else the last thirty."""
    if picked is not None:
        return picked - timedelta(days=1), picked
    return max(view.first, view.last - timedelta(days=30)), view.last


def explained(desk: Desk, reckoned: Reckoned, view: View, picked: date | None) -> None:
    """What moved a factor: the stories, exactly as many points as the level changed; and by who said it."""
    before, day = day_choice(view, picked)
    names = {factor.id: factor for factor in desk.framework.active}
    st.markdown(f"### What moved between {day_words(before, day)} and {day_words(day, view.last)}")
    if picked is None and not view.beside:
        st.markdown("Click a day in the chart to see that day alone.")
    with st.container(horizontal=True, vertical_alignment="bottom", key="trends_explained_head"):
        with st.container(width="content"):  # of its own: there it wraps where the page is narrow
            factor = st.segmented_control(
                "Factor",
                list(view.factors),
                format_func=lambda one: names[one].short,
                default=view.factors[0],
                key="trends_explained",
                bind="query-params",
                label_visibility="collapsed",
                required=True,
            )
        with st.container(width="content"):
            by = st.segmented_control(
                "Taken apart by",
                list(APART),
                format_func=lambda one: APART[one],
                default="",
                key="trends_apart",
                bind="query-params",
                label_visibility="collapsed",
                required=True,
            )
    factor = factor if factor in view.factors else view.factors[0]
    told = reckoned.moved(factor, day, before)
    if told.empty:
        st.markdown("Nothing: there is no evidence on this factor up to that day. Tag headlines to bring it in.")
        return
    level = reckoned.trend(factor, before, day).level
    gone = level[-1] - level[0]
    st.markdown(
        f"**{names[factor].title}** went from {level[0]:.1f} to {level[-1]:.1f}: {signed(gone)} points, and the parts "
        "below add up to exactly that."
    )
    if by:
        parts(desk, reckoned, names[factor], day, before, cast(By, by))
    else:
        stories(desk, reckoned, names[factor], day, before, told)


def stories(desk: Desk, reckoned: Reckoned, factor: Factor, day: date, before: date, told: pd.DataFrame) -> None:
    """The waterfall of the stories, and the stories themselves."""
    shown, shade = theme(), color(factor)

    def drawn(width: Any, label_width: int, title: str = "") -> dict[str, Any]:
        made = contribution_chart(
            told,
            desk.framework,
            color=shade,
            theme=shown,
            width=width,
            limit=CONTRIBUTIONS,
            label_width=label_width,
            title=title,
        )
        return made.to_dict()

    left, right = st.columns((2, 3), gap="large")
    key = ("waterfall", day, before, shown)
    with left:
        spec = reckoned.of(factor.id, *key, make=lambda: tabled(drawn("container", LABEL_WIDTH)))
        st.vega_lite_chart(spec=spec, key="trends_contributions", theme=None)
        title = f"{factor.short}: what moved from {day_words(before, day)} to {day_words(day)}"
        take_away(
            file_name("moved", factor.id, before, day),
            lambda: told,
            key="trends_contributions",
            picture=lambda: drawn(420, 440, title=title),
        )
    with right:
        lines = told[(told["kind"] == STORY).to_numpy(dtype=bool)].head(CONTRIBUTIONS)
        if len(lines):
            written = reckoned.of(
                *(factor.id, "waterfall lines", day, before),
                make=lambda: "".join(story_line(desk, story, named=False) for story in records(lines)),
            )
            st.html(written)
        else:
            st.markdown("No new story in these days: older ones faded, as they do with time.")
        st.page_link(desk_page("1_indicators.py"), label=f"Open {factor.title}", query_params={"factor": factor.id})


def parts(desk: Desk, reckoned: Reckoned, factor: Factor, day: date, before: date, by: By) -> None:
    """The same difference by outlet, perspective, analyst or signpost."""
    titles = {signpost.id: signpost.title for signpost in factor.signposts} | {"": NAMELESS.get(by, "unknown")}
    shown, shade = theme(), color(factor)

    def table() -> pd.DataFrame:
        told = reckoned.split(factor.id, day, before, by)
        return told.assign(group=[titles.get(one, one) for one in told["group"]])

    def drawn(width: Any, label_width: int, title: str = "") -> dict[str, Any]:
        bars = table().rename(columns={"group": "title"}).assign(kind=STORY)
        made = contribution_chart(
            bars,
            desk.framework,
            color=shade,
            theme=shown,
            width=width,
            limit=CONTRIBUTIONS,
            label_width=label_width,
            what=REST[by],
            title=title,
        )
        return made.to_dict()

    told = reckoned.of(factor.id, "parts", day, before, by, make=table)
    left, right = st.columns((2, 3), gap="large")
    with left:
        key = ("parts chart", day, before, by, shown)
        spec = reckoned.of(factor.id, *key, make=lambda: tabled(drawn("container", LABEL_WIDTH)))
        st.vega_lite_chart(spec=spec, key=f"trends_parts_{by}", theme=None)
        title = f"{factor.short} by {by}, {day_words(before, day)} to {day_words(day)}"
        take_away(
            file_name("moved_by", by, factor.id, before, day),
            lambda: told,
            key="trends_parts",
            picture=lambda: drawn(420, 440, title=title),
        )
    with right:
        rows = records(told.head(CONTRIBUTIONS))
        hidden = told.iloc[CONTRIBUTIONS:]
        if len(hidden):
            rows += records(hidden[SUMMED].sum().to_frame().T.assign(group=f"{len(hidden)} more"))
        rows += records(told[SUMMED].sum().to_frame().T.assign(group="Together"))
        st.html(parts_table(rows, by))
        st.markdown("Points of the level against 50. A story of several is shared evenly between them.")


def parts_table(rows: Sequence[Mapping[str, Any]], by: By) -> str:
    """The parts as an HTML table; the last row is their sum."""
    cell = "padding:.3rem .6rem;border-top:1px solid rgba(128,128,128,.25)"
    number = f"{cell};text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap"
    quiet = "font-weight:400;opacity:.8"
    head = f'<th scope="col" style="{cell};text-align:left;{quiet}">{by.capitalize()}</th>'
    head += "".join(
        f'<th scope="col" style="{number};{quiet}">{one}</th>' for one in ("Before", "Now", "Change", "New stories")
    )
    body = ""
    for place, row in enumerate(rows):
        bold = f"font-weight:{600 if place == len(rows) - 1 else 400}"
        stories = f"{row['stories']:.1f}".removesuffix(".0")
        figures = (signed(row["before"]), signed(row["now"]), signed(row["points"]), stories)
        cells = "".join(f'<td style="{number};{bold}">{one}</td>' for one in figures)
        name = f'<th scope="row" style="{cell};text-align:left;{bold}">{html_safe(str(row["group"]))}</th>'
        body += f"<tr>{name}{cells}</tr>"
    table = f'<table style="border-collapse:collapse;width:100%"><tr>{head}</tr>{body}</table>'
    return f'<div style="overflow-x:auto">{table}</div>'
