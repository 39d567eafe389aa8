"""The order of the queue is learnt from tags, and from the framework's words before there are any."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from signpost.nouns.framework_file import load
from signpost.tagging.features import joined, words_and_bits
from signpost.tagging.learn import Learnt, Pool, due, learn, text_of
from signpost.tagging.vocabulary import Vocabulary

FRAMEWORK = load(Path(__file__).parents[2] / "data" / "scenarios" / "hesitation.toml")
FACTORS = [factor.id for factor in FRAMEWORK.active]
ABOUT = [
    "Moscow and Tehran sign a protocol on drone parts",
    "Kremlin offers to carry messages between Iran and Israel",
    "Putin calls Netanyahu about the Golan line",
    "Sanctions on Russian tankers widen, bankers fret",
    "Россия и Иран обсуждают поставки",
    "روسیه و ایران درباره همکاری گفتگو کردند",
]
OTHER = [f"{who} {what}" for who in ("Local choir", "Village team", "New bakery", "Zoo keeper", "Old library")
         for what in ("wins a prize", "opens its doors", "paints the fence", "tells of a long winter")]  # fmt: skip


@pytest.fixture
def pool() -> Pool:
    made = Pool(FRAMEWORK)
    made.add(range(len(ABOUT)), ABOUT)
    made.add(range(100, 100 + len(OTHER)), OTHER)
    return made


def place(learnt: Learnt, headline: int) -> int:
    """How many headlines stand before this one."""
    at = int(np.flatnonzero(learnt.ids == headline)[0])
    return int((learnt.relevance > learnt.relevance[at]).sum())


def test_without_one_tag_the_frameworks_words_come_first_in_every_script(pool: Pool) -> None:
    learnt = learn(pool, {})
    assert learnt.tags == 0
    assert {place(learnt, i) for i in range(len(ABOUT))} == set(range(len(ABOUT)))


def test_tags_teach_what_the_framework_does_not_say(pool: Pool) -> None:
    labels = {100 + i: ["economic_diplomatic"] if "choir" in text else [] for i, text in enumerate(OTHER) if i % 4}
    before, after = place(learn(pool, {}), 100), place(learn(pool, labels), 100)
    assert after < before


def test_english_tags_lift_a_persian_headline_about_the_same(pool: Pool) -> None:
    labels = {i: ["limited_alignment"] for i in range(4)} | {100 + i: [] for i in range(10)}
    learnt = learn(pool, labels)
    assert max(place(learnt, 4), place(learnt, 5)) < len(ABOUT)


def test_the_same_tags_give_the_same_order_whatever_their_own_order(pool: Pool) -> None:
    labels = {i: [FACTORS[i % 5]] for i in range(4)} | {100 + i: [] for i in range(8)}
    one, two = learn(pool, labels), learn(pool, dict(reversed(labels.items())))
    assert np.array_equal(one.relevance, two.relevance)
    assert np.array_equal(one.factors, two.factors)


def test_hints_follow_the_tags_and_are_probabilities(pool: Pool) -> None:
    texts = [f"{word} number {i} of the week" for i in range(12) for word in ("tariff", "mediator")]
    pool.add(range(200, 200 + len(texts)), texts)
    labels = {200 + i: ["escalation_avoidance" if i % 2 else "economic_diplomatic"] for i in range(22)}
    learnt = learn(pool, labels | {100: []})
    assert learnt.factor_ids == tuple(FACTORS)
    assert learnt.factors.shape == (len(pool), 5)
    assert ((learnt.factors > 0) & (learnt.factors < 1)).all()
    best = [FACTORS[int(row.argmax())] for row in learnt.factors[-2:]]
    assert best == ["economic_diplomatic", "escalation_avoidance"]


def test_why_names_words_as_the_headline_writes_them(pool: Pool) -> None:
    learnt = learn(pool, {})
    assert set(learnt.why("The Kremlin writes to Tehran")) == {"Kremlin", "Tehran"}
    assert "Иран" in learnt.why("Россия и Иран обсуждают поставки")
    assert learnt.why("") == ()


def test_new_headlines_are_scored_as_if_they_had_been_there(pool: Pool) -> None:
    learnt = learn(pool, {0: [FACTORS[3]], 100: []})
    relevance, factors = learnt.score([*ABOUT, *OTHER])
    np.testing.assert_allclose(relevance, learnt.relevance, rtol=1e-4)
    np.testing.assert_allclose(factors, learnt.factors, rtol=1e-4)


def test_a_name_that_no_other_headline_has_does_not_bury_the_rest_of_its_headline() -> None:
    pool = Pool()
    pool.add(
        range(7), ["grain ship", "grain ship Zyx Qwv", "grain ship", "choir sings", "choir rests", "sings", "rests"]
    )
    learnt = learn(pool, {2: ["trade"], 3: [], 4: []})
    assert learnt.relevance[0] == pytest.approx(learnt.relevance[1], abs=0.01)


def test_a_new_name_counts_from_the_second_headline_on_that_has_it() -> None:
    pool = Pool()
    pool.add(range(40), [f"{text} {i % 2}" for i, text in enumerate(OTHER * 2)])
    pool.add([50], ["Zangezur"])
    learn(pool, {50: ["trade"], 0: []})
    pool.add([51, 52], ["Zangezur", "Lachin"])
    learnt = learn(pool, {50: ["trade"], 0: []})
    assert place(learnt, 51) <= 1
    assert place(learnt, 52) > 1


def test_removed_headlines_are_gone_and_unknown_ones_do_no_harm(pool: Pool) -> None:
    pool.remove([0, 101, 999])
    learnt = learn(pool, {0: [FACTORS[0]], 1: [FACTORS[0]], 999: []})
    assert (len(pool), len(learnt.ids), learnt.tags) == (len(ABOUT) + len(OTHER) - 2, len(pool), 1)
    assert 0 not in pool
    assert 1 in pool
    pool.add([0], ["Back again"])
    assert pool.ids[-1] == 0
    assert pool.text(0) == "Back again"
    assert len(learn(pool, {}).relevance) == len(pool)


@pytest.mark.parametrize("framework", [FRAMEWORK, None])
def test_an_empty_pool_and_one_headline_are_no_trouble(framework: object) -> None:
    pool = Pool(framework)  # type: ignore[arg-type]
    assert len(learn(pool, {}).relevance) == 0
    pool.add([7, 8], ["", "Ω"])
    assert len(learn(pool, {7: []}).relevance) == 2
    assert learn(pool, {7: []}).why("Anything") == () or framework


def test_without_a_framework_and_tags_the_order_is_drawn() -> None:
    pool = Pool()
    pool.add(range(50), [f"headline {i}" for i in range(50)])
    one, two = learn(pool, {}, seed=1).relevance, learn(pool, {}, seed=2).relevance
    assert len(set(one.tolist())) == 50
    assert not np.array_equal(one, two)


@pytest.mark.parametrize(
    ("now", "then", "answer"),
    [(1, 0, True), (150, 149, True), (151, 150, False), (159, 150, False), (160, 150, True), (3, 3, False),
     (2, 3, True), (195, 200, False), (190, 200, True)],
)  # fmt: skip
def test_learnt_after_every_tag_up_to_150_then_after_every_tenth(now: int, then: int, answer: bool) -> None:
    assert due(now, then) is answer


def test_a_summary_that_repeats_the_title_is_not_read_twice() -> None:
    assert text_of("A title", "A title. And more") == "A title"
    assert text_of("A title", "More") == "A title More"


letters = st.text(alphabet="abc de", max_size=30).map(lambda text: " ".join(text.split()))


@settings(max_examples=40, deadline=None)
@given(st.lists(letters, min_size=1, max_size=6))
def test_there_are_as_many_features_as_words_pairs_and_bits(texts: list[str]) -> None:
    words, bits = words_and_bits(texts)
    assert words.starts[-1] == len(words.numbers)
    for row, text in enumerate(texts):
        for found, counter in (
            (words, CountVectorizer(token_pattern=r"[^ ]+", ngram_range=(1, 2), binary=True)),
            (bits, CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), binary=True)),
        ):
            grams = counter.build_analyzer()(text)
            wanted = {gram for gram in grams if found is words or len(gram) >= 3}
            assert found.starts[row + 1] - found.starts[row] == len(wanted)


def test_features_do_not_depend_on_the_company() -> None:
    one, two, both = (words_and_bits(texts)[0] for texts in (["a b"], ["c d e"], ["a b", "c d e"]))
    assert np.array_equal(joined([one, two]).numbers, both.numbers)
    assert np.array_equal(both.take(np.array([1])).numbers, two.numbers)


def test_every_feature_has_a_column_of_its_own_and_keeps_it() -> None:
    first, second = (words_and_bits(texts)[1] for texts in (["war and peace"], ["peace talks", "war"]))
    small = Vocabulary().grown([first])
    large = small.grown([second])
    assert len(small) == len(set(small.columns(first).numbers.tolist())) == len(first.numbers)
    assert len(large) == len(set(first.numbers.tolist()) | set(second.numbers.tolist()))
    assert np.array_equal(small.columns(first).numbers, large.columns(first).numbers)


def test_features_that_were_never_met_are_left_out() -> None:
    met, other = (words_and_bits([text])[0] for text in ("war and peace", "peace talks"))
    found = Vocabulary().grown([met]).columns(joined([met, other, met]))
    assert np.diff(found.starts).tolist() == [5, 1, 5]
    assert len(Vocabulary().columns(met).numbers) == 0
