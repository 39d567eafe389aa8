"""How much memory do this process and its children take at most? Looked at again and again, on Linux only."""

import os
import threading
from pathlib import Path

MB = 1024.0


class Memory:
    """`most_of_children` is the most that one child took, in MB; 0 where the system does not tell."""

    def __init__(self, every_s: float = 0.05) -> None:
        self._every_s, self._ended = every_s, threading.Event()
        self.most_of_children = self.most_of_this = self.at_first = 0.0

    def __enter__(self) -> "Memory":
        self.at_first = resident(os.getpid())
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(self._every_s):
            self.most_of_this = max(self.most_of_this, resident(os.getpid()))
            for pid in children(os.getpid()):
                self.most_of_children = max(self.most_of_children, resident(pid, "VmHWM"))  # the most it ever took


def resident(pid: int, line: str = "VmRSS") -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(each.split()[1]) / MB for each in lines if each.startswith(line)), 0.0)


def children(pid: int) -> list[int]:
    """The parsing processes; one that was only just forked still looks as large as this whole program."""
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            born = [int(child) for child in file.read_text().split()]
            found += [child for child in born if b"parse_worker" in Path(f"/proc/{child}/cmdline").read_bytes()]
        except OSError:
            continue
    return found
