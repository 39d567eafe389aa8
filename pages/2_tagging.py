"""One headline at a time: factor, direction, next."""

import streamlit as st

from signpost.desk import clearing, clearing_filter, identity, training
from signpost.desk.deck import deck_data, show_deck
from signpost.desk.server import desk, now
from signpost.desk.theme import theme
from signpost.tagging.cards import cards

PREFETCHED = 260

open_desk = desk()
analyst = identity.ask(open_desk)
identity.remember(open_desk)
if analyst is not None:
    with st.container(horizontal=True, vertical_alignment="center", key="tagging_head"):
        st.subheader("Tagging", anchor=False, width="content")
        wanted = clearing_filter.choose(open_desk, analyst)
        st.space("stretch")
        training.offer(open_desk, analyst)
        identity.menu(open_desk, analyst)
    show_deck(
        deck_data(
            open_desk.framework,
            token=identity.token_for(open_desk.store, analyst),
            storage_key=identity.storage_key(open_desk, analyst),
            analyst=analyst.name,
            queue=cards(open_desk.store, open_desk.reader, analyst, PREFETCHED, wanted=wanted, now=now()),
            waiting=open_desk.waiting(),
            lines=open_desk.store.codebook.standing(),
            keys=open_desk.store.wishes.get(analyst, "keys"),
            wanted=clearing.as_words(wanted),
            unseen=clearing.left(open_desk),
            theme=theme(),
        )
    )
