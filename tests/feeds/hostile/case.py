"""What a case is: a script for the server, and what must come of each round over it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from feeds.hostile.server import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What must hold after one round.

    `kind` may name several ("new|failed") where either is right; `says` is a pattern that the error must show ("" no
    error at all, unless the kind leaves a choice). `kept` counts the feed's headlines in the store (a range: either);
    `wait` the least and most seconds to the next fetch; `after` the hours since the round before.
    """

    kind: str
    says: str = ""
    kept: int | range | None = None
    added: int | None = None
    revised: int | None = None
    cut: int | None = None
    titles: tuple[str, ...] = ()
    paused: str = ""
    wait: tuple[int, int] | None = None
    after: float = 1.0

    @property
    def later(self) -> timedelta:
        return timedelta(hours=self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a test may look at besides: the feed as it stands, its headlines (rows), the server's log of requests."""

    feed: Any
    rows: list[Any]
    revisions: list[Any]
    asked: list[tuple[str, dict[str, str]]]
    outcomes: list[Any]


Check = Callable[[Found], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`url` is the subscribed address where it is not simply that of the script; {port} is the server's."""

    name: str
    script: Script
    rounds: tuple[Expect, ...]
    check: Check | None = None
    url: str = ""
    zoo: bool = False
    everywhere: bool = False
    given: dict[str, Any] = field(default_factory=dict)


CASES: dict[str, Case] = {}


def case(
    *rounds: Expect,
    check: Check | None = None,
    url: str = "",
    zoo: bool = False,
    everywhere: bool = False,
    name: str = "",
) -> Callable[[Script], Script]:
    """Make a script a case. `zoo`: it is about time or size, so it also runs beside all others under the usual limits.

    `everywhere`: it is about what the store can hold, so it also runs on PostgreSQL.
    """

    def added(script: Script) -> Script:
        known_as = name or script.__name__  # type: ignore[attr-defined]
        assert known_as not in CASES, known_as
        CASES[known_as] = Case(
            name=known_as, script=script, rounds=rounds, check=check, url=url, zoo=zoo, everywhere=everywhere
        )
        return script

    return added


def new(kept: int | range, **more: Any) -> Expect:
    return Expect(kind="new", kept=kept, **more)


def failed(says: str, kept: int = 0, **more: Any) -> Expect:
    return Expect(kind="failed", says=says, kept=kept, **more)


def unchanged(kept: int, **more: Any) -> Expect:
    return Expect(kind="unchanged", kept=kept, added=0, **more)
