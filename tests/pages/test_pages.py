"""Every page from the frame: what it says over the demo, over nothing, and when something is wrong."""

import gc
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner, ScriptRunnerEvent
from streamlit.testing.v1 import AppTest

from signpost.desk.server import desk
from signpost.settings import ROOT

PAGES = (
    "1_indicators.py",
    "2_tagging.py",
    "3_trends.py",
    "5_headlines.py",
    "6_feeds.py",
    "8_snapshots.py",
    "10_method.py",
)


def texts(app: AppTest) -> str:
    """Everything on the page that is text."""
    kinds = ("title", "header", "subheader", "markdown", "error", "warning", "success", "info")
    said = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*said, *(element.proto.body for element in app.get("html"))])


def on(app: AppTest, page: str, **query: str) -> AppTest:
    app.run()
    app.switch_page(page)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_over_the_demo_and_says_that_it_is_invented(app: AppTest, page: str) -> None:
    assert "invented" in texts(on(app, page))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_over_an_empty_database(empty_app: AppTest, page: str) -> None:
    on(empty_app, page)
    assert not empty_app.error


def test_an_empty_start_offers_feeds_and_the_demo(empty_app: AppTest) -> None:
    empty_app.run()
    assert "Nothing is collected yet" in texts(empty_app)
    assert {"start_feeds", "start_demo"} <= {button.key for button in empty_app.button}


def test_the_demo_loads_from_the_start_page_and_leaves_again(empty_app: AppTest) -> None:
    empty_app.run()
    empty_app.button(key="start_demo").click().run()
    assert "invented, up to 31 Oct 2026" in texts(empty_app)
    assert desk().store.tags.count() > 500
    empty_app.button(key="frame_clear").click().run()
    assert desk().store.headlines.count() == 0
    assert "Nothing is collected yet" in texts(empty_app)


def test_the_start_page_opens_with_what_changed_and_shows_every_factor(app: AppTest) -> None:
    said = texts(on(app, "1_indicators.py"))
    assert "Escalation moved" in said
    for factor in desk().framework.active:
        assert app.button(key=f"indicators_open_{factor.id}").label == f"**{factor.title}**"
    assert "The essay: strong restraint" in said
    assert "not a drop" in said


def test_one_click_opens_a_factor_with_claims_signposts_and_headlines(app: AppTest) -> None:
    on(app, "1_indicators.py")
    app.button(key="indicators_open_strategic_autonomy").click().run()
    said = texts(app)
    factor = desk().framework.factor("strategic_autonomy")
    assert app.title[0].value == factor.title
    assert all(claim.text in said for claim in factor.claims)
    assert all(signpost.title.replace("'", "&#x27;") in said for signpost in factor.signposts)
    assert "Headlines that carry it" in said
    app.button(key="indicators_all").click().run()
    assert app.title[0].value == "Indicators"


def test_a_link_to_a_factor_opens_it_and_an_unknown_one_says_so(app: AppTest) -> None:
    assert on(app, "1_indicators.py", factor="limited_alignment").title[0].value.startswith("Partners")
    assert "does not have" in texts(on(app, "1_indicators.py", factor="no_such_factor"))


def test_trends_follow_the_day_that_is_chosen(app: AppTest) -> None:
    on(app, "3_trends.py")
    assert "between 1 Oct and 31 Oct" in texts(app)
    app.date_input(key="trends_as_of").set_value("2026-07-15").run()
    assert "between 15 Jun and 15 Jul" in texts(app)


def test_as_it_was_known_then_leaves_out_what_was_tagged_later(app: AppTest) -> None:
    on(app, "3_trends.py")
    app.date_input(key="trends_as_of").set_value("2026-07-15").run()
    now_known = texts(app)
    app.toggle(key="trends_vintage").set_value(True).run()
    assert texts(app) != now_known


def test_freezing_a_trend_puts_it_under_snapshots(app: AppTest) -> None:
    on(app, "3_trends.py")
    app.session_state["trends_freeze"] = True
    app.run()
    app.text_input(key="trends_freeze_title").set_value("Before the summit")
    next(button for button in app.button if button.label == "Freeze").click().run()
    assert [s.title for s in desk().store.snapshots.all()] == ["Before the summit"]
    said = texts(on(app, "8_snapshots.py"))
    assert "Before the summit" in said
    assert "31 Oct 2026" in said


def test_tagging_asks_who_is_there_before_anything_else(app: AppTest) -> None:
    on(app, "2_tagging.py")
    assert "Who is tagging?" in texts(app)


def test_a_name_without_a_letter_is_refused(app: AppTest) -> None:
    on(app, "2_tagging.py")
    next(button for button in app.button if button.label == "Start").click().run()
    assert "needs at least one letter" in app.error[0].value


def test_an_analyst_is_renamed_and_merged_where_the_name_was_mistyped(app: AppTest) -> None:
    on(app, "2_tagging.py")
    app.selectbox(key="identity_name").set_value("Ada (demo)")
    next(button for button in app.button if button.label == "Start").click().run()
    app.text_input(key="identity_new_name").set_value("Ada B.")
    next(button for button in app.button if button.label == "Rename").click().run()
    names = [analyst.name for analyst in desk().store.analysts.all()]
    assert "Ada B." in names
    assert "Ada (demo)" not in names


def broken(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def test_a_broken_framework_is_said_with_file_key_and_reason(
    empty_app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNPOST_FRAMEWORK", broken(tmp_path / "mine.toml", b"[framework]\nid = 'x'\n"))
    empty_app.run()
    assert "mine.toml" in empty_app.error[0].value
    assert "framework" in empty_app.error[0].value
    assert not empty_app.exception


def test_a_file_that_is_no_database_is_said_and_left_as_it_is(
    empty_app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "letter.db"
    monkeypatch.setenv("SIGNPOST_DATABASE", broken(file, b"Dear Ada, " * 500))
    empty_app.run()
    assert "not a database" in empty_app.error[0].value
    assert file.read_bytes() == b"Dear Ada, " * 500


def test_another_question_runs_with_its_own_file(
    empty_app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ROOT / "data" / "scenarios" / "example_other_question.toml"
    monkeypatch.setenv("SIGNPOST_FRAMEWORK", str(file))
    for page in PAGES:
        on(empty_app, page)
    assert desk().framework.question in texts(on(empty_app, "1_indicators.py"))


@pytest.mark.parametrize("wanted", [False, True])
def test_the_hidden_option_against_a_full_collection_after_each_run_still_works(
    monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    """The frame sets `runner.postScriptGC` in .streamlit/config.toml; Streamlit documents it nowhere."""
    full: list[int] = []
    monkeypatch.setattr(gc, "collect", full.append)
    monkeypatch.setattr(config, "get_option", lambda name: {"runner.postScriptGC": wanted}.get(name))
    runner = SimpleNamespace(on_event=SimpleNamespace(send=lambda *_, **__: None), _join_wake_lock=threading.Lock())
    context = SimpleNamespace(has_script_started=False)
    ScriptRunner._on_script_finished(runner, context, ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS, True, None)
    assert full == ([2] if wanted else [])


def test_the_server_reads_that_option_from_our_file() -> None:
    asked = "from streamlit import config; print(config.get_option('runner.postScriptGC'))"
    answer = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
