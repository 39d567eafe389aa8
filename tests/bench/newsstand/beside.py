"""What happens beside an analyst's saves: who holds the database's write lock, how the disk does, whether the machine
runs anybody at all. Looks every few milliseconds until standard input ends, then says in JSON what it saw.

`held` are (from, until, process) of the write lock, `disk` (from, until) of bare writes with fsync that took long,
`stood` (from, until) in which this program, which only sleeps, was woken late, `stolen` (at, milliseconds) that the
machine under a virtual one gave to others, `pages` the most that waited in the database's log. Moments by `time.time`.
SQLite on Linux only: the lock is a byte of its -shm file, and asking about it takes none.
"""

import fcntl
import json
import os
import struct
import sys
import threading
import time
from pathlib import Path

LOOK_S, FSYNC_S, LATE_S, SLOW_S = 0.005, 0.1, 0.02, 0.02
WRITE_LOCK = 120  # its place in the -shm file, by SQLite's description of the format
FLOCK = "hhqqi4x"


def holder(shared: int) -> int:
    """The process that holds the write lock now; 0 nobody."""
    asked = struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, WRITE_LOCK, 1, 0)
    kind, _, _, _, pid = struct.unpack(FLOCK, fcntl.fcntl(shared, fcntl.F_GETLK, asked))
    return 0 if kind == fcntl.F_UNLCK else int(pid)


def logged(shared: int) -> int:
    """How many pages the log holds."""
    return int.from_bytes(os.pread(shared, 4, 16), sys.byteorder)


def stolen_ms() -> int:
    with Path("/proc/stat").open() as file:
        return 1000 * int(file.readline().split()[8]) // os.sysconf("SC_CLK_TCK")


class Disk(threading.Thread):
    """Writes with fsync now and then."""

    def __init__(self, file: str) -> None:
        super().__init__(daemon=True)
        self._file = file
        self.slow: list[tuple[float, float]] = []

    def run(self) -> None:
        with Path(self._file).open("wb", buffering=0) as file:
            while True:
                time.sleep(FSYNC_S)
                began = time.time()
                os.pwrite(file.fileno(), os.urandom(4096), 0)
                os.fsync(file.fileno())
                if time.time() - began > SLOW_S:
                    self.slow.append((began, time.time()))


def main(database: str) -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    disk = Disk(f"{database}-beside")
    disk.start()
    held: list[tuple[float, float, int]] = []
    stood: list[tuple[float, float]] = []
    stolen: list[tuple[float, int]] = []
    shared, before, last, of = os.open(f"{database}-shm", os.O_RDONLY), time.time(), 0, stolen_ms()
    pages = 0
    while not ended.wait(LOOK_S):
        at, pid = time.time(), holder(shared)
        pages = max(pages, logged(shared))
        if at - before > LOOK_S + LATE_S:
            stood.append((before + LOOK_S, at))
        if (now := stolen_ms()) > of:
            stolen.append((at, now - of))
            of = now
        if pid and pid == last:
            held[-1] = (held[-1][0], at, pid)
        elif pid:
            held.append((at, at, pid))
        before, last = at, pid
    print(json.dumps({"held": held, "disk": disk.slow, "stood": stood, "stolen": stolen, "pages": pages}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
