"""Importing a spreadsheet or a label file: what it holds, what would come of it, then the import, beside the page."""

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from signpost.desk import identity
from signpost.desk.import_columns import choose, date_order
from signpost.desk.import_job import LOOK, Job
from signpost.desk.import_words import bad_csv, bad_words, came, preview_rows, would_come
from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.errors import SignpostError
from signpost.feeds.sheet import Sheet
from signpost.indicators.sentences import counted
from signpost.nouns.framework import Framework
from signpost.nouns.row import BadRow
from signpost.tagging.columns import Columns
from signpost.tagging.demo import is_demo
from signpost.tagging.label_files import is_label_file
from signpost.tagging.label_formats import FORMATS, read, told
from signpost.tagging.sheet_choice import open_best
from signpost.tagging.sheet_rows import Row, Wanted, rows_of

TYPES = ["csv", "tsv", "txt", "gz", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "jsonl"]
OPEN = "headlines_importing"  # whether the dialog is to be shown
FILE = "headlines_import_opened"
REHEARSAL = "headlines_import_rehearsal"
JOB = "headlines_import_job"
AT_ONCE = 2.0  # seconds that a page waits for a rehearsal or a small import
BAD_SHOWN = 8
BOTH, ONLY_HEADLINES = "Headlines and tags", "Headlines only"


@dataclass
class Opened:
    """An uploaded file in a folder of its own, which goes when neither the session nor an import needs it any more."""

    token: str
    name: str
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp()))
    kind: str = "sheet"
    sheet: Sheet | None = None
    columns: Columns | None = None
    trouble: str = ""

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def path(self) -> Path:
        return self.folder / "upload"


def begin() -> None:
    """A callback: open the dialog; it stays until it is dismissed, also over a rerun of the page."""
    st.session_state[OPEN] = True


def dismissed() -> None:
    """A callback: an import that goes on goes on; what was only looked at is dropped."""
    st.session_state[OPEN] = False
    job: Job | None = st.session_state.get(JOB)
    if job is not None and not job.running:
        del st.session_state[JOB]
    held: tuple[Any, Job] | None = st.session_state.pop(REHEARSAL, None)
    if held is not None:
        held[1].stop()


def show(desk: Desk) -> None:
    """The dialog if it is open; else a line about an import that goes on, or once what came of it."""
    job: Job | None = st.session_state.get(JOB)
    if st.session_state.get(OPEN):
        dialog(desk)
    elif job is not None and job.running:
        importing(job)
    elif job is not None and not job.told:
        job.told = True  # the dialog, opened again, still lists what was left out
        st.toast(f"{markdown_safe(job.name)}: {came(job.taken) if job.taken else markdown_safe(job.reason)}")


@st.dialog("Import headlines and tags", width="large", on_dismiss=dismissed)
def dialog(desk: Desk) -> None:
    """From the file to the import."""
    if is_demo(desk.store):
        st.markdown("The demo takes no files. Leave it (above) to import your own.")
        return
    job: Job | None = st.session_state.get(JOB)
    if job is not None:
        at_work(job)
        return
    file = st.file_uploader("A spreadsheet, or the export of a labelling tool", type=TYPES, key="headlines_import_file")
    if file is None:
        st.session_state.pop(FILE, None)
        st.session_state.pop(REHEARSAL, None)
        st.markdown(
            "CSV, Excel or OpenDocument with a headline in each row, and tags in further columns if there are any; or "
            "JSON from Label Studio or doccano. You see what would come of it before anything is kept."
        )
        return
    opened = opened_file(desk.framework, file)
    if opened.trouble:
        st.error(f"{markdown_safe(opened.name)}: {markdown_safe(opened.trouble)}.", icon=":material/error:")
        return
    planned = label_plan(desk, opened) if opened.kind != "sheet" else sheet_plan(desk, opened)
    if planned is None:
        return
    key, rows = planned
    rehearsed(desk, opened, key, rows)


def opened_file(framework: Framework, file: Any) -> Opened:
    """The upload, looked into once."""
    held: Opened | None = st.session_state.get(FILE)
    if held is not None and held.token == file.file_id:
        return held
    opened = Opened(token=file.file_id, name=file.name)
    opened.path.write_bytes(file.getbuffer())
    try:
        if is_label_file(opened.path):
            opened.kind = told(opened.path)
        else:
            look_into(opened, framework)
    except SignpostError as error:
        opened.trouble = getattr(error, "reason", "") or str(error)
    st.session_state[FILE] = opened
    st.session_state.pop(REHEARSAL, None)
    return opened


def look_into(opened: Opened, framework: Framework, sheet: str = "") -> None:
    opened.sheet, opened.columns = open_best(
        opened.path, opened.folder, framework, now(), sheet=sheet, name=opened.name
    )


Plan = tuple[Any, Any]  # what the rehearsal depends on, and how to get the rows


def label_plan(desk: Desk, opened: Opened) -> Plan:
    st.markdown(f"Read as {FORMATS[opened.kind]}. Headlines that are not here yet come along.")
    analyst = who("Who tagged, where the file does not say", desk)

    def rows() -> Iterator[Row]:
        return read(opened.kind, opened.path, desk.framework, now(), analyst, opened.name)

    return (opened.token, analyst), rows


def sheet_plan(desk: Desk, opened: Opened) -> Plan | None:
    """Sheet, columns, dates, analyst: as guessed, to be changed."""
    if opened.sheet is None or opened.columns is None:
        return None
    if len(opened.sheet.sheets) > 1:
        names = opened.sheet.sheets
        wanted = st.selectbox(
            "Sheet", names, index=names.index(opened.sheet.sheet), key=f"headlines_import_sheet_{opened.token}"
        )
        if wanted != opened.sheet.sheet:
            try:
                look_into(opened, desk.framework, wanted)
            except SignpostError as error:
                st.error(markdown_safe(getattr(error, "reason", "") or str(error)), icon=":material/error:")
                return None
    sheet, guessed = opened.sheet, opened.columns
    st.markdown(f"{markdown_safe(sheet.how)}. Which column holds what?")
    token = f"{opened.token}_{sheet.sheet}"
    columns = date_order(choose(sheet, guessed, desk.framework, token), token)
    if not columns.with_headlines and not (columns.with_tags and "headline" in columns.fields):
        st.info("Say which column holds the titles; or, for tags on headlines that are here, their id or link.")
        return None
    tags = columns.with_tags
    if tags and columns.with_headlines:
        what = st.segmented_control(
            "Take in", [BOTH, ONLY_HEADLINES], default=BOTH, required=True, key=f"headlines_import_what_{token}"
        )
        tags = what == BOTH
    analyst = who("Who tagged", desk) if tags and "analyst" not in columns.fields else ""
    if tags and not analyst and "analyst" not in columns.fields:
        st.info(
            "Say who tagged these; or take the headlines only." if columns.with_headlines else "Say who tagged these."
        )
        return None
    wanted_rows = Wanted(headlines=columns.with_headlines, tags=tags, analyst=analyst)
    depends = (token, tuple(columns.fields.items()), tuple(columns.orders.items()), wanted_rows)
    return depends, lambda: rows_of(sheet, columns, desk.framework, now(), wanted_rows)


def who(label: str, desk: Desk) -> str:
    me = identity.current(desk)
    given = st.text_input(label, value=me.name if me else "", max_chars=60, key="headlines_import_analyst")
    return (given or "").strip()


# -- what would come ----------------------------------------------------------------------------------------------


def rehearsed(desk: Desk, opened: Opened, key: Any, rows: Any) -> None:
    """What would come of the file under these columns; then the button that does it."""
    held: tuple[Any, Job] | None = st.session_state.get(REHEARSAL)
    if held is None or held[0] != key:
        if held is not None:
            held[1].stop()
        held = (key, Job(desk.store, rows, now, name=opened.name, source=opened, rehearse=True))
        st.session_state[REHEARSAL] = held
    job = held[1]
    job.wait(AT_ONCE)
    if job.running:
        looking(job)
        return
    if job.taken is None:
        st.error(f"{markdown_safe(opened.name)}: {markdown_safe(job.reason)}.", icon=":material/error:")
        return
    taken = job.taken
    st.markdown(f"### {would_come(taken)}")
    if taken.preview:
        st.dataframe(preview_rows(taken.preview, desk.framework), hide_index=True, key="headlines_import_preview")
    left_out(taken.bad, opened.name)
    if st.button(
        "Import",
        key="headlines_import",
        disabled=not (taken.headlines or taken.revised or taken.tags),
        help="Importing a file again adds nothing twice.",
    ):
        st.session_state[JOB] = Job(desk.store, rows, now, name=opened.name, source=opened, rehearse=False)
        st.session_state[JOB].wait(AT_ONCE)
        st.rerun()


@st.fragment(run_every=LOOK)
def looking(job: Job) -> None:
    """How far the rehearsal is, until it ends."""
    if not job.running:
        st.rerun()
    st.markdown(f"Looking through the file: {counted(job.rows, 'row')} so far.")


def left_out(bad: Sequence[BadRow], name: str) -> None:
    """The first of what is left out, and all of it as a file."""
    if not bad:
        return
    listed = [f"- {bad_words(row)}" for row in bad[:BAD_SHOWN]]
    listed += [f"- and {len(bad) - BAD_SHOWN:,} more"] if len(bad) > BAD_SHOWN else []
    st.warning("Left out:\n" + "\n".join(listed))
    st.download_button(
        "What is left out (CSV)",
        lambda: bad_csv(bad),
        f"{Path(name).stem}_left_out.csv",
        "text/csv; charset=utf-8",
        on_click="ignore",
        icon=":material/download:",
        key="headlines_import_bad",
    )


# -- the import ---------------------------------------------------------------------------------------------------


def at_work(job: Job) -> None:
    """How the import goes, or what came of it."""
    job.wait(0)
    if job.running:
        importing(job)
        return
    job.told = True
    if job.taken is None or job.reason:
        st.error(f"{markdown_safe(job.name)}: {markdown_safe(job.reason)}. What was kept before stays.")
    else:
        st.success(came(job.taken))
        left_out(job.taken.bad, job.name)
    st.button("Import another file", key="headlines_import_again", on_click=begin_again)


def begin_again() -> None:
    """A callback."""
    for key in (JOB, FILE, REHEARSAL):
        st.session_state.pop(key, None)


@st.fragment(run_every=LOOK)
def importing(job: Job) -> None:
    """How far the import is; the page can be left."""
    if not job.running:
        st.rerun()
    so_far = f"{counted(job.rows, 'row')} so far"
    doing = "all rows are in, now looking which of them report the same event" if job.matching else so_far
    st.markdown(f"Importing {markdown_safe(job.name)}: {doing}. You can go on working; it goes on by itself.")
