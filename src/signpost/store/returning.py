"""Items that come back under another key: some feeds give each item a new guid at every fetch.

Such an item is the headline that was kept, not a new one. The headline takes over the newest key, so that the next
fetch finds it at once if the key stays. Only a headline whose own key did not come along can be meant.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from signpost.nouns.headline import Arrival
from signpost.store.identity import COPY_DAYS, canonical_url, digest64, item_identity, words_of
from signpost.store.rows import among
from signpost.store.schema import headlines

SAME_DAY = timedelta(days=1)


class Whole:
    """All that one fetch brought of a feed, whichever chunk is being kept; reckoned only when it is asked for."""

    def __init__(self, arrivals: Sequence[Arrival], origin: str) -> None:
        self._arrivals, self._origin = arrivals, origin

    @cached_property
    def identities(self) -> frozenset[str]:
        return frozenset(item_identity(self._origin, a.key) for a in self._arrivals)

    @cached_property
    def links(self) -> Counter[int | None]:
        """How many items have each link."""
        return Counter(digest64(canonical_url(a.url)) for a in self._arrivals)


KEPT = (
    select(
        headlines.c.id,
        headlines.c.feed_id,
        headlines.c.identity,
        headlines.c.title,
        headlines.c.published_at,
        headlines.c.first_seen_at,
        headlines.c.url_hash,
        headlines.c.title_hash,
        headlines.c.content_hash,
    )
    .where(among(headlines.c.feed_id, "feeds"))
    .order_by(headlines.c.id)
)
BY_LINK = KEPT.where(among(headlines.c.url_hash, "links"))
BY_TITLE = KEPT.where(among(headlines.c.title_hash, "titles"))


def returning(connection: Connection, new: Sequence[Any], wholes: Mapping[int, Whole]) -> dict[str, Any]:
    """Which of these drafts are headlines that were kept under other keys: their rows by the draft's identity.

    `wholes` are the fetches that the drafts are of, by feed.
    """
    links = {d.url_hash for d in new if d.url_hash is not None}
    titles = {d.title_hash for d in new if d.url_hash is None and d.title_hash is not None}
    rows: list[Any] = []
    if links:
        rows += connection.execute(BY_LINK, {"feeds": list(wholes), "links": list(links)})
    if titles:
        named = connection.execute(BY_TITLE, {"feeds": list(wholes), "titles": list(titles)})
        rows += [row for row in named if row.url_hash is None]
    found: dict[str, Any] = {}
    if not rows:
        return found
    by_link: dict[tuple[int, int], list[Any]] = defaultdict(list)
    by_title: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        kept, shared_by = (by_title, row.title_hash) if row.url_hash is None else (by_link, row.url_hash)
        kept[row.feed_id, shared_by].append(row)
    taken: set[int] = set()
    for d in new:
        kept, shared_by = (by_title, d.title_hash) if d.url_hash is None else (by_link, d.url_hash)
        likes = kept.get((d.feed_id, shared_by), [])
        if not likes:
            continue
        whole = wholes[d.feed_id]
        free = [row for row in likes if row.id not in taken and row.identity not in whole.identities]
        shared = d.url_hash is None or whole.links[d.url_hash] > 1 or len(likes) > 1
        meant = next((row for row in free if is_again(d, row, shared=shared)), None)
        if meant is not None:
            found[d.identity] = meant
            taken.add(meant.id)
    if found:
        renamed = update(headlines).where(headlines.c.id == bindparam("row"))
        renamed = renamed.values(identity=bindparam("new_identity"), key=bindparam("new_key"))
        by_identity = {d.identity: d for d in new}
        connection.execute(
            renamed,
            [
                {"row": row.id, "new_identity": identity, "new_key": by_identity[identity].arrival.key}
                for identity, row in found.items()
            ],
        )
    return found


def is_again(d: Any, row: Any, *, shared: bool) -> bool:
    """Whether a draft is a kept headline of its feed with the same link (or, both without one, the same title).

    Where others share the link, the words and the time must be the same; where it is theirs alone, the same words
    within a day, or nearly the same words and no other time.
    """
    one, other = words_of(d.arrival.title), words_of(row.title)
    said, was = d.arrival.published_at, row.published_at
    if shared:
        undated = said is None and was is None and d.first_seen_at - row.first_seen_at <= COPY_DAYS
        return one == other and (undated or (said is not None and said == was))
    if one == other:
        return said is None or was is None or abs(said - was) <= SAME_DAY
    return (said is None or was is None or said == was) and nearly(one, other)


def nearly(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether at least half of the words of the longer title are in both."""
    first, second = set(one), set(other)
    return len(first & second) * 2 >= max(len(first), len(second)) and len(first & second) >= 2
