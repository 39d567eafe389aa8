"""Comparing: the world and our knowledge add up to what moved, story by story."""

from datetime import date, timedelta
from math import fsum

import pytest

from signpost.errors import ExportError
from signpost.nouns.snapshot import Filters
from signpost.snapshots.compare import JUDGED_ANEW, LATE, TAKEN_BACK, compare
from signpost.snapshots.compare_words import comparison_json, comparison_text

from .conftest import AS_OF, frozen

EARLIER = AS_OF - timedelta(days=20)


def of(evidence, framework, day, **given):
    filters = Filters(factors=(), first=date(2026, 8, 1), last=day)
    return frozen(evidence, framework, filters=filters, as_of=day, **given)


@pytest.fixture(scope="module")
def found(evidence, framework):
    """A: known before the last tags of old stories came in, one was taken back and one judged anew. B: all."""
    old = (evidence["day"] <= str(EARLIER)).to_numpy(dtype=bool)
    some = evidence[old]["story_id"].unique()
    late, gone = set(some[-6:-3].tolist()), set(some[-3:].tolist())
    before = evidence[~evidence["story_id"].isin(late)].reset_index(drop=True)
    after = evidence[~evidence["story_id"].isin(gone)].reset_index(drop=True).copy()
    turned = some[-8]
    mine = (after["story_id"] == turned).to_numpy(dtype=bool)
    was = after.loc[mine, "direction"].iloc[0]
    after.loc[mine, "direction"] = "weakens" if was == "strengthens" else "strengthens"
    return compare(of(after, framework, AS_OF), of(before, framework, EARLIER))


def test_both_parts_are_exact_sums_of_their_stories(found):
    for one in found.factors:
        assert one.world + one.knowledge == pytest.approx(one.after - one.before, abs=1e-9)
        assert fsum(cause.points for cause in one.world_causes) == pytest.approx(one.world, abs=1e-9)
        assert fsum(cause.points for cause in one.knowledge_causes) == pytest.approx(one.knowledge, abs=1e-9)


def test_the_ends_are_the_snapshots_own_levels(found):
    for one, was, now in zip(
        found.factors, found.earlier.document["indicators"], found.later.document["indicators"], strict=True
    ):
        assert one.before == pytest.approx(was["level"], abs=1e-9)
        assert one.after == pytest.approx(now["level"], abs=1e-9)


def test_what_came_late_was_taken_back_or_judged_anew_is_told_apart(found):
    whys = {cause.why for one in found.factors for cause in one.knowledge_causes if cause.title}
    assert {LATE, TAKEN_BACK, JUDGED_ANEW} <= whys


def test_the_earlier_day_comes_first_however_they_are_named(found):
    assert (found.earlier.as_of, found.later.as_of) == (EARLIER, AS_OF)


def test_a_snapshot_beside_itself_shows_nothing(snapshot):
    same = compare(snapshot, snapshot)
    assert all(one.world == one.knowledge == 0 and not one.knowledge_causes for one in same.factors)
    first, *others = comparison_text(same)
    assert first == "Both are of 20 Nov, and their levels are the same."
    assert all(line.endswith(", the same") for line in others if line)


def test_in_words_and_as_json(found):
    lines = comparison_text(found)
    assert lines[0].startswith("Between 31 Oct and 20 Nov ")
    assert any("the world" in line and "our knowledge" in line for line in lines)
    value = comparison_json(found)
    assert value["earlier"]["as_of"] == EARLIER.isoformat()
    assert {one["factor_id"] for one in value["factors"]} == {one.factor_id for one in found.factors}


def test_another_framework_is_no_match(snapshot):
    from dataclasses import replace

    with pytest.raises(ExportError, match="another framework"):
        compare(snapshot, replace(snapshot, framework_id="other"))
