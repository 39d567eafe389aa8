"""Which of the two designed themes the reader sees, and a factor's colour in it."""

from typing import Literal

import streamlit as st

from signpost.nouns.framework import Factor


def theme() -> Literal["light", "dark"]:
    return "dark" if st.context.theme.type == "dark" else "light"


def ink() -> str:
    """The text colour, for pictures that cannot inherit it."""
    return "#e6e9ee" if theme() == "dark" else "#11151c"


def paper() -> str:
    """The page's colour."""
    return "#12161c" if theme() == "dark" else "#fbfaf7"


def color(factor: Factor) -> str:
    return factor.color.dark if theme() == "dark" else factor.color.light
