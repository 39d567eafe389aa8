"""Freezing: the evidence and everything else that made the numbers become one document.

The keys of the document, stable within a `signpost.format`:

    signpost    format, version (of the program), method_version, parameters (every constant of the method),
                options (what was left out or changed; format 2, as are the keys marked so below)
    id, title, comment, created_at, created_by
    framework   id, title, version, question, digest (SHA-256 of its file), file (its text; 2), tlp (handling mark),
                directions {strengthens, neutral, weakens}, level_bands [{id, upto, label}],
                factors [{id, number, short, title, color {light, dark}}] (those of the filters, in its order)
    filters     factors (ids), first, last (days of the trends)
    as_of       the day of the indicators; known_at: the moment whose knowledge all of it is
    sentence    the bottom line
    indicators  [{id, level, low, high, n_effective, standing, stories, outlets, outlets_effective, analysts,
                neutral, contested, copies, publishers, publishers_effective (these two since method 3; levels do
                not depend on them), change {since, points, p_up, clear}, sentence,
                baseline {level, confidence, reading}}]
    composite   level, low, high, change, since, rising, falling, weak, shares [{id, weight, level, points}]
    trends      [{id, days, level, low, high, n_effective, stories}], the lists being of one length
    shifts      [{factor_id, way, since, found_on, closed_on, strength, robust, stories, outlets, share_since,
                share_before, level, low, high}]                                                                 (2)
    expected    ranges {scenario {factor [low, high]}}, priors, analysts; null without scenarios                 (2)
    fit         standings [{scenario_id, share, prior, speaks, agrees, against, outside}], telling; or null      (2)
    notes, premises, deeds: what analysts stated beside the tags                                                 (2)
    view        page, params {name [texts]}: how the page stood from which it was frozen; null for another way   (2)
    evidence    [{story, headline, title, url, outlet, perspective, language, rtl, published, day, copies, factor, kind,
                direction, weight, signpost, analyst, analyst_id, tagged_at, known_from, note, publisher, publishers}]
                (the last two 2)
    health      at, feeds (not paused), well, troubled [{outlet, state, why}], deaf_days [{day, share}] (days on which
                part of the feeds was not heard); or null

Levels and bands are 0-100 with an 80 % band (`indicators.measure`); the composite is that of the filtered factors. The
evidence is every tag and ruling of these factors on a story that counts on the as-of day or before: enough to compute
all numbers again. Same evidence, in whatever order, gives the same document.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd

from signpost import __version__
from signpost.errors import ExportError
from signpost.indicators.measure import METHOD_VERSION, PARAMETERS
from signpost.indicators.options import SHIPPED, Options
from signpost.indicators.sentences import counted
from signpost.nouns.framework import Factor, Framework
from signpost.nouns.note import Note
from signpost.nouns.premise import Premise
from signpost.nouns.snapshot import Filters, Snapshot
from signpost.nouns.tag import Sighting
from signpost.snapshots.document import FORMAT, digest_of, json_value, whole_text
from signpost.snapshots.reckon import counted_rows, reckon
from signpost.trends.expected import Stated

# The document's key for a row of evidence → the column of the store's frame, in the order they are written.
TEXTS = {
    "title": "title",
    "url": "url",
    "outlet": "outlet",
    "perspective": "perspective",
    "language": "language",
    "factor": "factor_id",
    "kind": "kind",
    "direction": "direction",
    "signpost": "signpost_id",
    "analyst": "analyst",
    "note": "note",
    "publisher": "publisher",
}
NUMBERS = {
    "story": "story_id",
    "headline": "headline_id",
    "copies": "copies",
    "weight": "weight",
    "analyst_id": "analyst_id",
    "publishers": "publishers",
}
MOMENTS = {"published": "published_at", "tagged_at": "tagged_at", "known_from": "known_from"}
ROW = (
    *("story", "headline", "title", "url", "outlet", "perspective", "language", "rtl", "published", "day", "copies"),
    *("factor", "kind", "direction", "weight", "signpost", "analyst", "analyst_id", "tagged_at", "known_from", "note"),
    *("publisher", "publishers"),
)
SINCE_2 = {"publisher", "publishers"}  # keys of a row that a document of format 1 does not have


def freeze(
    evidence: pd.DataFrame,
    framework: Framework,
    filters: Filters,
    *,
    title: str,
    comment: str,
    as_of: date,
    known_at: datetime,
    created_at: datetime,
    created_by: str,
    snapshot_id: str,
    health: Mapping[str, Any] | None = None,
    options: Options = SHIPPED,
    stated: Stated | None = None,
    notes: Sequence[Note] = (),
    premises: Sequence[Premise] = (),
    deeds: Sequence[Sighting] = (),
    view: Mapping[str, Any] | None = None,
    step: Callable[[str], None] = lambda words: None,
) -> Snapshot:
    """The snapshot of `evidence` (the store's frame, as known at `known_at`) under `filters`.

    No factors in the filters means all that are watched. `options` is the method with something left out or changed;
    `stated` what the scenarios expect (None: no scenarios); the others stand beside the numbers. `step` is told what is
    done next; what it raises ends the freezing. ExportError if a factor is unknown, or if the days are reversed or end
    after `as_of`.
    """
    known_at, created_at = known_at.astimezone(UTC), created_at.astimezone(UTC)
    factors = _chosen(framework, filters, title)
    if filters.first > filters.last:
        raise ExportError(title, f"the days shown begin on {filters.first}, after they end on {filters.last}")
    if filters.last > as_of:
        raise ExportError(title, f"the days shown end on {filters.last}, after the as-of day {as_of}")
    step("Reckoning levels and trends")
    counting = counted_rows(evidence, [factor.id for factor in factors], as_of)
    expected = {"ranges": stated.ranges, "priors": stated.priors, "analysts": stated.analysts} if stated else None
    document: dict[str, Any] = json_value(
        {
            "signpost": {
                "format": FORMAT,
                "version": __version__,
                "method_version": METHOD_VERSION,
                "parameters": PARAMETERS,
                "options": asdict(options),
            },
            "id": snapshot_id,
            "title": title,
            "comment": comment,
            "created_at": created_at,
            "created_by": created_by,
            "framework": _framework(framework, factors),
            "filters": {
                "factors": [factor.id for factor in factors],
                "first": filters.first,
                "last": filters.last,
            },
            "as_of": as_of,
            "known_at": known_at,
            "expected": expected,
        }
    )
    document |= reckon(counting, framework, document)
    document["notes"] = json_value([asdict(note) for note in notes])
    document["premises"] = json_value([asdict(premise) for premise in premises])
    document["deeds"] = json_value([asdict(deed) for deed in deeds])
    document["view"] = json_value(view)
    step(f"Writing down {counted(len(counting), 'tag')}")
    document["evidence"] = _evidence(counting)
    document["health"] = json_value(health)
    step("Reckoning the digest")
    return Snapshot(
        id=snapshot_id,
        title=document["title"],
        comment=document["comment"],
        created_at=created_at,
        created_by=document["created_by"],
        framework_id=framework.id,
        framework_version=framework.version,
        as_of=as_of,
        known_at=known_at,
        digest=digest_of(document),
        document=document,
    )


def _chosen(framework: Framework, filters: Filters, title: str) -> list[Factor]:
    known = {factor.id for factor in framework.factors}
    for name in filters.factors:
        if name not in known:
            raise ExportError(title, f"the framework has no factor “{name}”")
    if not filters.factors:
        return list(framework.active)
    return [factor for factor in framework.factors if factor.id in filters.factors]


def _framework(framework: Framework, factors: Sequence[Factor]) -> dict[str, Any]:
    return {
        "id": framework.id,
        "title": framework.title,
        "version": framework.version,
        "question": framework.question,
        "digest": framework.digest,
        "file": framework.text,
        "tlp": framework.default_tlp,
        "directions": {direction.value: words.label for direction, words in framework.directions.items()},
        "level_bands": [{"id": band.id, "upto": band.upto, "label": band.label} for band in framework.level_bands],
        "factors": [
            {
                "id": factor.id,
                "number": factor.number,
                "short": factor.short,
                "title": factor.title,
                "color": {"light": factor.color.light, "dark": factor.color.dark},
            }
            for factor in factors
        ],
    }


def _evidence(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """By columns, because a row at a time takes seconds for a large snapshot."""
    columns: dict[str, Sequence[Any]] = {
        **{key: _texts(rows[name]) for key, name in TEXTS.items()},
        **{key: rows[name].astype("int64").tolist() for key, name in NUMBERS.items()},
        **{key: _stamps(rows[name]) for key, name in MOMENTS.items()},
        "rtl": rows["rtl"].astype(bool).tolist(),
        "day": np.datetime_as_string(rows["day"].to_numpy(dtype="datetime64[D]")).tolist(),
    }
    return [dict(zip(ROW, values, strict=True)) for values in zip(*(columns[key] for key in ROW), strict=True)]


def _texts(texts: "pd.Series[Any]") -> list[str]:
    """The texts as JSON may hold them; those that are said again and again are held once."""
    kept: dict[str, str] = {}
    return [kept.setdefault(text, text) for text in map(whole_text, texts.tolist())]


def _stamps(moments: "pd.Series[Any]") -> list[str | None]:
    """What `stamp` gives, for a column; null for a missing moment."""
    plain = moments.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    texts = np.datetime_as_string(plain, unit="us").tolist()
    return [None if text == "NaT" else text + "Z" for text in texts]
