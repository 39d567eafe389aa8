"""The longest waits for a save, each with what was going on meanwhile. Pure: moments in seconds, waits in ms."""

from collections.abc import Sequence
from typing import Any, NamedTuple

Span = Sequence[float]  # (from, until, ...)


class Wait(NamedTuple):
    """One save: when it was sent, how long it took, and how much of that (ms) somebody else held the write lock, the
    disk was busy with another file, and the machine stood (`beside`); the collector had been started `since_s` ago."""

    at: float
    ms: float
    since_s: float
    locked_ms: float
    disk_ms: float
    stood_ms: float
    stolen_ms: float

    @property
    def own_ms(self) -> float:
        """Without the moments in which the machine stood."""
        return self.ms - self.stood_ms


def overlap_ms(spans: Sequence[Span], first: float, last: float) -> float:
    """For how long the spans, which follow one another, lie between two moments."""
    return 1000 * sum(max(0.0, min(last, span[1]) - max(first, span[0])) for span in spans)


def waits(tagged: dict[str, Any], beside: dict[str, Any], lives: Sequence[Span], analyst: int) -> list[Wait]:
    """All saves, the longest first. `lives` are the collector's, `analyst` is the process that saves."""
    held = [span for span in beside["held"] if span[2] != analyst]
    found = []
    for at, ms in zip(tagged["at"], tagged["waits"], strict=True):
        until = at + ms / 1000
        found.append(
            Wait(
                at=at,
                ms=ms,
                since_s=at - max((begun for begun, _ in lives if begun <= at), default=at),
                locked_ms=overlap_ms(held, at, until),
                disk_ms=overlap_ms(beside["disk"], at, until),
                stood_ms=overlap_ms(beside["stood"], at, until),
                stolen_ms=sum(ms for seen, ms in beside["stolen"] if at <= seen <= until + 0.02),
            )
        )
    return sorted(found, key=lambda wait: -wait.ms)


def told(longest: Sequence[Wait], began: float) -> list[str]:
    """The waits as lines of a table."""
    lines = ["  the longest saves, in ms, with what went on meanwhile:"]
    head = ("at s", "waited", "since start s", "lock held", "disk busy", "machine stood", "stolen")
    lines.append("  " + "".join(f"{name:>15}" for name in head))
    for wait in longest:
        row = (wait.at - began, wait.ms, wait.since_s, wait.locked_ms, wait.disk_ms, wait.stood_ms, wait.stolen_ms)
        lines.append("  " + "".join(f"{value:15.1f}" for value in row))
    return lines
