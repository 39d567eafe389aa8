"""Every judgement ever given: who, when, what it took the place of, and what became of it."""

import streamlit as st

from signpost.desk.frame import hint
from signpost.desk.headline_texts import moment, reader_zone
from signpost.desk.indicators import desk_page
from signpost.desk.server import Desk
from signpost.desk.team import BORDER, LINE, QUIET
from signpost.desk.team_words import act_words
from signpost.desk.texts import bidi, html_safe
from signpost.nouns.headline import Headline
from signpost.store.acts import Act

SHOWN = 40
PAGES = "team_history_pages"


def show(desk: Desk) -> None:
    """The latest first, a page at a time, of everybody or of one analyst."""
    people = {analyst.id: analyst.name for analyst in desk.store.analysts.all()}
    who = st.selectbox(
        "Analyst",
        list(people),
        format_func=lambda number: people[number],
        index=None,
        placeholder="Everybody",
        key="team_history_who",
        on_change=lambda: st.session_state.pop(PAGES, None),
        width=320,
    )
    pages: list[int | None] = st.session_state.setdefault(PAGES, [None])
    acts = desk.store.acts.page(SHOWN + 1, before=pages[-1], analyst_id=who)
    if not acts:
        hint("Nobody has judged anything yet. Tagging shows one headline at a time." if who is None else "Nothing yet.")
        st.page_link(desk_page("2_tagging.py"), label="Open Tagging")
        return
    some = acts[:SHOWN]
    shown = {h.id: h for h in desk.store.headlines.some([act.judgement.headline_id for act in some])}
    st.html("".join(line(desk, act, shown.get(act.judgement.headline_id)) for act in some))
    with st.container(horizontal=True, key="team_history_turn"):
        if len(pages) > 1:
            st.button("Later", key="team_history_later", on_click=turn)
        if len(acts) > SHOWN:
            st.button("Earlier", key="team_history_earlier", on_click=turn, args=(some[-1].number,))


def turn(before: int | None = None) -> None:
    """A callback: one page on from a number, or one page back."""
    if before is None:
        st.session_state[PAGES].pop()
    else:
        st.session_state[PAGES].append(before)


def line(desk: Desk, act: Act, headline: Headline | None) -> str:
    """One judgement as HTML."""
    what, before, ended = act_words(desk.framework, act)
    title = bidi(headline.title, headline.rtl, headline.language) if headline else ""
    given = act.judgement
    quoted = "".join(f" “{html_safe(text)}”" for text in (given.note, given.reason) if text)
    after = f' <span style="{QUIET}">instead of: {html_safe(before)}</span>' if before else ""
    gone = f' <span style="{QUIET}">({html_safe(ended)})</span>' if ended else ""
    said = f'<span style="text-decoration:line-through">{html_safe(what)}</span>' if ended else html_safe(what)
    return (
        f'<div style="{LINE}{BORDER}"><div style="flex:1 1 11rem"><b>{html_safe(given.analyst.name)}</b>'
        f'<div style="{QUIET}">{moment(given.tagged_at, reader_zone())}</div></div>'
        f'<div style="flex:4 1 17rem;min-width:0;overflow-wrap:anywhere"><div>{title}</div>'
        f"<div>{said}{gone}{after}{quoted}</div></div></div>"
    )
