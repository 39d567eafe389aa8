"""Quiet must not look like silence: the pages say when feeds were not heard."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from signpost.desk.server import desk
from signpost.nouns.feed import Outcome, OutcomeKind, Outlet
from signpost.nouns.headline import Arrival

NOW = datetime.now(UTC)


def heard_last(days_ago: int) -> None:
    """A feed whose last good fetch was so long ago, and one headline of it."""
    store, then = desk().store, NOW - timedelta(days=days_ago)
    outlet = Outlet(name="Harbour Herald")
    feed, _ = store.feeds.add("https://herald.example/feed", title="News", outlet=outlet, now=then - timedelta(days=1))
    good = Outcome(feed_id=feed.id, url=feed.url, kind=OutcomeKind.NEW, started_at=then, elapsed_s=0.1, added=1)
    store.feeds.record(good, next_fetch_at=then + timedelta(hours=1), interval_s=3600)
    store.headlines.keep([Arrival(key="a", title="The ferry returns")], outlet=outlet, feed_id=feed.id, now=then)


def said(app: AppTest) -> str:
    return "\n".join(element.value for kind in ("markdown", "warning") for element in getattr(app, kind))


@pytest.mark.parametrize("page", ["1_indicators.py", "3_trends.py"])
@pytest.mark.parametrize(("days_ago", "deaf"), [(5, True), (0, False)])
def test_days_on_which_nothing_was_heard_are_named(empty_app: AppTest, page: str, days_ago: int, deaf: bool) -> None:
    heard_last(days_ago)
    empty_app.run()
    empty_app.switch_page(page).run()
    assert not empty_app.exception
    assert ("eeds were not heard" in said(empty_app)) is deaf
    assert ("on the worst day the only feed" in said(empty_app)) is deaf


def test_the_demo_collects_nothing_and_is_not_called_deaf(app: AppTest) -> None:
    app.run()
    app.switch_page("3_trends.py").run()
    assert "not heard" not in said(app)
