"""What else is done with such streams: the usual rules, on headlines as they come."""

import numpy as np

from signpost.indicators.ledger import Floats
from streams.invented import Stream

NORMAL_80 = 1.2816


def by_day(one: Stream) -> tuple[Floats, Floats]:
    """Headlines a day, and those that point up."""
    said = np.bincount(one.head_day, minlength=one.size).astype(float)
    return said, np.bincount(one.head_day, one.head_up.astype(float), one.size)


def rolling(values: Floats, days: int) -> Floats:
    total = np.append(0.0, np.cumsum(values))
    at = np.arange(1, len(values) + 1)
    return np.asarray(total[at] - total[np.maximum(0, at - days)])


def rolling_share(one: Stream, days: int) -> tuple[Floats, Floats, Floats]:
    """Level and 80 % Wilson band, 0-100."""
    said, up = (rolling(values, days) for values in by_day(one))
    return wilson(np.divide(up, said, out=np.full(one.size, 0.5), where=said > 0), np.maximum(said, 1.0))


def faded_share(one: Stream, weight: float) -> tuple[Floats, Floats, Floats]:
    """The exponentially weighted mean of the days' shares, with the Wilson band of its effective number."""
    said, up = by_day(one)
    level, size, share, effective = 0.5, 1.0, np.empty(one.size), np.empty(one.size)
    for day, (n, k) in enumerate(zip(said.tolist(), up.tolist(), strict=True)):
        if n:
            level = (1 - weight) * level + weight * k / n
        size = (1 - weight) * size + n
        share[day], effective[day] = level, max(1.0, size)
    return wilson(share, effective)


def wilson(share: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    square = NORMAL_80**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = NORMAL_80 * np.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return 100 * share, 100 * (middle - half), 100 * (middle + half)


def volume_alarms(one: Stream, start: int, at_least: float) -> int:
    """Days from `start` on whose number of headlines lies that many standard deviations above the same weekday's.

    One alarm a week at most; the usual number is that of the eight same weekdays before.
    """
    said, _ = by_day(one)
    found, quiet = 0, start
    for day in range(max(start, 56), one.size):
        before = said[day - 56 : day : 7]
        if day >= quiet and (said[day] - before.mean()) / max(1.0, before.std()) >= at_least:
            found, quiet = found + 1, day + 7
    return found


def weekly_alarms(one: Stream, start: int, points: float) -> int:
    """Weeks from `start` on whose share of headlines pointing up differs by so many points from the week before."""
    said, up = by_day(one)
    ends = range(start + 6, one.size, 7)
    n, k = rolling(said, 7), rolling(up, 7)
    shares = [(k[end] / max(1.0, n[end]), k[end - 7] / max(1.0, n[end - 7])) for end in ends]
    return sum(abs(now - then) * 100 >= points for now, then in shares)
