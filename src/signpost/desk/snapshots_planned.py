"""Schedules on the snapshots page: what is frozen by itself, what came of it, and the form that sets it up."""

from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from signpost.desk import identity, snapshots_making
from signpost.desk.opening import asked_for
from signpost.desk.permalinks import RANGES, range_of
from signpost.desk.server import Desk, now
from signpost.desk.snapshots_making import fresh, used
from signpost.desk.texts import markdown_safe, utc
from signpost.errors import SignpostError
from signpost.indicators.options import SHIPPED
from signpost.nouns.schedule import WEEKDAYS, Plan, Run, Schedule
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export import EXPORTS
from signpost.snapshots.planned import FORMATS, LONGEST_COMMENT, LONGEST_MARK, LONGEST_TITLE, SEALED, checked, run_now
from signpost.snapshots.reckon import options_of
from signpost.snapshots.thaw import filters_of

EVERY = {"day": "Daily", "week": "Weekly"}
USUAL = Plan(title="", every="week", hour=6, folder="", formats=(SEALED, "pdf"), days=RANGES["6 months"])
SHOWN = 10
TALL = 560  # px: how much room the form needs


def label_of(form: str) -> str:
    return EXPORTS[form].label if form in EXPORTS else "Sealed file (ZIP)"


def section(desk: Desk) -> None:
    """All schedules in an expander; what failed the last time is said above it."""
    found = desk.store.schedules.all()
    for one in found:
        if one.last is not None and one.last.error and not one.paused:
            st.warning(failed_words(one), icon=":material/event_busy:")
    running = [name for name in (running_name(one) for one in found) if name in st.session_state]
    count = f" ({len(found)})" if found else ""
    with st.expander(f"Freeze by itself{count}", key="snapshots_planned", expanded=bool(running)):
        if not found:
            st.markdown("Daily or weekly, into a folder of the server. A snapshot below can be repeated as it is, too.")
        for one in found:
            card(desk, one)
        key = fresh("snapshots_plan_new")
        with st.popover("Add a schedule", icon=":material/add:", key=key, on_change="rerun") as opened:
            if asked_for(opened, TALL):
                fill(desk, USUAL, None, "snapshots_plan_new")


def failed_words(one: Schedule) -> str:
    """ "“Morning” failed on 23 Nov 2026, 06:00 UTC: …. It is tried again on …."""
    last = one.last
    if last is None:
        return ""
    sealed = " It was sealed, and is in the list below." if last.snapshot_id else ""
    return (
        f"“{markdown_safe(one.plan.title)}” failed on {utc(last.at)}: {markdown_safe(last.error)}.{sealed} "
        f"It is tried again on {utc(one.next_at)}."
    )


def run_words(run: Run) -> str:
    """What came of a run, on a line."""
    files = ", ".join(f"`{name}`" for name in run.files)
    told = f"failed: {markdown_safe(run.error)}" if run.error else f"wrote {files}"
    return f"{utc(run.at)}: {told}" + (f" ({markdown_safe(run.note)})" if run.note else "")


def plan_words(plan: Plan, desk: Desk) -> str:
    """What is frozen when, as what, and where to."""
    shorts = [factor.short for factor in desk.framework.factors if factor.id in plan.factors]
    seen = [", ".join(shorts) if shorts else "all factors", range_of(plan.days)]
    seen += [f"marked {plan.mark}"] if plan.mark else []
    seen += ["a what-if"] if plan.options else []
    files = ", ".join(label_of(one) for one in plan.formats)
    return (
        f"{plan.words[:1].upper()}{plan.words[1:]} · {markdown_safe(', '.join(seen))}  \n"
        f"{markdown_safe(files)} into `{plan.folder.replace('`', '')}`"
    )


def card(desk: Desk, one: Schedule) -> None:
    with st.container(border=True, key=f"snapshots_plan_{one.id}"):
        st.markdown(f"**{markdown_safe(one.plan.title)}** · {plan_words(one.plan, desk)}")
        when = "**Paused.**" if one.paused else f"Next on {utc(one.next_at)}."
        st.markdown(f"{when} Last: {run_words(one.last)}." if one.last else f"{when} It has not run yet.")
        with st.container(horizontal=True, key=f"snapshots_plan_{one.id}_acts"):
            st.button(
                "Run now",
                key=f"snapshots_plan_{one.id}_run",
                icon=":material/play_arrow:",
                disabled=running_name(one) in st.session_state,
                on_click=begin,
                args=(desk, one),
            )
            st.button(
                "Go on" if one.paused else "Pause",
                key=f"snapshots_plan_{one.id}_pause",
                on_click=lambda: desk.store.schedules.pause(one.id, not one.paused, now()),
            )
            key = f"snapshots_plan_{one.id}_edit"
            with st.popover("Edit", key=fresh(key), on_change="rerun") as opened:
                if asked_for(opened, TALL):
                    fill(desk, one.plan, one.id, key)
            if len(one.runs) > 1:
                with st.popover("Earlier runs", key=f"snapshots_plan_{one.id}_runs"):
                    st.markdown("\n".join(f"- {run_words(run)}" for run in one.runs[1 : SHOWN + 1]))
            with st.popover("Remove", key=f"snapshots_plan_{one.id}_remove"):
                st.markdown("What it froze stays, here and in its folder.")
                st.button(
                    "Remove the schedule",
                    key=f"snapshots_plan_{one.id}_gone",
                    on_click=remove,
                    args=(desk, one.id),
                )
        made = snapshots_making.follow(running_name(one))
        if isinstance(made, Run):
            st.rerun()


def remove(desk: Desk, schedule_id: int) -> None:
    """A callback."""
    desk.store.schedules.remove(schedule_id, now())


def running_name(one: Schedule) -> str:
    return f"snapshots_plan_{one.id}_running"


def begin(desk: Desk, one: Schedule) -> None:
    """A callback: run it beside the page."""
    act: snapshots_making.Act = lambda making: run_now(desk.store, one, now(), note="Run by hand")  # noqa: E731
    st.session_state[running_name(one)] = snapshots_making.begin(one.plan.title, act)


def repeat(desk: Desk, snapshot: Snapshot) -> None:
    """Set up a schedule that freezes what a snapshot saw, what-ifs included."""
    key = f"snapshots_repeat_{snapshot.id}"
    with st.popover("Repeat", icon=":material/event_repeat:", key=fresh(key), on_change="rerun") as opened:
        if asked_for(opened, TALL):
            fill(desk, plan_of(snapshot, desk), None, key)


def plan_of(snapshot: Snapshot, desk: Desk) -> Plan:
    """A plan that freezes again what a snapshot saw."""
    seen, options = filters_of(snapshot), options_of(snapshot.document)
    active = {factor.id for factor in desk.framework.active}
    mark = str(snapshot.document["framework"]["tlp"])
    return replace(
        USUAL,
        title=snapshot.title,
        comment=snapshot.comment,
        mark="" if mark == desk.framework.default_tlp else mark,
        factors=() if set(seen.factors) >= active else seen.factors,
        days=(seen.last - seen.first).days,
        options=None if options == SHIPPED else asdict(options),
    )


def fill(desk: Desk, plan: Plan, schedule_id: int | None, name: str) -> None:
    """The form of a plan; a new one is added, one that is there changed. `name` is what its popover is called."""
    key = f"{fresh(name)}_form"
    factors = {factor.id: factor.short for factor in desk.framework.active}
    with st.form(key, border=False):
        said: dict[str, Any] = {
            "title": st.text_input("Title", plan.title, key=f"{key}_title", max_chars=LONGEST_TITLE)
        }
        every, weekday, hour = st.columns(3)
        said["every"] = every.selectbox(
            "Every", list(EVERY), [*EVERY].index(plan.every), format_func=lambda one: EVERY[one], key=f"{key}_every"
        )
        said["weekday"] = weekday.selectbox(
            "Weekday, if weekly", range(7), plan.weekday, format_func=lambda n: WEEKDAYS[n], key=f"{key}_weekday"
        )
        said["hour"] = hour.selectbox(
            "Hour (UTC)", range(24), plan.hour, format_func=lambda n: f"{n:02}:00", key=f"{key}_hour"
        )
        said["folder"] = st.text_input(
            "Folder on the server", plan.folder, key=f"{key}_folder", placeholder="/srv/briefs: made if it is missing"
        ).strip()
        said["formats"] = tuple(
            st.multiselect("Files", FORMATS, list(plan.formats), format_func=label_of, key=f"{key}_formats")
        )
        chosen = [one for one in plan.factors if one in factors]
        said["factors"] = tuple(
            st.multiselect(
                "Factors",
                list(factors),
                chosen,
                format_func=lambda one: factors[one],
                placeholder="All that are watched",
                key=f"{key}_factors",
            )
        )
        span, mark = st.columns(2)
        reach = [*RANGES]
        over = span.selectbox("Trends over", reach, reach.index(range_of(plan.days)), key=f"{key}_range")
        said["days"] = RANGES[over or "6 months"]
        said["mark"] = mark.text_input(
            "Handling mark",
            plan.mark,
            placeholder=desk.framework.default_tlp or "none",
            key=f"{key}_mark",
            max_chars=LONGEST_MARK,
        )
        said["comment"] = st.text_input(
            "Comment (optional)", plan.comment, key=f"{key}_comment", max_chars=LONGEST_COMMENT
        )
        if plan.options:
            st.markdown("It leaves out or changes what the frozen what-if did.")
        if not st.form_submit_button("Add" if schedule_id is None else "Save", key=f"{key}_submit"):
            return
    try:
        keep(desk, replace(plan, **said), schedule_id)
    except SignpostError as error:
        st.error(markdown_safe(str(error)), icon=":material/error:")
        return
    used(name)
    st.toast("It will be frozen by itself from now on." if schedule_id is None else "Changed.")
    st.rerun()


def keep(desk: Desk, plan: Plan, schedule_id: int | None) -> None:
    plan = checked(plan, desk.framework)
    if schedule_id is None:
        desk.store.schedules.add(plan, identity.current(desk), now())
    else:
        desk.store.schedules.change(schedule_id, plan, now())
