"""One headline at a time: factor, direction, next."""

import streamlit as st

from signpost.desk import clearing, clearing_filter, identity, snapshots_freeze, training
from signpost.desk.deck import deck_data, show_deck
from signpost.desk.server import desk, now
from signpost.desk.theme import theme
from signpost.tagging.cards import cards

PREFETCHED = 40  # enough to begin with; the deck fetches the rest by itself as soon as it stands

open_desk = desk()
analyst = identity.ask(open_desk)
identity.remember(open_desk)
if analyst is not None:
    head = st.container(horizontal=True, vertical_alignment="center", key="tagging_head")
    wanted = clearing_filter.asked(open_desk)
    show_deck(  # the headline comes first: what stands above it is drawn while the browser draws that
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
            mark=open_desk.store.picks.mark(),
            unseen=clearing.left(open_desk),
            theme=theme(),
        )
    )
    with head:
        st.subheader("Tagging", anchor=False, width="content")
        if clearing_filter.choose(open_desk, analyst) != wanted:
            st.rerun()  # the link asked for something that is not there any more
        st.space("stretch")
        training.offer(open_desk, analyst)
        identity.menu(open_desk, analyst)
    snapshots_freeze.freeze_here(open_desk, snapshots_freeze.all_of(open_desk, open_desk.today()), key="tagging")
