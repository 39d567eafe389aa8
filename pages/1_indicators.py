"""Where the factors stand, what moved, and why. `?factor=` opens one."""

import streamlit as st

from signpost.desk import (
    indicators,
    indicators_coverage,
    indicators_opened,
    moments,
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
shown = moments.asked(open_desk)
today, known = shown.day, shown.known
factors = {factor.id: factor for factor in open_desk.framework.active}
chosen = st.query_params.get("factor", "")

if open_desk.newest() is None and not open_desk.store.feeds.all():
    start.empty(open_desk)
elif chosen in factors:
    indicators.way_back()
    reckoned = robustness.title_row(open_desk, factors[chosen].title, "indicators", today, known)
    moments.past(open_desk, shown, "indicators")
    indicators_opened.opened(open_desk, reckoned, factors[chosen], today)
    seen = snapshots_freeze.all_of(open_desk, today, chosen)
    snapshots_freeze.freeze_here(open_desk, seen, known=known, options=reckoned.options, key="indicators")
else:
    if chosen:
        st.warning("This link names a factor that this framework does not have. Here are all of them.")
    reckoned = robustness.title_row(open_desk, "Indicators", "indicators", today, known)
    moments.past(open_desk, shown, "indicators")
    measured, together, latest = reckoned.indicators(today), reckoned.composite(today), reckoned.latest(today)
    span = reckoned.options.span
    indicators.headline_sentence(opening_sentence(measured, together, open_desk.framework, latest, span=span))
    indicators_coverage.health_line(open_desk, moment)
    indicators_coverage.coverage_line(open_desk, reckoned, today, moment)
    silence.recent_silence(open_desk, today)
    threshold = shifts.shift_list(open_desk, reckoned, list(factors), today, "indicators")
    indicators.rows(open_desk, reckoned, today, threshold)
    indicators.what_moved(open_desk, reckoned, today)
    seen = snapshots_freeze.all_of(open_desk, today)
    snapshots_freeze.freeze_here(open_desk, seen, known=known, options=reckoned.options, key="indicators")
    premises.all_of_them(open_desk, reckoned, today, "indicators")
