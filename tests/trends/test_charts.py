import json
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from signpost.indicators.ledger import daily
from signpost.nouns.note import Note
from signpost.nouns.shift import Shift
from signpost.trends.charts import trend_chart, trend_frame
from signpost.trends.flags import shift_frame
from signpost.trends.labels import CHAR_PX, LANES, LETTER_PX, letter, lettered, placed, spread
from signpost.trends.message import trend_sentence
from signpost.trends.redrawn import trend_spec
from signpost.trends.trace import trace


@pytest.fixture
def frame(tag, evidence):
    rows = [tag(s, day=s % 20, factor_id="money") for s in range(60)]
    rows += [tag(100 + s, day=s * 3, factor_id="river", direction="weakens") for s in range(4)]
    return evidence(rows)


@pytest.fixture
def trends(frame, today):
    first = today - timedelta(days=30)
    return [trace(daily(frame, factor), factor, first, today) for factor in ("river", "money", "votes")]


def layers(chart, mark):
    return [layer for layer in chart["layer"] if layer["mark"]["type"] == mark]


def test_the_chart_draws_the_exact_levels(trends, framework):
    drawn = trend_frame(trends, framework)
    money = drawn[(drawn["factor_id"] == "money") & ~drawn["joint"]]
    assert tuple(money["level"]) == trends[1].level
    assert tuple(money["day"].dt.date) == trends[1].days


def test_stretches_of_equal_standing_share_a_point_so_the_line_is_whole(trends, framework):
    drawn = trend_frame(trends, framework)
    money = drawn[drawn["factor_id"] == "money"]
    assert set(money["standing"]) == {"none", "thin", "solid"}
    ends = [(run["day"].iloc[0], run["day"].iloc[-1]) for _, run in money.groupby("run", sort=False)]
    assert ends[1][1] == ends[2][0]
    assert money["joint"].sum() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_factor_keeps_its_colour_whichever_are_shown(trends, framework, theme):
    scale = layers(trend_chart(trends, framework, theme=theme).to_dict(), "line")[0]["encoding"]["color"]["scale"]
    colors = dict(zip(scale["domain"], scale["range"], strict=True))
    assert colors == {factor.id: getattr(factor.color, theme) for factor in framework.factors}


def test_of_many_factors_the_last_ranges_stand_beside_the_chart(trends, framework):
    many = trend_chart(trends, framework).to_dict()
    [bars] = [layer for layer in layers(many, "rule") if layer["encoding"].get("y2") == {"field": "high"}]
    drawn = many["datasets"][bars["data"]["name"]]
    assert bars["transform"] == [{"filter": "(datum.standing !== 'none')"}]
    assert {row["standing"] for row in drawn if row["factor_id"] == "votes"} == {"none"}
    assert {row["factor_id"]: (row["low"], row["high"], row["place"]) for row in drawn} == {
        trend.factor_id: (trend.low[-1], trend.high[-1], place) for place, trend in enumerate(trends)
    }
    two = layers(trend_chart(trends[:2], framework).to_dict(), "rule")
    assert not [layer for layer in two if layer["encoding"].get("y2") == {"field": "high"}]


def test_the_axis_says_in_words_what_its_ends_mean(trends, framework):
    y = layers(trend_chart(trends, framework).to_dict(), "line")[0]["encoding"]["y"]
    assert y["scale"]["domain"] == [0, 100]
    assert y["axis"]["title"] == "← less reluctant   ·   evidence balance   ·   more reluctant →"


@pytest.mark.parametrize("layout", ["together", "multiples"])
def test_a_click_selects_a_day_in_either_layout(trends, framework, layout):
    chart = trend_chart(trends, framework, layout=layout).to_dict()
    (param,) = chart["params"]
    assert param["name"] == "day"
    assert param["select"]["nearest"]
    assert len(param["views"]) == (1 if layout == "together" else 3)


def test_names_at_the_line_ends_do_not_touch(trends, framework):
    label = layers(trend_chart(trends, framework, height=380).to_dict(), "text")[0]
    chart = trend_chart(trends, framework, height=380)
    rows = chart.layer[-1].data
    assert label["encoding"]["text"]["field"] == "text"
    assert rows["text"].tolist() == ["River 19", "Votes: no evidence", "Money 97"]
    assert rows["at"].diff().dropna().min() * 3.8 >= 17


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [
        pytest.param([10.0, 50.0], [10.0, 50.0], id="far apart stay"),
        pytest.param([50.0, 50.0, 50.0], [46.0, 50.0, 54.0], id="a knot opens evenly"),
        pytest.param([0.0, 1.0], [0.0, 4.0], id="not below the floor"),
        pytest.param([99.0, 100.0], [96.0, 100.0], id="not above the ceiling"),
    ],
)
def test_labels_spread(wanted, placed):
    assert spread(wanted, 4.0) == pytest.approx(placed)


@pytest.mark.parametrize("layout", ["together", "multiples"])
def test_the_same_chart_is_a_picture_with_its_words(trends, framework, layout):
    import vl_convert

    words = {"title": "A title", "subtitle": "A subtitle", "caption": "A source line"}
    chart = trend_chart(trends, framework, layout=layout, width=300, height=160, **words)
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    assert all(text in svg for text in words.values())
    assert "Money" in svg


@pytest.mark.parametrize(
    ("change", "match"),
    [
        pytest.param(lambda trends: [], "at least one", id="no trends"),
        pytest.param(lambda trends: [trends[0], trends[1].__class__(**SHORT)], "different days", id="other days"),
    ],
)
def test_trends_that_do_not_fit_are_refused(trends, framework, change, match):
    with pytest.raises(ValueError, match=match):
        trend_chart(change(trends), framework)


SHORT = {"factor_id": "money"} | dict.fromkeys(("days", "level", "low", "high", "n_effective", "stories"), ())


def note(day, words="Talks begin", factor_id="", **given):
    values = {"uid": f"{day}{words}", "analyst": "Ada", "said_at": datetime(2026, 11, 22, tzinfo=UTC)}
    return Note(day=day, words=words, factor_id=factor_id, **(values | given))


def reach(one, first, span, room):
    x = room * (one.note.day - first).days / span
    wide = max(LETTER_PX, CHAR_PX * len(one.text) + 8)
    return (x - wide, x) if one.left else (x, x + wide)


@given(days=st.lists(st.integers(0, 30), max_size=12), room=st.sampled_from([300.0, 620.0, 1300.0]))
def test_no_two_notes_of_a_lane_touch(days, room):
    first = date(2026, 10, 1)
    notes = [note(first + timedelta(days=day), "x" * (3 + 7 * n)) for n, day in enumerate(days)]
    found = placed(lettered(notes, first, first + timedelta(days=30)), first, first + timedelta(days=30), room)
    assert [one.letter for one in found] == list("ABCDEFGHIJKL"[: len(days)])
    lanes = {}
    for one in found:
        lanes.setdefault(one.lane, []).append(reach(one, first, 30, room))
    for lane, spans in lanes.items():
        spans.sort()
        touching = [a for a, b in pairwise(spans) if a[1] > b[0]]
        assert not touching or lane == LANES - 1  # only where every lane is taken, and there only letters


def test_letters_go_on_after_z():
    assert [letter(n) for n in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def days_told(spec):
    """The days in what is said under the pointer."""
    plots = spec["vconcat"][0]["concat"] if "vconcat" in spec else [spec]
    told = [each["encoding"].get("tooltip", []) for plot in plots for each in plot["layer"]]
    return [each for lines in told for each in lines if each.get("title") == "Day"]


@pytest.mark.parametrize("layout", ["together", "multiples"])
def test_notes_and_shifts_are_in_the_picture(trends, framework, today, layout):
    import vl_convert

    of = [note(today), note(today - timedelta(days=9), "Piers sink", "river"), note(today, "Elsewhere", "ferry")]
    moved = shift(factor_id="money", since=today - timedelta(days=5))
    chart = trend_chart(trends, framework, layout=layout, width=700, height=200, notes=of, shifts=[moved])
    spec = chart.to_dict()
    assert {str(each["timeUnit"]) for each in days_told(spec)} == {"utcyearmonthdate"}
    assert not any("formatType" in each for each in days_told(spec))  # Vega's `utc` is none: it says NaN
    svg = vl_convert.vegalite_to_svg(spec)
    assert ("A Piers sink" in svg) == (layout == "together")  # small panels show letters only
    assert "B Talks begin" in svg or layout == "multiples"
    assert "Elsewhere" not in svg
    rows = shift_frame([moved], trend_frame(trends, framework), framework, today, named=True)
    assert rows[["way", "label"]].to_numpy().tolist() == [["up", "shifted up 17 Nov"]]
    assert rows["words"][0].startswith("Money: Shifted up around 17 Nov")


def resolved(spec):
    """The chart with its data in its layers."""
    return {key: value for key, value in spec.items() if key not in ("datasets", "layer")} | {
        "layer": [layer | {"data": spec["datasets"][layer["data"]["name"]]} for layer in spec["layer"]]
    }


def test_a_chart_drawn_again_is_the_chart(trends, framework, frame, today):
    first = today - timedelta(days=30)
    less = [trace(daily(frame.head(40), factor), factor, first, today) for factor in ("river", "money", "votes")]
    of = [note(today), note(today - timedelta(days=9), "Piers sink", "river")]
    moved = [
        shift(factor_id="money", since=today - timedelta(days=5)),
        shift(factor_id="river", since=today, way="down"),
    ]
    for told, given_ in (
        (trends, {}),
        (trends, {"notes": of, "shifts": moved}),
        (less, {"notes": of, "shifts": moved}),
    ):
        again = trend_spec(told, framework, theme="dark", **given_)
        assert resolved(again) == resolved(trend_chart(told, framework, theme="dark", **given_).to_dict())


def test_the_chart_of_one_factor_is_written_once_for_all_factors(trends, framework, monkeypatch):
    for alone in trends[:2]:  # of the two that have evidence, in the framework's order
        made = resolved(trend_spec([alone], framework, height=333))
        assert made == resolved(trend_chart([alone], framework, height=333).to_dict())
        monkeypatch.setattr("signpost.trends.redrawn.trend_chart", None)


def test_the_title_says_what_moved_most(trends, framework):
    said = trend_sentence(trends, framework)
    assert said.startswith("Since 23 Oct, ")
    assert "Money went from" in said
    assert "on thin evidence" in said
    still = trends[2:]
    assert trend_sentence(still, framework) == "No recent evidence on 22 Nov."


def shift(**given):
    numbers = dict.fromkeys(("strength", "robust", "share_since", "share_before", "level", "low", "high"), 0.0)
    values = {"way": "up", "found_on": date(2026, 11, 20), "closed_on": None, "stories": 23, "outlets": 9}
    return Shift(**(numbers | values | given))


@pytest.mark.parametrize("layout", ["together", "multiples"])
def test_what_stands_under_the_pointer_is_a_day_in_universal_time(trends, framework, layout):
    drawn = json.dumps(vl_convert.vegalite_to_vega(trend_chart(trends, framework, layout=layout).to_dict()))
    told = re.findall(r'\\"Day\\": (\w+)\(', drawn)
    assert told
    assert set(told) == {"utcFormat"}
