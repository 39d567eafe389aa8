"""Which of the feeds that somebody asks for are fetched now, and why the others are not. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from signpost.feeds.scope import paused_until
from signpost.nouns.feed import Feed

AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A feed that was asked for and not collected, with the reason in words."""

    feed_id: int
    url: str
    why: str


def chosen(
    asked: Sequence[tuple[int, ...] | None],
    feeds: Sequence[Feed],
    pauses: Mapping[str, datetime],
    now: datetime,
    makers: Collection[str] = (),
) -> tuple[list[Feed], list[LeftOut]]:
    """The feeds to collect, and those left out. `asked` holds ids, or None for all; `pauses` is host → until when,
    `makers` as in `scope_of`.

    A paused feed is collected only if it was named, and a retired one too: somebody wants to see for themselves.
    """
    named = {feed_id for ids in asked if ids is not None for feed_id in ids}
    everything = None in asked
    taken, left_out = [], []
    for feed in feeds:
        if feed.id not in named and not everything:
            continue
        why = f"paused: {feed.paused}" if feed.paused and feed.id not in named else too_soon(feed, pauses, now, makers)
        if why:
            left_out.append(LeftOut(feed_id=feed.id, url=feed.url, why=why))
        else:
            taken.append(feed)
    return taken, left_out


def too_soon(feed: Feed, pauses: Mapping[str, datetime], now: datetime, makers: Collection[str] = ()) -> str:
    """Why a feed is not asked again just now; "" if it may be."""
    if until := paused_until(pauses, feed, now, makers):
        return f"its server asked to be left alone until {until:%d %B, %H:%M} UTC"
    if feed.asked_at is not None and timedelta() <= now - feed.asked_at < AGAIN_AFTER:
        return "it was asked a moment ago"
    return ""
