"""Subscribing: by a site's address, by another reader's list (`feeds_files`), or with the starter feeds."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from signpost.desk.feeds_files import QUIET, by_file
from signpost.desk.feeds_search import Search
from signpost.desk.server import Desk, now
from signpost.desk.texts import ago, html_safe, language_name, link, markdown_safe
from signpost.errors import SignpostError
from signpost.feeds import opml
from signpost.feeds.bulletin import plural
from signpost.feeds.subscribing import Facts, faults, host_name, site_address, subscribe_all
from signpost.nouns.feed import Outlet

if TYPE_CHECKING:
    from signpost.feeds.discover import Preview

SEARCH = "feeds_search"  # where the session keeps its search, so that the page can be left meanwhile
SAID = "feeds_added"
SAMPLES = 4
TITLE_ENDS = re.compile(r"\s+[-–—|»>:/]\s+|:\s+|\s+RSS\b")
LONGEST_GUESS = 40  # characters of an outlet's name


def forms(desk: Desk) -> None:
    """One site, a file, the starter feeds."""
    said("error")
    site, many, starter = st.tabs(["A site or feed", "OPML file", "Starter feeds"])
    with site:
        by_address(desk)
    with many:
        by_file(desk, done)
    with starter:
        st.markdown(
            "About forty feeds: Russian, Iranian, Israeli, Gulf, Turkish, Western, Ukrainian, research, energy. "
            "Any of them can be paused or removed."
        )
        st.button("Subscribe to the starter feeds", key="feeds_starter", on_click=take_starter, args=(desk,))


def searching() -> bool:
    """Whether a search is under way or its answer waits: the forms are open then."""
    return SEARCH in st.session_state


def said(kind: str) -> None:
    """What the last adding came to, once: an error beside the form, a success for a moment over the page."""
    what, words = st.session_state.get(SAID, ("", ""))
    if what == kind:
        del st.session_state[SAID]
        (st.error if kind == "error" else st.toast)(words)


def add_starter(desk: Desk) -> int:
    """Subscribe to the starter feeds; how many were new."""
    file = desk.settings.root / "data" / "feeds" / "starter.opml"
    return add_all(desk, opml.read(file.read_bytes(), file.name).feeds)


def add_all(desk: Desk, rows: "tuple[opml.Subscription, ...]") -> int:
    """Subscribe to these and collect the new ones at once; how many were new."""
    moment = now()
    new = [feed.id for feed, is_new in subscribe_all(desk.store, rows, moment) if is_new]
    if new and desk.settings.collect:
        desk.collector.start()
        desk.collector.collect_now(new)
    return len(new)


def take_starter(desk: Desk) -> None:
    """A callback."""
    new = add_starter(desk)
    st.session_state[SAID] = ("success", added(desk, new) if new else "All of them are in the list already.")


# -- a site or feed --------------------------------------------------------------------------------------------------


def by_address(desk: Desk) -> None:
    with st.form("feeds_add_form", border=False):
        field, button = st.columns((4, 1), vertical_alignment="bottom")
        field.text_input(
            "Address of a site or a feed",
            placeholder="herald.example or https://…/rss.xml",
            help="Of a site, its feeds are looked for. Nothing is subscribed before you have seen what it brings.",
            key="feeds_url",
        )
        button.form_submit_button("Look for feeds", key="feeds_look", on_click=look, args=(desk,), width="stretch")
    search: Search | None = st.session_state.get(SEARCH)
    if search is None:
        return
    if search.running:
        looking()
    elif search.found is not None and search.found.feeds:
        found(desk, search.address, search.found.feeds, search.found.unread)
    elif search.reason != "stopped":
        nothing(desk, search)


def look(desk: Desk) -> None:
    """A callback: begin to look, or say what is wrong with the address."""
    text = str(st.session_state.get("feeds_url") or "").strip()
    old: Search | None = st.session_state.pop(SEARCH, None)
    if old is not None:
        old.stop()
    address = site_address(text)
    if not address:
        words = f"“{markdown_safe(text)}” is no http or https address." if text else "Name a site or a feed first."
        st.session_state[SAID] = ("error", words)
        return
    for key in [key for key in st.session_state if str(key).startswith("feeds_take_")]:
        del st.session_state[key]
    st.session_state[SEARCH] = Search(address, desk.settings.limits, now)


@st.fragment(run_every=0.5)
def looking() -> None:
    """How the search goes, twice a second, until it ends."""
    search: Search | None = st.session_state.get(SEARCH)
    if search is None or not search.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="feeds_looking"):
        host = markdown_safe(host_name(search.address))
        st.markdown(
            f"Looking for feeds at **{host}** … {search.seconds()} s. You can leave this page; the answer waits here.",
            width="stretch",
        )
        if st.button("Stop", key="feeds_stop"):
            search.stop()
            search.wait(2)
            st.session_state.pop(SEARCH, None)
            st.rerun()


def nothing(desk: Desk, search: Search) -> None:
    """No feed was found: why, and what can be done all the same."""
    reason = markdown_safe(search.reason.rstrip("."))
    with st.container(border=True, key="feeds_not_found"):
        st.markdown(f"**No feed at {markdown_safe(host_name(search.address))}**: {reason}.")
        st.markdown("Many sites name their feeds at the foot of the page, or under “RSS”. Try that address.")
        with st.container(horizontal=True):
            st.button("Subscribe all the same", key="feeds_anyway", on_click=anyway, args=(desk,))
            st.button("Close", key="feeds_dismiss", type="tertiary", on_click=dismiss)


def dismiss() -> None:
    """A callback."""
    st.session_state.pop(SEARCH, None)


def anyway(desk: Desk) -> None:
    """A callback: the address as it stands; it may only be out of reach for now."""
    search: Search = st.session_state.pop(SEARCH)
    row = opml.Subscription(url=search.address, title="", outlet=Outlet(name=host_name(search.address)))
    done(desk, (row,))


def found(desk: Desk, address: str, feeds: "Sequence[Preview]", unread: int) -> None:
    """The feeds that were found, each with what it brings; who publishes them; subscribe."""
    there = {feed.url for feed in desk.store.feeds.all()}
    open_to = [one for one in feeds if one.url not in there]
    st.markdown(f"**{plural(len(feeds))} found at {markdown_safe(host_name(address))}**")
    if unread:
        st.markdown(f"Its page names {unread:,} more, which were not looked at. Give the address of the one you want.")
    many = len(feeds) > 1
    taken = []
    for number, one in enumerate(feeds):
        with st.container(border=True, key=f"feeds_found_{number}"):
            title = markdown_safe(one.title or one.url)
            if one.url in there:
                st.markdown(f"**{title}** · in the list already")
            elif not many:
                st.markdown(f"**{title}**")
                taken.append(one)
            elif st.checkbox(f"**{title}**", value=one is open_to[0], key=f"feeds_take_{number}"):
                taken.append(one)
            st.html(preview(one))
    if open_to:
        outlet_form(desk, taken)
    else:
        st.button("Close", key="feeds_dismiss", on_click=dismiss)


def preview(one: "Preview") -> str:
    """What a feed brings, as HTML."""
    facts = [f"{one.items:,} item{'' if one.items == 1 else 's'}" if one.items else "no items at the moment"]
    if one.newest:
        facts.append(f"the newest {ago(one.newest, now())}")
    if one.language:
        facts.append(language_name(one.language))
    titles = "".join(
        f'<li dir="auto" style="padding:.1rem 0">{html_safe(title)}</li>' for title in one.sample_titles[:SAMPLES]
    )
    listed = f'<ul style="margin:.35rem 0 0;padding-inline-start:1.1rem">{titles}</ul>' if titles else ""
    return (
        f'<div style="{QUIET};overflow-wrap:anywhere">{html_safe(" · ".join(facts))} · {link(one.url, one.url)}</div>'
        f'<div style="overflow-wrap:anywhere">{listed}</div>'
    )


def outlet_form(desk: Desk, taken: "list[Preview]") -> None:
    """Who publishes them: filled in where another feed of the same site is subscribed, else guessed from the title."""
    first = taken[0] if taken else None
    outlet = guessed(desk, first) if first else Outlet(name="")
    perspectives = sorted({o.perspective for o in desk.store.feeds.outlets()} - {""})
    with st.form("feeds_outlet_form", border=False):
        name, perspective = st.columns(2)
        name.text_input("Outlet (who publishes)", value=outlet.name, key="feeds_outlet")
        perspective.selectbox(
            "Perspective",
            perspectives,
            index=perspectives.index(outlet.perspective) if outlet.perspective else None,
            accept_new_options=True,
            placeholder="Choose, or type a new one",
            key="feeds_perspective",
        )
        country, language = st.columns(2)
        country.text_input("Country (two letters)", value=outlet.country, key="feeds_country", placeholder="QA")
        language.text_input("Language (two letters)", value=outlet.language, key="feeds_language", placeholder="ar")
        st.form_submit_button(
            f"Subscribe to {plural(len(taken)) if len(taken) != 1 else 'it'}" if taken else "Choose a feed first",
            key="feeds_add",
            disabled=not taken,
            on_click=take,
            args=(desk, tuple(taken)),
        )
    st.button("Close", key="feeds_dismiss", type="tertiary", on_click=dismiss)


def guessed(desk: Desk, one: "Preview") -> Outlet:
    """The outlet whose feeds come from the same host; else one named as the feed's title begins, or as its host."""
    host = host_name(one.url)
    same = next((feed.outlet for feed in desk.store.feeds.all() if host_name(feed.url) == host), None)
    if same is not None:
        return same
    name = TITLE_ENDS.split(one.title.strip(), maxsplit=1)[0].strip()
    return Outlet(
        name=name if 0 < len(name) <= LONGEST_GUESS else host_name(one.site or one.url), language=one.language
    )


def take(desk: Desk, taken: "tuple[Preview, ...]") -> None:
    """A callback: subscribe to what was chosen, under the outlet that was named."""
    state = st.session_state
    outlet = Outlet(
        name=str(state.get("feeds_outlet") or "").strip() or host_name(taken[0].url),
        perspective=str(state.get("feeds_perspective") or "").strip(),
        country=str(state.get("feeds_country") or "").strip().upper(),
        language=str(state.get("feeds_language") or "").strip().lower(),
    )
    if wrong := faults(Facts(url=taken[0].url, title="", outlet=outlet)):
        state[SAID] = ("error", markdown_safe(" ".join(wrong)))
        return
    dismiss()
    done(desk, tuple(opml.Subscription(url=one.url, title=one.title, outlet=outlet) for one in taken))


def done(desk: Desk, rows: tuple[opml.Subscription, ...]) -> None:
    try:
        new = add_all(desk, rows)
    except SignpostError as error:
        st.session_state[SAID] = ("error", markdown_safe(str(error)))
        return
    st.session_state[SAID] = ("success", added(desk, new) if new else "It is in the list already.")


def added(desk: Desk, new: int) -> str:
    begun = "The first round is on its way." if desk.settings.collect else "The next round brings the first headlines."
    return f"{plural(new)} added. {begun}"
