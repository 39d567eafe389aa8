"""Notes on the trend: the list beneath a chart, and the form that adds, changes and removes them."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from signpost.desk.opening import asked_for
from signpost.desk.server import Desk, now
from signpost.desk.signing import name_field, signed
from signpost.desk.texts import html_safe, markdown_safe
from signpost.errors import SignpostError
from signpost.indicators.sentences import day_words
from signpost.nouns.note import Note
from signpost.trends.labels import letter

ALL = "All factors"
TALL = 400  # px: how much room the form needs


def shown(notes: Sequence[Note], factor_ids: Sequence[str]) -> list[Note]:
    """The notes that stand on the charts of these factors, in the order of their letters."""
    kept = [note for note in notes if note.factor_id in ("", *factor_ids)]
    return sorted(kept, key=lambda note: (note.day, note.uid))


def note_list(desk: Desk, notes: Sequence[Note], today: date) -> None:
    """What the letters on the chart say."""
    if not notes:
        return
    lines = []
    for place, note in enumerate(notes):
        whose = f" · {html_safe(desk.framework.factor(note.factor_id).short)}" if note.factor_id else ""
        lines.append(
            f"<div><b>{letter(place)}</b> {day_words(note.day, today)}: {html_safe(note.words)} "
            f'<span style="opacity:.75">({html_safe(note.analyst)}{whose})</span></div>'
        )
    st.html(f'<div style="line-height:1.6">{"".join(lines)}</div>')


def note_form(desk: Desk, notes: Sequence[Note], day: date, first: date, last: date, page: str) -> None:
    """Write a note at a day, or change and remove one that is there."""
    key = f"{page}_notes"
    with st.popover("Notes", icon=":material/edit_note:", type="tertiary", key=key, on_change="rerun") as opened:
        if not asked_for(opened, TALL):
            return
        names = {"": "A new note"} | {
            note.uid: f"{letter(place)} {day_words(note.day, last)}: {note.words}" for place, note in enumerate(notes)
        }
        uid = ""
        if notes:
            uid = st.selectbox("Which", list(names), format_func=lambda one: names[one], key=f"{page}_note_which") or ""
        there = next((note for note in notes if note.uid == uid), None)
        fill(desk, there, day, last, f"{page}_note_{uid or 'new'}")


def fill(desk: Desk, there: Note | None, day: date, last: date, key: str) -> None:
    factors = {"": ALL} | {factor.id: factor.short for factor in desk.framework.active}
    with st.form(f"{key}_form", border=False, clear_on_submit=there is None):
        at = st.date_input("Day", value=there.day if there else day, max_value=max(last, day), key=f"{key}_day")
        words = st.text_input(
            "What happened",
            value=there.words if there else "",
            max_chars=200,
            placeholder="Ceasefire signed",
            key=f"{key}_words",
        )
        on = list(factors)
        chosen = on.index(there.factor_id) if there and there.factor_id in on else 0
        whose = st.selectbox("On the charts of", on, chosen, format_func=lambda one: factors[one], key=f"{key}_factor")
        name = name_field(desk, key)
        with st.container(horizontal=True):
            save = st.form_submit_button("Save" if there else "Add", key=f"{key}_save")
            gone = there is not None and st.form_submit_button("Remove", key=f"{key}_remove")
    if not (save or gone):
        return
    try:
        if there is not None and gone:
            desk.store.notes.remove(there.uid, now())
        elif there is not None:
            desk.store.notes.change(there.uid, at or day, words, signed(desk, name), now(), factor_id=whose or "")
        else:
            desk.store.notes.add(at or day, words, signed(desk, name), now(), factor_id=whose or "")
    except SignpostError as error:
        st.error(markdown_safe(str(error)), icon=":material/error:")
    else:
        st.rerun()
