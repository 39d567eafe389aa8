"""From feedparser's entries to arrivals. Pure: every item is kept, and nothing it says is believed unread."""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any

from signpost.feeds.dates import moment_written, stands_in
from signpost.feeds.identify import (
    bounded,
    item_keys,
    language_of,
    plain_text,
    safe_link,
    shortened,
    single_keys,
    visible,
)
from signpost.nouns.headline import Arrival, TimeFlag

MOST_ITEMS = 2000
LONGEST_TITLE, LONGEST_SUMMARY = 500, 2000
ENOUGH_MARKUP = 6_000  # holds a whole summary's text as a rule
LONGEST_MARKUP = 20_000  # read of one summary's HTML, far more than its plain text needs
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(minutes=15)
TOO_FAR_AHEAD = timedelta(days=1)
HARMLESS = ("NoneType", "NonXMLContentType", "CharacterEncodingOverride")  # feedparser complains, readers need not
UNTITLED = "(no title)"
PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 7 * 86400, "monthly": 30 * 86400, "yearly": 365 * 86400}
LONGEST_TTL = 30 * 86400
TIMES = ("published", "updated", "created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A feed as read.

    `arrivals` are the items that were not known from the last time; `items` counts all in the document, `known` those
    left unread because they were known, `cut` those beyond the cap. `flaw` says what was wrong with a feed that was
    read anyway. `digests` is to be given back as `seen` with the next document of this feed. `ttl_s` is the pause that
    the feed asks for between two fetches, `newest` the latest usable time among the arrivals, `site` the feed's own
    page.
    """

    arrivals: tuple[Arrival, ...]
    title: str = ""
    language: str = ""
    cut: int = 0
    flaw: str = ""
    items: int = 0
    known: int = 0
    digests: bytes = b""
    ttl_s: int | None = None
    newest: datetime | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of feedparser's entries: the feed, and beside each arrival what it would be known by on its own."""

    feed: Parsed
    single_keys: list[str]


def parsed(
    result: Mapping[str, Any], *, url: str, now: datetime, usual_language: str = "", most: int = MOST_ITEMS
) -> Read:
    """All that a feed brought, in its order; `usual_language` is the outlet's, for items that declare none."""
    feed = get(result, "feed") or {}
    entries = list(get(result, "entries") or ())
    declared = text(feed, "language") or text(get(feed, "title_detail") or {}, "language")
    site = safe_link(text(feed, "link"), url)
    arrivals, singles = arrivals_of(entries[:most], base=site or url, now=now, declared=declared, usual=usual_language)
    return Read(
        Parsed(
            arrivals=arrivals,
            title=shortened(plain_text(text(feed, "title")[:LONGEST_MARKUP]), LONGEST_TITLE),
            language=language_of(declared, usual_language, " ".join(a.title for a in arrivals[:5])),
            cut=len(entries) - len(arrivals),
            items=len(entries),
            flaw=flaw_of(get(result, "bozo_exception")),
            ttl_s=ttl_of(feed),
            newest=max((a.published_at for a in arrivals if a.published_at), default=None),
            site=site,
        ),
        singles,
    )


def flaw_of(error: object) -> str:
    """What feedparser complained of, in words."""
    if type(error).__name__ in HARMLESS:
        return ""
    said = re.sub(r"^<unknown>:\d+:\d+: ", "", visible(str(error)))
    return shortened(f"it is ill-formed ({said or type(error).__name__})", 200)


def arrivals_of(
    entries: Sequence[Mapping[str, Any]], *, base: str, now: datetime, declared: str, usual: str
) -> tuple[tuple[Arrival, ...], list[str]]:
    links = [link_of(entry, base) for entry in entries]
    titles = [plain_text(text(entry, "title")[:LONGEST_MARKUP]) for entry in entries]
    said = [
        (text(entry, "id"), link, title, next(filter(None, (text(entry, name) for name in TIMES)), ""))
        for entry, link, title in zip(entries, links, titles, strict=True)
    ]
    arrivals = tuple(
        arrival(entry, key, title, link, now=now, declared=declared, usual=usual)
        for entry, key, title, link in zip(entries, item_keys(said), titles, links, strict=True)
    )
    return arrivals, [bounded(key) for key in single_keys(said)]


def arrival(
    entry: Mapping[str, Any], key: str, title: str, link: str, *, now: datetime, declared: str, usual: str
) -> Arrival:
    summary = summary_of(body_of(entry))
    title = shortened(title, LONGEST_TITLE) or shortened(summary, 120) or link or UNTITLED
    published_at, flag = time_of(entry, now)
    own = text(entry, "language") or text(get(entry, "title_detail") or {}, "language")
    return Arrival(
        key=key,
        title=title,
        url=link,
        summary="" if summary == title else summary,
        published_at=published_at,
        time_flag=flag,
        language=language_of(own or declared, usual, f"{title} {summary}"),
    )


def summary_of(markup: str) -> str:
    """The beginning of a text, from no more of its markup than that takes."""
    if len(markup) > ENOUGH_MARKUP:
        start = plain_text(markup[:ENOUGH_MARKUP])
        if len(start) > LONGEST_SUMMARY + 200:  # what the cut spoilt is not among it
            return shortened(start, LONGEST_SUMMARY)
    return shortened(plain_text(markup[:LONGEST_MARKUP]), LONGEST_SUMMARY)


def link_of(entry: Mapping[str, Any], base: str) -> str:
    """The first usable link: the original behind a forwarding service, the entry's own, any alternate, the guid."""
    links = get(entry, "links") or ()
    alternates = [text(link, "href") for link in links if text(link, "rel") in ("alternate", "")]
    candidates = [text(entry, "feedburner_origlink"), text(entry, "link"), *alternates]
    guid = text(entry, "id")  # feedparser takes it for a link where there is none; it is no relative address
    found = (safe_link(candidate, "" if candidate == guid else base) for candidate in (*candidates, guid))
    return next(filter(None, found), "")


def body_of(entry: Mapping[str, Any]) -> str:
    """The summary, else the content, else the description of the item's picture or film."""
    contents = [text(content, "value") for content in get(entry, "content") or ()]
    return next(filter(None, (text(entry, "summary"), *contents, text(entry, "media_description"))), "")


def time_of(entry: Mapping[str, Any], now: datetime) -> tuple[datetime | None, TimeFlag]:
    """When the item says it was published, and what is wrong with that. Never replaced by "now"."""
    claimed = False
    for name in TIMES:
        written, read = text(entry, name), get(entry, f"{name}_parsed")
        claimed = claimed or bool(written.strip()) or read is not None
        moment = moment_written(written) or confirmed(moment_of(read), written)
        if moment is not None and EARLIEST <= moment <= now + TOO_FAR_AHEAD:
            return moment, TimeFlag.FUTURE if moment > now + CLOCKS_DIFFER else TimeFlag.OK
    return None, TimeFlag.SILLY if claimed else TimeFlag.MISSING


def moment_of(parts: struct_time | Sequence[int] | None) -> datetime | None:
    """feedparser's time as a moment; None for the impossible ones it lets through (year -1, year 10000)."""
    if parts is None:
        return None
    try:
        if not 1 <= parts[0] <= 9999:
            return None
        return datetime.fromtimestamp(calendar.timegm((*parts[:6], 0, 0, 0)), UTC)
    except (ValueError, OverflowError, TypeError, IndexError, OSError):
        return None


def confirmed(moment: datetime | None, written: str) -> datetime | None:
    return moment if moment is not None and stands_in(moment, written) else None


def ttl_of(feed: Mapping[str, Any]) -> int | None:
    """How long the feed says it may be left alone, in seconds: RSS's ttl (minutes) or the syndication module's."""
    minutes = text(feed, "ttl").strip()
    period = text(feed, "sy_updateperiod").strip().lower()
    if minutes.isascii() and minutes.isdecimal() and len(minutes) <= 6:
        seconds = int(minutes) * 60
    elif period in PERIODS:
        frequency = text(feed, "sy_updatefrequency").strip()
        often = int(frequency) if frequency.isascii() and frequency.isdecimal() and len(frequency) <= 4 else 1
        seconds = PERIODS[period] // max(often, 1)
    else:
        return None
    return min(seconds, LONGEST_TTL) if seconds > 0 else None


def get(mapping: Mapping[str, Any], key: str) -> Any:
    """The stored value: feedparser's own lookups answer with other keys' values and warn about it."""
    return dict.get(mapping, key) if isinstance(mapping, dict) else mapping.get(key)


def text(mapping: Mapping[str, Any], key: str) -> str:
    value = dict.get(mapping, key) if isinstance(mapping, dict) else mapping.get(key)  # `get`, called the most
    return value if isinstance(value, str) else ""
