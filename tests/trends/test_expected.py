"""What the scenarios expect: from the framework, from several analysts, and what would change the picture."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signpost.nouns.fit import Expectation
from signpost.nouns.framework_file import load
from signpost.nouns.rating import LEVEL, PRIOR, SIGNPOST, Rating
from signpost.trends.expected import implied, pooled, stated
from signpost.trends.fit import fit
from signpost.trends.scenario_words import fit_sentence, speaks_words, telling_sentence, turn_sentences
from signpost.trends.turning import turns

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def framework(request):
    """The shipped one: it has scenarios."""
    return load(request.config.rootpath / "data" / "scenarios" / "hesitation.toml")


def rated(analyst, kind, scenario_id, subject_id="", **values):
    return Rating(analyst=analyst, kind=kind, scenario_id=scenario_id, subject_id=subject_id, said_at=NOW, **values)


def test_the_shipped_ranges_agree_with_what_the_signposts_imply(framework):
    """A range tells a balance of evidence, as the level does: not the strength of a restraint."""
    for place, scenario in enumerate(framework.scenarios):
        for factor in framework.active:
            low, high = scenario.expected[factor.id]
            assert low <= implied(factor, place) <= high, (scenario.id, factor.id)


def test_without_ratings_the_framework_speaks(framework):
    told = stated(framework)
    scenario = framework.scenarios[0]
    assert told.ranges[scenario.id] == {f: tuple(map(float, both)) for f, both in scenario.expected.items()}
    assert set(told.priors.values()) == {1 / (len(framework.scenarios) + 1)}
    assert told.analysts == ()


def test_an_analysts_range_wins_over_the_signposts_and_those_over_the_framework(framework):
    scenario, factor = framework.scenarios[1], framework.active[0]
    words = [
        rated("Ada", SIGNPOST, scenario.id, one.id, word="HL" if one.direction == "strengthens" else "HU")
        for one in factor.signposts
    ]
    told = stated(framework, words)
    low, high = told.ranges[scenario.id][factor.id]
    assert (low + high) / 2 > 80
    assert told.ranges[scenario.id][framework.active[1].id] == scenario.expected[framework.active[1].id]
    told = stated(framework, [*words, rated("Ada", LEVEL, scenario.id, factor.id, low=10.0, high=20.0)])
    assert told.ranges[scenario.id][factor.id] == (10.0, 20.0)
    assert told.given[scenario.id][factor.id] == {"Ada": (10.0, 20.0)}


def test_priors_are_the_mean_of_those_who_weighed_all(framework):
    ids = [one.id for one in framework.scenarios] + [""]
    told = stated(framework, [rated("Ada", PRIOR, i, low=5.0 if i == ids[0] else 1.0) for i in ids])
    assert told.priors[ids[0]] == pytest.approx(0.5)
    told = stated(framework, [rated("Ada", PRIOR, ids[0], low=5.0)])
    assert set(told.priors.values()) == {1 / len(ids)}


ranges = st.tuples(st.floats(0, 99), st.floats(0.5, 50)).map(lambda one: (one[0], min(100.0, one[0] + one[1])))


@given(st.lists(ranges, min_size=1, max_size=6))
def test_a_pooled_range_is_a_range_and_does_not_depend_on_the_order(given_ranges):
    low, high = pooled(given_ranges)
    assert 0 <= low < high <= 100
    assert pooled(given_ranges[::-1]) == pytest.approx((low, high))


def test_analysts_who_differ_expect_less_firmly_together():
    assert pooled([(70, 80), (20, 30), (45, 55)]) == pytest.approx((26.25, 73.75))
    assert pooled([(60, 80), (60, 80)]) == (60, 80)


HIGH, LOW = Expectation(middle=0.8, firmness=12.0), Expectation(middle=0.2, firmness=12.0)
EXPECTED = {"trade_off": {"a": HIGH, "b": HIGH}, "overt_support": {"a": LOW, "b": HIGH}}


def test_the_turn_is_the_nearest_balance_at_which_another_leads():
    evidence = {"a": (14.0, 20.0), "b": (14.0, 20.0)}
    found = fit(DAY, evidence, EXPECTED)
    [first, *_] = turns(found, evidence, EXPECTED)
    assert found.best.scenario_id == "trade_off"
    assert first.factor_id == "a"
    assert first.now == pytest.approx(100 * 15 / 22)  # the level that the pages show

    def at(level: float) -> dict[str, tuple[float, float]]:
        return {**evidence, "a": (22.0 * level / 100 - 1.0, 20.0)}

    assert fit(DAY, at(first.to), EXPECTED).best.scenario_id == first.leader != "trade_off"
    assert fit(DAY, at(first.to + 1), EXPECTED).best.scenario_id == "trade_off"


def test_a_factor_that_next_to_nothing_is_known_about_turns_nothing():
    evidence = {"a": (0.3, 0.4), "b": (0.3, 0.4)}
    assert turns(fit(DAY, evidence, EXPECTED), evidence, EXPECTED) == []


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        pytest.param({"a": (0.0, 0.0)}, "No recent evidence: no scenario agrees", id="nothing"),
        pytest.param({"a": (29.0, 40.0), "b": (30.0, 40.0)}, "“Trades Iran away” agrees best", id="one leads"),
        pytest.param({"a": (3.0, 5.0)}, "The evidence is thin: ", id="thin"),
        pytest.param({"a": (20.0, 40.0), "b": (2.0, 60.0)}, "None of the scenarios agrees", id="none"),
    ],
)
def test_the_bottom_line_never_speaks_of_probability(framework, evidence, said):
    sentence = fit_sentence(fit(DAY, evidence, EXPECTED), evidence, framework)
    assert sentence.startswith(said)
    assert "probab" not in sentence
    assert "likel" not in sentence


def test_words_for_what_speaks_and_tells_apart(framework):
    assert [speaks_words(value) for value in (0.1, 0.5, -1.5, 3.0)] == [
        "neither way",
        "a little for",
        "against",
        "strongly for",
    ]
    first, second = framework.active[0], framework.active[1]
    told = telling_sentence({first.id: 2.0, second.id: 0.1}, framework)
    assert told == f"{first.short} tells the scenarios apart most; {second.short} hardly does."
    assert telling_sentence({first.id: 0.0}, framework) == "No factor tells the scenarios apart yet."
    assert turn_sentences([], framework) == []
