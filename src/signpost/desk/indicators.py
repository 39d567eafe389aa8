"""The pieces of the start page: five rows, the whole, the stock beside the level, what moved."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from signpost.desk.copying import copying
from signpost.desk.indicators_confidence import stated
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk, now
from signpost.desk.sparks import SPARK_DAYS, quarter, quarter_chart, trend_table
from signpost.desk.story_lines import records, signed, story_line
from signpost.desk.take_away import Spec, file_name, picture_button, take_away
from signpost.desk.texts import html_safe, markdown_safe
from signpost.desk.theme import color, ink, paper
from signpost.indicators.charts import as_image, push_svg, ruler_svg, sparkline_svg
from signpost.indicators.sentences import band_words, change_words, counted, day_words, evidence_words, opening_sentence
from signpost.nouns.framework import Factor
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.tag import Direction
from signpost.trends.trace import STORY

RULER_HEIGHT = 26
GREY = "#6b7280"
MOVED_SHOWN, MOVED_DAYS = 8, 30
COLUMNS = (2.3, 8.4)  # a factor's name, and what is told of it in one piece: each element costs the server time
CELLS = ((3.4, 220), (1.5, 110), (1.7, 130), (1.8, 130))  # within that piece: share of the width, px before it wraps
PUSH_CELLS = ((3.4, 220), (3.2, 256), (1.8, 130))  # the same, with the second and third as one
BALANCE, PUSH = "Balance of recent evidence", "Net push since a day"


def headline_sentence(sentence: str) -> None:
    """The bottom line, large."""
    st.header(markdown_safe(sentence), anchor=False)


def ruler(measured: Indicator | Composite, shade: str, *, uid: str, alt: str) -> str:
    """The ruler as an image: Streamlit drops SVG elements from a page's HTML."""
    return as_image(ruler_svg(measured, shade, uid=uid, ink=ink(), paper=paper()), alt=alt, height=RULER_HEIGHT)


def ruler_ends(desk: Desk) -> str:
    """What the ruler's ends and its middle say, under the last one."""
    words = desk.framework.directions
    less, more = words[Direction.WEAKENS].label, words[Direction.STRENGTHENS].label
    style = "display:flex;justify-content:space-between;opacity:.8;font-size:.9rem;white-space:nowrap"
    return f'<div style="{style}"><span>← {html_safe(less)}</span><span>{html_safe(more)} →</span></div>'


def desk_page(name: str) -> Any:
    return st.session_state["frame_pages"][name]


def how_measured() -> None:
    """The way to the method."""
    st.page_link(desk_page("10_method.py"), label="How is this measured?")


def cells(*told: str, widths: Sequence[tuple[float, int]] = CELLS) -> str:
    """What stands beside a name: ruler, change, small trend, evidence, as one piece of HTML."""
    parts = (
        f'<div style="flex:{share} 1 {px}px;min-width:0">{one}</div>'
        for one, (share, px) in zip(told, widths, strict=True)
    )
    return f'<div style="display:flex;flex-wrap:wrap;align-items:center;gap:.3rem 1rem">{"".join(parts)}</div>'


def whole(composite: Composite, count: int) -> None:
    """The factors together, above the rows."""
    name, beside = st.columns(COLUMNS, vertical_alignment="center")
    read = "too little evidence to read" if composite.weak else "the balance over all factors"
    name.html(f'<div style="font-weight:600">All factors together</div><div style="opacity:.8">{read}</div>')
    scale = ruler(composite, GREY, uid="whole", alt=f"All factors together: {band_words(composite)}")
    points = f"{signed(composite.change)} points since {day_words(composite.since, composite.as_of)}"
    change = f"<div><b>{html_safe(band_words(composite))}</b></div><div>{html_safe(points)}</div>"
    moving = f"{composite.rising} of {count} clearly up, {composite.falling} clearly down"
    beside.html(cells(scale, change, "", f'<div style="opacity:.85">{moving}</div>'))


def named(desk: Desk, factor: Factor) -> None:
    """A factor's name, which opens it, and the source's own reading."""
    key = f"indicators_open_{factor.id}"
    st.button(f"**{factor.title}**", type="tertiary", key=key, on_click=open_factor, args=(factor.id,))
    if factor.baseline.reading:
        st.html(f'<div style="opacity:.8;margin-top:-1.1rem">{html_safe(reading(desk, factor))}</div>')


def open_factor(factor_id: str) -> None:
    """Before the page runs, so that it runs once."""
    st.query_params["factor"] = factor_id


def way_back() -> None:
    """From one factor to all of them."""
    label, icon = "All indicators", ":material/arrow_back:"
    st.button(label, type="tertiary", icon=icon, key="indicators_all", on_click=close_factor)


def close_factor() -> None:
    st.query_params.pop("factor", None)


def spark(desk: Desk, reckoned: Reckoned, factor: Factor, today: date, threshold: float) -> str:
    """The last quarter as a small picture, with the days of notes and where it shifted."""
    first, shade, line = today - timedelta(days=SPARK_DAYS), color(factor), ink()
    noted = tuple(note.day for note in reckoned.notes(first, today) if note.factor_id in ("", factor.id))

    def make() -> str:
        drawn = sparkline_svg(
            reckoned.trend(factor.id, first, today),
            shade,
            ink=line,
            label=factor.title,
            notes=noted,
            shifts=reckoned.shifts(factor.id, today, threshold),
        )
        return as_image(drawn, alt=f"{factor.title}, the last {SPARK_DAYS} days")

    return reckoned.of(factor.id, "spark", today, threshold, shade, line, noted, make=make)


def row(desk: Desk, reckoned: Reckoned, indicator: Indicator, today: date, threshold: float) -> None:
    """One factor: name, ruler, change in words, small trend, evidence. The name opens it."""
    factor = desk.framework.factor(indicator.factor_id)
    name, beside = st.columns(COLUMNS, vertical_alignment="center")
    with name:
        named(desk, factor)
    scale = ruler(indicator, color(factor), uid=factor.id, alt=f"{factor.title}: {band_words(indicator)}")
    change = f"<div><b>{html_safe(band_words(indicator))}</b></div><div>{html_safe(change_words(indicator))}</div>"
    small = f'<div style="max-width:200px">{spark(desk, reckoned, factor, today, threshold)}</div>'
    confident = stated(desk, reckoned, factor.id, today, now())
    lapsed = f", {counted(len(confident.lapsed), 'premise')} lapsed" if confident.lapsed else ""
    told = (evidence_words(indicator), f"{confident.level} confidence{lapsed}")
    evidence = f'<div style="opacity:.85">{"<br>".join(map(html_safe, told))}</div>'
    beside.html(cells(scale, change, small, evidence))


def reading(desk: Desk, factor: Factor) -> str:
    """The first clause of the source's own reading: "The essay: strong restraint"."""
    return f"The {desk.framework.source}: " + factor.baseline.reading.split(":")[0].split(";")[0].rstrip(".").lower()


def rows(desk: Desk, reckoned: Reckoned, today: date, threshold: float) -> None:
    """The whole and the five, framed; as levels, or as what has come in since a day."""
    indicators, composite = reckoned.indicators(today), reckoned.composite(today)
    with st.container(horizontal=True, vertical_alignment="bottom", key="indicators_views"):
        view = st.segmented_control(
            "Show",
            [BALANCE, PUSH],
            default=BALANCE,
            key="indicators_view",
            bind="query-params",
            required=True,
            label_visibility="collapsed",
        )
        since = today - timedelta(days=180)
        if view == PUSH:
            since = st.date_input(
                "Since",
                value=since,
                max_value=today - timedelta(days=1),
                key="indicators_since",
                bind="query-params",
                width=150,
            )
        away(desk, reckoned, today, since or today, threshold)
    with st.container(border=True, key="indicators_board"):
        if view == PUSH:
            pushes(desk, reckoned, today, since or today)
        else:
            whole(composite, len(indicators))
            for indicator in indicators:
                row(desk, reckoned, indicator, today, threshold)
        _, beside = st.columns(COLUMNS)
        beside.html(cells(ruler_ends(desk), "", "", ""))
    st.markdown(PUSH_WORDS if view == PUSH else BALANCE_WORDS)
    how_measured()


def away(desk: Desk, reckoned: Reckoned, today: date, since: date, threshold: float) -> None:
    """The page's sentence, and what its rows show: as a picture at once, or as files."""
    indicators, composite = reckoned.indicators(today), reckoned.composite(today)
    sentence = opening_sentence(
        indicators, composite, desk.framework, reckoned.latest(today), span=reckoned.options.span
    )
    what_if, name = reckoned.options.words, file_name("indicators", today)
    titled = f"What if {what_if}: {sentence}" if what_if else sentence

    def drawn() -> Spec:
        return quarter_chart(desk, reckoned, today, threshold, titled)

    copying(desk.framework, today, sentence, key="indicators_copy", what_if=what_if)
    picture_button(drawn, name, key="indicators_picture")
    take_away(
        name,
        lambda: board_table(desk, reckoned, today, since),
        key="indicators_board",
        picture=drawn,
        beside={"Last 90 days": lambda: trend_table(quarter(desk, reckoned, today), desk)},
    )


BALANCE_WORDS = (
    "The level is the balance of recent evidence: of the stories of the last weeks, newer ones counting more, the "
    "share that points to *more* rather than *less*. 50 is evenly split, or nothing known. It is not a "
    "probability, and a quiet month is not a drop."
)
PUSH_WORDS = (
    "The net push adds up what came in: stories that point to *more*, less those that point to *less*, since the day "
    "you chose; none fades. It grows with how much is reported and tagged, so compare its direction, not its size, "
    "between factors."
)


def pushes(desk: Desk, reckoned: Reckoned, today: date, since: date) -> None:
    """The stock beside the level: what has come in since a day."""
    told = {factor.id: reckoned.net_push(factor.id, since, today) for factor in desk.framework.active}
    reach = max([1.0, *(abs(points) for points in told.values())])
    words = desk.framework.directions
    for factor in desk.framework.active:
        name, beside = st.columns(COLUMNS, vertical_alignment="center")
        with name:
            named(desk, factor)
        points = told[factor.id]
        label = words[Direction.STRENGTHENS if points > 0 else Direction.WEAKENS].label.lower()
        sentence = f"{signed(points)} stories, towards {label}" if abs(points) >= 0.05 else "evenly split, or none"
        drawn = push_svg(points, reach, color(factor), ink=ink())
        bar = as_image(drawn, alt=f"{factor.title}: {sentence}", height=RULER_HEIGHT)
        beside.html(cells(bar, f"<div>{html_safe(sentence)}</div>", "", widths=PUSH_CELLS))


def board_table(desk: Desk, reckoned: Reckoned, today: date, since: date) -> pd.DataFrame:
    """The rows as a table to take away."""

    def make() -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "factor": desk.framework.factor(one.factor_id).title,
                    "as_of": one.as_of,
                    "level": one.level,
                    "low": one.low,
                    "high": one.high,
                    "change": one.change.points,
                    "change_since": one.change.since,
                    "change_words": change_words(one),
                    "stories": one.evidence.stories,
                    "outlets": one.evidence.outlets,
                    "confidence": stated(desk, reckoned, one.factor_id, today, now()).level,
                    "analysts": one.evidence.analysts,
                    "n_effective": one.n_effective,
                    "net_push": reckoned.net_push(one.factor_id, since, today),
                    "net_push_since": since,
                }
                for one in reckoned.indicators(today)
            ]
        )

    return reckoned.once("board table", today, since, make=make)


def what_moved(desk: Desk, reckoned: Reckoned, today: date) -> None:
    """The stories that moved the levels most over the last days, over all factors."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="indicators_moved_head"):
        st.markdown("### What moved", width="stretch")
        days = st.segmented_control(
            "Over",
            [7, 30, 90],
            format_func=lambda n: f"{n} days",
            default=MOVED_DAYS,
            key="indicators_days",
            bind="query-params",
            required=True,
            label_visibility="collapsed",
        )
    ids = tuple(factor.id for factor in desk.framework.active)
    since = today - timedelta(days=days or MOVED_DAYS)
    stories = reckoned.moved_most(ids, today, since, STORY, MOVED_SHOWN)
    if stories.empty:
        st.markdown("No story was tagged for these days. Tag headlines to bring evidence in.")
        return
    key = ("moved lines", today, since, ink())
    st.html(reckoned.once(*key, make=lambda: "".join(story_line(desk, story) for story in records(stories))))
    take_away(
        file_name("what_moved", since, today),
        lambda: reckoned.moved_most(ids, today, since, STORY, 10_000),
        key="indicators_moved",
    )
