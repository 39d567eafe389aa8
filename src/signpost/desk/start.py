"""The first minutes: what an empty database offers."""

import streamlit as st

from signpost.desk.feeds_add import add_starter
from signpost.desk.server import Desk, now
from signpost.tagging.demo import load_demo


def empty(desk: Desk) -> None:
    """Nothing is here yet: what to do next."""
    st.title("Nothing is collected yet")
    st.markdown(desk.framework.question)
    real, demo = st.columns(2, gap="large")
    with real.container(border=True, height="stretch"):
        st.markdown("### Begin with real news")
        st.markdown(
            "About forty feeds, chosen for a balance of perspectives. They are collected by themselves from then on."
        )
        if st.button("Subscribe to the starter feeds", key="start_feeds"):
            count = add_starter(desk)
            st.toast(f"{count} feeds added. This page shows how their first round goes.")
            st.switch_page(st.session_state["frame_pages"]["6_feeds.py"])
        st.markdown("Or add your own under *Feeds*, or a headline by hand under *Headlines*.")
    with demo.container(border=True, height="stretch"):
        st.markdown("### Look around first")
        st.markdown(
            "Eighteen months of invented headlines and tags, plainly marked. Nothing is fetched; one click removes it."
        )
        if st.button("Load the demo", key="start_demo"):
            with st.status("Loading the demo", expanded=False) as status:
                load_demo(
                    desk.store, desk.settings.root / "data" / "demo", now(), lambda words: status.update(label=words)
                )
            st.rerun()
