"""What a reading is worth: the method with something left out or changed, chosen here and carried in the link.

The choice is in the page's address (`without_outlet=…`, `half_life=7` …), so that a colleague who opens the link sees
the same; while one is made, it is said beside the title.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import streamlit as st

from signpost.desk.opening import asked_for
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk
from signpost.desk.texts import html_safe, markdown_safe
from signpost.indicators.options import SHIPPED, Options
from signpost.indicators.sentences import counted
from signpost.nouns.framework import Framework
from signpost.nouns.indicator import Indicator

HALF_LIVES = (7.0, 14.0, 30.0)
TALL = 560  # px: how much room the choices need
TOGGLES = ("outlets", "perspectives", "analysts", "signposts", "lean", "weights", "half_life")
PARAMS = (
    "without_outlet",
    "without_perspective",
    "without_analyst",
    "without_signpost",
    "lean",
    "weights",
    "half_life",
)


def options_of(params: Mapping[str, Sequence[str]]) -> Options:
    """The choice that an address carries; what makes no sense in it is passed over."""
    analysts = [int(one) for one in params.get("without_analyst", ()) if one.isascii() and one.isdigit()]
    lives = [life for life in HALF_LIVES if f"{life:g}" in params.get("half_life", ())]
    return Options(
        half_life=lives[0] if lives else SHIPPED.half_life,
        lean="off" not in params.get("lean", ()),
        weights="on" in params.get("weights", ()),
        without_outlets=tuple(sorted(set(params.get("without_outlet", ())))),
        without_perspectives=tuple(sorted(set(params.get("without_perspective", ())))),
        without_analysts=tuple(sorted(set(analysts))),
        without_signposts=tuple(sorted(set(params.get("without_signpost", ())))),
    )


def params_of(options: Options) -> dict[str, list[str]]:
    """The address of a choice; nothing for the method as it is."""
    told = {
        "without_outlet": list(options.without_outlets),
        "without_perspective": list(options.without_perspectives),
        "without_analyst": [str(one) for one in options.without_analysts],
        "without_signpost": list(options.without_signposts),
        "lean": [] if options.lean else ["off"],
        "weights": ["on"] if options.weights else [],
        "half_life": [] if options.half_life == SHIPPED.half_life else [f"{options.half_life:g}"],
    }
    return {name: values for name, values in told.items() if values}


def option_words(options: Options, framework: Framework, analysts: Mapping[int, str]) -> str:
    """What differs from the method, in words; "" for nothing."""
    titles = {signpost.id: signpost.title for factor in framework.factors for signpost in factor.signposts}
    said = [f"without {name}" for name in (*options.without_outlets, *options.without_perspectives)]
    said += [f"without {analysts.get(one, 'an analyst who is not here')}" for one in options.without_analysts]
    said += [f"without the signpost “{titles.get(one, one)}”" for one in options.without_signposts]
    said += [] if options.lean else ["with the usual lean of outlets and analysts left in"]
    said += ["with weighty stories counting more"] if options.weights else []
    if options.half_life != SHIPPED.half_life:
        said.append(f"with stories losing half their weight in {options.half_life:g} days")
    return ", ".join(said)


def survives(before: Indicator, after: Indicator, framework: Framework) -> bool:
    """Whether what is read in words stays the same: the word for the level, and up, down or neither."""
    same = framework.level_words(before.level) == framework.level_words(after.level)
    return (
        same and before.change.clear == after.change.clear and (before.standing == "none") == (after.standing == "none")
    )


def verdict(before: Sequence[Indicator], after: Sequence[Indicator], framework: Framework) -> str:
    """How many readings survive the change, and which do not, in a sentence."""
    pairs = list(zip(before, after, strict=True))
    changed = [one for one, other in pairs if not survives(one, other, framework)]
    if not changed:
        most = max((abs(one.level - other.level) for one, other in pairs), default=0.0)
        whom = "The reading survives" if len(pairs) == 1 else f"All {len(pairs)} readings survive"
        return f"{whom}: no level moves by more than {most:.1f} points, and every word stays the same."
    names = ", ".join(framework.factor(one.factor_id).short for one in changed)
    if len(pairs) == 1:
        return "The reading does not survive: it would be put in other words."
    return f"{counted(len(changed), 'reading does', 'readings do')} not survive: {names} would be put in other words."


def asked(desk: Desk) -> Options:
    """The choice in this page's address."""
    return options_of({name: st.query_params.get_all(name) for name in PARAMS})


def title_row(desk: Desk, title: str, page: str, today: date, known: datetime | None = None) -> Reckoned:
    """The page's title with the choice beside it; what was reckoned under the choice, as known at a moment."""
    options = asked(desk)
    plain = desk.reckoned(known)
    with st.container(horizontal=True, vertical_alignment="center", key=f"{page}_title"):
        st.title(title, anchor=False, width="stretch")
        with st.popover("What if…", icon=":material/science:", key=f"{page}_what_if", on_change="rerun") as opened:
            if asked_for(opened, TALL):
                choices(desk, plain, options, page, today)
    if options == SHIPPED:
        return plain
    words = option_words(options, desk.framework, plain.voices()[2])
    with st.container(horizontal=True, vertical_alignment="center", key=f"{page}_what_if_on"):
        st.warning(f"**What if:** {markdown_safe(words)}. This is not the reading.", icon=":material/science:")
        st.button("Back to the reading", key=f"{page}_what_if_back", on_click=forget, args=(page,))
    return plain.under(options)


def choices(desk: Desk, plain: Reckoned, options: Options, page: str, today: date) -> None:
    """The toggles, and at once what they change."""
    outlets, perspectives, analysts = plain.voices()
    signposts = {one.id: one.title for factor in desk.framework.active for one in factor.signposts}
    shown: dict[str, Any] = {
        "outlets": list(options.without_outlets),
        "perspectives": list(options.without_perspectives),
        "analysts": list(options.without_analysts),
        "signposts": list(options.without_signposts),
        "lean": options.lean,
        "weights": options.weights,
        "half_life": options.half_life,
    }
    for name, value in shown.items():  # the address is right, also after “back” and after a link
        st.session_state[field(page, name)] = value

    def many(label: str, name: str, there: Sequence[Any], names: Mapping[Any, str] | None = None) -> None:
        st.multiselect(
            label,
            [*there, *(one for one in shown[name] if one not in there)],
            format_func=lambda one: (names or {}).get(one, str(one)),
            key=field(page, name),
            on_change=remember,
            args=(page,),
            placeholder="Nothing left out",
        )

    st.markdown("See whether the reading depends on a voice or on a choice of the method.")
    many("Leave out outlets", "outlets", outlets)
    many("Leave out perspectives", "perspectives", perspectives)
    many("Leave out analysts", "analysts", list(analysts), dict(analysts))
    many("Leave out signposts", "signposts", list(signposts), dict(signposts))
    told: dict[str, Any] = {"on_change": remember, "args": (page,)}
    st.toggle("Take off the usual lean of outlets and analysts", key=field(page, "lean"), **told)
    st.toggle("Weighty stories count more", key=field(page, "weights"), **told)
    st.segmented_control(
        "A story loses half its weight in",
        HALF_LIVES,
        format_func=lambda days: f"{days:g} days",
        key=field(page, "half_life"),
        required=True,
        **told,
    )
    if options == SHIPPED:
        st.markdown("Nothing is changed: this is the method as it is.")
        return
    before, after = plain.indicators(today), plain.under(options).indicators(today)
    st.markdown(f"**{verdict(before, after, desk.framework)}**")
    st.html("".join(compared(desk.framework, one, other) for one, other in zip(before, after, strict=True)))


def compared(framework: Framework, before: Indicator, after: Indicator) -> str:
    """One factor's line: what it is, and what it would be."""
    verdict = "reads the same" if survives(before, after, framework) else "reads differently"
    line = "display:flex;justify-content:space-between;gap:1rem;padding:.25rem 0"
    line += ";border-top:1px solid rgba(128,128,128,.25)"
    return (
        f'<div style="{line}"><span>{html_safe(framework.factor(before.factor_id).short)}</span>'
        f'<span style="font-variant-numeric:tabular-nums">{before.level:.0f} → <b>{after.level:.0f}</b> '
        f"({after.low:.0f}–{after.high:.0f}) · {verdict}</span></div>"
    )


def remember(page: str) -> None:
    """Put the toggles' choice into the page's address."""
    held = {name: st.session_state[field(page, name)] for name in TOGGLES}
    put(
        Options(
            half_life=held["half_life"] or SHIPPED.half_life,
            lean=held["lean"],
            weights=held["weights"],
            without_outlets=tuple(sorted(held["outlets"])),
            without_perspectives=tuple(sorted(held["perspectives"])),
            without_analysts=tuple(sorted(held["analysts"])),
            without_signposts=tuple(sorted(held["signposts"])),
        )
    )


def forget(page: str) -> None:
    """Back to the method as it is. The toggles get new keys: a browser keeps what closed ones were set to, and would
    send it again."""
    turn = f"{page}_what_if_turn"
    st.session_state[turn] = st.session_state.get(turn, 0) + 1
    put(SHIPPED)


def field(page: str, name: str) -> str:
    """The key of a toggle."""
    turn = st.session_state.get(f"{page}_what_if_turn", 0)
    return f"{page}_what_if_{name}" + f"_{turn}" * bool(turn)


def put(options: Options) -> None:
    told = params_of(options)
    for name in PARAMS:
        if name in told:
            st.query_params[name] = told[name]
        elif name in st.query_params:
            del st.query_params[name]
