"""An analyst's own word on an opened headline: given, changed or withdrawn. Nothing is overwritten; the store closes a
judgement and opens another."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import streamlit as st

from signpost.desk import identity
from signpost.desk.headline_list import SIGNS
from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.errors import SignpostError
from signpost.indicators.sentences import direction_words
from signpost.nouns.framework import Factor
from signpost.nouns.headline import Headline
from signpost.nouns.tag import WEIGHTS, Analyst, Direction, Judgement, Kind
from signpost.tagging.record import LONGEST_NOTE, record

ORDER = (Direction.WEAKENS, Direction.NEUTRAL, Direction.STRENGTHENS)  # left to right, as on the rulers
FACTOR, DIRECTION, WEIGHT = "headlines_judge_factor", "headlines_judge_direction", "headlines_judge_weight"
SIGNPOST, NOTE = "headlines_judge_signpost", "headlines_judge_note"
FOR_HEADLINE, FOR_TAG = "headlines_judge_headline", "headlines_judge_tag"
SAID = "headlines_judge_said"


def form(desk: Desk, headline: Headline, history: Sequence[Judgement]) -> None:
    """What the analyst of this session says of it; while there is none, the question who is here."""
    analyst = identity.current(desk)
    with st.container(border=True, key="headlines_judge"):
        if analyst is None:
            identity.ask(desk)
            return
        mine = [j for j in history if j.analyst.id == analyst.id and j.known_to is None]
        st.markdown(f"**Your word on it** :gray[· {markdown_safe(analyst.name)}]")
        editor(desk, analyst, headline, mine)
        said = st.session_state.pop(SAID, "")
        if said:
            st.error(said, icon=":material/error:")


def editor(desk: Desk, analyst: Analyst, headline: Headline, mine: Sequence[Judgement]) -> None:
    factors = {factor.id: factor for factor in desk.framework.active}
    tags = {j.factor_id: j for j in mine if j.kind is Kind.TAG and j.factor_id in factors}
    if st.session_state.get(FOR_HEADLINE) != headline.id or FACTOR not in st.session_state:
        st.session_state[FOR_HEADLINE] = headline.id
        st.session_state[FACTOR] = next((f for f in factors if f in tags), None)
    chosen = st.pills(
        "Factor", list(factors), format_func=lambda f: factors[f].short, key=FACTOR, label_visibility="collapsed"
    )
    if chosen:
        tag_fields(desk, headline, factors[chosen], tags.get(chosen))
    with st.container(horizontal=True, key="headlines_judge_actions"):
        if chosen:
            held = tags.get(chosen)
            st.button(
                "Change" if held else "Save",
                key="headlines_judge_save",
                disabled=st.session_state.get(DIRECTION) is None,
                on_click=save_tag,
                args=(desk, analyst, held.headline_id if held else headline.id),
            )
        if not any(j.kind is Kind.NOT_RELEVANT for j in mine):
            st.button(
                "Not relevant",
                key="headlines_judge_not_relevant",
                on_click=send,
                args=(desk, analyst, {"action": "not_relevant", "headline": headline.id}),
            )
    for judgement in mine:
        st.button(
            f"Withdraw: {markdown_safe(called(desk, judgement))}",
            key=f"headlines_withdraw_{judgement.uid}",
            type="tertiary",
            icon=":material/undo:",
            on_click=send,
            args=(desk, analyst, {"action": "withdraw", "headline": judgement.headline_id, "undoes": judgement.uid}),
        )


def tag_fields(desk: Desk, headline: Headline, factor: Factor, held: Judgement | None) -> None:
    """Direction, weight, signpost and note, filled with what stands."""
    signposts = {s.id: s.title for s in factor.signposts if s.retired is None}
    about = (headline.id, factor.id, held.uid if held else "")
    if st.session_state.get(FOR_TAG) != about or DIRECTION not in st.session_state:
        st.session_state[FOR_TAG] = about
        st.session_state[DIRECTION] = held.direction if held else None
        st.session_state[WEIGHT] = held.weight if held else 2
        st.session_state[SIGNPOST] = held.signpost_id if held and held.signpost_id in signposts else None
        st.session_state[NOTE] = held.note if held else ""
    st.segmented_control(
        "Direction",
        ORDER,
        format_func=lambda d: f"{SIGNS[d]} {desk.framework.directions[d].label}",
        key=DIRECTION,
        label_visibility="collapsed",
    )
    st.segmented_control(
        "Weight",
        list(WEIGHTS),
        format_func=lambda w: desk.framework.weights[w].label,
        key=WEIGHT,
        required=True,
        label_visibility="collapsed",
    )
    st.selectbox(
        "Signpost",
        list(signposts),
        format_func=lambda s: signposts[s],
        index=None,
        placeholder="Signpost (optional)",
        key=SIGNPOST,
        label_visibility="collapsed",
    )
    st.text_input("Note", placeholder="Note (optional)", key=NOTE, max_chars=LONGEST_NOTE, label_visibility="collapsed")


def called(desk: Desk, judgement: Judgement) -> str:
    """A judgement's name on its button."""
    if judgement.factor_id and judgement.direction:
        factor = desk.framework.factor(judgement.factor_id)
        return f"{factor.short}, {direction_words(desk.framework, judgement.direction)}"
    if judgement.kind is Kind.NOT_RELEVANT:
        return "not relevant"
    deeds = {deed.id: deed.text for scenario in desk.framework.scenarios for deed in scenario.signposts}
    return f"observed: {deeds.get(judgement.signpost_id or '', 'a deed')}"


def save_tag(desk: Desk, analyst: Analyst, headline_id: int) -> None:
    """A callback: the tag as the fields hold it."""
    state = st.session_state
    tag = {"factor": state[FACTOR], "direction": state[DIRECTION], "weight": state[WEIGHT] or 2}
    tag |= {"signpost": state[SIGNPOST] or "", "note": state[NOTE] or ""}
    send(desk, analyst, {"action": "tag", "headline": headline_id, **tag})


def send(desk: Desk, analyst: Analyst, words: dict[str, Any]) -> None:
    """A callback: record one event; a refusal is said beside the form."""
    moment = now()
    try:
        saved = record(desk.store, desk.framework, analyst, [{"uid": str(uuid4()), **words}], moment)
    except SignpostError as error:
        st.session_state[SAID] = markdown_safe(str(error))
        return
    for reason in saved.refused.values():
        st.session_state[SAID] = f"Not saved: {markdown_safe(reason)}."
