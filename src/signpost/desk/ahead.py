"""What the first readers after a start would wait for together, made before they ask: the parts of the start page, of
each factor's page and of the trends that depend on the tags alone, and the charts' shapes in both themes."""

from datetime import timedelta
from typing import Any

from signpost.desk import notes
from signpost.desk.indicators import MOVED_DAYS, MOVED_SHOWN
from signpost.desk.indicators_opened import HEIGHT, OPENED_DAYS
from signpost.desk.permalinks import RANGES
from signpost.desk.server import Desk
from signpost.desk.trends import CHART_HEIGHT, RANGE
from signpost.trends.dress import Theme
from signpost.trends.redrawn import trend_spec
from signpost.trends.trace import STORY

THEMES: tuple[Theme, ...] = ("light", "dark")


def look_ahead(desk: Desk) -> None:
    """Make it for the day that pages open on. Raises SignpostError where the store cannot be read."""
    framework, today, reckoned = desk.framework, desk.today(), desk.reckoned()
    ids = tuple(factor.id for factor in framework.active)
    reckoned.composite(today)
    shifts = {one: reckoned.shifts(one, today) for one in ids}
    reckoned.moved_most(ids, today, today - timedelta(days=MOVED_DAYS), STORY, MOVED_SHOWN)

    for factor in framework.active:
        reckoned.fragile(factor.id, today)
        reckoned.net_push(factor.id, today - timedelta(days=OPENED_DAYS), today)
        reckoned.signposts(factor, today)
        reckoned.carrying(factor.id, today)

    def draw(some: tuple[str, ...], days: int, height: int, theme: Theme) -> None:
        """Only the shape is kept; the page lays its own data in."""
        first = today - timedelta(days=days)
        trends = [reckoned.trend(one, first, today) for one in some]
        given: dict[str, Any] = {"notes": notes.shown(reckoned.notes(first, today), some), "height": height}
        given["shifts"] = [shift for one in some for shift in shifts[one]]
        trend_spec(trends, framework, theme=theme, width="container", **given)

    for theme in THEMES:
        for one in ids:
            draw((one,), OPENED_DAYS, HEIGHT, theme)
        draw(ids, RANGES[RANGE], CHART_HEIGHT, theme)
