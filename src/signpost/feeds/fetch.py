"""From an address to bytes: the only door to the network.

Conditional requests, redirects followed by hand so that each hop is judged, caps on time and size, and failures as
sentences. aiohttp rather than httpx: a ninth of the processor time when nothing changed, and it lets us see the
address of every socket before it connects.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import NamedTuple

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from signpost.errors import FetchError
from signpost.feeds.address import checked, next_hop
from signpost.feeds.connections import Connections
from signpost.feeds.decode import Decoder, TooLarge, Undecodable
from signpost.feeds.headers import (
    REDIRECTS,
    WAIT_UNTOLD,
    agent,
    conditions,
    fresh_for,
    retry_after,
    span,
    status_in_words,
    validators,
)
from signpost.feeds.limits import Limits
from signpost.feeds.robots import BEGINNING, robot_check, robot_words
from signpost.feeds.scope import scope_of
from signpost.feeds.trouble import in_words, silence_in_words
from signpost.nouns.feed import Feed

GOOD = frozenset({200, 203})
REFUSALS = frozenset({202, 401, 403, 405, 406, 418, 429, 503, 520})  # statuses that checks for robots come with
NAMES_A_TIME = frozenset({403, 429, 500, 502, 503, 504})
REFUSAL_S = 2.0  # how long the text of a refusal is waited for
COOKIES = 50
MOST_CRUMBS, CRUMB = 20_000, 32  # so many pieces of fewer bytes on average are meant to keep us busy


@dataclass(slots=True, kw_only=True)
class Fetched:
    """An answer. `not_modified` (304): `body` is empty and the stored one still stands. Header names are lower case.

    `same_body` says that the bytes are those of the last time, `size` counts them (decoded). `cut_short` says that the
    connection or the encoding ended early: what came is worth reading, but `etag`, `modified` and `body_hash` are then
    "", so that the next fetch asks for all of it. `moved_to` is where permanent redirects lead, "" if nowhere.
    `fresh_s` is how long the server says that nothing new is to be had, None if it does not say. `took_s` is what the
    server took, without the wait for its turn.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    etag: str = ""
    modified: str = ""
    body_hash: str = ""
    not_modified: bool = False
    same_body: bool = False
    cut_short: bool = False
    moved_to: str = ""
    fresh_s: int | None = None
    size: int = 0
    took_s: float = 0.0


class AskedToWait(FetchError):
    """The server said when to come back: `retry_after_s` lies between a minute and a day.

    `host` is whom that concerns: every feed whose `scope_of(feed.url)` it is.
    """

    def __init__(self, url: str, reason: str, status: int, retry_after_s: int, host: str) -> None:
        super().__init__(url, reason, status)
        self.retry_after_s, self.host = retry_after_s, host


class Redirect(NamedTuple):
    status: int
    url: URL


@dataclass(slots=True)
class Errand:
    """One fetch on its way: what is left of its time, and what it carries from hop to hop."""

    feed: Feed
    now: datetime
    headers: dict[str, str]
    conditional: bool
    left_s: float
    jar: aiohttp.CookieJar | None = None  # some outlets redirect for ever without the cookie that they set on the way
    permanent: bool = True
    moved_to: str = ""


class Fetcher:
    """Fetches feeds, few at a time per host. Use it as `async with Fetcher(limits) as fetcher`, in one event loop.

    `resolver` looks names up in place of the system.
    """

    def __init__(self, limits: Limits | None = None, *, resolver: AbstractResolver | None = None) -> None:
        self.limits = limits or Limits()
        self._connections = Connections(self.limits, resolver)

    async def __aenter__(self) -> "Fetcher":
        await self._connections.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connections.close()

    async def fetch(self, feed: Feed, *, now: datetime, follow: bool = True) -> Fetched:
        """Ask for a feed, conditionally if the last answer left something to compare with.

        Raises FetchError (AskedToWait where the server named a time) with a sentence for a person; a redirect is such
        an error unless `follow`.
        """
        asked = conditions(feed, now)
        errand = Errand(feed, now, asked, bool(asked), self.limits.total_s)
        if feed.user_agent:
            errand.headers["User-Agent"] = agent(feed.user_agent)
        url, status = checked(feed.url, feed.url), 0
        hops = self.limits.redirects if follow else 0
        for _ in range(hops + 1):
            answer = await self._hop(errand, url)
            if isinstance(answer, Fetched):
                answer.took_s = self.limits.total_s - errand.left_s
                return answer
            status, url = answer
            errand.permanent = errand.permanent and status in (301, 308)
            errand.moved_to = str(url) if errand.permanent else errand.moved_to
        raise FetchError(feed.url, f"it redirects more than {hops} times" if hops else "it redirects", status)

    async def _hop(self, errand: Errand, url: URL) -> Fetched | Redirect:
        """One request within what is left of the time."""
        host = url.host or ""
        async with self._connections.turn(host):
            clock = asyncio.get_running_loop().time
            began = clock()
            try:
                async with asyncio.timeout(errand.left_s):
                    return await self._ask(errand, url, host)
            except TimeoutError as error:
                raise FetchError(errand.feed.url, silence_in_words(error, self.limits)) from error
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise FetchError(errand.feed.url, in_words(error, url)) from error
            finally:
                errand.left_s -= clock() - began

    async def _ask(self, errand: Errand, url: URL, host: str) -> Fetched | Redirect:
        headers = errand.headers
        if errand.jar is not None and (cookies := errand.jar.filter_cookies(url)):
            headers = {**headers, "Cookie": "; ".join(f"{c.key}={c.coded_value}" for c in cookies.values())}
        async with self._connections.get(url, host, headers) as response:
            location = response.headers.get("location", "")
            if response.status in REDIRECTS and location:
                target = next_hop(errand.feed.url, url, location)
                if response.headers.get("set-cookie"):
                    errand.jar = errand.jar or aiohttp.CookieJar()
                    errand.jar.update_cookies(list(response.cookies.items())[:COOKIES], url)
                return Redirect(response.status, target)
            if response.status == 304:
                return unchanged(errand, url, response.headers)
            if response.status in GOOD:
                return await self._read(errand, url, response)
            raise await self._refused(errand, url, response)

    async def _read(self, errand: Errand, url: URL, response: aiohttp.ClientResponse) -> Fetched:
        feed = errand.feed
        headers = {name.lower(): value for name, value in response.headers.items()}
        body, cut_short = await self._body(feed, response)
        if not body or body.isspace():
            raise FetchError(feed.url, "the answer is empty", response.status)
        if whose := robot_check(response.status, headers, body[:BEGINNING]):
            raise FetchError(feed.url, robot_words(whose), response.status)
        digest = hashlib.sha256(body).hexdigest()
        etag, modified = ("", "") if cut_short else validators(headers)
        return Fetched(
            status=response.status,
            url=str(url),
            headers=headers,
            body=body,
            etag=etag,
            modified=modified,
            body_hash="" if cut_short else digest,
            same_body=not cut_short and digest == feed.body_hash,
            cut_short=cut_short,
            moved_to=errand.moved_to,
            fresh_s=fresh_for(headers, errand.now),
            size=len(body),
        )

    async def _body(self, feed: Feed, response: aiohttp.ClientResponse) -> tuple[bytes, bool]:
        """The decoded body, and whether it ended early."""
        body = bytearray()
        raw = pieces = 0
        end_with_the_connection(response)
        try:
            decoder = Decoder(response.headers.get("content-encoding", ""), self.limits.size)
            async for piece, _ in response.content.iter_chunks():
                raw, pieces = raw + len(piece), pieces + 1
                if raw > self.limits.size:
                    raise TooLarge
                if pieces > MOST_CRUMBS and raw < pieces * CRUMB:
                    raise Undecodable("it comes in crumbs of a few bytes")
                body += decoder.feed(piece)
            return bytes(body), not decoder.ended()
        except TooLarge:
            size = self.limits.size / 1024 / 1024
            raise FetchError(feed.url, f"the answer is larger than {size:.3g} MiB", response.status) from None
        except (Undecodable, aiohttp.ClientPayloadError, ConnectionResetError) as error:
            if isinstance(error, Undecodable):
                body += error.before
            else:
                body += rest(response, decoder)
            if body and pieces <= MOST_CRUMBS:
                return bytes(body), True
            reason = str(error) if isinstance(error, Undecodable) else "the connection broke off before anything came"
            raise FetchError(feed.url, f"the answer cannot be read: {reason}", response.status) from error

    async def _refused(self, errand: Errand, url: URL, response: aiohttp.ClientResponse) -> FetchError:
        """What to raise for a status that brings no feed."""
        feed, status, headers = errand.feed, response.status, response.headers
        beginning = await self._beginning(response) if status in REFUSALS else b""
        whose = robot_check(status, headers, beginning)
        reason = robot_words(whose) if whose else status_in_words(status)
        wait = retry_after(headers.get("Retry-After", ""), errand.now) if status in NAMES_A_TIME else None
        if wait is not None:
            reason = f"{reason}; it asks to wait {span(wait)}"
            return AskedToWait(feed.url, reason, status, wait, scope_of(str(url), self.limits.makers))
        if status == 429:
            reason = f"{reason}; it is left alone for {span(WAIT_UNTOLD)}"
            return AskedToWait(feed.url, reason, status, WAIT_UNTOLD, scope_of(str(url), self.limits.makers))
        return FetchError(feed.url, reason, status)

    async def _beginning(self, response: aiohttp.ClientResponse) -> bytes:
        """The first bytes of a refusal's text, as many as come soon."""
        found = bytearray()
        with contextlib.suppress(TimeoutError, aiohttp.ClientError, OSError, Undecodable, TooLarge):
            async with asyncio.timeout(REFUSAL_S):
                decoder = Decoder(response.headers.get("content-encoding", ""), 8 * BEGINNING)
                async for piece in response.content.iter_any():
                    found += decoder.feed(piece)
                    if len(found) >= BEGINNING:
                        break
        return bytes(found[:BEGINNING])


def end_with_the_connection(response: aiohttp.ClientResponse) -> None:
    """Let a body break when its connection does: after nonsense between chunks aiohttp would wait for more for ever."""
    content, connection = response.content, response.connection
    closed = connection.protocol.closed if connection is not None and connection.protocol is not None else None

    def broken(ended: "asyncio.Future[None]") -> None:
        if not ended.cancelled():
            ended.exception()  # seen, so that nobody complains
        if not content.is_eof() and content.exception() is None:
            content.set_exception(aiohttp.ClientPayloadError("the connection broke off"))

    if closed is not None:
        closed.add_done_callback(broken)


def rest(response: aiohttp.ClientResponse, decoder: Decoder) -> bytes:
    """What had arrived when the connection broke. aiohttp tells of the breaking first and would keep it to itself."""
    with contextlib.suppress(Exception):
        return decoder.feed(response.content._read_nowait(-1))
    return b""


def unchanged(errand: Errand, url: URL, headers: Mapping[str, str]) -> Fetched:
    """“Not modified”: the stored body stands, and the validators except where the answer brings new ones."""
    feed = errand.feed
    if not errand.conditional:
        raise FetchError(feed.url, "it says “not modified” although nothing to compare with was sent", 304)
    etag, modified = validators(headers)
    blind = headers.get("expires", "").strip() == "0"
    return Fetched(
        status=304,
        url=str(url),
        headers={},
        body=b"",
        etag=etag or ("" if blind else feed.etag),
        modified=modified or ("" if blind else feed.modified),
        body_hash=feed.body_hash,
        not_modified=True,
        moved_to=errand.moved_to,
        fresh_s=fresh_for(headers, errand.now),
    )
