"""Invented evidence of every kind that matters: rulings, disputes, late headlines, hostile and foreign titles."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from signpost.nouns.framework import Framework
from signpost.nouns.snapshot import Filters, Snapshot
from signpost.snapshots.freeze import MOMENTS, NUMBERS, TEXTS, freeze

AS_OF = date(2026, 11, 20)
TITLES = (
    '=HYPERLINK("https://evil.example","click")',
    "+1 for the harbour",
    "-5 degrees in the strait",
    "@mention of a minister",
    "\tcmd behind a tab",
    "＝1+1 in wide letters",
    "Порт открыт: «зерно» пошло",
    "الميناء يفتح أبوابه من جديد",
    "הנמל נפתח מחדש",
    "港口重新开放",
    '<script>alert(1)</script> & "quotes", commas\nand lines',
    "A control \x01 and \uffff a non-character",
)


def invented(framework: Framework, tags: int, seed: int = 1) -> pd.DataFrame:
    """The store's evidence frame: days up to two after AS_OF, two headlines to a story, three analysts, rulings."""
    rng = np.random.default_rng(seed)
    ids = [factor.id for factor in framework.factors]
    number = np.arange(tags)
    chosen = rng.integers(0, len(ids), tags)
    days = np.datetime64(AS_OF) + 2 - np.sort(rng.integers(0, 160, tags))[::-1]
    seconds = days.astype("datetime64[us]") + rng.integers(1, 80_000, tags).astype("timedelta64[s]")
    said = rng.random(tags)
    people = rng.integers(0, 3, tags)
    frame = pd.DataFrame(
        {
            "story_id": number // 2 + 1,
            "headline_id": number + 1,
            "factor_id": [ids[i] for i in chosen],
            "analyst_id": people + 1,
            "analyst": [("Ada", "Борис", "=Cleo")[i] for i in people],
            "kind": np.where(number % 29 == 7, "ruling", "tag"),
            "direction": np.where(
                said < 0.35 + 0.08 * chosen, "strengthens", np.where(said < 0.9, "weakens", "neutral")
            ),
            "weight": rng.integers(1, 4, tags),
            "signpost_id": "",
            "note": np.where(number % 5 == 0, "-1 is what it says", ""),
            "tagged_at": seconds + np.timedelta64(90_000, "s"),
            "known_from": seconds + np.timedelta64(90_001, "s"),
            "outlet": [f"Outlet {i}" for i in rng.integers(0, 12, tags)],
            "perspective": "local",
            "title": [TITLES[i] if i < len(TITLES) else f"Invented headline {i}" for i in number],
            "url": [f"https://news.example/{i}" for i in number],
            "language": "en",
            "rtl": [i in (7, 8) for i in number],
            "published_at": np.where(number % 11 == 0, np.datetime64("NaT"), seconds),
            "day": days.astype("datetime64[s]"),
            "copies": 2,
            "publishers": 1,
        }
    )
    frame["publisher"] = frame["outlet"]
    if tags:  # the hostile titles must be among what counts
        frame.loc[: len(TITLES) - 1, "day"] = pd.Timestamp(AS_OF) - pd.Timedelta(days=9)
    times = dict.fromkeys(("tagged_at", "known_from", "published_at"), "datetime64[us, UTC]")
    for name in times:
        frame[name] = pd.to_datetime(frame[name], utc=True)
    whole = dict.fromkeys(("story_id", "headline_id", "analyst_id", "weight", "copies", "publishers"), "int64")
    return frame.astype({**times, **whole, "day": "datetime64[s]"})


def frozen(evidence: pd.DataFrame, framework: Framework, **given: Any) -> Snapshot:
    said: dict[str, Any] = {
        "filters": Filters(factors=(), first=date(2026, 8, 1), last=AS_OF),
        "title": "=Утренний обзор: وزن الأدلة",
        "comment": "Before the meeting",
        "as_of": AS_OF,
        "known_at": datetime(2026, 11, 21, 9, 30, 0, 5, tzinfo=UTC),
        "created_at": datetime(2026, 11, 22, 14, 23, 1, tzinfo=UTC),
        "created_by": "Ada",
        "snapshot_id": "20261122-142301-ab12",
    } | given
    return freeze(evidence, framework, said.pop("filters"), **said)


def evidence_again(document: Mapping[str, Any]) -> pd.DataFrame:
    """The store's frame, read back from a document."""
    names = {**TEXTS, **NUMBERS, **MOMENTS, "rtl": "rtl", "day": "day"}
    frame = pd.DataFrame(document["evidence"])[list(names)].rename(columns=names)
    for name in MOMENTS.values():
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    frame["day"] = pd.to_datetime(frame["day"]).astype("datetime64[s]")
    return frame


@pytest.fixture(scope="session")
def evidence(framework: Framework) -> pd.DataFrame:
    return invented(framework, 400)


@pytest.fixture(scope="session")
def snapshot(evidence: pd.DataFrame, framework: Framework) -> Snapshot:
    return frozen(evidence, framework)


@pytest.fixture
def freezing(framework: Framework) -> Callable[..., Snapshot]:
    return lambda evidence, **given: frozen(evidence, framework, **given)


@pytest.fixture
def inventing(framework: Framework) -> Callable[..., pd.DataFrame]:
    return lambda tags, seed=1: invented(framework, tags, seed)


@pytest.fixture
def reading_back() -> Callable[[Mapping[str, Any]], pd.DataFrame]:
    return evidence_again
