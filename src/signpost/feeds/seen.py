"""What is remembered of a feed's last document: for each item eight bytes each of its raw text, key and place. Pure.

Items that share a guid or link with another of their document are not remembered: what they are called depends on
their like, so they are read together every time.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from signpost.feeds.identify import key_digest
from signpost.nouns.headline import Arrival

RECORD = 24
FORMAT = hashlib.blake2b(b"items 3", digest_size=8).digest()  # change it whenever items are read differently
# parameters that say where a reader came from; with one too many here two pages count as one, which costs a reading
TRACKING = re.compile(
    r"utm_|at_|mc_|pk_|ns_|fb|gc|ito|ref|src|source|cmp|xtor|ocid|smid|tra|rss|feed|amp|outputtype|taid|partner|emc",
    re.IGNORECASE,
)
# without a query, nothing double in its path
PLAIN_URL = re.compile(r"https?://[a-z0-9.-]+((?:/[A-Za-z0-9_~.-]+)+)(?<!/amp)/?")


def packed(digests: Sequence[bytes], names: Sequence[bytes]) -> bytes:
    """The digests of one document's items, each with its `name` (key and place), sorted; b"" if there are none."""
    alike = Counter(name[:8] for name in names)
    records = {raw + name for raw, name in zip(digests, names, strict=True) if alike[name[:8]] == 1}
    return FORMAT + b"".join(sorted(records)) if records else b""


def unpacked(seen: bytes) -> dict[bytes, bytes]:
    """Name by raw digest; empty if this is not how they are packed now."""
    if not seen.startswith(FORMAT) or (len(seen) - len(FORMAT)) % RECORD:
        return {}
    places = range(len(FORMAT), len(seen), RECORD)
    return {seen[place : place + 8]: seen[place + 8 : place + RECORD] for place in places}


def names_of(single_keys: Sequence[str], arrivals: Sequence[Arrival]) -> list[bytes]:
    """Sixteen bytes for each item: what it would be known by on its own, and the page it is about."""
    return [key_digest(key) + key_digest(place_of(arrival)) for key, arrival in zip(single_keys, arrivals, strict=True)]


def place_of(arrival: Arrival) -> str:
    """The page, else the title: items alike in this may be one item under two guids, which the store decides.

    It need only never tell apart what the store takes for the same (`store.identity.canonical_url`), so the host, which
    changes when a site moves, is no part of it.
    """
    if plain := PLAIN_URL.fullmatch(arrival.url):  # nearly all: nothing to take apart
        return f"{plain[1].lower()}?"
    try:
        parts = urlsplit(arrival.url)
    except ValueError:
        return arrival.url
    path = re.sub(r"/+", "/", parts.path).removesuffix("/amp").rstrip("/").lower()
    kept = sorted(part.lower() for part in parts.query.split("&") if part and not TRACKING.match(part))
    if path or kept:
        return f"{path}?{'&'.join(kept)}"
    return "".join(c for c in unicodedata.normalize("NFKD", arrival.title).casefold() if c.isalnum())
