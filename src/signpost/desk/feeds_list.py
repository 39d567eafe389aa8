"""The list of feeds: mounts the component in `health/` and hands it what it draws. A click or Enter opens a row."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from signpost.desk.texts import ago
from signpost.feeds.bulletin import STATES, rate, word
from signpost.nouns.feed import STAYS
from signpost.nouns.health import Health

FILES = Path(__file__).parent / "health"
MOST_ROWS = 300  # a browser draws that many at once; the filters lead to the others
CALM = ("well", "paused", "new")
GROUPS = (
    ("Need a look", ("dead", "failing", "gone", "empty", "stale")),
    ("Not collected yet", ("new",)),
    ("Well", ("well",)),
    ("Paused", ("paused",)),
)


@cache
def sources() -> dict[str, str]:
    """The component's `html`, `css` and `js`, read once."""
    return {kind: (FILES / f"health.{kind}").read_text("utf-8") for kind in ("html", "css", "js")}


@cache
def _component() -> Any:
    files: dict[str, Any] = sources()
    return st.components.v2.component("signpost_feeds", **files)


def show_list(data: Mapping[str, Any], opened: Callable[[], None], *, key: str) -> None:
    """Mounts the list with `list_data(...)`; `opened` is called when a row was chosen, `picked` tells which."""
    _component()(key=key, data=dict(data), width="stretch", height="content", on_open_change=opened)


def picked(key: str) -> str:
    """The id of the row that was opened, within the callback `opened`; "" if none was."""
    return str(getattr(st.session_state.get(key), "open", None) or "")


def list_data(healths: Sequence[Health], *, chosen: int | None, wanted: str, now: datetime) -> dict[str, Any]:
    """What the list gets: groups, what needs a look first. A change of `wanted` (the filters) scrolls it to its top."""
    length = max((len(h.strip) for h in healths), default=0)
    first = now.date() - timedelta(days=length - 1)
    ordered = sorted(healths, key=lambda h: (STATES.index(h.state), h.feed.outlet.name.casefold(), h.feed.url))
    groups = []
    for title, states in GROUPS:
        rows = [h for h in ordered if h.state in states]
        if rows:
            cut = f", the first {MOST_ROWS} shown: search or filter for the others" if len(rows) > MOST_ROWS else ""
            shown = [row(h, now) for h in rows[:MOST_ROWS]]
            groups.append({"title": f"{title} · {len(rows):,}{cut}", "rows": shown})
    return {
        "groups": groups,
        "days": [(first + timedelta(days=n)).isoformat() for n in range(length)],
        "chosen": "" if chosen is None else str(chosen),
        "wanted": wanted,
    }


def row(h: Health, now: datetime) -> dict[str, Any]:
    feed = h.feed
    under = " · ".join(part for part in (feed.outlet.perspective, own_title(h)) if part)
    return {
        "id": str(feed.id),
        "outlet": feed.outlet.name,
        "under": under or feed.url,
        "full": " · ".join(part for part in (feed.outlet.name, feed.title, feed.outlet.perspective, feed.url) if part),
        "state": h.state,
        "word": word(h.state),
        "calm": h.state in CALM,
        "why": why(h),
        "last": f"good {ago(feed.last_ok_at, now)}" if feed.last_ok_at else "never fetched well",
        "lastAt": iso(feed.last_ok_at),
        "next": "" if feed.paused else next_words(feed.next_fetch_at, now),
        "nextAt": "" if feed.paused else iso(feed.next_fetch_at),
        "rate": rate(h.items_a_day),
        "strip": list(h.strip),
        "failed": [round(share, 2) for share in h.strip_failed],
    }


def own_title(h: Health) -> str:
    """The feed's title where it says more than its outlet's name."""
    return "" if h.feed.title.casefold() == h.feed.outlet.name.casefold() else h.feed.title


def why(h: Health) -> str:
    """The reason beside the state: what is wrong, or that the site says it has moved, or why it waits."""
    if h.state == "new":
        return ""
    said = reason(h)
    if h.feed.moved_to and h.feed.moved_seen != STAYS and not h.feed.paused:
        said = f"{said}. {MOVED}" if said else MOVED
    return said


def reason(h: Health) -> str:
    """Why it is in its state, without saying the state again."""
    return h.why.removeprefix(f"{h.state}: ")


MOVED = "The site says that it has moved"


def next_words(at: datetime | None, now: datetime) -> str:
    return "next soon" if at is None or at <= now else f"next {ago(at, now)}".replace("just now", "soon")


def iso(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
