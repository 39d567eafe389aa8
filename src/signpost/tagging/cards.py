"""The queue as cards: what the deck shows of each headline."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

from signpost.nouns.queue import EVERY, Pick, Wanted
from signpost.nouns.tag import Analyst, Kind
from signpost.store import Store
from signpost.tagging.questions import AT_THE_END, pairs, proposed, woven
from signpost.tagging.questions import EVERY as EVERY_PAIR
from signpost.tagging.track_record import Record, track_record

WORTH_SHOWING = 600  # characters of a summary
MOST_HINTS = 2
ROUNDS = 3  # of asking again, when a colleague was handed the same in the same moment


class Why(Protocol):
    def why(self, title: str, summary: str = ...) -> str: ...


def cards(
    store: Store,
    reader: Why,
    analyst: Analyst,
    limit: int,
    without: Collection[int] = (),
    wanted: Wanted | None = None,
    *,
    now: datetime | None = None,
    hand_out: bool = True,
    seed: int | None = None,
) -> list[dict[str, Any]]:
    """The next cards of an analyst's queue, in order, as JSON values; `without` are those the page holds already.

    At `now` they are handed out: colleagues do not get them for 15 minutes, and what the page holds is kept for it.
    Without `hand_out` this only looks; without a time it looks at what colleagues have on screen too. `wanted` asks for
    a part of the queue. `seed` settles the random draws (tests).
    Between them come pairs (see `questions`), about one in ten; where nothing else waits, a few more of them.
    """
    if now is None or not hand_out:
        picked = store.inbox.next(analyst.id, limit, without, wanted, now=now)
    else:
        picked = handed_out(store, analyst, limit, without, wanted, now, seed)
    found = made(store, reader, analyst, picked)
    if wanted:
        return found
    between = len(found) // EVERY_PAIR + (AT_THE_END if len(found) < limit else 0)
    return woven(found, pairs(store, analyst.id, between, without))


def ordered_anew(
    store: Store,
    reader: Why,
    analyst: Analyst,
    limit: int,
    without: Collection[int],
    held: Collection[int],
    *,
    now: datetime,
    seed: int | None = None,
) -> tuple[list[dict[str, Any]], list[int]]:
    """For a page whose pile stands in an older order: the cards that it lacks, and the order of them and of those it
    holds (`held`). `without` are the next ones on its screen, which stay where they are, and what else it knows."""
    picked = handed_out(store, analyst, limit + len(held), without, None, now, seed)
    lacking = made(store, reader, analyst, [pick for pick in picked if pick.headline_id not in held])
    asked = pairs(store, analyst.id, len(lacking) // EVERY_PAIR, {*without, *held})
    return woven(lacking, asked), [pick.headline_id for pick in picked]


def made(store: Store, reader: Why, analyst: Analyst, picked: Sequence[Pick]) -> list[dict[str, Any]]:
    """The picks as cards."""
    shown = store.headlines.some([pick.headline_id for pick in picked])
    reasons = {pick.headline_id: pick for pick in picked}
    carriers = store.headlines.copies([h.story_id for h in shown])
    publishers = store.stories.publishers([h.story_id for h in shown])
    asked = proposed(store, {h.story_id: h.title for h in shown})
    hints = hints_for(store, [pick for pick in picked if not pick.blind])
    mine: dict[int, list[dict[str, str]]] = {}
    for j in store.tags.standing([h.id for h in shown]):
        if j.analyst.id == analyst.id and j.kind is Kind.TAG and j.factor_id and j.direction:
            mine.setdefault(j.headline_id, []).append({"factor": j.factor_id, "direction": j.direction.value})
    return [
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
            "kind": reasons[h.id].kind.value,
            "blind": reasons[h.id].blind,
            "why": reasons[h.id].why or reader.why(h.title, h.summary),
            "hints": hints.get(h.id, []),
            "mine": mine.get(h.id, []),
            "outlets": len(set(carriers.get(h.story_id, [h.outlet]))),
            "publishers": len(publishers.get(h.story_id, [h.outlet])),
            **asked.get(h.story_id, {}),
        }
        for h in shown
    ]


def handed_out(
    store: Store,
    analyst: Analyst,
    limit: int,
    without: Collection[int],
    wanted: Wanted | None,
    now: datetime,
    seed: int | None,
) -> list[Pick]:
    """The next picks, held for this analyst from now on."""
    if not wanted:
        share = -(-limit // EVERY)
        store.draws.top_up(analyst.id, share, share, now, seed)
    store.handovers.close(analyst.id, now)
    picked: list[Pick] = []
    refused: set[int] = set()
    for _ in range(ROUNDS):
        held = {*without, *refused, *(pick.headline_id for pick in picked)}
        more = store.inbox.next(analyst.id, limit - len(picked), held, wanted, now=now)
        got = store.handed.hand_out(analyst.id, more, now, keep=without)
        picked += got
        refused |= {pick.headline_id for pick in more} - {pick.headline_id for pick in got}
        if len(picked) >= limit or len(got) == len(more):
            break
    return picked


def hints_for(store: Store, picked: Sequence[Pick]) -> dict[int, list[dict[str, Any]]]:
    """The proposed factors of these, at most two each, with how often proposals of that factor were right so far."""
    proposals = store.suggested.of([pick.headline_id for pick in picked])
    records = track_record(store.suggested.outcomes()) if proposals else {}
    return {
        headline_id: [
            {
                "factor": made.factor_id,
                "score": round(made.score, 2),
                "right": records.get(made.factor_id, Record()).right,
                "of": records.get(made.factor_id, Record()).of,
            }
            for made in proposals[headline_id][:MOST_HINTS]
        ]
        for headline_id in proposals
    }
