"""What is said of all feeds together: how many are well, which perspectives are not heard, what was missed. Pure.

A perspective is heard while at least one of its feeds is well. Gaps that belong together (nobody collected, so every
feed has one) are told as one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from signpost.nouns.gap import Gap
from signpost.nouns.health import Health

# The states from worst to best: this is the order in which they are told and listed.
TOLD: Mapping[str, tuple[str, str]] = {  # state: (said of one feed, said of several)
    "dead": ("1 is dead", "are dead"),
    "failing": ("1 fails", "fail"),
    "gone": ("1 is gone", "are gone"),
    "empty": ("1 is empty", "are empty"),
    "stale": ("1 is stale", "are stale"),
    "new": ("1 is not collected yet", "are not collected yet"),
}
STATES = (*TOLD, "well", "paused")
WORDS = {"new": "not collected yet"}
MEANS: Mapping[str, str] = {
    "dead": "has failed for a week or longer",
    "failing": "the last fetch brought nothing readable; it is tried again by itself",
    "gone": "the site says that it has ended",
    "empty": "answers well, without a single item",
    "stale": "answers well, with nothing new for much longer than usual",
    "new": "its first fetch is still to come",
    "well": "answers, and brings something new in its own rhythm",
    "paused": "somebody paused it",
}
NAMED = 4  # perspectives named in the sentence; the page lists all
TOGETHER = timedelta(hours=1)
LOOKED_BACK = 50  # groups
WORST = {state: place for place, state in enumerate((*TOLD, "paused", "well"))}


def word(state: str) -> str:
    """A state as it stands on screen: "failing", "not collected yet"."""
    return WORDS.get(state, state)


def bulletin(healths: Sequence[Health]) -> str:
    """The sentence above the list of feeds: "38 of 44 feeds are well; 2 fail, 3 are stale. 2 more are paused." """
    paused = sum(h.state == "paused" for h in healths)
    total = len(healths) - paused
    if not healths:
        return "No feeds yet."
    if total == 0:
        return f"{'The only feed is' if paused == 1 else f'All {paused:,} feeds are'} paused: nothing is collected."
    counts = {state: sum(h.state == state for h in healths) for state in STATES}
    if counts["new"] == total:
        return f"{plural(total)} {are(total)} subscribed; none has been collected yet."
    rest = [one if counts[state] == 1 else f"{counts[state]:,} {several}"
            for state, (one, several) in TOLD.items() if counts[state]]  # fmt: skip
    if not rest:
        said = "The only feed is well" if total == 1 else f"All {total:,} feeds are well"
    elif total == 1:
        said = "The only feed" + rest[0].removeprefix("1")
    elif not counts["well"]:
        said = f"Of {plural(total)} none is well; " + ", ".join(rest)
    else:
        said = f"{counts['well']:,} of {plural(total)} {are(counts['well'])} well; " + ", ".join(rest)
    if paused:
        said += f". {paused:,} more {are(paused)} paused"
    return f"{said}."


def perspectives(healths: Sequence[Health]) -> str:
    """ "All perspectives are heard except Gulf (failing)."; "" where no outlet has one."""
    all_of_them = {h.feed.outlet.perspective for h in healths} - {""}
    if not all_of_them:
        return ""
    silent = unheard(healths)
    if not silent:
        return "All perspectives are heard." if len(all_of_them) > 1 else "The one perspective is heard."
    if len(silent) == len(all_of_them):
        return "No perspective is heard."
    named = [f"{perspective} ({word(state)})" for perspective, state in silent[:NAMED]]
    if len(silent) > NAMED:
        named.append(f"{len(silent) - NAMED:,} more")
    return f"All perspectives are heard except {listed(named)}."


def unheard(healths: Iterable[Health]) -> list[tuple[str, str]]:
    """The perspectives without a feed that is well, in order, each with the best of its feeds' states."""
    best: dict[str, str] = {}
    for h in healths:
        mine = h.feed.outlet.perspective
        if mine and (mine not in best or WORST[h.state] > WORST[best[mine]]):
            best[mine] = h.state
    return sorted((perspective, state) for perspective, state in best.items() if state != "well")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A time in which these outlets' feeds were not collected. `ended_at` is None while it lasts."""

    outlets: tuple[str, ...]
    feed_ids: tuple[int, ...]
    began_at: datetime
    ended_at: datetime | None
    reason: str
    lost: bool


def not_heard(gaps: Iterable[Gap]) -> list[Unheard]:
    """Gaps told together where they have one reason and began and ended within an hour; the newest first."""
    groups: list[list[Gap]] = []
    for gap in sorted(gaps, key=lambda g: (g.reason, g.lost, g.began_at)):
        group = next((g for g in reversed(groups[-LOOKED_BACK:]) if together(g[0], gap)), None)
        if group is None:
            groups.append([gap])
        else:
            group.append(gap)
    told = [
        Unheard(
            outlets=tuple(sorted({g.outlet for g in group})),
            feed_ids=tuple(sorted({g.feed_id for g in group})),
            began_at=min(g.began_at for g in group),
            ended_at=None if group[0].ended_at is None else max(g.ended_at for g in group if g.ended_at),
            reason=group[0].reason,
            lost=group[0].lost,
        )
        for group in groups
    ]
    return sorted(told, key=lambda u: (u.ended_at is None, u.began_at), reverse=True)


def together(first: Gap, other: Gap) -> bool:
    if (first.reason, first.lost, first.ended_at is None) != (other.reason, other.lost, other.ended_at is None):
        return False
    if other.began_at - first.began_at > TOGETHER:
        return False
    return first.ended_at is None or other.ended_at is None or abs(other.ended_at - first.ended_at) <= TOGETHER


def rate(items_a_day: float) -> str:
    """ "12 a day", "2 a week", "none"."""
    if items_a_day >= 0.95:
        return f"{items_a_day:,.0f} a day"
    a_week = items_a_day * 7
    if a_week >= 0.5:
        return f"{max(1, round(a_week))} a week"
    return "hardly any" if items_a_day > 0 else "none"


def every(seconds: int) -> str:
    """A rhythm in words: "every 30 minutes", "every hour"."""
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = seconds / size
            if number < 1.05:
                return f"every {name}"
            whole = name == "minute" or abs(number - round(number)) < 0.05
            return f"every {number:.0f} {name}s" if whole else f"every {number:.1f} {name}s"
    return "every minute"


def plural(feeds: int) -> str:
    return f"{feeds:,} feed{'' if feeds == 1 else 's'}"


def are(number: int) -> str:
    return "is" if number == 1 else "are"


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
