"""The ruler of an agreement: 0 (no better than chance) to 1, with the two limits from which conclusions may be drawn.

It looks as the ruler of a level does: the range is a bar, alpha a tick; few stories are hatched and hollow, none an
empty ruler with words. An alpha below 0 stands at the left end.
"""

from html import escape

from signpost.desk.team_words import alpha_words, verdict
from signpost.indicators.charts import as_image
from signpost.tagging.agreement import RELIABLE, TENTATIVE, Agreement

HEIGHT, Y, INSET = 26, 13, 1.5


def agreement_ruler(found: Agreement, shade: str, *, uid: str, ink: str, paper: str, alt: str) -> str:
    """An <img> of the ruler; `alt` names what is agreed on."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{HEIGHT}" overflow="visible">',
        line(0, 1, ink, faint=found.standing == "none"),
        *(mark(at, ink, reach) for at, reach in ((0, 4), (TENTATIVE, 6), (RELIABLE, 9), (1, 4))),
    ]
    if found.standing == "none":
        words = verdict(found)
        parts.append(
            f'<text x="33%" y="{Y + 4}" font-size="12" fill="{ink}" fill-opacity=".78" text-anchor="middle" '
            f'font-family="\'Source Sans\', sans-serif" stroke="{paper}" stroke-width="8" paint-order="stroke">'
            f"{escape(words)}</text>"
        )
    else:
        low, high = found.alpha_range
        parts.append(band(low if low == low else found.alpha, high if high == high else found.alpha, shade, uid, found))
        parts.append(tick(found, shade, paper))
    return as_image("".join([*parts, "</svg>"]), alt=f"{alt}: {alpha_words(found)}, {verdict(found)}", height=HEIGHT)


def place(value: float) -> str:
    return f"{INSET + (100 - 2 * INSET) * min(max(value, 0.0), 1.0):.2f}%"


def line(low: float, high: float, ink: str, *, faint: bool) -> str:
    dashes = ' stroke-dasharray="2 4"' if faint else ""
    return f'<line x1="{place(low)}" x2="{place(high)}" y1="{Y}" y2="{Y}" stroke="{ink}" stroke-opacity=".4"{dashes}/>'


def mark(at: float, ink: str, reach: float) -> str:
    ends = f'y1="{Y - reach}" y2="{Y + reach}"'
    return f'<line x1="{place(at)}" x2="{place(at)}" {ends} stroke="{ink}" stroke-opacity=".5"/>'


def band(low: float, high: float, shade: str, uid: str, found: Agreement) -> str:
    width = (100 - 2 * INSET) * (min(max(high, 0.0), 1.0) - min(max(low, 0.0), 1.0))
    where = f'x="{place(low)}" y="{Y - 5}" width="{width:.2f}%" height="10" rx="2"'
    if found.standing == "solid":
        return f'<rect {where} fill="{shade}" fill-opacity=".3"/>'
    name = f"few-{escape(uid)}"
    stroke = f'stroke="{shade}" stroke-opacity=".55" stroke-width="1.6"'
    return (
        f'<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line x1="0" x2="0" y1="0" y2="5" {stroke}/></pattern></defs>'
        f'<rect {where} fill="url(#{name})" stroke="{shade}" stroke-opacity=".6"/>'
    )


def tick(found: Agreement, shade: str, paper: str) -> str:
    at = place(found.alpha)
    ends = f'x1="{at}" x2="{at}" y1="{Y - 10}" y2="{Y + 10}" stroke-linecap="round"'
    if found.standing == "solid":
        return f'<line {ends} stroke="{shade}" stroke-width="3.5"/>'
    return f'<line {ends} stroke="{shade}" stroke-width="5"/><line {ends} stroke="{paper}" stroke-width="2.2"/>'
