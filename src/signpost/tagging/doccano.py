"""Judgements as doccano's JSON lines (text classification): one line for each headline and analyst.

A line is {"text", "label": [...]} with our own words beside it, which doccano keeps as metadata and gives back. Read
are the spellings of its versions: `label`, `labels` or `cats`, as a list, one text, or a mapping to true or false.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from signpost.nouns.framework import Framework
from signpost.nouns.row import BadRow
from signpost.nouns.tag import Judgement
from signpost.store import Store
from signpost.tagging.label_files import (
    CARRIED,
    HEADLINE,
    carried,
    entries,
    entry_row,
    judged_headlines,
    label_of,
    ours,
    rulings,
    words,
)
from signpost.tagging.sheet_cells import Vocabulary, vocabulary
from signpost.tagging.sheet_rows import Row

SPELLINGS = ("label", "labels", "cats")
WHO = ("analyst", "annotator", "user", "username", "annotation_approver")
KEYS = "qwertasdfgzxcvbyuiophjklnm1234567890"


def write(store: Store, judgements: Sequence[Judgement], target: IO[str]) -> int:
    """Write judgements as JSON lines; how many lines."""
    count = 0
    for headline, told, judged in judged_headlines(store, judgements):
        for name, some in groupby(sorted(judged, key=lambda j: j.analyst.name), key=lambda j: j.analyst.name):
            said = [words(judgement) for judgement in some]
            labels = [label for one in said if (label := label_named(one))]
            line = {"text": headline.title, "label": labels, "analyst": name, HEADLINE: told, CARRIED: said}
            target.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def label_named(said: Mapping[str, str]) -> str:
    return label_of(said.get("kind", ""), said.get("factor", ""), said.get("direction", ""), said.get("signpost", ""))


def label_config(framework: Framework) -> str:
    """The labels to import into a doccano project (Labels, Actions, Import Labels)."""
    labels = [
        (f"{factor.id}:{direction}", factor.color.light)
        for factor in framework.active
        for direction in framework.directions
    ]
    labels.append(("not_relevant", "#4a5160"))
    labels += [(f"deed:{d.id}", "#8a8f98") for s in framework.scenarios for d in s.signposts if d.retired is None]
    keys = [*KEYS, *[None] * len(labels)]
    rows = [
        {"text": name, "suffixKey": short, "backgroundColor": color, "textColor": "#ffffff"}
        for (name, color), short in zip(labels, keys, strict=False)
    ]
    return json.dumps(rows, indent=1)


def read(path: Path, framework: Framework, now: datetime, *, analyst: str = "", name: str = "") -> Iterator[Row]:
    """The lines of a file as rows; `analyst` stands in where a line names nobody."""
    own = vocabulary(framework)
    for entry in entries(path, name):
        if isinstance(entry, BadRow):
            yield Row(line=entry.line, wrong=(entry,), columns={})
            continue
        line, data = entry
        if not isinstance(data, dict):
            yield Row(line=line, wrong=(BadRow(line=line, reason="it is no entry with a text and labels"),), columns={})
            continue
        kept = carried(data)
        who = next((text for n in WHO if isinstance(text := data.get(n), str) and text), "") or analyst
        said: list[dict[str, str]] = rulings(kept)
        wrong: list[BadRow] = []
        known = {label_named(one): one for one in kept if label_named(one)}
        for label in labels_of(data):
            if label in known:
                said.append(ours(known[label]))
            elif (found := said_by_label(label, own)) is None:
                reason = "no such label (factor:direction, deed:ID or not_relevant)"
                wrong.append(BadRow(line=line, column="label", value=label[:100], reason=reason))
            elif not who:
                reason = "nobody is named who labelled it; name one for the whole file"
                wrong.append(BadRow(line=line, column="analyst", reason=reason))
            else:
                said.append(found | {"analyst": who, "note": comments(data)})
        yield entry_row(line, data, said, wrong, now)


def labels_of(data: Mapping[str, Any]) -> list[str]:
    for name in SPELLINGS:
        found = data.get(name)
        if isinstance(found, str):
            return [part for part in found.split("#") if part]  # as doccano's CSV has it
        if isinstance(found, list):
            return list(dict.fromkeys(str(one) for one in found if isinstance(one, str)))
        if isinstance(found, dict):
            return [str(one) for one, yes in found.items() if yes]
    return []


def said_by_label(label: str, own: Vocabulary) -> dict[str, str] | None:
    """The judgement that a label means, without its analyst."""
    parts = [part.strip() for part in label.split(":")]
    if parts == ["not_relevant"]:
        return {"kind": "not_relevant"}
    if parts[0] == "deed" and len(parts) == 2:
        return {"kind": "deed", "signpost": own.deed(parts[1])}
    if len(parts) not in (2, 3):
        return None
    direction = own.direction(parts[1])
    if direction is None or own.factor(parts[0]) not in own.factors.values():
        return None
    weight = own.weight(parts[2]) if len(parts) == 3 else direction[1]
    return {"kind": "tag", "factor": own.factor(parts[0]), "direction": direction[0].value, "weight": weight}


def comments(data: Mapping[str, Any]) -> str:
    found = data.get("Comments", data.get("comments"))
    return "; ".join(str(one) for one in found) if isinstance(found, list) else ""
