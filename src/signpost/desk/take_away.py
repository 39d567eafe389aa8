"""Taking a chart or a table along: its data as CSV, its picture as PNG or SVG, its sentence."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
import vl_convert

from signpost.desk.opening import asked_for
from signpost.nouns.row import defused

PICTURE_SCALE = 2
TALL = 170  # px: how much room the choices need
BOM = "\ufeff"  # spreadsheets read UTF-8 only behind it

Spec = dict[str, Any]


def take_away(
    name: str,
    table: Callable[[], pd.DataFrame],
    *,
    key: str,
    sentence: str = "",
    picture: Callable[[], Spec] | None = None,
    beside: Mapping[str, Callable[[], pd.DataFrame]] | None = None,
) -> None:
    """A small popover; files are made when they are asked for. `name` is the file's, without its ending; `beside` are
    further tables by what they hold."""
    shown = f"{key}_take"
    with st.popover("Take away", icon=":material/download:", type="tertiary", key=shown, on_change="rerun") as opened:
        if not asked_for(opened, TALL):
            return
        if sentence:
            st.code(sentence, language=None, wrap_lines=True)
        button("Data (CSV)", lambda: table_csv(table()), f"{name}.csv", "text/csv; charset=utf-8", f"{key}_csv")
        for what, other in (beside or {}).items():
            file = f"{name}_{file_name(what).removeprefix('signpost_')}.csv"
            button(f"{what} (CSV)", partial(table_of, other), file, "text/csv; charset=utf-8", f"{key}_{file}")
        if picture is not None:
            draw = picture
            button("Picture (PNG)", lambda: png(draw()), f"{name}.png", "image/png", f"{key}_png")
            button("Picture (SVG)", lambda: svg(draw()), f"{name}.svg", "image/svg+xml", f"{key}_svg")


def picture_button(draw: Callable[[], Spec], name: str, *, key: str) -> None:
    """A picture at one click; it is drawn when it is pressed."""
    st.download_button(
        "Picture",
        data=lambda: png(draw()),
        file_name=f"{name}.png",
        mime="image/png",
        on_click="ignore",
        type="tertiary",
        icon=":material/image:",
        key=key,
    )


def button(label: str, data: Callable[[], bytes], name: str, mime: str, key: str) -> None:
    st.download_button(label, data=data, file_name=name, mime=mime, on_click="ignore", key=key, width="stretch")


def table_of(make: Callable[[], pd.DataFrame]) -> bytes:
    return table_csv(make())


def table_csv(table: pd.DataFrame) -> bytes:
    """The table as UTF-8 CSV that spreadsheets open; texts of strangers stay texts, moments are ISO, missing is ""."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.itertuples(index=False, name=None):
        writer.writerow([cell(value) for value in row])
    return (BOM + out.getvalue()).encode("utf-8", "replace")


def cell(value: Any) -> Any:
    if isinstance(value, str):
        return defused(value)
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat()
    return value


def png(spec: Spec) -> bytes:
    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=PICTURE_SCALE, allowed_base_urls=[])
    return drawn


def svg(spec: Spec) -> bytes:
    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return drawn.encode()


def file_name(*parts: object) -> str:
    """A file's name of plain letters: "signpost_trends_2026-11-22"."""
    return "_".join(re.sub(r"[^A-Za-z0-9-]+", "_", str(part)) for part in ("signpost", *parts))
