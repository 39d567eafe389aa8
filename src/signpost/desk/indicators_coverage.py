"""How much of what was collected has been judged: a level can only speak of what somebody has read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk
from signpost.desk.texts import ago, html_safe
from signpost.indicators.measure import CARRYING_DAYS
from signpost.indicators.sentences import counted, percent
from signpost.nouns.framework import Framework
from signpost.nouns.queue import Share

ENOUGH = 0.5
KEPT_MINUTES = 5


def shares(
    desk: Desk, reckoned: Reckoned, today: date, moment: datetime, *, by_factor: bool = True
) -> tuple[Share, ...]:
    """By suggested factor, or (one) of all stories of the last six weeks; counted anew every few minutes."""
    first = today - timedelta(days=CARRYING_DAYS)
    slot = int(moment.timestamp()) // (60 * KEPT_MINUTES)

    def make() -> tuple[Share, ...]:
        told = desk.store.coverage
        if not by_factor:
            return (told.whole(first, today),)
        return tuple(with_tagged(told.by_factor(first, today), reckoned.recent(first, today)))

    return reckoned.once("coverage", by_factor, first, today, slot, make=make)


def with_tagged(told: Sequence[Share], tagged: Mapping[Any, int]) -> list[Share]:
    """The shares by suggested factor, with the stories that were `tagged` on a factor without having been suggested."""
    judged = {one.name: max(one.judged, int(tagged.get(one.name, 0))) for one in told}
    return [
        Share(name=one.name, stories=one.stories - one.judged + judged[one.name], judged=judged[one.name])
        for one in told
    ]


def coverage_sentence(told: Sequence[Share], whole: Share, framework: Framework) -> str:
    """What share of the collected stories was judged, with a flag on factors where it is less than half."""
    if not whole.stories:
        return ""
    said = f"Judged: {percent(whole.share)} of {counted(whole.stories, 'story', 'stories')} of the last six weeks"
    shorts = {factor.id: factor.short for factor in framework.active}
    known = [one for one in told if one.name in shorts and one.stories]
    if not known:
        return f"{said}."
    order = list(shorts)
    known.sort(key=lambda one: order.index(one.name))
    parts = ", ".join(f"{shorts[one.name]} {percent(one.share)}" for one in known)
    low = [shorts[one.name] for one in known if one.share < ENOUGH]
    whom = "all of them" if len(low) == len(known) > 1 else listed(low) if low else ""
    flag = f". Less than half for {whom}: what nobody has read may say otherwise" if low else ""
    return f"{said}; of those that look like a factor's: {parts}{flag}."


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *head, last = names
    return f"{', '.join(head)} and {last}" if head else last


def factor_sentence(told: Sequence[Share], factor_id: str) -> str:
    """The same of one factor; "" where nothing was suggested for it."""
    one = next((share for share in told if share.name == factor_id and share.stories), None)
    if one is None:
        return ""
    flag = "" if one.share >= ENOUGH else " Less than half: what nobody has read may say otherwise."
    of = counted(one.stories, "story", "stories")
    return f"Judged: {percent(one.share)} of {of} of the last six weeks that look like this factor's.{flag}"


def coverage_line(desk: Desk, reckoned: Reckoned, today: date, moment: datetime) -> None:
    """The sentence, under the line on collection."""
    (whole,) = shares(desk, reckoned, today, moment, by_factor=False)
    if said := coverage_sentence(shares(desk, reckoned, today, moment), whole, desk.framework):
        st.html(f'<div style="opacity:.85;padding-bottom:.3rem">{html_safe(said)}</div>')


def health_line(desk: Desk, moment: datetime) -> None:
    """How collection and triage stand, in one line."""
    feeds = desk.store.feeds.all()
    active = [feed for feed in feeds if not feed.paused]
    failing = [feed for feed in active if feed.failures >= 3]
    newest = desk.newest()
    waiting = desk.waiting()
    parts = [f"Newest headline {ago(newest, moment)}" if newest else "No headlines yet"]
    parts.append(f"{counted(len(active), 'feed')} subscribed" if active else "no feeds subscribed")
    if failing:
        parts.append(f"{counted(len(failing), 'feed')} failing")
    parts.append(f"{counted(waiting, 'story', 'stories')} {'waits' if waiting == 1 else 'wait'} to be tagged")
    st.html(f'<div style="opacity:.85;padding:.3rem 0">{html_safe(" · ".join(parts))}</div>')
    if newest is None and active:
        st.page_link(st.session_state["frame_pages"]["6_feeds.py"], label="See how collection goes")
