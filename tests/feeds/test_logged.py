"""One line for each thing, whatever a stranger's words hold."""

from datetime import UTC, datetime

import pytest

from signpost.feeds.logged import address, line, outcome_line
from signpost.nouns.feed import Outcome, OutcomeKind


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(7, "7", id="a number"),
        pytest.param(0.256, "0.26", id="a fraction"),
        pytest.param("https://a.example/feed", "https://a.example/feed", id="an address"),
        pytest.param("", '""', id="nothing"),
        pytest.param("two words", '"two words"', id="words"),
        pytest.param('a "quoted" one', '"a \\"quoted\\" one"', id="quotes"),
        pytest.param("a=b", '"a=b"', id="a sign that separates"),
        pytest.param("Москва молчит", '"Москва молчит"', id="another script"),
        pytest.param("x\nfeed=2 outcome=new", '"x\\nfeed=2 outcome=new"', id="a forged line"),
        pytest.param("x\r\n", '"x\\r\\n"', id="line breaks"),
        pytest.param("x\u2028y\x1b[2Jz", '"x\\u2028y\\u001b[2Jz"', id="what a terminal would obey"),
        pytest.param("\u202e", '"\\u202e"', id="what turns the reading round"),
        pytest.param("a" * 600, "a" * 500 + "…", id="too much"),
    ],
)
def test_a_value_stays_a_value(value, written):
    assert line(said=value) == f"said={written}"


def test_a_fetch_is_one_line():
    outcome = Outcome(
        feed_id=3, url="https://me:secret@a.example/feed?x=1", kind=OutcomeKind.NEW, elapsed_s=1.5, status=200,
        started_at=datetime(2026, 11, 22, tzinfo=UTC), added=2, items=4, size=900, flaw="ended early",
    )  # fmt: skip
    assert outcome_line(outcome) == (
        "feed=3 outcome=new status=200 added=2 revised=0 unchanged=0 items=4 cut=0 size=900 elapsed_s=1.50 "
        'url="https://a.example/feed?x=1" flaw="ended early"'
    )


def test_logs_show_no_password():
    assert address("https://me:secret@a.example/feed?x=1") == "https://a.example/feed?x=1"
    assert address("http://[") == "(unreadable)"
