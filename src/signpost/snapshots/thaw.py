"""Thawing: the nouns of a snapshot's document, for whoever draws, lists or compares it.

Nothing is computed again: these are the numbers as they were frozen. What a document does not hold (claims, signposts,
scenarios) is empty in its framework.
"""

from datetime import date, datetime

from signpost.nouns.framework import Baseline, Color, Factor, Framework, LevelBand, Words
from signpost.nouns.framework_defaults import WEIGHT_WORDS
from signpost.nouns.indicator import Change, Evidence, Indicator
from signpost.nouns.note import Note
from signpost.nouns.shift import Shift
from signpost.nouns.snapshot import Filters, Snapshot
from signpost.nouns.tag import Direction
from signpost.nouns.trend import Trend


def moment(text: str) -> datetime:
    """The inverse of `document.stamp`."""
    return datetime.fromisoformat(text)


def filters_of(snapshot: Snapshot) -> Filters:
    """What was seen."""
    said = snapshot.document["filters"]
    return Filters(
        factors=tuple(said["factors"]), first=date.fromisoformat(said["first"]), last=date.fromisoformat(said["last"])
    )


def framework_of(snapshot: Snapshot) -> Framework:
    """The framework as far as the document holds it: words, and the filtered factors with their colours."""
    said = snapshot.document["framework"]
    baselines = {one["id"]: Baseline(**one["baseline"]) for one in snapshot.document["indicators"]}
    return Framework(
        id=said["id"],
        title=said["title"],
        version=said["version"],
        language="en",
        question=said["question"],
        source="",
        default_tlp=said["tlp"],
        directions={Direction(key): Words(label=label, help="") for key, label in said["directions"].items()},
        weights=WEIGHT_WORDS,
        level_bands=tuple(LevelBand(**band) for band in said["level_bands"]),
        entities={},
        pairs=(),
        factors=tuple(
            Factor(
                id=factor["id"],
                number=factor["number"],
                title=factor["title"],
                short=factor["short"],
                color=Color(**factor["color"]),
                summary="",
                claims=(),
                baseline=baselines[factor["id"]],
                signposts=(),
            )
            for factor in said["factors"]
        ),
        scenarios=(),
        assumptions=(),
        codebook=(),
        digest=said["digest"],
    )


def indicators_of(snapshot: Snapshot) -> list[Indicator]:
    """The indicators, in the framework's order."""
    return [
        Indicator(
            factor_id=one["id"],
            as_of=snapshot.as_of,
            level=one["level"],
            low=one["low"],
            high=one["high"],
            n_effective=one["n_effective"],
            evidence=Evidence(
                stories=one["stories"],
                outlets=one["outlets"],
                outlets_effective=one["outlets_effective"],
                analysts=one["analysts"],
                neutral=one["neutral"],
                contested=one["contested"],
                copies=one["copies"],
                publishers=one.get("publishers", 0),
                publishers_effective=one.get("publishers_effective", 0.0),
            ),
            change=Change(
                since=date.fromisoformat(one["change"]["since"]),
                points=one["change"]["points"],
                p_up=one["change"]["p_up"],
                clear=one["change"]["clear"],
            ),
        )
        for one in snapshot.document["indicators"]
    ]


def trends_of(snapshot: Snapshot) -> list[Trend]:
    """The trends, in the framework's order."""
    return [
        Trend(
            factor_id=one["id"],
            days=tuple(date.fromisoformat(day) for day in one["days"]),
            level=tuple(one["level"]),
            low=tuple(one["low"]),
            high=tuple(one["high"]),
            n_effective=tuple(one["n_effective"]),
            stories=tuple(one["stories"]),
        )
        for one in snapshot.document["trends"]
    ]


def shifts_of(snapshot: Snapshot) -> list[Shift]:
    """The shifts that were found; none in a document of format 1."""
    return [
        Shift(
            **{
                **one,
                "since": date.fromisoformat(one["since"]),
                "found_on": date.fromisoformat(one["found_on"]),
                "closed_on": date.fromisoformat(one["closed_on"]) if one["closed_on"] else None,
            }
        )
        for one in snapshot.document.get("shifts", [])
    ]


def notes_of(snapshot: Snapshot) -> list[Note]:
    """What analysts noted on the days shown; none in a document of format 1."""
    return [
        Note(**{**one, "day": date.fromisoformat(one["day"]), "said_at": moment(one["said_at"])})
        for one in snapshot.document.get("notes", [])
    ]
