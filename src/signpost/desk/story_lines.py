"""Stories with their points, as lines of a page."""

from typing import Any

import pandas as pd

from signpost.desk.server import Desk
from signpost.desk.texts import bidi, html_safe, link
from signpost.desk.theme import color
from signpost.indicators.sentences import day_words


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as dictionaries by column."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def signed(points: float) -> str:
    """A number with its sign, a real minus: "+4.7", "−0.4"; "0.0" has none."""
    said = f"{points:+.1f}"
    return "0.0" if said in ("+0.0", "-0.0") else said.replace("-", "−")


def story_line(desk: Desk, story: dict[str, Any], *, named: bool = True) -> str:
    """A story with its points, as a line of HTML."""
    arrow = "→" if story["points"] > 0 else "←"
    factor = desk.framework.factor(story["factor_id"])
    chip = f'<span style="color:{color(factor)};font-weight:600">{html_safe(factor.short)}</span> · ' if named else ""
    title = bidi(str(story["title"]), bool(story["rtl"]), str(story["language"]))
    shown = link(str(story["url"]), "open") if story["url"] else ""
    extra = [html_safe(str(story["outlets"])), day_words(story["day"].date())]
    extra += ["analysts disagree"] if story["contested"] else []
    extra += [html_safe(str(story["note"]))] if story["note"] else []
    line = "display:flex;gap:.9rem;padding:.45rem 0;border-top:1px solid rgba(128,128,128,.25)"
    number = "min-width:5.2rem;font-variant-numeric:tabular-nums;white-space:nowrap"
    return (
        f'<div style="{line}"><div style="{number}">{arrow} {abs(story["points"]):.1f} pts</div>'
        f'<div style="min-width:0;overflow-wrap:anywhere"><div style="line-height:1.4">{title}</div>'
        f'<div style="opacity:.8;font-size:.9rem">{chip}{" · ".join(extra)} {shown}</div></div></div>'
    )
