"""Headlines by hand, and files in and out: what the buttons at the top of the headlines page open."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from signpost.desk import import_sheet
from signpost.desk.headlines import open_headline
from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.errors import SignpostError
from signpost.feeds.headline_file import arrival_of, export_headlines, outlet_of
from signpost.nouns.feed import Outlet
from signpost.store import Store
from signpost.tagging.demo import is_demo
from signpost.tagging.label_formats import CONFIGS, FORMATS, write

SAID = "headlines_said"
SPREADSHEETS = "utf-8-sig"  # without its mark, a spreadsheet takes the letters of other scripts for something else
NAMED = FORMATS | CONFIGS
FILES = {
    "label-studio": ("label_studio.json", "application/json"),
    "label-studio-config": ("label_studio_interface.xml", "application/xml"),
    "doccano": ("doccano.jsonl", "application/x-ndjson"),
    "doccano-labels": ("doccano_labels.json", "application/json"),
}
CELLS = {"title": "headlines_add_title", "outlet": "headlines_add_outlet", "url": "headlines_add_url"}
CELLS |= {"published": "headlines_add_published"}


def actions(desk: Desk, outlets: Sequence[Outlet]) -> None:
    """Three buttons: add a headline, import, export; and how an import goes."""
    with st.container(horizontal=True, horizontal_alignment="right", key="headlines_actions"):
        with st.popover("Add a headline", icon=":material/add:", key="headlines_add"):
            add_form(desk, outlets)
        st.button("Import", icon=":material/upload:", key="headlines_import_open", on_click=import_sheet.begin)
        with st.popover("Export", icon=":material/download:", key="headlines_files"):
            export_buttons(desk.store)
    import_sheet.show(desk)


def said() -> None:
    """What the last adding came to, once."""
    kind, words = st.session_state.pop(SAID, ("", ""))
    if kind == "error":
        st.error(words, icon=":material/error:")
    elif kind:
        st.success(words)


def add_form(desk: Desk, outlets: Sequence[Outlet]) -> None:
    if is_demo(desk.store):
        st.markdown("The demo takes no real headlines. Leave it (above) to add your own.")
        return
    with st.form("headlines_add_form", border=False, enter_to_submit=False):
        st.text_area("Title", key=CELLS["title"], height=80)
        st.selectbox(
            "Outlet (who publishes)",
            [outlet.name for outlet in outlets],
            index=None,
            accept_new_options=True,
            placeholder="Choose, or type a new name",
            key=CELLS["outlet"],
        )
        st.text_input("Link (optional)", placeholder="https://…", key=CELLS["url"])
        st.text_input(
            "Published, UTC (optional)",
            placeholder="2026-11-22 or 2026-11-22 14:30",
            key=CELLS["published"],
        )
        st.form_submit_button("Add", key="headlines_add_submit", on_click=add, args=(desk,))
    said()


def add(desk: Desk) -> None:
    """A callback: keep what the form holds and open it; what is wrong with it is said in a sentence."""
    cells = {name: str(st.session_state.get(key) or "").strip() for name, key in CELLS.items()}
    try:
        outlet, arrival = outlet_of(cells), arrival_of(cells, now())
        kept = desk.store.headlines.keep([arrival], outlet=outlet, now=now())
    except ValueError as error:
        st.session_state[SAID] = ("error", f"Not added: {markdown_safe(str(error))}.")
    except SignpostError as error:
        st.session_state[SAID] = ("error", markdown_safe(str(error)))
    else:
        st.session_state[SAID] = ("success", "Added." if kept.added else "It was here already; it is open now.")
        open_headline(kept.ids[0])
        for key in CELLS.values():
            st.session_state[key] = None if key == CELLS["outlet"] else ""


def export_buttons(store: Store) -> None:
    """Everything as files, made when the button is pressed."""
    st.markdown("Everything in this database, ready to be imported elsewhere.")
    download("All headlines (CSV)", "headlines.csv", "text/csv", lambda target: headlines_out(store, target))
    download("All standing judgements (CSV)", "tags.csv", "text/csv", tags_out(store, "csv"))
    st.markdown("For labelling tools, with their headlines; and what to set up in a project there:")
    for kind, (name, mime) in FILES.items():
        download(NAMED[kind], name, mime, tags_out(store, kind))


def headlines_out(store: Store, target: io.StringIO) -> int:
    return export_headlines(store.headlines.export(), target, find=store.headlines.find_all)


def tags_out(store: Store, kind: str) -> Callable[[io.StringIO], int]:
    return lambda target: write(kind, store, target)


def download(label: str, name: str, mime: str, write_to: Callable[[io.StringIO], Any]) -> None:
    def content() -> bytes:
        target = io.StringIO(newline="")
        write_to(target)
        return target.getvalue().encode(SPREADSHEETS if mime == "text/csv" else "utf-8")

    st.download_button(
        label, content, name, mime, on_click="ignore", key=f"headlines_export_{name.partition('.')[0]}", width="stretch"
    )
