"""Where headlines come from, and how well they come."""

import streamlit as st

from signpost.desk import feeds
from signpost.desk.frame import hint
from signpost.desk.server import desk
from signpost.tagging.demo import is_demo

open_desk = desk()
st.title("Feeds", anchor=False)
if is_demo(open_desk.store):
    hint("The demo collects nothing. Leave it (above) to subscribe to real feeds.")
else:
    subscribed = open_desk.store.feeds.all()
    with st.expander("Add feeds", expanded=not subscribed, key="feeds_adding"):
        feeds.add_forms(open_desk)
    if not subscribed:
        hint("No feeds yet. Add one above, or begin with the starter feeds.")
    else:
        if st.button("Collect now", type="primary", key="feeds_collect", icon=":material/sync:"):
            open_desk.collector.start()
            open_desk.collector.collect_now()
        feeds.round_now(open_desk)
        chosen = feeds.health(open_desk, subscribed)
        if chosen is not None:
            feeds.actions(open_desk, chosen)
        else:
            st.markdown("Choose a row to pause, try or remove a feed, and to see its last fetches.")
