"""Trends: notes, differences taken apart, what can be taken away, and the method page."""

import io
import json
import re
import zipfile
from pathlib import Path

from streamlit.testing.v1 import AppTest

from signpost.desk.method_page import bench_rows, bench_table
from signpost.desk.server import desk


def texts(app: AppTest) -> str:
    kinds = ("title", "header", "markdown", "error", "warning")
    said = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*said, *(element.proto.body for element in app.get("html"))])


def zipped(sealed: bytes | None) -> str:
    with zipfile.ZipFile(io.BytesIO(sealed or b"")) as file:
        return file.read("snapshot.json").decode()


def trends(app: AppTest) -> AppTest:
    app.run()
    app.switch_page("3_trends.py").run()
    assert not app.exception
    return app


def submit(app: AppTest, form: str, label: str) -> None:
    next(b for b in app.button if b.proto.form_id == form and b.label == label).click().run()
    assert not app.exception


def test_a_note_is_written_changed_and_taken_off_again(app: AppTest) -> None:
    trends(app)
    app.session_state["trends_notes"] = True
    app.run()
    key = "trends_note_new"
    app.text_input(key=f"{key}_words").set_value("Ceasefire signed")
    app.text_input(key=f"{key}_name").set_value("Grace")
    submit(app, f"{key}_form", "Add")
    assert "<b>A</b> 31 Oct: Ceasefire signed" in texts(app)
    (note,) = desk().store.notes.between(desk().today(), desk().today())
    app.selectbox(key="trends_note_which").set_value(note.uid).run()
    app.text_input(key=f"trends_note_{note.uid}_words").set_value("Ceasefire broken")
    submit(app, f"trends_note_{note.uid}_form", "Save")
    assert "31 Oct: Ceasefire broken" in texts(app)
    app.selectbox(key="trends_note_which").set_value(note.uid).run()
    submit(app, f"trends_note_{note.uid}_form", "Remove")
    assert "Ceasefire" not in texts(app)


def test_the_parts_of_a_difference_add_up_to_it(app: AppTest) -> None:
    trends(app)
    app.segmented_control(key="trends_apart").set_value("analyst").run()
    assert not app.exception
    said = texts(app)
    points = re.search(r"went from ([\d.]+) to ([\d.]+): ([+−][\d.]+) points", said)
    assert points is not None
    together = said[said.index(">Together</th>") :]
    figures = re.findall(r">([+−]?[\d.]+)</td>", together)
    assert figures[2] == points.group(3)


def test_a_snapshot_of_a_what_if_says_so_in_its_title_and_keeps_it(app: AppTest) -> None:
    trends(app)
    app.query_params["weights"] = "on"
    app.session_state["trends_freeze"] = True
    app.run()
    assert "it is not the reading" in texts(app)
    submit(app, "trends_freeze_form", "Freeze")
    (made,) = desk().store.snapshots.all()
    assert made.title == "What if: with weighty stories counting more, as of 31 Oct 2026"
    assert '"weights": true' in zipped(desk().store.snapshots.sealed(made.id))


def test_the_method_page_shows_the_benchs_table_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    assert bench_rows(file) == ([], "")
    row = {"goal": "false alarms", "wanted": "≤ 1", "measured": ".57", "met": True, "others": "z≥2 8"}
    head = {"method_version": 0, "seed": 2026, "recall": 0.95, "runs": 1.0}
    file.write_text(json.dumps(head | {"rows": [row, row | {"met": False}, {"goal": "x"}]}))
    rows, said = bench_rows(file)
    assert said.startswith("Seed 2026, all runs, 95 % of copies found. Measured with method version 0; this is ")
    assert bench_table(rows)["Met"].tolist() == ["yes", "no", ""]
    assert bench_table(rows).iloc[0].tolist() == ["false alarms", "≤ 1", ".57", "yes", "z≥2 8"]
