"""The pieces of the snapshots page: freezing, the list, downloads."""

from datetime import datetime
from functools import lru_cache
from typing import Any

import streamlit as st

from signpost.desk import identity
from signpost.desk.indicators import ruler
from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe, utc
from signpost.desk.theme import color
from signpost.indicators.sentences import band_words
from signpost.nouns.snapshot import Filters, Snapshot
from signpost.snapshots.export import EXPORTS, export, file_name
from signpost.snapshots.seal import unseal
from signpost.snapshots.take import take
from signpost.snapshots.thaw import indicators_of
from signpost.store import Listed

OPENED_KEPT = 32


def freeze_form(desk: Desk, filters: Filters, known: datetime | None, *, key: str) -> None:
    """Title, comment, freeze: seals what is on screen."""
    with st.form(f"{key}_freeze_form", border=False):
        title = st.text_input("Title", key=f"{key}_freeze_title", placeholder=f"As of {filters.last:%d %b %Y}")
        comment = st.text_area("Comment (optional)", key=f"{key}_freeze_comment", height=80)
        if st.form_submit_button("Freeze", key=f"{key}_freeze_submit"):
            analyst = identity.current(desk)
            made = take(
                desk.store,
                filters,
                title=title.strip() or f"As of {filters.last:%d %b %Y}",
                comment=comment.strip(),
                created_by=analyst.name if analyst else "",
                known_at=known,
                now=now(),
            )
            st.success(f"Frozen as “{markdown_safe(made.title)}”. It is under Snapshots, ready to download.")


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
            for indicator in indicators_of(snapshot):
                factor = desk.framework.factor(indicator.factor_id)
                name, scale = st.columns((1, 4), vertical_alignment="center")
                name.markdown(factor.short)
                told = f"{factor.title}: {band_words(indicator)}"
                scale.html(ruler(indicator, color(factor), uid=f"{listed.id}-{factor.id}", alt=told))
        with st.container(horizontal=True):
            for form, how in EXPORTS.items():
                download(desk, snapshot, form, how.label, how.media_type)
            st.download_button(
                "Sealed file (ZIP)",
                data=lambda: desk.store.snapshots.sealed(listed.id) or b"",
                file_name=file_name(snapshot, "zip"),
                mime="application/zip",
                on_click="ignore",
                key=f"snapshots_zip_{listed.id}",
            )


def download(desk: Desk, snapshot: Snapshot, form: str, label: str, media_type: str) -> Any:
    """A button whose file is made when it is pressed."""
    return st.download_button(
        label,
        data=lambda: export(snapshot, form),
        file_name=file_name(snapshot, form),
        mime=media_type,
        on_click="ignore",
        key=f"snapshots_{form}_{snapshot.id}",
    )
