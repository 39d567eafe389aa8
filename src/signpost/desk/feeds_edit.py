"""The form that changes what is known about a feed."""

from dataclasses import replace

import streamlit as st

from signpost.desk.server import Desk
from signpost.desk.texts import markdown_safe
from signpost.errors import FeedError
from signpost.feeds.bulletin import every
from signpost.feeds.opml import LETTERS
from signpost.feeds.subscribing import Facts, change, facts_of
from signpost.nouns.feed import Feed, Outlet

SAID = "feeds_edit_said"
RHYTHMS = (0, 10 * 60, 30 * 60, 3600, 3 * 3600, 6 * 3600, 24 * 3600)
MEANT = {
    "A": "A · completely reliable",
    "B": "B · usually reliable",
    "C": "C · fairly reliable",
    "D": "D · not usually reliable",
    "E": "E · unreliable",
    "F": "F · cannot be judged",
}


def said() -> None:
    """What is wrong with the last change, once."""
    kind, words = st.session_state.pop(SAID, ("", ""))
    if kind == "error":
        st.error(words, icon=":material/error:")
    elif kind:
        st.success(words)


def form(desk: Desk, feed: Feed) -> None:
    outlet = feed.outlet
    outlets = desk.store.feeds.outlets()
    with st.form(f"feeds_edit_form_{feed.id}", border=False, enter_to_submit=False):
        st.text_input("Address", value=feed.url, key=cell(feed, "url"))
        st.text_input("Title of the feed", value=feed.title, key=cell(feed, "title"))
        chooser("Outlet (who publishes)", outlet.name, [o.name for o in outlets], key=cell(feed, "outlet"))
        chooser("Perspective", outlet.perspective, [o.perspective for o in outlets], key=cell(feed, "perspective"))
        country, language = st.columns(2)
        country.text_input("Country", value=outlet.country, key=cell(feed, "country"), placeholder="QA")
        language.text_input("Language", value=outlet.language, key=cell(feed, "language"), placeholder="ar")
        st.selectbox(
            "Reliability",
            list(LETTERS),
            index=LETTERS.index(outlet.reliability),
            format_func=lambda letter: MEANT[letter],
            key=cell(feed, "reliability"),
        )
        chooser(
            "Belongs to",
            outlet.family,
            [o.family for o in outlets],
            key=cell(feed, "family"),
            help="The owner or state whose group the outlet is in. Its outlets count as one publisher.",
        )
        rhythms = sorted({*RHYTHMS, feed.every_s})
        st.selectbox(
            "How often",
            rhythms,
            index=rhythms.index(feed.every_s),
            format_func=lambda s: every(s) if s else "in its own rhythm",
            key=cell(feed, "every"),
        )
        st.text_input(
            "Calls itself (optional)",
            value=feed.user_agent,
            key=cell(feed, "agent"),
            help="A name of its own for this feed, where a site refuses the usual one and you may use another.",
        )
        st.text_area("Note", value=feed.note, key=cell(feed, "note"), height=80)
        st.form_submit_button("Save", key="feeds_save", on_click=save, args=(desk, feed))
        st.markdown("Outlet, perspective, country, language, reliability and group change for all feeds of the outlet.")


def cell(feed: Feed, name: str) -> str:
    return f"feeds_edit_{name}_{feed.id}"


def chooser(label: str, value: str, known: list[str], *, key: str, help: str | None = None) -> None:  # noqa: A002
    """A choice among what is known, or something new."""
    options = sorted({*known, value} - {""})
    st.selectbox(
        label,
        options,
        index=options.index(value) if value else None,
        accept_new_options=True,
        placeholder="Choose, or type a new one",
        key=key,
        help=help,
    )


def save(desk: Desk, feed: Feed) -> None:
    """A callback: change what the form says, or say what is wrong with it."""

    def said_of(name: str) -> str:
        return str(st.session_state.get(cell(feed, name)) or "").strip()

    outlet = Outlet(
        name=said_of("outlet"),
        perspective=said_of("perspective"),
        country=said_of("country").upper(),
        language=said_of("language"),
        reliability=said_of("reliability"),
        family=said_of("family"),
    )
    facts: Facts = replace(
        facts_of(feed),
        url=said_of("url"),
        title=said_of("title"),
        outlet=outlet,
        note=said_of("note"),
        every_s=int(st.session_state.get(cell(feed, "every")) or 0),
        user_agent=said_of("agent"),
    )
    try:
        change(desk.store, feed, facts)
    except FeedError as error:
        st.session_state[SAID] = ("error", f"Nothing was changed. {markdown_safe(error.reason)}")
    else:
        st.session_state[SAID] = ("success", "Saved.")
