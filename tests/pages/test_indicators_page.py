"""Indicators: shifts, what-ifs, assumptions and coverage, as pure decisions first and on the page where it matters."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from signpost.desk import indicators_coverage, premises, robustness, shifts
from signpost.desk.method_page import bench_rows
from signpost.desk.premises import standing
from signpost.desk.server import desk
from signpost.desk.take_away import table_csv
from signpost.indicators.options import SHIPPED, Options
from signpost.nouns.acknowledgement import Acknowledgement
from signpost.nouns.framework import Framework
from signpost.nouns.indicator import Change, Evidence, Indicator
from signpost.nouns.queue import Share
from signpost.nouns.shift import Shift

TODAY = date(2026, 10, 31)


def measured(factor_id: str, stories: int = 60, level: float = 60.0, clear: str | None = None) -> Indicator:
    return Indicator(
        factor_id=factor_id,
        as_of=TODAY,
        level=level,
        low=level - 8,
        high=level + 8,
        n_effective=20.0,
        evidence=Evidence(
            stories=stories, outlets=9, outlets_effective=5.0, analysts=2, neutral=0, contested=0.0, copies=1.0
        ),
        change=Change(since=date(2026, 10, 1), points=1.0, p_up=0.5, clear=clear),
    )


def shift(**given: object) -> Shift:
    values: dict[str, object] = {"factor_id": "a", "way": "up", "since": date(2026, 10, 3), "found_on": TODAY}
    values |= dict.fromkeys(("strength", "robust", "share_since", "share_before", "level", "low", "high"), 0.0)
    return Shift(**(values | {"closed_on": None, "stories": 23, "outlets": 9} | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [
        SHIPPED,
        Options(half_life=7.0, lean=False, weights=True),
        Options(
            without_outlets=("A & B", "Ω"),
            without_perspectives=("state",),
            without_analysts=(1, 12),
            without_signposts=("x",),
        ),
    ],
)
def test_a_what_if_goes_into_a_link_and_comes_back_the_same(options: Options) -> None:
    assert robustness.options_of(robustness.params_of(options)) == options
    assert bool(robustness.params_of(options)) == (options != SHIPPED)


def test_a_link_of_nonsense_is_the_method_as_it_is() -> None:
    assert robustness.options_of({"half_life": ["-3"], "without_analyst": ["²", "x"], "lean": ["?"]}) == SHIPPED


def test_a_reading_survives_while_its_words_stay_the_same(framework: Framework) -> None:
    ids = [factor.id for factor in framework.active[:2]]
    before = [measured(ids[0], level=61.0), measured(ids[1], level=61.0)]
    same = [measured(ids[0], level=62.5), before[1]]
    assert robustness.verdict(before, same, framework) == (
        "All 2 readings survive: no level moves by more than 1.5 points, and every word stays the same."
    )
    other = [measured(ids[0], level=61.0, clear="up"), measured(ids[1], level=20.0)]
    assert "2 readings do not survive" in robustness.verdict(before, other, framework)


def test_open_shifts_come_first_and_old_ones_leave_the_list() -> None:
    said = Acknowledgement(
        id=1, factor_id="b", way="down", since=date(2026, 9, 1), words="", analyst="Ada", said_at=datetime.now(UTC)
    )
    found = [
        shift(since=date(2026, 1, 1), closed_on=date(2026, 2, 1)),
        shift(since=date(2026, 8, 1), closed_on=date(2026, 10, 20)),
        shift(factor_id="b", way="down", since=date(2026, 9, 4)),
        shift(),
    ]
    rows = shifts.listed(found, [said], TODAY)
    assert [(row.standing, row.shift.since.month) for row in rows] == [("open", 10), ("acknowledged", 9), ("closed", 8)]


@pytest.mark.parametrize(
    ("stories", "said"),
    [
        pytest.param((250, 800), "a chance of 63 % ({0}) to 92 % ({1}).", id="plenty"),
        pytest.param((4, 4), "a chance of 1 %: quiet says little here", id="almost nothing"),
    ],
)
def test_a_quiet_day_says_how_sure_it_can_be(framework: Framework, stories: tuple[int, int], said: str) -> None:
    one, two = framework.active[:2]
    told = shifts.quiet_sentence([measured(one.id, stories[0]), measured(two.id, stories[1])], framework, 42)
    assert told.startswith("No shift is open.")
    assert said.format(one.short, two.short) in told


def test_every_sensitivity_says_what_it_costs() -> None:
    assert next(iter(shifts.SENSITIVITIES)) == 2.8
    assert sorted(shifts.SENSITIVITIES) == [1.9, 2.3, 2.7, 2.8, 3.0]
    rows, _ = bench_rows(Path(__file__).parents[2] / "data" / "method_bench.json")
    words = {one: shifts.sensitivity_words(one, rows) for one in shifts.SENSITIVITIES}
    assert words[3.0].startswith("Strict: up to 0.")
    assert all("false alarms a factor and year" in told for told in words.values())
    assert shifts.sensitivity_words(2.8, []) == "Standard"


def test_factors_of_which_less_than_half_is_judged_are_flagged(framework: Framework) -> None:
    one, two = framework.active[:2]
    told = [Share(name=two.id, stories=10, judged=9), Share(name=one.id, stories=10, judged=4)]
    said = indicators_coverage.coverage_sentence(told, Share(name="", stories=100, judged=30), framework)
    assert "30 % of 100 stories" in said
    assert f"{one.short} 40 %, {two.short} 90 %. Less than half for {one.short}:" in said
    assert indicators_coverage.coverage_sentence([], Share(name="", stories=0, judged=0), framework) == ""
    assert "Less than half" in indicators_coverage.factor_sentence(told, one.id)
    assert "Less than half" not in indicators_coverage.factor_sentence(told, two.id)
    assert indicators_coverage.factor_sentence(told, "other") == ""
    (more,) = indicators_coverage.with_tagged([Share(name="a", stories=10, judged=2)], {"a": 5, "b": 9})
    assert (more.stories, more.judged) == (13, 5)


def test_before_anybody_speaks_the_framework_says_where_an_assumption_stands(framework: Framework) -> None:
    assumption = framework.assumptions[0]
    assert standing(assumption, {}).state == assumption.state
    assert standing(assumption, {}).reason == assumption.note


def test_a_table_to_take_away_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    import pandas as pd

    frame = pd.DataFrame({"title": ["=1+1", "Жар"], "day": [pd.Timestamp("2026-11-03"), pd.NaT], "points": [1.5, None]})
    assert table_csv(frame).decode("utf-8-sig") == "title,day,points\r\n'=1+1,2026-11-03,1.5\r\nЖар,,\r\n"


def texts(app: AppTest) -> str:
    kinds = ("title", "header", "markdown", "error", "warning")
    said = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*said, *(element.proto.body for element in app.get("html"))])


def opened(app: AppTest, key: str) -> None:
    """Press what opens something: its content is made only then."""
    app.session_state[key] = True
    app.run()


def test_a_what_if_is_said_beside_the_title_and_one_press_leads_back(app: AppTest) -> None:
    app.run()
    app.query_params["half_life"] = "7"
    app.run()
    assert not app.exception
    assert "losing half their weight in 7 days" in texts(app)
    opened(app, "indicators_what_if")
    app.toggle(key="indicators_what_if_lean").set_value(False).run()
    assert "usual lean of outlets and analysts left in" in texts(app)
    assert "reads " in texts(app)
    assert app.query_params["lean"] == "off"
    app.button(key="indicators_what_if_back").click().run()
    assert "This is not the reading" not in texts(app)
    assert not app.query_params


def test_a_shift_is_acknowledged_with_a_name_and_a_word_and_taken_back(app: AppTest) -> None:
    app.run()
    assert "Open: nobody has taken note of it yet." in texts(app)
    opened(app, "indicators_shift_0_own")
    app.text_input(key="indicators_shift_0_words").set_value("Ask the desk")
    app.text_input(key="indicators_shift_0_name").set_value("Grace")
    next(button for button in app.button if button.label == "Acknowledge").click().run()
    assert not app.exception
    assert "Acknowledged by Grace" in texts(app)
    assert "Ask the desk" in texts(app)
    app.button(key="indicators_shift_0_back").click().run()
    assert "Open: nobody has taken note of it yet." in texts(app)


def test_an_assumption_that_lapsed_is_said_where_it_carries_a_factor(app: AppTest) -> None:
    app.run()
    assumption = desk().framework.assumptions[1]
    key = f"indicators_premise_{assumption.id}"
    opened(app, "indicators_assumptions")
    opened(app, f"indicators_premise_open_{assumption.id}")
    app.selectbox(key=f"{key}_state").set_value("unsupported")
    app.text_input(key=f"{key}_name").set_value("Grace")
    next(b for b in app.button if b.proto.form_id == f"{key}_form").click().run()
    assert "say in a few words why" in texts(app).replace("\\", "")
    app.text_input(key=f"{key}_reason").set_value("An armistice was signed")
    next(b for b in app.button if b.proto.form_id == f"{key}_form").click().run()
    assert desk().store.premises.standing()[assumption.id].analyst == "Grace"
    away = premises.table(desk(), desk().framework.assumptions, desk().store.premises.standing())
    assert away.iloc[1][["state", "why", "said_by"]].tolist() == ["no longer holds", "An armistice was signed", "Grace"]
    assert "premise lapsed" in texts(app) or "premises lapsed" in texts(app)
    app.query_params["factor"] = assumption.factors[0]
    app.run()
    assert not app.exception
    assert "No longer holds since 31 Oct" in texts(app)
    assert "An armistice was signed" in texts(app)
    assert "confidence: " in texts(app)
    assert "rests on a premise that is no longer supported" in texts(app)


def test_the_stock_stands_beside_the_level(app: AppTest) -> None:
    app.run()
    app.segmented_control(key="indicators_view").set_value("Net push since a day").run()
    assert not app.exception
    assert "none fades" in texts(app)
    assert "stories, towards" in texts(app)
