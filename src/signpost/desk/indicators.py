"""The pieces of the start page: five rows, the whole, the stock beside the level, what moved."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from signpost.desk.indicators_confidence import stated
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk, now
from signpost.desk.story_lines import records, signed, story_line
from signpost.desk.take_away import file_name, take_away
from signpost.desk.texts import ago, html_safe, markdown_safe
from signpost.desk.theme import color, ink, paper
from signpost.indicators.charts import as_image, push_svg, ruler_svg, sparkline_svg
from signpost.indicators.sentences import band_words, change_words, counted, day_words, evidence_words
from signpost.nouns.framework import Factor
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.tag import Direction
from signpost.trends.trace import STORY

SPARK_DAYS = 90
RULER_HEIGHT = 26
GREY = "#6b7280"
MOVED_SHOWN = 8
COLUMNS = (2.3, 3.4, 1.5, 1.7, 1.8)
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


def whole(composite: Composite, count: int) -> None:
    """The factors together, above the rows."""
    name, scale, change, _, evidence = st.columns(COLUMNS, vertical_alignment="center")
    read = "too little evidence to read" if composite.weak else "the balance over all factors"
    name.html(f'<div style="font-weight:600">All factors together</div><div style="opacity:.8">{read}</div>')
    scale.html(ruler(composite, GREY, uid="whole", alt=f"All factors together: {band_words(composite)}"))
    points = f"{signed(composite.change)} points since {day_words(composite.since, composite.as_of)}"
    change.html(f"<div><b>{html_safe(band_words(composite))}</b></div><div>{html_safe(points)}</div>")
    moving = f"{composite.rising} of {count} clearly up, {composite.falling} clearly down"
    evidence.html(f'<div style="opacity:.85">{moving}</div>')


def named(desk: Desk, factor: Factor) -> None:
    """A factor's name, which opens it, and the source's own reading."""
    if st.button(f"**{factor.title}**", type="tertiary", key=f"indicators_open_{factor.id}"):
        st.query_params["factor"] = factor.id
        st.rerun()
    if factor.baseline.reading:
        st.html(f'<div style="opacity:.8;margin-top:-.6rem">{html_safe(reading(desk, factor))}</div>')


def spark(desk: Desk, reckoned: Reckoned, factor: Factor, today: date, threshold: float) -> str:
    """The last quarter as a small picture, with the days of notes and where it shifted."""
    first, shade, line = today - timedelta(days=SPARK_DAYS), color(factor), ink()

    def make() -> str:
        drawn = sparkline_svg(
            reckoned.trend(factor.id, first, today),
            shade,
            ink=line,
            label=factor.title,
            notes=[note.day for note in reckoned.notes(first, today) if note.factor_id in ("", factor.id)],
            shifts=reckoned.shifts(factor.id, today, threshold),
        )
        return as_image(drawn, alt=f"{factor.title}, the last {SPARK_DAYS} days")

    return reckoned.once("spark", factor.id, today, threshold, shade, line, make=make)


def row(desk: Desk, reckoned: Reckoned, indicator: Indicator, today: date, threshold: float) -> None:
    """One factor: name, ruler, change in words, small trend, evidence. The name opens it."""
    factor = desk.framework.factor(indicator.factor_id)
    name, scale, change, small, evidence = st.columns(COLUMNS, vertical_alignment="center")
    with name:
        named(desk, factor)
    scale.html(ruler(indicator, color(factor), uid=factor.id, alt=f"{factor.title}: {band_words(indicator)}"))
    change.html(f"<div><b>{html_safe(band_words(indicator))}</b></div><div>{html_safe(change_words(indicator))}</div>")
    small.html(f'<div style="max-width:200px">{spark(desk, reckoned, factor, today, threshold)}</div>')
    confident = stated(desk, reckoned, factor.id, today, now())
    lapsed = f", {counted(len(confident.lapsed), 'premise')} lapsed" if confident.lapsed else ""
    told = (evidence_words(indicator), f"{confident.level} confidence{lapsed}")
    evidence.html(f'<div style="opacity:.85">{"<br>".join(map(html_safe, told))}</div>')


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
            required=True,
            label_visibility="collapsed",
        )
        since = today - timedelta(days=180)
        if view == PUSH:
            since = st.date_input(
                "Since", value=since, max_value=today - timedelta(days=1), key="indicators_since", width=150
            )
        table = board_table(desk, reckoned, today, since or today)
        take_away(file_name("indicators", today), lambda: table, key="indicators_board")
    with st.container(border=True, key="indicators_board"):
        if view == PUSH:
            pushes(desk, reckoned, today, since or today)
        else:
            whole(composite, len(indicators))
            for indicator in indicators:
                row(desk, reckoned, indicator, today, threshold)
        _, scale, *_ = st.columns(COLUMNS)
        scale.html(ruler_ends(desk))
    st.markdown(PUSH_WORDS if view == PUSH else BALANCE_WORDS)
    how_measured()


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
        name, bar, said, _ = st.columns((2.3, 3.4, 3.2, 1.8), vertical_alignment="center")
        with name:
            named(desk, factor)
        points = told[factor.id]
        label = words[Direction.STRENGTHENS if points > 0 else Direction.WEAKENS].label.lower()
        sentence = f"{signed(points)} stories, towards {label}" if abs(points) >= 0.05 else "evenly split, or none"
        drawn = push_svg(points, reach, color(factor), ink=ink())
        bar.html(as_image(drawn, alt=f"{factor.title}: {sentence}", height=RULER_HEIGHT))
        said.html(f"<div>{html_safe(sentence)}</div>")


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
            default=30,
            key="indicators_days",
            required=True,
            label_visibility="collapsed",
        )
    ids = tuple(factor.id for factor in desk.framework.active)
    since = today - timedelta(days=days or 30)
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


def health_line(desk: Desk, moment: Any) -> None:
    """How collection and triage stand, in one line."""
    feeds = desk.store.feeds.all()
    active = [feed for feed in feeds if not feed.paused]
    failing = [feed for feed in active if feed.failures >= 3]
    newest = desk.store.headlines.newest()
    waiting = desk.waiting()
    parts = [f"newest headline {ago(newest, moment)}" if newest else "no headlines yet"]
    parts.append(f"{counted(len(active), 'feed')} collected" if active else "no feeds collected")
    if failing:
        parts.append(f"{counted(len(failing), 'feed')} failing")
    parts.append(f"{counted(waiting, 'story', 'stories')} {'waits' if waiting == 1 else 'wait'} to be tagged")
    st.html(f'<div style="opacity:.85;padding:.3rem 0">{html_safe(" · ".join(parts))}</div>')
