"""Agreement is what its sources say: published examples, values worked out by hand, and what must never matter."""

import doctest
from datetime import UTC, datetime, timedelta
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from signpost.nouns.tag import Analyst, Direction, Kind
from signpost.store.rulings import Reading
from signpost.tagging import agreement as agreement_module
from signpost.tagging.agreement import agreement
from signpost.tagging.leaning import leanings
from signpost.tagging.second_readings import shared
from signpost.tagging.side_by_side import Asked
from signpost.tagging.team_readings import team_readings

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", and Gwet 2014: four readers, twelve units.
WORKED = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
WEIGHTS = st.integers(1, 3)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def table(*rows: str) -> np.ndarray:
    return np.array([[np.nan if word == "." else float(word) for word in row.split()] for row in rows])


@pytest.mark.parametrize(
    ("ordinal", "alpha"), [pytest.param(False, 0.743, id="names"), pytest.param(True, 0.815, id="ranks")]
)
def test_alpha_of_the_published_example(ordinal, alpha):
    assert agreement(table(*WORKED) - 1, 5, ordinal=ordinal).alpha == pytest.approx(alpha, abs=5e-4)


def test_ac1_of_the_published_example():
    assert agreement(table(*WORKED) - 1, 5).ac1 == pytest.approx(0.77544, abs=5e-6)


def test_the_docstrings_example_holds():
    assert doctest.testmod(agreement_module).failed == 0


def test_two_readers_by_hand():
    """20 stories: both yes on 4, both no on 12, one alone on 4 (3 and 1).

    n(yes) = 12, n(no) = 28 of 40; seen disagreement 8/40, expected 2·12·28/(40·39): alpha = 1 - .2/.430769.
    π(yes) = .3: chance 2·.3·.7 = .42, AC1 = (.8 - .42)/.58. Positive agreement 2·4/(2·4 + 4).
    """
    values = np.array([[1] * 4 + [0] * 12 + [1] * 3 + [0], [1] * 4 + [0] * 12 + [0] * 3 + [1]], dtype=float)
    found = agreement(values, 2, positive=1)
    assert found.alpha == pytest.approx(1 - 0.2 / (2 * 12 * 28 / (40 * 39)))
    assert found.ac1 == pytest.approx((0.8 - 0.42) / 0.58)
    assert (found.observed, found.positive) == pytest.approx((0.8, 2 / 3))
    assert (found.n, found.positives) == (20, 8)


def test_where_one_story_in_a_hundred_matters_the_three_say_different_things():
    values = np.zeros((2, 200))
    values[0, 0] = values[:, 1] = values[1, 2] = 1.0
    found = agreement(values, 2, positive=1)
    assert found.observed == pytest.approx(0.99)
    assert found.alpha == pytest.approx(0.496, abs=1e-3)
    assert found.ac1 == pytest.approx(0.99, abs=1e-3)
    assert found.positive == pytest.approx(0.5)
    assert found.alpha_range[0] < 0.01
    assert found.alpha_range[1] > 0.6


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(np.zeros((2, 0)), id="no story"),
        pytest.param(np.zeros((2, 9)), id="all of one category"),
        pytest.param(table("1 . 1", ". 0 ."), id="no story read twice"),
    ],
)
def test_what_cannot_be_said_is_not_said(values):
    found = agreement(values, 2, positive=1)
    assert isnan(found.alpha)
    assert isnan(found.alpha_range[0])
    assert found.standing == "none"


def test_a_few_stories_are_thin():
    assert agreement(table("0 1 1 0", "0 1 1 1"), 2).standing == "thin"
    assert agreement(np.tile(table("0 1 1 0", "0 1 1 1"), 5), 2).standing == "solid"


RATINGS = st.integers(2, 4).flatmap(
    lambda q: st.tuples(
        st.just(q),
        arrays(float, st.tuples(st.integers(2, 5), st.integers(1, 20)), elements=st.integers(-1, q - 1).map(float)),
    )
)


def measures(values, q, ordinal=False):
    found = agreement(np.where(values < 0, np.nan, values), q, ordinal=ordinal, positive=0, draws=1)
    return np.array([found.alpha, found.ac1, found.positive, found.observed])


@settings(max_examples=40, deadline=None)
@given(RATINGS, st.booleans(), st.randoms())
def test_the_order_of_analysts_and_stories_does_not_matter(made, ordinal, chance):
    q, values = made
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    chance.shuffle(rows)
    chance.shuffle(columns)
    shuffled = values[rows][:, columns]
    np.testing.assert_allclose(measures(values, q, ordinal), measures(shuffled, q, ordinal), rtol=1e-9, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(RATINGS)
def test_every_story_twice_changes_nothing_but_alphas_small_sample(made):
    q, values = made
    once, twice = measures(values, q), measures(np.hstack([values, values]), q)
    np.testing.assert_allclose(once[1:], twice[1:], rtol=1e-9, atol=1e-12)
    assert isnan(once[0]) or twice[0] <= once[0] + 1e-12


@settings(max_examples=40, deadline=None)
@given(RATINGS, st.booleans())
def test_no_measure_is_above_one_and_an_analyst_agrees_with_their_double(made, ordinal):
    q, values = made
    found = measures(values, q, ordinal)
    assert not (found > 1 + 1e-12).any()
    double = measures(np.stack([values[0], values[0]]), q, ordinal)
    assert np.all(np.isnan(double) | (np.abs(double - 1) < 1e-12))


@settings(max_examples=40, deadline=None)
@given(RATINGS)
def test_with_two_categories_ranks_are_names(made):
    _, values = made
    values = np.minimum(values, 1)
    np.testing.assert_allclose(measures(values, 2), measures(values, 2, ordinal=True), rtol=1e-9, atol=1e-12)


def test_the_range_holds_the_truth_about_four_times_in_five():
    """Two readers of a true state, right with .85 each: the long-run alpha is known from 30,000 stories."""
    chance = np.random.default_rng(7)

    def read(n):
        truth = chance.random(n) < 0.4
        return np.where(chance.random((2, n)) < 0.85, truth, ~truth).astype(float)

    truth = agreement(read(30_000), 2, draws=2).alpha
    ranges = [agreement(read(120), 2, draws=200).alpha_range for _ in range(100)]
    assert 0.7 < np.mean([low <= truth <= high for low, high in ranges]) < 0.9


def test_stories_that_come_in_groups_widen_the_range():
    values = np.random.default_rng(3).integers(0, 2, (2, 40)).astype(float)
    values[1, :28] = values[0, :28]
    many, groups = np.repeat(values, 5, axis=1), np.repeat(np.arange(40), 5)
    alone, together = agreement(many, 2), agreement(many, 2, groups=groups)
    assert alone.alpha == pytest.approx(together.alpha)
    assert np.ptp(together.alpha_range) > 1.5 * np.ptp(alone.alpha_range)
    assert agreement(many, 2, groups=groups).alpha_range == together.alpha_range


# ---- readings of stories


def reading(story, who, factor="f", way=Direction.STRENGTHENS, *, kind=Kind.TAG, weight=2, minute=0, headline=None):
    named = "ABCDEF".index(who) + 1
    at = NOW + timedelta(minutes=minute)
    return Reading(
        uid=f"{story}{who}{factor}{minute}{kind}",
        story_id=story,
        headline_id=headline or story,
        analyst=Analyst(id=named, name=who),
        kind=kind,
        factor_id=factor if kind in (Kind.TAG, Kind.RULING) else "",
        direction=way if kind in (Kind.TAG, Kind.RULING) else None,
        weight=weight,
        note="",
        reason="",
        tagged_at=at,
        known_from=at,
    )


def not_relevant(story, who, minute=0):
    return reading(story, who, kind=Kind.NOT_RELEVANT, minute=minute)


def test_a_story_is_one_unit_and_an_analysts_newest_word_on_it_counts():
    found = shared(
        [
            reading(1, "A", way=Direction.WEAKENS, headline=10),
            reading(1, "A", way=Direction.STRENGTHENS, headline=11, minute=5),
            reading(1, "B", minute=9),
            reading(2, "A"),
        ],
        {},
    )
    assert [(s.story_id, [x.analyst.name for x in s.said]) for s in found] == [(1, ["A", "B"])]
    assert found[0].said[0].tags["f"].direction is Direction.STRENGTHENS


def test_a_ruling_is_nobodys_reading():
    assert not shared([reading(1, "A"), reading(1, "B", kind=Kind.RULING)], {})


def test_only_the_first_two_words_on_a_story_that_was_drawn_before_are_blind():
    told = [reading(1, "A"), reading(1, "B", minute=10), reading(1, "C", minute=20), reading(2, "A"), reading(2, "B")]
    drawn = {1: NOW + timedelta(minutes=5), 2: NOW + timedelta(minutes=5)}
    words = team_readings(told, drawn).words
    assert words.blind.tolist() == [True, False]
    assert words.first_two[:, 0].tolist() == [True, True, False]
    assert (words.compared(("f",), blind=True).stories, words.compared(("f",)).stories) == (1, 2)


def test_factors_are_asked_of_every_shared_story_directions_only_where_both_tagged():
    told = [reading(1, "A"), reading(1, "B"), reading(2, "A"), not_relevant(2, "B"), *map(not_relevant, (3, 3), "AB")]
    found = team_readings(told, {}).words.compared(("f", "g"))
    assert (found.stories, found.relevant.n, found.factors["f"].n, found.factors["f"].positives) == (3, 3, 3, 2)
    assert (found.direction.n, found.directions["g"].n) == (1, 0)


def test_a_deed_is_relevant_without_a_factor():
    found = shared([reading(1, "A", kind=Kind.DEED), not_relevant(1, "B")], {})
    assert [(s.relevant, dict(s.tags)) for s in found[0].said] == [(True, {}), (False, {})]


def test_pairs_come_by_name_and_months_newest_first():
    told = [reading(1, w) for w in "BAC"] + [reading(2, "A", minute=-40_000), reading(2, "C", minute=-39_000)]
    words = team_readings(told, {}).words
    assert [(a.name, b.name, both.n) for a, b, both in words.pairs(Asked.relevance)] == [
        ("A", "B", 1),
        ("A", "C", 2),
        ("B", "C", 1),
    ]
    assert [(month, some.n) for month, some in words.months(Asked.relevance)] == [("2026-11", 1), ("2026-10", 1)]


words_of = st.tuples(
    st.integers(1, 6), st.sampled_from("ABC"), st.sampled_from(["f", "g", ""]), st.sampled_from([*Direction]), WEIGHTS
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(words_of, max_size=5), min_size=1, max_size=6))
def test_followed_change_by_change_it_is_what_is_read_at_once(turns):
    standing, team = {}, team_readings([], {})
    drawn = {2: NOW + timedelta(minutes=2), 3: NOW}
    for turn in turns:
        for n, (story, who, factor, way, weight) in enumerate(turn):
            given_ = reading(story, who, factor or "f", way, weight=weight, minute=3 * n) if factor else None
            standing[story, who, factor] = given_ or not_relevant(story, who, 3 * n)
        if turn and turn[0][4] == 1:
            standing = {key: one for key, one in standing.items() if key[0] != turn[0][0]}  # all taken back
        touched = {story for story, *_ in turn}
        told = [one for _, one in sorted(standing.items())]
        team = team.told(touched, [one for one in told if one.story_id in touched], drawn)
    whole = team_readings(told, drawn)
    assert dict(sorted(team.stories.items())) == whole.stories
    assert team.waiting == whole.waiting
    for blind in (False, True):
        assert repr(team.words.compared(("f", "g"), blind=blind)) == repr(whole.words.compared(("f", "g"), blind=blind))
    for ask in (Asked.relevance, lambda some: some.direction(("f", "g"))):
        assert repr(team.words.months(ask)) == repr(whole.words.months(ask))
    assert repr(leanings(team.words)) == repr(leanings(whole.words))
