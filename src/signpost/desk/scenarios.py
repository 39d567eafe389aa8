"""The pieces of the Scenarios page: columns by fit, what speaks for and against, time, what would change it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import pandas as pd
import streamlit as st

from signpost.desk.copying import copying
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk
from signpost.desk.take_away import file_name, take_away
from signpost.desk.texts import html_safe
from signpost.desk.theme import color, ink, paper, theme
from signpost.indicators.charts import as_image, ruler_svg
from signpost.indicators.sentences import band_words, counted
from signpost.nouns.fit import Expectation, Fit, Standing
from signpost.nouns.framework import Scenario
from signpost.nouns.rating import Rating
from signpost.trends.expected import Stated, stated
from signpost.trends.fit import evidence_on, evidence_over, expectation, fit
from signpost.trends.scenario_charts import fit_chart, fit_frame
from signpost.trends.scenario_words import (
    fit_sentence,
    name_of,
    points,
    speaks_words,
    telling_sentence,
    turn_sentences,
)
from signpost.trends.turning import LEAST_STORIES, turns

SPANS = {"3 months": 90, "6 months": 180, "1 year": 365}
STEP = 7  # days between two points of the chart
QUIET = "opacity:.8"
RULE = "border-top:1px solid rgba(128,128,128,.25)"
WHOSE = {"framework": "The framework's first guess", "team": "The team's ratings", "mine": "Mine alone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """What the page shows: the fit of a day, and all that it came from."""

    fit: Fit
    stated: Stated
    expected: dict[str, dict[str, Expectation]]
    evidence: dict[str, tuple[float, float]]
    today: date
    whose: str
    reckoned: Reckoned

    @property
    def ordered(self) -> list[Standing]:
        """The scenarios by fit, "none of these" last."""
        listed = [one for one in self.fit.standings if one.scenario_id]
        none = [one for one in self.fit.standings if not one.scenario_id]
        return sorted(listed, key=lambda one: -one.share) + none


def scenarios(desk: Desk) -> list[Scenario]:
    return [one for one in desk.framework.scenarios if one.retired is None]


def standings(desk: Desk, whose: str, mine: str, today: date, known: datetime | None = None) -> Standings:
    """`whose` figures stand: "framework", "team" or "mine" (of the analyst named), as known at a moment."""
    reckoned = desk.reckoned(known)

    def make() -> Standings:
        said: list[Rating] = [] if whose == "framework" else desk.store.ratings.standing(reckoned.at)
        told = stated(desk.framework, [one for one in said if whose == "team" or one.analyst == mine])
        expected = {s: {f: expectation(*both) for f, both in ranges.items()} for s, ranges in told.ranges.items()}
        evidence = evidence_on(reckoned.board.sums, today)
        found = fit(today, evidence, expected, told.priors)
        return Standings(
            fit=found,
            stated=told,
            expected=expected,
            evidence=evidence,
            today=today,
            whose=whose,
            reckoned=reckoned,
        )

    return reckoned.once("standings", whose, mine if whose == "mine" else "", today, make=make)


def sentence(desk: Desk, shown: Standings) -> str:
    return fit_sentence(shown.fit, shown.evidence, desk.framework)


def columns(desk: Desk, shown: Standings) -> None:
    """One column a scenario, the best fit first; "none of these" beside them."""
    places = st.columns(len(shown.ordered), gap="small")
    for place, one in zip(places, shown.ordered, strict=True):
        with place.container(border=True, height="stretch", key=f"scenarios_column_{one.scenario_id or 'none'}"):
            st.html(f'<div style="container-type:inline-size">{column(desk, shown, one)}</div>')
    st.html(
        '<div style="opacity:.8;font-size:.92rem">Frame: what one would measure if the scenario were under way. '
        "Tick and bar: what was measured, with its 80 % range; a frame alone: no recent evidence.</div>"
    )


def column(desk: Desk, shown: Standings, one: Standing) -> str:
    title = name_of(desk.framework, one.scenario_id) if one.scenario_id else "None of these"
    head = (
        f'<h3 style="margin:0;padding:0;font-size:1.05rem;line-height:1.25;{beside("2.5em")}">{html_safe(title)}</h3>'
        f'<div style="font-size:1.5rem;font-variant-numeric:tabular-nums">{points(one.share)}'
        f'<span style="font-size:.9rem;{QUIET}"> of 100 points of fit</span></div>{bar(one.share)}'
    )
    if not one.scenario_id:
        return head + (
            f'<div style="{QUIET};padding-top:.6rem">Any balance would agree equally well with this. When it leads, '
            "the list lacks the course that is under way.</div>"
        )
    scenario = next(each for each in scenarios(desk) if each.id == one.scenario_id)
    parts = [head, f'<div style="padding:.5rem 0;{beside("9.5em")};{QUIET}">{html_safe(scenario.summary)}</div>']
    parts += [expected_ruler(desk, shown, one, factor.id) for factor in desk.framework.active]
    parts.append(f'<div style="padding-top:.5rem;{QUIET}">{outside_words(desk, shown, one)}</div>')
    return "".join(parts)


def outside_words(desk: Desk, shown: Standings, one: Standing) -> str:
    """How many factors contradict a scenario, in words."""
    if not has_evidence(shown):
        return "No recent evidence to hold it against"
    wrong, count = len(one.outside), len(desk.framework.active)
    if not wrong:
        return "No factor lies outside its range"
    return f"{wrong} of {counted(count, 'factor')} {'lies' if wrong == 1 else 'lie'} outside its range"


def has_evidence(shown: Standings) -> bool:
    """Whether any factor has enough recent stories to say something."""
    return any(stories >= LEAST_STORIES for _, stories in shown.evidence.values())


def beside(height: str) -> str:
    """The least height of a text in a narrow column, so that what follows stands at one height in all of them; none
    where the columns stand below each other, which makes them wide."""
    return f"min-height:clamp(0px,calc((280px - 100cqw) * 99),{height})"


def bar(share: float) -> str:
    return (
        f'<div style="height:6px;border-radius:3px;background:rgba(128,128,128,.22)" aria-hidden="true">'
        f'<div style="height:6px;border-radius:3px;background:{ink()};width:{100 * share:.1f}%"></div></div>'
    )


def expected_ruler(desk: Desk, shown: Standings, one: Standing, factor_id: str) -> str:
    factor = desk.framework.factor(factor_id)
    measured = shown.reckoned.indicator(factor_id, shown.today)
    low, high = shown.stated.ranges[one.scenario_id].get(factor_id, (0.0, 100.0))
    drawn = ruler_svg(
        measured,
        color(factor),
        uid=f"{one.scenario_id}-{factor_id}",
        ink=ink(),
        paper=paper(),
        expected=(low, high),
        empty="",
    )
    said = f"{factor.short}: expected {low:.0f} to {high:.0f}, measured {band_words(measured)}"
    mark = ' <b title="contradicts this scenario">· against</b>' if factor_id in one.against else ""
    return (
        f'<div style="padding-top:.35rem"><div style="font-size:.9rem"><span style="color:{color(factor)};'
        f'font-weight:600">{html_safe(factor.short)}</span>{mark}</div>{as_image(drawn, alt=said, height=26)}</div>'
    )


def for_and_against(desk: Desk, shown: Standings) -> None:
    """How much each factor speaks for or against each scenario, as a table."""
    factors = desk.framework.active
    listed = [one for one in shown.ordered if one.scenario_id]
    cell = "padding:.35rem .6rem;text-align:left;vertical-align:top"
    head = "".join(f'<th scope="col" style="{cell}">{html_safe(factor.short)}</th>' for factor in factors)
    rows = []
    for one in listed:
        cells = []
        for factor in factors:
            value = one.speaks.get(factor.id, 0.0)
            number = f"{value:+.1f}".replace("-", "−") if abs(value) >= 0.05 else "0.0"
            cells.append(
                f'<td style="{cell}"><span style="font-variant-numeric:tabular-nums">{number}</span>'
                f'<div style="font-size:.85rem;{QUIET}">{speaks_words(value)}</div></td>'
            )
        name = html_safe(name_of(desk.framework, one.scenario_id))
        rows.append(f'<tr style="{RULE}"><th scope="row" style="{cell}">{name}</th>{"".join(cells)}</tr>')
    told = "".join(f'<td style="{cell}">{shown.fit.telling.get(factor.id, 0.0):.1f}</td>' for factor in factors)
    rows.append(f'<tr style="{RULE}"><th scope="row" style="{cell}">Tells them apart by</th>{told}</tr>')
    st.markdown(telling_sentence(shown.fit.telling, desk.framework))
    st.html(
        f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="What speaks for and against">'
        f'<table style="border-collapse:collapse;width:100%"><thead><tr><th scope="col" style="{cell}">Scenario</th>'
        f"{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        f'<div style="font-size:.9rem;padding-top:.4rem;{QUIET}">Each number is the natural logarithm of how many '
        "times better the scenario agrees with the factor’s evidence than “none of these” does, times 0.7, because the "
        "factors share analysts and news. 0 says nothing; 2.3 is ten times.</div>"
    )
    take_away(file_name("scenarios", shown.today), lambda: table(desk, shown), key="scenarios_table")


def over_time(desk: Desk, shown: Standings, span: str) -> None:
    days = SPANS.get(span, 180)
    last = shown.today
    first = last - timedelta(days=days)
    reckoned = shown.reckoned

    def make() -> list[Fit]:
        every = [last - timedelta(days=n) for n in range(days - days % STEP, -1, -STEP)]
        told = evidence_over(reckoned.board.sums, every)
        return [fit(day, told[day], shown.expected, shown.stated.priors) for day in every]

    mine = tuple(sorted((s, f, r) for s, one in shown.stated.ranges.items() for f, r in one.items()))
    key = (mine, tuple(shown.stated.priors.items()), first, last)
    fits = reckoned.once("fits", *key, make=make)

    def drawn(width: int | Literal["container"], title: str = "") -> dict[str, Any]:
        return fit_chart(fits, desk.framework, theme=theme(), title=title, width=width, height=300).to_dict()

    spec = reckoned.once("fit chart", *key, theme(), make=lambda: drawn("container"))
    st.vega_lite_chart(spec=spec, key="scenarios_chart", theme=None)
    message, name = sentence(desk, shown), file_name("scenarios", first, last)
    with st.container(horizontal=True, vertical_alignment="center"):
        copying(desk.framework, last, message, key="scenarios_copy", picture=name)
        take_away(
            name,
            lambda: fit_frame(fits, desk.framework).drop(columns="leads"),
            key="scenarios_chart",
            sentence=message,
            picture=lambda: drawn(760, message),
        )


def table(desk: Desk, shown: Standings) -> pd.DataFrame:
    """One row per scenario and factor: points of fit, the expected range, and what the factor says for it."""
    return pd.DataFrame(
        [
            {
                "scenario": name_of(desk.framework, one.scenario_id),
                "points_of_fit": 100 * one.share,
                "factor": desk.framework.factor(factor_id).title,
                "expected_low": shown.stated.ranges.get(one.scenario_id, {}).get(factor_id, (0.0, 100.0))[0],
                "expected_high": shown.stated.ranges.get(one.scenario_id, {}).get(factor_id, (0.0, 100.0))[1],
                "speaks_for": value,
                "contradicts": factor_id in one.against,
            }
            for one in shown.ordered
            for factor_id, value in one.speaks.items()
        ]
    )


def what_would_change(desk: Desk, shown: Standings) -> None:
    told = shown.reckoned.once(
        *("turns", shown.whose, shown.today, tuple(shown.stated.priors.items()), len(shown.stated.analysts)),
        make=lambda: turns(shown.fit, shown.evidence, shown.expected, shown.stated.priors),
    )
    lines = turn_sentences(told, desk.framework)
    if not lines:
        none = "No factor alone would change which scenario leads, however far it moved."
        st.markdown(
            none if has_evidence(shown) else "Nothing can be said before there is recent evidence: tag headlines first."
        )
        return
    st.markdown("If one factor alone moved, on as much evidence as there is now:")
    st.markdown("\n".join(f"- {line}" for line in lines))
