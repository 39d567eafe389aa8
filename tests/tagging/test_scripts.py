"""Headlines in other scripts say the same as English ones, as far as the names and words are known."""

from dataclasses import replace
from pathlib import Path

import pytest

from signpost.nouns.framework_file import load
from signpost.tagging.english import English
from signpost.tagging.features import plain
from signpost.tagging.queue import relevance
from signpost.tagging.scripts import fold, is_latin, latin, sound

FRAMEWORK = load(Path(__file__).parents[2] / "data" / "scenarios" / "hesitation.toml")


@pytest.fixture(scope="module")
def english() -> English:
    return English(relevance(FRAMEWORK), FRAMEWORK)


@pytest.mark.parametrize(
    ("title", "groups", "words"),
    [
        pytest.param(
            "Лавров обсудил санкции против Тегерана", {"russia", "iran"}, {"lavrov", "sanctions"}, id="Russian"
        ),
        pytest.param("بوتين يتحدث عن صواريخ إيران", {"russia", "iran"}, {"missile"}, id="Arabic"),
        pytest.param("گفتگوی روسیه و ایران و تحریم", {"russia", "iran"}, {"talks", "sanctions"}, id="Persian"),
        pytest.param("שיחה בין פוטין לנתניהו על טילים", {"russia", "israel"}, {"missile"}, id="Hebrew"),
        pytest.param("Встреча у моря", set(), {"meeting"}, id="no name"),
        pytest.param("Ein Treffen am Meer", set(), set(), id="Latin letters say what they say"),
        pytest.param("", set(), set(), id="empty"),
    ],
)
def test_a_headline_in_another_script_is_read_as_the_english_words_it_is_known_to_say(
    english: English, title: str, groups: set[str], words: set[str]
) -> None:
    said = english.said(title)
    assert said.groups >= groups
    assert set(said.words.split()) >= words


@pytest.mark.parametrize("name", ["Пезешкиан", "پزشکیان", "بزشكيان", "פזשכיאן"])
def test_a_name_sounds_the_same_in_every_script(name: str) -> None:
    assert sound(latin(fold(name))) == sound("pezeshkian")


@pytest.mark.parametrize("name", ["Зеленский", "זלנסקי"])
def test_a_name_that_the_framework_only_spells_in_latin_letters_is_known_by_its_sound(name: str) -> None:
    bare = {"ukraine": ("ukraine", "zelensky*")}
    framework = replace(FRAMEWORK, entities=bare, pairs=())
    assert English(relevance(framework), framework).said(name).groups == {"ukraine"}


def test_without_a_framework_words_are_known_and_no_names_are_meant() -> None:
    said = English(None, None).said("Санкции и нефть")
    assert (said.words, said.groups) == ("sanctions oil", frozenset())


@pytest.mark.parametrize(
    ("text", "answer"),
    [("", True), ("plain", True), ("über", True), ("tass: москва", False), ("nato и днк", True), ("ایران", False)],
)
def test_the_script_of_a_headline_is_that_of_most_of_its_letters(text: str, answer: bool) -> None:
    assert is_latin(fold(text)) is answer


@pytest.mark.parametrize(
    ("text", "words"),
    [("U.S. and E.U. agree", "usa and eu agree"), ("US warns us", "usa warns usa"), ("TELL US ALL", "tell us all")],
)
def test_the_united_states_are_no_pronoun(text: str, words: str) -> None:
    assert plain(text) == words
