"""What the tagging page hands to the deck: the same for Streamlit's own page and for the deck that stands before it."""

from typing import Any

from signpost.desk import clearing, identity
from signpost.desk.deck import deck_data
from signpost.desk.server import Desk, now
from signpost.nouns.queue import Wanted
from signpost.nouns.tag import Analyst
from signpost.tagging.cards import cards

PREFETCHED = 40  # enough to begin with; the deck fetches the rest by itself as soon as it stands
AT_FIRST = 24  # until Streamlit has drawn its page: a list's rows and some


def handed(
    desk: Desk, analyst: Analyst, wanted: Wanted, *, theme: str = "light", limit: int = PREFETCHED
) -> dict[str, Any]:
    """The next cards of an analyst's queue, `limit` of them, and all that the deck shows beside them."""
    return deck_data(
        desk.framework,
        token=identity.token_for(desk.store, analyst),
        storage_key=identity.storage_key(desk, analyst),
        analyst=analyst.name,
        queue=cards(desk.store, desk.reader, analyst, limit, wanted=wanted, now=now()),
        waiting=desk.waiting(),
        lines=desk.store.codebook.standing(),
        keys=desk.store.wishes.get(analyst, "keys"),
        wanted=clearing.as_words(wanted),
        mark=desk.store.picks.mark(),
        unseen=clearing.left(desk),
        theme=theme,
        demo=desk.demo(),
    )
