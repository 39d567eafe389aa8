"""One round: fetch, parse and keep feeds, and say of each how it went.

Feeds of one host follow one another, different hosts run side by side. A feed that fails is an Outcome with a
sentence; nothing that happens to one feed ends the round for the others.
"""

import asyncio
import contextlib
import logging
import random
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from signpost.errors import FetchError, ParseError, SignpostError
from signpost.feeds.entries import Parsed
from signpost.feeds.fetch import AskedToWait, Fetched, Fetcher
from signpost.feeds.parse import Parser
from signpost.feeds.schedule import next_fetch
from signpost.nouns.feed import Feed, Outcome, OutcomeKind
from signpost.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a fetch leaves behind beside its outcome. Validators are None where the stored ones stay as they are."""

    outcome: Outcome
    retry_after: int | None = None
    etag: str | None = None
    modified: str | None = None
    body_hash: str | None = None
    title: str = ""


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
    ) -> None:
        self._store, self._fetcher, self._parser = store, fetcher, parser
        self._clock, self._jitter = clock, jitter
        # a thread of its own: the store writes one at a time anyhow, and slow name look-ups hold asyncio's threads
        self._storing = ThreadPoolExecutor(1, thread_name_prefix="keep")

    async def run(self, feeds: Sequence[Feed]) -> AsyncGenerator[Outcome, None]:
        """Yield one Outcome for each feed, as it ends. Leaving the loop early ends what is under way."""
        ended: asyncio.Queue[Outcome] = asyncio.Queue()
        at_once = asyncio.Semaphore(self._fetcher.limits.at_once)
        hosts: dict[str, list[Feed]] = defaultdict(list)
        for feed in feeds:
            hosts[host_of(feed.url)].append(feed)

        async def one_after_another(queued: Sequence[Feed]) -> None:
            for feed in queued:
                async with at_once:
                    ended.put_nowait(await self.collect(feed))

        tasks = [asyncio.create_task(one_after_another(queued)) for queued in hosts.values()]
        try:
            for _ in feeds:
                yield await ended.get()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._storing.shutdown(wait=False)

    async def collect(self, feed: Feed) -> Outcome:
        """Fetch, parse, keep and record one feed. Only cancelling gets out of here as an exception."""
        started_at, began = self._clock(), asyncio.get_running_loop().time()
        blank = Outcome(feed_id=feed.id, url=feed.url, kind=OutcomeKind.FAILED, started_at=started_at, elapsed_s=0.0)
        try:
            brought = await self._bring(feed, blank)
        except Exception as error:
            log.exception("feed=%s unexpected error", feed.id)
            brought = Brought(outcome=replace(blank, error=f"something unexpected happened: {sentence(error)}"))
        outcome = replace(brought.outcome, elapsed_s=round(asyncio.get_running_loop().time() - began, 3))
        try:
            await self._record(feed, replace(brought, outcome=outcome))
        except Exception as error:
            log.exception("feed=%s cannot be recorded", feed.id)
            outcome = replace(outcome, error=outcome.error or f"it could not be recorded: {sentence(error)}")
        log_line(outcome)
        return outcome

    async def _bring(self, feed: Feed, blank: Outcome) -> Brought:
        """The way of one feed up to the kept headlines; expected errors become outcomes."""
        try:
            fetched = await self._fetcher.fetch(feed, now=self._clock())
        except FetchError as error:
            wait = error.retry_after_s if isinstance(error, AskedToWait) else None
            return Brought(outcome=replace(blank, error=error.reason, status=error.status), retry_after=wait)
        answered = replace(blank, status=fetched.status)
        same = Brought(
            outcome=replace(answered, kind=OutcomeKind.UNCHANGED),
            etag=fetched.etag,
            modified=fetched.modified,
            body_hash=fetched.body_hash,
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
            )
        except ParseError as error:
            # forget the validators: "not modified" would otherwise make the unreadable answer look well
            return Brought(outcome=replace(answered, error=error.reason), etag="", modified="", body_hash="")
        return await self._keep(feed, fetched, read, same)

    async def _keep(self, feed: Feed, fetched: Fetched, read: Parsed, same: Brought) -> Brought:
        answered = replace(same.outcome, cut=read.cut)
        if not read.arrivals:
            return replace(same, outcome=replace(answered, kind=OutcomeKind.EMPTY), title=read.title)
        try:
            kept = await self._stored(
                self._store.headlines.keep, read.arrivals, outlet=feed.outlet, feed_id=feed.id, now=self._clock()
            )
        except SignpostError as error:
            return Brought(outcome=replace(answered, kind=OutcomeKind.FAILED, error=f"it could not be kept: {error}"))
        outcome = replace(
            answered,
            kind=OutcomeKind.NEW if kept.added or kept.revised else OutcomeKind.UNCHANGED,
            added=kept.added,
            revised=kept.revised,
            unchanged=kept.unchanged,
        )
        if fetched.cut_short:
            log.warning("feed=%s the answer ended early; kept %d items", feed.id, len(read.arrivals))
        return replace(same, outcome=outcome, title=read.title)

    async def _record(self, feed: Feed, brought: Brought) -> None:
        plan = next_fetch(feed, brought.outcome, brought.retry_after, self._clock(), self._jitter())
        await self._stored(
            self._store.feeds.record,
            brought.outcome,
            next_fetch_at=plan.next_fetch_at,
            interval_s=plan.interval_s,
            etag=brought.etag,
            modified=brought.modified,
            body_hash=brought.body_hash,
            title=brought.title,
            paused=plan.paused,
        )

    async def _stored(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._storing, lambda: call(*arguments, **named))


async def collect(
    store: Store,
    feeds: Sequence[Feed],
    *,
    fetcher: Fetcher,
    parser: Parser,
    clock: Callable[[], datetime],
    jitter: Callable[[], float] = random.random,
) -> AsyncGenerator[Outcome, None]:
    """Collect these feeds now, whether they are due or not; yields each feed's Outcome as it ends."""
    round_ = Round(store, fetcher=fetcher, parser=parser, clock=clock, jitter=jitter)
    async with contextlib.aclosing(round_.run(feeds)) as outcomes:
        async for outcome in outcomes:
            yield outcome


def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def shown(url: str) -> str:
    """An address for logs: without user name and password."""
    try:
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return repr(url)


def sentence(error: Exception) -> str:
    text = str(error) if isinstance(error, SignpostError) else f"{type(error).__name__}: {error}"
    return text[:300]


def log_line(outcome: Outcome) -> None:
    log.log(
        logging.WARNING if outcome.error else logging.INFO,
        "feed=%d url=%s outcome=%s status=%s added=%d revised=%d unchanged=%d cut=%d elapsed_s=%.2f error=%r",
        outcome.feed_id,
        shown(outcome.url),
        outcome.kind,
        outcome.status,
        outcome.added,
        outcome.revised,
        outcome.unchanged,
        outcome.cut,
        outcome.elapsed_s,
        outcome.error,
    )
