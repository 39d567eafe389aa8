"""PDF: the brief on two to four pages of A4. Same snapshots, same bytes.

Set by Typst from `brief.typ`. Headlines reach it as JSON, never as markup. Only the fonts at hand are used: Typst's own
(Latin, Cyrillic, Greek, Hebrew) and Amiri for Arabic and Persian; other scripts show as boxes.
"""

import json
import re
from pathlib import Path
from typing import Any

from signpost.errors import ExportError
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export.brief import brief_of
from signpost.snapshots.export.charts import BRIEF_TYPE

TEMPLATE = Path(__file__).with_name("brief.typ")
FONTS = Path(__file__).parents[4] / "data" / "fonts"


def paper(snapshot: Snapshot, earlier: Snapshot | None = None) -> bytes:
    """The brief as PDF; `earlier` is the snapshot that the reader knows. ExportError if it cannot be set."""
    import typst

    told = in_one_type(brief_of(snapshot, earlier))
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


def in_one_type(told: Any) -> Any:
    """The drawings within the brief, lettered like its text."""
    if isinstance(told, dict):
        return {key: in_one_type(value) for key, value in told.items()}
    if isinstance(told, list):
        return [in_one_type(value) for value in told]
    if isinstance(told, str) and told.startswith("<svg"):
        return re.sub(r'font-family="[^"]*"', f'font-family="{BRIEF_TYPE}"', told)
    return told
