"""One click: a chart as a picture, its sentence as text, into the clipboard. The browser makes both by itself."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from signpost.desk.theme import ink, paper
from signpost.nouns.framework import Framework

FILES = Path(__file__).parent


@cache
def _component() -> Any:
    files: dict[str, Any] = {kind: (FILES / f"copying.{kind}").read_text("utf-8") for kind in ("html", "css", "js")}
    return st.components.v2.component("signpost_copying", **files)


def source_line(framework: Framework, day: date) -> str:
    """What a picture says of itself: framework and version, day, handling mark."""
    mark = f" · {framework.default_tlp}" if framework.default_tlp else ""
    return f"{framework.title} ({framework.version}) · as of {day:%d %b %Y} · Signpost{mark}"


def copying(framework: Framework, day: date, sentence: str, *, key: str, picture: str = "", what_if: str = "") -> None:
    """Buttons that copy the chart that stands above them, and the sentence. `picture` is the name of the file, without
    its ending, where a browser does not let a page write pictures into the clipboard (none: only the sentence);
    `what_if` says what was left out or changed, and goes along."""
    sentence = f"What if {what_if}: {sentence}" if what_if else sentence
    data = {
        "chart": bool(picture),
        "sentence": sentence,
        "source": source_line(framework, day),
        "file": f"{picture}.png",
        "paper": paper(),
        "ink": ink(),
        "label": "Copy this chart" if picture else "Copy this sentence",
    }
    _component()(key=key, data=data, width="content", height="content")
