"""Where a page must say that quiet may be missing news."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.nouns.gap import DayHealth
from signpost.trends.silence import silence_sentence, silent_days

RECENT_DAYS = 14
KEPT_S = 60


def days_heard(desk: Desk, first: date, last: date) -> list[DayHealth]:
    """How well the feeds were heard on each day, looked up once a minute; nothing was collected for the demo."""
    if desk.demo():
        return []
    moment = now()
    slot = int(moment.timestamp()) // KEPT_S
    return desk.once("heard", first, last, slot, make=lambda: desk.store.gaps.days(first, last, now=moment))


def drawn_as(heard: Sequence[DayHealth]) -> tuple[tuple[date, int, float], ...]:
    """What of it can be seen in a chart, as a part of the chart's key: the share of today's silence grows by the
    second, and the chart is the same until its percentage is another."""
    return tuple((day.day, day.feeds, round(day.share, 2)) for day in silent_days(heard))


def silence(desk: Desk, first: date, last: date) -> None:
    """What the shaded days mean, where there are any."""
    if said := silence_sentence(days_heard(desk, first, last)):
        st.markdown(f"Shaded: {said}")


def recent_silence(desk: Desk, today: date) -> None:
    """A warning that the last two weeks were not all heard, with the way to the feeds."""
    if said := silence_sentence(days_heard(desk, today - timedelta(days=RECENT_DAYS), today)):
        st.warning(markdown_safe(said[:1].upper() + said[1:]), icon=":material/hearing_disabled:")
        st.page_link(st.session_state["frame_pages"]["6_feeds.py"], label="See which feeds")
