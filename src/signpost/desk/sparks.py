"""Trends to take away: as a table, and the start page's small ones as a picture."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk
from signpost.desk.theme import theme
from signpost.nouns.trend import Trend
from signpost.trends.charts import trend_chart

SPARK_DAYS = 90
PANEL = 420, 170  # one factor's plot in the picture


def trend_table(trends: Sequence[Trend], desk: Desk) -> pd.DataFrame:
    """Trends as a table to take away: a row per factor and day."""
    columns = ("days", "level", "low", "high", "n_effective", "stories")
    parts = [
        pd.DataFrame({name: list(getattr(trend, name)) for name in columns}).assign(
            factor=desk.framework.factor(trend.factor_id).short
        )
        for trend in trends
    ]
    return pd.concat(parts, ignore_index=True).rename(columns={"days": "day"})[["factor", "day", *columns[1:]]]


def quarter(desk: Desk, reckoned: Reckoned, today: date) -> list[Trend]:
    """The last quarter of each factor."""
    first = today - timedelta(days=SPARK_DAYS)
    return [reckoned.trend(factor.id, first, today) for factor in desk.framework.active]


def quarter_chart(desk: Desk, reckoned: Reckoned, today: date, threshold: float, title: str) -> dict[str, Any]:
    """The last quarter of each factor in a plot of its own."""
    width, height = PANEL
    made = trend_chart(
        quarter(desk, reckoned, today),
        desk.framework,
        theme=theme(),
        layout="multiples",
        width=width,
        height=height,
        shifts=[one for factor in desk.framework.active for one in reckoned.shifts(factor.id, today, threshold)],
        title=title,
    )
    spec: dict[str, Any] = made.to_dict()
    return spec
