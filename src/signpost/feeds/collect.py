"""One round: fetch, parse and keep feeds, and say of each how it went.

Feeds of one host follow one another, so many in a round and no more; different hosts run side by side. A feed that
fails is an Outcome with a sentence; nothing that happens to one feed ends the round for the others.
"""

import asyncio
import contextlib
import logging
import random
import traceback
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from signpost.errors import FetchError, ParseError, SignpostError
from signpost.feeds.brought import Brought, flaw_in_words, left_out, outcome, sentence
from signpost.feeds.entries import Parsed
from signpost.feeds.fetch import AskedToWait, Fetched, Fetcher
from signpost.feeds.guard import allowed
from signpost.feeds.keeper import Keeper
from signpost.feeds.logged import line
from signpost.feeds.parse import Parser
from signpost.feeds.recorder import Matches, Recorder
from signpost.feeds.schedule import MINUTE, OFTEN, next_fetch, settled_move
from signpost.feeds.scope import host_of, paused_until
from signpost.nouns.feed import Feed, Outcome, OutcomeKind
from signpost.store import Record, Store

log = logging.getLogger(__name__)
SLOW_S = 3.0  # a failure without an answer that took this long …
GIVEN_UP = 4  # … so many times in a row on one host leaves its other feeds for later
LEAST_PARSE_S = 1.4  # what reading gets after an answer that used up its time


@dataclass(slots=True)
class Host:
    """The feeds of a host that are still to be done, after how many silences in a row of it, how many were asked for,
    and how many were too many for one round."""

    feeds: deque[Feed] = field(default_factory=deque)
    silent: int = 0
    asked: int = 0
    too_many: int = 0

    def heard(self, o: Outcome) -> None:
        self.asked += o.kind is not OutcomeKind.SKIPPED
        no_answer = o.kind is OutcomeKind.FAILED and o.status is None
        self.silent = self.silent + 1 if no_answer and o.elapsed_s > SLOW_S else self.silent * (self.silent >= GIVEN_UP)


class Round:
    """One round's tools. `clock` gives the time (UTC), `jitter` a number 0..1 for each plan."""

    def __init__(
        self,
        store: Store,
        *,
        fetcher: Fetcher,
        parser: Parser,
        clock: Callable[[], datetime],
        jitter: Callable[[], float] = random.random,
        matcher: Matches | None = None,
    ) -> None:
        self._store, self._fetcher, self._parser = store, fetcher, parser
        self._clock, self._jitter, self._matcher = clock, jitter, matcher
        self._opened = allowed(fetcher.limits.allow_hosts)
        self._pauses: dict[str, datetime] = {}
        # a thread of its own: the store writes one at a time anyhow, and slow name look-ups hold asyncio's threads
        self._storing = ThreadPoolExecutor(1, thread_name_prefix="keep")
        self._keeper = Keeper(store, self._storing, clock)

    async def run(
        self, feeds: Sequence[Feed], still: Callable[[Feed], bool] = lambda feed: True
    ) -> AsyncGenerator[Outcome, None]:
        """Yield one Outcome for each feed, as it is written down. Leaving the loop early ends what is under way.

        `still` is asked before a feed is begun; one for which it says no is left as it is and yields nothing.
        """
        ended: asyncio.Queue[Outcome | None] = asyncio.Queue()
        recorder = Recorder(
            self._store, self._storing, matcher=self._matcher, clock=self._clock, recorded=ended.put_nowait
        )
        hosts: dict[str, Host] = {}
        for feed in feeds:
            hosts.setdefault(host_of(feed.url), Host()).feeds.append(feed)
        waiting, left = deque(hosts.values()), len(feeds)

        async def work() -> None:
            """Take the next host and do one feed of it, until none is left."""
            nonlocal left
            while waiting:
                host = waiting.popleft()
                feed = host.feeds.popleft()
                if still(feed):
                    record = self._left_for_later(feed, host) or await self._collected(feed)
                    host.heard(record.outcome)
                    recorder.put(record)
                else:
                    ended.put_nowait(None)
                if host.feeds:
                    waiting.append(host)
                left -= 1
                if not left:
                    recorder.flush()

        tasks: list[asyncio.Task[None]] = []
        try:
            self._pauses = await self._stored(self._store.feeds.pauses, self._clock())
            at_once = min(self._fetcher.limits.at_once, len(hosts))
            tasks += [asyncio.create_task(work()) for _ in range(at_once)]
            for _ in feeds:
                if (told := await ended.get()) is not None:
                    yield told
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._keeper.stop()
            await recorder.finish()
            self._storing.shutdown(wait=False)

    async def _collected(self, feed: Feed) -> Record:
        """Fetch, parse and keep one feed. Only cancelling gets out of here as an exception."""
        time = asyncio.get_running_loop().time
        started_at, began, brought = self._clock(), time(), Brought()
        try:
            await self._bring(feed, brought, started_at)
            return self._record(feed, brought, started_at, time() - began)
        except Exception as error:
            log.error("%s", line(feed=feed.id, error=str(error), trace=traceback.format_exc()[-2000:]))
            failed = Brought(error=f"something unexpected happened: {sentence(error)}")
            return self._record(feed, failed, started_at, time() - began)

    def _left_for_later(self, feed: Feed, host: Host) -> Record | None:
        """What to write down of a feed that is not asked for, for its host's sake; None if it is."""
        most = self._fetcher.limits.per_round
        if host.silent >= GIVEN_UP:
            wait, why = OFTEN * (0.5 + self._jitter()), "its server gave no answer for other feeds just now"
        elif host.asked >= most and not self._opened.holds(host_of(feed.url)):
            wait, why = MINUTE * (1 + host.too_many // most), f"its server was asked for {most} other feeds just now"
            host.too_many += 1
        else:
            return None
        now, brought = self._clock(), Brought()
        left_out(brought, why, now + timedelta(seconds=wait))
        return self._record(feed, brought, now, 0.0)

    async def _bring(self, feed: Feed, brought: Brought, started_at: datetime) -> None:
        """The way of one feed up to the kept headlines; expected errors are told in `brought`."""
        if until := paused_until(self._pauses, feed, started_at, self._fetcher.limits.makers):
            said = f"its server asked to be left alone until {until:%d %B, %H:%M} UTC"
            left_out(brought, said, until + timedelta(seconds=60 * self._jitter()))
            return
        try:
            fetched = await self._fetcher.fetch(feed, now=started_at)
        except FetchError as error:
            brought.error, brought.status = error.reason, error.status
            if isinstance(error, AskedToWait):
                brought.retry_after = error.retry_after_s
                brought.pauses = error.host, self._clock() + timedelta(seconds=error.retry_after_s)
                self._pauses[error.host] = brought.pauses[1]
            return
        brought.status, brought.size = fetched.status, fetched.size
        brought.etag, brought.modified, brought.body_hash = fetched.etag, fetched.modified, fetched.body_hash
        if fetched.not_modified or fetched.same_body:
            brought.kind, brought.fetched, brought.reaches_back = OutcomeKind.UNCHANGED, fetched, True
            return
        try:
            read = await self._parser.parse(
                fetched.body,
                url=fetched.url,
                now=self._clock(),
                content_type=fetched.headers.get("content-type", ""),
                usual_language=feed.outlet.language,
                seen=await self._stored(self._store.feeds.seen, feed.id) if feed.body_hash else b"",
                torn=fetched.cut_short,
                within_s=max(LEAST_PARSE_S, self._fetcher.limits.round_s - fetched.took_s),
            )
        except ParseError as error:
            brought.error = error.reason
            brought.forget()  # else “not modified” would make the unreadable answer look well
            return
        fetched.body = b""  # many may wait for the store, and need it no more
        await self._keep(feed, brought, fetched, read)

    async def _keep(self, feed: Feed, brought: Brought, fetched: Fetched, read: Parsed) -> None:
        brought.items, brought.cut, brought.flaw = read.items, read.cut, flaw_in_words(fetched, read)
        if read.arrivals:
            unread = None if feed.last_ok_at is None else read.known
            try:
                kept = await self._keeper.keep(feed, read.arrivals, unread=unread)
            except SignpostError as error:
                brought.error = f"it could not be kept: {error}"
                brought.forget()
                return
            brought.added, brought.revised, brought.unchanged = kept.added, kept.revised, kept.unchanged
        brought.fetched, brought.read = fetched, read
        if not read.arrivals and not read.known:
            brought.kind = OutcomeKind.EMPTY
            brought.forget()
            return
        brought.unchanged += read.known
        brought.kind = OutcomeKind.NEW if brought.added or brought.revised else OutcomeKind.UNCHANGED
        # one known item may be pinned to the top for ever: two, if there were as many
        brought.reaches_back = brought.unchanged + brought.revised >= min(2, max(1, feed.items))

    def _record(self, feed: Feed, b: Brought, started_at: datetime, elapsed_s: float) -> Record:
        """What follows from a fetch, decided; nothing is written here."""
        fetched, read = b.fetched, b.read
        if b.until is not None:
            return Record(outcome=outcome(feed, b, started_at, elapsed_s, b.waiting), next_fetch_at=b.until)
        now = self._clock()
        plan = next_fetch(
            feed,
            b,
            retry_after=b.retry_after,
            fresh_s=fetched.fresh_s if fetched else None,
            ttl_s=read.ttl_s if read else None,
            now=now,
            jitter=self._jitter(),
        )
        move = settled_move(feed, fetched.moved_to, now) if fetched and b.kind in HEARD else None
        return Record(
            outcome=outcome(feed, b, started_at, elapsed_s, plan.waiting),
            next_fetch_at=plan.next_fetch_at,
            interval_s=plan.interval_s,
            etag=b.etag,
            modified=b.modified,
            body_hash=b.body_hash,
            digests=read.digests if read else None,
            title=read.title if read else "",
            paused=plan.paused,
            moved=(move.moved_to, move.moved_since, move.moved_seen) if move else None,
            new_url=move.new_url if move else "",
            pauses=b.pauses,
            reaches_back=b.reaches_back,
            newest=read.newest if read else None,
        )

    async def _stored(self, call: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._storing, call, *arguments)


HEARD = (OutcomeKind.NEW, OutcomeKind.UNCHANGED)


async def collect(
    store: Store,
    feeds: Sequence[Feed],
    *,
    fetcher: Fetcher,
    parser: Parser,
    clock: Callable[[], datetime],
    jitter: Callable[[], float] = random.random,
    matcher: Matches | None = None,
    still: Callable[[Feed], bool] = lambda feed: True,
) -> AsyncGenerator[Outcome, None]:
    """Collect these feeds now, whether they are due or not; yields each feed's Outcome as it ends (`Round.run`)."""
    round_ = Round(store, fetcher=fetcher, parser=parser, clock=clock, jitter=jitter, matcher=matcher)
    async with contextlib.aclosing(round_.run(feeds, still)) as outcomes:
        async for outcome in outcomes:
            yield outcome
