"""The ruler and the sparkline: a level and its doubt as shape, in SVG.

A ruler runs from 0 to 100 with 50 marked; the band is a bar, the level a tick. Thin evidence is hollow and hatched, no
evidence an empty ruler with words. Positions are percentages and the height is fixed, so that a ruler of 340 px and one
of 700 px have the same text and strokes. Only plain elements and attributes are used. `ink` is a colour or, where the
SVG stands in the page itself, "currentColor"; `st.html` drops SVG elements, there `as_image` makes an <img> of it.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from html import escape

from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.shift import Shift
from signpost.nouns.trend import Trend

INSET = 1.5  # per cent kept free at either end, so that a tick at 0 or 100 is whole
RULER_HEIGHT = 44
BARE_HEIGHT = 26
SANS = "'Source Sans', 'Source Sans Pro', sans-serif"
AXIS_Y = 13


def ruler_svg(
    indicator: Indicator | Composite | None,
    color: str,
    *,
    uid: str,
    less: str = "",
    more: str = "",
    middle: str = "evenly split",
    ink: str = "currentColor",
    paper: str = "none",
    empty: str = "no recent evidence",
    width: str = "100%",
    expected: tuple[float, float] | None = None,
) -> str:
    """The ruler of an indicator (None: nothing measured), in the factor's `color` for the theme.

    `less`, `more`: what the ends mean, drawn with an arrow beneath; without them the ruler is 26 px high, with them 44.
    `uid` must be unique in the page (the hatching is addressed by it). `paper` fills a hollow tick. `expected` is a
    range drawn as an empty frame: what one would measure if something were so.
    """
    labelled = bool(less or more)
    height = RULER_HEIGHT if labelled else BARE_HEIGHT
    standing = _standing(indicator)
    said = ruler_words(indicator, less=less, more=more, empty=empty)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(said)}" font-family="{escape(SANS)}" overflow="visible">',
        f"<title>{escape(said)}</title>",
        _axis(ink, standing),
        _frame(expected, ink) if expected else "",
    ]
    if indicator is None or standing == "none":
        parts.append(_text(50, AXIS_Y - 3, empty, ink, anchor="middle", halo=paper))
    else:
        parts.append(_band(indicator.low, indicator.high, color, uid, solid=standing == "solid"))
        parts.append(_middle_mark(ink))
        parts.append(_tick(indicator.level, color, paper, solid=standing == "solid"))
    if labelled:
        parts.append(_text(0, 40, f"← {less}", ink, anchor="start"))
        parts.append(_text(50, 40, middle, ink, anchor="middle"))
        parts.append(_text(100, 40, f"{more} →", ink, anchor="end"))
    parts.append("</svg>")
    return "".join(parts)


def ruler_words(indicator: Indicator | Composite | None, *, less: str, more: str, empty: str) -> str:
    """What a ruler says to someone who cannot see it."""
    ends = f" 0 is {less}, 100 is {more}." if less and more else ""
    if indicator is None or _standing(indicator) == "none":
        return f"{empty[:1].upper()}{empty[1:]}.{ends}"
    thin = ", thin evidence" if _standing(indicator) == "thin" else ""
    return f"Level {indicator.level:.0f}, 80 % range {indicator.low:.0f} to {indicator.high:.0f}{thin}.{ends}"


def sparkline_svg(
    trend: Trend,
    color: str,
    *,
    ink: str = "currentColor",
    width: int = 150,
    height: int = 46,
    label: str = "",
    notes: Sequence[date] = (),
    shifts: Sequence[Shift] = (),
) -> str:
    """The last stretch of a trend without axes: line and band, 50 as a hairline, thin stretches dashed; `notes` are
    days with a tick at the foot, `shifts` triangles at the line where a factor began to move.

    It keeps its proportions when scaled. Levels from 0 to 100 fill the height, so sparklines compare with each other.
    """
    said = label or _spark_words(trend)
    last = max(len(trend.days) - 1, 1)
    right = width - 6.0

    def x(index: int) -> float:
        return 2.0 + (right - 2.0) * index / last

    def y(level: float) -> float:
        return 2.0 + (height - 4.0) * (100.0 - level) / 100.0

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="100%" role="img" '
        f'aria-label="{escape(said)}" preserveAspectRatio="xMidYMid meet">',
        f"<title>{escape(said)}</title>",
        f'<line x1="2" x2="{right:g}" y1="{y(50):g}" y2="{y(50):g}" stroke="{ink}" stroke-opacity="0.35" '
        f'stroke-width="0.75" stroke-dasharray="1 3"/>',
    ]
    for standing, start, end in _runs(trend):
        if standing == "none":
            continue
        band = [f"{x(i):.2f},{y(trend.high[i]):.2f}" for i in range(start, end + 1)]
        band += [f"{x(i):.2f},{y(trend.low[i]):.2f}" for i in range(end, start - 1, -1)]
        opacity = 0.2 if standing == "solid" else 0.1
        parts.append(f'<polygon points="{" ".join(band)}" fill="{color}" fill-opacity="{opacity}"/>')
    for standing, start, end in _runs(trend):
        if standing == "none":
            continue
        line = " ".join(f"{x(i):.2f},{y(trend.level[i]):.2f}" for i in range(start, end + 1))
        dashed = "" if standing == "solid" else ' stroke-dasharray="2.5 2.5"'
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="1.6" '
            f'stroke-linejoin="round" stroke-linecap="round"{dashed}/>'
        )
    places = {day: index for index, day in enumerate(trend.days)}
    for index in sorted({places[day] for day in notes if day in places}):
        at = f"{x(index):.2f}"
        parts.append(f'<line x1="{at}" x2="{at}" y1="{height - 7}" y2="{height}" stroke="{ink}" stroke-width="1.2"/>')
    for shift in shifts:
        if shift.since in places:
            index = places[shift.since]
            parts.append(_triangle(x(index), y(trend.level[index]), color, up=shift.way == "up"))
    if trend.days and _standing_at(trend.n_effective[-1]) != "none":
        parts.append(
            f'<circle cx="{x(len(trend.days) - 1):.2f}" cy="{y(trend.level[-1]):.2f}" r="2.4" fill="{color}"/>'
        )
    parts.append("</svg>")
    return "".join(parts)


def push_svg(points: float, reach: float, color: str, *, ink: str = "currentColor") -> str:
    """A net push (strengthening less weakening stories) as a bar from 0 in the middle; `reach` fills either half."""
    share = max(-1.0, min(1.0, points / reach if reach else 0.0))
    middle, end = _at(50), _at(50 + 50 * share)
    left, wide = (middle, share) if share >= 0 else (end, -share)
    size = f"{(100 - 2 * INSET) * wide / 2:.2f}%"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{BARE_HEIGHT}" overflow="visible">'
        f'<line x1="{_at(0)}" x2="{_at(100)}" y1="{AXIS_Y}" y2="{AXIS_Y}" stroke="{ink}" stroke-opacity="0.25"/>'
        f'<rect x="{left}" y="{AXIS_Y - 5}" width="{size}" height="10" fill="{color}" fill-opacity="0.75"/>'
        f"{_middle_mark(ink)}</svg>"
    )


def as_image(svg: str, *, alt: str, height: int | None = None) -> str:
    """An <img> that holds the SVG itself, for places that drop SVG elements. `ink` must then be a colour.

    `height` in px for a ruler (44, or 26 without labels); without it the picture keeps its proportions.
    """
    data = b64encode(svg.encode()).decode()
    size = f"height:{height}px" if height is not None else "height:auto"
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}" style="display:block;width:100%;{size}">'


def _triangle(x: float, y: float, color: str, *, up: bool) -> str:
    tip, foot = (y - 9, y - 3.5) if up else (y + 9, y + 3.5)
    return f'<polygon points="{x:.2f},{tip:.2f} {x - 3.4:.2f},{foot:.2f} {x + 3.4:.2f},{foot:.2f}" fill="{color}"/>'


def _standing(indicator: Indicator | Composite | None) -> str:
    if indicator is None:
        return "none"
    if isinstance(indicator, Composite):
        return "thin" if indicator.weak else "solid"
    return indicator.standing


def _standing_at(n_effective: float) -> str:
    if n_effective < 0.5:
        return "none"
    return "thin" if n_effective < 5 else "solid"


def _runs(trend: Trend) -> list[tuple[str, int, int]]:
    """Stretches of equal standing as (standing, first, last index); neighbours share a point, so the line is whole."""
    runs: list[tuple[str, int, int]] = []
    for index, n_effective in enumerate(trend.n_effective):
        standing = _standing_at(n_effective)
        if runs and runs[-1][0] == standing:
            runs[-1] = (standing, runs[-1][1], index)
        else:
            runs.append((standing, max(index - 1, 0) if runs and runs[-1][0] != "none" else index, index))
    return runs


def _spark_words(trend: Trend) -> str:
    if not trend.days:
        return "No days."
    return f"From {trend.level[0]:.0f} to {trend.level[-1]:.0f} in {len(trend.days)} days."


def _at(level: float) -> str:
    return f"{INSET + (100 - 2 * INSET) * level / 100:.2f}%"


def _axis(ink: str, standing: str) -> str:
    faint = 0.28 if standing == "none" else 0.4
    dashes = ' stroke-dasharray="2 4"' if standing == "none" else ""
    lines = [
        f'<line x1="{_at(0)}" x2="{_at(100)}" y1="{AXIS_Y}" y2="{AXIS_Y}" stroke="{ink}" stroke-opacity="{faint}"'
        f"{dashes}/>"
    ]
    lines += [
        f'<line x1="{_at(level)}" x2="{_at(level)}" y1="{AXIS_Y - reach}" y2="{AXIS_Y + reach}" '
        f'stroke="{ink}" stroke-opacity="{faint}"/>'
        for level, reach in ((0, 4), (25, 2.5), (75, 2.5), (100, 4))
    ]
    return "".join(lines)


def _frame(expected: tuple[float, float], ink: str) -> str:
    low, high = expected
    span = f"{(100 - 2 * INSET) * (high - low) / 100:.2f}%"
    return (
        f'<rect x="{_at(low)}" y="{AXIS_Y - 9}" width="{span}" height="18" rx="3" fill="{ink}" fill-opacity="0.07" '
        f'stroke="{ink}" stroke-opacity="0.55"/>'
    )


def _middle_mark(ink: str) -> str:
    at = _at(50)
    return f'<line x1="{at}" x2="{at}" y1="{AXIS_Y - 9}" y2="{AXIS_Y + 9}" stroke="{ink}" stroke-opacity="0.6"/>'


def _band(low: float, high: float, color: str, uid: str, *, solid: bool) -> str:
    span = f"{(100 - 2 * INSET) * (high - low) / 100:.2f}%"
    place = f'x="{_at(low)}" y="{AXIS_Y - 5}" width="{span}" height="10" rx="2"'
    if solid:
        return f'<rect {place} fill="{color}" fill-opacity="0.3"/>'
    hatch = f"hatch-{escape(uid)}"
    return (
        f'<defs><pattern id="{hatch}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line x1="0" x2="0" y1="0" y2="5" stroke="{color}" stroke-opacity="0.55" stroke-width="1.6"/>'
        f"</pattern></defs>"
        f'<rect {place} fill="url(#{hatch})" stroke="{color}" stroke-opacity="0.6" stroke-width="1"/>'
    )


def _tick(level: float, color: str, paper: str, *, solid: bool) -> str:
    at = _at(level)
    if solid:
        return (
            f'<line x1="{at}" x2="{at}" y1="{AXIS_Y - 10}" y2="{AXIS_Y + 10}" stroke="{color}" stroke-width="3.5" '
            f'stroke-linecap="round"/>'
        )
    # a hollow tick: a line of the paper inside a line of the colour
    inner = paper if paper != "none" else color
    return (
        f'<line x1="{at}" x2="{at}" y1="{AXIS_Y - 9}" y2="{AXIS_Y + 9}" stroke="{color}" stroke-width="5" '
        f'stroke-linecap="round"/>'
        f'<line x1="{at}" x2="{at}" y1="{AXIS_Y - 9}" y2="{AXIS_Y + 9}" stroke="{inner}" stroke-width="2.2" '
        f'stroke-linecap="round"/>'
    )


def _text(percent: float, y: float, text: str, ink: str, *, anchor: str, halo: str = "none") -> str:
    around = f' stroke="{halo}" stroke-width="8" paint-order="stroke"' if halo != "none" else ""
    return (
        f'<text x="{_at(percent)}" y="{y + (7 if y == AXIS_Y - 3 else 0):g}" font-size="12" fill="{ink}" '
        f'fill-opacity="0.78" text-anchor="{anchor}"{around}>{escape(text)}</text>'
    )
