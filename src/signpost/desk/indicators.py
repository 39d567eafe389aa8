"""The pieces of the start page: five rows, the whole, what moved, and one factor opened."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from signpost.desk.server import Desk
from signpost.desk.silence import days_heard, silence
from signpost.desk.texts import ago, bidi, html_safe, link, markdown_safe
from signpost.desk.theme import color, ink, paper, theme
from signpost.indicators.charts import as_image, ruler_svg, sparkline_svg
from signpost.indicators.sentences import (
    band_words,
    change_words,
    counted,
    day_words,
    evidence_words,
    level_sentence,
)
from signpost.nouns.framework import Factor
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.tag import Direction
from signpost.trends.charts import trend_chart
from signpost.trends.silence import silent_days
from signpost.trends.trace import STORY

SPARK_DAYS = 90
OPENED_DAYS = 180
RULER_HEIGHT = 26
GREY = "#6b7280"
MOVED_SHOWN = 8
CARRYING_SHOWN = 40
COLUMNS = (2.3, 3.4, 1.5, 1.7, 1.8)
ASSUMED = {
    "holds": "holds",
    "caveated": "holds with a caveat",
    "unsupported": "unsupported",
    "unchecked": "not checked",
}


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


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as dictionaries by column."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def whole(desk: Desk, composite: Composite, count: int) -> None:
    """The factors together, above the rows."""
    name, scale, change, _, evidence = st.columns(COLUMNS, vertical_alignment="center")
    read = "too little evidence to read" if composite.weak else "the balance over all factors"
    name.html(f'<div style="font-weight:600">All factors together</div><div style="opacity:.8">{read}</div>')
    scale.html(ruler(composite, GREY, uid="whole", alt=f"All factors together: {band_words(composite)}"))
    points = f"{signed(composite.change)} points since {day_words(composite.since, composite.as_of)}"
    change.html(f"<div><b>{html_safe(band_words(composite))}</b></div><div>{html_safe(points)}</div>")
    moving = f"{composite.rising} of {count} clearly up, {composite.falling} clearly down"
    evidence.html(f'<div style="opacity:.85">{moving}</div>')


def signed(points: float) -> str:
    """A number with its sign, a real minus: "+4.7", "−0.4"."""
    return f"{points:+.1f}".replace("-", "−")


def row(desk: Desk, indicator: Indicator, today: date) -> None:
    """One factor: name, ruler, change in words, small trend, evidence. The name opens it."""
    factor = desk.framework.factor(indicator.factor_id)
    name, scale, change, spark, evidence = st.columns(COLUMNS, vertical_alignment="center")
    shade = color(factor)
    with name:
        if st.button(f"**{factor.title}**", type="tertiary", key=f"indicators_open_{factor.id}"):
            st.query_params["factor"] = factor.id
            st.rerun()
        if factor.baseline.reading:
            st.html(f'<div style="opacity:.8;margin-top:-.6rem">{html_safe(reading(desk, factor))}</div>')
    scale.html(ruler(indicator, shade, uid=factor.id, alt=f"{factor.title}: {band_words(indicator)}"))
    change.html(f"<div><b>{html_safe(band_words(indicator))}</b></div><div>{html_safe(change_words(indicator))}</div>")
    trend = desk.reckoned().trend(factor.id, today - timedelta(days=SPARK_DAYS), today)
    drawn = sparkline_svg(trend, shade, ink=ink(), label=factor.title)
    picture = as_image(drawn, alt=f"{factor.title}, the last {SPARK_DAYS} days")
    spark.html(f'<div style="max-width:200px">{picture}</div>')
    evidence.html(f'<div style="opacity:.85">{html_safe(evidence_words(indicator))}</div>')


def reading(desk: Desk, factor: Factor) -> str:
    """The first clause of the source's own reading: "The essay: strong restraint"."""
    return f"The {desk.framework.source}: " + factor.baseline.reading.split(":")[0].split(";")[0].rstrip(".").lower()


def rows(desk: Desk, indicators: Sequence[Indicator], composite: Composite, today: date) -> None:
    """The whole and the five, framed."""
    with st.container(border=True, key="indicators_board"):
        whole(desk, composite, len(indicators))
        for indicator in indicators:
            row(desk, indicator, today)
        _, scale, *_ = st.columns(COLUMNS)
        scale.html(ruler_ends(desk))


def desk_page(name: str) -> Any:
    return st.session_state["frame_pages"][name]


def what_moved(desk: Desk, indicators: Sequence[Indicator], since: date, today: date) -> None:
    """The stories that moved the levels most between two days, over all factors."""
    ids = [indicator.factor_id for indicator in indicators]
    stories = desk.reckoned().moved_most(ids, today, since, STORY, MOVED_SHOWN)
    if stories.empty:
        st.markdown("No story was tagged for these days.")
    else:
        st.html("".join(story_line(desk, story) for story in records(stories)))


def story_line(desk: Desk, story: dict[str, Any], *, named: bool = True) -> str:
    """A story with its points, as a line of HTML."""
    arrow = "→" if story["points"] > 0 else "←"
    factor = desk.framework.factor(story["factor_id"])
    chip = f'<span style="color:{color(factor)};font-weight:600">{html_safe(factor.short)}</span> · ' if named else ""
    title = bidi(str(story["title"]), bool(story["rtl"]), str(story["language"]))
    shown = link(str(story["url"]), "open") if story["url"] else ""
    extra = [html_safe(str(story["outlets"])), day_words(story["day"].date())]
    extra += ["analysts disagree"] if story["contested"] else []
    extra += [html_safe(str(story["note"]))] if story["note"] else []
    line = "display:flex;gap:.9rem;padding:.45rem 0;border-top:1px solid rgba(128,128,128,.25)"
    number = "min-width:5.2rem;font-variant-numeric:tabular-nums;white-space:nowrap"
    return (
        f'<div style="{line}"><div style="{number}">{arrow} {abs(story["points"]):.1f} pts</div>'
        f'<div style="min-width:0;overflow-wrap:anywhere"><div style="line-height:1.4">{title}</div>'
        f'<div style="opacity:.8;font-size:.9rem">{chip}{" · ".join(extra)} {shown}</div></div></div>'
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


def opened(desk: Desk, factor: Factor, indicator: Indicator, today: date) -> None:
    """One factor: what it claims, where it stands, its signposts, and the headlines that carry it."""
    shade, reckoned = color(factor), desk.reckoned()
    headline_sentence(level_sentence(indicator, desk.framework))
    left, right = st.columns((3, 2), gap="large")
    with left:
        st.html(ruler(indicator, shade, uid="opened", alt=level_sentence(indicator, desk.framework)) + ruler_ends(desk))
        first = today - timedelta(days=OPENED_DAYS)
        heard = days_heard(desk, first, today)
        spec = reckoned.once(
            *("opened chart", factor.id, today, theme(), tuple(silent_days(heard))),
            make=lambda: trend_chart(
                [reckoned.trend(factor.id, first, today)],
                desk.framework,
                theme=theme(),
                width="container",
                height=290,
                heard=heard,
            ).to_dict(),
        )
        st.vega_lite_chart(spec=spec, key="indicators_trend", theme=None)
        silence(desk, first, today)
        st.markdown("### Headlines that carry it")
        told = reckoned.carrying(factor.id, today)
        if told.empty:
            st.markdown("None in the last six weeks. Tag headlines to bring evidence in.")
        else:
            told = told.head(CARRYING_SHOWN)
            st.html("".join(story_line(desk, story, named=False) for story in records(told)))
    with right:
        st.markdown("### What it says")
        st.markdown(factor.summary)
        for claim in factor.claims:
            st.markdown(f"- {claim.text}")
        if factor.baseline.reading:
            st.markdown(f"**The {desk.framework.source}'s reading.** {factor.baseline.reading}")
        st.markdown("### Signposts in the last six weeks")
        counts = reckoned.signposts(factor, today)
        st.html("".join(signpost_line(desk, signpost) for signpost in records(counts)))
        st.markdown("### Assumptions it rests on")
        for assumption in desk.framework.assumptions:
            if factor.id in assumption.factors:
                note = f" {assumption.note}" if assumption.note else ""
                st.markdown(f"- {assumption.text} *({ASSUMED.get(assumption.state, assumption.state)})*{note}")


def signpost_line(desk: Desk, signpost: dict[str, Any]) -> str:
    label = desk.framework.directions[Direction(signpost["usual"])].label
    number = counted(int(signpost["stories"]), "story", "stories") if signpost["stories"] else "not seen"
    return (
        '<div style="display:flex;justify-content:space-between;gap:1rem;padding:.35rem 0;'
        'border-top:1px solid rgba(128,128,128,.25)">'
        f'<div>{html_safe(signpost["title"])} <span style="opacity:.75">· {html_safe(label.lower())}</span></div>'
        f'<div style="white-space:nowrap">{number}</div></div>'
    )
