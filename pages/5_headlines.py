"""Every headline, searched and filtered; one opened with its story, its revisions and every judgement on it."""

import streamlit as st

from signpost.desk import headline_files, headline_opened, headline_proposals, headlines, snapshots_freeze
from signpost.desk.indicators import headline_sentence
from signpost.desk.server import desk, now

open_desk = desk()
title, actions = st.columns((3, 2), vertical_alignment="bottom")
title.title("Headlines", anchor=False)
with actions:
    headline_files.actions(open_desk, headlines.totals(open_desk).outlets)
held = headlines.totals(open_desk)  # once more: a file may have been imported just now
if not held.headlines:
    headlines.empty()
else:
    headline_sentence(headlines.opening(open_desk, held, now()))
    text, proposed = headlines.search()
    wanted = None if proposed else headlines.choose(open_desk, held, text)
    chosen = headlines.linked()
    rows, opened = st.columns((3, 2), gap="large")
    if proposed:
        with rows:
            headline_proposals.show(open_desk)
    elif wanted is not None:
        with rows:
            headlines.listed(open_desk, wanted, held, chosen)
    with opened, st.container(key="headlines_opened"):
        headline_opened.show(open_desk, chosen)
    with opened:
        seen = snapshots_freeze.all_of(open_desk, open_desk.today())
        snapshots_freeze.freeze_here(open_desk, seen, key="headlines")
