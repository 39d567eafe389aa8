"""`signpost collect --watch` as programs of their own: taking over, and ending."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from signpost.feeds.limits import Limits
from signpost.nouns.feed import Outlet
from signpost.nouns.framework import Framework
from signpost.store import Store, open_store

FEEDS, ITEMS, ANSWERED = 12, 5, 4
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


class SlowFeeds(BaseHTTPRequestHandler):
    """/0 … /11 are feeds of five items each; the first four answer at once, the others when `go_on` is set. /never
    never answers."""

    asked: list[str]
    go_on: threading.Event

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/never":
            time.sleep(60)
            return
        if len(self.asked) > ANSWERED:
            self.go_on.wait(60)
        items = "".join(
            f"<item><guid>{self.path}-{n}</guid><title>Report {n} of outlet {self.path[1:]}</title></item>"
            for n in range(ITEMS)
        )
        body = f"<rss version='2.0'><channel><title>Slow</title>{items}</channel></rss>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[str, type[SlowFeeds]]]:
    """The address of a server of slow feeds, and what answers there."""
    handler = type("Handler", (SlowFeeds,), {"asked": [], "go_on": threading.Event()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads, server.block_on_close = True, False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    handler.go_on.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def store(ready: str, framework: Framework) -> Iterator[Store]:
    with open_store(ready, framework, lambda title, summary: 0) as opened:
        yield opened


@pytest.fixture
def watch(ready: str, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `signpost collect --watch`; what it logs goes to a file."""
    started: list[subprocess.Popen[str]] = []

    def begin(*options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "signpost.cli", "collect", "--watch", "--database", ready, *options]
        environment = {**os.environ, "SIGNPOST_ALLOW_HOSTS": "127.0.0.1"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with (tmp_path / f"log{len(started)}").open("w") as log:
            started.append(subprocess.Popen(command, stderr=log, stdout=log, env=environment, text=True))
        return started[-1]

    yield begin
    for each in started:
        if each.poll() is None:
            each.kill()
        each.wait()


def until(true: Callable[[], object], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


def subscribe(store: Store, *urls: str) -> None:
    for url in urls:
        store.feeds.add(url, title="", outlet=Outlet(name=url), now=datetime.now(UTC))


def holder(store: Store) -> str:
    return store.lease.holder(datetime.now(UTC))


def test_when_the_working_one_of_two_is_killed_the_other_collects_the_rest_and_nothing_is_doubled(
    store: Store, server: tuple[str, type[SlowFeeds]], watch: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    address, slow = server
    subscribe(store, *(f"{address}/{n}" for n in range(FEEDS)))
    options = ("--lease", "2", "--every", "0.5")
    one = watch(*options)
    until(lambda: f"process {one.pid}" in holder(store))
    two = watch(*options)
    until(lambda: len(slow.asked) > ANSWERED)
    one.kill()
    one.wait()
    slow.go_on.set()
    assert any(feed.last_ok_at is None for feed in store.feeds.all()), "killed in the middle of the round"
    until(lambda: f"process {two.pid}" in holder(store))
    until(lambda: all(feed.last_ok_at for feed in store.feeds.all()))
    assert store.headlines.count() == FEEDS * ITEMS
    counts = {
        fetch.url: fetch.added + fetch.unchanged
        for fetch in store.feeds.fetches_since(datetime(2020, 1, 1, tzinfo=UTC))
    }
    assert counts == {f"{address}/{n}": ITEMS for n in range(FEEDS)}

    two.send_signal(signal.SIGTERM)
    assert two.wait(60) == 0
    assert holder(store) == ""
    said = (tmp_path / "log1").read_text()
    assert "Traceback" not in said
    assert 'collects="this program"' in said
    assert said.count(" outcome=") == len([line for line in said.splitlines() if " feed=" in line])


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGTERM, id="SIGTERM"), pytest.param(signal.SIGINT, id="Ctrl-C")]
)
def test_a_watch_ends_at_once_in_the_middle_of_a_round(
    store: Store,
    server: tuple[str, type[SlowFeeds]],
    watch: Callable[..., subprocess.Popen[str]],
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    address, slow = server
    subscribe(store, f"{address}/never")
    program = watch()
    until(lambda: slow.asked)
    began = time.monotonic()
    program.send_signal(number)
    assert program.wait(60) == 0
    assert time.monotonic() - began < Limits().total_s - 1  # it did not wait for the answer
    assert holder(store) == ""
    assert "Traceback" not in (tmp_path / "log0").read_text()
