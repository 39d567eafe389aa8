"""The frame around every page: title, navigation, and the one place that says what keeps the desk from opening."""

from pathlib import Path

import streamlit as st

from signpost.desk import frame, identity, theme, this_run
from signpost.desk.server import desk
from signpost.errors import SignpostError

HERE = Path(__file__).parent
PAGES = {
    "1_indicators.py": "Indicators",
    "2_tagging.py": "Tagging",
    "3_trends.py": "Trends",
    "4_scenarios.py": "Scenarios",
    "5_headlines.py": "Headlines",
    "6_feeds.py": "Feeds",
    "7_team.py": "Team",
    "8_snapshots.py": "Snapshots",
    "9_training.py": "Training",
    "10_method.py": "How this is measured",
}
HIDDEN = {"9_training.py", "10_method.py"}  # reached by links, not in the navigation

st.set_page_config(page_title="Signpost", page_icon=str(HERE.parent / "data" / "icon.svg"), layout="wide")
this_run.begin()
try:
    open_desk = desk()
except SignpostError as error:
    frame.closed(error)
else:
    pages = st.session_state.get("frame_pages") or {
        name: st.Page(
            HERE / name,
            title=title,
            default=title == "Indicators",
            visibility="hidden" if name in HIDDEN else "visible",
        )
        for name, title in PAGES.items()
    }
    st.session_state["frame_pages"] = pages
    page = st.navigation(list(pages.values()), position="top")
    frame.demo_banner(open_desk)
    frame.run(page)
    identity.remember(open_desk)  # below the page, where it moves nothing
    theme.follow()
    this_run.end()
