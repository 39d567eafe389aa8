"""Schedules on both engines: kept, changed, claimed once, and what came of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from signpost.nouns.schedule import Plan, Run

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday
PLAN = Plan(title="Morning", every="day", hour=6, folder="/srv/briefs", formats=("zip", "pdf"), options={"lean": False})


def test_a_schedule_is_kept_changed_paused_and_removed(store):
    ann = store.analysts.named("Ann", NOW)
    number = store.schedules.add(PLAN, ann, NOW)
    one = store.schedules.get(number)
    assert (one.plan, one.by, one.paused, one.runs) == (PLAN, "Ann", False, ())
    assert one.next_at == datetime(2026, 11, 23, 6, tzinfo=UTC)
    weekly = replace(PLAN, every="week", weekday=2, factors=("a",), mark="TLP:AMBER", options=None)
    assert store.schedules.change(number, weekly, NOW)
    store.schedules.pause(number, True, NOW)
    one = store.schedules.get(number)
    assert (one.plan, one.paused, one.next_at) == (weekly, True, datetime(2026, 11, 25, 6, tzinfo=UTC))
    assert store.schedules.remove(number, NOW)
    assert (store.schedules.remove(number, NOW), store.schedules.change(number, PLAN, NOW)) == (False, False)
    assert store.schedules.all() == []


def test_of_two_servers_one_may_run_it_and_the_last_runs_are_kept(store, ready, open_again):
    number = store.schedules.add(PLAN, None, NOW)
    was = store.schedules.get(number).next_at
    later = was + timedelta(hours=1)
    assert [one.schedules.move(number, was=was, to=later) for one in (store, open_again(ready))] == [True, False]
    for place in range(40):
        store.schedules.finish(number, Run(at=NOW + timedelta(days=place), snapshot_id=f"s{place}", files=("a.pdf",)))
    kept = store.schedules.get(number)
    assert (kept.next_at, kept.last.snapshot_id, len(kept.runs)) == (later, "s39", 30)
