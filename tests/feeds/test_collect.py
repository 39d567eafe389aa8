import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import event

from signpost.errors import StoreBusy
from signpost.feeds.collect import collect
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


def collected(
    store: Store, feeds: Sequence[Feed], parser: Parser, now: datetime = NOW, limits: Limits = LIMITS, **more: Any
) -> list[Outcome]:
    async def run() -> list[Outcome]:
        async with Fetcher(limits) as fetcher:
            outcomes = collect(
                store, feeds, fetcher=fetcher, parser=parser, clock=lambda: now, jitter=lambda: 0.5, **more
            )
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


def test_what_a_feed_and_its_server_say_of_their_rhythm_reaches_the_plan(
    pretend_web, store: Store, parser: Parser, make_rss
) -> None:
    items = [(str(n), f"Ferry {n} leaves") for n in range(6)]
    body = make_rss(*items).replace(b"<channel>", b"<channel><ttl>240</ttl>")
    collected(store, subscribe(store, pretend_web.serve("/feed", body)), parser)
    (told,) = store.feeds.all()
    assert told.waiting == "the site says that nothing is new within 4 hours"
    pretend_web.serve("/feed", body, Cache_Control="max-age=18000")
    collected(store, [told], parser, NOW + timedelta(hours=5))
    (same,) = store.feeds.all()
    assert same.waiting == "the site says that nothing is new within 5 hours"


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
    assert timedelta(hours=10) <= store.feeds.all()[0].next_fetch_at - NOW <= timedelta(hours=11)


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
    assert line.startswith("feed=1 outcome=new status=200 added=1 revised=0 unchanged=0 items=1 cut=0 size=")
    assert f"url={url}" in line


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
        async with Fetcher(replace(LIMITS, total_s=60, silence_s=60)) as fetcher:
            outcomes = collect(store, feeds, fetcher=fetcher, parser=parser, clock=lambda: NOW)
            async with contextlib.aclosing(outcomes):
                return await anext(outcomes)

    began = time.monotonic()
    assert asyncio.run(run()).url == quick
    assert time.monotonic() - began < 20


class Matching:
    """A stand-in for the pass that finds like headlines: counts how often it was run, and after how many headlines."""

    def __init__(self, store: Store, error: Exception | None = None) -> None:
        self.store, self.error, self.after = store, error, list[int]()

    def run(self, now: datetime) -> None:
        self.after.append(self.store.headlines.count())
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize("error", [pytest.param(None, id="well"), pytest.param(ValueError("odd"), id="failing")])
def test_like_headlines_are_looked_for_after_what_is_new_is_kept(
    pretend_web, store: Store, parser: Parser, make_rss, error: Exception | None
) -> None:
    matching = Matching(store, error)
    feeds = subscribe(store, pretend_web.serve("/feed", make_rss(("1", "Grain ships leave port"))))
    assert collected(store, feeds, parser, matcher=matching)[0].added == 1
    assert matching.after == [1]
    collected(store, store.feeds.all(), parser, matcher=matching)
    assert matching.after == [1]


def test_a_round_in_which_nothing_changed_writes_few_transactions(
    pretend_web, store: Store, parser: Parser, make_rss
) -> None:
    for n in range(40):
        pretend_web.serve(f"/{n}", make_rss((str(n), f"Title number {n}")))
    subscribe(store, *(pretend_web.url(f"/{n}") for n in range(40)))
    collected(store, store.feeds.all(), parser)
    commits: list[object] = []
    event.listen(store.door.engine, "commit", commits.append)
    later = NOW + timedelta(hours=1)
    assert {o.kind for o in collected(store, store.feeds.all(), parser, later)} == {OutcomeKind.UNCHANGED}
    assert len([c for c in commits if c.get_execution_options().get("signpost_writing")]) <= 4  # type: ignore[attr-defined]
    assert {feed.last_ok_at for feed in store.feeds.all()} == {later}


def test_only_items_not_seen_before_are_kept_again(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    items = [(str(n), f"Title number {n}") for n in range(10)]
    url = pretend_web.serve("/feed", make_rss(*items))
    collected(store, subscribe(store, url), parser)
    (feed,) = store.feeds.all()
    assert len(store.feeds.seen(feed.id)) > 0
    assert (feed.items, feed.last_new_at is not None) == (10, True)
    pretend_web.serve("/feed", make_rss(("new", "Something new"), *items))
    (second,) = collected(store, [feed], parser, NOW + timedelta(hours=1))
    assert (second.added, second.revised, second.unchanged, second.items) == (1, 0, 10, 11)


def test_a_site_that_moves_to_another_host_brings_no_item_again(
    pretend_web, store: Store, parser: Parser, make_rss
) -> None:
    items = [(str(n), f"Title number {n}") for n in range(10)]
    before = make_rss(*items)
    url = pretend_web.serve("/feed", before)
    collected(store, subscribe(store, url), parser)
    moved = make_rss(("fresh", "Something new"), *items).replace(b"daily.example", b"herald.example")
    moved = moved.replace(b"'false'>", b"'false'>https://herald.example/?p=")
    pinned = before[before.index(b"<item>") : before.index(b"</item>") + 7]  # it stayed where it was
    pretend_web.serve("/feed", moved.replace(b"</channel>", pinned + b"</channel>"))
    (second,) = collected(store, store.feeds.all(), parser, NOW + timedelta(hours=1))
    assert (second.added, second.revised, second.unchanged, second.items) == (2, 9, 1, 12)
    pretend_web.serve("/feed", moved)
    (third,) = collected(store, store.feeds.all(), parser, NOW + timedelta(hours=2))
    assert (third.added, third.revised, third.unchanged) == (0, 0, 11)


def test_after_an_unreadable_answer_everything_is_read_again(
    pretend_web, store: Store, parser: Parser, make_rss
) -> None:
    url = pretend_web.serve("/feed", make_rss(("1", "One")), ETag='"v1"')
    (feed,) = subscribe(store, url)
    collected(store, [feed], parser)
    assert store.feeds.seen(feed.id)
    pretend_web.serve("/feed", b"<html></html>", ETag='"v2"')
    collected(store, store.feeds.all(), parser)
    (feed,) = store.feeds.all()
    assert (feed.etag, feed.body_hash, store.feeds.seen(feed.id)) == ("", "", b"")


def test_an_answer_without_items_is_asked_for_again_in_full(
    pretend_web, store: Store, parser: Parser, make_rss
) -> None:
    url = pretend_web.serve("/feed", make_rss(), ETag='"v1"')
    collected(store, subscribe(store, url), parser)
    (again,) = collected(store, store.feeds.all(), parser)
    assert again.kind is OutcomeKind.EMPTY
    assert "if-none-match" not in pretend_web.asked[1][1]
    (health,) = store.feeds.health(NOW)
    assert (health.state, health.why) == ("empty", "the answer holds no items")


def test_what_the_cap_cut_is_counted_and_said(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    url = pretend_web.serve("/feed", make_rss(*((str(n), f"Title number {n}") for n in range(2010))))
    (outcome,) = collected(store, subscribe(store, url), parser)
    assert (outcome.added, outcome.items, outcome.cut) == (2000, 2010, 10)
    assert outcome.flaw == "2,000 of 2,010 items were kept; the cap is 2,000"
    (feed,) = store.feeds.all()
    assert store.feeds.fetches(feed.id)[0].flaw == outcome.flaw


def test_an_answer_that_ended_early_is_kept_and_said(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    whole = make_rss(*((str(n), f"Title number {n}") for n in range(200)))

    async def breaks_off(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/rss+xml", "ETag": '"v1"'})
        response.content_length = len(whole)
        await response.prepare(request)
        await response.write(whole[: len(whole) // 2])
        assert request.transport is not None
        request.transport.close()
        return response

    (outcome,) = collected(store, subscribe(store, pretend_web.script("/feed", breaks_off)), parser)
    assert 90 <= outcome.added <= 101
    assert outcome.flaw.startswith(f"the answer ended early; {outcome.items} items were read")
    (feed,) = store.feeds.all()
    assert (feed.etag, store.feeds.seen(feed.id)) == ("", b"")


def test_all_feeds_of_a_server_that_asks_to_wait_wait(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    pretend_web.serve("/busy", status=429, Retry_After="3600")
    pretend_web.serve("/other", make_rss(("1", "One")))
    pretend_web.serve("/elsewhere", make_rss(("2", "Two")))
    urls = [pretend_web.url("/busy"), pretend_web.url("/other"), pretend_web.url("/elsewhere", "localhost")]
    outcomes = {o.url: o for o in collected(store, subscribe(store, *urls), parser)}
    assert [outcomes[url].kind.value for url in urls] == ["failed", "skipped", "new"]
    assert outcomes[urls[1]].error == "left out: its server asked to be left alone until 22 November, 13:00 UTC"
    feed = next(f for f in store.feeds.all() if f.url == urls[1])
    assert feed.waiting == "its server asked to be left alone until 22 November, 13:00 UTC"
    assert (feed.failures, feed.last_error) == (0, "")
    assert timedelta(hours=1) <= feed.next_fetch_at - NOW <= timedelta(hours=1, minutes=1)

    (still,) = collected(store, [feed], parser, NOW + timedelta(minutes=59))  # another round knows of it too
    assert still.kind is OutcomeKind.SKIPPED
    (after,) = collected(store, [feed], parser, NOW + timedelta(minutes=61))
    assert after.kind is OutcomeKind.NEW


def test_a_feed_made_of_another_site_waits_alone(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    urls = [
        pretend_web.serve("/busy", status=429, Retry_After="3600"),
        pretend_web.serve("/other", make_rss(("1", "One"))),
    ]
    limits = replace(LIMITS, makers=("127.0.0.1",))
    outcomes = collected(store, subscribe(store, *urls), parser, limits=limits)
    assert [o.kind.value for o in outcomes] == ["failed", "new"]
    (still,) = collected(store, store.feeds.all()[:1], parser, limits=limits)
    assert still.kind is OutcomeKind.SKIPPED


def test_a_server_that_never_answers_does_not_hold_up_the_round_for_each_of_its_feeds(
    pretend_web, store: Store, parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    monkeypatch.setattr("signpost.feeds.collect.SLOW_S", 0.05)
    urls = [pretend_web.script(f"/{n}", never) for n in range(7)]
    limits = Limits(allow_hosts=("127.0.0.1",), total_s=0.1)
    outcomes = collected(store, subscribe(store, *urls), parser, limits=limits)
    assert [o.kind.value for o in outcomes] == ["failed"] * 4 + ["skipped"] * 3
    assert outcomes[-1].error == "left out: its server gave no answer for other feeds just now"


def test_a_round_asks_a_stranger_for_so_many_feeds_and_leaves_the_others_for_the_next_minutes(
    pretend_web, store: Store, parser: Parser, make_rss, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signpost.feeds.guard.Allowed.holds", lambda self, host: False)
    urls = [pretend_web.serve(f"/{n}", make_rss((str(n), f"Title number {n}"))) for n in range(5)]
    outcomes = collected(store, subscribe(store, *urls), parser, limits=replace(LIMITS, per_round=2))
    assert sorted(o.kind.value for o in outcomes) == ["new", "new", "skipped", "skipped", "skipped"]
    assert [path for path, _ in pretend_web.asked] == ["/0", "/1"]
    late = [f for f in store.feeds.all() if f.url in urls[2:]]
    assert {f.waiting for f in late} == {"its server was asked for 2 other feeds just now"}
    assert [(f.next_fetch_at - NOW).total_seconds() for f in late] == [60, 60, 120]
    again = collected(store, store.feeds.due(NOW + timedelta(minutes=1)), parser, NOW + timedelta(minutes=1))
    assert [(o.url, o.kind.value) for o in again] == [(urls[2], "new"), (urls[3], "new")]


def test_a_gone_feed_is_retired_and_keeps_its_headlines(pretend_web, store: Store, parser: Parser, make_rss) -> None:
    url = pretend_web.serve("/feed", make_rss(("1", "One")))
    collected(store, subscribe(store, url), parser)
    pretend_web.serve("/feed", status=410)
    collected(store, store.feeds.all(), parser)
    (health,) = store.feeds.health(NOW)
    assert health.state == "gone"
    assert store.headlines.count() == 1
    assert store.feeds.due(NOW + timedelta(days=30)) == []


def test_a_permanent_redirect_is_observed_before_it_is_believed(
    pretend_web, store: Store, parser: Parser, make_rss
) -> None:
    new = pretend_web.serve("/new", make_rss(("1", "One")))

    async def moved(request: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "/new"})

    old = pretend_web.script("/old", moved)
    subscribe(store, old)
    for day in (0, 4):
        collected(store, store.feeds.all(), parser, NOW + timedelta(days=day))
        (feed,) = store.feeds.all()
        assert (feed.url, feed.moved_to, feed.moved_since) == (old, new, NOW)
    assert feed.moved_seen == 2
    collected(store, [feed], parser, NOW + timedelta(days=8))
    (feed,) = store.feeds.all()
    assert (feed.url, feed.moved_to, feed.moved_seen) == (new, "", 0)
    (same,) = collected(store, [feed], parser, NOW + timedelta(days=9))
    assert (same.kind, store.headlines.count()) == (OutcomeKind.UNCHANGED, 1)


@pytest.mark.parametrize(
    ("first", "after", "lost"),
    [
        pytest.param(range(10), range(5, 15), False, id="items known before are still there"),
        pytest.param(range(10), range(10), False, id="nothing new"),
        pytest.param(range(10), range(20, 30), True, id="all is new"),
        pytest.param(range(10), [9, *range(20, 30)], True, id="one known item may be pinned"),
        pytest.param([9], [9, *range(20, 30)], False, id="one is all there was"),
    ],
)
def test_a_gap_says_whether_anything_was_lost(
    pretend_web, store: Store, parser: Parser, make_rss, first: Sequence[int], after: Sequence[int], lost: bool
) -> None:
    def feed_of(numbers: Sequence[int]) -> bytes:
        return make_rss(*((str(n), f"Title number {n}") for n in numbers))

    url = pretend_web.serve("/feed", feed_of(first))
    collected(store, subscribe(store, url), parser)
    pretend_web.serve("/feed", feed_of(after))
    later = NOW + timedelta(days=1)
    collected(store, store.feeds.all(), parser, later)
    (gap,) = store.gaps.between(NOW, later)
    assert (gap.began_at, gap.ended_at, gap.reason, gap.lost) == (NOW, later, "nothing was collecting", lost)


def test_what_was_kept_but_not_recorded_is_not_doubled(
    pretend_web, store: Store, parser: Parser, make_rss, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds = subscribe(store, pretend_web.serve("/feed", make_rss(("1", "One")), ETag='"v1"'))

    def refuse(*_: object) -> None:
        raise StoreBusy("signpost.db", "another program holds it")

    with monkeypatch.context() as patched:
        patched.setattr(store.feeds, "record_all", refuse)
        (outcome,) = collected(store, feeds, parser)
    assert (outcome.added, "could not be recorded" in outcome.error) == (1, True)
    (feed,) = store.feeds.all()
    assert (feed.etag, store.feeds.seen(feed.id), store.feeds.fetches(feed.id)) == ("", b"", [])
    (again,) = collected(store, [feed], parser)
    assert (again.added, store.headlines.count(), store.feeds.all()[0].etag) == (0, 1, '"v1"')


def test_feeds_that_another_program_collects_by_now_are_not_begun(
    pretend_web, store: Store, parser: Parser, make_rss
) -> None:
    urls = [pretend_web.serve(f"/{n}", make_rss((str(n), f"Title number {n}"))) for n in range(3)]
    feeds = subscribe(store, *urls)
    outcomes = collected(store, feeds, parser, still=lambda feed: feed.url == urls[1])
    assert [o.url for o in outcomes] == [urls[1]]
    assert [path for path, _ in pretend_web.asked] == ["/1"]
