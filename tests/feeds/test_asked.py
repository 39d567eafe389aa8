"""What a person asks for is collected, within limits."""

from datetime import UTC, datetime, timedelta

import pytest

from signpost.feeds.asked import chosen
from signpost.nouns.feed import Feed, Outlet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def feed(n=1, **values):
    return Feed(id=n, url=f"https://{n}.example/feed", title="", outlet=Outlet(name="Pretend Daily"), **values)


def test_all_means_all_that_are_not_paused_and_a_named_one_is_collected_though_paused():
    feeds = [feed(1), feed(2, paused="slow")]
    taken, left_out = chosen([None], feeds, {}, NOW)
    assert [f.id for f in taken] == [1]
    assert [(out.feed_id, out.why) for out in left_out] == [(2, "paused: slow")]
    taken, left_out = chosen([(2,)], feeds, {}, NOW)
    assert ([f.id for f in taken], left_out) == ([2], [])


@pytest.mark.parametrize(
    ("asked_at", "pauses", "why"),
    [
        pytest.param(None, {}, "", id="never asked for"),
        pytest.param(NOW - timedelta(seconds=61), {}, "", id="more than a minute ago"),
        pytest.param(NOW - timedelta(seconds=59), {}, "it was asked a moment ago", id="within a minute"),
        pytest.param(NOW + timedelta(days=1), {}, "", id="by a clock that was set back since"),
        pytest.param(None, {"2.example": NOW + timedelta(hours=1)}, "", id="another server waits"),
        pytest.param(None, {"1.example": NOW}, "", id="its server need not wait any more"),
        pytest.param(
            None,
            {"1.example": NOW + timedelta(hours=1)},
            "its server asked to be left alone until 22 November, 13:00 UTC",
            id="its server asked to be left alone",
        ),
    ],
)
def test_a_feed_is_not_asked_again_too_soon(asked_at, pauses, why):
    taken, left_out = chosen([(1,)], [feed(1, asked_at=asked_at)], pauses, NOW)
    assert [out.why for out in left_out] == ([why] if why else [])
    assert len(taken) == (0 if why else 1)


def test_a_feed_that_leads_to_a_server_that_asked_to_be_left_alone_waits_too():
    pauses = {"2.example": NOW + timedelta(hours=1), "1.example": NOW - timedelta(hours=1)}
    moved = feed(1, moved_to="https://feeds.2.example/1")
    assert [len(part) for part in chosen([None], [moved, feed(1), feed(3)], pauses, NOW)] == [2, 1]
