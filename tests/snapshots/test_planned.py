"""When a schedule is due, and what a run leaves in its folder."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signpost.errors import ExportError
from signpost.nouns.schedule import Plan, Run, Schedule
from signpost.snapshots import planned
from signpost.snapshots.folder import put
from signpost.snapshots.planned import astray, checked, due, late_words, run_due
from signpost.snapshots.seal import unseal
from signpost.store import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday
DAILY = Plan(title="Morning", every="day", hour=6, folder="/srv/briefs", formats=("zip",))
WEEKLY = replace(DAILY, every="week", weekday=0)


def kept(plan: Plan = DAILY, next_at: datetime = NOW, **more: object) -> Schedule:
    values = {"id": 1, "by": "", "made_at": NOW, "paused": False, "runs": ()} | more
    return Schedule(plan=plan, next_at=next_at, **values)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("plan", "now", "before", "after"),
    [
        (DAILY, at(22, 6), at(22, 6), at(23, 6)),
        (DAILY, at(22, 5, 59), at(21, 6), at(22, 6)),
        (WEEKLY, at(23, 6), at(23, 6), at(30, 6)),
        (WEEKLY, at(23, 5, 59), at(16, 6), at(23, 6)),
        (WEEKLY, at(22, 12), at(16, 6), at(23, 6)),
    ],
)
def test_a_plan_names_its_moments(plan: Plan, now: datetime, before: datetime, after: datetime) -> None:
    assert (plan.last_before(now), plan.next_after(now)) == (before, after)


def test_a_server_that_slept_three_days_catches_up_once_and_says_so() -> None:
    [one] = due([kept(next_at=at(19, 6))], at(22, 12))
    assert (one.moment, one.missed) == (at(22, 6), 3)
    assert late_words(one, at(22, 12)) == "Made once for 4 times that had passed"
    [late] = due([kept(next_at=at(22, 6))], at(22, 12))
    assert (late.missed, late_words(late, at(22, 12))) == (0, "Planned for 22 Nov, 06:00 UTC, made late")
    [right] = due([kept(next_at=at(22, 6))], at(22, 6, 1))
    assert late_words(right, at(22, 6, 1)) == ""


def test_what_is_paused_or_ahead_is_not_due_and_a_clock_set_back_is_noticed() -> None:
    paused, ahead, astray_one = kept(paused=True), kept(next_at=at(23, 6)), kept(next_at=at(25, 6))
    assert due([paused, ahead, astray_one], NOW) == []
    assert astray([paused, ahead, astray_one], NOW) == [astray_one]


def test_a_run_that_failed_is_tried_again_within_the_hour_and_later_at_its_moment(
    sqlite_store: Store, tmp_path: Path
) -> None:
    """The folder is taken by a file, then free; the clock then jumps three days, and back."""
    folder = tmp_path / "briefs"
    plan = replace(DAILY, folder=str(folder), formats=("zip", "json"), mark="TLP:AMBER", options={"lean": False})
    number = sqlite_store.schedules.add(checked(plan, sqlite_store.framework), None, at(21, 12))
    folder.rmdir()
    folder.write_text("no folder")
    [(_, failed)] = run_due(sqlite_store, lambda: at(22, 6, 1))
    assert "a part of this path is a file; choose another folder" in failed.error
    assert sqlite_store.snapshots.all() == []
    folder.unlink()
    assert run_due(sqlite_store, lambda: at(22, 6, 30)) == []
    [(_, done)] = run_due(sqlite_store, lambda: at(22, 7, 2))
    assert (done.error, done.note, len(done.files)) == ("", "Tried again", 2)
    assert sorted(file.name for file in folder.iterdir()) == sorted(done.files)
    made = unseal((folder / done.files[0]).read_bytes())
    assert made.document["framework"]["tlp"] == "TLP:AMBER"
    assert made.document["signpost"]["options"]["lean"] is False
    [(_, once)] = run_due(sqlite_store, lambda: at(25, 12))
    assert once.note == "Made once for 3 times that had passed"
    assert run_due(sqlite_store, lambda: at(22, 12)) == []
    assert sqlite_store.schedules.get(number).next_at == at(23, 6)


def test_what_was_sealed_but_could_not_be_written_is_not_sealed_twice(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = replace(DAILY, folder=str(tmp_path), formats=("zip", "json"))
    sqlite_store.schedules.add(plan, None, at(21, 12))
    monkeypatch.setattr(planned, "export", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    [(_, failed)] = run_due(sqlite_store, lambda: at(22, 6, 1))
    assert failed.snapshot_id
    assert failed.error
    monkeypatch.undo()
    [(_, done)] = run_due(sqlite_store, lambda: at(22, 7, 2))
    assert (done.snapshot_id, done.error) == (failed.snapshot_id, "")
    assert len(sqlite_store.snapshots.all()) == 1
    assert len(list(tmp_path.glob("*.part"))) == 0


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", b"mine")
    with pytest.raises(ExportError, match="another file has this name"):
        put(tmp_path, "a.txt", b"other")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.txt", b"mine")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "give it a title"),
        ({"folder": "briefs"}, "from its root on"),
        ({"folder": "/srv\0"}, "this is not a path"),
        ({"folder": "/proc/briefs"}, "cannot be made; choose another folder|may not write there"),
        ({"formats": ()}, "at least one kind of file"),
        ({"formats": ("doc",)}, "there is no format “doc”"),
        ({"factors": ("nothing",)}, "there is no factor “nothing”"),
        ({"options": {"half": 3}}, "set it anew"),
        ({"hour": 24}, "an hour from 0 to 23"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_words(framework, tmp_path, wrong, said) -> None:
    with pytest.raises(ExportError, match=said):
        checked(replace(DAILY, **{"folder": str(tmp_path), **wrong}), framework)


def test_an_earlier_run_does_not_count_as_a_failure(framework) -> None:
    ran = kept(runs=(Run(at=NOW - timedelta(days=1), snapshot_id="s"),), next_at=at(22, 6))
    [one] = due([ran], at(22, 6))
    assert late_words(one, at(22, 6)) == ""
