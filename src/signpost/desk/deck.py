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

FILES = Path(__file__).parent / "deck"
SCRIPTS = ("outbox.js", "session.js", "paint.js", "questions.js", "deck.js")  # one module, in this order


@cache
def sources() -> dict[str, str]:
    """The component's `html`, `css` and `js`, read once."""
    return {
        "html": (FILES / "deck.html").read_text("utf-8"),
        "css": (FILES / "deck.css").read_text("utf-8"),
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
    theme: str = "light",
    endpoint: str = "/api/tags",
) -> dict[str, Any]:
    """What the deck gets. `queue` holds cards as `/api/tags` answers them; at least 200 of them never run dry.

    `storage_key` names the outbox in the browser: stable for an analyst on a server, another one for each analyst.
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
        "codebook": [rule.rule for rule in framework.codebook],
        "queue": [dict(card) for card in queue],
        "waiting": waiting,
        "theme": theme,
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
