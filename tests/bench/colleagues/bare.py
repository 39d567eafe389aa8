"""The floor of a page: Streamlit with the smallest component on it, served as the product is."""

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PAGE = """import streamlit as st
st.set_page_config(layout="wide")
st.components.v2.component("bare", html="<p class='deck'><b class='title'>here</b></p>")(key="bare")
"""
OPTIONS = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "runner.postScriptGC": "false",
}


class Bare:
    """A server of its own; `url` is its page."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}/"
        self._script = folder / "bare.py"
        self._script.write_text(PAGE)

    def __enter__(self) -> "Bare":
        options = [f"--{name}={value}" for name, value in {**OPTIONS, "server.port": self._port}.items()]
        command = [sys.executable, "-m", "streamlit", "run", str(self._script), *options]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}_stcore/health", timeout=2):
                    return self
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the bare page was not served")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)
