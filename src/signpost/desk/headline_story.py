"""The story of an opened headline: who else carries it and why they are one story, what hands did to it, and the acts
that join, part and undo. Each says what it does to the evidence."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from textwrap import shorten
from uuid import uuid4

import streamlit as st

from signpost.desk import identity
from signpost.desk.headline_judge import send
from signpost.desk.headline_texts import QUIET, clock, heading, moment
from signpost.desk.headlines import open_headline
from signpost.desk.server import Desk, now
from signpost.desk.texts import html_safe, markdown_safe
from signpost.errors import SignpostError
from signpost.indicators.sentences import counted
from signpost.nouns.headline import Headline
from signpost.nouns.tag import Analyst
from signpost.store import Change, Sitting, Wanted

SHOWN = 12
FOUND = 8  # stories that a search offers to merge with
LABEL = 60  # characters of another headline's title: a button is one line
SAID = "headlines_story_said"
CHOSEN, WORDS, PICKED = "headlines_split_chosen", "headlines_merge_words", "headlines_merge_picked"
ONE_EVIDENCE = "Two stories become one piece of evidence. The tags of both stay."
TWO_EVIDENCE = "One piece of evidence becomes two. Tags stay with the headline they were given on."


def show(desk: Desk, headline: Headline, zone: tzinfo) -> None:
    """The members of its story, its history, and what can be done."""
    members = desk.store.stories.members(headline.story_id)
    analyst = identity.current(desk)
    st.html(heading(title(members)))
    if len(members) == 1:
        st.html(f'<p style="{QUIET};margin:0">Nobody else carries it so far.</p>')
    with st.container(gap="xsmall", key="headlines_members"):
        for member in members[:SHOWN] if len(members) > 1 else ():
            row(desk, analyst, headline, members[0], member, zone)
    if len(members) > SHOWN:
        st.markdown(f"and {len(members) - SHOWN} more: search for the title to see all.")
    if analyst is None:
        st.html(f'<p style="{QUIET};margin:0">Say who you are, above, to join or part stories.</p>')
    else:
        with st.container(horizontal=True, key="headlines_story_actions"):
            merging(desk, analyst, headline)
            if len(members) > 1:
                splitting(desk, analyst, headline, members, zone)
    said = st.session_state.pop(SAID, "")
    if said:
        st.error(said, icon=":material/error:")
    history(desk, analyst, desk.store.stories.changes(headline.story_id), zone)


def title(members: Sequence[Sitting]) -> str:
    """ "The story: 4 headlines, 3 outlets, 2 independent publishers"."""
    if len(members) < 2:
        return "The story"
    outlets, publishers = len({m.outlet for m in members}), len({m.publisher for m in members})
    independent = counted(publishers, "independent publisher")
    return f"The story: {counted(len(members), 'headline')}, {counted(outlets, 'outlet')}, {independent}"


def basis(member: Sitting) -> str:
    """Why a headline is in its story, in words."""
    by = member.analyst or "hand"
    words = {
        "opened": "the first of it",
        "copy": f"same {member.same}" if member.same else "a copy",
        "proposed": f"proposed, {member.score or 0:.2f}",
        "confirmed": f"same event, said by {by}",
        "merged": f"put here by {by}",
        "split": f"split off by {by}",
    }.get(member.basis, member.basis)
    return words if member.publisher == member.outlet else f"{words} · from {member.publisher}"


def row(desk: Desk, analyst: Analyst | None, headline: Headline, first: Sitting, member: Sitting, zone: tzinfo) -> None:
    """One member: it opens; a proposed one can be answered."""
    own = member.headline_id == headline.id
    titled = "" if member.title == headline.title else f" · {shorten(member.title, LABEL, placeholder='…')}"
    with st.container(gap=None, key=f"headlines_member_{member.headline_id}"):
        if own:
            st.markdown(f"**{markdown_safe(member.outlet)}** · {clock(member.at, zone)} · this one")
        else:
            st.button(
                f"**{markdown_safe(member.outlet)}** · {clock(member.at, zone)}{markdown_safe(titled)}",
                key=f"headlines_sibling_{member.headline_id}",
                type="tertiary",
                on_click=open_headline,
                args=(member.headline_id,),
            )
        st.html(f'<div style="{QUIET}">{html_safe(basis(member))}</div>')
        if member.basis == "proposed" and analyst is not None:
            with st.container(horizontal=True, gap="small"):
                answers(desk, analyst, member.headline_id, first.headline_id)


def answers(desk: Desk, analyst: Analyst, headline_id: int, first_id: int) -> None:
    """Two buttons: does a proposed headline report the event of its story?"""
    for action, label, does in (
        ("same", "Same event", "They stay one piece of evidence; nobody is asked again."),
        ("apart", "Not the same event", TWO_EVIDENCE + " The headline waits to be judged, and no rule puts it back."),
    ):
        st.button(
            label,
            key=f"headlines_{action}_{headline_id}",
            help=does,
            on_click=send,
            args=(desk, analyst, {"action": action, "headline": headline_id, "other": first_id}),
        )


def splitting(desk: Desk, analyst: Analyst, headline: Headline, members: Sequence[Sitting], zone: tzinfo) -> None:
    with st.popover("Split", icon=":material/call_split:", key="headlines_split"):
        st.markdown(f"The chosen headlines become a story of their own. {TWO_EVIDENCE} No rule puts them back.")
        names = {m.headline_id: f"{m.outlet}, {clock(m.at, zone)}: {m.title}" for m in members}
        chosen = st.multiselect(
            "Headlines of another event",
            list(names),
            format_func=lambda i: shorten(names[i], 2 * LABEL, placeholder="…"),
            placeholder="Choose headlines",
            label_visibility="collapsed",
            key=CHOSEN,
        )
        st.button(
            "Split off",
            key="headlines_split_off",
            disabled=not 0 < len(chosen) < len(members),
            on_click=split,
            args=(desk, analyst, headline.story_id),
        )


def merging(desk: Desk, analyst: Analyst, headline: Headline) -> None:
    with st.popover("Merge", icon=":material/call_merge:", key="headlines_merge"):
        st.markdown(f"Another story reports the same event? {ONE_EVIDENCE}")
        words = st.text_input(
            "Words of its title",
            placeholder="Search titles and summaries",
            label_visibility="collapsed",
            key=WORDS,
        )
        if not (words or "").strip():
            return
        found = others(desk, headline.story_id, words)
        if not found:
            st.markdown("No other story has all these words.")
            return
        names = {h.story_id: f"{h.title} ({h.outlet}, {h.at:%d %b %Y})" for h in found}
        picked = st.radio(
            "Which story",
            list(names),
            format_func=lambda i: markdown_safe(names[i]),
            index=None,
            label_visibility="collapsed",
            key=PICKED,
        )
        st.button(
            "Merge",
            key="headlines_merge_now",
            disabled=picked is None,
            on_click=merge,
            args=(desk, analyst, headline.story_id),
        )


def others(desk: Desk, story_id: int, words: str) -> list[Headline]:
    """One headline of each other story that has these words, newest first."""
    stories: dict[int, Headline] = {}
    for found in desk.store.headlines.page(Wanted(text=words.strip()), limit=5 * FOUND).headlines:
        if found.story_id != story_id:
            stories.setdefault(found.story_id, found)
    return list(stories.values())[:FOUND]


def history(desk: Desk, analyst: Analyst | None, changes: Sequence[Change], zone: tzinfo) -> None:
    """What hands did to the story, newest first, each with the way back."""
    if not changes:
        return
    titles = {h.id: h.title for h in desk.store.headlines.some(sorted({i for c in changes for i in c.headline_ids}))}
    st.html(heading("What was done to this story"))
    for change in reversed(changes):
        with st.container(horizontal=True, vertical_alignment="center", key=f"headlines_change_{change.uid}"):
            done = html_safe(told(change, titles))
            struck = f"<s>{done}</s> · undone" if change.undone else done
            st.html(f'<div>{struck}</div><div style="{QUIET}">{moment(change.at, zone)}</div>', width="stretch")
            if analyst is not None and not change.undone and change.what != "undo":
                st.button(
                    "Undo",
                    key=f"headlines_undo_{change.uid}",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=act,
                    args=(lambda uid, change=change: desk.store.stories.undo(change.uid, analyst, uid, now()),),
                )


def told(change: Change, titles: dict[int, str]) -> str:
    """An act as a sentence."""
    named = f"“{shorten(titles.get(next(iter(change.headline_ids), 0), ''), LABEL, placeholder='…')}”"
    number = counted(len(change.headline_ids), "headline")
    what = named if len(change.headline_ids) == 1 else number
    return {
        "confirm": f"{change.analyst}: {named} is the same event",
        "reject": f"{change.analyst}: {what} is not the same event",
        "merge": f"{change.analyst} merged another story: {what}",
        "split": f"{change.analyst} split off {what}",
        "undo": f"{change.analyst} took back an act on {what}",
    }.get(change.what, f"{change.analyst}: {change.what}")


def act(do: Callable[[str], object]) -> None:
    """A callback: do something to stories, with a uid of its own; what is impossible is said below the buttons."""
    try:
        do(str(uuid4()))
    except SignpostError as error:
        st.session_state[SAID] = markdown_safe(str(error))


def split(desk: Desk, analyst: Analyst, story_id: int) -> None:
    chosen = st.session_state.get(CHOSEN) or []
    act(lambda uid: desk.store.stories.split(chosen, analyst, uid, now()))
    st.session_state[CHOSEN] = []


def merge(desk: Desk, analyst: Analyst, story_id: int) -> None:
    picked = st.session_state.get(PICKED)
    if picked is not None:
        act(lambda uid: desk.store.stories.merge(picked, story_id, analyst, uid, now()))
    st.session_state[PICKED], st.session_state[WORDS] = None, ""
