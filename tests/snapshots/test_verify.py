"""Verifying a file by itself: identical, changed in a byte, reckoned otherwise, or made by another method."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.errors import ExportError
from signpost.snapshots.document import digest_of
from signpost.snapshots.freeze import freeze
from signpost.snapshots.seal import seal
from signpost.snapshots.verify import verify
from signpost.trends.expected import stated


@pytest.fixture(scope="module")
def sealed(snapshot):
    return seal(snapshot)


def remade(snapshot, change):
    """A file whose seal is right again after a change of its document."""
    from dataclasses import replace

    document = json.loads(json.dumps(snapshot.document))
    change(document)
    return seal(replace(snapshot, document=document, digest=digest_of(document)))


def test_what_was_frozen_is_reckoned_again_from_the_file_alone(sealed):
    verdict = verify(sealed)
    assert verdict.differences == ()
    assert verdict.identical
    assert verdict.sentence == "Identical: every digest is right and every number follows from the evidence."


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_bit_is_found_wherever_it_is(sealed, place, bit):
    data = bytearray(sealed)
    data[int(place * len(data))] ^= 1 << bit
    with pytest.raises(ExportError):
        verify(bytes(data))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        pytest.param(lambda d: d["indicators"][0].update(level=50.5), "indicators[0].level", id="a level"),
        pytest.param(lambda d: d["trends"][0]["low"].__setitem__(3, 1.5), "trends[0].low[3]", id="a day's band"),
        pytest.param(lambda d: d.update(sentence="All is quiet."), "sentence", id="the bottom line"),
        pytest.param(lambda d: d["signpost"]["parameters"].clear(), "signpost.parameters.", id="the parameters"),
        pytest.param(lambda d: d["framework"].update(file="# another"), "framework.digest", id="the framework's file"),
    ],
)
def test_a_number_that_does_not_follow_from_the_evidence_is_named(snapshot, change, place):
    verdict = verify(remade(snapshot, change))
    assert not verdict.identical
    assert verdict.differences[0].place.startswith(place)
    assert "do not follow" in verdict.sentence


def test_evidence_that_was_changed_with_its_seal_contradicts_the_numbers(snapshot):
    def turn(document):
        document["evidence"] = document["evidence"][: len(document["evidence"]) // 2]

    assert verify(remade(snapshot, turn)).differences


def test_a_seventh_decimal_is_no_difference(snapshot):
    def nudge(document):
        document["indicators"][0]["level"] += 1e-9

    assert verify(remade(snapshot, nudge)).identical


def test_after_the_method_moved_on_the_seal_still_speaks(snapshot):
    verdict = verify(remade(snapshot, lambda document: document["signpost"].update(method_version=1)))
    assert verdict.sentence.startswith("Seal intact; made with method 1, this is ")
    assert not verdict.identical
    assert verdict.differences == ()


def test_a_file_of_the_first_format_is_opened_and_reckoned_again(snapshot):
    def old(document):
        document["signpost"]["format"] = 1
        del document["signpost"]["options"]
        for key in ("shifts", "expected", "fit", "notes", "premises", "deeds", "view"):
            del document[key]
        del document["framework"]["file"]
        document["evidence"] = [
            {key: value for key, value in row.items() if key not in ("publisher", "publishers")}
            for row in document["evidence"]
        ]

    def older(document):
        old(document)
        document["signpost"]["method_version"] = 1

    found = verify(remade(snapshot, old)).differences
    assert {one.place.rpartition(".")[2] for one in found} <= {"publishers", "publishers_effective", "sentence"}
    assert verify(remade(snapshot, older)).sentence.startswith("Seal intact; made with method 1, this is ")


def test_the_name_of_the_file_proves_nothing(sealed):
    assert verify(sealed, "../another name.zip").identical


def test_scenarios_options_and_what_was_left_out_are_reckoned_again(evidence, framework, snapshot):
    from signpost.indicators.options import Options

    options = Options(without_outlets=("Outlet 3",), without_analysts=(2,), half_life=7.0, weights=True)
    made = freeze(
        evidence,
        framework,
        snapshot_filters(snapshot),
        title="Without one",
        comment="",
        as_of=snapshot.as_of,
        known_at=snapshot.known_at,
        created_at=snapshot.created_at,
        created_by="",
        snapshot_id="20261122-142301-cd34",
        options=options,
        stated=stated(framework) if framework.scenarios else None,
    )
    assert verify(seal(made)).identical
    assert made.document["indicators"] != snapshot.document["indicators"]


def snapshot_filters(snapshot):
    from signpost.snapshots.thaw import filters_of

    return filters_of(snapshot)
