"""How the numbers are made, what they mean and what they cannot say."""

import streamlit as st

from signpost.desk import method_page
from signpost.desk.server import desk

st.title("How this is measured", anchor=False)
method_page.method(desk())
