"""Lists of feeds that come from another reader and go to one (OPML)."""

from collections.abc import Callable

import streamlit as st

from signpost.desk.server import Desk
from signpost.desk.texts import html_safe, markdown_safe
from signpost.errors import ParseError
from signpost.feeds import opml
from signpost.feeds.bulletin import plural
from signpost.feeds.subscribing import rows_of, sorted_out

QUIET = "opacity:.8;font-size:.93rem"
ROW = '<li style="padding:.4rem 0;border-top:1px solid rgba(128,128,128,.25);overflow-wrap:anywhere">'
ROWS_SHOWN = 200


def export(desk: Desk) -> None:
    """Everything that is subscribed, with all that was said of it."""
    text = opml.write(rows_of(desk.store))
    st.download_button(
        "Save all as OPML",
        text,
        "signpost.opml",
        "text/x-opml",
        on_click="ignore",
        key="feeds_export",
        icon=":material/download:",
    )


def by_file(desk: Desk, take: Callable[[Desk, tuple[opml.Subscription, ...]], None]) -> None:
    """A list from another reader: what it would add, what is there, what is left out and why; then the button, which
    takes those that are new."""
    file = st.file_uploader("A list of feeds (OPML) from another reader", type=["opml", "xml"], key="feeds_opml")
    if file is None:
        return
    try:
        listing = opml.read(file.getvalue(), file.name)
    except ParseError as error:
        st.error(f"{markdown_safe(file.name)}: {markdown_safe(error.reason)}.", icon=":material/error:")
        return
    rows = sorted_out(listing, desk.store.feeds.all())
    parts = [f"{plural(len(rows.new))} to add"]
    if rows.known:
        parts.append(f"{len(rows.known):,} in the list already")
    if listing.complaints:
        parts.append(f"{len(listing.complaints):,} remark{'' if len(listing.complaints) == 1 else 's'}")
    st.markdown(f"**{', '.join(parts)}.**")
    if rows.new:
        st.button(
            f"Subscribe to {plural(len(rows.new))}",
            key="feeds_import",
            on_click=take,
            args=(desk, rows.new),
        )
    with st.container(height=260 if len(listing.feeds) + len(listing.complaints) > 6 else "content", border=True):
        st.html(listed(rows.new, rows.known, listing.complaints))


def listed(
    new: tuple[opml.Subscription, ...], known: tuple[opml.Subscription, ...], bad: tuple[opml.Complaint, ...]
) -> str:
    """A list of feeds before it is taken, as HTML: remarks first."""
    rows = [f"{ROW}<b>Line {c.line}</b>: {html_safe(c.reason)}</li>" for c in bad]
    rows += [f"{ROW}{told(row)}</li>" for row in new]
    rows += [f'{ROW}<span style="opacity:.75">{told(row)} · in the list already</span></li>' for row in known]
    more = len(rows) - ROWS_SHOWN
    tail = f"{ROW}and {more:,} more</li>" if more > 0 else ""
    return f'<ul style="list-style:none;margin:0;padding:0">{"".join(rows[:ROWS_SHOWN])}{tail}</ul>'


def told(row: opml.Subscription) -> str:
    facts = [row.outlet.perspective, row.url, f"paused: {row.paused}" if row.paused else ""]
    quiet = " · ".join(fact for fact in facts if fact)
    return f'{html_safe(row.title or row.outlet.name)} <span style="{QUIET}">{html_safe(quiet)}</span>'
