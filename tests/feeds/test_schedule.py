from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.feeds.schedule import next_fetch
from signpost.nouns.feed import Feed, Outcome, OutcomeKind, Outlet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = Feed(id=1, url="https://a.example/feed", title="", outlet=Outlet(name="A"), interval_s=3600)
NEW, SAME, EMPTY, FAILED, SKIPPED = (
    OutcomeKind.NEW, OutcomeKind.UNCHANGED, OutcomeKind.EMPTY, OutcomeKind.FAILED, OutcomeKind.SKIPPED
)  # fmt: skip


def outcome(kind: OutcomeKind, **values: Any) -> Outcome:
    return Outcome(feed_id=1, url=FEED.url, kind=kind, started_at=NOW, elapsed_s=1.0, **values)


@pytest.mark.parametrize(
    ("feed", "ended", "retry_after", "wait", "interval"),
    [
        pytest.param({}, outcome(NEW, added=5), None, 1800, 1800, id="many new items halve the interval"),
        pytest.param({}, outcome(NEW, added=1), None, 2880, 2880, id="one new item shortens it by a fifth"),
        pytest.param({}, outcome(SAME), None, 4500, 4500, id="nothing new lengthens it by a quarter"),
        pytest.param({}, outcome(EMPTY), None, 4500, 4500, id="an empty feed too"),
        pytest.param({"interval_s": 700}, outcome(NEW, added=50), None, 600, 600, id="never under ten minutes"),
        pytest.param({"interval_s": 20000}, outcome(SAME), None, 21600, 21600, id="never over six hours"),
        pytest.param({}, outcome(FAILED), None, 3600, 3600, id="a first failure waits as usual"),
        pytest.param({"failures": 2}, outcome(FAILED), None, 14400, 3600, id="a third one four times as long"),
        pytest.param({"failures": 99}, outcome(FAILED), None, 86400, 3600, id="never over a day"),
        pytest.param({}, outcome(FAILED, status=429), 7200, 7200, 3600, id="429 with Retry-After"),
        pytest.param({}, outcome(FAILED, status=429), 60, 3600, 3600, id="a short Retry-After shortens nothing"),
        pytest.param({}, outcome(FAILED, status=503), 10**30, 86400, 3600, id="an absurd Retry-After is a day"),
        pytest.param({"interval_s": -(10**30)}, outcome(SAME), None, 750, 750, id="a senseless interval"),
    ],
)
def test_schedule(feed: dict[str, Any], ended: Outcome, retry_after: int | None, wait: int, interval: int) -> None:
    plan = next_fetch(replace(FEED, **feed), ended, retry_after, NOW, 0.5)
    assert (plan.next_fetch_at - NOW, plan.interval_s, plan.paused) == (timedelta(seconds=wait), interval, "")


def test_a_feed_that_is_gone_is_paused_with_the_reason() -> None:
    assert next_fetch(FEED, outcome(FAILED, status=410), None, NOW, 0.5).paused.startswith("gone")


def test_a_skipped_feed_keeps_its_plan() -> None:
    planned = NOW + timedelta(hours=2)
    assert next_fetch(replace(FEED, next_fetch_at=planned), outcome(SKIPPED), None, NOW, 0.9)[:2] == (planned, 3600)


def test_jitter_spreads_by_a_tenth_but_never_undercuts_the_server() -> None:
    waits = [(next_fetch(FEED, outcome(FAILED), None, NOW, j).next_fetch_at - NOW).total_seconds() for j in (0, 1)]
    assert waits == [3240, 3960]
    asked = next_fetch(FEED, outcome(FAILED, status=429), 7200, NOW, 0.0)
    assert asked.next_fetch_at == NOW + timedelta(hours=2)


@settings(deadline=None)
@given(
    interval=st.integers(),
    failures=st.integers(),
    added=st.integers(min_value=0),
    kind=st.sampled_from(OutcomeKind),
    retry_after=st.none() | st.integers(),
    now=st.datetimes(timezones=st.just(UTC)),
    jitter=st.floats(allow_nan=False),
)
def test_nothing_overflows_and_every_wait_lies_between_a_minute_and_a_day(
    interval: int, failures: int, added: int, kind: OutcomeKind, retry_after: int | None, now: datetime, jitter: float
) -> None:
    feed = replace(FEED, interval_s=interval, failures=failures)
    plan = next_fetch(feed, outcome(kind, added=added), retry_after, now, jitter)
    latest = datetime.max.replace(tzinfo=UTC)
    assert plan.next_fetch_at == latest or 60 <= (plan.next_fetch_at - now).total_seconds() <= 86400
    assert 600 <= plan.interval_s <= 21600
