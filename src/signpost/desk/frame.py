"""What surrounds every page."""

from typing import Any

import streamlit as st

from signpost.desk.server import Desk, close
from signpost.errors import FrameworkError, SignpostError, StoreBusy, StoreError
from signpost.tagging.demo import clear_demo

NEXT = {
    FrameworkError: "Correct the framework file, then try again.",
    StoreBusy: "Nothing is lost. Close the other program, then try again.",
    StoreError: "Nothing was changed. Mend what the sentence says, then try again.",
}


def closed(error: SignpostError) -> None:
    """Instead of the pages: what keeps the desk from opening, and what to do."""
    st.title("Signpost cannot open")
    st.error(str(error), icon=":material/error:")
    st.markdown(next((words for kind, words in NEXT.items() if isinstance(error, kind)), "Then try again."))
    if st.button("Try again", key="frame_again"):
        close()
        st.rerun()


def hint(words: str) -> None:
    """What to do next where there is nothing to show; quiet, since nothing is wrong."""
    with st.container(border=True):
        st.markdown(words)


def run(page: Any) -> None:
    """Run a page; what goes wrong in it is said in a sentence, and the other pages stay in reach."""
    try:
        page.run()
    except SignpostError as error:
        st.error(str(error), icon=":material/error:")
        st.markdown(next((words for kind, words in NEXT.items() if isinstance(error, kind)), "Try again."))
        st.button("Try again", key="frame_page_again")


def demo_banner(desk: Desk) -> None:
    """Say on every page that what is shown is invented, with the way out."""
    if not desk.demo():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="frame_demo"):
        day = f"{desk.today():%d %b %Y}".lstrip("0")
        invented = f"Every headline, outlet and analyst here is invented, up to {day}."
        st.markdown(f":gray-badge[Demo] {invented}", width="stretch")
        with st.popover("Leave the demo", key="frame_leave"):
            st.markdown("This removes the invented headlines and all judgements on them. Your own start is empty.")
            if st.button("Remove the demo", key="frame_clear"):
                clear_demo(desk.store)
                if desk.settings.collect:
                    desk.collector.start()
                st.rerun()
