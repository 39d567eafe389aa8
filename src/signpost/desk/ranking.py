"""Looks after the process that keeps the pile in order (`tagging.ranking_worker`), beside a dashboard's server.

Started once there is a headline; started again if it dies, ever later; ended with the server, also when that is killed.
Without it the queue keeps the order of the framework's own words.
"""

import contextlib
import json
import logging
import subprocess
import sys
import threading
from typing import Any

from signpost.errors import SignpostError
from signpost.settings import Settings
from signpost.store import Store
from signpost.tagging.ranking_worker import UNABLE

log = logging.getLogger(__name__)
FIRST_LOOK_S = 4.0  # the pages come first
LONGEST_PAUSE_S = 300.0
GOODBYE_S = 5.0


class Ranking:
    """`start` and `stop` it; `said` is the last thing that the process reported."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._hands = threading.Lock()
        self.said: dict[str, Any] = {}

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="pile", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._closing.set()
        with self._hands:
            end(self._process)
        if self._thread is not None:
            self._thread.join(GOODBYE_S)

    def _run(self) -> None:
        pause = FIRST_LOOK_S
        while not self._closing.wait(pause):
            try:
                if not self._store.picks.last():
                    continue  # nothing to put in order yet
            except SignpostError as error:
                log.error("ordering the queue: %s", error)
                continue
            if self._serve() == UNABLE:
                log.error("the queue keeps the framework's own order: %s", self.said.get("failed", "no reason given"))
                return
            pause = min(LONGEST_PAUSE_S, 2 * pause)

    def _serve(self) -> int:
        """Run the process to its end; its exit code."""
        with self._hands:
            if self._closing.is_set():
                return 0
            process = self._process = begun(self._settings)
        for line in process.stdout or ():
            with contextlib.suppress(ValueError):
                self.said = json.loads(line)
        code = process.wait()
        if not self._closing.is_set():
            log.warning("the process that orders the queue ended (%s); it is started again", code)
        return code


def begun(settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "signpost.tagging.ranking_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    order = {"database": settings.database, "framework": str(settings.framework)}
    with contextlib.suppress(OSError):  # it died at once: its exit code says so
        print(json.dumps(order), file=process.stdin, flush=True)
    return process


def end(process: subprocess.Popen[str] | None) -> None:
    """Let it finish its last transaction, not longer."""
    if process is None or process.poll() is not None:
        return
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        process.wait(GOODBYE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
