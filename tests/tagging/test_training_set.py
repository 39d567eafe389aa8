"""The training set that is shipped, and what is wrong with one that a team wrote."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from signpost.errors import FrameworkError
from signpost.store.training import Answer
from signpost.tagging.training_set import outcome, training_set

OWN = Path(__file__).parents[2] / "data" / "scenarios" / "hesitation.toml"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def answered(item, **change):
    as_agreed = {"factor_id": item.factor_id, "direction": item.direction, "weight": item.weight}
    return Answer(item_id=item.id, answered_at=AT, **(as_agreed | change))


def test_the_shipped_set_has_five_headlines_or_more_for_each_factor_and_its_hard_cases(framework):
    items = training_set(framework, OWN)
    count = Counter(item.factor_id for item in items)
    assert len(items) >= 30
    assert all(count[factor.id] >= 5 for factor in framework.active)
    assert count[""] >= 5
    hard = {item.rule for item in items} - {""}
    assert len(hard) >= len(framework.codebook) - 1  # one event told ten times is no question about one headline
    assert len({item.title for item in items}) == len(items)


def test_its_order_gives_no_answer_away(framework):
    items = training_set(framework, OWN)
    assert sum(one.factor_id == other.factor_id for one, other in pairwise(items)) < len(items) / 3
    assert items == training_set(framework, OWN)


def test_a_teams_own_framework_has_no_set(framework):
    assert training_set(replace(framework, id="another_question"), OWN) == ()


def test_a_set_lies_beside_the_framework_and_says_what_is_wrong_with_it(framework, tmp_path):
    folder = tmp_path / "training"
    folder.mkdir()
    head = f'framework = "{framework.id}"\n[[items]]\nid = "a"\ntitle = "Envoy flies"\nwhy = "So."\n'
    (folder / "own.toml").write_text(head + 'factor = ""\n', "utf-8")
    own = tmp_path / "own.toml"
    assert [item.factor_id for item in training_set(framework, own)] == [""]
    for wrong, place in (
        ('factor = "weather"', "factor"),
        (f'factor = "{framework.active[0].id}"\ndirection = "up"', "direction"),
        ('factor = ""\nrule = "none"', "rule"),
        ('factor = ""\n[[items]]\nid = "a"\ntitle = "Two"\nwhy = "So."', "same id"),
    ):
        (folder / "own.toml").write_text(head + wrong, "utf-8")
        with pytest.raises(FrameworkError, match=place):
            training_set(framework, own)


def test_the_outcome_counts_by_factor_and_names_what_to_read_again(framework):
    items = training_set(framework, OWN)
    hard = next(item for item in items if item.rule and item.factor_id)
    right = {item.id: answered(item) for item in items}
    perfect = outcome(items, right, framework)
    assert (perfect.answered, perfect.factors, perfect.missed, perfect.rules) == (len(items), len(items), (), ())
    assert perfect.alpha.alpha == pytest.approx(1)
    found = outcome(items, right | {hard.id: answered(hard, factor_id="", direction=None, weight=0)}, framework)
    assert (found.factors, found.missed, found.rules) == (len(items) - 1, (hard.id,), (hard.rule,))
    wrong, asked = found.by_factor[hard.factor_id]
    assert wrong == asked - 1


def test_another_weight_alone_is_no_miss(framework):
    items = training_set(framework, OWN)
    item = next(item for item in items if item.weight == 2)
    found = outcome(items, {item.id: answered(item, weight=3)}, framework)
    assert (found.answered, found.missed, found.weights, found.directions) == (1, (), 0, 1)
