"""An import in a thread of its own: the page shows how it goes, and can be left meanwhile."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime

from signpost.errors import SignpostError
from signpost.feeds.match import match_new
from signpost.store import Store
from signpost.tagging.sheet_rows import Row
from signpost.tagging.take_in import Taken, take_in

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds between two looks at it


class Job:
    """Takes rows in from the moment it is made, or rehearses that. `taken` is None until all are; `rows` are done.

    `reason` is a sentence if it went wrong; what was kept before that stays. `name` is the file's, `source` what the
    rows are read from: it is held for as long as that takes. `matching` says that stories are looked for, which is the
    last thing; `told` that the page has said what came of it.
    """

    def __init__(
        self,
        store: Store,
        rows: Callable[[], Iterable[Row]],
        clock: Callable[[], datetime],
        *,
        name: str,
        source: object,
        rehearse: bool,
    ) -> None:
        self.name, self.rehearse = name, rehearse
        self.taken: Taken | None = None
        self.reason = ""
        self.rows = 0
        self.matching = False
        self.told = False
        self._source = source
        self._store, self._rows, self._clock = store, rows, clock
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="import", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        self._thread.join(seconds)

    def stop(self) -> None:
        """Begin no further transaction; what is kept by then stays."""
        self._stopped.set()

    def _run(self) -> None:
        try:
            taken = take_in(
                self._store,
                self._rows(),
                self._clock(),
                rehearse=self.rehearse,
                progress=self._heard,
                stop=self._stopped.is_set,
            )
            self.taken = taken
            if taken.headlines and not self.rehearse:
                self.matching = True
                match_new(self._store, self._clock(), stop=self._stopped.is_set)
        except SignpostError as error:
            self.reason = getattr(error, "reason", "") or str(error)
        except Exception as error:
            log.exception("importing %r", self.name)
            self.reason = f"something unexpected happened: {type(error).__name__}: {error}"[:300]

    def _heard(self, rows: int) -> None:
        self.rows = rows
