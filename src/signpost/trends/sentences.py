"""Shifts in plain words."""

from datetime import date

from signpost.indicators.sentences import counted, day_words, direction_words
from signpost.nouns.framework import Framework
from signpost.nouns.shift import Shift
from signpost.nouns.tag import Direction
from signpost.trends.shifts import ROBUST, THRESHOLD


def shift_sentence(shift: Shift, framework: Framework, today: date) -> str:
    """What moved, since when and on what evidence, and whether it still stands."""
    share, before = round(100 * shift.share_since), round(100 * shift.share_before)
    way = direction_words(framework, Direction.STRENGTHENS)
    firm = abs(shift.robust) > ROBUST * THRESHOLD
    rests = "it holds without its two most telling days" if firm else "it rests on its two most telling days"
    said = (
        f"Shifted {shift.way} around {day_words(shift.since, today)}: {share} % of "
        f"{counted(shift.stories, 'story', 'stories')} since then say {way} against {before} % before; {rests}."
    )
    return said if shift.closed_on is None else f"{said} Over on {day_words(shift.closed_on, today)}."
