"""Confidence is said of the basis of a reading, in a word, with what lowers it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signpost.indicators.confidence import LEVELS, Resting, confidence
from signpost.nouns.indicator import Change, Evidence, Indicator


def read(n=40.0, publishers=12, effective=8.0, contested=0.1, stories=50, outlets=20):
    return Indicator(
        factor_id="money",
        as_of=date(2026, 11, 22),
        level=62.0,
        low=55.0,
        high=69.0,
        n_effective=n,
        evidence=Evidence(
            stories=stories,
            outlets=outlets,
            outlets_effective=9.0,
            analysts=2,
            neutral=0,
            contested=contested,
            copies=1.0,
            publishers=publishers,
            publishers_effective=effective,
        ),
        change=Change(since=date(2026, 10, 23), points=1.0, p_up=0.5, clear=None),
    )


LOST = Resting(text="The river stays calm.", state="unsupported")
SHAKY = Resting(text="The mayor stays.", state="caveated")
FINE = Resting(text="Ferries run.", state="holds")


@pytest.mark.parametrize(
    ("indicator", "resting", "triaged", "level", "said"),
    [
        pytest.param(read(), (), 0.9, "high", "broad, agreeing evidence", id="everything speaks for it"),
        pytest.param(read(), (FINE,), None, "high", "premises that stand", id="a premise that holds lowers nothing"),
        pytest.param(read(n=9.0), (), 0.9, "moderate", "worth only 9 stories", id="few stories"),
        pytest.param(read(n=1.2), (), 0.9, "low", "worth only 1 story", id="one story"),
        pytest.param(
            read(publishers=2, effective=2.0), (), 0.9, "low", "only 2 independent publishers", id="few voices"
        ),
        pytest.param(
            read(effective=3.2),
            (),
            0.9,
            "moderate",
            "12 independent publishers weigh only as much as 3",
            id="one is loud",
        ),
        pytest.param(read(contested=0.5), (), 0.9, "low", "analysts disagree on 50 % of the stories", id="conflict"),
        pytest.param(read(), (), 0.3, "low", "only 30 % of the collected stories", id="most stories unread"),
        pytest.param(read(), (SHAKY,), 0.9, "moderate", "only with a caveat (“The mayor stays”)", id="a caveat"),
        pytest.param(
            read(), (LOST, SHAKY), 0.9, "low", "no longer supported (“The river stays calm”)", id="two lapsed"
        ),
        pytest.param(read(n=0.0, stories=0), (), None, "low", "there is no recent evidence", id="no evidence"),
    ],
)
def test_confidence_is_the_weakest_part_of_the_basis_less_a_step_for_each_lapsed_premise(
    indicator, resting, triaged, level, said
):
    told = confidence(indicator, resting, triaged)
    assert told.level == level
    assert said in told.sentence
    assert told.sentence.startswith(f"{level.capitalize()} confidence: ")


def test_snapshots_from_before_publishers_were_told_are_read_by_their_outlets():
    assert confidence(read(publishers=0, effective=0.0), triaged=0.9).level == "high"


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        confidence(read(), triaged=1.2)


@given(st.lists(st.sampled_from([LOST, SHAKY, FINE]), max_size=5), st.floats(0, 100), st.floats(0, 1))
def test_a_lapsed_premise_never_raises_confidence_and_likelihood_words_never_appear(resting, n, triaged):
    places = [LEVELS.index(confidence(read(n=n), resting[:size], triaged).level) for size in range(len(resting) + 1)]
    assert places == sorted(places, reverse=True)
    words = confidence(read(n=n), resting, triaged).sentence.lower()
    assert not any(word in words for word in ("likely", "probab", "chance"))
