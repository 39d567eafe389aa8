"""When two items are the same, and two headlines copies."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.store.identity import (
    canonical_url,
    counts_at,
    digest64,
    is_copy,
    item_identity,
    reads_right_to_left,
    title_key,
    words_of,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://herald.example/world/a?id=7",
        "http://herald.example/world/a?id=7",
        "https://www.herald.example/world/a?id=7",
        "https://m.herald.example/world/a/?id=7",
        "HTTPS://HERALD.example:443/world//a?id=7#comments",
        "https://herald.example/world/a?utm_source=feed&id=7&fbclid=x",
        "https://amp.herald.example/world/a/amp?id=7",
        " https://herald.example/world/a?id=7\n",
    ],
)
def test_one_page_has_one_spelling(url):
    assert canonical_url(url) == "https://herald.example/world/a?id=7"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("https://h.example/a?id=7", "https://h.example/a?id=8", id="another query"),
        pytest.param("https://h.example/a", "https://h.example/A", id="another path"),
        pytest.param("https://h.example:8080/a", "https://h.example/a", id="another port"),
        pytest.param("https://news.h.example/a", "https://h.example/a", id="another host"),
    ],
)
def test_different_pages_stay_different(one, other):
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://herald.example",
        "https://www.herald.example/?utm_source=x",
        "ftp://h.example/a",
        "javascript:alert(1)",
        "mailto:a@h.example",
        "https://",
        "https://[::1",
        "http://h:x/a",
    ],
)
def test_an_address_that_names_no_page_is_no_identity(url):
    assert canonical_url(url) == ""


@given(st.text() | st.text().map(lambda t: f"https://h.example/{t}"))
@settings(max_examples=100, deadline=None, database=None)
def test_any_text_has_an_answer(text):
    assert isinstance(canonical_url(text), str)
    assert title_key(title_key(text)) == title_key(text)
    assert reads_right_to_left(text) in (True, False)
    assert digest64(text) is None if not text else -(2**63) <= digest64(text) < 2**63


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Talks resume in Vienna", "TALKS RESUME – in Vienna!", id="case and signs"),
        pytest.param("Erdoğan visits the capital", "Erdogan visits the capital", id="accents"),
        pytest.param("Россия и Иран договорились", "россия и  иран: договорились", id="Russian"),
        pytest.param("أمريكا تبحث الاتفاق", "امريكا تبحث الإتفاق", id="Arabic hamza"),
        pytest.param("مذاكرات ايران در تهران", "مذاکرات ایران در تهران", id="Persian from an Arabic keyboard"),
    ],
)
def test_one_title_has_one_key(one, other):
    assert title_key(one) == title_key(other) != ""


@pytest.mark.parametrize("title", ["", "Live", "Live updates", "a b c d", "— … !"])
def test_a_title_that_says_too_little_has_no_key(title):
    assert title_key(title) == ""


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("روسيا", True),
        ("ایران", True),
        ("“רוסיה”", True),
        ("2026: מלחמה", True),
        ("Iran ایران", False),
        ("Россия", False),
        ("123", False),
        ("", False),
    ],
)
def test_the_first_letter_says_the_direction(text, answer):
    assert reads_right_to_left(text) is answer


@pytest.mark.parametrize(
    ("link", "title", "outlet", "hours", "answer"),
    [
        pytest.param(True, False, False, 120, True, id="one link, two outlets, five days"),
        pytest.param(True, False, True, 1, False, id="one link and outlet, two titles"),
        pytest.param(True, True, True, -120, True, id="one link, title and outlet, five days before"),
        pytest.param(True, True, False, 121, False, id="one link beyond five days"),
        pytest.param(False, True, True, 72, True, id="one title within three days"),
        pytest.param(False, True, False, -72, True, id="one title three days before"),
        pytest.param(False, True, False, 73, False, id="one title beyond three days"),
        pytest.param(False, False, True, 0, False, id="nothing in common"),
    ],
)
def test_copies_share_a_link_or_a_title(link, title, outlet, hours, answer):
    apart = timedelta(hours=hours)
    assert is_copy(same_link=link, same_title=title, same_outlet=outlet, apart=apart) is answer


def test_a_headline_counts_when_it_was_published_but_not_after_it_was_seen():
    seen = datetime(2026, 11, 22, 12, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert counts_at(None, seen) == seen
    assert counts_at(seen - hour, seen) == seen - hour
    assert counts_at(seen + hour, seen) == seen


def test_an_item_is_itself_by_where_it_came_from_and_its_key():
    assert item_identity("feed 1", "a") == item_identity("feed 1", "a")
    assert len({item_identity("feed 1", "a"), item_identity("feed 2", "a"), item_identity("feed 1", "b")}) == 3
    assert len(item_identity("feed 1", "\ud800")) == 32
    assert digest64("") is None


SEGMENT = st.text("abcxyzABC0189_~-", max_size=8)


@given(
    scheme=st.sampled_from(["http", "https"]),
    host=st.sampled_from(["www.a-b.com", "m.news.org", "amp.x.co.uk", "a.bc"]),
    path=st.lists(SEGMENT, max_size=5).map(lambda parts: "/" + "/".join(parts)),
    ending=st.sampled_from(["", ".html", "/amp", "/"]),
)
def test_an_address_with_nothing_to_clean_reads_the_same_as_when_it_is_cleaned(
    scheme: str, host: str, path: str, ending: str
) -> None:
    url = f"{scheme}://{host}{path}{ending}"
    assert canonical_url(url) == canonical_url(f"{url}#fragment")


@given(st.text(max_size=60))
def test_words_have_no_marks_and_no_case(text: str) -> None:
    for word in words_of(text):
        assert not any(unicodedata.combining(c) for c in word)
        assert words_of(word.swapcase()) == words_of(word) or not word.isascii()
