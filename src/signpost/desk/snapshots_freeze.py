"""Freezing from any page: a small form, and a snapshot that is made beside the page when it is large."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date, datetime, timedelta

import streamlit as st

from signpost.desk import identity
from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.errors import SignpostError
from signpost.indicators.options import SHIPPED, Options
from signpost.indicators.sentences import counted, day_words
from signpost.nouns.snapshot import Filters, Snapshot
from signpost.snapshots.take import take

DAYS = 182
AT_ONCE = 3.0  # seconds that a page waits; what takes longer goes on beside it
LOOK = 1.0  # seconds between two looks at it
MAKING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="snapshot")


def all_of(desk: Desk, today: date, factor: str = "") -> Filters:
    """The last six months of a factor, or of all."""
    every = (factor,) if factor else tuple(one.id for one in desk.framework.active)
    return Filters(factors=every, first=today - timedelta(days=DAYS), last=today)


def freeze_here(
    desk: Desk, filters: Filters, *, key: str, known: datetime | None = None, options: Options = SHIPPED
) -> None:
    """ "Freeze this view": a popover with the form, or under a what-if why not. `known` None is what is known now."""
    with st.popover("Freeze this view", key=f"{key}_freeze", icon=":material/lock:"):
        if options.words:
            st.markdown("A snapshot holds the reading, not a what-if. Go back to the reading first.")
        else:
            freeze_form(desk, filters, known, key=key)


def freeze_form(desk: Desk, filters: Filters, known: datetime | None, *, key: str) -> None:
    """Title, comment, freeze: seals what is on screen."""
    usual = f"As of {day_words(filters.last)} {filters.last.year}"
    with st.form(f"{key}_freeze_form", border=False):
        title = st.text_input("Title", key=f"{key}_freeze_title", placeholder=usual)
        comment = st.text_area("Comment (optional)", key=f"{key}_freeze_comment", height=80)
        if st.form_submit_button("Freeze", key=f"{key}_freeze_submit"):
            analyst = identity.current(desk)
            st.session_state[f"{key}_freezing"] = MAKING.submit(
                take,
                desk.store,
                filters,
                title=title.strip() or usual,
                comment=comment.strip(),
                created_by=analyst.name if analyst else "",
                known_at=known,
                now=now(),
            )
    making: Future[Snapshot] | None = st.session_state.get(f"{key}_freezing")
    if making is None:
        return
    wait([making], AT_ONCE)
    if not making.done():
        under_way(f"{key}_freezing", now())
        return
    del st.session_state[f"{key}_freezing"]
    try:
        made = making.result()
    except SignpostError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.success(f"Frozen as “{markdown_safe(made.title)}”. It is under Snapshots, ready to download.")


@st.fragment(run_every=LOOK)
def under_way(name: str, since: datetime) -> None:
    """That a snapshot is being made, while the rest of the page can be used."""
    making: Future[Snapshot] | None = st.session_state.get(name)
    if making is None or making.done():
        st.rerun()
    seconds = counted(round((now() - since).total_seconds() + AT_ONCE), "second")
    st.markdown(f"Sealing every headline behind it: {seconds} so far. You can go on working; it goes on by itself.")
