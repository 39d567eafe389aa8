"""Shifts as a list: what moved and since when, the stories behind it, who owns it; or how sure a quiet day can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from signpost.desk.method_page import bench_rows
from signpost.desk.opening import asked_for
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk, now
from signpost.desk.signing import name_field, signed
from signpost.desk.story_lines import records, story_line
from signpost.desk.take_away import file_name, take_away
from signpost.desk.texts import html_safe
from signpost.desk.theme import color
from signpost.errors import SignpostError
from signpost.indicators.diagnostics import smallest_shift
from signpost.indicators.options import SHIPPED
from signpost.indicators.sentences import day_words, percent
from signpost.nouns.acknowledgement import Acknowledgement, acknowledged
from signpost.nouns.framework import Framework
from signpost.nouns.indicator import Indicator
from signpost.nouns.shift import Shift
from signpost.trends.sentences import shift_sentence
from signpost.trends.shifts import THRESHOLD
from signpost.trends.trace import STORY

RECENT_DAYS = 30  # how long a shift that is over stays on the list
BEHIND_SHOWN = 8
STORIES_TALL, OWN_TALL = 420, 220  # px: how much room what opens needs
WORTH = 20  # points: the shift that a quiet day is asked about
LIKELY = 0.5
SENSITIVITIES = {2.8: "Standard", 3.0: "Strict", 2.7: "Watchful", 2.3: "Early", 1.9: "Earliest"}
BENCH = "false alarms a factor-year at sensitivity {:g}"  # the row of the bench's table: figures by volume, "0.2/0.3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A shift and what somebody said of it, if anybody did."""

    shift: Shift
    said: Acknowledgement | None

    @property
    def standing(self) -> str:
        if self.shift.closed_on is not None:
            return "closed"
        return "open" if self.said is None else "acknowledged"


def listed(found: Sequence[Shift], said: Sequence[Acknowledgement], today: date) -> list[Listed]:
    """What belongs on the list of a day: open ones nobody owns, then owned ones, then those over for a month at most;
    within each the newest first."""
    rows = [Listed(shift=one, said=acknowledged(one, said)) for one in found]
    recent = today - timedelta(days=RECENT_DAYS)
    rows = [one for one in rows if one.shift.closed_on is None or one.shift.closed_on >= recent]
    order = ("open", "acknowledged", "closed")
    return sorted(rows, key=lambda one: (order.index(one.standing), -one.shift.since.toordinal(), one.shift.factor_id))


def quiet_sentence(indicators: Sequence[Indicator], framework: Framework, days: int) -> str:
    """That nothing shifted, and how sure one can be of that at the present volume of stories."""
    if not indicators:
        return ""
    chances = sorted((chance_of(one, days), framework.factor(one.factor_id).short) for one in indicators)
    (least, slowest), (most, quickest) = chances[0], chances[-1]
    said = f"No shift is open. At the present volume a {WORTH}-point shift would show within 30 days with a chance of "
    low, high = percent(least), percent(most)
    said += low if low == high else f"{low} ({slowest}) to {high} ({quickest})"
    return said + ("." if most >= LIKELY else ": quiet says little here; more tagged stories would make it sharper.")


def chance_of(indicator: Indicator, days: int) -> float:
    """The chance that a shift of `WORTH` points would be found within 30 days."""
    return dict(smallest_shift(indicator.evidence.stories / days))[WORTH]


def smallest_sentence(indicator: Indicator, days: int) -> str:
    """The smallest shift that would likely be found within 30 days at this factor's volume, with its chance."""
    told = smallest_shift(indicator.evidence.stories / days)
    found = next(((points, chance) for points, chance in told if chance >= LIKELY), None)
    if found is None:
        points, chance = told[-1]
        likely = percent(chance)
        return f"At this volume even a {points}-point shift would be found within 30 days with a chance of {likely}."
    return f"Smallest shift likely found within 30 days: {found[0]} points (chance {percent(found[1])})."


def sensitivity_words(threshold: float, rows: Sequence[Mapping[str, Any]]) -> str:
    """What a choice costs, as the bench measured it where it was worst; the name alone where it did not."""
    told = next((row["measured"] for row in rows if row["goal"] == BENCH.format(threshold)), "")
    try:
        worst = max(float(one) for one in told.split("/"))
    except ValueError:
        return SENSITIVITIES[threshold]
    return f"{SENSITIVITIES[threshold]}: up to {worst:.1f} false alarms a factor and year"


def sensitivity(desk: Desk, page: str) -> float:
    """How early to speak of a shift; in the page's address."""
    names = list(SENSITIVITIES)
    rows, _ = desk.once("bench", make=lambda: bench_rows(desk.settings.root / "data" / "method_bench.json"))
    chosen = st.selectbox(
        "When to speak of a shift",
        names,
        format_func=lambda one: sensitivity_words(one, rows),
        key=f"{page}_sensitivity",
        bind="query-params",
        width=360,
        label_visibility="collapsed",
    )
    return chosen or THRESHOLD


def shift_list(desk: Desk, reckoned: Reckoned, factor_ids: Sequence[str], today: date, page: str) -> float:
    """The shifts of these factors, each with its stories; the chosen sensitivity."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{page}_shifts_head"):
        st.markdown("### Shifts", width="stretch")
        threshold = sensitivity(desk, page)
    found = [shift for factor_id in factor_ids for shift in reckoned.shifts(factor_id, today, threshold)]
    rows = listed(found, reckoned.acknowledged(), today)
    if not any(one.shift.closed_on is None for one in rows):
        indicators = [one for one in reckoned.indicators(today) if one.factor_id in factor_ids]
        st.markdown(quiet_sentence(indicators, desk.framework, reckoned.options.carrying_days))
    for place, row in enumerate(rows):
        shown(desk, reckoned, row, today, f"{page}_shift_{place}")
    return threshold


def shown(desk: Desk, reckoned: Reckoned, row: Listed, today: date, key: str) -> None:
    """A shift: its sentence, who owns it, the stories behind it."""
    shift, factor = row.shift, desk.framework.factor(row.shift.factor_id)
    arrow = "▲" if shift.way == "up" else "▼"
    sentence = shift_sentence(shift, desk.framework, today)
    faded = ";opacity:.75" if row.standing == "closed" else ""
    with st.container(border=row.standing == "open", key=key, gap="xsmall"):
        st.html(
            f'<div style="line-height:1.45{faded}"><span style="color:{color(factor)};font-weight:600">{arrow} '
            f"{html_safe(factor.short)}</span> · {html_safe(sentence)}"
            f'<div style="opacity:.8">{html_safe(owner(row, today))}</div></div>'
        )
        with st.container(horizontal=True):
            behind(desk, reckoned, shift, today, key)
            if reckoned.options == SHIPPED and shift.closed_on is None:
                own(desk, row, key)


def owner(row: Listed, today: date) -> str:
    if row.said is None:
        return "Over; nobody took note of it." if row.standing == "closed" else "Open: nobody has taken note of it yet."
    words = f": “{row.said.words}”" if row.said.words else ""
    return f"Acknowledged by {row.said.analyst} on {day_words(row.said.said_at.date(), today)}{words}"


def behind(desk: Desk, reckoned: Reckoned, shift: Shift, today: date, key: str) -> None:
    """The stories since the day of the shift, by their points."""
    with st.popover("Stories behind it", type="tertiary", key=f"{key}_behind", on_change="rerun") as opened:
        if not asked_for(opened, STORIES_TALL):
            return
        until = shift.closed_on or today
        told = reckoned.moved(shift.factor_id, until, shift.since - timedelta(days=1))
        told = told[(told["kind"] == STORY).to_numpy(dtype=bool)]
        st.markdown(f"Since {day_words(shift.since, today)}, by what they did to the level:")
        st.html("".join(story_line(desk, story, named=False) for story in records(told.head(BEHIND_SHOWN))))
        if len(told) > BEHIND_SHOWN:
            st.markdown(f"and {len(told) - BEHIND_SHOWN} more: take all of them away.")
        take_away(file_name("shift", shift.factor_id, shift.since), lambda: told, key=key)


def own(desk: Desk, row: Listed, key: str) -> None:
    """Take note of a shift in a word, or take that back."""
    if row.said is not None:
        if st.button("Take back", type="tertiary", key=f"{key}_back"):
            desk.store.acknowledged.take_back(row.shift, now())
            st.rerun()
        return
    with st.popover("Acknowledge", type="tertiary", key=f"{key}_own", on_change="rerun") as opened:
        if asked_for(opened, OWN_TALL):
            own_form(desk, row.shift, key)


def own_form(desk: Desk, shift: Shift, key: str) -> None:
    with st.form(f"{key}_own_form", border=False):
        words = st.text_input(
            "A word on it (optional)", key=f"{key}_words", placeholder="Who looks into it, what to do"
        )
        name = name_field(desk, key)
        if st.form_submit_button("Acknowledge", key=f"{key}_submit"):
            try:
                desk.store.acknowledged.say(shift, words, signed(desk, name), now())
            except SignpostError as error:
                st.error(str(error), icon=":material/error:")
            else:
                st.rerun()
