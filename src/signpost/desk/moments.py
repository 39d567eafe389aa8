"""The day and the knowledge that a page shows: those of now, or those that its address names (`as_of`, `known`), so
that a link from a snapshot shows what was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st

from signpost.desk.server import Desk
from signpost.desk.texts import utc
from signpost.indicators.sentences import day_words

AS_OF, KNOWN = "as_of", "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`known` None is what is known now."""

    day: date
    known: datetime | None


def day_of(params: Mapping[str, Sequence[str]], today: date) -> date:
    """The day that an address names; today for none, for one to come, and for what is no day."""
    try:
        return min(date.fromisoformat(next(iter(params.get(AS_OF, ())), "")), today)
    except ValueError:
        return today


def known_of(params: Mapping[str, Sequence[str]], knowledge: datetime) -> datetime | None:
    """The moment whose knowledge an address asks for; None where nothing has changed since (`knowledge`: the last
    change), and for what is no moment."""
    try:
        said = datetime.fromisoformat(next(iter(params.get(KNOWN, ())), ""))
    except ValueError:
        return None
    return said.astimezone(UTC) if said.tzinfo is not None and said < knowledge else None


def address() -> dict[str, list[str]]:
    """This page's address."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def asked_known(desk: Desk) -> datetime | None:
    """The knowledge that this page's address asks for."""
    return known_of(address(), desk.store.knowledge()) if KNOWN in st.query_params else None


def asked(desk: Desk) -> Shown:
    """What this page's address asks for."""
    return Shown(day=day_of(address(), desk.today()), known=asked_known(desk))


def said(shown: Shown, today: date) -> str:
    """What is shown, if it is not now; "" for now."""
    words = f"As of {day_words(shown.day)} {shown.day.year}" if shown.day < today else ""
    if shown.known is None:
        return words
    told = f"it was known on {utc(shown.known)}"
    return f"{words}, as {told}" if words else f"As {told}"


def past(desk: Desk, shown: Shown, page: str) -> None:
    """Say that this is not now, with the way back."""
    if words := said(shown, desk.today()):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{page}_past"):
            st.info(f"**{words}.** Later news and tags are left out.", icon=":material/history:")
            st.button("Back to now", key=f"{page}_past_back", on_click=back)


def back() -> None:
    for name in (AS_OF, KNOWN):
        if name in st.query_params:
            del st.query_params[name]
