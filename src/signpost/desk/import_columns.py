"""Which column holds what: a field for each thing that can be read, set as guessed, to be changed by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from signpost.desk.server import now
from signpost.desk.texts import markdown_safe
from signpost.feeds.sheet import Sheet
from signpost.feeds.sheet_dates import DateOrder, date_cell
from signpost.indicators.sentences import day_words
from signpost.nouns.framework import Framework
from signpost.tagging.columns import PER_FACTOR, Columns, chosen, first_rows, letter

LABELS = {
    "title": "Title",
    "outlet": "Outlet",
    "published": "Published",
    "url": "Link",
    "summary": "Summary",
    "language": "Language",
    "id": "Id of its own",
    "perspective": "Perspective",
    "headline": "Headline (id or link)",
    "factor": "Factor",
    "direction": "Direction",
    "weight": "Weight",
    "analyst": "Analyst",
    "tagged_at": "Tagged on",
    "kind": "Kind of judgement",
    "signpost": "Signpost",
    "note": "Note",
    "reason": "Reason of a ruling",
}
USUAL = ("title", "outlet", "published", "url")
TAGS = ("factor", "direction", "weight", "analyst")
RARE = ("summary", "language", "id", "perspective", "headline", "tagged_at", "signpost", "note", "kind", "reason")
NOWHERE = "not in this sheet"
ABREAST = 4
SHOWN = 24  # characters of a cell as an example


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The columns of a sheet as one picks among them."""

    labels: tuple[str, ...]

    def words(self, column: int | None) -> str:
        return NOWHERE if column is None else self.labels[column]


def options_of(sheet: Sheet, columns: Columns) -> Options:
    """Each column with its letter, its name and the first thing that stands in it."""
    body = [cells for line, cells in first_rows(sheet) if line > columns.line]
    labels = []
    for column, name in enumerate(columns.header):
        example = next((row[column] for row in body if column < len(row) and row[column]), "")
        short = example if len(example) <= SHOWN else f"{example[: SHOWN - 1]}…"
        told = " · ".join(part for part in (name, f"“{short}”" if short and not name else "") if part)
        labels.append(f"{letter(column)} · {told}" if told else letter(column))
    return Options(labels=tuple(labels))


def choose(sheet: Sheet, guessed: Columns, framework: Framework, token: str) -> Columns:
    """The columns as the fields say now. `token` changes with the file, so that another begins with its own guess."""
    options = options_of(sheet, guessed)
    places: dict[str, int | None] = {}
    places |= fields(USUAL, guessed, options, token)
    st.markdown("**Tags**, if the sheet has any: one to a row, or a column for each factor")
    places |= fields(TAGS, guessed, options, token)
    factors = {f"{PER_FACTOR}{factor.id}": factor.short for factor in framework.active}
    with st.expander("More fields", expanded=False, key="headlines_import_more"):
        places |= fields(tuple(factors), guessed, options, token, factors)
        places |= fields(RARE, guessed, options, token)
    moved = {field: column for field, column in places.items() if column != guessed.fields.get(field)}
    return chosen(guessed, sheet, moved, now()) if moved else guessed


def fields(
    names: Sequence[str], guessed: Columns, options: Options, token: str, labels: Mapping[str, str] = LABELS
) -> dict[str, int | None]:
    """Select boxes, some abreast."""
    found: dict[str, int | None] = {}
    every: list[int | None] = [None, *range(len(options.labels))]
    for start in range(0, len(names), ABREAST):
        for place, name in zip(st.columns(ABREAST), names[start : start + ABREAST], strict=False):
            found[name] = place.selectbox(
                labels[name],
                every,
                index=every.index(guessed.fields.get(name)),
                format_func=options.words,
                key=f"headlines_import_{name}_{token}",
            )
    return found


def date_order(columns: Columns, token: str) -> Columns:
    """Ask how day and month stand, where the cells leave it open."""
    orders = dict(columns.orders)
    for field, order in columns.orders.items():
        if order.sure:
            continue
        ways = {first: date_cell(order.example, day_first=first) for first in (True, False)}
        words = {first: meant(text) for first, text in ways.items()}
        day_first = st.radio(
            f"In {markdown_safe(columns.name(field))}, {markdown_safe(order.example)} means (a guess)",
            (True, False),
            index=0 if order.day_first else 1,
            format_func=words.get,
            horizontal=True,
            key=f"headlines_import_order_{field}_{token}",
        )
        orders[field] = DateOrder(day_first=bool(day_first), sure=False, example=order.example)
    return replace(columns, orders=orders)


def meant(text: str) -> str:
    """A date without its time, in words."""
    day = date.fromisoformat(text[:10])
    return f"{day_words(day)} {day.year}"
