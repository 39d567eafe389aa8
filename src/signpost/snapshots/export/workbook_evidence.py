"""The two large sheets of a workbook: Evidence, a row per story and factor; Tags, a row per tag or ruling.

    Points    what the story gives the factor's level on the as-of day, against 50: a factor's points sum to level - 50
              (empty where the snapshot was made with another version of the method)
    Balance   the share of its votes that say "strengthens", 0-1; empty where all tags are neutral

Evidence is what counts: without outlets and analysts that a what-if left out. Tags are all.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from signpost.indicators.evidence import contributions
from signpost.indicators.measure import METHOD_VERSION
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.compare import reckoned
from signpost.snapshots.export.workbook_rows import DAY, MOMENT, NUMBER, SHARE, TEXT, TITLE, WHOLE, Column
from signpost.snapshots.reckon import options_of

EVIDENCE: Sequence[Column] = (
    ("Day", 12, DAY, "day"),
    ("Factor", 14, TEXT, "short"),
    ("Points", 9, NUMBER, "points"),
    ("Balance", 9, SHARE, "y"),
    ("Title", 80, TITLE, "title"),
    ("Outlet", 22, TEXT, "outlet"),
    ("Perspective", 16, TEXT, "perspective"),
    ("Link", 50, TEXT, "url"),
    ("Published (UTC)", 19, MOMENT, "published"),
    ("Language", 10, TEXT, "language"),
    ("Headlines", 11, WHOLE, "copies"),
    ("Analysts", 10, WHOLE, "analysts"),
    ("Disputed", 10, TEXT, "disputed"),
    ("Ruled by", 14, TEXT, "ruled_by"),
    ("Story", 10, WHOLE, "story"),
    ("Headline", 10, WHOLE, "headline"),
    ("Factor id", 22, TEXT, "factor"),
)
TAGS: Sequence[Column] = (
    ("Tagged at (UTC)", 19, MOMENT, "tagged_at"),
    ("Analyst", 16, TEXT, "analyst"),
    ("Factor", 14, TEXT, "short"),
    ("Direction", 13, TEXT, "direction"),
    ("Weight", 9, WHOLE, "weight"),
    ("Kind", 8, TEXT, "kind"),
    ("Signpost", 26, TEXT, "signpost"),
    ("Note", 40, TEXT, "note"),
    ("Title", 80, TITLE, "title"),
    ("Outlet", 22, TEXT, "outlet"),
    ("Day", 12, DAY, "day"),
    ("Known from (UTC)", 19, MOMENT, "known_from"),
    ("Story", 10, WHOLE, "story"),
    ("Headline", 10, WHOLE, "headline"),
    ("Factor id", 22, TEXT, "factor"),
    ("Analyst id", 11, WHOLE, "analyst_id"),
)


def stories(snapshot: Snapshot) -> tuple[int, Iterator[Mapping[str, Any]]]:
    """How many rows of Evidence there are, and the rows: by factor as in the framework, the newest story first."""
    document = snapshot.document
    options = options_of(document)
    ids = document["filters"]["factors"]
    whole = reckoned(snapshot, ids, options)
    own = document["signpost"]["method_version"] == METHOD_VERSION
    points: dict[tuple[str, int], float] = {}
    for name in ids if own else ():
        told = contributions(whole.evidence, whole.stories, name, snapshot.as_of, options)
        points |= {(name, story): each for story, each in zip(told["story_id"], told["points"].tolist(), strict=True)}
    keys = ("story_id", "factor_id", "headline_id", "y", "copies", "analysts", "contested", "ruled_by")
    columns = [whole.stories[key].tolist() for key in keys]
    days = whole.stories["day"].to_numpy(dtype="datetime64[D]").astype(str).tolist()
    return len(days), _stories(snapshot, list(zip(days, *columns, strict=True)), points)


def _stories(
    snapshot: Snapshot, told: list[tuple[Any, ...]], points: Mapping[tuple[str, int], float]
) -> Iterator[Mapping[str, Any]]:
    headlines = {row["headline"]: row for row in snapshot.document["evidence"]}
    shorts = {factor["id"]: factor["short"] for factor in snapshot.document["framework"]["factors"]}
    order = {name: place for place, name in enumerate(shorts)}
    told.sort(key=lambda one: one[1])  # by story
    told.sort(key=lambda one: one[0], reverse=True)
    told.sort(key=lambda one: order[one[2]])
    for day, story, factor, headline, y, copies, analysts, contested, ruled_by in told:
        yield {
            **headlines[headline],
            "day": day,
            "short": shorts[factor],
            "factor": factor,
            "story": story,
            "points": points.get((factor, story)),
            "y": y if y == y else None,
            "copies": copies,
            "analysts": analysts,
            "disputed": "yes" if contested else "",
            "ruled_by": ruled_by,
        }


def tags(snapshot: Snapshot) -> Iterator[Mapping[str, Any]]:
    """The rows of Tags, as the document holds them."""
    shorts = {factor["id"]: factor["short"] for factor in snapshot.document["framework"]["factors"]}
    return ({**row, "short": shorts[row["factor"]]} for row in snapshot.document["evidence"])
