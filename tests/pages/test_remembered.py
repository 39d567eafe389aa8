"""What pages keep between runs and within one: made once, by whoever asks first, and nobody else waits for it."""

import threading
from datetime import date
from functools import partial

import pyarrow

from signpost.desk import this_run
from signpost.desk.remembered import Remembered
from signpost.desk.silence import drawn_as
from signpost.desk.tabled import tabled
from signpost.nouns.gap import DayHealth


def test_a_thing_is_made_once_also_when_several_ask_together() -> None:
    held, made, begun, go_on = Remembered(4), [], threading.Event(), threading.Event()

    def make() -> str:
        begun.set()
        go_on.wait(5)
        made.append(1)
        return "chart"

    found: list[str] = []
    asking = [threading.Thread(target=lambda: found.append(held.once("chart", make))) for _ in range(3)]
    for one in asking:
        one.start()
    begun.wait(5)
    assert held.once("another", lambda: "at once") == "at once"  # although the first one is still being made
    go_on.set()
    for one in asking:
        one.join(5)
    assert (found, made) == (["chart"] * 3, [1])


def test_what_could_not_be_made_is_tried_again() -> None:
    held = Remembered(4)
    tries = iter([ZeroDivisionError(), None])

    def make() -> str:
        if error := next(tries):
            raise error
        return "made"

    try:
        held.once("a", make)
    except ZeroDivisionError:
        assert held.once("a", make) == "made"


def test_what_was_not_asked_for_longest_goes_first() -> None:
    held = Remembered(2)
    for key in ("a", "b", "a", "c"):
        held.once(key, partial(str, key))
    assert held.once("a", lambda: "anew") == "a"
    assert held.once("b", lambda: "anew") == "anew"


def test_a_run_asks_once_and_the_next_run_asks_again() -> None:
    answers = iter(range(10))

    def asked() -> int:
        return this_run.once("newest", lambda: next(answers))

    assert [asked(), asked()] == [0, 1]  # outside of a page's run nothing is held
    try:
        this_run.begin()
        assert [asked(), asked()] == [2, 2]
        this_run.begin()
        assert asked() == 3
    finally:
        this_run.end()


def test_a_chart_stays_the_same_while_todays_silence_grows_by_seconds() -> None:
    def heard(share: float) -> list[DayHealth]:
        return [DayHealth(day=date(2026, 11, 22), feeds=9, deaf=share * 9, share=share)]

    assert drawn_as(heard(0.4231)) == drawn_as(heard(0.4232))
    assert drawn_as(heard(0.42)) != drawn_as(heard(0.44))
    assert drawn_as(heard(0.01)) == ()


def test_a_charts_data_is_made_ready_and_the_chart_itself_stays_as_it_was() -> None:
    rows = [{"day": "2026-11-01", "level": 51.5}, {"day": "2026-11-02", "level": None}]
    spec = {"mark": "line", "datasets": {"a": rows}}
    made = tabled(spec)
    assert made["mark"] == "line"
    assert isinstance(made["datasets"]["a"], pyarrow.Table)
    assert made["datasets"]["a"].to_pylist() == rows
    assert spec["datasets"] == {"a": rows}
