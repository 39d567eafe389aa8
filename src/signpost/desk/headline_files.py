"""Headlines by hand, and files in and out: what the buttons at the top of the headlines page open."""

import io
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from signpost.desk.headlines import open_headline
from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.errors import FeedError, SignpostError
from signpost.feeds.headline_file import arrival_of, export_headlines, import_headlines, outlet_of
from signpost.indicators.sentences import counted
from signpost.nouns.feed import Outlet
from signpost.nouns.row import BadRow
from signpost.store import Store
from signpost.tagging.demo import is_demo
from signpost.tagging.tag_file import export_tags, import_tags, references

BAD_SHOWN = 20
SAID = "headlines_said"
CELLS = {"title": "headlines_add_title", "outlet": "headlines_add_outlet", "url": "headlines_add_url"}
CELLS |= {"published": "headlines_add_published"}


def actions(desk: Desk, outlets: Sequence[Outlet]) -> None:
    """Two buttons: add a headline; import and export."""
    with st.container(horizontal=True, horizontal_alignment="right", key="headlines_actions"):
        with st.popover("Add a headline", icon=":material/add:", key="headlines_add"):
            add_form(desk, outlets)
        with st.popover("Import, export", icon=":material/swap_vert:", key="headlines_files"):
            imports, exports = st.tabs(["Import", "Export"])
            with imports:
                import_form(desk)
            with exports:
                export_buttons(desk.store)


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


def import_form(desk: Desk) -> None:
    if is_demo(desk.store):
        st.markdown("The demo takes no files. Leave it (above) to import your own.")
        return
    kind = st.segmented_control(
        "The file holds", ["Headlines", "Tags"], default="Headlines", required=True, key="headlines_import_kind"
    )
    if kind == "Tags":
        st.markdown("Columns: headline (id or link), factor, direction, weight, analyst, tagged_at.")
    else:
        st.markdown("Columns: published, outlet, title; also url, summary, language, id, perspective.")
    file = st.file_uploader("CSV file, gzipped or not", type=["csv", "gz"], key="headlines_import_file")
    if file is not None and st.button("Import", key="headlines_import"):
        run_import(desk, str(kind), file.name, file.getvalue())
    st.markdown("Importing a file again adds nothing twice.")


def run_import(desk: Desk, kind: str, name: str, content: bytes) -> None:
    """Import an uploaded file, with its progress, then say what came of it and which rows were left out."""
    rows = 0 if content[:2] == b"\x1f\x8b" else content.count(b"\n")
    bar = st.progress(0.0, text="Reading the file")

    def progress(done: int) -> None:
        share = min(1.0, done / rows) if rows else 0.5
        bar.progress(share, text=f"{counted(done, 'row')} read")

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload.csv"
        path.write_bytes(content)
        try:
            sentence, bad = IMPORTS[kind](desk.store, path, progress)
        except FeedError as error:
            bar.empty()
            st.error(f"{markdown_safe(name)}: {markdown_safe(error.reason)}", icon=":material/error:")
            return
    bar.empty()
    st.success(sentence)
    left_out(bad)


def headlines_in(store: Store, path: Path, progress: Callable[[int], None]) -> tuple[str, Sequence[BadRow]]:
    done = import_headlines(store, path, now(), progress)
    return (
        f"{counted(done.added, 'headline')} added, {done.revised:,} revised, {done.unchanged:,} here before.",
        done.bad,
    )


def tags_in(store: Store, path: Path, progress: Callable[[int], None]) -> tuple[str, Sequence[BadRow]]:
    done = import_tags(store, path, now(), progress)
    return f"{counted(done.added, 'judgement')} added, {done.unchanged:,} here before.", done.bad


IMPORTS: dict[str, Callable[..., tuple[str, Sequence[BadRow]]]] = {"Headlines": headlines_in, "Tags": tags_in}


def left_out(bad: Sequence[BadRow]) -> None:
    if not bad:
        return
    listed = [f"- line {row.line}: {markdown_safe(row.reason)}" for row in bad[:BAD_SHOWN]]
    if len(bad) > BAD_SHOWN:
        listed.append(f"- and {len(bad) - BAD_SHOWN:,} more")
    words = "was" if len(bad) == 1 else "were"
    st.warning(f"{counted(len(bad), 'row')} {words} left out:\n" + "\n".join(listed))


def export_buttons(store: Store) -> None:
    """Everything as CSV, made when the button is pressed."""
    st.markdown("Everything in this database, ready to be imported elsewhere.")
    download("All headlines (CSV)", "headlines.csv", lambda target: headlines_out(store, target))
    download("All standing judgements (CSV)", "tags.csv", lambda target: tags_out(store, target))


def headlines_out(store: Store, target: io.StringIO) -> int:
    return export_headlines(store.headlines.export(), target, find=store.headlines.find_all)


def tags_out(store: Store, target: io.StringIO) -> int:
    standing = store.tags.all()
    return export_tags(standing, references(store, standing), target)


def download(label: str, name: str, write: Callable[[io.StringIO], Any]) -> None:
    def content() -> bytes:
        target = io.StringIO(newline="")
        write(target)
        return target.getvalue().encode()

    st.download_button(
        label, content, name, "text/csv", on_click="ignore", key=f"headlines_export_{name.removesuffix('.csv')}"
    )
