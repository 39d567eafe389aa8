"""Relevance blended with recency, and which factors are proposed."""

import numpy as np
import pytest

from signpost.tagging.pile import HALF_LIFE, blended, proposals, top
from signpost.tagging.track_record import LATEST, Record, track_record


def test_the_blend_is_what_its_formula_says():
    relevance = np.array([0.9, 0.1, 0.5, 0.3])
    score = blended(relevance, np.array([HALF_LIFE, 0.0, 1e9, 0.0]))
    assert score == pytest.approx([np.log10(4) + 0.25, 0.5, np.log10(2), -np.log10(0.75) + 0.5])


def test_only_the_order_of_the_relevances_counts():
    chance = np.random.default_rng(1)
    relevance, age = chance.random(200), chance.random(200) * 100
    assert np.array_equal(blended(relevance, age), blended(np.exp(9 * relevance), age))


def test_a_fresh_headline_goes_before_one_up_to_three_times_as_far_up():
    relevance = np.linspace(1, 0, 1000)
    age = np.full(1000, 365.0)
    age[[29, 40]] = 0
    order = list(top(blended(relevance, age), np.arange(1000), 1000))
    assert order.index(29) < order.index(10)
    assert order.index(40) > order.index(9)


def test_equal_ones_come_newest_first_and_nothing_is_no_trouble():
    score = blended(np.zeros(3), np.array([2.0, 0.0, 1.0]))
    assert list(top(score, np.array([7, 8, 9]), 2)) == [1, 2]
    assert len(blended(np.zeros(0), np.zeros(0))) == 0
    assert list(top(np.zeros(2), np.array([4, 5]), 9)) == [1, 0]


def test_a_factor_is_proposed_where_it_is_likelier_than_usual():
    usual = np.tile([0.5, 0.1, 0.1], (18, 1))
    factors = np.vstack([usual, [[0.8, 0.1, 0.1], [0.5, 0.45, 0.36]]])
    found = proposals(np.arange(20), factors, ("a", "b", "c"))
    assert found == [(18, "a", 0.8), (19, "b", 0.45)]
    assert proposals(np.arange(0), np.zeros((0, 3)), ("a", "b", "c")) == []


def test_the_record_counts_the_latest_outcomes_of_each_factor():
    outcomes = [(1, "a", True), (1, "b", False), (2, "a", False)]
    assert track_record(outcomes) == {"a": Record(1, 2), "b": Record(0, 1)}
    long = [(n, "a", n < 10) for n in range(3 * LATEST)]
    assert track_record(long) == {"a": Record(10, LATEST)}
    assert track_record([]) == {}
