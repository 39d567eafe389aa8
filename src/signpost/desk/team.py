"""The pieces of the team page: the opening sentence, the choice of a part, and agreement."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from signpost.desk.frame import hint
from signpost.desk.server import Desk
from signpost.desk.team_read import read
from signpost.desk.team_ruler import agreement_ruler
from signpost.desk.team_words import alpha_words, beside_words, leaning_words, opening, verdict
from signpost.desk.texts import html_safe
from signpost.desk.theme import color, ink, paper
from signpost.indicators.sentences import MONTHS, counted
from signpost.tagging.agreement import Agreement
from signpost.tagging.disagreements import Disagreement
from signpost.tagging.leaning import ENOUGH, leanings
from signpost.tagging.side_by_side import Asked, Compared, SideBySide

PARTS = ("Agreement", "Disagreements", "Coverage", "History", "Codebook")
MONTHS_SHOWN = 12
BOTH = ("tag by two", "tags by two")
ASKED: dict[str, Callable[[Asked, Sequence[str]], Agreement]] = {
    "Does it matter?": lambda some, ids: some.relevance(),
    "Direction": lambda some, ids: some.direction(ids),
    "Weight": lambda some, ids: some.weight(ids),
}
UNITS = {"Does it matter?": ("story", "stories"), "Direction": BOTH, "Weight": BOTH}
LINE = "display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;align-items:center;padding:.4rem 0"
BORDER = ";border-top:1px solid rgba(128,128,128,.25)"
QUIET = "opacity:.8;font-size:.92rem"
HOW = (
    "Agreement here is **beyond chance**: 0 is what guessing would give, 1 is always. The two marks are the usual "
    "limits (Krippendorff's alpha): from 0.67 tentative conclusions, from 0.80 reliable ones. The bar is the 80 % "
    "range.\n\n"
    "Where only few stories matter, readers agree on nearly all of them by both passing over them: then alpha is low "
    "and AC1 is high, and the **share agreed on of what anybody tagged** says more than either. So all three stand "
    "side by side.\n\n"
    "Only **blind** readings are independent: the second reader saw neither hints nor the first one's word. A "
    "judgement that was changed later counts as it stands now."
)


def waiting(desk: Desk) -> tuple[Disagreement, ...]:
    """The disagreements that nobody has ruled on, in order."""
    return read(desk).waiting


def found(desk: Desk, words: SideBySide, *, blind: bool = False) -> Compared:
    """All agreements, or those of the blind readings alone."""
    ids = [factor.id for factor in desk.framework.active]
    return desk.once("team agreement", words.version, blind, make=lambda: words.compared(ids, blind=blind))


def sentence(desk: Desk) -> str:
    """The bottom line."""
    names, told = [analyst.name for analyst in desk.store.analysts.all()], read(desk)
    blind = found(desk, told.words, blind=True).stories
    return opening(names, found(desk, told.words), blind, len(told.waiting))


def choose() -> str:
    """Which part of the page is shown; it travels in the link."""
    chosen = st.segmented_control(
        "Show",
        PARTS,
        default=PARTS[0],
        key="team_show",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    return chosen or PARTS[0]


def agreement(desk: Desk) -> None:
    """How far the team agrees: overall, by factor, by pair, over time, and who leans which way."""
    told = read(desk)
    words = told.words
    if not told.stories:
        hint(
            "Agreement needs a second reader. About one headline in ten is shown to two analysts, the second time "
            "without hints and without the first one's word. Ask a colleague to tag; this page fills by itself."
        )
        return
    every, blind = found(desk, words), found(desk, words, blind=True)
    scale()
    rows(desk, every, blind)
    with st.popover("How to read this", key="team_how", icon=":material/help:"):
        st.markdown(HOW)
    st.markdown("### By pair and over time")
    asked = st.segmented_control(
        "Of what", list(ASKED), default=next(iter(ASKED)), key="team_asked", required=True, label_visibility="collapsed"
    )
    asked = asked or next(iter(ASKED))
    left, right = st.columns(2, gap="large")
    with left:
        by_pairs(desk, words, asked)
    with right:
        by_months(desk, words, asked)
    st.markdown("### Usual leans")
    leans(desk, words)


def scale() -> None:
    """What the ends of the rulers and their two marks say, above the first."""
    words = "".join(
        f'<span style="position:absolute;left:{at}%;transform:translateX({shift}%)">{said}</span>'
        for at, shift, said in ((1.5, 0, "chance"), (66, -60, "tentative"), (80, -10, "reliable"))
    )
    shown = f'<div style="position:relative;height:1.3rem;white-space:nowrap">{words}</div>'
    st.html(f'<div style="{LINE};{QUIET}" aria-hidden="true">{cells("", shown, "")}</div>')


def cells(name: str, picture: str, words: str) -> str:
    return (
        f'<div style="flex:1 1 11rem;min-width:0">{name}</div>'
        f'<div style="flex:2 1 15rem;min-width:0">{picture}</div>'
        f'<div style="flex:2.4 1 17rem;min-width:0;font-variant-numeric:tabular-nums">{words}</div>'
    )


def line(
    name: str,
    measured: Agreement,
    shade: str,
    uid: str,
    *,
    unit: tuple[str, str] = ("story", "stories"),
    blind: str = "",
) -> str:
    """One agreement: name, ruler, numbers in words."""
    picture = agreement_ruler(measured, shade, uid=uid, ink=ink(), paper=paper(), alt=name)
    said = f"<b>{alpha_words(measured)}</b> {html_safe(verdict(measured))}" if measured.standing != "none" else ""
    beside = f'<div style="{QUIET}">{html_safe(beside_words(measured, unit))}{html_safe(blind)}</div>'
    title = f'<span style="font-weight:600;color:{shade}">{html_safe(name)}</span>'
    return f'<div style="{LINE}{BORDER}">{cells(title, picture, said + beside)}</div>'


def rows(desk: Desk, every: Compared, blind: Compared) -> None:
    """Relevance, each factor, direction and weight."""

    def alone(measured: Agreement) -> str:
        if not blind.stories or not measured.n:
            return ""
        return f" · blind alone: {alpha_words(measured) if measured.standing != 'none' else '–'} of {measured.n}"

    shown = [line("Does it matter?", every.relevant, ink(), "relevant", blind=alone(blind.relevant))]
    for factor in desk.framework.active:
        measured, way = every.factors[factor.id], every.directions[factor.id]
        beside = alone(blind.factors[factor.id])
        if way.n:
            told = f"{alpha_words(way)} of {way.n}" if way.standing != "none" else f"never differs in {way.n}"
            beside += f" · its direction {told}"
        shown.append(
            line(f"{factor.short}, tagged or not", measured, color(factor), f"factor-{factor.id}", blind=beside)
        )
    shown.append(line("Direction", every.direction, ink(), "direction", unit=BOTH, blind=alone(blind.direction)))
    shown.append(line("Weight", every.weight, ink(), "weight", unit=BOTH, blind=alone(blind.weight)))
    st.html("".join(shown))


def by_pairs(desk: Desk, words: SideBySide, asked: str) -> None:
    """Every pair of analysts, by name: no ranking."""
    ids = [factor.id for factor in desk.framework.active]

    def made() -> list[tuple[str, Agreement]]:
        found = words.pairs(lambda some: ASKED[asked](some, ids))
        return [(f"{one.name} and {other.name}", measured) for one, other, measured in found]

    told = desk.once("team pairs", words.version, asked, make=made)
    st.html("".join(line(names, found, ink(), f"pair-{n}", unit=UNITS[asked]) for n, (names, found) in enumerate(told)))


def by_months(desk: Desk, words: SideBySide, asked: str) -> None:
    """By the month of the second reading, the latest first."""
    ids = [factor.id for factor in desk.framework.active]
    told = desk.once(
        "team months", words.version, asked, make=lambda: words.months(lambda some: ASKED[asked](some, ids))
    )
    shown = [
        line(month_words(month), found, ink(), f"month-{month}", unit=UNITS[asked])
        for month, found in told[:MONTHS_SHOWN]
    ]
    st.html("".join(shown))
    if len(told) > MONTHS_SHOWN:
        st.markdown(f"{counted(len(told) - MONTHS_SHOWN, 'earlier month')} not shown.")


def month_words(month: str) -> str:
    """ "Nov 2026"."""
    day = date.fromisoformat(f"{month}-01")
    return f"{MONTHS[day.month - 1]} {day.year}"


def leans(desk: Desk, words: SideBySide) -> None:
    """Who usually leans which way, by name, where enough is shared."""
    told = desk.once("team leanings", words.version, make=lambda: leanings(words))
    if not told:
        st.markdown(f"A lean is told from {ENOUGH} shared stories on; nobody has so many yet.")
        return
    st.html(
        "".join(
            f'<div style="padding:.4rem 0{BORDER}"><b>{html_safe(one.analyst.name)}</b> '
            f"{html_safe(leaning_words(desk.framework, one))}</div>"
            for one in told
        )
    )
    st.markdown(
        "A lean is no mistake: it may be the others who lean. The indicators take usual leans off by themselves."
    )
