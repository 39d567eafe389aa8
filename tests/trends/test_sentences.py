from dataclasses import replace
from datetime import date

from signpost.nouns.shift import Shift
from signpost.trends.sentences import shift_sentence

SHIFT = Shift(
    factor_id="money",
    way="up",
    since=date(2026, 11, 3),
    found_on=date(2026, 11, 9),
    closed_on=None,
    strength=3.6,
    robust=2.9,
    stories=23,
    outlets=6,
    share_since=0.7,
    share_before=0.45,
    level=71.0,
    low=62.0,
    high=79.0,
)
TODAY = date(2026, 11, 22)


def test_a_shift_says_when_how_much_and_whether_it_holds(framework):
    said = shift_sentence(SHIFT, framework, TODAY)
    assert said.startswith("Shifted up around 3 Nov: 70 % of 23 stories since then say ")
    assert said.endswith(" against 45 % before; it holds without its two most telling days.")


def test_a_shift_that_leans_on_two_days_says_so_and_a_closed_one_when_it_was_over(framework):
    said = shift_sentence(replace(SHIFT, robust=1.0, closed_on=date(2026, 11, 20)), framework, TODAY)
    assert said.endswith("it rests on its two most telling days. Over on 20 Nov.")
