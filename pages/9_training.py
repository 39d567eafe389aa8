"""Invented headlines with agreed answers, to calibrate a new analyst. Nothing said here is evidence."""

import streamlit as st

from signpost.desk import training
from signpost.desk.server import desk

open_desk = desk()
st.title("Training", anchor=False)
items = training.items_of(open_desk)
if items:
    st.markdown("Invented headlines with agreed answers: what you say here counts for nothing.")
    training.show(open_desk, items)
else:
    training.none_here(open_desk)
