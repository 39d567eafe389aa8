"""The pieces of the snapshots page: the list as cards, downloads, the way back to the view."""

from dataclasses import replace
from typing import Any

import streamlit as st

from signpost.desk import snapshots_planned
from signpost.desk.indicators import desk_page, ruler
from signpost.desk.method_page import bench_rows
from signpost.desk.permalinks import Link, in_todays_words, link_of
from signpost.desk.remembered import Remembered
from signpost.desk.server import Desk
from signpost.desk.shifts import SENSITIVITIES, sensitivity_words
from signpost.desk.texts import markdown_safe, utc
from signpost.desk.theme import color
from signpost.indicators.sentences import band_words, day_words
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.earlier import before
from signpost.snapshots.export import BRIEFS, EXPORTS, export, file_name
from signpost.snapshots.reckon import options_of
from signpost.snapshots.seal import unseal
from signpost.snapshots.thaw import filters_of, framework_of, indicators_of
from signpost.store import Listed

FACES = Remembered(64)


def opened(desk: Desk, snapshot_id: str) -> Snapshot:
    """The whole of a snapshot, which may be some hundred megabytes: not to be kept."""
    return unseal(desk.store.snapshots.sealed(snapshot_id) or b"")


def face(desk: Desk, listed: Listed) -> Snapshot:
    """What a card shows of it: all but the evidence. Opened once and remembered."""
    return FACES.once((listed.id, listed.digest), lambda: without_evidence(opened(desk, listed.id)))


def without_evidence(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, document={k: v for k, v in snapshot.document.items() if k != "evidence"})


def card(desk: Desk, listed: Listed) -> None:
    """One snapshot: title, when and of when, the small rulers of its day, downloads."""
    snapshot = face(desk, listed)
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
            back = view_link(desk, snapshot)
            st.page_link(desk_page(back.page), label="Open this view", query_params=dict(back.params))
            snapshots_planned.repeat(desk, snapshot)


def small_rulers(snapshot: Snapshot) -> None:
    """The rulers of its day, in the framework as it was frozen."""
    framework = framework_of(snapshot)
    for indicator in indicators_of(snapshot):
        factor = framework.factor(indicator.factor_id)
        name, scale = st.columns((1, 4), vertical_alignment="center")
        name.markdown(markdown_safe(factor.short))
        told = f"{factor.title}: {band_words(indicator)}"
        scale.html(ruler(indicator, color(factor), uid=f"{snapshot.id}-{factor.id}", alt=told))


def view_link(desk: Desk, snapshot: Snapshot) -> Link:
    """The way back to what it saw."""
    options = options_of(snapshot.document)
    seen = filters_of(snapshot)
    view = snapshot.document.get("view")
    link = link_of(view, seen, snapshot.as_of, snapshot.known_at, options, desk.framework)
    rows, _ = desk.once("bench", make=lambda: bench_rows(desk.settings.root / "data" / "method_bench.json"))
    return in_todays_words(link, [sensitivity_words(one, rows) for one in SENSITIVITIES])


def written(desk: Desk, snapshot_id: str, form: str) -> bytes:
    """The file of a snapshot; a brief tells what changed since the one before."""
    whole = opened(desk, snapshot_id)
    return export(whole, form, before(desk.store, whole) if form in BRIEFS else None)


def name_of(listed: Listed) -> str:
    """A snapshot on one line: "Before the summit · as of 22 Nov 2026"."""
    return f"{listed.title} · as of {day_words(listed.as_of)} {listed.as_of.year}"


def download(desk: Desk, snapshot: Snapshot, form: str) -> Any:
    """A button whose file is made when it is pressed."""
    return st.download_button(
        EXPORTS[form].label,
        data=lambda: written(desk, snapshot.id, form),
        file_name=file_name(snapshot, form),
        mime=EXPORTS[form].media_type,
        on_click="ignore",
        key=f"snapshots_{form}_{snapshot.id}",
        width="content" if form in BRIEFS else "stretch",
    )
