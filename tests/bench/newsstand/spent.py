"""What a process and its children spend: CPU seconds and memory, from /proc (Linux)."""

import os
import threading
import time
from pathlib import Path


def children(pid: int = 0) -> list[int]:
    """The children of a process (this one unless named) that live now."""
    found: list[int] = []
    for file in Path(f"/proc/{pid or os.getpid()}/task").glob("*/children"):
        try:
            found += map(int, file.read_text().split())
        except OSError:
            continue
    return found


def cpu_of(pid: int) -> float:
    """CPU seconds of a living process by its own clock (to the nanosecond), 0 if it has ended."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def proportional_mb(pid: int) -> float:
    """Memory with what is shared counted by its share (PSS), of a process and everything it started."""
    total = 0.0
    for one in (pid, *children(pid)):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
    return total


class Peak:
    """The most that a process takes while it runs."""

    def __init__(self, pid: int, every_s: float = 0.03) -> None:
        self._pid, self._every_s, self._ended = pid, every_s, threading.Event()
        self.most_mb = 0.0

    def __enter__(self) -> "Peak":
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(self._every_s):
            self.most_mb = max(self.most_mb, proportional_mb(self._pid))
