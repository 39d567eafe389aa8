"""Where the factors stand, what moved, and why. `?factor=` opens one."""

from datetime import timedelta

import streamlit as st

from signpost.desk import indicators, silence, start
from signpost.desk.server import desk, now
from signpost.indicators.sentences import opening_sentence

open_desk, moment = desk(), now()
today = open_desk.today()
factors = {factor.id: factor for factor in open_desk.framework.active}
chosen = st.query_params.get("factor", "")

if not open_desk.store.headlines.count() and not open_desk.store.feeds.all():
    start.empty(open_desk)
elif chosen in factors:
    if st.button("All indicators", type="tertiary", icon=":material/arrow_back:", key="indicators_all"):
        del st.query_params["factor"]
        st.rerun()
    st.title(factors[chosen].title, anchor=False)
    measured = {i.factor_id: i for i in open_desk.reckoned().indicators(today)}
    indicators.opened(open_desk, factors[chosen], measured[chosen], today)
else:
    if chosen:
        st.warning("This link names a factor that this framework does not have. Here are all of them.")
    reckoned = open_desk.reckoned()
    measured, together, latest = reckoned.indicators(today), reckoned.composite(today), reckoned.latest(today)
    st.title("Indicators", anchor=False)
    indicators.headline_sentence(opening_sentence(measured, together, open_desk.framework, latest))
    indicators.health_line(open_desk, moment)
    silence.recent_silence(open_desk, today)
    indicators.rows(open_desk, measured, together, today)
    st.markdown(
        "The level is the balance of recent evidence: of the stories of the last weeks, newer ones counting more, the "
        "share that points to *more* rather than *less*. 50 is evenly split, or nothing known. It is not a "
        "probability, and a quiet month is not a drop."
    )
    st.markdown("### What moved")
    days = st.segmented_control(
        "Over", [7, 30, 90], format_func=lambda n: f"{n} days", default=30, key="indicators_days", required=True
    )
    indicators.what_moved(open_desk, measured, today - timedelta(days=days or 30), today)
