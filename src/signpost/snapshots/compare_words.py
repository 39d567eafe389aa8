"""A comparison in words and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from signpost.indicators.sentences import counted, day_words
from signpost.snapshots.compare import Cause, Comparison, Moved
from signpost.snapshots.document import json_value

SHOWN = 5


def comparison_json(found: Comparison) -> dict[str, Any]:
    """{"earlier", "later": {id, title, as_of, known_at}, "factors": [...]}: every field of `compare.Moved`."""
    both = {
        name: {"id": each.id, "title": each.title, "as_of": each.as_of, "known_at": each.known_at}
        for name, each in (("earlier", found.earlier), ("later", found.later))
    }
    value: dict[str, Any] = json_value({**both, "factors": [asdict(one) for one in found.factors]})
    return value


def comparison_text(found: Comparison) -> list[str]:
    """The lines of a comparison: the bottom line, then each factor with what did it."""
    shorts = {one["id"]: one["title"] for one in found.later.document["framework"]["factors"]}
    lines = [bottom_line(found)]
    for one in found.factors:
        lines += ["", f"{shorts[one.factor_id]}: {factor_words(one)}"]
        lines += cause_lines("What happened since", one.world, one.world_causes)
        lines += cause_lines("What we learnt since about the time before", one.knowledge, one.knowledge_causes)
    return lines


def bottom_line(found: Comparison) -> str:
    shorts = {one["id"]: one["short"] for one in found.later.document["framework"]["factors"]}
    clear = [one for one in found.factors if one.change is not None and one.change.clear]
    learnt = [one for one in found.factors if abs(one.knowledge) >= 0.5]
    span = f"{day_words(found.earlier.as_of)} and {day_words(found.later.as_of)}"
    said = f"Between {span} no factor changed clearly."
    if clear:
        told = ", ".join(f"{shorts[one.factor_id]} {one.change.clear if one.change else ''}" for one in clear)
        said = f"Between {span} {counted(len(clear), 'factor')} changed clearly: {told}."
    elif found.earlier.as_of == found.later.as_of:
        said = f"Both are of {day_words(found.later.as_of)}."
        if all(same(one) for one in found.factors):
            said = f"Both are of {day_words(found.later.as_of)}, and their levels are the same."
    names = ", ".join(shorts[one.factor_id] for one in learnt)
    return said + (f" What we know of the earlier day has changed too: {names}." if learnt else "")


def same(one: Moved) -> bool:
    """Whether nothing was reported, learnt or taken back that the one level holds and the other does not."""
    return one.before == one.after and not one.world_causes and not one.knowledge_causes


def factor_words(one: Moved) -> str:
    """ "41.0 → 55.2 (+14.2): the world +12.0, our knowledge +2.2; a clear change", or "41.0, the same"."""
    if same(one):
        return f"{one.after:.1f}, the same"
    total = one.after - one.before
    said = f"{one.before:.1f} → {one.after:.1f} ({signed(total)}): "
    said += f"the world {signed(one.world)}, our knowledge {signed(one.knowledge)}"
    if one.change is not None:
        said += "; a clear change" if one.change.clear else "; no clear change"
    return said


def cause_lines(title: str, points: float, causes: Sequence[Cause]) -> list[str]:
    if not causes:
        return []
    lines = [f"  {title} ({signed(points)} points)"]
    lines += [f"    {signed(one.points):>6}  {cause_words(one)}" for one in causes[:SHOWN]]
    rest = causes[SHOWN:]
    if rest:
        lines.append(f"    {signed(sum(one.points for one in rest)):>6}  {len(rest)} more")
    return lines


def cause_words(one: Cause) -> str:
    if not one.title:
        return one.why
    return f"{one.title} ({one.outlet}{f'; {one.why}' if one.why else ''})"


def signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−")
