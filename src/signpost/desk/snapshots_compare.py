"""Two snapshots side by side, or one with now: what moved, and which stories did it."""

import json
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from signpost.desk.indicators import headline_sentence, ruler
from signpost.desk.opening import asked_for
from signpost.desk.server import Desk, now
from signpost.desk.snapshots import name_of, opened, without_evidence
from signpost.desk.take_away import button, file_name
from signpost.desk.texts import bidi, html_safe, link, markdown_safe
from signpost.desk.theme import color
from signpost.errors import SignpostError
from signpost.indicators.sentences import band_words, counted
from signpost.nouns.framework import Factor
from signpost.nouns.indicator import Indicator
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.compare import Cause, Comparison, Moved, compare
from signpost.snapshots.compare_words import bottom_line, comparison_json, comparison_text, factor_words, signed
from signpost.snapshots.take import current
from signpost.snapshots.thaw import framework_of, indicators_of
from signpost.store import Listed

NOW = "now"
STORIES = 5
TALL = 360  # px: how much room what opens needs
TEXT_HEIGHT = 220  # pixels; it scrolls, and has a button that copies
WIDTHS = (1.2, 3, 3, 3.4)
# Up to 640 px the columns stand below one another: then each ruler says what it is of, and the headings are gone.
IF_NARROW = "height:clamp(0px,calc((641px - 100vw) * 99),1.5em);overflow:hidden;opacity:.8"
IF_WIDE = "max-height:clamp(0px,calc((100vw - 640px) * 99),4em);overflow:hidden"


def compare_section(desk: Desk, found: Sequence[Listed]) -> None:
    """The choice of two, kept in the address (`?compare=…&with=…`), and what came of it."""
    st.markdown("### Compare")
    names = {listed.id: name_of(listed) for listed in found} | {NOW: "Now, as known at this moment"}
    asked = [st.query_params.get(name, "") for name in ("compare", "with")]
    left, right = st.columns(2)
    one = left.selectbox(
        "This snapshot",
        [listed.id for listed in found],
        format_func=lambda name: names[name],
        index=[listed.id for listed in found].index(asked[0]) if asked[0] in names and asked[0] != NOW else None,
        placeholder="Choose a snapshot",
        key="snapshots_one",
    )
    other = right.selectbox(
        "with",
        [NOW, *(listed.id for listed in found)],
        format_func=lambda name: names[name],
        index=[NOW, *(listed.id for listed in found)].index(asked[1]) if asked[1] in names else 0,
        key="snapshots_other",
    )
    if one is None or one == other:
        for name in ("compare", "with"):
            st.query_params.pop(name, None)
        if one is not None:
            st.markdown("Both are the same snapshot. Choose another one, or now.")
        return
    st.query_params["compare"], st.query_params["with"] = one, other
    try:
        told = desk.reckoned().once("compare", one, other, desk.today(), make=lambda: compared(desk, one, other))
    except SignpostError as error:
        st.error(str(error), icon=":material/error:")
        return
    comparison(told)


def compared(desk: Desk, one: str, other: str) -> Comparison:
    def either(name: str) -> Snapshot:
        return current(desk.store, desk.today(), now()) if name == NOW else opened(desk, name)

    told = compare(either(one), either(other))
    return replace(told, earlier=without_evidence(told.earlier), later=without_evidence(told.later))


def comparison(told: Comparison) -> None:
    headline_sentence(bottom_line(told))
    framework = framework_of(told.later)
    before, after = ({one.factor_id: one for one in indicators_of(each)} for each in (told.earlier, told.later))
    earlier, later = html_safe(day(told.earlier)), html_safe(day(told.later))
    for column, head in zip(st.columns(WIDTHS), ("", earlier, later, "What moved"), strict=True):
        column.html(f'<div style="{IF_WIDE}">{head}</div>')
    for one in told.factors:
        factor = framework.factor(one.factor_id)
        name, left, right, words = st.columns(WIDTHS, vertical_alignment="center")
        name.markdown(f"**{markdown_safe(factor.short)}**")
        for where, known, side, head in ((left, before, "earlier", earlier), (right, after, "later", later)):
            label = f'<div style="{IF_NARROW}" aria-hidden="true">{head}</div>'
            where.html(label + scale(known[one.factor_id], factor, side))
        words.markdown(markdown_safe(factor_words(one)))
        causes(one, factor)
    file = file_name("comparison", told.earlier.as_of, told.later.as_of)
    key = "snapshots_compare_take"
    with st.popover("Take away", icon=":material/download:", type="tertiary", key=key, on_change="rerun") as opened:
        if not asked_for(opened, TALL):
            return
        text = "\n".join(comparison_text(told))
        st.code(text, language=None, wrap_lines=True, height=TEXT_HEIGHT)
        button("Text", text.encode, f"{file}.txt", "text/plain; charset=utf-8", "snapshots_compare_text")
        data = json.dumps(comparison_json(told), ensure_ascii=False, indent=1)
        button("JSON", data.encode, f"{file}.json", "application/json", "snapshots_compare_json")


def day(snapshot: Snapshot) -> str:
    title = "Now" if snapshot.id == NOW else snapshot.title
    return f"{title}, {snapshot.as_of.day} {snapshot.as_of:%b %Y}"


def scale(measured: Indicator, factor: Factor, side: str) -> str:
    told = f"{factor.title}, {side}: {band_words(measured)}"
    return ruler(measured, color(factor), uid=f"compare-{side}-{factor.id}", alt=told)


def causes(one: Moved, factor: Factor) -> None:
    """The stories behind it; the points of all lines add up to the difference."""
    groups = [
        ("What happened since", one.world, one.world_causes),
        ("What we learnt since about the time before", one.knowledge, one.knowledge_causes),
    ]
    told = [(title, points, listed) for title, points, listed in groups if listed]
    if not told:
        return
    with st.expander(f"Why {markdown_safe(factor.short)} moved", key=f"snapshots_why_{factor.id}"):
        for title, points, listed in told:
            st.markdown(f"**{title}** ({signed(points)} points)")
            lines = [cause_line(each) for each in listed[:STORIES]]
            rest = listed[STORIES:]
            if rest:
                words = counted(len(rest), "more line")
                lines.append(line(sum(each.points for each in rest), f"<i>{words}</i>"))
            st.html("".join(lines))


def cause_line(one: Cause) -> str:
    if not one.title:
        return line(one.points, f"<i>{html_safe(one.why)}</i>")
    title = link(one.url, one.title)
    if one.rtl:
        title = f'<span dir="rtl" lang="{html_safe(one.language)}">{title}</span>'
    why = f" · {html_safe(one.why)}" if one.why else ""
    return line(one.points, f'{title} <span style="opacity:.8">{bidi(one.outlet, False)}{why}</span>')


def line(points: float, words: str) -> str:
    number = (
        f'<span style="min-width:3.2rem;text-align:right;font-variant-numeric:tabular-nums">{signed(points)}</span>'
    )
    return f'<div style="display:flex;gap:.8rem;line-height:1.6">{number}<span>{words}</span></div>'
