from datetime import timedelta

import pytest

from signpost.indicators.ledger import daily
from signpost.trends.charts import spread, trend_chart, trend_frame
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


@pytest.mark.parametrize(("theme", "colors"), [("light", ["#0b5cab", "#c2410c", "#9f1239"]), ("dark", None)])
def test_colours_follow_the_framework_whatever_the_order_shown(trends, framework, theme, colors):
    scale = layers(trend_chart(trends, framework, theme=theme).to_dict(), "line")[0]["encoding"]["color"]["scale"]
    assert scale["domain"] == ["money", "river", "votes"]
    assert scale["range"] == [getattr(factor.color, theme) for factor in framework.factors[:3]]


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
