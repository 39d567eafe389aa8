"""The codebook as it stands: the framework's lines, and those that the team added."""

import streamlit as st

from signpost.desk import identity
from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.errors import SignpostError
from signpost.indicators.sentences import day_words
from signpost.nouns.tag import Analyst
from signpost.store.codebook import LONGEST_LINE, CodebookLine

SAID = "team_codebook_said"


def show(desk: Desk) -> None:
    """All lines, with a form for one more."""
    said = st.session_state.pop(SAID, "")
    if said:
        st.error(said, icon=":material/error:")
    own, framework = st.columns(2, gap="large")
    with own:
        st.markdown("### Added by the team")
        every = desk.store.codebook.all()
        standing = [line for line in every if line.known_to is None]
        if not standing:
            st.markdown("No line yet. A ruling's reason can become one, or write one here.")
        for line in standing:
            one(desk, line)
        analyst = identity.current(desk)
        if analyst is None:
            identity.ask(desk)
        else:
            form(desk, analyst)
        gone = [line for line in every if line.known_to is not None]
        if gone:
            with st.expander(f"Removed ({len(gone)})", key="team_codebook_gone"):
                for line in gone:
                    st.markdown(f"- ~~{markdown_safe(line.line)}~~ {credit(desk, line)}")
    with framework:
        st.markdown("### In the framework")
        if not desk.framework.codebook:
            st.markdown("This framework's file has no codebook.")
        for rule in desk.framework.codebook:
            st.markdown(f"- {markdown_safe(rule.rule)}")


def one(desk: Desk, line: CodebookLine) -> None:
    words, act = st.columns((6, 1), vertical_alignment="center")
    words.markdown(f"{markdown_safe(line.line)}  \n{credit(desk, line)}")
    act.button(
        "Remove",
        key=f"team_codebook_remove_{line.id}",
        type="tertiary",
        icon=":material/close:",
        on_click=remove,
        args=(desk, line.id),
    )


def credit(desk: Desk, line: CodebookLine) -> str:
    """Where a line belongs and who added it, quietly."""
    factors = {factor.id: factor.short for factor in desk.framework.factors}
    about = f"{factors[line.factor_id]} · " if line.factor_id in factors else ""
    ruling = ", from a ruling" if line.tag_uid else ""
    until = f", removed {day_words(line.known_to.date())} {line.known_to.year}" if line.known_to else ""
    added = f"{day_words(line.known_from.date())} {line.known_from.year}"
    return f":gray[{markdown_safe(about)}{markdown_safe(line.analyst.name)}, {added}{ruling}{until}]"


def form(desk: Desk, analyst: Analyst) -> None:
    factors = {factor.id: factor.short for factor in desk.framework.active}
    with st.form("team_codebook_form", border=False, clear_on_submit=True):
        st.text_area("A new line", key="team_codebook_line", max_chars=LONGEST_LINE, height=80)
        st.selectbox(
            "Factor (optional)",
            list(factors),
            format_func=lambda factor: factors[factor],
            index=None,
            placeholder="None in particular",
            key="team_codebook_factor",
        )
        if st.form_submit_button("Add", key="team_codebook_add"):
            line, factor = st.session_state["team_codebook_line"], st.session_state["team_codebook_factor"]
            try:
                desk.store.codebook.add(line, analyst, now(), factor_id=factor or "")
            except SignpostError as error:
                st.session_state[SAID] = markdown_safe(str(error))
            st.rerun()


def remove(desk: Desk, line_id: int) -> None:
    """A callback."""
    desk.store.codebook.remove(line_id, now())
