"""Snapshots under way: made beside the pages, for all of the server; a page can be left and come back to."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import streamlit as st

from signpost.desk.server import now
from signpost.desk.texts import markdown_safe
from signpost.errors import SignpostError
from signpost.indicators.sentences import counted

AT_ONCE = 3.0  # seconds that a page waits; what takes longer goes on beside it
LOOK = 1.0  # seconds between two looks at it
POOL = ThreadPoolExecutor(max_workers=1, thread_name_prefix="snapshot")
Act = Callable[["Making"], Any]


@dataclass(slots=True, eq=False, kw_only=True)
class Making:
    """One that is being made. `words` say what it is at; `stop` asks it to end."""

    title: str
    began: datetime
    words: str = "waits until another one is done"
    stop: threading.Event = field(default_factory=threading.Event)
    future: "Future[Any] | None" = None

    @property
    def done(self) -> bool:
        return self.future is not None and self.future.done()

    def says(self, words: str) -> None:
        self.words = words


_lock = threading.Lock()
_under_way: list[Making] = []


def begin(title: str, act: Act) -> Making:
    """Have `act` done beside the pages; waits a moment for what is quickly done."""
    making = Making(title=title, began=now())
    with _lock:
        _under_way[:] = [one for one in _under_way if not one.done]
        _under_way.append(making)

    def work() -> Any:
        making.says("begins")
        return act(making)

    making.future = POOL.submit(work)
    wait([making.future], AT_ONCE)
    return making


def under_way() -> list[Making]:
    """What is being made now, by anybody."""
    with _lock:
        return [one for one in _under_way if not one.done]


def line(one: Making, moment: datetime) -> str:
    seconds = counted(max(0, round((moment - one.began).total_seconds())), "second")
    words = markdown_safe(one.words[:1].lower() + one.words[1:])
    return f"“{markdown_safe(one.title)}”: {words}, {seconds} so far."


def fresh(name: str) -> str:
    """The key of a popover that closes, and forgets what was filled in, once it is `used`."""
    turn = st.session_state.get(f"{name}_turn", 0)
    return f"{name}_{turn}" if turn else name


def used(name: str) -> None:
    """What a popover was opened for is done."""
    st.session_state[f"{name}_turn"] = st.session_state.get(f"{name}_turn", 0) + 1


def follow(name: str) -> Any:
    """What became of the one that this session began under a name: its result, once; None while there is none.

    While it is under way this says so, and the rest of the page can be used; an error is said in its words.
    """
    making: Making | None = st.session_state.get(name)
    if making is None or making.future is None:
        return None
    if not making.done:
        still(name)
        return None
    del st.session_state[name]
    try:
        return making.future.result()
    except SignpostError as error:
        if making.stop.is_set():
            st.info("Stopped. Nothing was kept.")
        else:
            st.error(markdown_safe(str(error)), icon=":material/error:")
        return None


@st.fragment(run_every=LOOK)
def still(name: str) -> None:
    """That it is under way, looked at every second."""
    making: Making | None = st.session_state.get(name)
    if making is None or making.done:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key=f"{name}_line"):
        st.markdown(f"{line(making, now())} You can go on working, or leave this page and come back.", width="stretch")
        if not making.stop.is_set() and st.button("Stop it", type="tertiary", key=f"{name}_stop"):
            making.stop.set()
            making.says("is being stopped")


def others(page: str) -> None:
    """What is being made but not followed on this page: begun on another one, by somebody else, or by this browser
    before it was loaded anew."""
    here = [one for name, one in st.session_state.items() if isinstance(one, Making) and str(name).startswith(page)]
    if any(one not in here for one in under_way()):
        all_but(here)


@st.fragment(run_every=LOOK)
def all_but(here: list[Making]) -> None:
    found = [one for one in under_way() if one not in here]
    if not found:
        st.rerun()
    for one in found:
        st.markdown(line(one, now()))
