"""The pieces of the feeds page: subscribing, collecting now, health."""

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from signpost.desk.frame import hint
from signpost.desk.server import Desk, now
from signpost.desk.texts import ago, markdown_safe
from signpost.errors import ParseError
from signpost.feeds import opml
from signpost.feeds.identify import safe_link
from signpost.indicators.sentences import counted
from signpost.nouns.feed import Feed, Outcome, OutcomeKind, Outlet
from signpost.nouns.row import BadRow

STRIP_DAYS = 14
ELSEWHERE = (
    "Another Signpost collects for this database; this one shows what it brings. "
    "If that one has stopped, this one takes over within three minutes."
)
WORDS = {
    OutcomeKind.NEW: "new",
    OutcomeKind.UNCHANGED: "nothing new",
    OutcomeKind.EMPTY: "empty",
    OutcomeKind.FAILED: "failed",
    OutcomeKind.SKIPPED: "skipped",
}


def subscribe(desk: Desk, listing: opml.Listing) -> tuple[int, list[BadRow]]:
    """Add a list's feeds: how many were new, and what was left out."""
    moment, new = now(), 0
    for s in listing.feeds:
        _, added = desk.store.feeds.add(s.url, title=s.title, outlet=s.outlet, now=moment, note=s.note, paused=s.paused)
        new += added
    return new, [BadRow(line=c.line, reason=c.reason) for c in listing.complaints]


def add_starter(desk: Desk) -> int:
    """Subscribe to the starter feeds; how many were new."""
    file = desk.settings.root / "data" / "feeds" / "starter.opml"
    return subscribe(desk, opml.read(file.read_bytes(), file.name))[0]


def add_forms(desk: Desk) -> None:
    """One address, a file, or the starter feeds."""
    one, many, starter = st.tabs(["One feed", "OPML file", "Starter feeds"])
    with one, st.form("feeds_add_form", border=False, clear_on_submit=True):
        url = st.text_input("Address of the feed", placeholder="https://…/rss.xml", key="feeds_url")
        outlet = st.text_input("Outlet (who publishes)", key="feeds_outlet")
        perspective = st.text_input("Perspective, such as “Gulf” (optional)", key="feeds_perspective")
        if st.form_submit_button("Subscribe", type="primary", key="feeds_add"):
            add_one(desk, url.strip(), outlet.strip(), perspective.strip())
    with many:
        file = st.file_uploader("A list of feeds from another reader", type=["opml", "xml"], key="feeds_opml")
        if file is not None and st.button("Subscribe to its feeds", type="primary", key="feeds_import"):
            try:
                new, bad = subscribe(desk, opml.read(file.getvalue(), file.name))
            except ParseError as error:
                st.error(str(error), icon=":material/error:")
            else:
                st.success(f"{counted(new, 'feed')} added.")
                for row in bad:
                    st.markdown(f"- line {row.line} left out: {markdown_safe(row.reason)}")
    with starter:
        st.markdown(
            "About forty feeds: Russian, Iranian, Israeli, Gulf, Turkish, Western, Ukrainian, research, energy."
        )
        if st.button("Subscribe to the starter feeds", key="feeds_starter"):
            st.success(f"{counted(add_starter(desk), 'feed')} added.")
    text = opml.write(opml.subscription(feed) for feed in desk.store.feeds.all())
    st.download_button("Save all as OPML", text, "signpost.opml", "text/x-opml", on_click="ignore", key="feeds_export")


def add_one(desk: Desk, url: str, outlet: str, perspective: str) -> None:
    link = safe_link(url)
    if not link:
        st.error(f"“{markdown_safe(url)}” is no http or https address.", icon=":material/error:")
        return
    who = Outlet(name=outlet or link.split("/")[2].removeprefix("www."), perspective=perspective)
    feed, new = desk.store.feeds.add(link, title="", outlet=who, now=now())
    if new:
        desk.collector.start()
        desk.collector.collect_now([feed.id])
        st.success("Subscribed. It is being collected now.")
    else:
        hint("This feed is in the list already.")


@st.fragment(run_every=1.0)
def round_now(desk: Desk) -> None:
    """The round under way, feed by feed; the page can be left, it goes on."""
    progress = desk.collector.progress()
    if progress.error:
        st.error(f"The collector: {progress.error}", icon=":material/error:")
    if progress.elsewhere:
        hint(ELSEWHERE)
    if progress.collecting:
        share = progress.done / max(1, progress.total)
        st.progress(share, text=f"{progress.done} of {counted(progress.total, 'feed')} collected")
    elif progress.round_ended_at:
        st.markdown(f"Last round {ago(progress.round_ended_at, now())}: {summary(progress.outcomes)}.")
    if progress.outcomes:
        with st.expander("Feed by feed", expanded=progress.collecting, key="feeds_outcomes"):
            st.dataframe(outcomes_frame(progress.outcomes), hide_index=True, key="feeds_round")


def summary(outcomes: tuple[Outcome, ...]) -> str:
    failed = sum(o.kind is OutcomeKind.FAILED for o in outcomes)
    new = sum(o.added for o in outcomes)
    tail = f", {counted(failed, 'feed')} failed" if failed else ""
    return f"{counted(new, 'new headline')} from {counted(len(outcomes), 'feed')}{tail}"


def outcomes_frame(outcomes: tuple[Outcome, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Feed": [o.url for o in outcomes],
            "Outcome": [WORDS[o.kind] for o in outcomes],
            "New": [o.added for o in outcomes],
            "Revised": [o.revised for o in outcomes],
            "Seconds": [round(o.elapsed_s, 1) for o in outcomes],
            "Why": [o.error for o in outcomes],
        }
    )


def health(desk: Desk, feeds: list[Feed]) -> Feed | None:
    """All feeds with their state; the chosen one."""
    moment = now()
    start = (moment - timedelta(days=STRIP_DAYS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    new: dict[int, list[int]] = {feed.id: [0] * STRIP_DAYS for feed in feeds}
    for fetch in desk.store.feeds.fetches_since(start):
        if fetch.feed_id in new:
            new[fetch.feed_id][min(STRIP_DAYS - 1, (fetch.started_at - start).days)] += fetch.added
    frame = pd.DataFrame(
        {
            "Outlet": [feed.outlet.name for feed in feeds],
            "Perspective": [feed.outlet.perspective for feed in feeds],
            "State": [state(feed) for feed in feeds],
            "Last good": [ago(feed.last_ok_at, moment) for feed in feeds],
            "Next": [
                "" if feed.paused else ago(feed.next_fetch_at, moment) if feed.next_fetch_at else "soon"
                for feed in feeds
            ],
            "New a day": [new[feed.id] for feed in feeds],
            "Address": [feed.url for feed in feeds],
        }
    )
    event: Any = st.dataframe(
        frame,
        hide_index=True,
        key="feeds_health",
        on_select="rerun",
        selection_mode="single-row",
        height=min(720, 38 + 35 * len(feeds)),
        column_config={
            "New a day": st.column_config.BarChartColumn("New, last 14 days", y_min=0, width="small"),
            "Address": st.column_config.LinkColumn(width="medium"),
            "State": st.column_config.TextColumn(width="medium"),
        },
    )
    rows = event.selection.rows
    return feeds[rows[0]] if rows and rows[0] < len(feeds) else None


def state(feed: Feed) -> str:
    if feed.paused:
        return f"paused: {feed.paused}"
    if feed.failures:
        return f"failed {counted(feed.failures, 'time')}: {feed.last_error}"
    return "well" if feed.last_ok_at else "not collected yet"


def actions(desk: Desk, feed: Feed) -> None:
    """What can be done with one feed, and its last fetches."""
    with st.container(border=True, key="feeds_chosen"):
        st.markdown(f"**{markdown_safe(feed.outlet.name)}** · {markdown_safe(feed.title or feed.url)}")
        if feed.note:
            st.markdown(f":gray[{markdown_safe(feed.note)}]")
        with st.container(horizontal=True):
            if st.button("Try now", key="feeds_try"):
                desk.collector.start()
                desk.collector.collect_now([feed.id])
            if feed.paused and st.button("Resume", key="feeds_resume"):
                desk.store.feeds.resume(feed.id, now())
                st.rerun()
            if not feed.paused and st.button("Pause", key="feeds_pause"):
                desk.store.feeds.pause(feed.id, "by an analyst")
                st.rerun()
            if st.button("Remove", key="feeds_remove", help="Its headlines and their tags stay."):
                desk.store.feeds.remove(feed.id, now())
                st.rerun()
        fetches = desk.store.feeds.fetches(feed.id, limit=10)
        if fetches:
            frame = outcomes_frame(tuple(fetches)).drop(columns="Feed")
            frame.insert(0, "When", [ago(o.started_at, now()) for o in fetches])
            st.dataframe(frame, hide_index=True, key="feeds_fetches")
