"""What a trend chart says, in a sentence: its title."""

from collections.abc import Sequence

from signpost.indicators.sentences import counted, day_words, direction_words
from signpost.nouns.framework import Framework
from signpost.nouns.tag import Direction
from signpost.nouns.trend import Trend

MOVED = 5.0  # points from one end to the other that are worth a word
NAMED = 2
SOLID = 5.0  # effective stories


def trend_sentence(trends: Sequence[Trend], framework: Framework) -> str:
    """Which lines moved most from one end to the other and which way; "" for no days. Thin ends are said."""
    if not trends or len(trends[0].days) < 2:
        return ""
    first, last = trends[0].days[0], trends[0].days[-1]
    since = day_words(first, last)
    seen = [one for one in trends if one.n_effective[-1] >= 0.5]
    if not seen:
        return f"No recent evidence on {day_words(last, last)}."
    moved = sorted((one for one in seen if abs(gone(one)) >= MOVED), key=lambda one: -abs(gone(one)))
    if not moved:
        all_of = "The line" if len(trends) == 1 else "All lines"
        return f"{all_of} moved by less than {MOVED:.0f} points since {since}."
    said = [clause(one, framework) for one in moved[:NAMED]]
    more = len(moved) - len(said)
    rest = f"; {counted(more, 'other')} moved by {MOVED:.0f} points or more" if more else ""
    return f"Since {since}, {' and '.join(said)}{rest}."


def gone(trend: Trend) -> float:
    """Points from the first day to the last."""
    return trend.level[-1] - trend.level[0]


def clause(trend: Trend, framework: Framework) -> str:
    up = gone(trend) > 0
    towards = direction_words(framework, Direction.STRENGTHENS if up else Direction.WEAKENS)
    thin = " on thin evidence" if trend.n_effective[-1] < SOLID else ""
    name = framework.factor(trend.factor_id).short
    return f"{name} went from {trend.level[0]:.0f} to {trend.level[-1]:.0f}, towards “{towards}”{thin}"
