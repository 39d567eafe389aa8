"""Proposed copies: which headlines the rules put into a story without being sure, to be answered with yes or no."""

from datetime import tzinfo
from uuid import uuid4

import streamlit as st

from signpost.desk import headline_judge, identity
from signpost.desk.headline_texts import QUIET, clock, marked_words, reader_zone
from signpost.desk.headlines import open_headline
from signpost.desk.server import Desk
from signpost.desk.texts import html_safe, markdown_safe
from signpost.indicators.sentences import counted
from signpost.nouns.tag import Analyst
from signpost.store import Proposal
from signpost.tagging.questions import marked

MORE = 10
ROWS, LAST, SAID = "headlines_proposals_shown", "headlines_proposals_last", "headlines_judge_said"
SAME, APART = "same", "apart"
DOES = {
    SAME: "They stay one piece of evidence; nobody is asked again.",
    APART: "One piece of evidence becomes two. The headline waits to be judged, and no rule puts it back.",
}


def show(desk: Desk) -> None:
    """The list of what is open, those of judged stories first."""
    rows = st.session_state.get(ROWS, MORE)
    analyst = identity.current(desk)
    found = desk.store.stories.proposals(rows + 1, analyst_id=analyst.id if analyst else None)
    if analyst is not None and (found or LAST in st.session_state):
        answered(desk, analyst)
    if not found:
        with st.container(border=True, key="headlines_proposals_none"):
            st.markdown("### Nothing is proposed")
            st.markdown("Headlines that read alike but not surely enough are listed here, to be told apart or joined.")
        return
    number = counted(min(rows, len(found)), "proposed copy", "proposed copies")
    number = f"The first {number}" if len(found) > rows else number
    each = "It counts as its story's" if len(found) == 1 else "Each counts as its story's"
    st.markdown(f"{number}. {each} until somebody says no: two headlines, one piece of evidence.")
    if analyst is None:
        st.markdown("Open one and say who you are to answer.")
    zone = reader_zone()
    for proposal in found[:rows]:
        card(desk, analyst, proposal, zone)
    if len(found) > rows:
        st.button(f"Show {MORE} more", key="headlines_proposals_more", on_click=more, width="stretch")


def card(desk: Desk, analyst: Analyst | None, proposal: Proposal, zone: tzinfo) -> None:
    """Both headlines, the words that differ underlined, and the answers."""
    with st.container(border=True, key=f"headlines_proposal_{proposal.headline_id}"):
        st.html(both(proposal, zone))
        with st.container(horizontal=True, vertical_alignment="center"):
            for action, label in ((SAME, "Same event"), (APART, "Not the same event")):
                st.button(
                    label,
                    key=f"headlines_proposal_{action}_{proposal.headline_id}",
                    help=DOES[action],
                    disabled=analyst is None,
                    on_click=answer,
                    args=(desk, analyst, action, proposal),
                )
            st.button(
                "Open",
                key=f"headlines_proposal_open_{proposal.headline_id}",
                type="tertiary",
                on_click=open_headline,
                args=(proposal.headline_id,),
            )


def both(proposal: Proposal, zone: tzinfo) -> str:
    """Two headlines side by side (one above the other where it is narrow), as HTML."""
    sides = (
        (proposal.first_outlet, proposal.first_at, proposal.first_title, proposal.title, None, ""),
        (proposal.outlet, proposal.at, proposal.title, proposal.first_title, proposal.rtl, proposal.language),
    )
    columns = "".join(
        f'<div style="flex:1 1 16rem;min-width:0;overflow-wrap:anywhere"><div style="{QUIET}">'
        f"<b>{html_safe(outlet)}</b> · {clock(at, zone)}</div>"
        f'<div{spoken(rtl, language)} style="line-height:1.4">{marked_words(marked(title, other))}</div></div>'
        for outlet, at, title, other, rtl, language in sides
    )
    judged = " · its story is judged already" if proposal.judged else ""
    return (
        f'<div style="display:flex;flex-wrap:wrap;gap:.6rem 1.5rem">{columns}</div>'
        f'<div style="{QUIET};padding-top:.35rem">Likeness {proposal.score:.2f}{judged}</div>'
    )


def spoken(rtl: bool | None, language: str) -> str:
    """The direction and language of a title; by its own letters where it is not known."""
    direction = "auto" if rtl is None else "rtl" if rtl else "ltr"
    return f' dir="{direction}"' + (f' lang="{html_safe(language)}"' if language else "")


def answer(desk: Desk, analyst: Analyst, action: str, proposal: Proposal) -> None:
    """A callback: say it, and remember it for the way back."""
    words = {"uid": str(uuid4()), "action": action, "headline": proposal.headline_id, "other": proposal.first_id}
    headline_judge.send(desk, analyst, words)
    st.session_state[LAST] = (words, proposal.title)


def answered(desk: Desk, analyst: Analyst) -> None:
    """The last answer, with its undo; the line stands from the first question on, so that nothing jumps."""
    last = st.session_state.get(LAST)
    with st.container(horizontal=True, vertical_alignment="center", key="headlines_proposals_said"):
        if last is None:
            st.markdown("The last answer can be taken back here.")
            return
        words, title = last
        said = "Same event" if words["action"] == SAME else "Not the same event"
        st.markdown(f"{said}: {markdown_safe(title)}", width="stretch")
        st.button("Undo", key="headlines_proposals_undo", type="tertiary", on_click=undo, args=(desk, analyst))


def undo(desk: Desk, analyst: Analyst) -> None:
    """A callback: take the last answer back."""
    words, _ = st.session_state.pop(LAST)
    headline_judge.send(desk, analyst, {"action": "undo", "headline": words["headline"], "undoes": words["uid"]})


def more() -> None:
    st.session_state[ROWS] = st.session_state.get(ROWS, MORE) + MORE
