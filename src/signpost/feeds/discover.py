"""From a site's address to its feeds: what its page names, else what answers under the usual paths.

`candidates` reads a page and is pure; `find` goes and looks. A page is read by its tags alone, piece by piece with
bounds on each, because a stranger's page may be written to keep a proper parser busy.
"""

import asyncio
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from signpost.errors import FetchError, ParseError
from signpost.feeds.entries import Parsed
from signpost.feeds.fetch import Fetched, Fetcher
from signpost.feeds.identify import plain_text, safe_link, shortened
from signpost.nouns.feed import Feed, Outlet

LARGEST_PAGE = 2 * 1024 * 1024  # read of one page
LONGEST_TAG, MOST_TAGS = 4000, 5000
MOST_FEEDS = 12  # looked at of one page
SAMPLES = 5
TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "text/rss+xml",
)
# Asked without following redirects: many sites answer every unknown path with their front page.
PATHS = (
    "feed/", "feed", "rss", "rss/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds/posts/default",
    "index.rss", "feed.rss", "rss/feed.xml", "feed.atom", "en/rss", "?feed=rss2",
)  # fmt: skip
TAG = re.compile(r"<(link|a|base)(?=[\s/])", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"""([a-zA-Z][a-zA-Z-]{0,30})\s{0,9}=\s{0,9}(?:"([^"]{0,3000})"|'([^']{0,3000})'|([^\s"'<>]{1,3000}))"""
)
NAME = re.compile(r"[a-zA-Z-]+")
TEXT = re.compile(r">([^<]{0,300})")
CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?([a-zA-Z0-9_:.-]{1,40})""", re.IGNORECASE)
LIKE_A_FEED = re.compile(
    r"(?:[./?=_-]|\b)(?:rss|atom|feed|feeds|rdf)(?:2|10|20)?(?:[./?=&_-]|\Z)|\.xml\Z", re.IGNORECASE
)
OF_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed. `kind` says how it was come by: "link", "anchor" in the text, "probed"."""

    url: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A feed that answered. `site` is the address of the site it says it belongs to, `newest` None if undated."""

    url: str
    title: str
    site: str
    items: int
    newest: datetime | None
    language: str
    sample_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The feeds of a site, the likeliest first; where there is none, `reason` says why in a sentence. `unread` counts
    addresses that the page names besides, and that were not looked at."""

    feeds: list[Preview]
    reason: str = ""
    unread: int = 0


class Reads(Protocol):
    """What is needed of a parser (`parse.Parser`)."""

    async def parse(self, body: bytes, *, url: str, now: datetime, content_type: str = "") -> Parsed: ...


def candidates(body: bytes, base_url: str) -> list[Candidate]:
    """The addresses on a web page that may be feeds, each once, feeds of comments last.

    Links that declare a feed's type, then, if there is none, anchors that look like one. WordPress's /wp-json/ and
    other interfaces for programs are passed over.
    """
    page = without_comments(decoded(body[:LARGEST_PAGE]))
    base, links, anchors = base_url, [], []
    for name, said, text in tags(page):
        href = said.get("href", "")
        if not href:
            continue
        if name == "base":
            base = safe_link(href, base_url) or base
        elif name == "link" and declares_feed(said):
            links.append((href, said.get("title", ""), "link"))
        elif name == "a" and LIKE_A_FEED.search(href.partition("#")[0]):
            anchors.append((href, said.get("title", "") or text, "anchor"))
    found: dict[str, Candidate] = {}
    for href, title, kind in links or anchors:
        url = safe_link(href, base).partition("#")[0]
        if url and "/wp-json" not in url and url != base_url:
            found.setdefault(url, Candidate(url, shortened(plain_text(title), 200), kind))
    return sorted(found.values(), key=lambda one: bool(OF_COMMENTS.search(f"{urlsplit(one.url).path} {one.title}")))


def declares_feed(said: dict[str, str]) -> bool:
    kind = said.get("type", "").partition(";")[0].strip().lower()
    relation = said.get("rel", "").lower().split()
    plain_xml = kind in ("application/xml", "text/xml")
    return kind in TYPES and ("alternate" in relation or not (plain_xml or "stylesheet" in relation))


def tags(page: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """(name, attributes, text that follows) of each <link>, <a> and <base>, up to a number of them."""
    starts = list(islice(TAG.finditer(page), MOST_TAGS))
    ends = [*(start.start() for start in starts[1:]), len(page)]  # no letter is read twice
    for start, before in zip(starts, ends, strict=False):
        end = min(start.end() + LONGEST_TAG, before)
        said: dict[str, str] = {}
        position = start.end()
        while position < end and page[position] != ">":
            if found := ATTRIBUTE.match(page, position, end):
                value = next((group for group in found.groups()[1:] if group is not None), "")
                said.setdefault(found[1].lower(), html.unescape(value).strip())
                position = found.end()
            else:
                skipped = NAME.match(page, position, end)
                position = skipped.end() if skipped else position + 1
        following = TEXT.match(page, position, end)
        yield start[1].lower(), said, following[1] if following else ""


def without_comments(page: str) -> str:
    parts, position = [], 0
    while (start := page.find("<!--", position)) >= 0:
        parts.append(page[position:start])
        end = page.find("-->", start + 4)
        if end < 0:
            return "".join(parts)
        position = end + 3
    return "".join([*parts, page[position:]])


def decoded(body: bytes) -> str:
    """The page as text: as UTF-8, else as it declares; wrong letters in a title are all that can come of a mistake."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        declared = CHARSET.search(body[:4096])
        try:
            return body.decode(declared[1].decode() if declared else "utf-8", "replace")
        except (LookupError, ValueError):
            return body.decode("utf-8", "replace")


async def find(fetcher: Fetcher, parser: Reads, address: str, *, now: datetime | None = None) -> Found:
    """The feeds of a site: the address itself if it is one, those its page names, else those under the usual paths.

    `address` is an http(s) address. Everything is asked through `fetcher`, with its guard and its patience; the usual
    paths only until one answers. Does not raise for anything that a site does.
    """
    asking = Asking(fetcher, parser, now or datetime.now(UTC))
    page, reason = await asking.page(address)
    if page is None and not reason.status and address.startswith("https://"):
        plain = f"http://{address.removeprefix('https://')}"
        page, again = await asking.page(plain)
        address, reason = (address, reason) if page is None and not again.status else (plain, again)
    if page is None and not reason.status:
        return Found([], reason.reason)
    if page is not None:
        itself = await asking.preview(page, address)
        if itself is not None:
            return Found([itself])
        named = candidates(page.body, page.url)
        previews = await asking.all_of(named[:MOST_FEEDS])
        if previews:
            return Found(previews, unread=len(named[MOST_FEEDS:]))
    asking.unwelcome = False
    usual = [base + path for base in bases(page.url if page is not None else address) for path in PATHS]
    for url in usual:
        if asking.unwelcome:
            break
        if previews := await asking.all_of([Candidate(url, "", "probed")], follow=False):
            return Found(previews)
    return Found([], reason.reason or "its page names no feed, and none answers under the usual addresses")


def bases(address: str) -> list[str]:
    """Where the usual paths are tried: beside the page and at the root of its site."""
    parts = urlsplit(address)
    root = urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
    last = parts.path.rsplit("/", 1)[-1]
    folder = parts.path.removesuffix(last) if "." in last else f"{parts.path.rstrip('/')}/"
    beside = urlunsplit((parts.scheme, parts.netloc, folder, "", ""))
    return list(dict.fromkeys((beside, root)))


class Asking:
    """One search: what it asks with, and whether the site has shown that it minds."""

    def __init__(self, fetcher: Fetcher, parser: Reads, now: datetime) -> None:
        self._fetcher, self._parser, self._now = fetcher, parser, now
        self.unwelcome = False

    async def page(self, address: str, *, follow: bool = True) -> tuple[Fetched | None, FetchError]:
        nobody = Feed(id=0, url=address, title="", outlet=Outlet(name=""))
        try:
            return await self._fetcher.fetch(nobody, now=self._now, follow=follow), FetchError(address, "")
        except FetchError as error:
            # refused, asked to wait, silent: more guesses would only be rude
            self.unwelcome = self.unwelcome or error.status in (None, 401, 403, 429, 503)
            return None, error

    async def preview(self, page: Fetched, asked: str, title: str = "") -> Preview | None:
        """What the answer from `asked` holds as a feed; None if it is none."""
        try:
            content_type = page.headers.get("content-type", "")
            read = await self._parser.parse(page.body, url=page.url, now=self._now, content_type=content_type)
        except ParseError:
            return None
        return Preview(
            url=page.moved_to or asked,
            title=read.title or title,
            site=read.site or urlunsplit((*urlsplit(page.url)[:2], "/", "", "")),
            items=read.items,
            newest=read.newest,
            language=read.language,
            sample_titles=tuple(arrival.title for arrival in read.arrivals[:SAMPLES]),
        )

    async def all_of(self, named: Sequence[Candidate], *, follow: bool = True) -> list[Preview]:
        """Those that are feeds, in their order; of several that hold the same (RSS and Atom) the first."""

        async def one(candidate: Candidate) -> Preview | None:
            answer, _ = await self.page(candidate.url, follow=follow)
            return await self.preview(answer, candidate.url, candidate.title) if answer is not None else None

        unique: dict[object, Preview] = {}
        for found in await asyncio.gather(*map(one, named)):
            if found is not None:
                unique.setdefault((found.items, found.newest, found.sample_titles) if found.items else found.url, found)
        return list(unique.values())
