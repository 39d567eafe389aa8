"""Which headlines are one event: the pairs in tests/data/likeness, and what must hold of any two headlines."""

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from invented_events import Told, invented

from signpost.feeds.likeness import likeness
from signpost.feeds.likeness_shape import bare_title, shape
from signpost.feeds.likeness_tokens import tokens

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAIRS = Path(__file__).resolve().parents[1] / "data" / "likeness" / "pairs.csv"


def told(title: str, *, outlet: str = "A", hours: float = 0, summary: str = "") -> Told:
    return Told(event=0, title=title, summary=summary, outlet=outlet, wire="", at=AT + timedelta(hours=hours))


def rows() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize("row", [pytest.param(r, id=f"{r['title_1'][:40]} / {r['title_2'][:40]}") for r in rows()])
def test_a_pair_gets_the_verdict_that_a_person_gave_it(row: dict[str, str]) -> None:
    one = told(row["title_1"], outlet=row["outlet_1"])
    other = told(row["title_2"], outlet=row["outlet_2"], hours=float(row["hours"]))
    found = likeness(shape(one), shape(other))
    assert found.verdict in row["verdict"].split("|"), found


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        pytest.param("UPDATE 1-Ferry burns off Port Selim", "Ferry burns off Port Selim", id="a wire's update"),
        pytest.param("LIVE: Ferry burns off Port Selim", "Ferry burns off Port Selim", id="a live mark"),
        pytest.param("Ferry burns off a coast | The Meridian", "Ferry burns off a coast", id="the outlet after it"),
        pytest.param("Ferry burns off Port Selim (Reuters)", "Ferry burns off Port Selim", id="an agency's credit"),
        pytest.param("Live music returns to Karst", "Live music returns to Karst", id="a word like a mark"),
    ],
)
def test_marks_around_a_title_are_no_part_of_it(title: str, bare: str) -> None:
    assert bare_title(title, "The Meridian")[0] == bare


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("twenty-one dead", 21, id="in words"),
        pytest.param("1,200 dead", 1200, id="with a comma"),
        pytest.param("1.2 million dead", 1.2e6, id="with a scale"),
        pytest.param("٣ قتلى", 3, id="in Arabic digits"),
        pytest.param("трое погибших", 3, id="in Russian words"),
    ],
)
def test_numbers_are_read_as_values(text: str, number: float) -> None:
    assert [t.number for t in tokens(text) if t.number is not None] == [number]


def test_the_same_first_sentence_under_other_titles_is_one_report() -> None:
    lead = "Fire swept through a grain store near the port of Zabulin on Tuesday night and injured a guard."
    one = told("Grain store burns near Zabulin port", summary=lead)
    other = told("Guard hurt as fire hits grain store near Zabulin", outlet="B", summary=lead)
    assert likeness(shape(one), shape(other)).verdict == "same"


titles = some.sampled_from([t.title for t in invented(3, events=120)]) | some.text(max_size=80)


@settings(deadline=None)
@given(titles, titles, some.floats(0, 100))
def test_likeness_is_symmetric(one: str, other: str, hours: float) -> None:
    a, b = shape(told(one)), shape(told(other, outlet="B", hours=hours))
    there, back = likeness(a, b), likeness(b, a)
    assert (there.verdict, round(there.score, 9)) == (back.verdict, round(back.score, 9))


def test_a_likeness_does_not_depend_on_the_order_in_which_sets_give_their_words() -> None:
    one, other = shape(told("Fire at Karst")), shape(told("Fire at Karst", outlet="B", hours=3))
    found = set()
    for seed in range(40):  # other names for the same words: their sets come in another order
        draw = random.Random(seed)
        names = ["".join(draw.choices("bdfglmnprt", k=3)) + f"{n}" for n in range(20)]
        rare = {name: 0.3 + n * 0.0317 for n, name in enumerate(names)}
        a, b = one._replace(words=tuple(names[:14])), other._replace(words=tuple(names[4:]))
        found.add(likeness(a, b, rare.__getitem__).score)
    assert len(found) == 1


@settings(deadline=None)
@given(some.text(max_size=300))
def test_any_text_can_be_taken_apart(title: str) -> None:
    shape(told(title, summary=title))


def test_near_misses_of_invented_events_are_never_joined_without_asking() -> None:
    headlines = invented(11, events=250)
    shapes = [shape(t) for t in headlines]
    joined = [
        (a.event == b.event, a.title, b.title)
        for i, a in enumerate(headlines)
        for j, b in enumerate(headlines[i + 1 : i + 40], i + 1)
        if likeness(shapes[i], shapes[j]).verdict == "same"
    ]
    assert len(joined) > 50
    assert [pair for pair in joined if not pair[0]] == []
