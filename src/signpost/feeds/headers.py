"""What the headers of requests and answers mean. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from signpost.nouns.feed import Feed

REDIRECTS = frozenset({301, 302, 303, 307, 308})
WAIT_AT_LEAST, WAIT_AT_MOST = 60, 24 * 3600


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


def status_in_words(status: int, headers: Mapping[str, str]) -> str:
    if "challenge" in headers.get("cf-mitigated", "").lower():
        return "the site lets no programs in: it answers with a check for robots (Cloudflare)"
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
    if value.isascii() and value.isdigit():
        # more digits than a day has would only be clamped (and very many make int() refuse)
        seconds = int(value) if len(value) <= 9 else WAIT_AT_MOST
    else:
        when = http_date(value)
        if when is None:
            return None
        seconds = int((when - now).total_seconds())
    return min(max(seconds, WAIT_AT_LEAST), WAIT_AT_MOST)


def http_date(value: str) -> datetime | None:
    """The moment that a header names, in UTC; None if it names none."""
    try:
        when = parsedate_to_datetime(value)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def span(seconds: int) -> str:
    """A wait in words: "90 seconds", "5 minutes", "24 hours"."""
    if seconds < 120:
        return f"{seconds} seconds"
    return f"{round(seconds / 60)} minutes" if seconds < 7200 else f"{round(seconds / 3600)} hours"
