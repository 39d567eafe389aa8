"""Which of the two designed themes the reader sees, and a factor's colour in it."""

from typing import Any, Literal

import streamlit as st

from signpost.nouns.framework import Factor

# Streamlit dresses its own elements anew when the reader's system or choice goes dark, but does not run the script:
# colours that the page has said itself, and its charts, would stay in the old theme until the next click.
FOLLOW = """export default ({ data, parentElement, setTriggerValue }) => {
  const app = document.querySelector("[data-testid='stApp']");
  const look = () => {
    const seen = getComputedStyle(app).colorScheme;
    if (seen !== data.theme && seen !== parentElement.asked) setTriggerValue("changed", seen);
    parentElement.asked = seen; // asked once: the server may not know better
  };
  const watch = new MutationObserver(look);
  watch.observe(app, { attributeFilter: ["class"] });
  look();
  return () => watch.disconnect();
}"""


def theme() -> Literal["light", "dark"]:
    return "dark" if st.context.theme.type == "dark" else "light"


def follow() -> None:
    """Run the page again when the reader's theme changes; invisible."""
    _component()(key="theme_follow", data={"theme": theme()}, height=1, on_changed_change=lambda: None)


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("signpost_theme", js=FOLLOW)


def ink() -> str:
    """The text colour, for pictures that cannot inherit it."""
    return "#e6e9ee" if theme() == "dark" else "#11151c"


def paper() -> str:
    """The page's colour."""
    return "#12161c" if theme() == "dark" else "#fbfaf7"


def color(factor: Factor) -> str:
    return factor.color.dark if theme() == "dark" else factor.color.light
