"""What was frozen, ready to download."""

from datetime import timedelta

import streamlit as st

from signpost.desk import snapshots
from signpost.desk.frame import hint
from signpost.desk.server import desk
from signpost.nouns.snapshot import Filters

open_desk = desk()
today = open_desk.today()
st.title("Snapshots", anchor=False)
st.markdown("A snapshot seals the levels, the trends and every headline behind them, as they are known now.")
with st.expander("Freeze the last six months, all factors", key="snapshots_new"):
    every = tuple(factor.id for factor in open_desk.framework.active)
    filters = Filters(factors=every, first=today - timedelta(days=182), last=today)
    snapshots.freeze_form(open_desk, filters, None, key="snapshots")
found = open_desk.store.snapshots.all()
if not found:
    hint("No snapshots yet. Freeze one here, or under Trends exactly as you see it there.")
SHOWN = 20
for listed in found[:SHOWN]:
    snapshots.card(open_desk, listed)
if len(found) > SHOWN:
    st.markdown(f"{len(found) - SHOWN} older ones: `signpost snapshot list` shows them all.")
