"""The Scenarios page: a bottom line, columns by fit, and ratings of one's own."""

from streamlit.testing.v1 import AppTest

from signpost.desk import scenario_deeds, scenarios
from signpost.desk.server import desk


def said(app: AppTest) -> str:
    return " ".join(
        str(each.value) for each in [*app.header, *app.markdown, *app.get("html")] if hasattr(each, "value")
    )


def test_the_scenarios_compete_and_are_never_called_probable(app: AppTest) -> None:
    page = app.run().switch_page("4_scenarios.py").run()
    assert not page.exception
    words = said(page)
    assert "points of fit" in words
    assert "It is not the probability that the scenario happens" in words
    assert "one person's first guess" in words
    assert "How the fit moved" in words
    away = scenario_deeds.deeds_table(desk(), scenarios.standings(desk(), "team", "", desk().today()))
    seen = away[away["headline"] != ""]
    assert 0 < seen["deed"].nunique() < away["deed"].nunique()  # what nobody has seen stands there too


def test_an_analyst_rates_a_scenario_and_takes_it_back(app: AppTest) -> None:
    page = app.run().switch_page("4_scenarios.py").run()
    page.selectbox(key="identity_name").set_value("Ada (demo)")
    page.button(key="identity_start").click()
    page.run()
    factor = desk().framework.active[0].id
    scenario = desk().framework.scenarios[0].id
    page.slider(key=f"scenarios_range_{scenario}_{factor}").set_value((10, 30))
    page.button(key="scenarios_keep").click()
    page.run()
    assert not page.exception
    kept = [(one.analyst, one.low, one.high) for one in desk().store.ratings.standing() if one.subject_id == factor]
    assert kept == [("Ada (demo)", 10.0, 30.0)]
    assert "one person's first guess" not in said(page)
    page.button(key="scenarios_withdraw").click()
    page.run()
    assert [one for one in desk().store.ratings.standing() if one.scenario_id == scenario] == []


def test_an_empty_database_says_what_to_do(empty_app: AppTest) -> None:
    page = empty_app.run().switch_page("4_scenarios.py").run()
    assert not page.exception
    assert "No recent evidence" in said(page)
    assert not any("outside its range" in element.proto.body for element in page.get("html"))
