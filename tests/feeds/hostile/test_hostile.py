"""Hostile, broken and merely odd servers, the whole way: fetched, parsed, kept and recorded, beside an honest feed.

A case is a script in one of this folder's files (`pace`, `encodings`, `statuses`, …) with what must come of each round.
"""

import asyncio
import itertools
import logging
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from feeds.hostile import charsets, dates, encodings, identity, kinds, markup, pace, redirects, statuses  # noqa: F401
from feeds.hostile.case import CASES, Case, Expect, Found
from feeds.hostile.memory import Memory
from feeds.hostile.server import NAME, HostileServer, Visit
from feeds.hostile.writing import many, rss
from sqlalchemy import select

from signpost.feeds.collect import collect
from signpost.feeds.fetch import Fetcher
from signpost.feeds.limits import Limits
from signpost.feeds.parse import Parser
from signpost.nouns.feed import Feed, Outcome, Outlet
from signpost.nouns.framework import Framework
from signpost.store import Store, open_store
from signpost.store.schema import headlines, revisions

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPENED = ("127.0.0.1", "localhost")
HASTY, USUAL = Limits(total_s=4, connect_s=3, silence_s=1.5, allow_hosts=OPENED), Limits(allow_hosts=OPENED)
UNREAD = {
    name
    for name, case in CASES.items()
    if case.script.__module__.endswith((".pace", ".encodings")) and case.rounds[0].kind == "failed"
}
HONEST = 25  # items of the feed beside, in each round one more
LONGEST_S, MOST_MB, MANY = 10.0, 300, 500
UNSEEN = re.compile("[\x00-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
TOKENS = (f"t{number}" for number in itertools.count())
ALL = [pytest.param(case, id=name) for name, case in sorted(CASES.items())]
EVERYWHERE = [pytest.param(case, id=name) for name, case in sorted(CASES.items()) if case.everywhere]


async def honest(visit: Visit) -> None:
    await visit.answer(rss(*many(HONEST + visit.times - 1), title="Honest Herald"))


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    with HostileServer({name: case.script for name, case in CASES.items()} | {"honest": honest}) as server:
        yield server


@pytest.fixture(scope="module")
def readers() -> Iterator[Parser]:
    with Parser() as parser:
        yield parser


@pytest.fixture
def quick_store(sqlite_pattern: Path, tmp_path: Path, framework: Framework) -> Iterator[Store]:
    """Making a database takes longer than most cases, so each gets a copy of one."""
    copy = shutil.copy(sqlite_pattern, tmp_path / "signpost.db")
    with open_store(str(copy), framework, lambda title, summary: 0) as opened:
        yield opened


def collected(store: Store, feeds: Sequence[Feed], parser: Parser, now: datetime, limits: Limits) -> list[Outcome]:
    async def run() -> list[Outcome]:
        async with Fetcher(limits) as fetcher:
            outcomes = collect(store, feeds, fetcher=fetcher, parser=parser, clock=lambda: now, jitter=lambda: 0.5)
            return [outcome async for outcome in outcomes]

    return asyncio.run(run())


def subscribed(store: Store, url: str) -> Feed:
    return store.feeds.add(url, title="", outlet=Outlet(name=f"Outlet of {url}"[:80], language="en"), now=NOW)[0]


def standing(store: Store, feed_id: int) -> Feed:
    feed = store.feeds.get(feed_id)
    assert feed is not None
    return feed


def play(case: Case, server: HostileServer, store: Store, parser: Parser) -> None:
    """All rounds of a case beside an honest feed; after each, what must be true of it and of every case."""
    token, now = next(TOKENS), NOW
    address = case.url.format(port=server.port, token=token) if case.url else server.url(token, case.name)
    fed, beside = subscribed(store, address), subscribed(store, server.url(token, "honest", "localhost"))
    outcomes: list[Outcome] = []
    limits = HASTY if case.script.__module__.endswith(".pace") else USUAL  # what only waits need not wait long
    for number, expected in enumerate(case.rounds):
        now = now + expected.later if number else now
        before = len(server.asked)
        both = [standing(store, fed.id), standing(store, beside.id)]
        by_id = {o.feed_id: o for o in collected(store, both, parser, now, limits)}
        outcomes.append(by_id[fed.id])
        assert len(server.asked) - before <= 15, "a fetch of one feed asks a few times at most"
        assert by_id[beside.id].error == ""
        assert len(rows_of(store, beside.id)) == HONEST + number, "the feed beside is collected in full"
        holds(expected, by_id[fed.id], store, fed.id, now)
    asked = [(path, headers) for path, headers in server.asked if path.startswith(f"/{token}/{case.name}")]
    rows = rows_of(store, fed.id)
    if case.check:
        case.check(
            Found(
                feed=standing(store, fed.id), rows=rows, revisions=revised(store, rows), asked=asked, outcomes=outcomes
            )
        )


def holds(expected: Expect, outcome: Outcome, store: Store, feed_id: int, now: datetime) -> None:
    feed, rows = standing(store, feed_id), rows_of(store, feed_id)
    seen = (
        f"{outcome.kind.value}, {outcome.error!r}, {len(rows)} kept, {outcome.added} added, {outcome.revised} revised"
    )
    assert outcome.kind.value in expected.kind.split("|"), seen
    failed = outcome.kind.value == "failed"
    assert bool(outcome.error) == failed, seen
    assert not failed or re.search(expected.says, outcome.error), seen
    for name in ("added", "revised", "cut"):
        assert getattr(expected, name) in (None, getattr(outcome, name)), f"{name}: {seen}"
    if expected.kept is not None:
        assert len(rows) in (expected.kept if isinstance(expected.kept, range) else (expected.kept,)), seen
    assert set(expected.titles) <= {row.title for row in rows}
    assert feed.paused.startswith(expected.paused) if expected.paused else not feed.paused
    assert feed.next_fetch_at is not None
    low, high = expected.wait or (60, 27 * 3600)
    assert low <= (feed.next_fetch_at - now).total_seconds() <= high
    clean(outcome, rows, now)


def clean(outcome: Outcome, rows: Sequence[object], now: datetime) -> None:
    """What is true of every fetch and every headline, whatever was sent."""
    assert outcome.elapsed_s <= LONGEST_S * (2 if outcome.added > MANY else 1)  # honest work on a busy machine
    assert len(outcome.error) <= 500
    assert not UNSEEN.search(outcome.error)
    assert "Traceback" not in outcome.error
    for row in rows:
        assert row.title.strip()
        assert not UNSEEN.search(row.title + row.summary + row.url), row
        assert not re.search(r"<(script|svg|img|iframe|style|a)\b", row.title + row.summary, re.IGNORECASE), row
        assert row.url == "" or re.match(r"https?://[^/\s]", row.url), row
        assert row.at <= row.first_seen_at <= now + timedelta(seconds=1)  # knowledge moves by microseconds
        assert row.published_at is None or datetime(1990, 1, 1, tzinfo=UTC) <= row.published_at <= now + timedelta(
            days=1
        )


def rows_of(store: Store, feed_id: int) -> list:
    with store.door.reading() as connection:
        return list(
            connection.execute(select(headlines).where(headlines.c.feed_id == feed_id).order_by(headlines.c.id))
        )


def revised(store: Store, rows: Sequence) -> list:
    with store.door.reading() as connection:
        ids = [row.id for row in rows]
        return list(
            connection.execute(select(revisions).where(revisions.c.headline_id.in_(ids)).order_by(revisions.c.id))
        )


@pytest.mark.parametrize("case", ALL)
def test_a_hostile_server_gets_no_more_than_its_own_outcome(
    case: Case, hostile: HostileServer, quick_store: Store, readers: Parser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "signpost.feeds")
    with Memory() as memory:
        play(case, hostile, quick_store, readers)
    assert memory.most_of_children < MOST_MB
    lines = [record.getMessage() for record in caplog.records if record.name == "signpost.feeds.collect"]
    assert not any("\n" in line or "\x1b" in line for line in lines)
    assert sum(" outcome=" in line for line in lines) == 2 * len(case.rounds)
    ours = [record for record in caplog.records if record.threadName != NAME]
    assert not any(record.levelno >= logging.ERROR for record in ours), caplog.text


@pytest.mark.postgres
@pytest.mark.parametrize("ready", ["postgres"], indirect=True)
@pytest.mark.parametrize("case", EVERYWHERE)
def test_what_comes_of_it_is_the_same_on_postgresql(
    case: Case, hostile: HostileServer, ready: str, framework: Framework, readers: Parser
) -> None:
    with open_store(ready, framework, lambda title, summary: 0) as store:
        play(case, hostile, store, readers)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the whole of 127.0.0.0/8 and /proc")
def test_all_of_them_at_once_leave_ten_honest_feeds_whole(framework: Framework, tmp_path: Path) -> None:
    """The worst cases in one round under the limits that the product has, each on an address of its own."""
    zoo = sorted(name for name, case in CASES.items() if case.zoo)
    addresses = [f"127.7.0.{number + 1}" for number in range(len(zoo) + 10)]
    scripts = {name: CASES[name].script for name in zoo} | {"honest": honest}
    token = next(TOKENS)
    with (
        HostileServer(scripts, addresses) as server,
        Parser() as parser,
        open_store(str(tmp_path / "zoo.db"), framework, lambda title, summary: 0) as store,
    ):
        names = [*zoo, *["honest"] * 10]
        urls = [server.url(token + address, name, address) for name, address in zip(names, addresses, strict=True)]
        feeds = [subscribed(store, url) for url in urls]
        with Memory() as memory:
            outcomes = collected(store, feeds, parser, NOW, Limits(allow_hosts=("127.0.0.0/8",)))
        assert len(outcomes) == len(feeds)
        by_id = {outcome.feed_id: outcome for outcome in outcomes}
        for feed in feeds[len(zoo) :]:
            assert (by_id[feed.id].added, by_id[feed.id].error) == (HONEST, "")
        # of those that are read at all, some wait for a parser behind others; each alone is held to its time above
        unread = {name: by_id[feed.id].elapsed_s for name, feed in zip(zoo, feeds, strict=False) if name in UNREAD}
        assert {name: took for name, took in unread.items() if took > LONGEST_S + 1} == {}
        wrong = {
            name: (by_id[feed.id].kind.value, by_id[feed.id].error)
            for name, feed in zip(zoo, feeds, strict=False)
            if by_id[feed.id].kind.value not in CASES[name].rounds[0].kind.split("|")
            and not by_id[feed.id].error.endswith("was ended")  # on a busy machine what is read slowly may be
        }
        assert wrong == {}
        assert memory.most_of_children < MOST_MB
        assert memory.most_of_this - memory.at_first < MOST_MB


def test_there_are_enough_cases() -> None:
    assert len(CASES) > 150
