"""What was frozen: compared, checked, ready to download."""

import streamlit as st

from signpost.desk import snapshots, snapshots_compare, snapshots_freeze, snapshots_verify
from signpost.desk.frame import hint
from signpost.desk.server import desk

open_desk = desk()
st.title("Snapshots", anchor=False)
st.markdown("A snapshot seals the levels, the trends and every headline behind them, as they are known now.")
with st.expander("Freeze the last six months, all factors", key="snapshots_new"):
    snapshots_freeze.freeze_form(
        open_desk, snapshots_freeze.all_of(open_desk, open_desk.today()), None, key="snapshots"
    )
with st.expander("Check a sealed file", key="snapshots_verify"):
    snapshots_verify.verify_section()
found = open_desk.store.snapshots.all()
if not found:
    hint("No snapshots yet. Freeze one here, or under Trends exactly as you see it there.")
else:
    snapshots_compare.compare_section(open_desk, found)
    st.markdown("### All snapshots")
SHOWN = 20
for listed in found[:SHOWN]:
    snapshots.card(open_desk, listed)
if len(found) > SHOWN:
    st.markdown(f"{len(found) - SHOWN} older ones: `signpost snapshot list` shows them all.")
