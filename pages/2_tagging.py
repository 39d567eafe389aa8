"""One headline at a time: factor, direction, next."""

import streamlit as st

from signpost.desk import identity
from signpost.desk.deck import deck_data, show_deck
from signpost.desk.server import desk
from signpost.desk.theme import theme
from signpost.tagging.cards import cards

PREFETCHED = 260

open_desk = desk()
analyst = identity.ask(open_desk)
identity.remember(open_desk)
if analyst is not None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader("Tagging", anchor=False, width="content")
        identity.menu(open_desk, analyst)
    show_deck(
        deck_data(
            open_desk.framework,
            token=identity.token_for(open_desk.store, analyst),
            storage_key=identity.storage_key(open_desk, analyst),
            analyst=analyst.name,
            queue=cards(open_desk.store, open_desk.reader, analyst, PREFETCHED),
            waiting=open_desk.waiting(),
            theme=theme(),
        )
    )
