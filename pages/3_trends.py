"""Levels day by day, as of any day; each point leads to the headlines that moved it."""

from signpost.desk import moments, robustness, shifts, silence, snapshots_freeze, trends, trends_explained
from signpost.desk.server import desk

open_desk = desk()
today = open_desk.today()
known = moments.asked_known(open_desk)
options = robustness.title_row(open_desk, "Trends", "trends", today, known).options
moments.past(open_desk, moments.Shown(day=today, known=known), "trends")
view = trends.choose(open_desk, today)
if view is not None:
    reckoned = open_desk.reckoned(view.known).under(options)
    picked = trends.chart(open_desk, reckoned, view)
    trends.legend()
    silence.silence(open_desk, view.first, view.last)
    snapshots_freeze.freeze_here(open_desk, view.filters, known=view.known, options=options, key="trends")
    shifts.shift_list(open_desk, reckoned, view.factors, view.last, "trends")
    trends_explained.explained(open_desk, reckoned, view, picked)
