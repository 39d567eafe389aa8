"""The trend chart as a Vega-Lite specification, for a page that draws it again after every change.

Altair needs half a second to put a chart together and to write it down. All but the data depends on few things (which
days are shown, whether there are flags and notes, one factor or several), so it is written once for each such shape;
then only its data is anew.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any, Literal

import pandas as pd

from signpost.indicators.sentences import direction_words
from signpost.nouns.framework import Framework
from signpost.nouns.gap import DayHealth
from signpost.nouns.note import Note
from signpost.nouns.shift import Shift
from signpost.nouns.tag import Direction
from signpost.nouns.trend import Trend
from signpost.trends.charts import colors_of, frames_of, room_of, trend_chart, trend_frame
from signpost.trends.dress import Theme
from signpost.trends.flags import ceiling, shift_frame
from signpost.trends.labels import lettered, placed
from signpost.trends.silence import silence_frame

Spec = dict[str, Any]
SHAPES = 32
DRAWN_ONCE = {"silence": 1, "lines": 2, "half": 1, "dots": 2, "notes": 1, "notes right": 1, "notes left": 1}
DRAWN_ONCE |= {"up": 2, "down": 2}  # layers by what they draw; the ends take what is left

_shapes: OrderedDict[Hashable, Spec] = OrderedDict()
_lock = threading.Lock()


def trend_spec(
    trends: Sequence[Trend],
    framework: Framework,
    *,
    theme: Theme = "light",
    width: int | Literal["container"] = 760,
    height: int = 380,
    heard: Sequence[DayHealth] = (),
    notes: Sequence[Note] = (),
    shifts: Sequence[Shift] = (),
) -> Spec:
    """What `trend_chart` with these arguments, all in one plot, says `to_dict`; its datasets have other names."""
    if not trends or not trends[0].days:
        raise ValueError("a trend chart needs at least one trend with a day")
    first, last = trends[0].days[0], trends[0].days[-1]
    frame = trend_frame(trends, framework)
    of = {"", *(trend.factor_id for trend in trends)}
    named = lettered([note for note in notes if note.factor_id in of], first, last)
    above = placed(named, first, last, room_of(width))
    count = len(trends)
    flagged = shift_frame(shifts, frame, framework, last, named=count == 1)
    frames = {"silence": silence_frame(heard), **frames_of(frame, above, flagged, height, named=True)}
    words = tuple(direction_words(framework, way) for way in (Direction.WEAKENS, Direction.STRENGTHENS))
    colors = tuple(colors_of(framework, theme).items())
    shape = (count, colors, words, theme, width, height, first, last, ceiling(above, height), *frames)
    with _lock:
        spec = _shapes.get(shape)
    if spec is None:
        made = trend_chart(
            trends, framework, theme=theme, width=width, height=height, heard=heard, notes=notes, shifts=shifts
        )
        spec = emptied(made.to_dict(), list(frames))
        with _lock:
            _shapes[shape] = spec
            while len(_shapes) > SHAPES:
                _shapes.popitem(last=False)
    return spec | {"datasets": {name: records(held) for name, held in frames.items()}}


def emptied(spec: Spec, names: Sequence[str]) -> Spec:
    """The specification whose layers name what they draw."""
    order = ["silence", "lines", "half", "lines", "dots", "dots"]
    between = [name for name in names if name not in (*order, "ends")]
    order += [name for name in between for _ in range(DRAWN_ONCE[name])]
    order += ["ends"] * (len(spec["layer"]) - len(order))
    layers = [layer | {"data": {"name": name}} for layer, name in zip(spec["layer"], order, strict=True)]
    return spec | {"layer": layers}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as JSON types: moments as ISO, what is missing as None."""
    columns = {
        str(name): [one.isoformat() for one in held] if str(held.dtype).startswith("datetime64") else held.tolist()
        for name, held in frame.items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
