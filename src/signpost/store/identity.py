"""When are two items the same item, and when are two headlines copies of one another? Pure.

Safe rules only: the same canonical link, or the same normalised title within days. Anything fuzzier may only propose.
"""

import hashlib
import re
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

COPY_DAYS = timedelta(days=3)  # between two uses of one title
CLOSES_AFTER = timedelta(days=5)  # a story without a new member takes none any more
TRACKING = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "fbclid", "gclid", "mc_cid",
    "mc_eid", "cmpid", "cmp", "ocid", "ito", "at_medium", "at_campaign", "at_custom1", "at_custom2", "traffic_source",
    "ref", "ref_src", "source", "rss", "feed", "amp", "outputtype", "taid", "smid", "partner", "emc", "ns_mchannel",
)  # fmt: skip

# an address that has nothing to clean: most have not, and cleaning costs a tenth of a millisecond
PLAIN_URL = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(/[A-Za-z0-9/_~-]*(?:\.html?)?)")

WORD = re.compile(r"[^\W_]+")
SIGNS = "’‘“”–—…"  # typographic ones, between words
PLAIN = bytes(ord(chr(c).lower()) if c < 128 and chr(c).isalnum() else 32 for c in range(256))


class Folding(dict[int, int | None]):
    """What becomes of each character, found out once: marks go, two spellings of a letter become one."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


FOLDING = Folding(str.maketrans("یىک", "ييك", "ـ"))


def canonical_url(url: str) -> str:
    """One spelling for all addresses of a page: https, no www. or m., no tracking, no fragment; "" if it has no path.

    A bare home page says nothing about the item, so it is no identity.
    """
    if plain := PLAIN_URL.fullmatch(url):
        return one_address(plain[1], plain[2], "")
    try:
        cleaned = canonicalize_url(url_query_cleaner(url, TRACKING, remove=True, unique=False))
        parts = urlsplit(cleaned)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    return one_address(host, parts.path, parts.query, port)


def one_address(host: str, path: str, query: str, port: int | None = None) -> str:
    host = host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    path = (re.sub(r"/+", "/", path) if "//" in path else path).removesuffix("/amp").rstrip("/")
    if not path and not query:
        return ""
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    return f"https://{where}{path}" + (f"?{query}" if query else "")


def title_key(title: str) -> str:
    """A title without case, accents, punctuation and spacing; "" if too little is left to tell two events apart."""
    words = words_of(title)
    key = " ".join(words)
    return key if len(words) >= 3 and len(key) >= 12 else ""


@lru_cache(maxsize=512)  # a chunk's texts are asked for again: for their likes, the search, the agency, the queue
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents and the two spellings of Arabic and Persian letters."""
    if not text.isascii():
        for sign in SIGNS:  # most other texts in English have nothing else
            text = text.replace(sign, " ")
        if not text.isascii():
            folded = unicodedata.normalize("NFKD", text).casefold()
            if not folded.isascii():
                return tuple(WORD.findall(folded.translate(FOLDING)))
            text = folded
    return tuple(text.encode("ascii").translate(PLAIN).decode("ascii").split())  # a tenth of what the pattern takes


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction reads right to left (Arabic, Hebrew, Persian…)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def digest64(text: str) -> int | None:
    """A signed 64-bit digest for an index; None for the empty text, which equals nothing."""
    if not text:
        return None
    raw = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(raw, "big", signed=True)


def item_identity(origin: str, key: str) -> str:
    """What makes an item itself: where it came from (a feed or an outlet) and its key there."""
    return hashlib.blake2b(f"{origin}\x00{key}".encode("utf-8", "replace"), digest_size=16).hexdigest()


def counts_at(published_at: datetime | None, first_seen_at: datetime) -> datetime:
    """When a headline counts: its published time, never later than it was first seen; first seen if it gave none."""
    return first_seen_at if published_at is None else min(published_at, first_seen_at)


def is_copy(*, same_link: bool, same_title: bool, same_outlet: bool, apart: timedelta) -> bool:
    """Whether two headlines report as copies of one another.

    One outlet's items under one link but with different titles are a list page ("events of 22 January"), not copies.
    """
    if same_title and abs(apart) <= COPY_DAYS:
        return True
    return same_link and (same_title or not same_outlet) and abs(apart) <= CLOSES_AFTER
