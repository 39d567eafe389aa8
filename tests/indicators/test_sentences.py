from dataclasses import replace
from datetime import date

import pytest

from signpost.indicators import sentences
from signpost.indicators.measure import composite
from signpost.indicators.options import Options
from signpost.nouns.indicator import Change, Evidence, Indicator


def indicator(factor_id="money", *, stories=41, neutral=0, contested=0.0, clear=None, points=0.0, n=20.0, **given):
    evidence = Evidence(
        stories=stories,
        outlets=given.pop("outlets", 17 if stories > 1 else stories),
        outlets_effective=1.0,
        analysts=given.pop("analysts", 3 if stories > 1 else stories),
        neutral=neutral,
        contested=contested,
        copies=1.0,
    )
    change = Change(since=given.pop("since", date(2026, 10, 23)), points=points, p_up=0.5, clear=clear)
    day = given.pop("as_of", date(2026, 11, 22))
    values = {"level": 62.2, "low": 55.1, "high": 69.4} | given
    return Indicator(factor_id=factor_id, as_of=day, n_effective=n, evidence=evidence, change=change, **values)


NONE = {"stories": 0, "n": 0.0, "level": 50.0, "low": 10.0, "high": 90.0}
THIN = {"stories": 1, "n": 1.0, "level": 66.7, "low": 31.6, "high": 94.9}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param(
            {},
            "62 (80 % range 55–69): of the 41 independent stories from 17 outlets in the last six weeks, newer ones "
            "counting more, about 62 % say “more reluctant”.",
            id="solid",
        ),
        pytest.param(
            THIN,
            "67 (80 % range 32–95): thin evidence, 1 independent story from 1 outlet in the last six weeks.",
            id="one story",
        ),
        pytest.param(NONE, "50 (80 % range 10–90): no recent evidence, so neither way is likelier.", id="no evidence"),
        pytest.param(
            NONE | {"neutral": 12},
            "50 (80 % range 10–90): no recent evidence, so neither way is likelier. 12 neutral mentions.",
            id="only neutral",
        ),
        pytest.param(
            THIN | {"contested": 1.0, "level": 50.0, "low": 16.0, "high": 84.0},
            "50 (80 % range 16–84): thin evidence, 1 independent story from 1 outlet in the last six weeks. "
            "Analysts disagree on it.",
            id="one contested story",
        ),
        pytest.param(
            THIN | {"stories": 0, "n": 2.0},
            "67 (80 % range 32–95): no story in the last six weeks; what is left of older ones is thin evidence.",
            id="only old stories",
        ),
    ],
)
def test_the_level_in_a_sentence(framework, given, sentence):
    assert sentences.level_sentence(indicator(**given), framework) == sentence


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({}, "no clear change", id="nothing clear"),
        pytest.param({"clear": "up", "points": 8.4}, "up 8 points since 23 Oct", id="up"),
        pytest.param({"clear": "down", "points": -12.6}, "down 13 points since 23 Oct", id="down"),
        pytest.param(
            {"clear": "up", "points": 8.0, "since": date(2025, 12, 23), "as_of": date(2026, 1, 22)},
            "up 8 points since 23 Dec 2025",
            id="another year",
        ),
    ],
)
def test_the_change_in_words(given, words):
    assert sentences.change_words(indicator(**given)) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"stories": 12, "outlets": 7}, "12 stories from 7 outlets, 3 analysts", id="many"),
        pytest.param(THIN, "1 story from 1 outlet, 1 analyst", id="one of each"),
        pytest.param(NONE, "no recent evidence", id="none"),
        pytest.param(NONE | {"neutral": 1}, "1 neutral mention", id="one neutral mention"),
        pytest.param(NONE | {"n": 3.0, "neutral": 2}, "no story in six weeks, 2 neutral mentions", id="old"),
    ],
)
def test_the_evidence_in_words(given, words):
    assert sentences.evidence_words(indicator(**given)) == words


FIVE = ("money", "river", "votes", "trade", "ferry")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param(
            {},
            "Quiet: no factor changed clearly since 23 Oct. Each factor rests on 41 stories of the last six weeks.",
            id="quiet on solid evidence",
        ),
        pytest.param(
            {"trade": THIN, "ferry": NONE},
            "Quiet: no factor changed clearly since 23 Oct. Three of five factors stand on solid evidence; it is thin "
            "for Trade and missing for Ferry.",
            id="quiet, partly blind",
        ),
        pytest.param(
            {"river": {"clear": "down", "points": -12.0}, "money": {"stories": 9}},
            "Since 23 Oct River moved 12 points towards “less reluctant”; four others show no clear change. Each "
            "factor rests on 9 to 41 stories of the last six weeks.",
            id="one moved",
        ),
        pytest.param(
            {"river": {"clear": "down", "points": -6.0}, "ferry": {"clear": "up", "points": 9.0}},
            "Since 23 Oct Ferry moved 9 points towards “more reluctant” and River moved 6 points towards “less "
            "reluctant”; three others show no clear change. Each factor rests on 41 stories of the last six weeks.",
            id="two moved, the larger first",
        ),
        pytest.param(
            dict.fromkeys(FIVE, THIN),
            "Quiet: no factor changed clearly since 23 Oct. None of five factors stands on solid evidence; it is thin "
            "for Money, River, Votes, Trade and Ferry.",
            id="all thin",
        ),
        pytest.param(
            dict.fromkeys(FIVE, NONE),
            "No evidence yet: tag the first headlines, and the levels will show which way they point.",
            id="nothing tagged",
        ),
    ],
)
def test_the_opening_sentence_says_what_changed_and_on_how_much(framework, given, sentence):
    five = [indicator(factor_id, **given.get(factor_id, {})) for factor_id in FIVE]
    assert sentences.opening_sentence(five, composite(five), framework) == sentence


def test_a_composite_has_a_band_in_words_too():
    assert sentences.band_words(replace(composite([indicator()]), low=55.0, high=69.0)) == "62 (55–69)"


def test_another_half_life_is_another_time_that_is_spoken_of(framework):
    spans = [Options(half_life=days).span for days in (7.0, 14.0, 30.0)]
    assert spans == ["three weeks", sentences.SPAN, "90 days"]
    assert "in the last 90 days" in sentences.level_sentence(indicator(), framework, span="90 days")
