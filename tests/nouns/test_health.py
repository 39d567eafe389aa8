"""What a feed's condition is called, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from signpost.nouns.feed import Feed, Outlet
from signpost.nouns.health import longest_quiet, state_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def ago(**span):
    return NOW - timedelta(**span)


def feed(**values):
    return Feed(id=1, url="https://herald.example/feed", title="", outlet=Outlet(name="Herald"), **values)


@pytest.mark.parametrize(
    ("values", "pace", "state", "why"),
    [
        pytest.param({}, 0, "new", "not fetched yet", id="never fetched"),
        pytest.param({"last_ok_at": ago(minutes=5), "last_new_at": ago(hours=5)}, 4, "well", "", id="all is well"),
        pytest.param({"last_ok_at": ago(minutes=5)}, 0, "well", "", id="well, though it never said when"),
        pytest.param(
            {"failures": 1, "last_error": "no such host", "last_ok_at": ago(hours=2)},
            4, "failing", "failed once: no such host", id="one failure",
        ),
        pytest.param(
            {"failures": 9, "last_error": "no such host", "last_ok_at": ago(days=6, hours=23)},
            4, "failing", "failed 9 times in a row: no such host", id="failing for six days",
        ),
        pytest.param(
            {"failures": 30, "last_error": "no such host", "last_ok_at": ago(days=7)},
            4, "dead", "failed 30 times in a row: no such host", id="failing for a week",
        ),
        pytest.param({"failures": 2, "last_error": "no"}, 0, "dead", "failed 2 times in a row: no", id="never worked"),
        pytest.param(
            {"last_error": "the answer holds no items", "last_ok_at": ago(days=1)},
            4, "empty", "the answer holds no items", id="an answer without items",
        ),
        pytest.param(
            {"last_ok_at": ago(minutes=5), "last_new_at": ago(days=4)},
            20, "stale", "it answers, but nothing new came for 4 days; it used to bring 20.0 a day", id="stale",
        ),
        pytest.param(
            {"last_ok_at": ago(minutes=5), "last_new_at": ago(days=400)},
            0, "stale", "it answers, but nothing new came for 400 days", id="an old feed that never brought more",
        ),
        pytest.param(
            {"paused": "by an analyst", "failures": 3, "last_error": "no"}, 4, "paused", "by an analyst", id="paused"
        ),
        pytest.param(
            {"paused": "gone: the site says that this feed has ended", "failures": 1}, 4,
            "gone", "gone: the site says that this feed has ended", id="gone",
        ),
    ],
)  # fmt: skip
def test_a_feeds_condition_has_a_name_and_a_reason(values, pace, state, why):
    assert state_of(feed(**values), NOW, added_at=ago(days=30), pace=pace) == (state, why)


@pytest.mark.parametrize(
    ("pace", "days"),
    [
        pytest.param(50, 3, id="a busy one is remarkable after three days"),
        pytest.param(1, 10, id="ten times its spacing"),
        pytest.param(1 / 7, 60, id="a weekly one after two months at most"),
        pytest.param(1e-9, 60, id="hardly ever"),
        pytest.param(0, 60, id="unknown"),
    ],
)
def test_how_long_a_feed_may_bring_nothing_follows_its_pace(pace, days):
    assert longest_quiet(pace) == timedelta(days=days)
