"""Items that come back under another key: some feeds give each item a new guid at every fetch.

Such an item is the headline that was kept, not a new one. The headline takes over the newest key, so that the next
fetch finds it at once if the key stays. Only a headline whose own key did not come along can be meant.

A site that moves to another host changes guids and links together, and so does one that puts the reader's session into
both. That is looked for only where most of what a feed shows seems to be new: its latest headlines are then compared by
the rest of their links.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from signpost.nouns.headline import Arrival
from signpost.store.identity import COPY_DAYS, canonical_url, digest64, item_identity, words_of
from signpost.store.rows import among
from signpost.store.schema import headlines

SAME_DAY = timedelta(days=1)
HOST = re.compile(r"\Ahttps://[^/?]+")


class Whole:
    """All that one fetch brought of a feed, whichever chunk is being kept; reckoned only when it is asked for.

    `unread` counts what else the feed shows, known from the last time; None in a first fetch.
    """

    def __init__(self, arrivals: Sequence[Arrival], origin: str, unread: int | None = None) -> None:
        self._arrivals, self._origin, self._unread = arrivals, origin, unread
        self._before: dict[str, list[Any]] | None = None
        self.taken: set[int] = set()  # headlines that were found to be items of it

    @cached_property
    def identities(self) -> set[str]:
        return {item_identity(self._origin, a.key) for a in self._arrivals}

    def renamed(self, before: str, after: str) -> None:
        """One of its items turned out to be another one than the headline with its key."""
        self.identities.discard(before)
        self.identities.add(after)

    @cached_property
    def links(self) -> Counter[int | None]:
        """How many items have each link."""
        return Counter(digest64(canonical_url(a.url)) for a in self._arrivals)

    @property
    def turned_over(self) -> bool:
        """Whether most of what the feed shows was not there, or not like that, the last time."""
        return self._unread is not None and len(self._arrivals) >= self._unread

    @property
    def all_read(self) -> bool:
        """Whether it holds all that the feed shows, so that whoever is not in it has gone."""
        return self._unread == 0

    @cached_property
    def pages(self) -> Counter[str]:
        """How many items have each link, whatever its host."""
        return Counter(page_of(a.url) for a in self._arrivals)

    def before(self, connection: Connection, one: Any) -> dict[str, list[Any]]:
        """The feed's latest headlines before this fetch by their paths; `one` is a draft of it."""
        if self._before is None:
            self._before = defaultdict(list)
            asked = {"feed": one.feed_id, "outlet": one.outlet_id, "most": 2 * len(self._arrivals) + SOME}
            for row in connection.execute(LATEST, asked):
                self._before[path_of(row.url)].append(row)
        return self._before


ROW = select(
    headlines.c.id,
    headlines.c.feed_id,
    headlines.c.identity,
    headlines.c.title,
    headlines.c.published_at,
    headlines.c.first_seen_at,
    headlines.c.url,
    headlines.c.url_hash,
    headlines.c.title_hash,
    headlines.c.content_hash,
)
KEPT = ROW.where(among(headlines.c.feed_id, "feeds")).order_by(headlines.c.id)
BY_LINK = KEPT.where(among(headlines.c.url_hash, "links"))
BY_TITLE = KEPT.where(among(headlines.c.title_hash, "titles"))
SOME, MANY = 50, 2000
NEWEST = headlines.c.at.desc(), headlines.c.id.desc()
# found by the outlet, which has an index; of one with many other feeds no more is looked through than takes a moment
LATELY = select(headlines.c.id).where(headlines.c.outlet_id == bindparam("outlet")).order_by(*NEWEST).limit(MANY)
LATEST = ROW.where(headlines.c.id.in_(LATELY), headlines.c.feed_id == bindparam("feed"))
LATEST = LATEST.order_by(*NEWEST).limit(bindparam("most"))


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
    found = same_page(new, rows, wholes) if rows else {}
    if any(whole.turned_over for whole in wholes.values()):
        found |= moved_along(connection, [d for d in new if d.identity not in found], wholes)
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


def same_page(new: Sequence[Any], rows: Sequence[Any], wholes: Mapping[int, Whole]) -> dict[str, Any]:
    """Which of these drafts are which of these rows, by the same link or, both without one, the same title."""
    found: dict[str, Any] = {}
    by_link: dict[tuple[int, int], list[Any]] = defaultdict(list)
    by_title: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        kept, shared_by = (by_title, row.title_hash) if row.url_hash is None else (by_link, row.url_hash)
        kept[row.feed_id, shared_by].append(row)
    for d in new:
        kept, shared_by = (by_title, d.title_hash) if d.url_hash is None else (by_link, d.url_hash)
        likes = kept.get((d.feed_id, shared_by), [])
        if not likes:
            continue
        whole = wholes[d.feed_id]
        free = [row for row in likes if row.id not in whole.taken and row.identity not in whole.identities]
        shared = d.url_hash is None or whole.links[d.url_hash] > 1 or len(likes) > 1
        meant = next((row for row in free if is_again(d, row, shared=shared)), None)
        if meant is not None:
            found[d.identity] = meant
            whole.taken.add(meant.id)
    return found


def moved_along(connection: Connection, left: Sequence[Any], wholes: Mapping[int, Whole]) -> dict[str, Any]:
    """Which of these drafts were kept under the same link on another host, or with another question behind its path."""
    found: dict[str, Any] = {}
    for d in left:
        whole, page, path = wholes[d.feed_id], page_of(d.arrival.url), path_of(d.arrival.url)
        if not whole.turned_over or not page:
            continue
        likes = whole.before(connection, d).get(path, [])
        free = [row for row in likes if row.id not in whole.taken and row.identity not in whole.identities]
        same = [row for row in free if page_of(row.url) == page]
        shared = whole.pages[page] > 1 or len(same) > 1
        meant = next((row for row in same if is_again(d, row, shared=shared)), None)
        if meant is None and path and whole.all_read:
            meant = next((row for row in free if is_again(d, row, shared=True)), None)
        if meant is not None:
            found[d.identity] = meant
            whole.taken.add(meant.id)
    return found


@lru_cache(maxsize=512)
def page_of(url: str) -> str:
    """A link without its host, in one spelling; "" if nothing is left."""
    return HOST.sub("", canonical_url(url))


def path_of(url: str) -> str:
    """The same without what is asked there."""
    return page_of(url).partition("?")[0]


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
