"""What several parts of a page ask for while it is made, and the database is asked for once."""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_held: ContextVar[dict[Hashable, Any] | None] = ContextVar("this_run", default=None)


def begin() -> None:
    """A page begins; what the last one held is forgotten. Elsewhere (a fragment, a download) nothing is held."""
    _held.set({})


def end() -> None:
    """Nothing is held any more."""
    _held.set(None)


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave the first time in this run."""
    held = _held.get()
    if held is None:
        return make()
    if key not in held:
        held[key] = make()
    found: T = held[key]
    return found
