import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from signpost.errors import StoreBusy
from signpost.feeds.collect import collect, shown
from signpost.feeds.collector import Collector, Progress, chosen
from signpost.feeds.fetch import Fetcher
from signpost.feeds.limits import Limits
from signpost.feeds.parse import Parser
from signpost.nouns.feed import Feed, Outcome, OutcomeKind, Outlet
from signpost.store import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMITS = Limits(allow_hosts=("127.0.0.1", "localhost", "::1"), total_s=5)
DAILY = Outlet(name="Pretend Daily", language="en")


def subscribe(store: Store, *urls: str) -> list[Feed]:
    for url in urls:
        store.feeds.add(url, title="", outlet=DAILY, now=NOW)
    by_url = {feed.url: feed for feed in store.feeds.all()}
    return [by_url[url] for url in urls]


def collected(store: Store, feeds: Sequence[Feed], parser: Parser, now: datetime = NOW) -> list[Outcome]:
    async def run() -> list[Outcome]:
        async with Fetcher(LIMITS) as fetcher:
            outcomes = collect(store, feeds, fetcher=fetcher, parser=parser, clock=lambda: now, jitter=lambda: 0.5)
            return [outcome async for outcome in outcomes]

    return asyncio.run(run())


def test_what_a_feed_brings_is_kept_once(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    url = pretend_web.serve("/feed", make_rss(("1", "Grain ships leave port"), ("2", "Talks resume in Geneva")))
    (first,) = collected(store, subscribe(store, url), parser)
    assert (first.kind, first.status, first.added, first.error) == (OutcomeKind.NEW, 200, 2, "")
    (feed,) = store.feeds.all()
    assert (feed.title, feed.failures, feed.last_ok_at) == ("Pretend Daily", 0, NOW)
    assert feed.next_fetch_at == NOW + timedelta(seconds=feed.interval_s)

    (same,) = collected(store, [feed], parser, NOW + timedelta(hours=1))
    assert (same.kind, same.added) == (OutcomeKind.UNCHANGED, 0)

    pretend_web.serve("/feed", make_rss(("1", "Grain ships leave two ports"), ("3", "A third item arrives")))
    (changed,) = collected(store, store.feeds.all(), parser, NOW + timedelta(hours=2))
    assert (changed.kind, changed.added, changed.revised, changed.unchanged) == (OutcomeKind.NEW, 1, 1, 0)
    assert [outcome.kind for outcome in store.feeds.fetches(feed.id)] == ["new", "unchanged", "new"]


def test_same_bytes_are_not_parsed_again(pretend_web, store: Store, make_rss) -> None:
    url = pretend_web.serve("/feed", make_rss(("1", "One")))
    with Parser(workers=1) as parser:
        collected(store, subscribe(store, url), parser)
    closed = parser  # it would raise
    (same,) = collected(store, store.feeds.all(), closed)
    assert same.kind is OutcomeKind.UNCHANGED


def test_not_modified_is_unchanged(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    async def conditional(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.Response(body=make_rss(("1", "One")), headers={"ETag": '"v1"'})

    feeds = subscribe(store, pretend_web.script("/feed", conditional))
    collected(store, feeds, parser)
    (again,) = collected(store, store.feeds.all(), parser)
    assert (again.kind, again.status) == (OutcomeKind.UNCHANGED, 304)
    assert store.feeds.all()[0].etag == '"v1"'


def test_one_bad_feed_never_stops_the_round(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    urls = [
        pretend_web.serve("/gone", status=410),
        pretend_web.serve("/page", b"<html><body>Hello</body></html>"),
        pretend_web.serve("/good", make_rss(("1", "One"))),
        pretend_web.serve("/empty", make_rss()),
        "http://127.0.0.1:9/nobody",
    ]
    outcomes = {outcome.url: outcome for outcome in collected(store, subscribe(store, *urls), parser)}
    kinds = [outcomes[url].kind.value for url in urls]
    assert kinds == ["failed", "failed", "new", "empty", "failed"]
    assert "web page" in outcomes[urls[1]].error
    feeds = {feed.url: feed for feed in store.feeds.all()}
    assert feeds[urls[0]].paused.startswith("gone")
    assert feeds[urls[0]].failures == 1
    assert feeds[urls[1]].last_error == "this is a web page, not a feed"


def test_not_modified_after_an_unreadable_answer_cannot_look_well(pretend_web, store: Store, parser: Parser) -> None:
    url = pretend_web.serve("/page", b"<html></html>", ETag='"v1"')
    collected(store, subscribe(store, url), parser)
    collected(store, store.feeds.all(), parser)
    assert "if-none-match" not in pretend_web.asked[1][1]
    assert store.feeds.all()[0].failures == 2


def test_asked_to_wait_it_waits(pretend_web, store: Store, parser: Parser) -> None:
    collected(store, subscribe(store, pretend_web.serve("/feed", status=429, Retry_After="36000")), parser)
    assert store.feeds.all()[0].next_fetch_at == NOW + timedelta(hours=10)


def test_a_store_that_refuses_is_an_outcome_and_the_bytes_are_asked_for_again(
    pretend_web, store: Store, parser: Parser, make_rss, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds = subscribe(store, pretend_web.serve("/feed", make_rss(("1", "One")), ETag='"v1"'))

    def refuse(*_: object, **__: object) -> None:
        raise StoreBusy("signpost.db", "another program holds it")

    with monkeypatch.context() as patched:
        patched.setattr(store.headlines, "keep", refuse)
        (outcome,) = collected(store, feeds, parser)
    assert (outcome.kind, "another program" in outcome.error) == (OutcomeKind.FAILED, True)
    (feed,) = store.feeds.all()
    assert (feed.etag, feed.body_hash) == ("", "")
    assert collected(store, [feed], parser)[0].added == 1


def test_the_unexpected_is_an_outcome_too(
    pretend_web, store: Store, make_rss, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        async def parse(self, *_: object, **__: object) -> None:
            raise ZeroDivisionError("by nought")

    feeds = subscribe(store, pretend_web.serve("/feed", make_rss(("1", "One"))))
    (outcome,) = collected(store, feeds, Broken())  # type: ignore[arg-type]
    assert outcome.kind is OutcomeKind.FAILED
    assert "ZeroDivisionError: by nought" in outcome.error
    assert "unexpected" in caplog.text
    assert store.feeds.all()[0].failures == 1


def test_each_fetch_is_one_line_of_the_log(
    pretend_web, store: Store, parser: Parser, make_rss, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "signpost.feeds")
    url = pretend_web.serve("/feed", make_rss(("1", "One")))
    collected(store, subscribe(store, url), parser)
    (line,) = [r.getMessage() for r in caplog.records if r.name == "signpost.feeds.collect"]
    assert line.startswith(f"feed=1 url={url} outcome=new status=200 added=1 revised=0 unchanged=0 cut=0 elapsed_s=")


def test_logs_show_no_password() -> None:
    assert shown("https://me:secret@a.example/feed?x=1") == "https://a.example/feed?x=1"


def test_hosts_run_side_by_side_and_feeds_of_one_host_in_turn(
    pretend_web, store: Store, parser: Parser, make_rss
) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.1)
        return web.Response(body=make_rss((request.path, f"Title of {request.path}")))

    for n in range(3):
        pretend_web.script(f"/{n}", slow)
    urls = [pretend_web.url(f"/{n}", host) for n in range(3) for host in ("127.0.0.1", "localhost")]
    outcomes = collected(store, subscribe(store, *urls), parser)
    assert [outcome.error for outcome in outcomes] == [""] * 6
    assert set(pretend_web.most_open.values()) == {1}
    assert len(pretend_web.most_open) == 2


def test_leaving_a_round_early_ends_what_is_under_way(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    async def never(request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    quick = pretend_web.serve("/quick", make_rss(("1", "One")))
    slow = pretend_web.script("/slow", never).replace("127.0.0.1", "localhost")
    feeds = subscribe(store, quick, slow)

    async def run() -> Outcome:
        async with Fetcher(LIMITS) as fetcher:
            outcomes = collect(store, feeds, fetcher=fetcher, parser=parser, clock=lambda: NOW)
            async with contextlib.aclosing(outcomes):
                return await anext(outcomes)

    began = time.monotonic()
    assert asyncio.run(run()).url == quick
    assert time.monotonic() - began < 3


@pytest.fixture
def start(store: Store) -> Any:
    """Starts collectors and stops them after the test."""
    started: list[Collector] = []

    def make(**values: Any) -> Collector:
        collector = Collector(store, clock=lambda: NOW, limits=LIMITS, **{"every_s": 0.05, **values})
        collector.start()
        started.append(collector)
        return collector

    yield make
    for collector in started:
        collector.stop()


def wait_for(collector: Collector, true: Callable[[Progress], object]) -> Progress:
    ends = time.monotonic() + 20
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


def test_stopping_does_not_wait_for_a_slow_outlet(pretend_web, store: Store, start) -> None:
    there = threading.Event()

    async def never(request: web.Request) -> web.Response:
        there.set()
        await asyncio.sleep(30)
        return web.Response()

    subscribe(store, pretend_web.script("/feed", never))
    collector = start()
    assert there.wait(20)
    began = time.monotonic()
    collector.stop()
    assert time.monotonic() - began < 3


def test_trouble_with_the_store_is_shown_and_passes(store: Store, start, monkeypatch: pytest.MonkeyPatch) -> None:
    take = store.lease.take

    def refuse(*_: object) -> bool:
        raise StoreBusy("signpost.db", "another program holds it")

    monkeypatch.setattr(store.lease, "take", refuse)
    collector = start()
    assert "another program" in wait_for(collector, lambda p: p.error).error
    monkeypatch.setattr(store.lease, "take", take)
    wait_for(collector, lambda p: not p.error)


def test_all_means_all_that_are_not_paused() -> None:
    feeds = [
        Feed(id=n, url=f"https://{n}.example", title="", outlet=DAILY, paused="slow" if n == 2 else "") for n in (1, 2)
    ]
    assert [feed.id for feed in chosen([None], feeds)] == [1]
    assert [feed.id for feed in chosen([(2,)], feeds)] == [2]
