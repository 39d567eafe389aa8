"""Where headlines come from, how well they come, and what was not heard."""

import streamlit as st

from signpost.desk import feeds, feeds_add, feeds_files, feeds_opened, feeds_round, snapshots_freeze
from signpost.desk.frame import hint
from signpost.desk.indicators import headline_sentence
from signpost.desk.server import desk, now
from signpost.desk.texts import markdown_safe
from signpost.feeds.bulletin import perspectives
from signpost.tagging.demo import is_demo

open_desk = desk()
title, actions = st.columns((3, 2), vertical_alignment="bottom")
title.title("Feeds", anchor=False)
if is_demo(open_desk.store):
    hint("The demo collects nothing. Leave it (above) to subscribe to real feeds.")
elif not (healths := open_desk.store.feeds.health(now())):
    feeds_add.said("success")
    feeds.empty(open_desk)
    feeds_opened.removed(open_desk)
else:
    with actions, st.container(horizontal=True, horizontal_alignment="right", key="feeds_top"):
        st.button(
            "Collect now",
            key="feeds_collect",
            icon=":material/sync:",
            on_click=feeds_round.collect_now,
            args=(open_desk,),
        )
        feeds_files.export(open_desk)
    every = [h.feed for h in healths]
    still = feeds_round.stands_still(open_desk, every, now())
    headline_sentence(feeds.opening(healths, still=still))
    st.markdown("" if still else markdown_safe(perspectives(healths)))
    feeds_round.round_now(open_desk, every)
    feeds_add.said("success")
    with st.expander("Add feeds", expanded=feeds_add.searching(), key="feeds_adding", icon=":material/add:"):
        feeds_add.forms(open_desk)
    chosen = feeds.linked()
    rows, opened = st.columns((3, 2), gap="large")
    with rows:
        feeds.listed(healths, feeds.choose(healths), chosen)
    with opened, st.container(key="feeds_opened"):
        feeds_opened.show(open_desk, healths, chosen)
    with opened:
        seen = snapshots_freeze.all_of(open_desk, open_desk.today())
        snapshots_freeze.freeze_here(open_desk, seen, key="feeds")
