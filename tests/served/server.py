"""The real server as a process of its own, on a free port, that can be killed and started again on the same data."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Served:
    """`signpost run` on a database of its own. `base` is its address."""

    def __init__(self, database: Path, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.database, self.log = database, log
        self.base = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 60) -> "Served":
        environment = {**os.environ, "SIGNPOST_COLLECT": "no", "SIGNPOST_ALLOW_HOSTS": "127.0.0.1"}
        command = [sys.executable, "-m", "signpost.cli", "run", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--database", str(self.database)],
                cwd=ROOT,
                env=environment,
                stderr=log,
                stdout=log,
                start_new_session=True,
            )
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return self
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(f"the server did not start: {self.log.read_text()[-2000:]}")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """As the power does: no goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, sign: signal.Signals) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, sign)
            self._process.wait(30)
            self._process = None
