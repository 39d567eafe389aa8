import json
import re
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest

from signpost.errors import ExportError
from signpost.indicators.ledger import daily
from signpost.indicators.measure import PARAMETERS, composite, measure
from signpost.nouns.snapshot import Filters
from signpost.snapshots.document import canonical, digest_of, json_value, laid_out, stamp
from signpost.snapshots.thaw import filters_of, framework_of, indicators_of, moment, trends_of
from signpost.trends.trace import trace

DAY = date(2026, 11, 20)


def test_the_numbers_are_those_of_the_measure_on_the_whole_evidence(evidence, snapshot, framework):
    sums = [daily(evidence, factor.id) for factor in framework.active]
    measured = [measure(one, DAY) for one in sums]
    assert indicators_of(snapshot) == measured
    assert trends_of(snapshot) == [trace(one, one.factor_id, date(2026, 8, 1), DAY) for one in sums]
    assert snapshot.document["composite"]["level"] == composite(measured).level


def test_the_document_holds_enough_to_compute_everything_again(snapshot, freezing, reading_back):
    document = json.loads(laid_out(snapshot.document))
    again = freezing(reading_back(document))
    assert again == snapshot


def test_a_later_headline_of_a_story_that_counts_is_kept_and_a_later_story_is_not(evidence, freezing):
    day = pd.Timestamp(DAY)
    rows = evidence.head(4).assign(
        story_id=[1, 1, 2, 2], factor_id=evidence["factor_id"].iloc[0], day=[day, day + pd.Timedelta(days=1)] * 2
    )
    rows.loc[2:, "day"] += pd.Timedelta(days=1)
    assert [row["headline"] for row in freezing(rows).document["evidence"]] == [1, 2]


def test_the_order_of_the_rows_changes_nothing(evidence, snapshot, freezing):
    shuffled = evidence.sample(frac=1, random_state=np.random.RandomState(7))
    assert freezing(shuffled) == snapshot


def test_only_the_chosen_factors_are_in_it_in_the_frameworks_order(evidence, framework, freezing):
    first, _, third = (factor.id for factor in framework.factors[:3])
    seen = Filters(factors=(third, first), first=DAY, last=DAY)
    document = freezing(evidence, filters=seen).document
    for part in (document["framework"]["factors"], document["indicators"], document["trends"]):
        assert [one["id"] for one in part] == [first, third]
    assert {row["factor"] for row in document["evidence"]} == {first, third}
    assert document["filters"] == {"factors": [first, third], "first": "2026-11-20", "last": "2026-11-20"}
    assert [one["id"] for one in document["composite"]["shares"]] == [first, third]


def test_no_evidence_at_all_is_a_snapshot_too(inventing, freezing):
    document = freezing(inventing(0)).document
    assert document["evidence"] == []
    assert {one["standing"] for one in document["indicators"]} == {"none"}
    assert document["sentence"].startswith("No evidence yet")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param(
            {"filters": Filters(factors=("nothing",), first=DAY, last=DAY)}, "no factor “nothing”", id="factor"
        ),
        pytest.param(
            {"filters": Filters(factors=(), first=DAY, last=DAY - timedelta(days=1))}, "after they end", id="reversed"
        ),
        pytest.param({"as_of": DAY - timedelta(days=1)}, "after the as-of day 2026-11-19", id="beyond the as-of day"),
    ],
)
def test_filters_that_make_no_sense_are_refused_in_a_sentence(evidence, freezing, given, says):
    with pytest.raises(ExportError, match=re.escape(says)):
        freezing(evidence, **given)


def test_times_are_kept_in_utc_to_the_microsecond_and_missing_ones_are_null(evidence, freezing):
    there = timezone(timedelta(hours=3))
    made = freezing(evidence, created_at=datetime(2026, 11, 22, 17, 23, 1, tzinfo=there))
    assert made.document["created_at"] == "2026-11-22T14:23:01.000000Z"
    assert made.document["known_at"] == "2026-11-21T09:30:00.000005Z"
    assert moment(made.document["known_at"]) == made.known_at
    by_headline = evidence.set_index("headline_id")
    for row in made.document["evidence"]:
        for key, name in (("published", "published_at"), ("tagged_at", "tagged_at"), ("known_from", "known_from")):
            expected = by_headline.loc[row["headline"], name]
            assert (row[key] is None) if pd.isna(expected) else (row[key] == stamp(expected.to_pydatetime()))


def test_a_time_without_a_zone_is_no_time():
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 11, 22))  # noqa: DTZ001


def test_the_document_is_json_without_nan_and_a_copy_of_the_parameters(snapshot, evidence, freezing):
    text = json.dumps(snapshot.document, allow_nan=False)
    assert json.loads(text) == snapshot.document
    assert snapshot.document["signpost"]["parameters"] == dict(PARAMETERS)
    health = {"feeds": 3, "ratio": float("nan"), "since": DAY, "rows": ({"a": float("inf")},)}
    kept = freezing(evidence, health=health).document["health"]
    assert kept == {"feeds": 3, "ratio": None, "since": "2026-11-20", "rows": [{"a": None}]}
    with pytest.raises(ValueError, match="object"):
        json_value(object())


def test_the_digest_is_of_the_canonical_form_and_of_nothing_else(snapshot):
    document = dict(snapshot.document)
    assert snapshot.digest == digest_of(document) == digest_of({**document, "digest": "anything"})
    assert digest_of(dict(reversed(document.items()))) == snapshot.digest
    assert digest_of({**document, "title": document["title"] + "."}) != snapshot.digest
    small = {"b": [1.0, None, "ж"], "a": {"d": 0.1, "c": True}}
    assert canonical(small) == '{"a":{"c":true,"d":0.1},"b":[1.0,null,"ж"]}'.encode()


def test_the_layout_is_the_same_json_with_a_row_on_a_line(snapshot):
    laid = laid_out(snapshot.document)
    assert json.loads(laid) == snapshot.document
    rows = [line for line in laid.decode().splitlines() if line.startswith('    {"story"')]
    assert len(rows) == len(snapshot.document["evidence"])


def test_long_lists_are_written_in_parts_and_give_the_same_text(monkeypatch):
    rows = [{"b": n, "a": 'says "}, {" in a title', "c": [{"d": 1}] * (n % 2)} for n in range(7)]
    flat = [{"b": n, "a": '}, {"b": 1'} for n in range(7)]
    document = {"rows": rows, "flat": flat, "none": [], "words": ["x"] * 7, "one": {"k": [1.5]}}
    whole = canonical(document), laid_out(document)
    monkeypatch.setattr("signpost.snapshots.document.BATCH", 3)
    assert (canonical(document), laid_out(document)) == whole
    assert json.loads(whole[1]) == document
    assert len([line for line in whole[1].decode().splitlines() if line.startswith('    {"b"')]) == 14
    assert whole[0].decode() == json.dumps(document, sort_keys=True, separators=(",", ":"))


def test_what_is_thawed_is_what_was_frozen(snapshot, framework):
    thawed = framework_of(snapshot)
    assert (thawed.id, thawed.version, thawed.digest) == (framework.id, framework.version, framework.digest)
    assert [factor.color for factor in thawed.factors] == [factor.color for factor in framework.factors]
    assert [factor.baseline for factor in thawed.factors] == [factor.baseline for factor in framework.factors]
    assert thawed.level_words(99) == framework.level_words(99)
    assert filters_of(snapshot).factors == tuple(factor.id for factor in framework.active)
    assert snapshot.created_at == datetime(2026, 11, 22, 14, 23, 1, tzinfo=UTC)
