"""What was frozen: compared, checked, ready to download; and what is frozen by itself."""

import streamlit as st

from signpost.desk import (
    snapshots,
    snapshots_compare,
    snapshots_freeze,
    snapshots_making,
    snapshots_planned,
    snapshots_verify,
)
from signpost.desk.frame import hint
from signpost.desk.server import desk

open_desk = desk()
st.title("Snapshots", anchor=False)
st.markdown("A snapshot seals the levels, the trends and every headline behind them, as they are known now.")
with st.expander("Freeze the last six months, all factors", key="snapshots_new"):
    snapshots_freeze.freeze_all(open_desk, "snapshots")
snapshots_planned.section(open_desk)
with st.expander("Check a sealed file", key="snapshots_verify"):
    snapshots_verify.verify_section()
found = open_desk.store.snapshots.all()
if not found:
    hint("No snapshots yet. Freeze one here, or from any page exactly as you see it there.")
else:
    snapshots_compare.compare_section(open_desk, found)
    st.markdown("### All snapshots")
snapshots_making.others("snapshots")
SHOWN = 20
for listed in found[:SHOWN]:
    snapshots.card(open_desk, listed)
if len(found) > SHOWN:
    st.markdown(f"{len(found) - SHOWN} older ones: `signpost snapshot list` shows them all.")
