"""The pieces of the feeds page: its sentence, the filters, the list, and what an empty page says."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import streamlit as st

from signpost.desk import feeds_add
from signpost.desk.feeds_list import list_data, picked, show_list
from signpost.desk.server import Desk, now
from signpost.feeds.bulletin import MEANS, STATES, bulletin, plural, word
from signpost.nouns.health import Health

LIST = "feeds_list"
FACET_WIDTH = 162  # pixels: two in a row on a telephone
CLEARED: dict[str, Any] = {"feeds_text": "", "feeds_states": [], "feeds_perspectives": []}


def opening(healths: Sequence[Health], *, still: bool) -> str:
    """The page's sentence. While collection stands still, how the feeds were is not how they are."""
    said = bulletin(healths)
    return f"Nothing is being collected. When last asked: {said[:1].lower()}{said[1:]}" if still else said


def choose(healths: Sequence[Health]) -> list[Health]:
    """The filters, bound to the address of the page, and the feeds that they leave."""
    with st.container(horizontal=True, key="feeds_facets"):
        text = st.text_input(
            "Find a feed",
            type="search",
            live=True,
            placeholder="Find a feed",
            label_visibility="collapsed",
            key="feeds_text",
            bind="query-params",
            width=FACET_WIDTH,
        )
        there = {h.state for h in healths}
        named = {word(state).capitalize(): state for state in STATES if state in there}
        states = facet("State", list(named), key="feeds_states")
        perspectives = facet(
            "Perspective",
            sorted({h.feed.outlet.perspective for h in healths} - {""}),
            key="feeds_perspectives",
        )
    wanted = {named[name] for name in states if name in named}
    words = (text or "").casefold().split()
    return [
        h
        for h in healths
        if (not wanted or h.state in wanted)
        and (not perspectives or h.feed.outlet.perspective in perspectives)
        and all(each in told(h) for each in words)
    ]


def told(h: Health) -> str:
    """What a feed can be found by."""
    outlet = h.feed.outlet
    return " ".join((outlet.name, outlet.perspective, outlet.family, h.feed.title, h.feed.url, h.feed.note)).casefold()


def facet(label: str, options: Any, *, key: str) -> Any:
    """One narrow filter; its name stands in it until something is chosen."""
    return st.multiselect(
        label,
        options,
        placeholder=label,
        label_visibility="collapsed",
        key=key,
        bind="query-params",
        width=FACET_WIDTH,
    )


def clear_filters() -> None:
    """A callback: show all feeds again."""
    for key, value in CLEARED.items():
        if st.session_state.get(key, value) != value:
            st.session_state[key] = value


def listed(healths: Sequence[Health], shown: Sequence[Health], chosen: int | None) -> None:
    """The list itself, or the way out of filters that leave nothing."""
    if len(shown) < len(healths):
        with st.container(horizontal=True, vertical_alignment="center", key="feeds_count"):
            st.markdown(f"{plural(len(shown))} of {len(healths):,} match.", width="stretch")
            st.button("Clear filters", key="feeds_clear", type="tertiary", on_click=clear_filters)
    if not shown:
        with st.container(border=True, key="feeds_nothing"):
            st.markdown("**No feed matches.** Take a filter away.")
        return
    wanted = repr([st.session_state.get(key) for key in CLEARED])
    show_list(list_data(shown, chosen=chosen, wanted=wanted, now=now()), opened, key=LIST)
    with st.popover("What the states mean", type="tertiary", key="feeds_means"):
        st.markdown("\n".join(f"- **{word(state)}**: {MEANS[state]}" for state in STATES))


def opened() -> None:
    """A callback: the row that was clicked is named in the address, so that it can be sent to a colleague."""
    if chosen := picked(LIST):
        st.query_params["feed"] = chosen


def linked() -> int | None:
    """The feed that the address names, if it names one."""
    said = st.query_params.get("feed", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def since_days(days: int) -> Any:
    """The moment so many days ago."""
    return now() - timedelta(days=days)


def empty(desk: Desk) -> None:
    """No feeds at all: what to do next."""
    with st.container(border=True, key="feeds_empty"):
        st.markdown("### No feeds yet")
        st.markdown("Begin with the starter feeds, name a site you read, or bring the list of another reader.")
        feeds_add.forms(desk)
