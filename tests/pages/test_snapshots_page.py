"""The snapshots page: freezing from other pages, comparing with now, and the way back to the view."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from streamlit.testing.v1 import AppTest

from signpost.desk.server import desk
from signpost.desk.snapshots import opened, view_link
from signpost.nouns.snapshot import Filters
from signpost.snapshots.take import take


def texts(app: AppTest) -> str:
    kinds = ("title", "header", "markdown", "error", "warning", "success")
    said = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*said, *(element.proto.body for element in app.get("html"))])


def test_two_clicks_from_the_indicators_to_a_snapshot_that_compares_with_now(app: AppTest) -> None:
    app.run()
    app.switch_page("1_indicators.py").run()
    app.session_state["indicators_freeze"] = True
    app.run()
    next(button for button in app.button if button.proto.form_id == "indicators_freeze_form").click().run()
    assert not app.exception
    (made,) = desk().store.snapshots.all()
    assert f"As of {made.as_of.day} {made.as_of:%b %Y}" in texts(app).replace("\\", "")

    today = desk().today()
    filters = Filters(factors=(), first=today - timedelta(days=60), last=today - timedelta(days=20))
    older = take(desk().store, filters, title="A while ago", created_by="", now=datetime.now(UTC))
    app.switch_page("8_snapshots.py").run()
    app.selectbox(key="snapshots_one").set_value(older.id).run()
    assert not app.exception
    said = texts(app)
    assert "Between " in said
    assert "What happened since" in said
    assert app.query_params["compare"] == older.id
    assert app.query_params["with"] == "now"
    link = view_link(desk(), opened(desk(), older.id))
    assert link.params | {"known": []} == {
        "trends_range": ["90 days"],
        "trends_as_of": [filters.last.isoformat()],
        "known": [],
    }
    assert view_link(desk(), opened(desk(), made.id)).page == "1_indicators.py"


def test_a_schedule_is_added_run_paused_and_removed_on_the_page(empty_app: AppTest, tmp_path: Path) -> None:
    app = empty_app
    app.run()
    app.switch_page("8_snapshots.py")
    app.session_state["snapshots_plan_new"] = True
    app.run()
    app.text_input(key="snapshots_plan_new_form_title").set_value("Morning")
    app.text_input(key="snapshots_plan_new_form_folder").set_value("briefs")
    app.multiselect(key="snapshots_plan_new_form_formats").set_value(["zip"])
    press(app, "snapshots_plan_new_form")
    assert "name a folder of the server from its root on" in texts(app)
    app.text_input(key="snapshots_plan_new_form_folder").set_value(str(tmp_path / "briefs"))
    press(app, "snapshots_plan_new_form")
    (one,) = desk().store.schedules.all()
    assert "Every Monday at 06:00 UTC" in texts(app)
    app.button(key=f"snapshots_plan_{one.id}_run").click().run()
    assert not app.exception
    (file,) = (tmp_path / "briefs").iterdir()
    assert file.name in texts(app)
    app.button(key=f"snapshots_plan_{one.id}_pause").click().run()
    assert "Paused" in texts(app)
    app.button(key=f"snapshots_plan_{one.id}_gone").click().run()
    assert desk().store.schedules.all() == []


def press(app: AppTest, form: str) -> None:
    next(button for button in app.button if button.proto.form_id == form).click().run()
    assert not app.exception


def test_without_snapshots_the_page_says_what_to_do(empty_app: AppTest) -> None:
    empty_app.run()
    empty_app.switch_page("8_snapshots.py").run()
    assert not empty_app.exception
    assert "Freeze one here" in texts(empty_app)
