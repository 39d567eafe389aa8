"""The queue as cards: what the deck shows of each headline."""

from collections.abc import Collection
from typing import Any, Protocol

from signpost.nouns.tag import Analyst, Kind
from signpost.store import Store
from signpost.tagging.questions import AT_THE_END, EVERY, pairs, proposed, woven

WORTH_SHOWING = 600  # characters of a summary


class Why(Protocol):
    def why(self, title: str, summary: str = ...) -> str: ...


def cards(
    store: Store, reader: Why, analyst: Analyst, limit: int, without: Collection[int] = ()
) -> list[dict[str, Any]]:
    """The next cards of an analyst's queue, in order, as JSON values; `without` are those the page holds already.

    Between them come pairs (see `questions`), about one in ten; where nothing else waits, a few more of them.
    """
    shown = store.headlines.some(store.inbox.next(analyst.id, limit, without))
    carriers = store.headlines.copies([h.story_id for h in shown])
    publishers = store.stories.publishers([h.story_id for h in shown])
    asked = proposed(store, {h.story_id: h.title for h in shown})
    mine: dict[int, list[dict[str, str]]] = {}
    for j in store.tags.standing([h.id for h in shown]):
        if j.analyst.id == analyst.id and j.kind is Kind.TAG and j.factor_id and j.direction:
            mine.setdefault(j.headline_id, []).append({"factor": j.factor_id, "direction": j.direction.value})
    found = [
        {
            "headline": h.id,
            "story": h.story_id,
            "title": h.title,
            "summary": h.summary[:WORTH_SHOWING],
            "url": h.url,
            "outlet": h.outlet,
            "perspective": h.perspective,
            "at": h.at.isoformat(),
            "time_flag": h.time_flag.value,
            "language": h.language,
            "rtl": h.rtl,
            "others": [name for name in dict.fromkeys(carriers.get(h.story_id, [])) if name != h.outlet],
            "why": reader.why(h.title, h.summary),
            "mine": mine.get(h.id, []),
            "outlets": len(set(carriers.get(h.story_id, [h.outlet]))),
            "publishers": len(publishers.get(h.story_id, [h.outlet])),
            **asked.get(h.story_id, {}),
        }
        for h in shown
    ]
    between = len(shown) // EVERY + (AT_THE_END if len(shown) < limit else 0)
    return woven(found, pairs(store, analyst.id, between, without))
