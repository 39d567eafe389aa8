"""The shape of a document that came from elsewhere, before anything relies on it."""

import re
from datetime import date
from math import isfinite
from typing import Any

from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.freeze import MOMENTS, NUMBERS, ROW, SINCE_2, TEXTS
from signpost.snapshots.thaw import filters_of, framework_of, indicators_of, moment, trends_of

COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def check(snapshot: Snapshot) -> None:
    """ValueError, KeyError or TypeError (naming the place) unless the nouns can be thawed and the evidence listed."""
    document = snapshot.document
    filters_of(snapshot)
    framework = framework_of(snapshot)
    indicators, trends = indicators_of(snapshot), trends_of(snapshot)
    ids = [factor.id for factor in framework.factors]
    if not ids or [one.factor_id for one in indicators] != ids or [one.factor_id for one in trends] != ids:
        raise ValueError("indicators and trends are not those of its factors")
    for factor in framework.factors:
        if not (COLOR.match(factor.color.light) and COLOR.match(factor.color.dark)):
            raise ValueError(f"colour of {factor.id}")
        _texts("factor", (factor.id, factor.short, factor.title))
    _texts("framework", (framework.id, framework.title, framework.version, framework.question, framework.default_tlp))
    _texts("sentence", (document["sentence"], *(one["sentence"] for one in document["indicators"])))
    for one in indicators:
        change, evidence = one.change, one.evidence
        _numbers("indicators", (one.level, one.low, one.high, one.n_effective, change.points, change.p_up))
        _numbers("indicators", (evidence.stories, evidence.outlets, evidence.analysts, evidence.neutral))
        _numbers("indicators", (evidence.outlets_effective, evidence.contested, evidence.copies))
    together = document["composite"]
    _numbers("composite", tuple(together[key] for key in ("level", "low", "high", "change")))
    date.fromisoformat(together["since"])
    for trend in trends:
        columns = (trend.level, trend.low, trend.high, trend.n_effective, trend.stories)
        if not trend.days or trend.days != trends[0].days or any(len(trend.days) != len(column) for column in columns):
            raise ValueError(f"trend of {trend.factor_id}")
        for column in columns:
            _numbers("trends", column)
    keys = set(ROW) - (SINCE_2 if document["signpost"]["format"] < 2 else set())
    _evidence(document["evidence"], ids, keys)


def _evidence(rows: Any, ids: list[str], keys: set[str]) -> None:
    """By columns: a value at a time takes seconds for a large snapshot."""
    if not isinstance(rows, list) or any(not isinstance(row, dict) or row.keys() != keys for row in rows):
        raise ValueError("a row of evidence")
    for key in keys:
        told = [row[key] for row in rows]
        if key in TEXTS and set(map(type, told)) - {str}:
            raise ValueError(f"a text in evidence ({key})")
        if key in NUMBERS:
            _numbers(f"evidence ({key})", tuple(told))
        if key in MOMENTS:
            for text in set(told) - {None}:
                moment(text)
        if key == "day":
            for text in set(told):
                date.fromisoformat(text)
        if (key == "factor" and set(told) - set(ids)) or (key == "rtl" and set(map(type, told)) - {bool}):
            raise ValueError(f"a row of evidence ({key})")


def _texts(place: str, values: tuple[Any, ...]) -> None:
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"a text in {place}")


def _numbers(place: str, values: tuple[Any, ...]) -> None:
    if set(map(type, values)) - {int, float} or not all(map(isfinite, values)):
        raise ValueError(f"a number in {place}")
