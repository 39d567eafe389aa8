"""An arrival on its way to a row: what tells whether it was kept before, and the digests that find its likes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from signpost.nouns.headline import Arrival
from signpost.store.identity import (
    canonical_url,
    counts_at,
    digest64,
    item_identity,
    reads_right_to_left,
    title_key,
)
from signpost.store.rows import Inserting, among
from signpost.store.schema import headlines
from signpost.store.wire import agency_named, wire_of


@dataclass(slots=True, kw_only=True)
class Item:
    """An arrival with what tells whether it was kept before, and as it is now. `outlet_id` may be found out later where
    there is a feed."""

    arrival: Arrival
    identity: str
    content_hash: int
    feed_id: int | None
    outlet: str
    outlet_id: int
    first_seen_at: datetime


@dataclass(slots=True, kw_only=True)
class Draft:
    """A new item on its way to a row, with the digests that find its likes and its rank in the inbox."""

    arrival: Arrival
    identity: str
    content_hash: int
    feed_id: int | None
    outlet_id: int
    first_seen_at: datetime
    at: datetime
    url_hash: int | None
    title_hash: int | None
    wire: str
    rank: int


def item(arrival: Arrival, outlet: str, outlet_id: int, feed_id: int | None, first_seen_at: datetime) -> Item:
    origin = f"feed {feed_id}" if feed_id is not None else f"outlet {outlet_id}"
    words = f"{arrival.title}\x00{arrival.summary}\x00{arrival.url}"
    return Item(
        arrival=arrival,
        identity=item_identity(origin, arrival.key),
        content_hash=digest64(words) or 0,
        feed_id=feed_id,
        outlet=outlet,
        outlet_id=outlet_id,
        first_seen_at=first_seen_at,
    )


def draft(new: Item, rank: Callable[[str, str], int]) -> Draft:
    arrival = new.arrival
    return Draft(
        arrival=arrival,
        identity=new.identity,
        content_hash=new.content_hash,
        feed_id=new.feed_id,
        outlet_id=new.outlet_id,
        first_seen_at=new.first_seen_at,
        at=counts_at(arrival.published_at, new.first_seen_at),
        url_hash=digest64(canonical_url(arrival.url)),
        title_hash=digest64(title_key(arrival.title)),
        wire=wire_of(arrival.title, arrival.summary) or agency_named(new.outlet),
        rank=rank(arrival.title, arrival.summary),
    )


# built once: putting a statement together takes longer than the database needs for it
KNOWN = select(headlines.c.id, headlines.c.identity, headlines.c.content_hash)
KNOWN = KNOWN.where(among(headlines.c.identity, "identities"))


def kept_as(connection: Connection, identities: Collection[str]) -> dict[str, Any]:
    """The headlines that are kept under these identities, by them: id and content_hash."""
    return {row.identity: row for row in connection.execute(KNOWN, {"identities": list(identities)})}


INTO_HEADLINES = Inserting(
    headlines,
    *("id", "identity", "feed_id", "outlet_id", "key", "external_id", "title", "summary", "url", "language", "rtl"),
    *("published_at", "time_flag", "first_seen_at", "at", "url_hash", "title_hash", "content_hash", "wire"),
)


def row_of(headline_id: int, d: Draft) -> tuple[Any, ...]:
    """The values of INTO_HEADLINES."""
    a = d.arrival
    said = (a.key, a.external_id, a.title, a.summary, a.url, a.language, reads_right_to_left(a.title), a.published_at)
    times = (a.time_flag.value, d.first_seen_at, d.at)
    return (
        headline_id,
        d.identity,
        d.feed_id,
        d.outlet_id,
        *said,
        *times,
        d.url_hash,
        d.title_hash,
        d.content_hash,
        d.wire,
    )
