"""What the team read, for its page: read whole once, then followed from one change of tags to the next."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from signpost.desk.server import Desk
from signpost.store.evidence import Mark
from signpost.tagging.team_readings import TeamReadings, team_readings


@dataclass(slots=True)
class Followed:
    """The newest state of knowledge that was read."""

    at: datetime | None = None
    names: tuple[tuple[Any, ...], ...] = ()
    upto: Mark | None = None
    read: TeamReadings | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self, desk: Desk, at: datetime) -> TeamReadings:
        """What is known now; the same object as long as no shared story changes."""
        with self.lock:
            if self.read is None or self.at is None or self.at < at:
                self.read = self._newer(desk, at)
            return self.read

    def _newer(self, desk: Desk, at: datetime) -> TeamReadings:
        tags, rulings = desk.store.tags, desk.store.rulings
        names, mark = tags.names(), tags.mark()
        blind = rulings.blind_since(at)
        made = None
        if self.read is not None and self.at is not None and self.names == names:
            changed = rulings.shared_since(self.at, at, self.upto)
            made = None if changed is None else self.read.told(*changed, blind)
        upto = mark if mark.at <= at else None if made is None else self.upto
        self.at, self.names, self.upto = at, names, upto
        return team_readings(rulings.shared(at), blind) if made is None else made


def read(desk: Desk) -> TeamReadings:
    """All that two or more analysts read."""
    followed = desk.once("team followed", make=Followed)
    return followed.now(desk, desk.reckoned().at)
