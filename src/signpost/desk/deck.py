"""The tagging deck: mounts the component in `deck/` and hands it what it draws.

The page keeps its own pile of headlines and sends what was judged to `endpoint` by itself (`deck/outbox.js`), so a key
press never waits for a re-run. Streamlit passes data in and gets nothing back; a re-run only brings newer data.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from signpost.nouns.framework import Factor, Framework
from signpost.store.codebook import CodebookLine

FILES = Path(__file__).parent / "deck"
SCRIPTS = (  # one module, in this order
    "outbox.js", "bindings.js", "wishes.js", "pile.js", "session.js", "paint.js", "questions.js", "codebook.js",
    "strip.js", "list.js", "attach.js", "deeds.js", "remap.js", "hear.js", "connection.js", "deck.js",
    "mount.js",
)  # fmt: skip
STYLES = ("deck.css", "questions.css", "keys.css", "panels.css", "list.css", "last.css", "narrow.css")


@cache
def sources() -> dict[str, str]:
    """The component's `html`, `css` and `js`, read once. The html is an empty room and a template: a deck that stands
    already (`early.js`) moves in, else `mount.js` makes one; two at once would be read out twice."""
    return {
        "html": f'<div class="room"></div>\n<template>{(FILES / "deck.html").read_text("utf-8").strip()}</template>',
        "css": "\n".join((FILES / name).read_text("utf-8") for name in STYLES),
        "js": "\n".join((FILES / name).read_text("utf-8") for name in SCRIPTS),
    }


@cache
def _component() -> Any:
    files = sources()
    return st.components.v2.component("signpost_deck", html=files["html"], css=files["css"], js=files["js"])


def deck_data(
    framework: Framework,
    *,
    token: str,
    storage_key: str,
    analyst: str,
    queue: Sequence[Mapping[str, Any]],
    waiting: int,
    lines: Sequence[CodebookLine] = (),
    keys: Mapping[str, str] | None = None,
    wanted: Mapping[str, str] | None = None,
    unseen: str = "",
    mark: str = "",
    theme: str = "light",
    demo: bool = False,
    endpoint: str = "/api/tags",
) -> dict[str, Any]:
    """What the deck gets. `queue` holds cards as `/api/tags` answers them; the deck fetches more of them by itself.

    `storage_key` names the outbox in the browser: stable for an analyst on a server, another one for each analyst.
    `lines` are what the team added to the codebook, `keys` what the analyst remapped (None: nothing is known here),
    `wanted` the filter in words (`clearing.as_words`), `unseen` the sentence on what still matters among what waits,
    `mark` the order they stand in (`store.picks.mark`), `demo` whether the page has the demo's banner above it.
    """
    return {
        "token": token,
        "endpoint": endpoint,
        "storage_key": storage_key,
        "analyst": analyst,
        "factors": [_factor(factor) for factor in framework.active[:5]],
        "directions": [
            {"id": str(direction), "label": words.label, "help": words.help}
            for direction, words in framework.directions.items()
        ],
        "weights": [
            {"value": value, "label": words.label, "help": words.help} for value, words in framework.weights.items()
        ],
        "scenarios": [
            {
                "id": scenario.id,
                "title": scenario.title,
                "deeds": [
                    {"id": deed.id, "text": deed.text, "keywords": list(deed.keywords)}
                    for deed in scenario.signposts
                    if deed.retired is None
                ],
            }
            for scenario in framework.scenarios
            if scenario.retired is None
        ],
        "codebook": [
            *({"rule": rule.rule} for rule in framework.codebook),
            *({"rule": line.line, "factor": line.factor_id, "by": line.analyst.name} for line in lines),
        ],
        "keys": None if keys is None else dict(keys),
        "wanted": dict(wanted or {}),
        "unseen": unseen,
        "mark": mark,
        "queue": [dict(card) for card in queue],
        "waiting": waiting,
        "theme": theme,
        "demo": demo,
    }


def show_deck(data: Mapping[str, Any], *, key: str = "tagging_deck") -> None:
    """Mounts the deck with `deck_data(...)`. Mount it once on a page."""
    _component()(key=key, data=dict(data), width="stretch", height="content")


def _factor(factor: Factor) -> dict[str, Any]:
    return {
        "id": factor.id,
        "short": factor.short,
        "title": factor.title,
        "summary": factor.summary,
        "claims": [claim.text for claim in factor.claims],
        "signposts": [
            {"id": each.id, "title": each.title, "statement": each.statement, "direction": str(each.direction)}
            for each in factor.signposts
            if each.retired is None
        ],
        "light": factor.color.light,
        "dark": factor.color.dark,
    }
