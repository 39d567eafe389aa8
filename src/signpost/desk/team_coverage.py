"""What the team has covered, who did how much, what is probably still unseen, and parts of the queue handed over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import streamlit as st

from signpost.desk import identity
from signpost.desk.frame import hint
from signpost.desk.indicators import desk_page
from signpost.desk.indicators_coverage import with_tagged
from signpost.desk.server import Desk, now
from signpost.desk.team import BORDER, LINE
from signpost.desk.texts import html_safe, language_name, markdown_safe
from signpost.desk.theme import color, ink
from signpost.errors import SignpostError
from signpost.indicators.ledger import EPOCH
from signpost.indicators.sentences import counted, day_words
from signpost.nouns.queue import Handover, Share, Wanted
from signpost.nouns.tag import Analyst
from signpost.tagging.unseen import still_unseen

SPANS = {"Last 30 days": 30, "Last 90 days": 90, "All": 0}
WEEKS = 8
LISTED = 15
MOST = 200
SAID = "team_handover_said"


def covered(desk: Desk, today: date) -> None:
    """How much of what was collected has been judged: by outlet, language and factor."""
    span = SPANS[
        st.segmented_control(
            "Days", list(SPANS), default="Last 30 days", key="team_days", required=True, label_visibility="collapsed"
        )
        or "Last 30 days"
    ]
    first, last = (today - timedelta(days=span - 1), today) if span else (None, None)
    reckoned, coverage = desk.reckoned(), desk.store.coverage

    def counted_up() -> tuple[Share, list[Share], list[Share], list[Share]]:
        tagged = reckoned.recent(first - timedelta(days=1) if first else EPOCH, today)
        by_factor = with_tagged(coverage.by_factor(first, last), tagged)
        by = coverage.by_language(first, last), coverage.by_outlet(first, last)
        return coverage.whole(first, last), by_factor, *by

    minute = f"{now():%H:%M}"  # headlines come in without a change of tags: counted again within the minute
    whole, by_factor, by_language, by_outlet = reckoned.once("team coverage", first, last, minute, make=counted_up)
    if not whole.stories:
        hint("No story was collected in these days. Look at Feeds, or choose more days.")
        return
    unseen = reckoned.once("team unseen", make=lambda: still_unseen(desk.store))
    st.markdown(
        f"**{whole.judged:,} of {counted(whole.stories, 'collected story', 'collected stories')} judged "
        f"({100 * whole.share:.0f} %).** {markdown_safe(unseen.sentence)} {markdown_safe(unseen.hint)}"
    )
    left, right = st.columns(2, gap="large")
    factors = {factor.id: factor for factor in desk.framework.active}
    with left:
        st.markdown("### By factor, suggested or tagged")
        suggested = [share for share in by_factor if share.name in factors]
        if suggested:
            st.html("".join(bar(factors[s.name].short, s, color(factors[s.name])) for s in suggested))
        else:
            st.markdown("The machine has suggested no factor yet.")
        st.markdown("### By language")
        shares([replace(share, name=language_name(share.name)) for share in by_language], "not stated")
    with right:
        st.markdown("### By outlet")
        shares(by_outlet, "no outlet")


def shares(found: Sequence[Share], unnamed: str) -> None:
    st.html("".join(bar(share.name or unnamed, share, ink()) for share in found[:LISTED]))
    if len(found) > LISTED:
        st.markdown(f"{len(found) - LISTED:,} more with fewer stories.")


def bar(name: str, share: Share, shade: str) -> str:
    """A share as a line with a bar; under one half it says so."""
    low = " · under half" if share.share < 0.5 else ""
    words = f"{100 * share.share:.0f} % of {share.stories:,}{low}"
    filled = f'<div style="width:{100 * share.share:.1f}%;height:6px;background:{shade};border-radius:3px"></div>'
    track = f'<div style="background:rgba(128,128,128,.22);border-radius:3px;min-width:4rem">{filled}</div>'
    return (
        f'<div style="{LINE}{BORDER}"><div style="flex:1.4 1 8rem;min-width:0;overflow-wrap:anywhere">{html_safe(name)}'
        f'</div><div style="flex:1.6 1 6rem">{track}</div>'
        f'<div style="flex:1.4 1 8rem;font-variant-numeric:tabular-nums">{words}</div></div>'
    )


def work(desk: Desk, moment: datetime) -> None:
    """Who judged how many headlines in each of the last weeks; by name."""
    monday = desk.today() - timedelta(days=desk.today().weekday())
    weeks = [monday - timedelta(days=7 * back) for back in range(WEEKS)]
    reckoned = desk.reckoned()
    done = reckoned.once(
        *("team weeks", monday), make=lambda: desk.store.acts.weekly(weeks[-1], monday + timedelta(days=6))
    )
    st.markdown("### Headlines judged, by week")
    people = [analyst for analyst in desk.store.analysts.all() if any(who == analyst.id for who, _ in done)]
    if not people:
        st.markdown(f"None in the last {WEEKS} weeks.")
        return
    cell = "padding:.35rem .8rem .35rem 0;text-align:right;white-space:nowrap"
    heads = "".join(f'<th scope="col" style="{cell};font-weight:400">{day_words(week)}</th>' for week in weeks)
    body = "".join(
        f'<tr style="border-top:1px solid rgba(128,128,128,.25)"><th scope="row" style="{cell};text-align:left">'
        f"{html_safe(analyst.name)}</th>"
        + "".join(f'<td style="{cell}">{done.get((analyst.id, week), 0) or "–"}</td>' for week in weeks)
        + "</tr>"
        for analyst in people
    )
    head = f'<tr><th scope="col" style="{cell};text-align:left;font-weight:400">Week from</th>{heads}</tr>'
    table = f'<table style="border-collapse:collapse;font-variant-numeric:tabular-nums">{head}{body}</table>'
    st.html(
        f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="Headlines judged, by week">{table}</div>'
    )


def handed_over(desk: Desk) -> None:
    """Part of one's queue for a colleague, and what waits of such parts."""
    st.markdown("### Hand over part of the queue")
    said = st.session_state.pop(SAID, None)
    if said:
        (st.success if said[0] else st.error)(said[1], icon=":material/check:" if said[0] else ":material/error:")
    analyst = identity.current(desk)
    if analyst is None:
        identity.ask(desk)
        return
    others = [other for other in desk.store.analysts.all() if other.id != analyst.id]
    if not others:
        hint("There is nobody to hand over to yet: a colleague gives a name on the Tagging page first.")
        return
    form(desk, analyst, others)
    waits(desk, "Waiting for you", desk.store.handovers.waiting_for(analyst.id), mine=False)
    waits(desk, "You asked for", desk.store.handovers.asked_by(analyst.id), mine=True)


def form(desk: Desk, analyst: Analyst, others: Sequence[Analyst]) -> None:
    factors = {factor.id: factor.short for factor in desk.framework.active}
    with st.form("team_handover_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        to = st.selectbox(
            "To", others, format_func=lambda other: other.name, index=None, key="team_handover_to", width=200
        )
        number = st.number_input("How many", 1, MOST, 20, key="team_handover_number", width=120)
        factor = st.selectbox(
            "Suggested factor",
            list(factors),
            format_func=lambda one: factors[one],
            index=None,
            placeholder="Any",
            key="team_handover_factor",
            width=180,
        )
        note = st.text_input("Note", placeholder="Why (optional)", key="team_handover_note", max_chars=300, width=260)
        if st.form_submit_button("Hand over", key="team_handover_submit"):
            st.session_state[SAID] = hand(desk, analyst, to, int(number), factor or "", note)
            st.rerun()


def hand(desk: Desk, analyst: Analyst, to: Analyst | None, number: int, factor: str, note: str) -> tuple[bool, str]:
    """Hand over the next so many; whether it went well, and what to say."""
    if to is None:
        return False, "Nothing was handed over: choose a colleague first."
    try:
        wanted = Wanted(factor=factor) if factor else None
        done = desk.store.handovers.ask_top(analyst.id, to.id, wanted, number, note, now())
    except SignpostError as error:
        return False, markdown_safe(str(error))
    if not done:
        return False, "Nothing was handed over: no such headline waits, or all of them wait for that colleague already."
    return True, f"{counted(done, 'headline')} handed to {markdown_safe(to.name)}; they come up first there."


def waits(desk: Desk, title: str, found: Sequence[Handover], *, mine: bool) -> None:
    """Open handovers, together by colleague and asking."""
    if not found:
        return
    st.markdown(f"**{title}**")
    together: dict[tuple[str, datetime, str], list[Handover]] = {}
    for handover in found:
        who = handover.to_name if mine else handover.from_name
        together.setdefault((who, handover.asked_at, handover.note), []).append(handover)
    for (who, at, note), group in together.items():
        ids = tuple(handover.id for handover in group)
        with st.container(horizontal=True, vertical_alignment="center", key=f"team_waits_{ids[0]}"):
            told = f"{counted(len(ids), 'headline')} {'for' if mine else 'from'} {markdown_safe(who)}"
            told += f", {day_words(at.date())}" + (f": {markdown_safe(note)}" if note else "")
            st.markdown(told, width="content")
            label = "Take back" if mine else "Hand back"
            st.button(label, key=f"team_take_back_{ids[0]}", type="tertiary", on_click=take_back, args=(desk, ids))
    if not mine:
        st.page_link(desk_page("2_tagging.py"), label="Open Tagging")


def take_back(desk: Desk, ids: tuple[int, ...]) -> None:
    """A callback."""
    number = desk.store.handovers.take_back(ids, now())
    st.session_state[SAID] = (True, f"{counted(number, 'headline')} back in the queue.")
