"""Exports: a snapshot as a file that other programs open.

A file per format: `tidy` (csv), `workbook` (xlsx), `plain` (json), `picture` (png). Each is made from the snapshot's
document alone and carries its marks: framework and version, as-of, known-at, filters, handling, method and digest.
Titles and notes are data from strangers: `defused` keeps spreadsheets from running them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from signpost.errors import ExportError
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export.picture import picture
from signpost.snapshots.export.plain import plain
from signpost.snapshots.export.tidy import tidy
from signpost.snapshots.export.workbook import workbook

LONGEST_ID = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write a snapshot. `label` is for people; `write` is what `export` calls."""

    label: str
    media_type: str
    write: Callable[[Snapshot], bytes]


EXPORTS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format(label="Table (CSV)", media_type="text/csv; charset=utf-8", write=tidy),
        "xlsx": Format(
            label="Workbook (Excel)",
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            write=workbook,
        ),
        "json": Format(label="Everything (JSON)", media_type="application/json", write=plain),
        "png": Format(label="Chart (PNG)", media_type="image/png", write=picture),
    }
)
"""The formats by the ending of their files."""


def export(snapshot: Snapshot, form: str) -> bytes:
    """The snapshot's file in a format of `EXPORTS`; ExportError for another format, or where it does not fit."""
    if form not in EXPORTS:
        raise ExportError(form, f"is no export format; there are {', '.join(EXPORTS)}")
    return EXPORTS[form].write(snapshot)


def file_name(snapshot: Snapshot, form: str) -> str:
    """ "ru_hesitation_2026-11-22_20261122-142301-ab12.csv": framework, as-of and id.

    Only letters, digits, dot, dash and underscore: good on every system and in a download's header. `form` may also be
    "zip", the sealed file.
    """
    parts = (snapshot.framework_id, snapshot.as_of.isoformat(), snapshot.id, form)
    framework, as_of, name, ending = (re.sub(r"[^A-Za-z0-9-]+", "_", part)[:LONGEST_ID] for part in parts)
    return f"{framework}_{as_of}_{name}.{ending}"
