"""The JSON export against its published schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from signpost.nouns.framework import Framework
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export import export
from signpost.snapshots.freeze import ROW
from signpost.trends.expected import stated

FILE = Path(__file__).parents[2] / "data" / "schemas" / "snapshot.schema.json"


@pytest.fixture(scope="module")
def schema() -> Any:
    read = json.loads(FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(read)
    return read


def wrong(schema: Any, document: Any) -> list[str]:
    return [f"{list(one.absolute_path)}: {one.message}" for one in Draft202012Validator(schema).iter_errors(document)]


def test_every_export_fits_the_schema(
    schema: Any, snapshot: Snapshot, evidence: Any, freezing: Any, framework: Framework
) -> None:
    assert wrong(schema, json.loads(export(snapshot, "json"))) == []
    with_scenarios = freezing(evidence.head(40), stated=stated(framework, []))
    assert wrong(schema, json.loads(export(with_scenarios, "json"))) == []
    assert wrong(schema, json.loads(export(freezing(evidence.head(0)), "json"))) == []


def test_the_schema_names_every_key_and_refuses_what_is_wrong(schema: Any, snapshot: Snapshot) -> None:
    document = json.loads(export(snapshot, "json"))
    assert set(schema["properties"]) == set(document)
    assert set(schema["properties"]["evidence"]["items"]["properties"]) == set(ROW)
    document["indicators"][0]["level"] = 140
    del document["sentence"]
    assert len(wrong(schema, document)) == 2
