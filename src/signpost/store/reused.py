"""Keys that a feed gives to another item later: some number their items by their place on the page.

Nobody could say that an item with another page, other words and another time is the one that was kept under its key:
it is another one, and is known by its key and its link from then on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from signpost.store.drafts import Item
from signpost.store.identity import item_identity, words_of
from signpost.store.returning import Whole, nearly, page_of
from signpost.store.rows import among
from signpost.store.schema import headlines, revisions

LONGEST_KEY = 400
FIRST = select(headlines.c.id, headlines.c.title, headlines.c.url, headlines.c.published_at)
FIRST = FIRST.where(among(headlines.c.id, "ids"))
LATER = select(revisions.c.headline_id, revisions.c.title, revisions.c.url)
LATER = LATER.where(among(revisions.c.headline_id, "ids"))


def renamed(
    connection: Connection, batch: Sequence[Item], there: Mapping[str, Any], wholes: Mapping[int, Whole]
) -> bool:
    """Give those of a batch another key that were given the key of another item; whether there were any.

    `there` are the headlines kept under the batch's identities, `wholes` the fetches that the batch is of.
    """
    changed = [
        (each, row)
        for each in batch
        if each.feed_id in wholes and (row := there.get(each.identity)) and row.content_hash != each.content_hash
    ]
    if not changed:
        return False
    ids = {row.id for _, row in changed}
    first = {row.id: row for row in connection.execute(FIRST, {"ids": list(ids)})}
    others = [(each, row.id) for each, row in changed if is_another(each, first[row.id])]
    if others:
        wordings = list(connection.execute(LATER, {"ids": [i for _, i in others]}))
        others = [(each, i) for each, i in others if not known_so(each, [w for w in wordings if w.headline_id == i])]
    for each, _ in others:
        key = f"{each.arrival.key} {page_of(each.arrival.url)}"
        key = key if len(key) <= LONGEST_KEY else item_identity(each.arrival.key, key)
        before, each.arrival = each.identity, replace(each.arrival, key=key)
        each.identity = item_identity(f"feed {each.feed_id}", key)
        wholes[each.feed_id or 0].renamed(before, each.identity)
    return bool(others)


def is_another(each: Item, row: Any) -> bool:
    """Whether an item has another page, other words and another time than the headline that has its key."""
    said = each.arrival.published_at
    return unlike(each, row) and (said is None or said != row.published_at)


def known_so(each: Item, wordings: Collection[Any]) -> bool:
    """Whether the headline came with such words or on this page before."""
    return not all(unlike(each, wording) for wording in wordings)


def unlike(each: Item, row: Any) -> bool:
    here, there = page_of(each.arrival.url), page_of(row.url)
    elsewhere = here != "" != there and here != there
    return elsewhere and not nearly(words_of(each.arrival.title), words_of(row.title))
