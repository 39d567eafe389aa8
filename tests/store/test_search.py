"""Search: any language, whole words and an unfinished last one, and nothing that is taken for syntax."""

import pytest

from signpost.nouns.headline import Arrival
from signpost.store import Wanted

TITLES = {
    "english": "Kremlin.ru: Iran/Israel talks go on, U.S. says it’s “fine”",
    "russian": "РОССИЯ и Иран ведут переговоры о мире",
    "arabic": "روسيا وإيران تبحثان الاتفاق النووي",
    "persian": "مذاکرات روسیه و ایران در تهران",
    "hebrew": "רוסיה ואיראן נפגשו במוסקבה",
    "turkish": "Erdoğan İran'ı ziyaret etti",
}


@pytest.fixture
def library(hand):
    kept = hand.keep(*(Arrival(key=name, title=title, summary="Süßer Anfang") for name, title in TITLES.items()))
    return dict(zip(kept.ids, TITLES, strict=True))


def found(hand, library, query):
    return {library[h.id] for h in hand.store.headlines.page(Wanted(text=query)).headlines}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param("israel", {"english"}, id="a word after a stroke"),
        pytest.param("kremlin ru", {"english"}, id="what looks like a host name"),
        pytest.param("kremlin.ru", {"english"}, id="the same as it is written"),
        pytest.param("TALKS isr", {"english"}, id="case, and a beginning"),
        pytest.param("isr talks", set(), id="only the last word may be unfinished"),
        pytest.param("talks grain", set(), id="all words must occur"),
        pytest.param("россия", {"russian"}, id="Russian in small letters"),
        pytest.param("перегов", {"russian"}, id="a Russian beginning"),
        pytest.param("روسيا", {"arabic"}, id="Arabic"),
        pytest.param("وايران", {"arabic"}, id="Arabic without its hamza"),
        pytest.param("النو", {"arabic"}, id="an Arabic beginning"),
        pytest.param("ایران", {"persian"}, id="Persian"),
        pytest.param("ايران", {"persian"}, id="Persian from an Arabic keyboard"),
        pytest.param("מוסק", set(), id="a Hebrew stem behind its prefix is another word"),
        pytest.param("במוסק", {"hebrew"}, id="a Hebrew beginning"),
        pytest.param("erdogan", {"turkish"}, id="without accents"),
        pytest.param("susser anfa", set(TITLES), id="in the summary, ß as ss"),
        pytest.param("U.S.", {"english"}, id="an abbreviation"),
    ],
)
def test_words_find_headlines(hand, library, query, names):
    assert found(hand, library, query) == names


@pytest.mark.parametrize(
    "query",
    ['"', "'", "''", "talks'", '"talks', "talks*", "(talks", "-talks", "^talks", "talks:", "title:talks", "talks\\",
     "talks & | !", "talks <-> go", "NEAR(talks go)", "talks OR grain", "AND", "NOT talks", "talks\x00", "talks \ud800",
     "%", "_", "talks_", "; DROP TABLE headlines", "talks " * 500, "t" * 5000, "…", "½", "\u0301"],
)  # fmt: skip
def test_signs_of_any_syntax_are_only_signs(hand, library, query):
    answer = found(hand, library, query)
    words = query.replace("\x00", "").lower()
    if words.strip("\"'*(-^:\\_ \ud800") in ("talks", ("talks " * 500).strip()):
        assert answer == {"english"}
    assert hand.store.headlines.count() == len(TITLES)


@pytest.mark.parametrize("query", ["", "   ", "—", '"'])
def test_a_query_without_words_asks_for_nothing_in_particular(hand, library, query):
    assert found(hand, library, query) == set(TITLES)
