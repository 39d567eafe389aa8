"""The pieces of the trends page: the choice of a view, the chart, and what moved on the day that was clicked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import streamlit as st

from signpost.desk import moments, notes
from signpost.desk.copying import copying
from signpost.desk.frame import hint
from signpost.desk.indicators import desk_page, how_measured
from signpost.desk.indicators_opened import PICTURE_WIDTH
from signpost.desk.permalinks import RANGES
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk
from signpost.desk.silence import days_heard, drawn_as
from signpost.desk.sparks import trend_table
from signpost.desk.tabled import tabled
from signpost.desk.take_away import file_name, take_away
from signpost.desk.texts import markdown_safe
from signpost.desk.theme import theme
from signpost.nouns.snapshot import Filters
from signpost.trends.charts import trend_chart
from signpost.trends.message import trend_sentence
from signpost.trends.redrawn import trend_spec
from signpost.trends.shifts import THRESHOLD

RANGE = "6 months"  # unless another is chosen
CHART_HEIGHT = 400
EVIDENT = 0.5  # effective stories: below, a day has no line


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
        with st.container(width="content"):  # of its own: there it wraps where the page is narrow
            chosen = st.pills(
                "Factors",
                list(factors),
                format_func=lambda factor: factors[factor],
                selection_mode="multi",
                default=list(factors),
                key="trends_factors",
                bind="query-params",
            )
        span = st.segmented_control(
            "Range", list(RANGES), default=RANGE, key="trends_range", bind="query-params", required=True
        )
        last = st.date_input("As of", value=today, max_value=today, key="trends_as_of", bind="query-params", width=150)
        layout = st.segmented_control(
            "Layout",
            ["Together", "Side by side"],
            default="Together",
            key="trends_layout",
            bind="query-params",
            required=True,
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
    known = moments.asked_known(desk)
    if known is None and vintage and last < today:
        known = datetime.combine(last + timedelta(days=1), time(), UTC)
    first = last - timedelta(days=RANGES[span or RANGE])
    ordered = tuple(factor for factor in factors if factor in chosen)
    return View(factors=ordered, first=first, last=last, known=known, multiples=layout == "Side by side")


def chart(desk: Desk, reckoned: Reckoned, view: View) -> date | None:
    """The trends with their shifts and notes; the day that was clicked, if one was."""
    beside, shown = view.beside, theme()
    heard = days_heard(desk, view.first, view.last)
    told = notes.shown(reckoned.notes(view.first, view.last), view.factors)
    threshold = st.session_state.get("trends_sensitivity") or THRESHOLD
    trends = [reckoned.trend(factor, view.first, view.last) for factor in view.factors]

    shifts = [one for factor in view.factors for one in reckoned.shifts(factor, view.last, threshold)]
    given: dict[str, Any] = {"theme": shown, "heard": heard, "notes": told, "shifts": shifts}

    def drawn(width: Any, height: int, title: str = "") -> dict[str, Any]:
        layout: Any = "multiples" if beside else "together"
        made = trend_chart(trends, desk.framework, layout=layout, width=width, height=height, title=title, **given)
        return made.to_dict()

    wide: Any = 520 if beside else "container"
    high = 200 if beside else CHART_HEIGHT
    key = ("trends chart", view, shown, threshold, tuple(told), drawn_as(heard))

    def again() -> dict[str, Any]:
        return drawn(wide, high) if beside else trend_spec(trends, desk.framework, width=wide, height=high, **given)

    spec = reckoned.of_several(view.factors, *key, make=lambda: tabled(again()))
    message = trend_sentence(trends, desk.framework)
    st.markdown(f"**{markdown_safe(message)}**")
    if not any(max(trend.n_effective) >= EVIDENT for trend in trends):
        st.page_link(desk_page("2_tagging.py"), label="Tag headlines to bring evidence in")
    picked = None
    if beside:
        st.vega_lite_chart(spec=spec, key="trends_multiples", theme=None)
    else:
        event: Any = st.vega_lite_chart(
            spec=spec, key="trends_chart", theme=None, on_select="rerun", selection_mode="day"
        )
        picked = clicked(event.selection.get("day") if event else None, view)
    notes.note_list(desk, told, view.last)
    with st.container(horizontal=True, vertical_alignment="center"):
        copying(
            *(desk.framework, view.last, message),
            key="trends_copy",
            picture=file_name("trends", view.first, view.last),
            what_if=reckoned.options.words,
        )
        notes.note_form(desk, told, picked or view.last, view.first, view.last, "trends")
        take_away(
            file_name("trends", view.first, view.last),
            lambda: trend_table(trends, desk),
            key="trends_chart",
            sentence=message,
            picture=lambda: drawn(520 if beside else PICTURE_WIDTH, high, title=message),
        )
    return picked


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


def legend() -> None:
    """How to read the chart, and the way to the method."""
    st.markdown(
        "Each line is the balance of recent evidence on a factor; the band holds four fifths of what the evidence "
        "allows (of three factors or more, the bars beside the chart show it for the last day). A dashed line means "
        "thin evidence. A triangle marks where a factor shifted."
    )
    how_measured()
