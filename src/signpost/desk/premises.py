"""The framework's assumptions: where each stands, who said so and why, and what hangs on it."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from signpost.desk.opening import asked_for
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk, now
from signpost.desk.signing import name_field, signed
from signpost.desk.take_away import file_name, take_away
from signpost.desk.texts import html_safe, markdown_safe
from signpost.errors import SignpostError
from signpost.indicators.confidence import Resting
from signpost.indicators.sentences import day_words
from signpost.nouns.framework import Assumption, Factor
from signpost.nouns.premise import STATES, Premise

WORDS = {
    "holds": "holds",
    "caveated": "holds with a caveat",
    "unsupported": "no longer holds",
    "unchecked": "not checked",
}
TALL = 370  # px: how much room the form needs
LAPSED = ("caveated", "unsupported")


def standing(assumption: Assumption, said: dict[str, Premise]) -> Premise:
    """What stands of an assumption: what analysts said last, else what the framework's file says."""
    return said.get(assumption.id) or Premise(
        assumption_id=assumption.id,
        state=assumption.state if assumption.state in STATES else "unchecked",
        day=None,
        reason=assumption.note,
        analyst="",
        said_at=None,
    )


def resting(desk: Desk, reckoned: Reckoned, factor_id: str) -> list[Resting]:
    """The premises that a factor rests on, as they stand."""
    said = reckoned.premises()
    return [
        Resting(text=one.text, state=standing(one, said).state)
        for one in desk.framework.assumptions
        if factor_id in one.factors
    ]


def line(assumption: Assumption, premise: Premise, today: date, factors: str) -> str:
    """One assumption as HTML: its state first, its text, who said so and why."""
    state = WORDS[premise.state]
    weight = "600" if premise.state in LAPSED else "400"
    mark = {"holds": "●", "caveated": "◐", "unsupported": "○", "unchecked": "·"}[premise.state]
    since = f" since {day_words(premise.day, today)}" if premise.day else ""
    who = f" ({html_safe(premise.analyst)})" if premise.analyst else ""
    why = f": {html_safe(premise.reason)}" if premise.reason else ""
    return (
        f'<div style="line-height:1.45"><div>{mark} {html_safe(assumption.text)}</div>'
        f'<div style="opacity:.85;font-size:.92rem;padding-left:1rem">'
        f'<span style="font-weight:{weight}">{state[:1].upper()}{state[1:]}{since}</span>{who}{why}{factors}'
        "</div></div>"
    )


def all_of_them(desk: Desk, reckoned: Reckoned, today: date, page: str) -> None:
    """All assumptions, once somebody asks for them."""
    title = "Assumptions that the reading rests on"
    with st.expander(title, key=f"{page}_assumptions", on_change="rerun") as opened:
        if opened.open:
            assumptions(desk, reckoned, today, page)


def assumptions(desk: Desk, reckoned: Reckoned, today: date, page: str, factor: Factor | None = None) -> None:
    """All assumptions, or those that one factor rests on, each with a way to say otherwise."""
    said = reckoned.premises()
    told = [one for one in desk.framework.assumptions if factor is None or factor.id in one.factors]
    if not told:
        st.markdown("The framework names none.")
    for assumption in told:
        names = [desk.framework.factor(one).short for one in assumption.factors]
        carries = "" if factor else f"<br>Carries: {html_safe(', '.join(names))}"
        premise = standing(assumption, said)
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", key=f"{page}_premise_{assumption.id}"):
            st.html(line(assumption, premise, today, carries), width="stretch")
            key = f"{page}_premise_open_{assumption.id}"
            with st.popover("Change", type="tertiary", key=key, on_change="rerun") as opened:
                if asked_for(opened, TALL):
                    change(desk, assumption, premise, today, f"{page}_premise_{assumption.id}")
    if told:
        name = file_name("assumptions", *([factor.id] if factor else []), today)
        take_away(name, lambda: table(desk, told, said), key=f"{page}_premises")


def table(desk: Desk, told: Sequence[Assumption], said: dict[str, Premise]) -> pd.DataFrame:
    """Assumptions to take away: a row for each, with where it stands and who said so."""
    rows = [(one, standing(one, said)) for one in told]
    return pd.DataFrame(
        [
            {
                "assumption": one.text,
                "state": WORDS[premise.state],
                "since": premise.day,
                "why": premise.reason,
                "said_by": premise.analyst,
                "said_at": premise.said_at,
                "factors": ", ".join(desk.framework.factor(each).title for each in one.factors),
            }
            for one, premise in rows
        ]
    )


def change(desk: Desk, assumption: Assumption, premise: Premise, today: date, key: str) -> None:
    """Say where an assumption stands, and see what was said before."""
    with st.form(f"{key}_form", border=False):
        to = st.selectbox(
            "It",
            STATES,
            STATES.index(premise.state),
            format_func=lambda one: WORDS[one],
            key=f"{key}_state",
        )
        day = st.date_input("Since", value=today, max_value=today, key=f"{key}_day")
        reason = st.text_input("Why", key=f"{key}_reason", placeholder="What speaks for it", max_chars=500)
        name = name_field(desk, key)
        done = st.form_submit_button("Save", key=f"{key}_save")
    if done:
        try:
            analyst = signed(desk, name)
            desk.store.premises.set(assumption.id, to or premise.state, day or today, reason, analyst, now())
        except SignpostError as error:
            st.error(markdown_safe(str(error)), icon=":material/error:")
        else:
            st.rerun()
    if premise.said_at is not None:
        earlier = desk.store.premises.history(assumption.id)
        lines = [f"- {history_words(one, today)}" for one in earlier]
        st.markdown("**What was said**\n\n" + "\n".join(lines))


def history_words(premise: Premise, today: date) -> str:
    since = f" since {day_words(premise.day, today)}" if premise.day else ""
    when = f", said {day_words(premise.said_at.date(), today)}" if premise.said_at else ""
    return f"{WORDS[premise.state]}{since}: {markdown_safe(premise.reason)} ({markdown_safe(premise.analyst)}{when})"
