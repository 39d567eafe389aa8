"""What an import would bring, brought, and left out, in words and as rows."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from signpost.desk.texts import markdown_safe
from signpost.indicators.sentences import counted
from signpost.nouns.framework import Framework
from signpost.nouns.row import BadRow, defused
from signpost.nouns.tag import WEIGHTS, Action, Event
from signpost.tagging.take_in import Seen, Taken


def would_come(taken: Taken) -> str:
    """ "12 headlines and 9 tags are new, 3 are here already; 2 rows have something wrong." """
    new = [counted(taken.headlines, "headline")] if taken.headlines else []
    new += [counted(taken.tags, "tag")] if taken.tags else []
    here = taken.headlines_here + taken.tags_here
    one = (taken.headlines + taken.tags) == 1
    said = f"{' and '.join(new)} {'is' if one else 'are'} new" if new else "Nothing in it is new"
    if here:
        parts = [counted(taken.headlines_here, "headline")] if taken.headlines_here else []
        parts += [counted(taken.tags_here, "tag")] if taken.tags_here else []
        said += f"; {' and '.join(parts)} {'is' if here == 1 else 'are'} here already"
    if taken.revised:
        said += f"; {counted(taken.revised, 'headline')} changed"
    bad = len({row.line for row in taken.bad})
    return said + (f"; {counted(bad, 'row')} {'has' if bad == 1 else 'have'} something wrong." if bad else ".")


def preview_rows(preview: Sequence[Seen], framework: Framework) -> list[dict[str, Any]]:
    """The first rows as they would be kept."""
    return [
        {
            "Row": seen.line,
            "State": "new" if seen.new else "here",
            "Published (UTC)": f"{seen.published:%Y-%m-%d %H:%M}" if seen.published else "not known",
            "Outlet": seen.outlet,
            "Title": seen.title,
            "Tags": "; ".join(
                tag_words(event, name, framework) for event, name in zip(seen.said, seen.analysts, strict=True)
            ),
        }
        for seen in preview
    ]


def tag_words(event: Event, analyst: str, framework: Framework) -> str:
    """ "Autonomy: more hesitant, major (Ann)" """
    if event.action is Action.NOT_RELEVANT:
        return f"not relevant ({analyst})"
    if event.action is Action.DEED:
        return f"deed observed ({analyst})"
    way = framework.directions[event.direction].label.lower() if event.direction else "does not bear on it"
    ruling = ", ruling" if event.action is Action.RULING else ""
    return f"{framework.factor(event.factor_id).short}: {way}, {WEIGHTS[event.weight]}{ruling} ({analyst})"


def bad_words(row: BadRow) -> str:
    place = f"row {row.line}" + (f", {row.column}" if row.column else "")
    return f"{markdown_safe(place)}: {markdown_safe(row.reason)}"


def bad_csv(bad: Sequence[BadRow]) -> bytes:
    """What is left out, for a spreadsheet: row, column, value, reason."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(("row", "column", "value", "reason"))
    writer.writerows((row.line, defused(row.column), defused(row.value), defused(row.reason)) for row in bad)
    return ("\ufeff" + target.getvalue()).encode("utf-8", "replace")


def came(taken: Taken) -> str:
    """ "40 headlines and 38 tags added; 2 here before." """
    added = [counted(taken.headlines, "headline")] if taken.headlines or not taken.tags else []
    added += [counted(taken.tags, "tag")] if taken.tags else []
    said = f"{' and '.join(added)} added"
    said += f", {counted(taken.revised, 'headline')} changed" if taken.revised else ""
    here = taken.headlines_here + taken.tags_here
    return f"{said}; {here:,} here before." if here else f"{said}."
