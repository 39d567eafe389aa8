import re
from base64 import b64decode
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from signpost.indicators import charts
from signpost.indicators.ledger import daily
from signpost.indicators.measure import composite, measure
from signpost.nouns.shift import Shift
from signpost.nouns.trend import Trend

SVG = "{http://www.w3.org/2000/svg}"
ENDS = {"less": "less reluctant", "more": "more reluctant"}


@pytest.fixture
def drawn(tag, evidence, today):
    def drawn(rows, **given):
        indicator = measure(daily(evidence(rows), "money"), today)
        return ElementTree.fromstring(charts.ruler_svg(indicator, "#0b5cab", uid="a", **given))

    return drawn


def at(element, name):
    return (float(element.get(name).rstrip("%")) - charts.INSET) * 100 / (100 - 2 * charts.INSET)


def test_a_solid_ruler_has_the_band_and_the_tick_in_place(tag, drawn):
    ruler = drawn([tag(s, day=s) for s in range(10)], **ENDS)
    band = ruler.find(f"{SVG}rect")
    assert at(band, "x") == pytest.approx(77.6, abs=0.1)
    assert float(band.get("width").rstrip("%")) / 0.97 == pytest.approx(98.9 - 77.6, abs=0.2)
    ticks = [line for line in ruler.findall(f"{SVG}line") if line.get("stroke") == "#0b5cab"]
    assert [at(tick, "x1") for tick in ticks] == [pytest.approx(90.1, abs=0.1)]
    assert ruler.get("aria-label") == "Level 90, 80 % range 78 to 99. 0 is less reluctant, 100 is more reluctant."
    assert [text.text for text in ruler.findall(f"{SVG}text")] == [
        "← less reluctant",
        "evenly split",
        "more reluctant →",
    ]


def test_fifty_is_marked(tag, drawn):
    marks = [line for line in drawn([tag(1)]).findall(f"{SVG}line") if line.get("stroke-opacity") == "0.6"]
    assert [at(mark, "x1") for mark in marks] == [50]


def test_thin_evidence_is_hatched_and_says_so(tag, drawn):
    ruler = drawn([tag(1)])
    pattern = ruler.find(f".//{SVG}pattern")
    assert ruler.find(f"{SVG}rect").get("fill") == f"url(#{pattern.get('id')})"
    assert "thin evidence" in ruler.get("aria-label")


def test_no_evidence_is_an_empty_ruler_with_words(drawn):
    ruler = drawn([], **ENDS)
    assert ruler.find(f"{SVG}rect") is None
    assert ruler.find(f"{SVG}text").text == "no recent evidence"
    assert ElementTree.fromstring(charts.ruler_svg(None, "#000000", uid="b")).get("aria-label") == "No recent evidence."


def test_a_weak_composite_is_hatched(tag, evidence, today):
    parts = [measure(daily(evidence([tag(1)]), factor), today) for factor in ("money", "river", "votes")]
    assert "<pattern" in charts.ruler_svg(composite(parts), "#000000", uid="c")


def test_words_from_outside_are_escaped(drawn):
    assert "<b>" not in ElementTree.tostring(drawn([], less="<b>x</b>", more='"y"'), encoding="unicode")


def test_only_plain_svg_is_used(tag, evidence, today):
    indicator = measure(daily(evidence([tag(1)]), "money"), today)
    svg = charts.ruler_svg(indicator, "#0b5cab", uid="d", **ENDS)
    assert set(re.findall(r"<([a-z]+)", svg, re.IGNORECASE)) <= {
        "svg",
        "title",
        "line",
        "rect",
        "text",
        "defs",
        "pattern",
    }
    assert "style" not in svg


def test_an_image_carries_the_same_svg():
    image = charts.as_image("<svg/>", alt='a "b"', height=44)
    assert b64decode(re.search(r"base64,([^\"]+)", image).group(1)) == b"<svg/>"
    assert 'alt="a &quot;b&quot;"' in image


def test_a_sparkline_dashes_thin_stretches_and_leaves_out_empty_ones(today):
    trend = Trend(
        factor_id="money",
        days=tuple(today - timedelta(days=5 - i) for i in range(6)),
        level=(50.0, 50.0, 60.0, 70.0, 100.0, 0.0),
        low=(10.0, 10.0, 40.0, 50.0, 90.0, 0.0),
        high=(90.0, 90.0, 80.0, 90.0, 100.0, 10.0),
        n_effective=(0.0, 0.0, 2.0, 3.0, 8.0, 9.0),
        stories=(0.0, 0.0, 2.0, 1.0, 5.0, 1.0),
    )
    spark = ElementTree.fromstring(charts.sparkline_svg(trend, "#0b5cab", width=106, height=104))
    thin, solid = spark.findall(f"{SVG}polyline")
    assert thin.get("stroke-dasharray") is not None
    assert solid.get("stroke-dasharray") is None
    points = [tuple(map(float, point.split(","))) for point in solid.get("points").split()]
    assert [y for _, y in points] == [32.0, 2.0, 102.0]  # the last thin day, then 100 and 0
    assert points[-1][0] == 100
    assert spark.get("aria-label") == "From 50 to 0 in 6 days."


def test_a_sparkline_ticks_the_days_of_notes_and_flags_shifts(today):
    days = tuple(today - timedelta(days=9 - i) for i in range(10))
    ten = (50.0,) * 10
    trend = Trend(factor_id="money", days=days, level=ten, low=ten, high=ten, n_effective=(9.0,) * 10, stories=ten)
    numbers = dict.fromkeys(("strength", "robust", "share_since", "share_before", "level", "low", "high"), 0.0)
    whole = {"factor_id": "money", "way": "up", "found_on": today, "closed_on": None, "stories": 9, "outlets": 2}
    shift = Shift(since=days[4], **numbers, **whole)
    bare = charts.sparkline_svg(trend, "#0b5cab")
    told = charts.sparkline_svg(trend, "#0b5cab", notes=[days[0], days[9], date(2020, 1, 1)], shifts=[shift])
    assert told.count("<line") - bare.count("<line") == 2
    assert told.count("<polygon") - bare.count("<polygon") == 1


@pytest.mark.parametrize(("points", "x"), [(5.0, 50.0), (-5.0, 25.0), (-99.0, 0.0)])
def test_a_net_push_is_a_bar_to_its_side(points, x):
    bar = ElementTree.fromstring(charts.push_svg(points, 10.0, "#0b5cab")).find(f"{SVG}rect")
    assert at(bar, "x") == pytest.approx(x, abs=0.1)
