"""Rating the scenarios: what each analyst expects, the team's spread, and a form for one's own."""

import streamlit as st

from signpost.desk.scenarios import QUIET, RULE, Standings, scenarios
from signpost.desk.server import Desk, now
from signpost.desk.texts import html_safe
from signpost.errors import SignpostError
from signpost.nouns.framework import Scenario
from signpost.nouns.rating import LEVEL, LIKELY, PRIOR, SIGNPOST, Rating
from signpost.nouns.tag import Analyst
from signpost.trends.expected import implied

SAID = "scenarios_said"
LABELS = {word: said.capitalize() for word, (said, _) in LIKELY.items()}


def spread(desk: Desk, shown: Standings) -> None:
    """Who expects what of a scenario, factor by factor, and how far they are apart."""
    if not shown.stated.analysts:
        st.markdown(
            f"These figures are the {desk.framework.source}'s reading as one person first put it into numbers. Rate "
            "the scenarios yourself, and the team's figures take their place."
        )
        return
    cell = "padding:.3rem .6rem;text-align:left;vertical-align:top"
    factors = desk.framework.active
    head = "".join(f'<th scope="col" style="{cell}">{html_safe(factor.short)}</th>' for factor in factors)
    rows = []
    for scenario in scenarios(desk):
        cells = []
        for factor in factors:
            given = shown.stated.given[scenario.id][factor.id]
            low, high = shown.stated.ranges[scenario.id].get(factor.id, (0.0, 100.0))
            each = " · ".join(f"{html_safe(name)} {a:.0f}–{b:.0f}" for name, (a, b) in given.items())
            said = each or "as in the framework"
            cells.append(
                f'<td style="{cell}"><b>{low:.0f}–{high:.0f}</b><div style="font-size:.85rem;{QUIET}">{said}</div></td>'
            )
        title = html_safe(scenario.title)
        rows.append(f'<tr style="{RULE}"><th scope="row" style="{cell}">{title}</th>{"".join(cells)}</tr>')
    names = ", ".join(html_safe(name) for name in shown.stated.analysts)
    st.html(
        f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="Expected balance by analyst">'
        f'<table style="border-collapse:collapse;width:100%"><thead><tr><th scope="col" style="{cell}">Scenario</th>'
        f"{head}"
        f'</tr></thead><tbody>{"".join(rows)}</tbody></table></div><div style="font-size:.9rem;{QUIET}">Rated by '
        f"{names}. Several ratings count as the median of their middles; where they differ, the range is "
        "widened to hold four fifths of them.</div>"
    )


def rate(desk: Desk, analyst: Analyst, shown: Standings) -> None:
    """The form for one scenario at a time."""
    said = st.session_state.pop(SAID, "")
    if said:
        st.success(said, icon=":material/check:")
    every = scenarios(desk)
    chosen = st.selectbox("Scenario", every, format_func=lambda one: one.title, key="scenarios_rated")
    st.markdown(f"*{chosen.summary}* If this were under way: of the telling stories, how many would point to more?")
    place = desk.framework.scenarios.index(chosen)
    mine = [one for one in desk.store.ratings.standing() if one.analyst == analyst.name]
    with st.form(f"scenarios_form_{chosen.id}", border=False):
        ranges = {factor.id: range_of(desk, chosen, factor.id, place, mine) for factor in desk.framework.active}
        with st.expander("How likely is each signpost?", key="scenarios_signposts"):
            words = {
                signpost.id: word_of(chosen, signpost.id, signpost.title, signpost.expect, place, mine)
                for factor in desk.framework.active
                for signpost in factor.signposts
                if signpost.retired is None
            }
        with st.expander("How much weight has each before any evidence?", key="scenarios_priors"):
            st.markdown("Only the proportions count. Equal weights unless you have a reason.")
            weights = {one.id: weight_of(one.id, one.title, mine) for one in every}
            weights[""] = weight_of("", "None of these", mine)
        reason = st.text_input("Why (a few words)", key=f"scenarios_reason_{chosen.id}")
        kept = st.form_submit_button("Keep my ratings", key="scenarios_keep")
    if kept:
        told = [told_range(chosen.id, f, both, reason) for f, both in ranges.items()]
        told += [
            Rating(
                analyst="", kind=SIGNPOST, scenario_id=chosen.id, subject_id=i, word=word, reason=reason, said_at=now()
            )
            for i, word in words.items()
            if word
        ]
        told += [
            Rating(analyst="", kind=PRIOR, scenario_id=i, low=float(one), reason=reason, said_at=now())
            for i, one in weights.items()
        ]
        keep(desk, analyst, told, chosen)
    if any(one.scenario_id == chosen.id for one in mine) and st.button(
        "Take my ratings of this scenario back", key="scenarios_withdraw", type="tertiary"
    ):
        desk.store.ratings.withdraw(analyst, chosen.id, now())
        st.session_state[SAID] = f"Your ratings of {chosen.title} no longer count."
        st.rerun()


def keep(desk: Desk, analyst: Analyst, told: list[Rating], chosen: Scenario) -> None:
    try:
        desk.store.ratings.set(told, analyst, now())
    except SignpostError as error:
        st.error(str(error), icon=":material/error:")
    else:
        st.session_state[SAID] = f"Kept: your ratings of {chosen.title}."
        st.rerun()


def told_range(scenario_id: str, factor_id: str, both: tuple[int, int], reason: str) -> Rating:
    low, high = both if both[0] < both[1] else (max(0, both[0] - 1), min(100, both[1] + 1))
    return Rating(
        analyst="",
        kind=LEVEL,
        scenario_id=scenario_id,
        subject_id=factor_id,
        low=float(low),
        high=float(high),
        reason=reason,
        said_at=now(),
    )


def range_of(desk: Desk, scenario: Scenario, factor_id: str, place: int, mine: list[Rating]) -> tuple[int, int]:
    factor = desk.framework.factor(factor_id)
    own = [one for one in mine if (one.kind, one.scenario_id, one.subject_id) == (LEVEL, scenario.id, factor_id)]
    low, high = scenario.expected.get(factor_id, (0, 100))
    if own and own[0].low is not None and own[0].high is not None:
        low, high = round(own[0].low), round(own[0].high)
    balance = implied(factor, place)
    hint = f"The framework's signposts imply about {balance:.0f}." if balance is not None else None
    both: tuple[int, int] = st.slider(
        factor.title, 0, 100, (low, high), key=f"scenarios_range_{scenario.id}_{factor_id}", help=hint
    )
    return both


def word_of(
    scenario: Scenario, signpost_id: str, title: str, expect: tuple[str, ...], place: int, mine: list[Rating]
) -> str | None:
    own = [
        one.word for one in mine if (one.kind, one.scenario_id, one.subject_id) == (SIGNPOST, scenario.id, signpost_id)
    ]
    guess = f" (framework: {LABELS[expect[place]].lower()})" if expect else ""
    return st.selectbox(
        f"{title}{guess}",
        list(LABELS),
        index=list(LABELS).index(own[0]) if own else None,
        format_func=lambda word: LABELS[word],
        placeholder="as in the framework",
        key=f"scenarios_word_{scenario.id}_{signpost_id}",
    )


def weight_of(scenario_id: str, title: str, mine: list[Rating]) -> int:
    own = [one.low for one in mine if one.kind == PRIOR and one.scenario_id == scenario_id and one.low is not None]
    start = round(own[0]) if own else 10
    return int(st.number_input(title, 0, 100, start, key=f"scenarios_prior_{scenario_id or 'none'}"))
