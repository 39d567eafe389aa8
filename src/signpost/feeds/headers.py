"""What the headers of requests and answers mean. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from signpost.nouns.feed import Feed

REDIRECTS = frozenset({301, 302, 303, 307, 308})
WAIT_AT_LEAST, WAIT_AT_MOST = 60, 24 * 3600
WAIT_UNTOLD = 10 * 60  # after “too often” without a time
FRESH_AT_MOST = 5 * 3600  # servers have been seen to claim sixteen years
LONGEST_ETAG, LONGEST_DATE = 1000, 200
MAX_AGE = re.compile(r"(?:^|[\s,;])max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NUMBER = re.compile(r"([+-]?)(\d+)(?:\.\d*)?")


def conditions(feed: Feed, now: datetime) -> dict[str, str]:
    """The request headers that let the server answer “not modified”; {} to ask for everything.

    Some servers say “not modified” for ever, so the first fetch on every eighth day is unconditional (another day for
    each feed). A Last-Modified that lies in the future or in 2038 is a server's way of saying nothing.
    """
    fresh_day = feed.last_ok_at is None or feed.last_ok_at.date() < now.date()
    if fresh_day and (now.toordinal() + feed.id) % 8 == 0:
        return {}
    asked = {}
    if feed.etag:
        asked["If-None-Match"] = feed.etag
    if feed.modified:
        when = http_date(feed.modified)
        if when is not None and when <= now + timedelta(days=1):
            asked["If-Modified-Since"] = feed.modified
    return {name: value for name, value in asked.items() if value.isprintable() and value.isascii()}


def validators(headers: Mapping[str, str]) -> tuple[str, str]:
    """(ETag, Last-Modified) to be sent back next time, "" where there is none worth keeping.

    `Expires: 0` marks servers whose validators are known to stand still while the feed goes on; all of it is then
    asked for again, and the hash of the body saves the parsing. `no-cache` and `no-store` say nothing of that kind:
    they come with sound validators more often than not. A value too long to be kept whole is not kept.
    """
    if headers.get("expires", "").strip() == "0":
        return "", ""
    etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
    return etag if len(etag) <= LONGEST_ETAG else "", modified if len(modified) <= LONGEST_DATE else ""


def fresh_for(headers: Mapping[str, str], now: datetime) -> int | None:
    """For how many seconds the server says that nothing new is to be had, at most five hours; None if it does not say.

    By max-age, less the time that the answer lay in a cache on the way, else by Expires against the server's own
    clock.
    """
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return None
    if found := MAX_AGE.search(control) if control else None:
        age = headers.get("age", "").strip()
        seconds = clamped_int(found[1], FRESH_AT_MOST) - (clamped_int(age, FRESH_AT_MOST) if digits(age) else 0)
    else:
        expires = http_date(headers["expires"]) if "expires" in headers else None
        if expires is None:
            return None
        seconds = int((expires - (http_date(headers.get("date", "")) or now)).total_seconds())
    return min(seconds, FRESH_AT_MOST) if seconds > 0 else None


def digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def clamped_int(text: str, most: int) -> int:
    """The number that these digits write, at most `most`: very many digits make int() refuse."""
    return min(int(text), most) if len(text) <= 15 else most


def agent(text: str) -> str:
    """A User-Agent as it may stand in a header."""
    return "".join(c for c in text if c.isprintable() and c.isascii()).strip()[:200]


def status_in_words(status: int) -> str:
    words = {
        204: "the answer is empty (204)",
        401: "the feed wants a user name and password (401)",
        402: "the feed is for paying readers (402)",
        403: "the site refuses this program or this country (403)",
        404: "there is nothing at this address (404)",
        410: "the feed is gone for good (410)",
        429: "the site finds that it was asked too often (429)",
        451: "the site withholds it for legal reasons, perhaps in this country only (451)",
    }
    if status in words:
        return words[status]
    if status in REDIRECTS:
        return f"it redirects without saying where to ({status})"
    if status >= 500:
        return f"the site has a fault of its own ({status})"
    return f"the site answers with status {status}"


def retry_after(value: str, now: datetime) -> int | None:
    """Seconds to wait by a Retry-After header (seconds or a date), between a minute and a day; None if unreadable."""
    value = value.strip()
    if number := NUMBER.fullmatch(value) if value.isascii() else None:
        seconds = 0 if number[1] == "-" else clamped_int(number[2], WAIT_AT_MOST)
    else:
        when = http_date(value)
        if when is None:
            return None
        seconds = int((when - now).total_seconds())
    return min(max(seconds, WAIT_AT_LEAST), WAIT_AT_MOST)


def http_date(value: str) -> datetime | None:
    """The moment that a header names, in UTC; None if it names none."""
    try:
        if len(value) == 29 and value.endswith(" GMT") and value[8:11] in MONTHS:  # nearly all, 20 times faster so
            year, month, day = int(value[12:16]), MONTHS.index(value[8:11]) + 1, int(value[5:7])
            return datetime(year, month, day, int(value[17:19]), int(value[20:22]), int(value[23:25]), tzinfo=UTC)
        when = parsedate_to_datetime(value)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def span(seconds: int) -> str:
    """A wait in words: "90 seconds", "5 minutes", "24 hours"."""
    if seconds < 120:
        return f"{seconds} seconds"
    return f"{round(seconds / 60)} minutes" if seconds < 7200 else f"{round(seconds / 3600)} hours"
