"""PDF: the brief on two to four pages of A4. Same snapshots, same bytes.

Set by Typst from `brief.typ`. Headlines reach it as JSON, never as markup. Only the fonts at hand are used: Typst's own
(Latin, Cyrillic, Greek, Hebrew) and Amiri for Arabic and Persian; `lettering` says in words what other scripts say.
"""

import json
import re
from pathlib import Path
from typing import Any

from signpost.errors import ExportError
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export.brief import brief_of
from signpost.snapshots.export.charts import BRIEF_TYPE
from signpost.snapshots.export.lettering import readable

TEMPLATE = Path(__file__).with_name("brief.typ")
PAGE_COUNT = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)")
MOST_PAGES = 4
HALO = re.compile(r' stroke="[^"]*" stroke-width="[^"]*" paint-order="stroke"')
FONTS = Path(__file__).parents[4] / "data" / "fonts"


def paper(snapshot: Snapshot, earlier: Snapshot | None = None) -> bytes:
    """The brief as PDF; `earlier` is the snapshot that the reader knows. ExportError if it cannot be set.

    What would need more than four pages is set in smaller type.
    """
    told = in_one_type(brief_of(snapshot, earlier))
    made = typeset(told | {"tight": False}, snapshot)
    return typeset(told | {"tight": True}, snapshot) if pages(made) > MOST_PAGES else made


def typeset(told: Any, snapshot: Snapshot) -> bytes:
    import typst

    try:
        made: bytes = typst.compile(
            TEMPLATE,
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"brief": json.dumps(told, ensure_ascii=False)},
            timestamp=int(snapshot.created_at.timestamp()),
        )
    except typst.TypstError as error:
        raise ExportError(snapshot.id, f"the brief could not be set: {error}") from error
    return made


def pages(pdf: bytes) -> int:
    """How many pages a PDF by Typst has: the largest count of a node of its page tree."""
    return max((int(count) for count in PAGE_COUNT.findall(pdf)), default=0)


def in_one_type(told: Any, key: str = "") -> Any:
    """The brief's words as far as its fonts can draw them, and its drawings lettered like its text."""
    if isinstance(told, dict):
        return {name: in_one_type(value, name) for name, value in told.items()}
    if isinstance(told, list):
        return [in_one_type(value, key) for value in told]
    if not isinstance(told, str) or key == "url":
        return told
    if told.startswith("<svg"):
        told = HALO.sub("", told)  # Typst would draw it over the letters
        return re.sub(r'font-family="[^"]*"', f'font-family="{BRIEF_TYPE}"', told)
    return readable(told, "Title" if key == "title" else "Text")
