"""`signpost snapshot schedule`: set up, listed, run for cron, taken away; and the same beside a dashboard."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signpost.desk.planned import Planned
from signpost.nouns.schedule import Plan
from signpost.store import Store


def test_a_schedule_is_set_up_run_and_taken_away(program: Any, tmp_path: Path) -> None:
    folder = tmp_path / "briefs"
    told = program.json("snapshot", "schedule", "add", "--title", "Morning", "--folder", folder, "--format", "zip")
    assert (told["id"], told["every"], told["hour"], told["runs"]) == (1, "week", 6, [])
    assert program.done("snapshot", "schedule", "run").out == "Nothing is due\n"
    [run] = program.json("snapshot", "schedule", "run", 1)["runs"]
    assert [file.name for file in folder.iterdir()] == run["files"]
    assert "every Monday at 06:00 UTC" in program.done("snapshot", "schedule", "list").out
    assert program.json("snapshot", "schedule", "remove", 1) == {"removed": 1}
    assert program("snapshot", "schedule", "run", 1).code == 1
    assert program("snapshot", "schedule", "add", "--title", "x", "--folder", folder, "--format", "doc").code == 2


def test_a_dashboards_server_does_what_is_due(sqlite_store: Store, tmp_path: Path) -> None:
    plan = Plan(title="Morning", every="day", hour=6, folder=str(tmp_path / "briefs"), formats=("zip",))
    sqlite_store.schedules.add(plan, None, datetime(2026, 11, 21, 12, tzinfo=UTC))
    planned = Planned(sqlite_store, lambda: datetime(2026, 11, 22, 6, 0, 20, tzinfo=UTC))
    planned.look()
    planned.look()
    (one,) = sqlite_store.schedules.all()
    assert [file.name for file in (tmp_path / "briefs").iterdir()] == list(one.last.files if one.last else ())
    assert len(one.runs) == 1
