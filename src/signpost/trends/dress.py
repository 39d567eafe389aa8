"""How every chart is dressed: paper, ink, type, titles, and days on its axis."""

from typing import Literal, TypeAlias, TypeVar

import altair as alt

Chart = TypeVar("Chart", alt.LayerChart, alt.VConcatChart)
Theme: TypeAlias = Literal["light", "dark"]

PAPER = {"light": "#fbfaf7", "dark": "#12161c"}
INK = {"light": "#11151c", "dark": "#e6e9ee"}
QUIET = {"light": "#4a5160", "dark": "#b3bac6"}
HAIRLINE = {"light": "#e4e0d6", "dark": "#2a323d"}
# no name that ends in a lone digit: an unquoted one makes the whole list invalid, and the picture loses its text
SANS = "Source Sans, Source Sans Pro, Liberation Sans, sans-serif"
SERIF = "Source Serif, Source Serif Pro, Liberation Serif, serif"

# The years stand at the first tick and at each January; elsewhere day and month are enough.
DATE_LABELS = (
    "utcFormat(datum.value, '%-d %b') + "
    "(datum.index == 0 || (utcFormat(datum.value, '%m') == '01' && date(datum.value) < 8) "
    "? utcFormat(datum.value, ' %Y') : '')"
)


def heading(title: str, subtitle: str, theme: Theme) -> alt.TitleParams:
    """A chart's title and the line beneath it."""
    return alt.TitleParams(
        text=title,
        subtitle=subtitle,
        anchor="start",
        frame="group",
        font=SERIF,
        fontSize=17,
        fontWeight=600,
        color=INK[theme],
        subtitleFont=SANS,
        subtitleFontSize=13,
        subtitleColor=QUIET[theme],
        subtitlePadding=6,
        offset=16,
    )


def panel_title(text: str, color: str) -> alt.TitleParams:
    """The title of one of several plots."""
    return alt.TitleParams(text, color=color, anchor="start", frame="group", font=SANS, fontSize=14, offset=10)


def dressed(chart: Chart, theme: Theme) -> Chart:
    """The chart in the product's colours and type."""
    whole: Chart = (
        chart.configure(background=PAPER[theme], font=SANS, padding=14)
        .configure_view(stroke=None)
        .configure_axis(
            gridColor=HAIRLINE[theme],
            domainColor=HAIRLINE[theme],
            tickColor=HAIRLINE[theme],
            labelColor=QUIET[theme],
            titleColor=QUIET[theme],
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
    )
    return whole
