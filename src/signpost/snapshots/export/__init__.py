"""Exports: a snapshot as a file that other programs open.

A file per format: `paper` (pdf) and `page` (html), the brief; `tidy` (csv), `workbook` (xlsx), `plain` (json),
`columns` (parquet), `picture` (png, svg), `album` (every chart, zip). Each is made from the snapshot's document alone
and carries its marks: framework and version, as-of, known-at, filters, handling, method and digest. A brief may also be
given the snapshot that its reader knows. Titles and notes are data from strangers: `defused` keeps spreadsheets from
running them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from signpost.errors import ExportError
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export.album import album
from signpost.snapshots.export.columns import columns
from signpost.snapshots.export.page import page
from signpost.snapshots.export.paper import paper
from signpost.snapshots.export.picture import drawing, picture
from signpost.snapshots.export.plain import plain
from signpost.snapshots.export.tidy import tidy
from signpost.snapshots.export.workbook import workbook

LONGEST_ID = 80
BRIEFS = ("pdf", "html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write a snapshot. `label` is for people; `write` is what `export` calls with the snapshot and the one
    that the reader knows, if any; `ending` is the file's."""

    label: str
    media_type: str
    write: Callable[[Snapshot, Snapshot | None], bytes]
    ending: str = ""


def alone(write: Callable[[Snapshot], bytes]) -> Callable[[Snapshot, Snapshot | None], bytes]:
    """A format that tells of one snapshot only."""
    return lambda snapshot, earlier: write(snapshot)


EXPORTS: Mapping[str, Format] = MappingProxyType(
    {
        "pdf": Format(label="Brief (PDF)", media_type="application/pdf", write=paper),
        "html": Format(label="Brief (HTML)", media_type="text/html; charset=utf-8", write=page),
        "csv": Format(label="Table (CSV)", media_type="text/csv; charset=utf-8", write=alone(tidy)),
        "xlsx": Format(
            label="Workbook (Excel)",
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            write=alone(workbook),
        ),
        "json": Format(label="Everything (JSON)", media_type="application/json", write=alone(plain)),
        "parquet": Format(
            label="Evidence (Parquet)", media_type="application/vnd.apache.parquet", write=alone(columns)
        ),
        "png": Format(label="Chart (PNG)", media_type="image/png", write=alone(picture)),
        "svg": Format(label="Chart (SVG)", media_type="image/svg+xml", write=alone(drawing)),
        "charts": Format(
            label="Every chart (ZIP)", media_type="application/zip", write=alone(album), ending="charts.zip"
        ),
    }
)
"""The formats by name, which is the ending of their files unless they say another."""


def export(snapshot: Snapshot, form: str, earlier: Snapshot | None = None) -> bytes:
    """The snapshot's file in a format of `EXPORTS`; ExportError for another format, or where it does not fit.

    `earlier` is the snapshot that the reader of a brief knows; other formats do not tell of it.
    """
    if form not in EXPORTS:
        raise ExportError(form, f"is no export format; there are {', '.join(EXPORTS)}")
    return EXPORTS[form].write(snapshot, earlier)


def file_name(snapshot: Snapshot, form: str) -> str:
    """ "ru_hesitation_2026-11-22_20261122-142301-ab12.csv": framework, as-of, and id, which begins with the day made.

    Only letters, digits, dot, dash and underscore: good on every system and in a download's header. `form` may also be
    "zip", the sealed file.
    """
    ending = EXPORTS[form].ending if form in EXPORTS else ""
    parts = (snapshot.framework_id, snapshot.as_of.isoformat(), snapshot.id)
    framework, as_of, name = (re.sub(r"[^A-Za-z0-9-]+", "_", part)[:LONGEST_ID] for part in parts)
    return f"{framework}_{as_of}_{name}.{ending or re.sub('[^A-Za-z0-9-]+', '_', form)}"
