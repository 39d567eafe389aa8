"""Small drawings of a brief: rulers, sparklines and bars as SVG that stands alone, in ink on paper."""

from collections.abc import Mapping
from typing import Any

import vl_convert

from signpost.errors import ExportError
from signpost.indicators.charts import push_svg, ruler_svg, sparkline_svg
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.trend import Trend

INK = "#11151c"
PAPER = "#ffffff"
RULER_PX, BAR_PX, SPARK_PX = 300, 130, 150


def ruler(one: Indicator | Composite, color: str, uid: str) -> str:
    """The ruler of a level, of fixed width."""
    return sized(ruler_svg(one, color, uid=uid, ink=INK, paper=PAPER), RULER_PX)


def bar(points: float, reach: float, color: str) -> str:
    """Points to the left or right of nothing; `reach` fills either half."""
    return sized(push_svg(points, reach, color, ink=INK), BAR_PX)


def spark(trend: Trend, color: str) -> str:
    return sized(sparkline_svg(trend, color, ink=INK), SPARK_PX)


def sized(svg: str, width: int) -> str:
    """A drawing as wide as its frame, made of a width in px: a PDF has no frame to ask."""
    return svg.replace('width="100%"', f'width="{width}"', 1)


def svg_of(spec: Mapping[str, Any], name: str) -> str:
    """A chart's specification as SVG. ExportError (naming `name`) where it cannot be drawn."""
    try:
        drawn: str = vl_convert.vegalite_to_svg(dict(spec), allowed_base_urls=[])
    except ValueError as error:
        raise ExportError(name, f"the chart could not be drawn: {error}") from error
    return drawn


def png_of(spec: Mapping[str, Any], name: str, scale: int) -> bytes:
    """The same as PNG."""
    try:
        drawn: bytes = vl_convert.vegalite_to_png(dict(spec), scale=scale, allowed_base_urls=[])
    except ValueError as error:
        raise ExportError(name, f"the chart could not be drawn: {error}") from error
    return drawn
