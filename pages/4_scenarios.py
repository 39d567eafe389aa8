"""The scenarios compete: how well the evidence agrees with each, and what would change that."""

import streamlit as st

from signpost.desk import identity, moments, scenario_deeds, scenario_ratings, scenarios, snapshots_freeze
from signpost.desk.indicators import desk_page, headline_sentence
from signpost.desk.server import desk

open_desk = desk()
moment = moments.asked(open_desk)
analyst = identity.current(open_desk)
st.title("Scenarios", anchor=False)
moments.past(open_desk, moment, "scenarios")
if not open_desk.framework.scenarios:
    st.markdown("This framework names no scenarios. Add them to its file under [[scenarios]], and they compete here.")
    st.stop()
whose = st.segmented_control(
    "Whose figures",
    [name for name in scenarios.WHOSE if name != "mine" or analyst is not None],
    format_func=lambda name: scenarios.WHOSE[name],
    default="team",
    key="scenarios_whose",
    bind="query-params",
    required=True,
    label_visibility="collapsed",
)
shown = scenarios.standings(open_desk, whose or "team", analyst.name if analyst else "", moment.day, moment.known)
headline_sentence(scenarios.sentence(open_desk, shown))
st.markdown(
    "Fit says how well the balance of recent evidence agrees with what one would see under a scenario, compared with "
    "the others. It is not the probability that the scenario happens."
)
if not shown.stated.analysts:
    st.markdown("What each scenario expects is **one person's first guess**, kept in the framework's file.")
scenarios.columns(open_desk, shown)
left, right = st.columns((3, 2), gap="large")
with left:
    st.markdown("### How the fit moved")
    span = st.segmented_control(
        "Range",
        list(scenarios.SPANS),
        default="6 months",
        key="scenarios_span",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    scenarios.over_time(open_desk, shown, span or "6 months")
    st.markdown("### What speaks for and against")
    scenarios.for_and_against(open_desk, shown)
with right:
    st.markdown("### What would change the picture")
    scenarios.what_would_change(open_desk, shown)
    st.markdown("### Deeds observed")
    scenario_deeds.deeds(open_desk, shown)
st.markdown("### What is expected, and by whom")
scenario_ratings.spread(open_desk, shown)
with st.expander("Rate the scenarios yourself", key="scenarios_rate"):
    if analyst is None:
        identity.ask(open_desk)
    else:
        scenario_ratings.rate(open_desk, analyst, shown)
st.page_link(desk_page("10_method.py"), label="How is this measured?")
seen = snapshots_freeze.all_of(open_desk, moment.day)
snapshots_freeze.freeze_here(open_desk, seen, known=moment.known, expected=shown.stated, key="scenarios")
