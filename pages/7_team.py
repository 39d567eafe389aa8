"""How far the team agrees, what it disagrees on, what it has covered, and what it agreed on since."""

import streamlit as st

from signpost.desk import snapshots_freeze, team, team_codebook, team_coverage, team_history, team_rulings
from signpost.desk.indicators import desk_page, headline_sentence
from signpost.desk.server import desk, now

open_desk = desk()
title, actions = st.columns((3, 2), vertical_alignment="bottom")
title.title("Team", anchor=False)
with actions, st.container(horizontal=True, horizontal_alignment="right", key="team_top"):
    st.page_link(desk_page("9_training.py"), label="Train a new analyst", icon=":material/school:")
headline_sentence(team.sentence(open_desk))
shown = team.choose()
if shown == "Disagreements":
    team_rulings.disagreed(open_desk)
    team_rulings.ruled(open_desk)
elif shown == "Coverage":
    team_coverage.covered(open_desk, open_desk.today())
    team_coverage.work(open_desk, now())
    team_coverage.handed_over(open_desk)
elif shown == "History":
    team_history.show(open_desk)
elif shown == "Codebook":
    team_codebook.show(open_desk)
else:
    team.agreement(open_desk)
snapshots_freeze.freeze_here(open_desk, snapshots_freeze.all_of(open_desk, open_desk.today()), key="team")
