"""Judgements as Label Studio's JSON: one task for each headline, one annotation for each analyst.

Per factor there is a choice of direction (named by the factor's id) and one of weight; further controls hold signpost,
deeds, relevance and a note. `config` is the labelling interface to paste into a project. Who annotated is not written
as `completed_by`, since Label Studio refuses a file that names people it does not know: it stands in the task's data,
with everything else that a choice cannot hold, and comes back from there.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from signpost.nouns.framework import Framework
from signpost.nouns.headline import Headline
from signpost.nouns.row import BadRow
from signpost.nouns.tag import WEIGHTS, Judgement
from signpost.store import Store
from signpost.tagging.doccano import said_by_label
from signpost.tagging.label_files import (
    CARRIED,
    HEADLINE,
    carried,
    entries,
    entry_row,
    judged_headlines,
    ours,
    rulings,
    words,
)
from signpost.tagging.sheet_cells import Vocabulary, vocabulary
from signpost.tagging.sheet_rows import Row

TEXT = "text"
WEIGHT, SIGNPOST = "weight_", "signpost_"
RELEVANCE, DEEDS, NOTE = "relevance", "deeds", "note"
BY = "by"

Said = dict[str, str]


# -- out ----------------------------------------------------------------------------------------------------------


def write(store: Store, judgements: Sequence[Judgement], target: IO[str]) -> int:
    """Write judgements as a JSON list of tasks; how many tasks."""
    count = 0
    target.write("[")
    for headline, told, judged in judged_headlines(store, judgements):
        target.write(",\n" if count else "\n")
        target.write(json.dumps(task(headline, told, judged, store.framework), ensure_ascii=False))
        count += 1
    target.write("\n]\n")
    return count


def task(headline: Headline, told: Mapping[str, str], judged: Sequence[Judgement], framework: Framework) -> Any:
    """One headline with what every analyst said of it."""
    kept: list[Said] = []
    annotations = []
    about = " · ".join(part for part in (headline.outlet, told.get("published", "")[:10]) if part)
    for name, some in groupby(sorted(judged, key=lambda j: j.analyst.name), key=lambda j: j.analyst.name):
        by = token(told, name)
        said = [words(judgement) for judgement in some]
        kept += [{BY: by, **one} for one in said]
        if result := results(by, said):
            annotations.append(
                {
                    "id": int(by, 16),
                    "created_at": max(one["tagged_at"] for one in said),
                    "was_cancelled": False,
                    "ground_truth": False,
                    "result": result,
                }
            )
    frame = {"id": framework.id, "version": framework.version}
    data = {TEXT: headline.title, "about": about, HEADLINE: told, "framework": frame, CARRIED: kept}
    return {"id": headline.id, "data": data, "annotations": annotations}


def token(told: Mapping[str, str], name: str) -> str:
    """Twelve digits that stand for one analyst's annotation of one headline, the same at every export."""
    said = "\x00".join((told.get("id", ""), told.get("url", ""), told.get("title", ""), name))
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


def results(by: str, said: Sequence[Said]) -> list[dict[str, Any]]:
    """One analyst's judgements as choices; a control has one result, whatever number of choices."""
    chosen: dict[str, list[str]] = {}
    for one in said:
        kind, factor = one["kind"], one.get("factor", "")
        if kind == "not_relevant":
            chosen.setdefault(RELEVANCE, []).append(kind)
        elif kind == "deed":
            chosen.setdefault(DEEDS, []).append(one["signpost"])
        elif kind == "tag":
            chosen.setdefault(factor, []).append(one["direction"])
            chosen.setdefault(f"{WEIGHT}{factor}", []).append(one["weight"])
            if "signpost" in one:
                chosen.setdefault(f"{SIGNPOST}{factor}", []).append(one["signpost"])
    return [
        {
            "id": f"{by}-{control}",
            "from_name": control,
            "to_name": TEXT,
            "type": "choices",
            "value": {"choices": choices},
        }
        for control, choices in chosen.items()
    ]


def config(framework: Framework) -> str:
    """The labelling interface, to paste under Settings, Labeling Interface, Code."""
    lines = ["<View>", f'  <Text name="{TEXT}" value="${TEXT}"/>', '  <Text name="about" value="$about"/>']
    for factor in framework.active:
        lines.append(f"  <Header value={quoteattr(factor.title)}/>")
        directions = [(d.value, w.label, w.help) for d, w in framework.directions.items()]
        lines += choices(factor.id, directions, 'choice="single-radio" showInline="true"')
        shown = f'visibleWhen="choice-selected" whenTagName={quoteattr(factor.id)}'
        weights = [(WEIGHTS[n], w.label, w.help) for n, w in framework.weights.items()]
        lines += choices(f"{WEIGHT}{factor.id}", weights, f'choice="single-radio" showInline="true" {shown}')
        signposts = [(s.id, s.title, s.statement) for s in factor.signposts if s.retired is None]
        if signposts:
            lines += choices(f"{SIGNPOST}{factor.id}", signposts, f'choice="single" layout="select" {shown}')
    lines += choices(RELEVANCE, [("not_relevant", "Not relevant", "")], 'choice="multiple" showInline="true"')
    deeds = [(d.id, d.text, s.title) for s in framework.scenarios for d in s.signposts if d.retired is None]
    if deeds:
        lines += ['  <Header value="Deeds observed"/>', *choices(DEEDS, deeds, 'choice="multiple"')]
    lines.append(f'  <TextArea name="{NOTE}" toName="{TEXT}" placeholder="Note" maxSubmissions="1"/>')
    return "\n".join([*lines, "</View>", ""])


def choices(name: str, options: Sequence[tuple[str, str, str]], how: str) -> list[str]:
    hints = [f" hint={quoteattr(hint)}" if hint else "" for _, _, hint in options]
    lines = [
        f"    <Choice alias={quoteattr(alias)} value={quoteattr(label)}{hint}/>"
        for (alias, label, _), hint in zip(options, hints, strict=True)
    ]
    return [f'  <Choices name={quoteattr(name)} toName="{TEXT}" {how}>', *lines, "  </Choices>"]


# -- in -----------------------------------------------------------------------------------------------------------


def read(path: Path, framework: Framework, now: datetime, *, analyst: str = "", name: str = "") -> Iterator[Row]:
    """The tasks of an export as rows; `analyst` stands in where an annotation names nobody by name."""
    own = vocabulary(framework)
    for entry in entries(path, name):
        if isinstance(entry, BadRow):
            yield Row(line=entry.line, wrong=(entry,), columns={})
            continue
        line, found = entry
        data = found.get("data", found) if isinstance(found, dict) else None
        if not isinstance(data, dict):
            yield Row(line=line, wrong=(BadRow(line=line, reason="it is no task with data"),), columns={})
            continue
        kept = carried(data)
        said = rulings(kept)
        wrong: list[BadRow] = []
        annotations = found.get("annotations", found.get("completions"))
        for annotation in annotations if isinstance(annotations, list) else []:
            if isinstance(annotation, dict) and not annotation.get("was_cancelled"):
                some, bad = annotated(line, annotation, kept, own, analyst)
                said += some
                wrong += bad
        yield entry_row(line, data, said, wrong, now)


def annotated(
    line: int, annotation: Mapping[str, Any], kept: Sequence[Said], own: Vocabulary, analyst: str
) -> tuple[list[Said], list[BadRow]]:
    """What one annotation says. What stands in it as we wrote it is the judgement it was made of."""
    chosen = chosen_in(annotation)
    note = "; ".join(chosen.pop((NOTE, ""), []))
    weights = {c.removeprefix(WEIGHT): v[0] for (c, _), v in chosen.items() if c.startswith(WEIGHT) and v}
    signposts = {c.removeprefix(SIGNPOST): v[0] for (c, _), v in chosen.items() if c.startswith(SIGNPOST) and v}
    who = annotator(annotation) or analyst or numbered(annotation)
    at = str(annotation.get("updated_at") or annotation.get("created_at") or "")
    said: list[Said] = []
    wrong: list[BadRow] = []
    for (control, by), labels in chosen.items():
        if control.startswith((WEIGHT, SIGNPOST)):
            continue
        for label in labels:
            one = said_by_choice(control, label, own)
            if one is None:
                reason = f"“{control}” offers no such label (factor and direction, deed, or not relevant)"
                wrong.append(BadRow(line=line, column=control[:60], value=label[:100], reason=reason))
                continue
            if one["kind"] == "tag":
                factor = one["factor"]
                one["weight"] = weights.get(factor) or one.get("weight", "")
                one["signpost"] = signposts.get(factor, "")
            same = next((old for old in kept if old.get(BY) == by and by and says(old, one)), None)
            if same is not None:
                said.append(ours(same))
            elif not who:
                reason = "nobody is named who annotated it; name one for the whole file"
                wrong.append(BadRow(line=line, column="completed_by", reason=reason))
            else:
                said.append(one | {"analyst": who, "tagged_at": at, "note": note})
    return said, wrong


def chosen_in(annotation: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """The labels of an annotation by control, and by the sign that we gave to the result."""
    chosen: dict[tuple[str, str], list[str]] = {}
    result = annotation.get("result")
    for one in result if isinstance(result, list) else []:
        value = one.get("value") if isinstance(one, dict) else None
        if not isinstance(value, dict):
            continue
        control = str(one.get("from_name", ""))
        by, sign, rest = str(one.get("id", "")).partition("-")
        by = by if sign and rest == control else ""
        found = value.get("choices") or value.get("text") or value.get("labels") or []
        labels = [found] if isinstance(found, str) else [str(label) for label in found if isinstance(label, str)]
        paths = value.get("taxonomy")
        labels += [
            ":".join(map(str, path)) for path in (paths if isinstance(paths, list) else []) if isinstance(path, list)
        ]
        chosen.setdefault((control, "" if control == NOTE else by), []).extend(labels)
    return chosen


def said_by_choice(control: str, label: str, own: Vocabulary) -> Said | None:
    """The judgement that a label of a control means, without its analyst."""
    if control == RELEVANCE:
        return said_by_label("not_relevant", own)
    if control == DEEDS:
        return {"kind": "deed", "signpost": own.deed(label.rpartition(":")[2])}
    if own.factor(control) in own.factors.values():
        return said_by_label(f"{own.factor(control)}:{label}", own)
    return said_by_label(label, own)


def says(old: Mapping[str, str], one: Mapping[str, str]) -> bool:
    """Whether a judgement that was carried along says the same as a label now."""
    told = ("kind", "factor", "direction", "weight", "signpost")
    return all(old.get(name, "") == one.get(name, "") for name in told if not (name == "weight" and not one.get(name)))


def annotator(annotation: Mapping[str, Any]) -> str:
    """Who made an annotation, by name or address."""
    who = annotation.get("completed_by")
    if isinstance(who, dict):
        name = " ".join(str(who.get(part) or "") for part in ("first_name", "last_name")).strip()
        return name or str(who.get("email") or who.get("username") or "")
    return who if isinstance(who, str) else ""


def numbered(annotation: Mapping[str, Any]) -> str:
    """Label Studio's usual export has but a number for who annotated."""
    who = annotation.get("completed_by")
    return f"Label Studio {who}" if isinstance(who, int) and not isinstance(who, bool) else ""
