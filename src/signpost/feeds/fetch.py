"""From an address to bytes: the only door to the network.

Conditional requests, redirects followed by hand so that each hop is judged, caps on time and size, and failures as
sentences. aiohttp rather than httpx: a ninth of the processor time when nothing changed, and it lets us see the
address of every socket before it connects.
"""

import asyncio
import hashlib
import socket
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import Any

import aiohttp
from yarl import URL

from signpost.errors import FetchError
from signpost.feeds.decode import Decoder, TooLarge, Undecodable
from signpost.feeds.guard import allowed, refusal
from signpost.feeds.headers import REDIRECTS, conditions, retry_after, span, status_in_words
from signpost.feeds.limits import Limits
from signpost.nouns.feed import Feed

REFUSED = "refused:"
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer. `not_modified` (304): `body` is empty and the stored one still stands. Header names are lower case.

    `same_body` says that the bytes are those of the last time. `cut_short` says that the connection or the encoding
    ended early: what came is worth reading, but `etag`, `modified` and `body_hash` are then "", so that the next
    fetch asks for all of it. `moved_to` is where permanent redirects lead, "" if nowhere.
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


class AskedToWait(FetchError):
    """The server said when to come back; `retry_after_s` lies between a minute and a day."""

    def __init__(self, url: str, reason: str, status: int, retry_after_s: int) -> None:
        super().__init__(url, reason, status)
        self.retry_after_s = retry_after_s


class AddressRefused(OSError):
    """The guard's veto, raised where the socket would be made."""


class Fetcher:
    """Fetches feeds, one at a time per host. Use it as `async with Fetcher(limits) as fetcher`, in one event loop."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._opened = allowed(self.limits.allow_hosts)
        self._hosts: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __aenter__(self) -> "Fetcher":
        self._guarded = aiohttp.TCPConnector(limit=self.limits.at_once, socket_factory=self._socket)
        self._open = aiohttp.TCPConnector(limit=self.limits.at_once)  # for hosts that are allowed by name
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._guarded.close()
        await self._open.close()

    async def fetch(self, feed: Feed, *, now: datetime) -> Fetched:
        """Ask for a feed, conditionally if the last answer left something to compare with.

        Raises FetchError (AskedToWait where the server named a time) with a sentence for a person.
        """
        asked = conditions(feed, now)
        url = checked(feed.url, feed.url)
        budget = self.limits.total_s
        permanent, moved_to = True, ""
        jar = aiohttp.CookieJar()  # some outlets redirect for ever without the cookie that they set on the way
        for _ in range(self.limits.redirects + 1):
            async with self._hosts[url.host or ""]:
                started = asyncio.get_running_loop().time()
                answer = await self._hop(feed, url, asked, budget, jar, now)
                budget = max(1.0, budget - (asyncio.get_running_loop().time() - started))
            if isinstance(answer, Fetched):
                return replace(answer, moved_to=moved_to)
            status, url = answer
            permanent = permanent and status in (301, 308)
            moved_to = str(url) if permanent else moved_to
        raise FetchError(feed.url, f"it redirects more than {self.limits.redirects} times")

    async def _hop(
        self, feed: Feed, url: URL, asked: Mapping[str, str], budget: float, jar: aiohttp.CookieJar, now: datetime
    ) -> Fetched | tuple[int, URL]:
        """One request: the answer, or the status and the next address of a redirect."""
        by_name = self._opened.name(url.host or "")
        limits = self.limits
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=limits.connect_s, sock_read=limits.silence_s)
        headers = {"User-Agent": limits.user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate, br", **asked}
        try:
            async with (
                asyncio.timeout(budget),
                aiohttp.ClientSession(
                    connector=self._open if by_name else self._guarded,
                    connector_owner=False,
                    auto_decompress=False,
                    cookie_jar=jar,
                    timeout=timeout,
                    trust_env=False,
                ) as session,
                session.get(url, headers=headers, allow_redirects=False) as response,
            ):
                location = response.headers.get("location", "")
                if response.status in REDIRECTS and location:
                    return response.status, next_hop(feed.url, url, location)
                refuse_status(feed.url, response.status, response.headers, now)
                return await self._read(feed, url, response, bool(asked))
        except TimeoutError as error:
            raise FetchError(feed.url, self._silence(error)) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(feed.url, in_words(error, url)) from error

    async def _read(self, feed: Feed, url: URL, response: aiohttp.ClientResponse, conditional: bool) -> Fetched:
        headers = {name.lower(): value for name, value in response.headers.items()}
        etag, modified = headers.get("etag", "")[:1000], headers.get("last-modified", "")[:200]
        if response.status == 304:
            if not conditional:
                raise FetchError(feed.url, "it says “not modified” although nothing to compare with was sent", 304)
            return Fetched(
                status=304,
                url=str(url),
                headers=headers,
                body=b"",
                etag=etag or feed.etag,
                modified=modified or feed.modified,
                body_hash=feed.body_hash,
                not_modified=True,
            )
        body, cut_short = await self._body(feed, response)
        if not body.strip():
            raise FetchError(feed.url, "the answer is empty", response.status)
        digest = hashlib.sha256(body).hexdigest()
        return Fetched(
            status=response.status,
            url=str(url),
            headers=headers,
            body=body,
            etag="" if cut_short else etag,
            modified="" if cut_short else modified,
            body_hash="" if cut_short else digest,
            same_body=not cut_short and digest == feed.body_hash,
            cut_short=cut_short,
        )

    async def _body(self, feed: Feed, response: aiohttp.ClientResponse) -> tuple[bytes, bool]:
        """The decoded body, and whether it ended early."""
        body = bytearray()
        raw = 0
        try:
            decoder = Decoder(response.headers.get("content-encoding", ""), self.limits.size)
            async for piece in response.content.iter_any():
                raw += len(piece)
                if raw > self.limits.size:
                    raise TooLarge
                body += decoder.feed(piece)
        except TooLarge:
            size = self.limits.size / 1024 / 1024
            raise FetchError(feed.url, f"the answer is larger than {size:.3g} MiB", response.status) from None
        except (Undecodable, aiohttp.ClientPayloadError) as error:
            if body:
                return bytes(body), True
            reason = str(error) if isinstance(error, Undecodable) else "the connection broke off before anything came"
            raise FetchError(feed.url, f"the answer cannot be read: {reason}", response.status) from error
        return bytes(body), False

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Called by aiohttp for each connection, with the address it is about to connect to."""
        family, kind, protocol, _, address = info
        if why := refusal(str(address[0]), self._opened):
            raise AddressRefused(f"{REFUSED} {address[0]}, {why}")
        return socket.socket(family=family, type=kind, proto=protocol)

    def _silence(self, error: TimeoutError) -> str:
        if isinstance(error, aiohttp.ConnectionTimeoutError):
            return f"no connection within {self.limits.connect_s:g} seconds"
        if isinstance(error, aiohttp.SocketTimeoutError):
            return f"it fell silent for {self.limits.silence_s:g} seconds"
        return f"it was not finished after {self.limits.total_s:g} seconds"


def checked(address: str | URL, feed_url: str) -> URL:
    """The address of a hop; FetchError unless it is http(s) with a host."""
    try:
        url = URL(address) if isinstance(address, str) else address
        usable = url.scheme in ("http", "https") and bool(url.host) and url.port is not None
    except ValueError:
        raise FetchError(feed_url, "this is no web address") from None
    if not usable:
        other = url.scheme if url.scheme not in ("http", "https", "") else ""
        raise FetchError(feed_url, f"“{other}:” addresses are not fetched" if other else "this is no web address")
    return url


def next_hop(feed_url: str, url: URL, location: str) -> URL:
    try:
        target = url.join(URL(location)).with_fragment(None)
    except ValueError:
        raise FetchError(feed_url, f"it redirects to “{location[:100]}”, which is no web address") from None
    if target.scheme not in ("http", "https") or not target.host:
        raise FetchError(feed_url, f"it redirects to “{str(target)[:100]}”, which is no web address")
    return target


def refuse_status(feed_url: str, status: int, headers: Mapping[str, str], now: datetime) -> None:
    """Raise for every status that brings no feed."""
    if status in (200, 203, 304):
        return
    reason = status_in_words(status, headers)
    wait = retry_after(headers.get("Retry-After", ""), now) if status in (403, 429, 500, 502, 503, 504) else None
    if wait is not None:
        raise AskedToWait(feed_url, f"{reason}; it asks to wait {span(wait)}", status, wait)
    raise FetchError(feed_url, reason, status)


def in_words(error: Exception, url: URL) -> str:
    """What went wrong on the way, for a person. The causes of aiohttp's errors say more than the errors."""
    text = str(error)
    cause = getattr(error, "os_error", None)
    if refused := str(cause).partition(REFUSED)[2]:  # several addresses come as one error that quotes all of them
        where = refused.partition(", " + REFUSED)[0].strip()
        return f"“{url.host}” is an internal address ({where}); SIGNPOST_ALLOW_HOSTS opens it if that is wanted"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"no server is known by the name “{url.host}”"
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, ssl.SSLCertVerificationError)):
        return f"the certificate of “{url.host}” is not valid"
    if isinstance(error, (aiohttp.ClientSSLError, ssl.SSLError)):
        return f"no secure connection to “{url.host}” could be made"
    if isinstance(error, aiohttp.ClientConnectorError):
        reason = getattr(cause, "strerror", None) or "no connection"
        return f"“{url.host}” cannot be reached ({str(reason).lower()[:200]})"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the server hung up without an answer"
    if isinstance(error, aiohttp.ClientResponseError):
        return "the server's answer is not proper HTTP"
    if isinstance(error, aiohttp.InvalidURL):
        return "this is no web address"
    return f"the connection broke ({type(error).__name__}{': ' + text[:200] if text else ''})"
