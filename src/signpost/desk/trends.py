"""The pieces of the trends page: the choice of a view, the chart, and what moved on the day that was clicked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import streamlit as st

from signpost.desk.frame import hint
from signpost.desk.indicators import desk_page, records, story_line
from signpost.desk.server import Desk
from signpost.desk.silence import days_heard
from signpost.desk.theme import color, theme
from signpost.indicators.sentences import day_words
from signpost.nouns.snapshot import Filters
from signpost.trends.charts import trend_chart
from signpost.trends.silence import silent_days
from signpost.trends.trace import STORY
from signpost.trends.waterfall import contribution_chart

RANGES = {"30 days": 30, "90 days": 90, "6 months": 182, "1 year": 365, "2 years": 730}
CONTRIBUTIONS = 12
LABEL_WIDTH = 190  # px: the titles stand in full beside the chart


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows. `known` is None for what is known now."""

    factors: tuple[str, ...]
    first: date
    last: date
    known: datetime | None
    multiples: bool

    @property
    def beside(self) -> bool:
        """Whether each factor gets a chart of its own; a click chooses a day only in the one chart of all."""
        return self.multiples and len(self.factors) > 1

    @property
    def filters(self) -> Filters:
        return Filters(factors=self.factors, first=self.first, last=self.last)


def choose(desk: Desk, today: date) -> View | None:
    """The controls above the chart; None (with a hint) while nothing is chosen."""
    factors = {factor.id: factor.short for factor in desk.framework.active}
    with st.container(horizontal=True, vertical_alignment="bottom", key="trends_controls"):
        chosen = st.pills(
            "Factors",
            list(factors),
            format_func=lambda factor: factors[factor],
            selection_mode="multi",
            default=list(factors),
            key="trends_factors",
            bind="query-params",
            width="content",
        )
        span = st.segmented_control(
            "Range", list(RANGES), default="6 months", key="trends_range", bind="query-params", required=True
        )
        last = st.date_input("As of", value=today, max_value=today, key="trends_as_of", bind="query-params", width=150)
        layout = st.segmented_control(
            "Layout", ["Together", "Side by side"], default="Together", key="trends_layout", required=True
        )
        vintage = st.toggle(
            "As it was known then",
            key="trends_vintage",
            bind="query-params",
            disabled=last is None or last >= today,
            help="Leaves out every tag that was made, changed or imported after that day.",
        )
    if not chosen or last is None:
        hint("Choose at least one factor and a day.")
        return None
    known = datetime.combine(last + timedelta(days=1), time(), UTC) if vintage and last < today else None
    first = last - timedelta(days=RANGES[span or "6 months"])
    ordered = tuple(factor for factor in factors if factor in chosen)
    return View(factors=ordered, first=first, last=last, known=known, multiples=layout == "Side by side")


def chart(desk: Desk, view: View) -> date | None:
    """The trends; the day that was clicked, if one was."""
    beside = view.beside
    reckoned, shown = desk.reckoned(view.known), theme()
    heard = days_heard(desk, view.first, view.last)
    spec = reckoned.once(
        *("trends chart", view, shown, tuple(silent_days(heard))),
        make=lambda: trend_chart(
            [reckoned.trend(factor, view.first, view.last) for factor in view.factors],
            desk.framework,
            theme=shown,
            layout="multiples" if beside else "together",
            width=520 if beside else "container",
            height=200 if beside else 400,
            heard=heard,
        ).to_dict(),
    )
    if beside:
        st.vega_lite_chart(spec=spec, key="trends_multiples", theme=None)
        return None
    event: Any = st.vega_lite_chart(spec=spec, key="trends_chart", theme=None, on_select="rerun", selection_mode="day")
    return clicked(event.selection.get("day") if event else None, view)


def clicked(selection: Any, view: View) -> date | None:
    """The day of a selection as the chart gives it (milliseconds since 1970), kept within the view."""
    points = selection if isinstance(selection, list) else [selection] if isinstance(selection, Mapping) else []
    for point in points:
        stamp = point.get("day")
        stamp = stamp[0] if isinstance(stamp, list) and stamp else stamp
        if isinstance(stamp, (int, float)):
            day = datetime.fromtimestamp(stamp / 1000, UTC).date()
            return min(max(day, view.first), view.last)
    return None


def day_choice(view: View, picked: date | None) -> tuple[date, date]:
    """Between which two days to explain: the clicked day and the one before it, else the last thirty."""
    if picked is not None:
        return picked - timedelta(days=1), picked
    return max(view.first, view.last - timedelta(days=30)), view.last


def explained(desk: Desk, view: View, picked: date | None) -> None:
    """What moved a factor: the stories, exactly as many points as the level changed."""
    before, day = day_choice(view, picked)
    names = {factor.id: factor for factor in desk.framework.active}
    st.markdown(f"### What moved between {day_words(before, day)} and {day_words(day, view.last)}")
    if picked is None and not view.beside:
        st.markdown("Click a day in the chart to see that day alone.")
    factor = st.segmented_control(
        "Factor",
        list(view.factors),
        format_func=lambda one: names[one].short,
        default=view.factors[0],
        key="trends_explained",
        label_visibility="collapsed",
        required=True,
    )
    factor = factor if factor in view.factors else view.factors[0]
    reckoned, shown = desk.reckoned(view.known), theme()
    told = reckoned.moved(factor, day, before)
    if told.empty:
        st.markdown("Nothing: there is no evidence on this factor up to that day.")
        return
    level = reckoned.trend(factor, before, day).level
    st.markdown(f"**{names[factor].title}** went from {level[0]:.1f} to {level[-1]:.1f}.")
    left, right = st.columns((2, 3), gap="large")
    spec = reckoned.once(
        *("waterfall", factor, day, before, shown),
        make=lambda: contribution_chart(
            told,
            desk.framework,
            color=color(names[factor]),
            theme=shown,
            width="container",
            limit=CONTRIBUTIONS,
            label_width=LABEL_WIDTH,
        ).to_dict(),
    )
    left.vega_lite_chart(spec=spec, key="trends_contributions", theme=None)
    stories = records(told[told["kind"] == STORY].head(CONTRIBUTIONS))
    with right:
        if stories:
            st.html("".join(story_line(desk, story, named=False) for story in stories))
        else:
            st.markdown("No new story in these days: older ones faded, as they do with time.")
        st.page_link(desk_page("1_indicators.py"), label=f"Open {names[factor].title}", query_params={"factor": factor})
