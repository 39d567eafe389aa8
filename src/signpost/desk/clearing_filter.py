"""The filter above the deck: its fields (bound to the page's link), what is filtered in words, saved views."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from signpost.desk.clearing import PREFIX, asked_by, day_of, query_of
from signpost.desk.server import Desk, now
from signpost.desk.texts import language_name, markdown_safe
from signpost.errors import SignpostError, TagError
from signpost.nouns.framework import Framework
from signpost.nouns.queue import Wanted
from signpost.nouns.tag import Analyst
from signpost.store.views import View

PAGE = "tagging"
BY_ME = "by me"
FIELD_WIDTH, GAP = 150, 16  # pixels: two beside one another, also on a telephone
CLEARED: dict[str, Any] = {
    "factor": None,
    "outlet": None,
    "perspective": None,
    "language": None,
    "first": None,
    "last": None,
    "text": "",
    "untagged": None,
}


def asked(desk: Desk) -> Wanted:
    """The filter as the fields will show it, before they are drawn."""
    state = state_of(urlencode(st.query_params.to_dict()))
    known = {key: st.session_state[key] for key in state if key in st.session_state}
    return wanted_by(desk, state | known)


def linked(desk: Desk, query: str) -> Wanted:
    """The filter of a link, which nobody has touched yet."""
    return wanted_by(desk, state_of(query))


def state_of(query: str) -> dict[str, Any]:
    """What a link's query string puts in the fields, by their keys."""
    link = asked_by(query)
    state: dict[str, Any] = {f"{PREFIX}{name}": link.get(name) for name in CLEARED}
    return state | {f"{PREFIX}{name}": day_of(link.get(name, "")) for name in ("first", "last")}


def wanted_by(desk: Desk, state: Mapping[str, Any]) -> Wanted:
    """The filter of what stands in the fields, by their keys."""
    factors = {factor.short: factor.id for factor in desk.framework.active}
    language = state["tagging_language"]
    codes = {language_name(code): code for code in desk.store.headlines.languages()} if language else {}
    return Wanted(
        factor=factors.get(state["tagging_factor"] or "", ""),
        outlet=state["tagging_outlet"] or "",
        perspective=state["tagging_perspective"] or "",
        language=codes.get(language or "", ""),
        first=state["tagging_first"],
        last=state["tagging_last"],
        text=(state["tagging_text"] or "").strip(),
        untagged="me" if state["tagging_untagged"] == BY_ME else "",
    )


def choose(desk: Desk, analyst: Analyst) -> Wanted:
    """The popover with the fields and the saved views, and beside it what is filtered; the filter that is asked for."""
    outlets = desk.store.feeds.outlets()
    with st.popover("Filter", key="tagging_filter", width="content"):
        st.text_input("Words in title or summary", key="tagging_text", bind="query-params")
        with st.container(horizontal=True, width=2 * FIELD_WIDTH + GAP, key="tagging_fields"):
            field("Suggested for", [factor.short for factor in desk.framework.active], "factor")
            field("Not judged yet", ["by anyone", BY_ME], "untagged", "by anyone")
            field("Outlet", [outlet.name for outlet in outlets], "outlet")
            field("Perspective", sorted({o.perspective for o in outlets if o.perspective}), "perspective")
            field("Language", sorted(map(language_name, desk.store.headlines.languages())), "language")
            day_field("From", "first")
            day_field("To", "last")
        st.divider()
        saved_views(desk, analyst)
    wanted = wanted_by(desk, {f"{PREFIX}{name}": st.session_state[f"{PREFIX}{name}"] for name in CLEARED})
    if wanted:
        st.markdown(f"Only: {markdown_safe(in_words(wanted, desk.framework))}", width="content")
        st.button("Clear", key="tagging_clear", on_click=show, args=("",), type="tertiary")
    return wanted


def field(label: str, choices: Sequence[str], name: str, placeholder: str = "Any") -> None:
    key = f"{PREFIX}{name}"
    if st.session_state.get(key) not in (None, *choices):  # of a saved view, and gone since
        st.session_state[key] = None
    st.selectbox(label, choices, index=None, placeholder=placeholder, key=key, bind="query-params", width=FIELD_WIDTH)


def day_field(label: str, name: str) -> None:
    key = f"{PREFIX}{name}"
    st.date_input(label, value=None, format="YYYY-MM-DD", key=key, bind="query-params", width=FIELD_WIDTH)


def saved_views(desk: Desk, analyst: Analyst) -> None:
    """The saved views as buttons, and a form that saves this filter under a name."""
    views = desk.store.views.of(analyst, PAGE)
    st.markdown("**Saved views**" if views else "**Saved views**: none yet. Filter, then give it a name below.")
    for view in views:
        with st.container(horizontal=True, vertical_alignment="center", key=f"tagging_view_row_{view.id}"):
            st.button(view.name, key=f"tagging_view_{view.id}", on_click=show, args=(view.query,), type="tertiary")
            st.markdown(f"{whose(view)} · [link](tagging?{view.query})", width="stretch")
            if view.own:
                name = f"tagging_view_remove_{view.id}"
                st.button("Remove", key=name, on_click=remove, args=(desk, view, analyst), type="tertiary")
    with st.form("tagging_view_form", border=False, clear_on_submit=True):
        st.text_input("Save this filter as", max_chars=60, key="tagging_view_name")
        st.checkbox("Share with the team", key="tagging_view_shared")
        st.form_submit_button("Save view", key="tagging_view_save", on_click=save, args=(desk, analyst))
    if trouble := st.session_state.pop("tagging_view_trouble", ""):
        st.error(trouble, icon=":material/error:")


def whose(view: View) -> str:
    if not view.own:
        return f"by {markdown_safe(view.by)}"
    return "shared with the team" if view.shared else "only for you"


def save(desk: Desk, analyst: Analyst) -> None:
    """A callback: keep what is filtered now."""
    state = st.session_state
    query = query_of({name: state.get(f"{PREFIX}{name}") for name in CLEARED})
    name, shared = state["tagging_view_name"], bool(state["tagging_view_shared"])
    try:
        if not query:
            raise TagError(name or "the view", "nothing is filtered yet; choose what it shall show first")
        desk.store.views.save(analyst, PAGE, name, query, now(), shared=shared)
    except SignpostError as error:
        state["tagging_view_trouble"] = str(error)


def remove(desk: Desk, view: View, analyst: Analyst) -> None:
    """A callback: take an own view away."""
    desk.store.views.remove(view.id, analyst, now())


def show(query: str) -> None:
    """A callback: set the fields as a query string says; "" asks for everything again."""
    asked = asked_by(query)
    for name, empty in CLEARED.items():
        said = asked.get(name, "")
        state = day_of(said) if name in ("first", "last") else said
        st.session_state[f"{PREFIX}{name}"] = state or empty


def in_words(wanted: Wanted, framework: Framework) -> str:
    """The filter as a line: "suggested for Autonomy · Caspian Post · in Russian · since 3 Nov 2026"."""
    parts = [
        f"suggested for {framework.factor(wanted.factor).short}" if wanted.factor else "",
        wanted.outlet,
        wanted.perspective,
        f"in {language_name(wanted.language)}" if wanted.language else "",
        days_in_words(wanted.first, wanted.last),
        f"“{wanted.text}”" if wanted.text else "",
        "not judged by me" if wanted.untagged == "me" else "",
    ]
    return " · ".join(part for part in parts if part)


def days_in_words(first: date | None, last: date | None) -> str:
    if first and last:
        return spoken(first) if first == last else f"{spoken(first)} to {spoken(last)}"
    return f"since {spoken(first)}" if first else f"until {spoken(last)}" if last else ""


def spoken(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
