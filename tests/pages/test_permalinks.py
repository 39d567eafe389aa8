"""The way from a view into a snapshot and back: pure first, then on the pages that show numbers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from signpost.desk.moments import Shown, day_of, known_of, said
from signpost.desk.permalinks import FILES, Link, in_todays_words, link_of, range_of, view_of
from signpost.desk.robustness import options_of, params_of
from signpost.desk.server import desk
from signpost.desk.snapshots import opened, view_link
from signpost.indicators.options import SHIPPED, Options
from signpost.nouns.framework import Framework
from signpost.nouns.snapshot import Filters

DAY, KNOWN = date(2026, 9, 30), datetime(2026, 10, 2, 8, 30, 1, 5, tzinfo=UTC)
WHAT_IF = Options(half_life=7.0, lean=False, without_outlets=("A & B", "Ω"), without_analysts=(3,))
CHOICES: dict[str, dict[str, list[str]]] = {
    "indicators": {
        "factor": ["x"],
        "indicators_sensitivity": ["Strict: 1 false alarm"],
        "indicators_view": ["Net push since a day"],
        "indicators_since": ["2026-05-01"],
        "indicators_days": ["7 days"],
    },
    "trends": {
        "trends_range": ["90 days"],
        "trends_layout": ["Side by side"],
        "trends_sensitivity": ["Strict: 1 false alarm"],
        "trends_explained": ["Economy"],
        "trends_apart": ["Outlets"],
        "trends_vintage": ["true"],
    },
    "scenarios": {"scenarios_whose": ["The framework's first guess"], "scenarios_span": ["1 year"]},
    "headlines": {
        "headlines_text": ["gas & oil"],
        "headlines_outlets": ["One", "Two"],
        "headlines_perspectives": ["Regional"],
        "headlines_languages": ["Persian"],
        "headlines_factor": ["Economy"],
        "headlines_judged": ["by nobody"],
        "headlines_analyst": ["Ada"],
        "headlines_days": ["2026-05-01", "2026-06-01"],
        "headlines_proposed": ["true"],
        "headline": ["12"],
    },
    "tagging": {"tagging_text": ["gas"]},
    "feeds": {"feeds_text": ["x"], "feed": ["3"]},
    "team": {"team_shown": ["Coverage"]},
}


def seen(framework: Framework, count: int = 2, days: int = 90) -> Filters:
    factors = tuple(factor.id for factor in framework.active[:count])
    return Filters(factors=factors, first=DAY - timedelta(days=days), last=DAY)


@pytest.mark.parametrize("page", list(CHOICES))
def test_every_choice_of_a_page_comes_back_in_the_link(framework: Framework, page: str) -> None:
    address = CHOICES[page] | params_of(WHAT_IF) | {"as_of": ["2026-01-01"], "other_page": ["x"], "compare": ["y"]}
    link = link_of(view_of(page, address), seen(framework), DAY, KNOWN, WHAT_IF, framework)
    assert link.page == FILES[page]
    assert CHOICES[page].items() <= link.params.items()
    assert options_of(link.params) == WHAT_IF
    assert not {"other_page", "compare"} & link.params.keys()
    assert view_of(page, link.params)["params"].items() >= CHOICES[page].items()
    if page == "trends":
        assert link.params["trends_factors"] == [factor.short for factor in framework.active[:2]]
        assert link.params["trends_as_of"] == ["2026-09-30"]
    if page in ("indicators", "scenarios"):
        assert day_of(link.params, DAY + timedelta(days=9)) == DAY
    if page in ("indicators", "scenarios", "trends"):
        assert known_of(link.params, KNOWN + timedelta(days=1)) == KNOWN
        assert known_of(link.params, KNOWN) is None  # nothing has changed since: what is known now


@pytest.mark.parametrize("view", [None, "x", {"page": "elsewhere", "params": {}}, {"page": "trends"}, {"params": 3}])
def test_a_snapshot_without_a_view_opens_its_trends(framework: Framework, view: Any) -> None:
    link = link_of(view, seen(framework, count=99, days=200), DAY, KNOWN, SHIPPED, framework)
    assert (link.page, link.params["trends_range"], "trends_factors" in link.params) == (
        "3_trends.py",
        ["1 year"],
        False,
    )
    assert range_of(9999) == "2 years"


@pytest.mark.parametrize("wrong", [[], [""], ["soon"], ["2099-01-01"], ["2026-09-30T25:00Z"], ["2026-09-30T10:00"]])
def test_an_address_that_makes_no_sense_shows_now(wrong: list[str]) -> None:
    assert day_of({"as_of": wrong}, DAY) == DAY
    assert known_of({"known": wrong}, KNOWN) is None


def test_a_sensitivity_is_found_again_when_its_words_have_changed() -> None:
    link = Link(page="x", params={"trends_sensitivity": ["Strict: 1 false alarm"], "trends_text": ["Strict: 1"]})
    now = in_todays_words(link, ["Early", "Strict: up to 0.2"]).params
    assert now == {"trends_sensitivity": ["Strict: up to 0.2"], "trends_text": ["Strict: 1"]}


def test_what_is_not_now_is_said() -> None:
    assert said(Shown(day=DAY, known=None), DAY) == ""
    assert said(Shown(day=DAY, known=None), DAY + timedelta(days=1)) == "As of 30 Sep 2026"
    assert said(Shown(day=DAY, known=KNOWN), DAY) == "As it was known on 02 Oct 2026, 08:30 UTC"


def texts(app: AppTest) -> str:
    kinds = ("title", "header", "markdown", "info")
    words = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*words, *(element.proto.body for element in app.get("html"))])


def go(app: AppTest, page: str, params: dict[str, list[str]]) -> None:
    app.switch_page(page)
    app.query_params.clear()
    for name, values in params.items():
        app.query_params[name] = values
    app.run()
    assert not app.exception


def test_what_a_link_says_is_seen_on_each_page(app: AppTest) -> None:
    """Trends are frozen by two clicks under many choices; the snapshot's link shows the same. The other pages show what
    a link made of their choices says."""
    app.run()
    first, _, economy, *_ = desk().framework.active
    asked = {"trends_factors": [economy.short, first.short], "trends_range": ["90 days"], "half_life": ["7"]}
    asked |= {"trends_as_of": ["2026-08-15"], "trends_layout": ["Side by side"], "trends_apart": ["Outlets"]}
    app.session_state["trends_freeze"] = True
    go(app, FILES["trends"], asked)
    before = texts(app).splitlines()
    next(button for button in app.button if button.proto.form_id == "trends_freeze_form").click().run()
    (made,) = desk().store.snapshots.all()
    told = {
        page: link_of(view_of(page, choices), seen(desk().framework, 5), DAY, KNOWN, SHIPPED, desk().framework)
        for page, choices in (
            ("indicators", {"indicators_days": ["7 days"]}),
            ("scenarios", {"scenarios_span": ["1 year"], "scenarios_whose": ["The framework's first guess"]}),
            ("headlines", {"headlines_factor": [economy.short], "headlines_judged": ["by anyone"]}),
        )
    }
    for page, link in told.items():
        go(app, link.page, link.params)
        if page != "headlines":
            assert "As of 30 Sep 2026, as it was known on 02 Oct 2026, 08:30 UTC" in texts(app)
    assert app.selectbox(key="headlines_factor").value == economy.short
    assert app.selectbox(key="headlines_judged").value == "by anyone"
    link = view_link(desk(), opened(desk(), made.id))
    go(app, link.page, link.params)
    gone = set(before) - set(texts(app).splitlines())
    assert [line for line in gone if "A what-if is on" not in line] == []  # the open form, which is closed again
    assert app.segmented_control(key="trends_layout").value == "Side by side"
    assert app.segmented_control(key="trends_apart").value == "outlet"
