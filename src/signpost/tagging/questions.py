"""What the deck asks about stories: is a proposed copy the same event? It counts as the same until somebody says no.

A story that waits to be judged carries its questions on its own card. One that is judged already has no card any more:
its questions come as pairs, cards of their own that show both headlines side by side.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from signpost.nouns.headline import Headline
from signpost.store import Store

EVERY = 9  # headlines before each pair: about one card in ten only asks
AT_THE_END = 20  # pairs that may follow where no headline waits any more
ALIKE = 1 / 3  # titles that share fewer of their words are not marked: all of it would be
WORTH_SHOWING = 300  # characters of a summary beside another one

Marked = list[tuple[str, bool]]


def marked(title: str, other: str) -> Marked:
    """A title in pieces, in order, each with whether its words are missing from the other title.

    Case, punctuation and the order of words make no difference. Nothing is marked where the two share hardly a word
    (another language).
    """
    words = re.findall(r"\S+", title)
    left = Counter(map(plain, re.findall(r"\S+", other)))
    longer = max(len(words), left.total(), 1)
    shared = set()
    for i, word in enumerate(map(plain, words)):
        if left[word]:
            left[word] -= 1
            shared.add(i)
    if len(shared) < ALIKE * longer:
        return [(title, False)]
    pieces: Marked = []
    for i, word in enumerate(words):
        differs = i not in shared
        space = " " if i else ""
        if pieces and pieces[-1][1] == differs:
            pieces[-1] = (f"{pieces[-1][0]}{space}{word}", differs)
        else:  # the space between two pieces belongs to the one that is not marked
            if space and differs:
                pieces[-1] = (pieces[-1][0] + space, False)
            pieces.append((word if differs else space + word, differs))
    return pieces


def plain(word: str) -> str:
    return re.sub(r"\W+", "", word).casefold() or word


def proposed(store: Store, titles: Mapping[int, str]) -> dict[int, dict[str, Any]]:
    """What the cards of stories with open questions hold besides; `titles` are the cards' titles by story.

    `proposed`: the questions. `members`: (headline, outlet, publisher) of all, so that the page can count anew what is
    left once a question is answered with no.
    """
    return {
        story_id: {
            "proposed": [
                {
                    "headline": p.headline_id,
                    "title": p.title,
                    "parts": marked(p.title, titles[story_id]),
                    "outlet": p.outlet,
                    "at": p.at.isoformat(),
                    "language": p.language,
                    "rtl": p.rtl,
                }
                for p in found
            ],
            "members": [(m.headline_id, m.outlet, m.publisher) for m in store.stories.members(story_id)],
        }
        for story_id, found in store.stories.proposed_in(list(titles)).items()
    }


def pairs(store: Store, analyst_id: int, limit: int, without: Collection[int] = ()) -> list[dict[str, Any]]:
    """Questions about stories that are judged already, newest first, as cards; `without` are known to the page."""
    if not limit:
        return []
    found = store.stories.proposals(limit + len(without), analyst_id=analyst_id)
    held = set(without)
    asked = [p for p in found if p.judged and p.headline_id not in held][:limit]
    shown = {h.id: h for h in store.headlines.some([i for p in asked for i in (p.first_id, p.headline_id)])}
    return [
        {
            "headline": p.headline_id,
            "story": p.story_id,
            "pair": True,
            **side(shown[p.headline_id], shown[p.first_id].title),
            "first": {"headline": p.first_id, **side(shown[p.first_id], shown[p.headline_id].title)},
            "others": [],
            "why": "",
            "mine": [],
        }
        for p in asked
        if p.headline_id in shown and p.first_id in shown
    ]


def side(headline: Headline, other_title: str) -> dict[str, Any]:
    """One of two headlines to compare."""
    return {
        "title": headline.title,
        "parts": marked(headline.title, other_title),
        "summary": headline.summary[:WORTH_SHOWING],
        "url": headline.url,
        "outlet": headline.outlet,
        "perspective": headline.perspective,
        "at": headline.at.isoformat(),
        "time_flag": headline.time_flag.value,
        "language": headline.language,
        "rtl": headline.rtl,
    }


def woven(headlines: Sequence[dict[str, Any]], asked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cards with a pair after every ninth; what is left of the pairs comes at the end."""
    cards: list[dict[str, Any]] = []
    rest = list(asked)
    for number, card in enumerate(headlines, start=1):
        cards.append(card)
        if number % EVERY == 0 and rest:
            cards.append(rest.pop(0))
    return cards + rest
