"""Invented tags and an invented framework: whether a harbour town builds its bridge."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from signpost.nouns.framework import Baseline, Color, Factor, Framework, Signpost, Words
from signpost.nouns.tag import Direction

DAY = date(2026, 11, 22)
COLORS = (
    ("#0b5cab", "#6db3ff"),
    ("#c2410c", "#fb923c"),
    ("#0f766e", "#2dd4bf"),
    ("#7c3aed", "#c4a1ff"),
    ("#9f1239", "#fb7185"),
)


def _tag(story: int, **given: Any) -> dict[str, Any]:
    """One row of evidence; `day` is a date or a number of days before DAY."""
    row: dict[str, Any] = {
        "story_id": story,
        "headline_id": story,
        "factor_id": "money",
        "analyst_id": 1,
        "kind": "tag",
        "direction": "strengthens",
        "weight": 2,
        "signpost_id": "",
        "note": "",
        "outlet": "Harbour Post",
        "perspective": "local",
        "title": f"Invented item {given.get('headline_id', story)}",
        "url": f"https://example.org/{story}",
        "language": "en",
        "rtl": False,
        "published_at": pd.NaT,
        "day": 0,
        "copies": 1,
    } | given
    if isinstance(row["day"], int):
        row["day"] = DAY - timedelta(days=row["day"])
    row.setdefault("analyst", f"Analyst {row['analyst_id']}")
    row.setdefault("tagged_at", row["day"])
    row.setdefault("known_from", row["tagged_at"])
    return row


def _evidence(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    names = (
        "story_id headline_id factor_id analyst_id analyst kind direction weight signpost_id note tagged_at known_from"
    )
    names += " outlet perspective title url language rtl published_at day copies"
    frame = pd.DataFrame(list(rows), columns=names.split())
    for name in ("tagged_at", "known_from", "published_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    frame["day"] = pd.to_datetime(frame["day"]).astype("datetime64[s]")
    whole = dict.fromkeys(("story_id", "headline_id", "analyst_id", "weight", "copies"), "int64")
    words = "factor_id analyst kind direction signpost_id note outlet perspective title url language"
    return frame.astype(whole | dict.fromkeys(words.split(), "str") | {"rtl": "bool"})


def _factor(number: int, factor_id: str, short: str) -> Factor:
    light, dark = COLORS[number - 1]
    signposts = tuple(
        Signpost(id=f"{factor_id}_{name}", title=name.title(), statement=f"Signs of {name}", direction=direction)
        for name, direction in (("rise", Direction.STRENGTHENS), ("fall", Direction.WEAKENS))
    )
    return Factor(
        id=factor_id,
        number=number,
        title=f"{short} speaks against the bridge",
        short=short,
        color=Color(light=light, dark=dark),
        summary="",
        claims=(),
        baseline=Baseline(level=60, confidence="low", reading="some restraint"),
        signposts=signposts,
    )


@pytest.fixture
def tag() -> Callable[..., dict[str, Any]]:
    return _tag


@pytest.fixture
def evidence() -> Callable[[Iterable[dict[str, Any]]], pd.DataFrame]:
    return _evidence


@pytest.fixture
def today() -> date:
    return DAY


@pytest.fixture
def framework() -> Framework:
    names = (("money", "Money"), ("river", "River"), ("votes", "Votes"), ("trade", "Trade"), ("ferry", "Ferry"))
    return Framework(
        id="bridge",
        title="Whether the town builds its bridge",
        version="1",
        language="en",
        question="What holds the town back?",
        source="essay",
        default_tlp="TLP:CLEAR",
        directions={
            Direction.STRENGTHENS: Words(label="More reluctant", help=""),
            Direction.NEUTRAL: Words(label="No shift", help=""),
            Direction.WEAKENS: Words(label="Less reluctant", help=""),
        },
        weights={},
        level_bands=(),
        entities={},
        pairs=(),
        factors=tuple(_factor(number, *name) for number, name in enumerate(names, start=1)),
        scenarios=(),
        assumptions=(),
        codebook=(),
        digest="",
    )
