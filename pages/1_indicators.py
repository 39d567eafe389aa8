"""Where the factors stand, what moved, and why. `?factor=` opens one."""

import streamlit as st

from signpost.desk import (
    identity,
    indicators,
    indicators_coverage,
    indicators_opened,
    premises,
    robustness,
    shifts,
    silence,
    snapshots_freeze,
    start,
)
from signpost.desk.server import desk, now
from signpost.indicators.sentences import opening_sentence

open_desk, moment = desk(), now()
today = open_desk.today()
factors = {factor.id: factor for factor in open_desk.framework.active}
chosen = st.query_params.get("factor", "")

if open_desk.store.headlines.newest() is None and not open_desk.store.feeds.all():
    start.empty(open_desk)
elif chosen in factors:
    if st.button("All indicators", type="tertiary", icon=":material/arrow_back:", key="indicators_all"):
        del st.query_params["factor"]
        st.rerun()
    reckoned = robustness.title_row(open_desk, factors[chosen].title, "indicators", today)
    indicators_opened.opened(open_desk, reckoned, factors[chosen], today)
    seen = snapshots_freeze.all_of(open_desk, today, chosen)
    snapshots_freeze.freeze_here(open_desk, seen, options=reckoned.options, key="indicators")
else:
    if chosen:
        st.warning("This link names a factor that this framework does not have. Here are all of them.")
    reckoned = robustness.title_row(open_desk, "Indicators", "indicators", today)
    measured, together, latest = reckoned.indicators(today), reckoned.composite(today), reckoned.latest(today)
    indicators.headline_sentence(opening_sentence(measured, together, open_desk.framework, latest))
    indicators.health_line(open_desk, moment)
    indicators_coverage.coverage_line(open_desk, reckoned, today, moment)
    silence.recent_silence(open_desk, today)
    threshold = shifts.shift_list(open_desk, reckoned, list(factors), today, "indicators")
    indicators.rows(open_desk, reckoned, today, threshold)
    indicators.what_moved(open_desk, reckoned, today)
    seen = snapshots_freeze.all_of(open_desk, today)
    snapshots_freeze.freeze_here(open_desk, seen, options=reckoned.options, key="indicators")
    with st.expander("Assumptions that the reading rests on", key="indicators_assumptions"):
        premises.assumptions(open_desk, reckoned, today, "indicators")
identity.remember(open_desk)
