"""What is drawn on a trend beside its lines: notes of the analysts above the plot, and flags where a factor shifted."""

from collections.abc import Mapping, Sequence
from datetime import date

import altair as alt
import pandas as pd

from signpost.indicators.sentences import day_words
from signpost.nouns.framework import Framework
from signpost.nouns.shift import Shift
from signpost.trends.labels import Placed
from signpost.trends.sentences import shift_sentence

LANE_PX, LOWEST_PX = 16, 6
NARROW_PX = 620  # below this, a chart of any width shows the letters of its notes only
ROOM_PX = 620
WAYS = {"up": "triangle-up", "down": "triangle-down"}
FOOT = 2.0  # of the level: where a flag's words stand


def ceiling(found: Sequence[Placed], height: int) -> float:
    """Where the axis of levels ends so that the lanes of the notes have room above 100, on a plot `height` px high.

    The room is part of the plot: what is drawn outside it makes a browser measure the chart anew, and shrink it."""
    lanes = max((one.lane + 1 for one in found), default=0)
    return 100.0 * height / (height - (LANE_PX * lanes + LOWEST_PX)) if lanes else 100.0


def note_frames(found: Sequence[Placed], height: int) -> dict[str, pd.DataFrame]:
    """What is drawn of the notes: all of them, and those whose words stand right or left of their day."""
    if not found:
        return {}
    a_px = (ceiling(found, height) - 100.0) / (LANE_PX * max(one.lane + 1 for one in found) + LOWEST_PX)
    frame = note_frame(found)
    frame = frame.assign(at=100.0 + a_px * (LOWEST_PX + LANE_PX * frame["lane"]))
    left = frame["left"].to_numpy(dtype=bool)
    sides = {"notes right": frame[~left], "notes left": frame[left]}
    return {"notes": frame} | {name: held for name, held in sides.items() if len(held)}


def note_layers(frames: Mapping[str, pd.DataFrame], x: alt.X, ink: str, *, letters: bool) -> dict[str, list[alt.Chart]]:
    """A rule at the day of each note and its words above the level of 100, by what they draw. With `letters`, or where
    the plot turns out narrow, only the letter stands there."""
    if "notes" not in frames:
        return {}
    told = [
        alt.Tooltip("utcyearmonthdate(day):T", title="Day", format="%-d %b %Y"),
        alt.Tooltip("words:N", title="Note"),
    ]
    rules = alt.Chart(frames["notes"]).mark_rule(color=ink, strokeWidth=1, strokeDash=[1, 3], opacity=0.7)
    layers = {"notes": [rules.encode(x=x, y="at:Q", y2=alt.datum(0), tooltip=told)]}
    shown = "datum.letter" if letters else f"width < {NARROW_PX} ? datum.letter : datum.text"
    for name, left in (("notes right", False), ("notes left", True)):
        if name not in frames:
            continue
        mark = alt.Chart(frames[name]).transform_calculate(shown=shown)
        mark = mark.mark_text(
            align="right" if left else "left", baseline="bottom", fontSize=11.5, color=ink, dx=-3 if left else 3, dy=2
        )
        layers[name] = [mark.encode(x=x, y="at:Q", text="shown:N", tooltip=told)]
    return layers


def note_frame(found: Sequence[Placed]) -> pd.DataFrame:
    """One row per note: day (UTC), letter, text (as drawn), words (in full, with who wrote them), lane, left."""
    return pd.DataFrame(
        {
            "day": [pd.Timestamp(one.note.day, tz="UTC") for one in found],
            "letter": [one.letter for one in found],
            "text": [one.text for one in found],
            "words": [f"{one.note.words} ({one.note.analyst})" for one in found],
            "lane": [one.lane for one in found],
            "left": [one.left for one in found],
        }
    )


def shift_frame(
    shifts: Sequence[Shift], frame: pd.DataFrame, framework: Framework, today: date, *, named: bool
) -> pd.DataFrame:
    """One row per shift whose day is drawn in `frame` (`trend_frame`): factor_id, day, level, way, label, words."""
    drawn = frame[~frame["joint"].to_numpy(dtype=bool)]
    levels = {
        (factor, day.date()): level
        for factor, day, level in zip(drawn["factor_id"], drawn["day"], drawn["level"], strict=True)
    }
    rows = [
        {
            "factor_id": one.factor_id,
            "day": pd.Timestamp(one.since, tz="UTC"),
            "level": levels[(one.factor_id, one.since)],
            "way": one.way,
            "label": f"shifted {one.way} {day_words(one.since, today)}" if named else "",
            "words": f"{framework.factor(one.factor_id).short}: {shift_sentence(one, framework, today)}",
        }
        for one in shifts
        if (one.factor_id, one.since) in levels
    ]
    columns = {"factor_id": "str", "day": "datetime64[us, UTC]", "level": "float64"}
    columns |= dict.fromkeys(("way", "label", "words"), "str")
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def shift_frames(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of `shift_frame` by the way they went, where there are any."""
    parts = {way: rows[(rows["way"] == way).to_numpy(dtype=bool)] for way in WAYS}
    return {way: part for way, part in parts.items() if len(part)}


def shift_layers(
    frames: Mapping[str, pd.DataFrame], x: alt.X, color: alt.Color, paper: str
) -> dict[str, list[alt.Chart]]:
    """A triangle on the line where a factor shifted, pointing the way it went, with its sentence on hover; its words
    stand at the foot of the plot, where hardly a band is in their way."""
    layers = {}
    for way, shape in WAYS.items():
        if way not in frames:
            continue
        base = alt.Chart(frames[way]).encode(x=x, y="level:Q", color=color)
        mark = base.mark_point(shape=shape, size=130, filled=True, opacity=1, stroke=paper, strokeWidth=1.5)
        words = alt.Chart(frames[way]).mark_text(fontSize=11.5, fontWeight=600, baseline="bottom")
        layers[way] = [
            mark.encode(tooltip=[alt.Tooltip("words:N", title="Shift")]),
            words.encode(x=x, y=alt.datum(FOOT), color=color, text="label:N"),
        ]
    return layers
