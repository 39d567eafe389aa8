from datetime import timedelta

import pytest

from signpost.indicators.ledger import ledger
from signpost.trends.trace import moved
from signpost.trends.waterfall import contribution_chart


def test_the_waterfalls_bars_sum_to_the_change(tag, evidence, framework, today):
    frame = evidence([tag(s, day=s % 20, factor_id="money") for s in range(60)])
    told = moved(frame, ledger(frame), "money", today, today - timedelta(days=7))
    chart = contribution_chart(told, framework, color="#0b5cab", limit=3)
    bars = chart.layer[0].data
    assert bars["kind"].tolist() == ["story", "story", "story", "rest", "fading"]
    assert bars["label"].tolist()[-2:] == ["18 more stories", "Older stories, counting less"]
    assert bars["points"].sum() == pytest.approx(told["points"].sum(), abs=1e-9)


def test_equal_titles_stay_two_bars(tag, evidence, framework, today):
    frame = evidence([tag(1, title="Same words"), tag(2, title="Same words")])
    chart = contribution_chart(moved(frame, ledger(frame), "money", today), framework, color="#0b5cab")
    assert chart.layer[0].data["label"].tolist() == ["Same words", "Same words (2)"]
