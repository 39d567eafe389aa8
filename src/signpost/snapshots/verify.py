"""Verifying: is a sealed file whole, and do its numbers follow from its evidence?

Everything comes from the file alone: no database, no framework file, no network. Numbers count as equal when they are
after rounding to six decimals, so that another machine's last bit is no difference.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from signpost.errors import FrameworkError
from signpost.indicators.measure import METHOD_VERSION, PARAMETERS
from signpost.nouns.framework_file import parse
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.document import json_value
from signpost.snapshots.freeze import MOMENTS, NUMBERS, TEXTS
from signpost.snapshots.reckon import counted_rows, reckon
from signpost.snapshots.seal import unseal
from signpost.snapshots.thaw import framework_of

DECIMALS = 6
MOST = 50  # differences that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where the file and the reckoning part: `found` is what this Signpost reckons from the evidence."""

    place: str
    said: Any
    found: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of it. `method` is the version that made the file, `own` this Signpost's; where they differ nothing is
    reckoned again, for then the numbers may rightly differ."""

    snapshot: Snapshot
    method: int
    own: int
    differences: tuple[Difference, ...]

    @property
    def identical(self) -> bool:
        return self.method == self.own and not self.differences

    @property
    def sentence(self) -> str:
        if self.method != self.own:
            return f"Seal intact; made with method {self.method}, this is {self.own}."
        if not self.differences:
            return "Identical: every digest is right and every number follows from the evidence."
        return f"Seal intact, but {len(self.differences)} numbers do not follow from the evidence."


def verify(data: bytes, name: str = "the file") -> Verdict:
    """Open the seal and reckon everything again.

    ExportError, naming what is wrong, for a file that is no snapshot or was changed in any byte.
    """
    snapshot = unseal(data, name)
    document = snapshot.document
    said = document["signpost"]
    differences = [*framework_differences(document)]
    if said["method_version"] == METHOD_VERSION:
        compare("signpost.parameters", said["parameters"], json_value(PARAMETERS), differences)
        for key, value in again(snapshot).items():
            if key in document:
                compare(key, document[key], value, differences)
    return Verdict(
        snapshot=snapshot, method=said["method_version"], own=METHOD_VERSION, differences=tuple(differences[:MOST])
    )


def again(snapshot: Snapshot) -> dict[str, Any]:
    """The computed part of a snapshot, reckoned anew from its evidence."""
    document = snapshot.document
    rows = counted_rows(evidence_of(document), document["filters"]["factors"], snapshot.as_of)
    return reckon(rows, framework_of(snapshot), document)


def evidence_of(document: Mapping[str, Any]) -> pd.DataFrame:
    """The store's frame of evidence, as far as the document holds it."""
    names = {**TEXTS, **NUMBERS, **MOMENTS, "rtl": "rtl", "day": "day"}
    rows = document["evidence"]
    columns = {column: [row[key] for row in rows] for key, column in names.items() if not rows or key in rows[0]}
    frame = pd.DataFrame(columns)
    for column in MOMENTS.values():
        frame[column] = pd.to_datetime(frame[column], utc=True).astype("datetime64[us, UTC]")
    frame["day"] = pd.to_datetime(frame["day"]).astype("datetime64[s]")
    whole = {column: "int64" for column in NUMBERS.values() if column in frame}
    texts = {column: "str" for column in TEXTS.values() if column in frame}
    return frame.astype({**whole, **texts, "rtl": "bool"})


def framework_differences(document: Mapping[str, Any]) -> list[Difference]:
    """Whether the framework's words are those of its file, and the file that of its digest."""
    said = document["framework"]
    text = said.get("file", "")
    if not text:
        return []
    found = hashlib.sha256(text.encode()).hexdigest()
    if found != said["digest"]:
        return [Difference(place="framework.digest", said=said["digest"], found=found)]
    try:
        framework = parse(text, "framework.file")
    except FrameworkError as error:
        return [Difference(place="framework.file", said="a framework", found=str(error))]
    titles = {factor.id: factor.title for factor in framework.factors}
    told = {factor["id"]: factor["title"] for factor in said["factors"]}
    differences: list[Difference] = []
    compare("framework.factors", told, {name: titles.get(name) for name in told}, differences)
    compare("framework.version", said["version"], framework.version, differences)
    return differences


def compare(place: str, said: Any, found: Any, differences: list[Difference]) -> None:
    """Note every place where two JSON values differ; numbers by six decimals."""
    if isinstance(said, dict) and isinstance(found, dict):
        for key in dict.fromkeys([*said, *found]):
            compare(f"{place}.{key}", said.get(key), found.get(key), differences)
    elif isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for index, (one, other) in enumerate(zip(said, found, strict=True)):
            compare(f"{place}[{index}]", one, other, differences)
    elif not same(said, found):
        differences.append(Difference(place=place, said=said, found=found))


def same(said: Any, found: Any) -> bool:
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (said, found))
    return bool(round(said, DECIMALS) == round(found, DECIMALS) if numbers else said == found)
