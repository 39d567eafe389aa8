"""Levels day by day, as of any day; each point leads to the headlines that moved it."""

import streamlit as st

from signpost.desk import silence, snapshots, trends
from signpost.desk.server import desk

open_desk = desk()
st.title("Trends", anchor=False)
view = trends.choose(open_desk, open_desk.today())
if view is not None:
    picked = trends.chart(open_desk, view)
    st.markdown(
        "Each line is the balance of recent evidence on a factor; the band holds four fifths of what the evidence "
        "allows. A dashed line means thin evidence."
    )
    silence.silence(open_desk, view.first, view.last)
    with st.popover("Freeze this view", key="trends_freeze", icon=":material/lock:"):
        snapshots.freeze_form(open_desk, view.filters, view.known, key="trends")
    trends.explained(open_desk, view, picked)
