"""One round: fetch, parse and keep feeds, and say of each how it went.

Feeds of one host follow one another, different hosts run side by side. A feed that fails is an Outcome with a
sentence; nothing that happens to one feed ends the round for the others.
"""

import asyncio
import contextlib
import logging
import random
import traceback
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from signpost.errors import FetchError, ParseError, SignpostError
from signpost.feeds.entries import MOST_ITEMS, Parsed
from signpost.feeds.fetch import AskedToWait, Fetched, Fetcher
from signpost.feeds.keeper import Keeper
from signpost.feeds.logged import line
from signpost.feeds.parse import Parser
from signpost.feeds.recorder import Matches, Recorder
from signpost.feeds.schedule import OFTEN, next_fetch, settled_move
from signpost.feeds.scope import host_of, scope_of
from signpost.nouns.feed import Feed, Outcome, OutcomeKind
from signpost.store import Record, Store

log = logging.getLogger(__name__)
SLOW_S = 3.0  # a failure without an answer that took this long …
GIVEN_UP = 4  # … so many times in a row on one host leaves its other feeds for later
LEAST_PARSE_S = 1.4  # what reading gets after an answer that used up its time


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a fetch leaves behind beside its outcome. Validators are None where the stored ones stay as they are."""

    outcome: Outcome
    fetched: Fetched | None = None
    read: Parsed | None = None
    retry_after: int | None = None
    pauses: tuple[str, datetime] | None = None
    until: datetime | None = None
    etag: str | None = None
    modified: str | None = None
    body_hash: str | None = None
    reaches_back: bool = False


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
        at_once = asyncio.Semaphore(self._fetcher.limits.at_once)
        hosts: dict[str, list[Feed]] = defaultdict(list)
        for feed in feeds:
            hosts[host_of(feed.url)].append(feed)

        under_way = len(hosts)

        async def one_after_another(queued: Sequence[Feed]) -> None:
            nonlocal under_way
            silent = 0
            for feed in queued:
                async with at_once:
                    if not still(feed):
                        ended.put_nowait(None)
                        continue
                    record = await self._left_for_later(feed) if silent >= GIVEN_UP else await self._collected(feed)
                outcome = record.outcome
                no_answer = outcome.kind is OutcomeKind.FAILED and outcome.status is None
                silent = silent + 1 if no_answer and outcome.elapsed_s > SLOW_S else silent * (silent >= GIVEN_UP)
                recorder.put(record)
            under_way -= 1
            if not under_way:
                recorder.flush()

        tasks: list[asyncio.Task[None]] = []
        try:
            self._pauses = await self._stored(self._store.feeds.pauses, self._clock())
            tasks += [asyncio.create_task(one_after_another(queued)) for queued in hosts.values()]
            for _ in feeds:
                if (outcome := await ended.get()) is not None:
                    yield outcome
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._keeper.stop()
            await recorder.finish()
            self._storing.shutdown(wait=False)

    async def _collected(self, feed: Feed) -> Record:
        """Fetch, parse and keep one feed. Only cancelling gets out of here as an exception."""
        started_at, began = self._clock(), asyncio.get_running_loop().time()
        blank = Outcome(feed_id=feed.id, url=feed.url, kind=OutcomeKind.FAILED, started_at=started_at, elapsed_s=0.0)
        try:
            brought = await self._bring(feed, blank)
            return self._record(feed, brought, asyncio.get_running_loop().time() - began)
        except Exception as error:
            log.error("%s", line(feed=feed.id, error=str(error), trace=traceback.format_exc()[-2000:]))
            said = f"something unexpected happened: {sentence(error)}"
            failed = Brought(outcome=replace(blank, error=said))
            return self._record(feed, failed, asyncio.get_running_loop().time() - began)

    async def _left_for_later(self, feed: Feed) -> Record:
        said = "left out: its server gave no answer for other feeds just now"
        skipped = skip(feed, self._clock(), said)
        later = self._clock() + timedelta(seconds=OFTEN * (0.5 + self._jitter()))
        return self._record(feed, Brought(outcome=skipped, until=later), 0.0)

    async def _bring(self, feed: Feed, blank: Outcome) -> Brought:
        """The way of one feed up to the kept headlines; expected errors become outcomes."""
        if until := paused_until(self._pauses, feed.url, blank.started_at):
            said = f"left out: its server asked to be left alone until {until:%d %B, %H:%M} UTC"
            after = until + timedelta(seconds=60 * self._jitter())
            return Brought(outcome=skip(feed, blank.started_at, said), until=after)
        try:
            fetched = await self._fetcher.fetch(feed, now=self._clock())
        except AskedToWait as error:
            pauses = (error.host, self._clock() + timedelta(seconds=error.retry_after_s))
            self._pauses[pauses[0]] = pauses[1]
            failed = replace(blank, error=error.reason, status=error.status)
            return Brought(outcome=failed, retry_after=error.retry_after_s, pauses=pauses)
        except FetchError as error:
            return Brought(outcome=replace(blank, error=error.reason, status=error.status))
        same = Brought(
            outcome=replace(blank, kind=OutcomeKind.UNCHANGED, status=fetched.status, size=fetched.size),
            fetched=fetched,
            etag=fetched.etag,
            modified=fetched.modified,
            body_hash=fetched.body_hash,
            reaches_back=True,
        )
        if fetched.not_modified or fetched.same_body:
            return same
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
            # forget the validators: "not modified" would otherwise make the unreadable answer look well
            return forgetful(replace(same.outcome, kind=OutcomeKind.FAILED, error=error.reason))
        fetched = replace(fetched, body=b"")  # many may wait for the store, and need it no more
        return await self._keep(feed, fetched, read, replace(same, fetched=fetched))

    async def _keep(self, feed: Feed, fetched: Fetched, read: Parsed, same: Brought) -> Brought:
        flaw = flaw_in_words(fetched, read)
        answered = replace(same.outcome, items=read.items, cut=read.cut, flaw=flaw)
        if not read.arrivals and not read.known:
            return forgetful(replace(answered, kind=OutcomeKind.EMPTY), fetched, read)
        known, kind, added, revised = read.known, OutcomeKind.UNCHANGED, 0, 0
        if read.arrivals:
            try:
                kept = await self._keeper.keep(feed, read.arrivals)
            except SignpostError as error:
                return forgetful(
                    replace(answered, kind=OutcomeKind.FAILED, error=f"it could not be kept: {error}"), None, None
                )
            added, revised, known = kept.added, kept.revised, known + kept.unchanged
            kind = OutcomeKind.NEW if added or revised else kind
        outcome = replace(answered, kind=kind, added=added, revised=revised, unchanged=known)
        # one known item may be pinned to the top for ever: two, if there were as many
        reaches = known + revised >= min(2, max(1, feed.items))
        return replace(same, outcome=outcome, read=read, reaches_back=reaches)

    def _record(self, feed: Feed, brought: Brought, elapsed_s: float) -> Record:
        """What follows from a fetch, decided; nothing is written here."""
        now, o, fetched, read = self._clock(), brought.outcome, brought.fetched, brought.read
        if brought.until is not None:
            return Record(outcome=replace(o, elapsed_s=round(elapsed_s, 3)), next_fetch_at=brought.until)
        plan = next_fetch(
            feed,
            o,
            retry_after=brought.retry_after,
            fresh_s=fetched.fresh_s if fetched else None,
            ttl_s=read.ttl_s if read else None,
            now=now,
            jitter=self._jitter(),
        )
        move = settled_move(feed, fetched.moved_to, now) if fetched and o.kind in HEARD else None
        return Record(
            outcome=replace(o, elapsed_s=round(elapsed_s, 3), waiting=plan.waiting),
            next_fetch_at=plan.next_fetch_at,
            interval_s=plan.interval_s,
            etag=brought.etag,
            modified=brought.modified,
            body_hash=brought.body_hash,
            digests=read.digests if read else None,
            title=read.title if read else "",
            paused=plan.paused,
            moved=(move.moved_to, move.moved_since, move.moved_seen) if move else None,
            new_url=move.new_url if move else "",
            pauses=brought.pauses,
            reaches_back=brought.reaches_back,
            newest=read.newest if read else None,
        )

    async def _stored(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._storing, lambda: call(*arguments, **named))


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


def forgetful(outcome: Outcome, fetched: Fetched | None = None, read: Parsed | None = None) -> Brought:
    """An outcome after which the next answer is to be read in full, whatever its validators say."""
    return Brought(outcome=outcome, fetched=fetched, read=read, etag="", modified="", body_hash="")


def skip(feed: Feed, now: datetime, why: str) -> Outcome:
    return Outcome(
        feed_id=feed.id,
        url=feed.url,
        kind=OutcomeKind.SKIPPED,
        started_at=now,
        elapsed_s=0.0,
        error=why,
        waiting=why.removeprefix("left out: "),
    )


def flaw_in_words(fetched: Fetched, read: Parsed) -> str:
    """What was wrong with an answer that was read all the same; "" if nothing was."""
    said = []
    if fetched.cut_short:
        said.append(f"the answer ended early; {counted(read.items)} read")
    if read.cut:
        said.append(f"{read.items - read.cut:,} of {read.items:,} items were kept; the cap is {MOST_ITEMS:,}")
    if read.flaw:
        said.append(read.flaw)
    return "; ".join(said)


def counted(items: int) -> str:
    return "1 item was" if items == 1 else f"{items:,} items were"


def paused_until(pauses: Mapping[str, datetime], url: str, now: datetime) -> datetime | None:
    """Until when a feed waits because its server asked to be left alone, there or on another host of the same site."""
    until = pauses.get(scope_of(url)) if pauses else None
    return until if until is not None and until > now else None


def sentence(error: Exception) -> str:
    text = str(error) if isinstance(error, SignpostError) else f"{type(error).__name__}: {error}"
    return text[:300]
