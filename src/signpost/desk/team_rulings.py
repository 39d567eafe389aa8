"""Disagreements in order of weight, with everybody's words, and the ruling that settles one."""

from uuid import uuid4

import streamlit as st

from signpost.desk import identity
from signpost.desk.frame import hint
from signpost.desk.headline_texts import moment, reader_zone
from signpost.desk.server import Desk, now
from signpost.desk.team import BORDER, LINE, QUIET, waiting
from signpost.desk.team_read import read
from signpost.desk.team_words import BEARS_NOT, conflict_words, ruling_words, word_on
from signpost.desk.texts import bidi, html_safe, link, markdown_safe
from signpost.desk.theme import color
from signpost.errors import SignpostError
from signpost.indicators.sentences import counted, day_words
from signpost.nouns.tag import WEIGHTS, Analyst, Direction
from signpost.store.codebook import LONGEST_LINE
from signpost.store.rulings import Heading
from signpost.tagging.disagreements import Disagreement
from signpost.tagging.record import LONGEST_NOTE, record

SHOWN = 5
RULED_SHOWN = 20
NOT = "not"
WAYS = (Direction.WEAKENS.value, Direction.NEUTRAL.value, Direction.STRENGTHENS.value, NOT)
SAID = "team_rule_said"


def disagreed(desk: Desk) -> None:
    """What waits for a ruling, the weightiest first."""
    said = st.session_state.pop(SAID, None)
    if said:
        (st.success if said[0] else st.error)(said[1], icon=":material/check:" if said[0] else ":material/error:")
    found = waiting(desk)
    if not found:
        enough = "No disagreement waits: what two analysts read they see alike, or it has been ruled on."
        hint(enough if read(desk).stories else "Nothing to compare: no story has been read by two analysts yet.")
        return
    analyst = identity.current(desk)
    st.markdown(
        "Opposite directions come first, then relevant or not, then one factor or another, then a shift or none. "
        "A ruling replaces the tags in the indicators; the tags themselves stay as they are."
    )
    if analyst is None:
        with st.container(border=True, key="team_rule_who"):
            identity.ask(desk)
    first = min(int(st.session_state.get("team_rule_first", 0)), max(len(found) - 1, 0))
    some = found[first : first + SHOWN]
    headings = desk.store.rulings.headings([d.headline_id for d in some])
    for disagreement in some:
        if disagreement.headline_id in headings:
            card(desk, disagreement, headings[disagreement.headline_id], analyst)
    if len(found) > SHOWN:
        with st.container(horizontal=True, vertical_alignment="center", key="team_rule_pages"):
            st.button("Previous", key="team_rule_back", disabled=first == 0, on_click=turn, args=(first - SHOWN,))
            st.markdown(f"{first + 1}–{first + len(some)} of {counted(len(found), 'disagreement')}", width="content")
            last = first + SHOWN >= len(found)
            st.button("Next", key="team_rule_next", disabled=last, on_click=turn, args=(first + SHOWN,))


def turn(first: int) -> None:
    st.session_state["team_rule_first"] = max(first, 0)


def card(desk: Desk, disagreement: Disagreement, heading: Heading, analyst: Analyst | None) -> None:
    """One story: what is in dispute, everybody's words, and the form for a ruling."""
    factors = [point.factor_id for point in disagreement.points]
    with st.container(border=True, key=f"team_story_{disagreement.story_id}"):
        st.html(story(heading) + points(desk, disagreement) + words(desk, disagreement, factors))
        if analyst is not None:
            with st.expander("Rule on it", key=f"team_rule_open_{disagreement.story_id}", icon=":material/gavel:"):
                form(desk, disagreement, analyst)


def story(heading: Heading) -> str:
    beside = [heading.outlet, f"{day_words(heading.at.date())} {heading.at.year}"]
    beside += [counted(heading.copies, "headline")] if heading.copies > 1 else []
    opened = f" · {link(heading.url, 'open')}" if heading.url else ""
    return (
        f'<div style="font-size:1.1rem;line-height:1.4;overflow-wrap:anywhere">'
        f"{bidi(heading.title, heading.rtl, heading.language)}</div>"
        f'<div style="{QUIET}">{html_safe(" · ".join(beside))}{opened}</div>'
    )


def points(desk: Desk, disagreement: Disagreement) -> str:
    told = []
    for point in disagreement.points:
        factor = desk.framework.factor(point.factor_id)
        words = html_safe(conflict_words(point.conflict, factor.short))
        told.append(f'<span style="color:{color(factor)};font-weight:600">{words}</span>')
    return f'<div style="padding:.3rem 0">{" · ".join(told)}</div>'


def words(desk: Desk, disagreement: Disagreement, factors: list[str]) -> str:
    """Everybody's words on it, with their notes."""
    told = []
    for said in disagreement.said:
        lines = "".join(
            f"<div>{html_safe(what)}{quoted(note)}</div>" for what, note in word_on(desk.framework, said, factors)
        )
        when = f'<div style="{QUIET}">{moment(said.last, reader_zone())}</div>'
        told.append(
            f'<div style="{LINE}{BORDER}"><div style="flex:1 1 9rem"><b>{html_safe(said.analyst.name)}</b>{when}</div>'
            f'<div style="flex:3 1 16rem;min-width:0;overflow-wrap:anywhere">{lines}</div></div>'
        )
    return "".join(told)


def quoted(note: str) -> str:
    return f' <span style="{QUIET}">“{html_safe(note)}”</span>' if note else ""


def form(desk: Desk, disagreement: Disagreement, analyst: Analyst) -> None:
    """A direction and weight for each factor in dispute, a reason, and perhaps a codebook line."""
    key = f"team_rule_{disagreement.story_id}"
    labels = {way.value: desk.framework.directions[way].label for way in Direction} | {NOT: BEARS_NOT}
    with st.form(f"{key}_form", border=False):
        for point in disagreement.points:
            factor = desk.framework.factor(point.factor_id)
            given = [said.tags[factor.id].weight for said in disagreement.said if factor.id in said.tags]
            with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_{factor.id}"):
                st.segmented_control(
                    factor.title,
                    WAYS,
                    format_func=lambda way: labels[way],
                    key=f"{key}_{factor.id}_way",
                    wrap=True,
                )
                st.segmented_control(
                    "Weight",
                    list(WEIGHTS),
                    format_func=lambda weight: desk.framework.weights[weight].label,
                    default=max(given),
                    required=True,
                    key=f"{key}_{factor.id}_weight",
                )
        st.text_input("Reason", key=f"{key}_reason", max_chars=LONGEST_NOTE, placeholder="What decides it")
        st.checkbox("Add a line to the codebook", key=f"{key}_add")
        st.text_input(
            "The line, if it is not the reason itself",
            key=f"{key}_line",
            max_chars=LONGEST_LINE,
            placeholder="How such headlines are to be tagged",
        )
        st.form_submit_button("Rule", key=f"{key}_submit", on_click=rule, args=(desk, disagreement, analyst))


def rule(desk: Desk, disagreement: Disagreement, analyst: Analyst) -> None:
    """A callback: record one ruling for each factor that a way was chosen for."""
    key, state, at = f"team_rule_{disagreement.story_id}", st.session_state, now()
    reason = str(state.get(f"{key}_reason") or "").strip()
    chosen = {p.factor_id: state.get(f"{key}_{p.factor_id}_way") for p in disagreement.points}
    chosen = {factor: way for factor, way in chosen.items() if way}
    if not chosen or not reason:
        missing = "a reason" if chosen else "what the story says of the factor"
        state[SAID] = (False, f"Not saved: choose or write {missing} first.")
        return
    events = [
        {
            "uid": str(uuid4()),
            "action": "ruling",
            "headline": disagreement.headline_id,
            "factor": factor,
            "direction": "" if way == NOT else way,
            "weight": 2 if way == NOT else state.get(f"{key}_{factor}_weight") or 2,
            "reason": reason,
        }
        for factor, way in chosen.items()
    ]
    try:
        saved = record(desk.store, desk.framework, analyst, events, at)
        if saved.refused:
            state[SAID] = (False, f"Not saved: {markdown_safe('; '.join(saved.refused.values()))}.")
            return
        told = f"Ruled on {counted(len(events), 'point')}. The indicators use it from now on."
        if state.get(f"{key}_add"):
            line = str(state.get(f"{key}_line") or "").strip() or reason
            factor = str(events[0]["factor"]) if len(events) == 1 else ""
            desk.store.codebook.add(line, analyst, at, factor_id=factor, tag_uid=str(events[0]["uid"]))
            told += " The codebook has a new line."
        state[SAID] = (True, told)
    except SignpostError as error:
        state[SAID] = (False, markdown_safe(str(error)))


def ruled(desk: Desk) -> None:
    """The rulings that stand, newest first; who gave one can take it back."""
    pages = st.session_state.setdefault("team_ruled_pages", [None])
    listed = desk.store.rulings.standing(RULED_SHOWN + 1, before=pages[-1])
    if not listed and pages == [None]:
        return
    st.markdown("### Ruled")
    some, analyst, zone = listed[:RULED_SHOWN], identity.current(desk), reader_zone()
    headings = desk.store.rulings.headings([ruling.headline_id for _, ruling in some])
    for _, ruling in some:
        heading = headings.get(ruling.headline_id)
        title = bidi(heading.title, heading.rtl, heading.language) if heading else ""
        shade = color(desk.framework.factor(ruling.factor_id))
        told = (
            f'<div style="{LINE}{BORDER}"><div style="flex:1;min-width:0;overflow-wrap:anywhere"><div>{title}</div>'
            f'<div><b style="color:{shade}">{html_safe(ruling_words(desk.framework, ruling))}</b> '
            f'<span style="{QUIET}">{html_safe(ruling.analyst.name)}, {moment(ruling.tagged_at, zone)}</span></div>'
            f'<div style="{QUIET}">{html_safe(ruling.reason)}</div></div></div>'
        )
        left, right = st.columns((6, 1), vertical_alignment="center")
        left.html(told)
        if analyst is not None and analyst.id == ruling.analyst.id:
            right.button(
                "Take back",
                key=f"team_unrule_{ruling.uid}",
                type="tertiary",
                icon=":material/undo:",
                on_click=take_back,
                args=(desk, analyst, ruling.headline_id, ruling.uid),
            )
    with st.container(horizontal=True, key="team_ruled_turn"):
        if len(pages) > 1:
            st.button("Newer", key="team_ruled_newer", on_click=pages.pop)
        if len(listed) > RULED_SHOWN:
            st.button("Older", key="team_ruled_older", on_click=pages.append, args=(some[-1][0],))


def take_back(desk: Desk, analyst: Analyst, headline_id: int, uid: str) -> None:
    """A callback: the ruling ends, the analysts' tags count again."""
    event = {"uid": str(uuid4()), "action": "withdraw", "headline": headline_id, "undoes": uid}
    try:
        record(desk.store, desk.framework, analyst, [event], now())
        st.session_state[SAID] = (True, "The ruling is taken back; the analysts' own tags count again.")
    except SignpostError as error:
        st.session_state[SAID] = (False, markdown_safe(str(error)))
