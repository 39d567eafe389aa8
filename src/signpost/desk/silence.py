"""Where a page must say that quiet may be missing news."""

from datetime import date, timedelta

import streamlit as st

from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.nouns.gap import DayHealth
from signpost.tagging.demo import is_demo
from signpost.trends.silence import silence_sentence

RECENT_DAYS = 14


def days_heard(desk: Desk, first: date, last: date) -> list[DayHealth]:
    """How well the feeds were heard on each day; nothing was collected for the demo."""
    return [] if is_demo(desk.store) else desk.store.gaps.days(first, last, now=now())


def silence(desk: Desk, first: date, last: date) -> None:
    """What the shaded days mean, where there are any."""
    if said := silence_sentence(days_heard(desk, first, last)):
        st.markdown(f"Shaded: {said}")


def recent_silence(desk: Desk, today: date) -> None:
    """A warning that the last two weeks were not all heard, with the way to the feeds."""
    if said := silence_sentence(days_heard(desk, today - timedelta(days=RECENT_DAYS), today)):
        st.warning(markdown_safe(said[:1].upper() + said[1:]), icon=":material/hearing_disabled:")
        st.page_link(st.session_state["frame_pages"]["6_feeds.py"], label="See which feeds")
