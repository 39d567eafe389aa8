"""Who states something: the analyst of this browser, or the name that a form asks for."""

import streamlit as st

from signpost.desk import identity
from signpost.desk.server import Desk, now
from signpost.nouns.tag import Analyst


def name_field(desk: Desk, key: str) -> str:
    """Within a form: a field for the name while nobody is known; what it holds."""
    if identity.current(desk) is not None:
        return ""
    return st.text_input("Your name", key=f"{key}_name", placeholder="It will stand beside what you say") or ""


def signed(desk: Desk, name: str) -> Analyst:
    """The analyst; one who gave a name is known from then on. Raises TagError for a name that is none."""
    analyst = identity.current(desk)
    if analyst is None:
        analyst = desk.store.analysts.named(name, now())
        identity.sign_in(desk, analyst)
    return analyst
