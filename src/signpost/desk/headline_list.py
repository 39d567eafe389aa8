"""The list of headlines: mounts the component in `list/` and hands it what it draws. A click or Enter opens a row."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from signpost.indicators.sentences import direction_words
from signpost.nouns.framework import Framework
from signpost.nouns.headline import Headline, TimeFlag
from signpost.nouns.tag import WEIGHTS, Direction, Judgement, Kind

FILES = Path(__file__).parent / "list"
SIGNS = {Direction.STRENGTHENS: "→", Direction.NEUTRAL: "·", Direction.WEAKENS: "←"}
FLAGS = {
    TimeFlag.OK: "",
    TimeFlag.MISSING: "The outlet gave no time: this is when it was first seen",
    TimeFlag.SILLY: "The outlet gave an impossible time: this is when it was first seen",
    TimeFlag.FUTURE: "The outlet gave a time ahead of the clock: it counts from when it was first seen",
}


@cache
def sources() -> dict[str, str]:
    """The component's `html`, `css` and `js`, read once."""
    return {kind: (FILES / f"list.{kind}").read_text("utf-8") for kind in ("html", "css", "js")}


@cache
def _component() -> Any:
    files: dict[str, Any] = sources()
    return st.components.v2.component("signpost_headline_list", **files)


def show_list(data: Mapping[str, Any], opened: Callable[[], None], *, key: str) -> None:
    """Mounts the list with `list_data(...)`; `opened` is called when a row was chosen, `picked` tells which."""
    _component()(key=key, data=dict(data), width="stretch", height="content", on_open_change=opened)


def picked(key: str) -> str:
    """The id of the row that was opened, within the callback `opened`; "" if none was."""
    return str(getattr(st.session_state.get(key), "open", None) or "")


def list_data(
    framework: Framework,
    headlines: Sequence[Headline],
    standing: Sequence[Judgement],
    revised: Collection[int],
    *,
    chosen: int | None,
    search: str,
    theme: str,
) -> dict[str, Any]:
    """What the list gets. A change of `search` scrolls it to its top. Ids are texts: JavaScript rounds large ones."""
    given: dict[int, list[Judgement]] = {}
    for judgement in standing:
        given.setdefault(judgement.headline_id, []).append(judgement)
    return {
        "rows": [row(framework, h, given.get(h.id, []), h.id in revised) for h in headlines],
        "chosen": "" if chosen is None else str(chosen),
        "search": search,
        "theme": theme,
    }


def row(framework: Framework, headline: Headline, given: Sequence[Judgement], revised: bool) -> dict[str, Any]:
    against = [j.analyst.name for j in given if j.kind is Kind.NOT_RELEVANT]
    others = [j for j in given if j.kind is not Kind.NOT_RELEVANT]
    return {
        "id": str(headline.id),
        "title": headline.title,
        "rtl": headline.rtl,
        "language": headline.language,
        "from": " · ".join(part for part in (headline.outlet, headline.perspective) if part),
        "at": headline.at.isoformat(timespec="seconds"),
        "flag": FLAGS[headline.time_flag],
        "revised": revised,
        "aside": f"not relevant: {', '.join(against)}" if against and not others else "",
        "marks": marks(framework, others),
    }


def marks(framework: Framework, given: Sequence[Judgement]) -> list[dict[str, str]]:
    """Judgements as coloured initials: one mark for all that say the same of a factor, then the deeds."""
    short = initials(framework)
    told: dict[tuple[str, Direction], list[Judgement]] = {}
    deeds = []
    for judgement in given:
        if judgement.factor_id and judgement.direction:
            told.setdefault((judgement.factor_id, judgement.direction), []).append(judgement)
        elif judgement.kind is Kind.DEED:
            deeds.append(judgement)
    found = []
    order = {factor.id: number for number, factor in enumerate(framework.factors)}
    for (factor_id, direction), same in sorted(told.items(), key=lambda item: order[item[0][0]]):
        factor = framework.factor(factor_id)
        number = f" ×{len(same)}" if len(same) > 1 else ""
        found.append(
            {
                "sign": f"{short[factor_id]} {SIGNS[direction]}{number}",
                "words": f"{factor.title}: {direction_words(framework, direction)} ({'; '.join(map(who, same))})",
                "light": factor.color.light,
                "dark": factor.color.dark,
            }
        )
    texts = {deed.id: deed.text for scenario in framework.scenarios for deed in scenario.signposts}
    for judgement in deeds:
        words = f"Observed: {texts.get(judgement.signpost_id or '', 'a deed')} ({judgement.analyst.name})"
        found.append({"sign": "◆", "words": words, "light": "", "dark": ""})
    return found


def who(judgement: Judgement) -> str:
    """ "Maria, moderate"; a ruling says so."""
    weight = f", {WEIGHTS[judgement.weight]}" if judgement.weight else ""
    return f"{judgement.analyst.name}{weight}{', ruling' if judgement.kind is Kind.RULING else ''}"


def initials(framework: Framework) -> dict[str, str]:
    """The shortest beginnings, all of one length, that tell the factors' short names apart; by factor id."""
    names = [factor.short for factor in framework.factors]
    longest = max(map(len, names))
    length = next((n for n in range(1, longest) if len({name[:n] for name in names}) == len(set(names))), longest)
    return {factor.id: factor.short[:length] for factor in framework.factors}
