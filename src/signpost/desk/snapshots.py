"""The pieces of the snapshots page: the list as cards, downloads, the way back to the view."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import streamlit as st

from signpost.desk.indicators import desk_page, ruler
from signpost.desk.server import Desk
from signpost.desk.texts import markdown_safe, utc
from signpost.desk.theme import color
from signpost.desk.trends import RANGES
from signpost.indicators.sentences import band_words, day_words
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.earlier import before
from signpost.snapshots.export import BRIEFS, EXPORTS, export, file_name
from signpost.snapshots.seal import unseal
from signpost.snapshots.thaw import filters_of, framework_of, indicators_of
from signpost.store import Listed

OPENED_KEPT = 32


@lru_cache(maxsize=OPENED_KEPT)
def unsealed(snapshot_id: str, sealed: bytes) -> Snapshot:
    return unseal(sealed)


def opened(desk: Desk, snapshot_id: str) -> Snapshot:
    return unsealed(snapshot_id, desk.store.snapshots.sealed(snapshot_id) or b"")


def card(desk: Desk, listed: Listed) -> None:
    """One snapshot: title, when and of when, the small rulers of its day, downloads."""
    snapshot = opened(desk, listed.id)
    with st.container(border=True, key=f"snapshots_card_{listed.id}"):
        words, rulers = st.columns((2, 3), gap="large")
        with words:
            st.markdown(f"### {markdown_safe(listed.title)}")
            by = f" by {markdown_safe(listed.created_by)}" if listed.created_by else ""
            st.markdown(
                f"As of **{listed.as_of:%d %b %Y}**, frozen {utc(listed.created_at)}{by}.  \n"
                f"Known at {utc(listed.known_at)} · framework {markdown_safe(listed.framework_version)} · "
                f"seal `{listed.digest[:12]}`"
            )
            if listed.comment:
                st.markdown(markdown_safe(listed.comment))
        with rulers:
            small_rulers(snapshot)
        with st.container(horizontal=True, vertical_alignment="center"):
            for form in BRIEFS:
                download(desk, snapshot, form)
            with st.popover("Other files", icon=":material/download:", key=f"snapshots_files_{listed.id}"):
                for form in EXPORTS:
                    if form not in BRIEFS:
                        download(desk, snapshot, form)
                st.download_button(
                    "Sealed file (ZIP)",
                    data=lambda: desk.store.snapshots.sealed(listed.id) or b"",
                    file_name=file_name(snapshot, "zip"),
                    mime="application/zip",
                    on_click="ignore",
                    key=f"snapshots_zip_{listed.id}",
                    width="stretch",
                )
            st.page_link(desk_page("3_trends.py"), label="Open this view", query_params=view_params(desk, snapshot))


def small_rulers(snapshot: Snapshot) -> None:
    """The rulers of its day, in the framework as it was frozen."""
    framework = framework_of(snapshot)
    for indicator in indicators_of(snapshot):
        factor = framework.factor(indicator.factor_id)
        name, scale = st.columns((1, 4), vertical_alignment="center")
        name.markdown(markdown_safe(factor.short))
        told = f"{factor.title}: {band_words(indicator)}"
        scale.html(ruler(indicator, color(factor), uid=f"{snapshot.id}-{factor.id}", alt=told))


def view_params(desk: Desk, snapshot: Snapshot) -> dict[str, Any]:
    """The address of the trends as the snapshot saw them: factors, range, as-of, and only what was known by then, where
    it was frozen on that day; later knowledge has no address, so that such a view is shown as known now."""
    seen = filters_of(snapshot)
    days = (seen.last - seen.first).days
    span = next((name for name, length in RANGES.items() if length >= days), [*RANGES][-1])
    shorts = [factor.short for factor in desk.framework.active if factor.id in seen.factors]
    params: dict[str, Any] = {"trends_range": span, "trends_as_of": seen.last.isoformat()}
    if len(shorts) < len(desk.framework.active):
        params["trends_factors"] = shorts
    if snapshot.known_at <= datetime.combine(seen.last + timedelta(days=1), time(), UTC) and seen.last < desk.today():
        params["trends_vintage"] = "true"
    return params


def name_of(listed: Listed) -> str:
    """A snapshot on one line: "Before the summit · as of 22 Nov 2026"."""
    return f"{listed.title} · as of {day_words(listed.as_of)} {listed.as_of.year}"


def download(desk: Desk, snapshot: Snapshot, form: str) -> Any:
    """A button whose file is made when it is pressed; a brief tells what changed since the snapshot before."""
    return st.download_button(
        EXPORTS[form].label,
        data=lambda: export(snapshot, form, before(desk.store, snapshot) if form in BRIEFS else None),
        file_name=file_name(snapshot, form),
        mime=EXPORTS[form].media_type,
        on_click="ignore",
        key=f"snapshots_{form}_{snapshot.id}",
        width="content" if form in BRIEFS else "stretch",
    )
