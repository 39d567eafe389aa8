"""Where words stand on a chart without touching each other: names at the ends of lines, notes above the plot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from signpost.nouns.note import Note

LABEL_GAP_PX = 17
NOTE_CHARS = 34
CHAR_PX, LETTER_PX = 6.3, 16.0
LANES = 4
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def end_labels(frame: pd.DataFrame, height: float, *, named: bool) -> pd.DataFrame:
    """One row per factor: where its line ends (day, level), where its name stands (`at`) without touching, where 100
    levels are `height` px high, and its `place` among the factors as they were given."""
    ends = frame[~frame["joint"].to_numpy(dtype=bool)].groupby("factor_id", sort=False).tail(1)
    ends = ends.assign(place=range(len(ends)))
    gap = 100.0 * LABEL_GAP_PX / height
    ends = ends.sort_values(["level", "factor_id"]).reset_index(drop=True)
    text = [
        end_words(name if named else "", level, standing)
        for name, level, standing in zip(ends["factor"], ends["level"], ends["standing"], strict=True)
    ]
    return ends.assign(at=spread(ends["level"].tolist(), gap), text=text)


def end_words(name: str, level: float, standing: str) -> str:
    if standing == "none":
        return f"{name}: no evidence" if name else "no evidence"
    return f"{name} {level:.0f}".strip()


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Ascending places at least `gap` apart within 0-100, as near to the (ascending) wanted ones as least squares says.

    >>> spread([40.0, 41.0, 80.0], 5.0)
    [38.0, 43.0, 80.0]
    """
    blocks: list[tuple[float, int]] = []  # (mean of wanted minus its place in the block, members), pooled upwards
    for index, level in enumerate(wanted):
        mean, members = level - index * gap, 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean, members = (before * count + mean * members) / (count + members), members + count
        blocks.append((mean, members))
    ceiling = max(0.0, 100.0 - (len(wanted) - 1) * gap)
    flat = [min(max(mean, 0.0), ceiling) for mean, members in blocks for _ in range(members)]
    return [base + index * gap for index, base in enumerate(flat)]


def letter(place: int) -> str:
    """A, B … Z, AA, AB …: what a note is called on a chart and in the list beneath it."""
    before, at = divmod(place, len(LETTERS))
    return (letter(before - 1) if before else "") + LETTERS[at]


def lettered(notes: Sequence[Note], first: date, last: date) -> list[tuple[str, Note]]:
    """The notes of these days with their letters, by day: the same on every panel of a chart and in its list."""
    shown = sorted((one for one in notes if first <= one.day <= last), key=lambda one: (one.day, one.uid))
    return [(letter(place), note) for place, note in enumerate(shown)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A note above a plot. `lane` 0 is the lowest; `left` says whether its words end at its day instead of beginning
    there; `text` is cut to what there is room for, at least its letter."""

    note: Note
    letter: str
    text: str
    lane: int
    left: bool


def placed(
    notes: Sequence[tuple[str, Note]], first: date, last: date, room: float, *, letters: bool = False
) -> list[Placed]:
    """Every note (`lettered`) in a lane where it touches no other, on a plot `room` px wide; with `letters` without
    its words.

    Where all lanes are taken only the letter is left; where even that touches, it takes the highest lane.
    """
    span = max((last - first).days, 1)
    taken: list[list[tuple[float, float]]] = [[] for _ in range(LANES)]
    found = []
    for name, note in notes:
        x = room * (note.day - first).days / span
        words = note.words if len(note.words) <= NOTE_CHARS else note.words[: NOTE_CHARS - 1].rstrip() + "…"
        for text in (name,) if letters else (f"{name} {words}", name):
            wide = max(LETTER_PX, CHAR_PX * len(text) + 8)
            left = x + wide > room
            reach = (x - wide, x) if left else (x, x + wide)
            lane = next((n for n in range(LANES) if free(taken[n], *reach)), None)
            if lane is not None:
                break
        lane = LANES - 1 if lane is None else lane
        taken[lane].append(reach)
        found.append(Placed(note=note, letter=name, text=text, lane=lane, left=left))
    return found


def free(taken: Sequence[tuple[float, float]], begin: float, end: float) -> bool:
    return all(end <= other_begin or begin >= other_end for other_begin, other_end in taken)
