"""Quiet must not look like silence: days of broken collection are shaded and named."""

from datetime import timedelta

import pytest

from signpost.indicators.ledger import daily
from signpost.nouns.gap import DayHealth
from signpost.trends.charts import trend_chart
from signpost.trends.silence import silence_sentence, silent_days
from signpost.trends.trace import trace


@pytest.fixture
def heard(today):
    def heard(*shares):
        first = today - timedelta(days=len(shares) - 1)
        return [DayHealth(day=first + timedelta(days=n), feeds=40, deaf=40 * s, share=s) for n, s in enumerate(shares)]

    return heard


def test_a_tenth_of_the_feeds_is_where_silence_begins(heard):
    assert [round(day.share, 2) for day in silent_days(heard(0.0, 0.09, 0.1, 1.0))] == [0.1, 1.0]


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        pytest.param((0.0, 0.05), "", id="well"),
        pytest.param((0.0, 0.5, 0.0), "(21 Nov; 50 % of 40 feeds)", id="one day"),
        pytest.param((0.2, 0.6, 0.6, 0.0), "(19 Nov to 21 Nov; on the worst day 60 % of 40 feeds)", id="days on end"),
        pytest.param((0.2, 0, 0.2, 0, 0.2, 0, 1.0, 0), "earlier time; on the worst day all 40 feeds)", id="many times"),
    ],
)
def test_the_sentence_says_when_and_how_much(heard, shares, said):
    assert said in silence_sentence(heard(*shares))
    assert bool(said) == bool(silence_sentence(heard(*shares)))


@pytest.mark.parametrize("layout", ["together", "multiples"])
def test_the_chart_shades_exactly_the_silent_days(evidence, tag, framework, today, heard, layout):
    trend = trace(daily(evidence([tag(1)]), "money"), "money", today - timedelta(days=9), today)
    chart = trend_chart([trend], framework, layout=layout, width=400, heard=heard(0.0, 0.3, 0.8)).to_dict()
    plot = chart if layout == "together" else chart["vconcat"][0]["concat"][0]
    shaded = plot["layer"][0]
    rows = chart["datasets"][shaded["data"]["name"]]
    assert shaded["mark"]["type"] == "rect"
    assert [row["begins"][:10] for row in rows] == [str(today - timedelta(days=1)), str(today)]
    assert rows[0]["opacity"] < rows[1]["opacity"]


def test_where_all_was_heard_nothing_is_shaded(evidence, tag, framework, today, heard):
    trend = trace(daily(evidence([tag(1)]), "money"), "money", today - timedelta(days=9), today)
    chart = trend_chart([trend], framework, heard=heard(0.0, 0.0)).to_dict()
    assert chart["datasets"][chart["layer"][0]["data"]["name"]] == []
