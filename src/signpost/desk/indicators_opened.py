"""One factor opened: what it claims, where it stands and how firmly, its signposts, the headlines that carry it."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from signpost.desk import notes, premises, shifts
from signpost.desk.copying import copying
from signpost.desk.indicators import headline_sentence, how_measured, ruler, ruler_ends
from signpost.desk.indicators_confidence import stated
from signpost.desk.indicators_coverage import factor_sentence, shares
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk, now
from signpost.desk.silence import days_heard, drawn_as, silence
from signpost.desk.sparks import trend_table
from signpost.desk.story_lines import records, signed, story_line
from signpost.desk.tabled import tabled
from signpost.desk.take_away import file_name, take_away
from signpost.desk.texts import html_safe, markdown_safe
from signpost.desk.theme import color, theme
from signpost.indicators.options import SHIPPED
from signpost.indicators.sentences import counted, day_words, level_sentence
from signpost.nouns.framework import Factor
from signpost.nouns.tag import Direction
from signpost.trends.charts import trend_chart
from signpost.trends.message import trend_sentence
from signpost.trends.redrawn import trend_spec

OPENED_DAYS = 180
CARRYING_SHOWN = 40
HEIGHT, PICTURE_WIDTH = 290, 900


def opened(desk: Desk, reckoned: Reckoned, factor: Factor, today: date) -> None:
    """The page of one factor."""
    indicator, shade = reckoned.indicator(factor.id, today), color(factor)
    sentence = level_sentence(indicator, desk.framework, span=reckoned.options.span)
    headline_sentence(sentence)
    left, right = st.columns((3, 2), gap="large")
    with left:
        st.html(ruler(indicator, shade, uid="opened", alt=sentence) + ruler_ends(desk))
        firmness(desk, reckoned, factor, today)
        threshold = shifts.shift_list(desk, reckoned, [factor.id], today, "indicators")
        chart(desk, reckoned, factor, today, threshold)
        carries(desk, reckoned, factor, today)
    with right:
        st.markdown("### What it says")
        st.markdown(factor.summary)
        for claim in factor.claims:
            st.markdown(f"- {claim.text}")
        if factor.baseline.reading:
            st.markdown(f"**The {desk.framework.source}'s reading.** {factor.baseline.reading}")
        st.markdown("### Signposts in the last six weeks")
        counts = reckoned.signposts(factor, today)
        lines = reckoned.of(
            *(factor.id, "signpost lines", today),
            make=lambda: "".join(signpost_line(desk, signpost) for signpost in records(counts)),
        )
        st.html(lines)
        take_away(file_name("signposts", factor.id, today), lambda: counts, key="indicators_signposts")
        st.markdown("### Assumptions it rests on")
        premises.assumptions(desk, reckoned, today, "indicators", factor)


def firmness(desk: Desk, reckoned: Reckoned, factor: Factor, today: date) -> None:
    """How fragile the reading is, what could be seen at all, and the stock beside the level."""
    indicator = reckoned.indicator(factor.id, today)
    since = today - timedelta(days=OPENED_DAYS)
    said = [stated(desk, reckoned, factor.id, today, now()).sentence]
    said += [reckoned.fragile(factor.id, today)] if reckoned.options == SHIPPED else []
    said.append(shifts.smallest_sentence(indicator, reckoned.options.carrying_days))
    if read := factor_sentence(shares(desk, reckoned, today, now()), factor.id):
        said.append(read)
    push = reckoned.net_push(factor.id, since, today)
    said.append(
        f"Net push since {day_words(since, today)}: {signed(push)} stories (those that strengthen less those that "
        "weaken; nothing fades)."
    )
    lines = "".join(f"<div>{html_safe(one)}</div>" for one in said)
    st.html(f'<div style="line-height:1.6;opacity:.9">{lines}</div>')
    how_measured()


def chart(desk: Desk, reckoned: Reckoned, factor: Factor, today: date, threshold: float) -> None:
    """Half a year of the factor, with notes and shifts."""
    first, shown = today - timedelta(days=OPENED_DAYS), theme()
    heard = days_heard(desk, first, today)
    told = notes.shown(reckoned.notes(first, today), [factor.id])
    trend = reckoned.trend(factor.id, first, today)

    given: dict[str, Any] = {"theme": shown, "height": HEIGHT, "heard": heard, "notes": told}
    given["shifts"] = reckoned.shifts(factor.id, today, threshold)

    def drawn(width: Any, title: str = "", subtitle: str = "") -> dict[str, Any]:
        return trend_chart([trend], desk.framework, width=width, title=title, subtitle=subtitle, **given).to_dict()

    def again() -> dict[str, Any]:
        return tabled(trend_spec([trend], desk.framework, width="container", **given))

    key = ("opened chart", today, threshold, shown, tuple(told), drawn_as(heard))
    message = trend_sentence([trend], desk.framework)
    st.markdown(f"**{markdown_safe(message)}**")
    spec = reckoned.of(factor.id, *key, make=again)
    st.vega_lite_chart(spec=spec, key="indicators_trend", theme=None)
    notes.note_list(desk, told, today)
    with st.container(horizontal=True, vertical_alignment="center"):
        copying(
            *(desk.framework, today, message),
            key="indicators_copy",
            picture=file_name("trend", factor.id, today),
            what_if=reckoned.options.words,
        )
        notes.note_form(desk, told, today, first, today, "indicators")
        take_away(
            file_name("trend", factor.id, today),
            lambda: trend_table([trend], desk),
            key="indicators_trend",
            sentence=message,
            picture=lambda: drawn(PICTURE_WIDTH, title=factor.title, subtitle=message),
        )
    silence(desk, first, today)


def carries(desk: Desk, reckoned: Reckoned, factor: Factor, today: date) -> None:
    """The headlines behind the level."""
    st.markdown("### Headlines that carry it")
    told = reckoned.carrying(factor.id, today)
    if told.empty:
        st.markdown(f"None in the last {reckoned.options.span}. Tag headlines to bring evidence in.")
        return
    stories = told.head(CARRYING_SHOWN)
    lines = reckoned.of(
        *(factor.id, "carrying lines", today),
        make=lambda: "".join(story_line(desk, one, named=False) for one in records(stories)),
    )
    st.html(lines)
    take_away(file_name("carrying", factor.id, today), lambda: told, key="indicators_carrying")


def signpost_line(desk: Desk, signpost: dict[str, Any]) -> str:
    label = desk.framework.directions[Direction(signpost["usual"])].label
    number = counted(int(signpost["stories"]), "story", "stories") if signpost["stories"] else "not seen"
    return (
        '<div style="display:flex;justify-content:space-between;gap:1rem;padding:.35rem 0;'
        'border-top:1px solid rgba(128,128,128,.25)">'
        f'<div>{html_safe(signpost["title"])} <span style="opacity:.75">· {html_safe(label.lower())}</span></div>'
        f'<div style="white-space:nowrap">{number}</div></div>'
    )
