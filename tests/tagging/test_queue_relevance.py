"""Headlines that name what the framework is about come first in the queue, in any script."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signpost.nouns.framework_file import load, parse
from signpost.tagging.queue import Reader, relevance

SCENARIOS = Path(__file__).parents[2] / "data" / "scenarios"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return relevance(load(SCENARIOS / "hesitation.toml"))


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        pytest.param("Putin and Netanyahu speak by phone about the border", 3, id="a keyword and a pair"),
        pytest.param("Moscow weighs its next words on Tehran", 2, id="a pair"),
        pytest.param("IRAN SAYS RUSSIA IS A PARTNER", 2, id="in capitals"),
        pytest.param("Snapback looms over the weekend", 1, id="a keyword alone"),
        pytest.param("Kremlin names a new spokesman", 1, id="a name alone"),
        pytest.param("Opec+ keeps its taps where they are", 2, id="a name that is a keyword as well"),
        pytest.param("Cup final decided by a late goal", 0, id="nothing"),
        pytest.param("", 0, id="an empty title"),
        pytest.param("They told us about the iranium mine", 1, id="a stem takes any ending"),
        pytest.param("Giving us the Kremlin's view", 1, id="us is a pronoun"),
        pytest.param("US and the Kremlin trade notes", 2, id="US is a country"),
        pytest.param("U.S. and the Kremlin trade notes", 2, id="with dots"),
        pytest.param("Prussian porcelain shown beside Miranda's", 0, id="names inside longer words"),
        pytest.param("Песков: Москва готова говорить с Тегераном", 2, id="Russian, inflected"),
        pytest.param("بوتين يتحدث عن العلاقة بإيران", 2, id="Arabic, with the particle written on"),
        pytest.param("گفت‌وگوی وزیران روسیه و ایران در مسکو", 2, id="Persian, with a joiner"),
        pytest.param("שיחה בין נתניהו לפוטין", 3, id="Hebrew, with the particle written on"),
        pytest.param("Rusya'dan İran'a yeni çağrı", 2, id="Turkish, with a dotted capital"),
        pytest.param("Moscou — Téhéran : RUSSİA, IRÁN", 2, id="accents"),
    ],
)
def test_rank(reader: Reader, title: str, rank: int) -> None:
    assert reader.rank(title, "") == rank


@pytest.mark.parametrize(
    ("title", "summary", "why"),
    [
        pytest.param("Russia warns Iran", "", "names Russia and Iran", id="a pair"),
        pytest.param("Snapback looms", "", "mentions “snapback”", id="a keyword"),
        pytest.param("Lavrov rejects snapback on Tehran", "", "names Russia and Iran; mentions “snapback”", id="both"),
        pytest.param("Kyiv and the Kremlin", "", "names Russia and Ukraine", id="names that are no pair"),
        pytest.param("Talks drag on", "The Kremlin and Tehran disagree.", "names Russia and Iran", id="in the summary"),
        pytest.param("Weather", "Sunny.", "", id="nothing"),
    ],
)
def test_why_says_it_in_words(reader: Reader, title: str, summary: str, why: str) -> None:
    assert reader.why(title, summary) == why


def test_three_names_are_listed_with_commas(reader: Reader) -> None:
    assert reader.why("Moscow, Tehran and Israel", "") == "names Russia, Iran and Israel"


def test_a_keyword_needs_all_its_words_in_one_text(reader: Reader) -> None:
    assert reader.rank("Grand opening", "A bargain for all") == 0
    assert reader.rank("A bargain so grand", "") == 1


def test_the_far_end_of_a_long_summary_is_not_read(reader: Reader) -> None:
    assert reader.rank("Weather", "sun " * 200 + "Russia and Iran") == 0


def test_retired_signposts_lend_no_keywords() -> None:
    text = """
[framework]
id = "mills"
title = "Mills"
version = "1"
question = "Which?"
[[factors]]
id = "one"
title = "One"
short = "One"
[[factors.signposts]]
id = "gone"
title = "Gone"
direction = "weakens"
keywords = ["old mill"]
retired = 2026-01-01
[[factors.signposts]]
id = "here"
title = "Here"
direction = "weakens"
keywords = ["new mill"]
[[factors]]
id = "two"
title = "Two"
short = "Two"
"""
    reader = relevance(parse(text))
    assert (reader.rank("The old mill burns", ""), reader.rank("The new mill opens", "")) == (0, 1)


def test_another_question_ranks_by_its_own_words() -> None:
    reader = relevance(load(SCENARIOS / "example_other_question.toml"))
    assert reader.rank("Ferry runs aground off Port Ellery", "") == 3
    assert reader.why("Northline ferry at the outer harbour", "") == "names Ferry and Outer Harbour"
    assert reader.rank("Russia and Iran sign a paper", "") == 0


@given(st.text(), st.text())
def test_any_text_can_be_read(title: str, summary: str) -> None:
    reader = relevance(load(SCENARIOS / "example_other_question.toml"))
    assert 0 <= reader.rank(title, summary) <= 3
    assert (reader.why(title, summary) == "") == (reader.rank(title, summary) == 0)
