"""What changed since the last brief and why: each factor's difference as a sum over stories. Pure."""

from collections.abc import Sequence
from datetime import date
from math import fsum
from typing import Any

from signpost.indicators.board import Board
from signpost.indicators.measure import measure
from signpost.indicators.options import Options
from signpost.indicators.sentences import counted, day_words
from signpost.nouns.framework import Framework
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.compare import Cause, Moved, compare, happened
from signpost.snapshots.compare_words import bottom_line, signed
from signpost.snapshots.export.drawing import bar
from signpost.snapshots.marks import one_line, shortened

STORIES = 3
LEAST = 0.05  # points; less is not shown
LEAST_REACH = 5.0  # points that a half bar holds at least, so that nothing small looks large

Said = dict[str, Any]


def changes(snapshot: Snapshot, earlier: Snapshot | None, whole: Board, framework: Framework, options: Options) -> Said:
    """{heading, sentence, factors: [{short, color, words, groups: [{heading, causes}]}]}.

    Against `earlier`; without one, from the day that the indicators measure their change from.
    """
    if earlier is not None:
        found = compare(earlier, snapshot)
        moved, sentence = list(found.factors), bottom_line(found)
        heading = f"What changed since the last brief, of {day_words(found.earlier.as_of, snapshot.as_of)}"
    else:
        first = date.fromisoformat(snapshot.document["indicators"][0]["change"]["since"])
        moved = [alone(name, whole, first, snapshot.as_of, options) for name in snapshot.document["filters"]["factors"]]
        heading = f"What changed since {day_words(first, snapshot.as_of)}"
        sentence = "This is the first brief; later ones compare with the one before."
    causes = [one for each in moved for one in [*shown(each.world_causes), *shown(each.knowledge_causes)]]
    reach = max([abs(one.points) for one in causes] + [LEAST_REACH])
    return {
        "heading": heading,
        "sentence": one_line(sentence),
        "factors": [_factor(one, framework, reach) for one in moved],
    }


def alone(name: str, whole: Board, first: date, last: date, options: Options) -> Moved:
    """A factor between two days of one snapshot."""
    before, after = (measure(whole.sums[name], day, options=options).level for day in (first, last))
    return Moved(
        factor_id=name,
        before=before,
        after=after,
        world=after - before,
        knowledge=0.0,
        change=measure(whole.sums[name], last, first, options).change,
        world_causes=happened(name, whole, first, last, options),
        knowledge_causes=(),
    )


def shown(causes: Sequence[Cause]) -> list[Cause]:
    """The stories that did most, and all others in one line: the points still add up."""
    named = sorted((one for one in causes if one.title), key=lambda one: -abs(one.points))
    head, tail = named[:STORIES], named[STORIES:]
    if tail:
        words = counted(len(tail), "more story", "more stories")
        head.append(
            Cause(
                title="", url="", outlet="", rtl=False, language="", points=fsum(one.points for one in tail), why=words
            )
        )
    return [*head, *(one for one in causes if not one.title and abs(one.points) >= LEAST)]


def _factor(one: Moved, framework: Framework, reach: float) -> Said:
    factor = framework.factor(one.factor_id)
    clear = "a clear change" if one.change is not None and one.change.clear else "no clear change"
    groups = [
        ("What happened", one.world, one.world_causes),
        ("What we learnt about the time before", one.knowledge, one.knowledge_causes),
    ]
    return {
        "short": one_line(factor.short),
        "color": factor.color.light,
        "words": f"{one.before:.0f} → {one.after:.0f} ({signed(one.after - one.before)}), {clear}"
        if one.before != one.after or one.world_causes or one.knowledge_causes
        else "no evidence then or now",
        "groups": [
            {
                "heading": f"{heading} ({signed(points)})",
                "causes": [_cause(each, reach, factor.color.light) for each in shown(causes)],
            }
            for heading, points, causes in groups
            if causes and (abs(points) >= LEAST or any(abs(each.points) >= LEAST for each in causes))
        ],
    }


def _cause(one: Cause, reach: float, color: str) -> Said:
    return {
        "title": shortened(one.title),
        "url": one_line(one.url) if one.url.startswith(("http://", "https://")) else "",
        "outlet": one_line(one.outlet),
        "rtl": one.rtl,
        "why": one_line(one.why),
        "points": signed(one.points),
        "bar": bar(one.points, reach, color),
    }
