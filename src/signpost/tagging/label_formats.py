"""The formats that judgements come and go in, by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from signpost.nouns.framework import Framework
    from signpost.store import Store
    from signpost.tagging.sheet_rows import Row

FORMATS = {"label-studio": "Label Studio JSON", "doccano": "doccano JSON lines"}
CONFIGS = {"label-studio-config": "Label Studio labelling interface", "doccano-labels": "doccano labels"}


def told(path: Path) -> str:
    """Which of the formats a JSON file is in, by its first entry."""
    from signpost.nouns.row import BadRow
    from signpost.tagging.label_files import entries

    first = next((entry[1] for entry in entries(path) if not isinstance(entry, BadRow)), None)
    return "label-studio" if isinstance(first, dict) and ("data" in first or "annotations" in first) else "doccano"


def read(
    kind: str, path: Path, framework: Framework, now: datetime, analyst: str = "", name: str = ""
) -> Iterator[Row]:
    """The entries of a label file as rows; raises FeedError if it cannot be read."""
    from signpost.tagging import doccano, label_studio

    reader = {"label-studio": label_studio.read, "doccano": doccano.read}[kind]
    return reader(path, framework, now, analyst=analyst, name=name)


def write(kind: str, store: Store, target: IO[str]) -> int:
    """Write every standing judgement, or what a project is set up with; how many entries."""
    from signpost.tagging import doccano, label_studio
    from signpost.tagging.tag_file import export_tags, references

    if kind == "label-studio-config":
        return target.write(label_studio.config(store.framework)) and 1
    if kind == "doccano-labels":
        return target.write(doccano.label_config(store.framework) + "\n") and 1
    standing = store.tags.all()
    if kind == "csv":
        return export_tags(standing, references(store, standing), target)
    return {"label-studio": label_studio.write, "doccano": doccano.write}[kind](store, standing, target)
