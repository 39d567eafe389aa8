"""From feedparser's entries to arrivals. Pure: every item is kept, and nothing it says is believed unread."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any

from signpost.feeds.identify import item_keys, language_of, plain_text, safe_link, shortened, visible
from signpost.nouns.headline import Arrival, TimeFlag

MOST_ITEMS = 2000
LONGEST_TITLE, LONGEST_SUMMARY = 500, 2000
LONGEST_MARKUP = 20_000  # read of one summary's HTML, far more than its plain text needs
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(minutes=15)
TOO_FAR_AHEAD = timedelta(days=1)
HARMLESS = ("NoneType", "NonXMLContentType", "CharacterEncodingOverride")  # feedparser complains, readers need not
UNTITLED = "(no title)"
TIMES = ("published", "updated", "created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A feed as read. `cut` counts items beyond the cap; `flaw` says what was wrong with one that was read anyway."""

    arrivals: tuple[Arrival, ...]
    title: str = ""
    language: str = ""
    cut: int = 0
    flaw: str = ""


def parsed(
    result: Mapping[str, Any], *, url: str, now: datetime, usual_language: str = "", most: int = MOST_ITEMS
) -> Parsed:
    """All that a feed brought, in its order; `usual_language` is the outlet's, for items that declare none."""
    feed = get(result, "feed") or {}
    entries = list(get(result, "entries") or ())
    declared = text(feed, "language") or text(get(feed, "title_detail") or {}, "language")
    base = safe_link(text(feed, "link"), url) or url
    arrivals = arrivals_of(entries[:most], base=base, now=now, declared=declared, usual=usual_language)
    flaw = get(result, "bozo_exception")
    return Parsed(
        arrivals=arrivals,
        title=shortened(plain_text(text(feed, "title")), LONGEST_TITLE),
        language=language_of(declared, usual_language, " ".join(a.title for a in arrivals[:5])),
        cut=len(entries) - len(arrivals),
        flaw=shortened(visible(str(flaw)), 200) if type(flaw).__name__ not in HARMLESS else "",
    )


def arrivals_of(
    entries: Sequence[Mapping[str, Any]], *, base: str, now: datetime, declared: str, usual: str
) -> tuple[Arrival, ...]:
    links = [link_of(entry, base) for entry in entries]
    titles = [plain_text(text(entry, "title")) for entry in entries]
    keys = item_keys(
        [
            (text(entry, "id"), link, title, next(filter(None, (text(entry, name) for name in TIMES)), ""))
            for entry, link, title in zip(entries, links, titles, strict=True)
        ]
    )
    return tuple(
        arrival(entry, key, title, link, now=now, declared=declared, usual=usual)
        for entry, key, title, link in zip(entries, keys, titles, links, strict=True)
    )


def arrival(
    entry: Mapping[str, Any], key: str, title: str, link: str, *, now: datetime, declared: str, usual: str
) -> Arrival:
    summary = shortened(plain_text(body_of(entry)[:LONGEST_MARKUP]), LONGEST_SUMMARY)
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
        moment = moment_of(read)
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


def get(mapping: Mapping[str, Any], key: str) -> Any:
    """The stored value: feedparser's own lookups answer with other keys' values and warn about it."""
    return dict.get(mapping, key) if isinstance(mapping, dict) else mapping.get(key)


def text(mapping: Mapping[str, Any], key: str) -> str:
    value = get(mapping, key)
    return value if isinstance(value, str) else ""
