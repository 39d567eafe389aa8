"""Checking a sealed file that somebody sent: is it whole, and do its numbers follow from its evidence?"""

import streamlit as st

from signpost.desk.snapshots import small_rulers
from signpost.desk.texts import markdown_safe, utc
from signpost.errors import ExportError
from signpost.indicators.sentences import counted, day_words
from signpost.snapshots.verify import verify

SHOWN = 8
LARGEST_MB = 200


def verify_section() -> None:
    """A place for the file, and the verdict on it. Nothing is kept."""
    file = st.file_uploader("Sealed file (ZIP)", type="zip", key="snapshots_verify_file", max_upload_size=LARGEST_MB)
    if file is None:
        st.markdown("Its seal is opened and every number reckoned again from the evidence in it. Nothing is kept.")
        return
    try:
        verdict = verify(file.getvalue(), file.name)
    except ExportError as error:
        st.error(f"{error}. Ask the sender for the file as it was sealed.", icon=":material/error:")
        return
    snapshot = verdict.snapshot
    st.markdown(f"**{markdown_safe(verdict.sentence)}**")
    by = f" by {markdown_safe(snapshot.created_by)}" if snapshot.created_by else ""
    day = f"{day_words(snapshot.as_of)} {snapshot.as_of.year}"
    st.markdown(
        f"{markdown_safe(snapshot.title)}: as of {day}, frozen {utc(snapshot.created_at)}{by}, "
        f"{counted(len(snapshot.document['evidence']), 'tag')}, seal `{snapshot.digest[:12]}`"
    )
    for one in verdict.differences[:SHOWN]:
        st.markdown(
            f"- {markdown_safe(one.place)}: the file says {markdown_safe(str(one.said))}, "
            f"reckoned {markdown_safe(str(one.found))}"
        )
    if len(verdict.differences) > SHOWN:
        st.markdown(f"{len(verdict.differences) - SHOWN} more: `signpost snapshot verify` names them.")
    small_rulers(snapshot)
