"""One headline at a time: factor, direction, next."""

import streamlit as st

from signpost.desk import clearing_filter, identity, snapshots_freeze, training
from signpost.desk.deck import show_deck
from signpost.desk.deck_page import handed
from signpost.desk.server import desk
from signpost.desk.theme import theme

open_desk = desk()
analyst = identity.ask(open_desk)
if analyst is not None:
    head = st.container(horizontal=True, vertical_alignment="center", key="tagging_head")
    wanted = clearing_filter.asked(open_desk)
    # the headline comes first: what stands above it is drawn while the browser draws that
    show_deck(handed(open_desk, analyst, wanted, theme=theme()))
    with head:
        st.subheader("Tagging", anchor=False, width="content")
        if clearing_filter.choose(open_desk, analyst) != wanted:
            st.rerun()  # the link asked for something that is not there any more
        st.space("stretch")
        training.offer(open_desk, analyst)
        identity.menu(open_desk, analyst)
    snapshots_freeze.freeze_here(open_desk, snapshots_freeze.all_of(open_desk, open_desk.today()), key="tagging")
