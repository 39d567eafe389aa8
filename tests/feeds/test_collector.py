"""Rounds that run by themselves, and who runs them."""

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from signpost.errors import StoreBusy
from signpost.feeds.collector import Collector, Progress
from signpost.feeds.limits import Limits
from signpost.nouns.feed import Feed, OutcomeKind, Outlet
from signpost.store import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMITS = Limits(allow_hosts=("127.0.0.1", "localhost", "::1"), total_s=60, silence_s=60)  # nothing here is cut off
DAILY = Outlet(name="Pretend Daily", language="en")


def subscribe(store: Store, *urls: str) -> list[Feed]:
    return [store.feeds.add(url, title="", outlet=DAILY, now=NOW)[0] for url in urls]


@pytest.fixture
def start(store: Store) -> Any:
    """Starts collectors and stops them after the test."""
    started: list[Collector] = []

    def make(**values: Any) -> Collector:
        given = {"clock": lambda: NOW, "limits": LIMITS, "every_s": 0.05, "lease_s": 0.3, **values}
        collector = Collector(store, **given)
        collector.start()
        started.append(collector)
        return collector

    yield make
    for collector in started:
        collector.stop()


def wait_for(collector: Collector, true: Callable[[Progress], object]) -> Progress:
    ends = time.monotonic() + 60
    while not true(collector.progress()) and time.monotonic() < ends:
        time.sleep(0.01)
    assert true(collector.progress()), collector.progress()
    return collector.progress()


def test_the_collector_collects_what_is_due_by_itself(pretend_web, store: Store, start, make_rss) -> None:
    urls = [pretend_web.serve(f"/{n}", make_rss((str(n), f"Title number {n}"))) for n in range(3)]
    subscribe(store, *urls)
    progress = wait_for(start(), lambda p: p.round_ended_at)
    assert (progress.total, progress.done, progress.collecting) == (3, 3, False)
    assert sorted(outcome.url for outcome in progress.outcomes) == sorted(urls)
    assert store.feeds.due(NOW) == []


def test_only_the_holder_of_the_lease_collects_by_itself(pretend_web, store: Store, start, make_rss) -> None:
    store.lease.take("another program", NOW, 600)
    (feed,) = subscribe(store, pretend_web.serve("/feed", make_rss(("1", "One"))))
    collector = start()
    assert wait_for(collector, lambda p: p.elsewhere).elsewhere == "another program"
    assert pretend_web.asked == []
    collector.collect_now([feed.id])  # what a person asks for is done all the same
    assert wait_for(collector, lambda p: p.round_ended_at).outcomes[0].added == 1


def test_the_lease_is_given_back(store: Store, start) -> None:
    collector = start()
    wait_for(collector, lambda p: p.running and store.lease.holder(NOW))
    collector.stop()
    assert store.lease.holder(NOW) == ""
    assert not collector.progress().running


def test_the_lease_is_given_back_also_when_it_is_only_just_being_taken(store: Store, start, monkeypatch) -> None:
    taking, taken, real = threading.Event(), threading.Event(), store.lease.take

    def slow(*given: Any, **more: Any) -> bool:
        taking.set()
        time.sleep(0.1)
        held = real(*given, **more)
        taken.set()
        return held

    monkeypatch.setattr(store.lease, "take", slow)
    collector = start()
    assert taking.wait(60)
    collector.stop()
    assert taken.wait(60)
    assert store.lease.holder(NOW) == ""


def test_stopping_does_not_wait_for_a_slow_outlet(pretend_web, store: Store, start) -> None:
    there = threading.Event()

    async def never(request: web.Request) -> web.Response:
        there.set()
        await asyncio.sleep(60)
        return web.Response()

    subscribe(store, pretend_web.script("/feed", never))
    collector = start()
    assert there.wait(60)
    began = time.monotonic()
    collector.stop(40)
    assert time.monotonic() - began < 30
    assert not collector.progress().running


def test_trouble_with_the_store_is_shown_and_passes(store: Store, start, monkeypatch: pytest.MonkeyPatch) -> None:
    take = store.lease.take

    def refuse(*_: object, **__: object) -> bool:
        raise StoreBusy("signpost.db", "another program holds it")

    monkeypatch.setattr(store.lease, "take", refuse)
    collector = start()
    assert "another program" in wait_for(collector, lambda p: p.error).error
    monkeypatch.setattr(store.lease, "take", take)
    wait_for(collector, lambda p: not p.error)


def test_a_collector_in_a_process_of_its_own_goes_before_the_dashboards(
    pretend_web, store: Store, start, make_rss
) -> None:
    clock = Standing()
    dashboard = start(clock=clock)
    wait_for(dashboard, lambda p: store.lease.holder(clock()) == p.name)
    watch = start(clock=clock, what="signpost collect --watch", first=True)
    told = wait_for(dashboard, lambda p: p.elsewhere.startswith("signpost collect --watch on "))
    assert told.elsewhere == watch.progress().name
    subscribe(store, pretend_web.serve("/feed", make_rss(("1", "One"))))
    wait_for(watch, lambda p: p.outcomes)
    assert dashboard.progress().outcomes == ()
    watch.stop()
    wait_for(dashboard, lambda p: not p.elsewhere and store.lease.holder(clock()) == p.name)


def test_the_lease_is_kept_while_a_round_is_slow(pretend_web, store: Store, start, make_rss) -> None:
    begun, go_on = threading.Event(), threading.Event()

    async def held(request: web.Request) -> web.Response:
        begun.set()
        await asyncio.to_thread(go_on.wait, 60)
        return web.Response(body=make_rss(("1", "One")))

    clock = Standing()
    subscribe(store, pretend_web.script("/feed", held))
    one = start(clock=clock)
    assert begun.wait(60)
    other = start(clock=clock)
    wait_for(other, lambda p: p.elsewhere)
    for _ in range(5):  # longer than the lease, in steps that it outlives
        clock.go_on(0.2)
        soon = clock() + timedelta(seconds=0.25)
        wait_for(one, lambda p, soon=soon: store.lease.holder(soon) == p.name)
    go_on.set()
    wait_for(one, lambda p: p.round_ended_at and p.outcomes)
    assert other.progress().elsewhere == one.progress().name
    assert len(pretend_web.asked) == 1


def test_a_collector_that_lost_the_lease_begins_no_more_feeds(pretend_web, store: Store, start, make_rss) -> None:
    begun, go_on = threading.Event(), threading.Event()

    async def held(request: web.Request) -> web.Response:
        begun.set()
        await asyncio.to_thread(go_on.wait, 60)
        return web.Response(body=make_rss(("1", "One")))

    clock = Standing()
    subscribe(store, pretend_web.script("/1", held), pretend_web.serve("/2", make_rss(("2", "Two"))))
    collector = start(clock=clock)
    assert begun.wait(60)
    while not store.lease.take("another program", clock(), 60, first=True):
        time.sleep(0.05)
    wait_for(collector, lambda p: p.elsewhere == "another program")
    go_on.set()
    assert len(wait_for(collector, lambda p: p.round_ended_at).outcomes) == 1
    assert [path for path, _ in pretend_web.asked] == ["/1"]


def test_what_is_asked_for_too_soon_is_left_out_with_the_reason(pretend_web, store: Store, start, make_rss) -> None:
    (feed,) = subscribe(store, pretend_web.serve("/feed", make_rss(("1", "One"))))
    collector = start()
    collector.collect_now([feed.id])
    wait_for(collector, lambda p: p.round_ended_at)
    assert collector.progress().left_out == ()
    collector.collect_now([feed.id])
    (out,) = wait_for(collector, lambda p: p.left_out).left_out
    assert (out.feed_id, out.url, out.why) == (feed.id, feed.url, "it was asked a moment ago")
    assert len(pretend_web.asked) == 1


class Standing:
    """A clock that stands still until it is told to go on, so that no pause of the machine ends a lease."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Ticking:
    """A clock that goes on from NOW, and that can be set."""

    def __init__(self) -> None:
        self.began, self.shift = time.monotonic(), timedelta()

    def __call__(self) -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - self.began) + self.shift


@pytest.mark.parametrize("days", [pytest.param(1, id="forward"), pytest.param(-1, id="back")])
def test_a_clock_that_jumps_neither_stops_collecting_nor_makes_it_hammer(
    pretend_web, store: Store, start, make_rss, days: int
) -> None:
    clock = Ticking()
    (feed,) = subscribe(store, pretend_web.serve("/feed", make_rss(("1", "One"))))
    collector = start(clock=clock, every_s=0.02)
    wait_for(collector, lambda p: p.outcomes)
    clock.shift = timedelta(days=days)
    for _ in range(10):
        last = collector.progress().next_look_at
        wait_for(collector, lambda p, last=last: p.next_look_at != last)
    asked = len(pretend_web.asked)
    assert asked <= 2  # all were due once, at most
    assert store.feeds.get(feed.id).next_fetch_at - clock() <= timedelta(hours=1)
    clock.shift += timedelta(hours=1)
    wait_for(collector, lambda p: len(pretend_web.asked) > asked)
    assert len(pretend_web.asked) == asked + 1


def test_a_collector_can_be_started_again(pretend_web, store: Store, start, make_rss) -> None:
    collector = start()
    wait_for(collector, lambda p: p.running)
    collector.stop()
    subscribe(store, pretend_web.serve("/feed", make_rss(("1", "One"))))
    collector.start()
    assert wait_for(collector, lambda p: p.outcomes).outcomes[0].kind is OutcomeKind.NEW
