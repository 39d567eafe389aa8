"""The part of the queue that an analyst asks for, as it stands in the page's link and in what the deck sends; and what
is left of the queue, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from signpost.desk.server import Desk
from signpost.nouns.framework import Framework
from signpost.nouns.queue import Wanted

PREFIX = "tagging_"
TEXTS = ("factor", "outlet", "perspective", "language", "text")
FIELDS = (*TEXTS, "first", "last", "untagged")
UNTAGGED = ("", "anyone", "me")
LONGEST = 200


def as_words(wanted: Wanted) -> dict[str, str]:
    """What the deck keeps of a filter and sends back; only what is asked."""
    said = {name: getattr(wanted, name) for name in (*TEXTS, "untagged")}
    said |= {name: day.isoformat() for name in ("first", "last") if (day := getattr(wanted, name))}
    return {name: value for name, value in said.items() if value}


def wanted_of(words: Any, framework: Framework) -> Wanted:
    """The filter of such words; what cannot be one asks nothing."""
    said = {k: v.strip()[:LONGEST] for k, v in words.items() if isinstance(v, str)} if isinstance(words, dict) else {}
    factors = {factor.id for factor in framework.factors}
    return Wanted(
        factor=said.get("factor", "") if said.get("factor") in factors else "",
        outlet=said.get("outlet", ""),
        perspective=said.get("perspective", ""),
        language=said.get("language", ""),
        first=day_of(said.get("first", "")),
        last=day_of(said.get("last", "")),
        text=said.get("text", ""),
        untagged=said.get("untagged", "") if said.get("untagged") in UNTAGGED else "",
    )


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def query_of(fields: Mapping[str, Any]) -> str:
    """The filter's fields, by name, as the page's query string; empty ones ask nothing."""
    return urlencode([(f"{PREFIX}{name}", str(value)) for name, value in fields.items() if value])


def asked_by(query: str) -> dict[str, str]:
    """What such a query string says, by the name of the field; strange fields are left out."""
    said = {name.removeprefix(PREFIX): value for name, value in parse_qsl(query) if name.startswith(PREFIX)}
    return {name: value for name, value in said.items() if name in FIELDS}


def left(desk: Desk) -> str:
    """How much that matters still waits unread, in a sentence or two; reckoned up once until tags change."""
    from signpost.tagging.unseen import still_unseen  # scipy: loaded while the browser loads its scripts

    found = desk.reckoned().once("unseen", make=lambda: still_unseen(desk.store))
    return " ".join(part for part in (found.sentence, found.hint) if part)
