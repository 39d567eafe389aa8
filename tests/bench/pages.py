"""How the pages bear much data and many readers: python3 dev.py bench pages [crowd]

The invented demo (1,792 headlines, 990 tags) is the floor; the same demo, multiplied to a million headlines and two
hundred thousand tags, is what is measured. Times are CPU milliseconds of a re-run with nothing changed, of the first
after one more tag, and of the first one of all. `crowd` lets 25 readers of the served demo each click every five
seconds, and prints how long the page was running after each click and what a run costs the server, beside the same for
a page of one word.
"""

import asyncio
import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import aiohttp
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from signpost.desk import server
from signpost.nouns.framework_file import load
from signpost.nouns.tag import Action, Direction, Event
from signpost.settings import ROOT
from signpost.store import open_store
from signpost.tagging.demo import load_demo
from signpost.tagging.queue import relevance

PAGES = ("1_indicators.py", "3_trends.py", "4_scenarios.py", "5_headlines.py", "7_team.py", "8_snapshots.py")
HEADLINE_COPIES, TAG_COPIES = 559, 203
RERUNS = 9
READERS, EVERY_S, SECONDS = 25, 5.0, 60.0
SETTLED_S = 15.0  # what a server does in its first moments is not the readers' doing
SMALL, LARGE = 200, 10_000  # bytes of a message: the end of a run is smaller, what a browser keeps is larger


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.db", Path(folder) / "large.db"
        framework = load(ROOT / "data" / "scenarios" / "hesitation.toml")
        with open_store(str(small), framework, relevance(framework).rank) as store:
            load_demo(store, ROOT / "data" / "demo", datetime.now(UTC))
        if "crowd" in arguments:
            crowd(small)
            return
        with closing(sqlite3.connect(small)) as one, closing(sqlite3.connect(large)) as two:
            one.backup(two)
        multiply(large)
        first = {file.stem: measured(file) for file in (small, large)}
        print(f"{'CPU ms of a re-run':28} {'demo':>8} {'multiplied':>11} {'ratio':>6}   after one tag   first run")
        for page in PAGES:
            (a, after_a, _), (b, after_b, opening) = first["small"][page], first["large"][page]
            print(f"{page:28} {a:8.0f} {b:11.0f} {b / a:6.2f}   {after_a:5.0f} → {after_b:5.0f}   {opening:8.0f}")


def multiply(file: Path) -> None:
    """Append copies of the demo: other numbers, the same texts, times and tags."""
    with closing(sqlite3.connect(file)) as connection:
        numbered = ("stories", "headlines", "memberships", "tags")
        step = {name: connection.execute(f"SELECT max(id) FROM {name}").fetchone()[0] for name in numbered}
        for table, key, copies in (
            ("stories", {"id": "stories"}, HEADLINE_COPIES),
            ("headlines", {"id": "headlines"}, HEADLINE_COPIES),
            ("memberships", {"id": "memberships", "headline_id": "headlines", "story_id": "stories"}, HEADLINE_COPIES),
            ("inbox", {"headline_id": "headlines"}, HEADLINE_COPIES),
            ("tags", {"id": "tags", "headline_id": "headlines"}, TAG_COPIES),
        ):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            told = ", ".join(
                f"{column} + n * {step[key[column]]}"
                if column in key
                else f"{column} || '-' || n"
                if column in ("identity", "uid")
                else column
                for column in columns
            )
            source = f"(SELECT * FROM {table} WHERE rowid <= (SELECT max(rowid) FROM {table}))"
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS numbers (n INTEGER PRIMARY KEY)")
            connection.executemany("INSERT OR IGNORE INTO numbers VALUES (?)", [(n,) for n in range(1, copies + 1)])
            connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {told} FROM {source}, numbers WHERE n <= {copies}"
            )
            connection.commit()
        last = connection.execute("SELECT max(id) FROM headlines").fetchone()[0]
        connection.execute("UPDATE frameworks SET inbox_upto = ?", (last,))
        connection.execute("ANALYZE")
        connection.commit()
        counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("headlines", "tags")]
        print(f"{counts[0]:,} headlines and {counts[1]:,} tags beside the demo")


def measured(database: Path) -> dict[str, tuple[float, float, float]]:
    """By page: CPU ms of a re-run (median), of the first after one tag, and of the first of all."""
    server.close()
    os.environ |= {"SIGNPOST_DATABASE": str(database), "SIGNPOST_COLLECT": "no"}
    app = AppTest.from_file(str(ROOT / "pages" / "0_frame.py"), default_timeout=300)
    app.run()
    found = {}
    for page in PAGES:
        app.switch_page(page)
        opening = cpu(app.run)
        again = median(cpu(app.run) for _ in range(RERUNS))
        one_more_tag()
        found[page] = (again, cpu(app.run), opening)
    server.close()
    return found


def one_more_tag() -> None:
    open_desk = server.desk()
    store, moment = open_desk.store, datetime.now(UTC)
    analyst = store.analysts.named("Bench", moment)
    [pick, *_] = store.inbox.next(analyst.id, 1)
    event = Event(
        uid=f"bench {moment.timestamp()}",
        action=Action.TAG,
        headline_id=pick.headline_id,
        at=moment,
        factor_id=open_desk.framework.active[0].id,
        direction=Direction.WEAKENS,
    )
    store.tags.save([event], analyst, moment)


def cpu(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1e3


def crowd(database: Path) -> None:
    """Every reader opens the start page and one of its factors in turn, as the browser's script would ask for them:
    drawing 25 windows takes more than this machine has, and is every reader's own machine's work. The same clicks on a
    page of one word tell what Streamlit and the wire take of it."""
    sys.path.insert(0, str(ROOT / "tests" / "served"))
    from server import Served

    framework = load(ROOT / "data" / "scenarios" / "hesitation.toml")
    served = Served(database, database.with_suffix(".log")).start()
    try:
        time.sleep(SETTLED_S)
        pages = told(
            "start page, factors", served.base, served.pid, ["", *(f"factor={f.id}" for f in framework.active)]
        )
        trends = told("trends", served.base, served.pid, [""], "trends")
    finally:
        served.stop()
    with one_word(database.parent) as (base, pid):
        floor = told("a page of one word", base, pid, [""])
    print(f"against the page of one word: {pages / floor:.1f} and {trends / floor:.1f} times its CPU")


@contextmanager
def one_word(folder: Path) -> Iterator[tuple[str, int]]:
    """The least that a page can be, served as ours are: address, process id."""
    script = folder / "one_word.py"
    script.write_text('import streamlit as st\n\nst.markdown("Signpost")\n')
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        time.sleep(1)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(30)


def told(name: str, base: str, pid: int, queries: Sequence[str], page: str = "") -> float:
    """Let the readers click, print how long a re-run took, and return the server's CPU ms of one."""
    server_process, own = psutil.Process(pid), psutil.Process()
    before, own_before = spent(server_process), spent(own)
    answered = asyncio.run(readers(base, queries, page))
    runs = len(answered)
    each, clients = (spent(server_process) - before) / runs, (spent(own) - own_before) / runs
    print(
        f"{name}: {READERS} readers, goal p50 150 ms, p95 300 ms; load of the machine {os.getloadavg()[0]:.1f}\n"
        f"  every click         {quantiles([took for took, _ in answered])}\n"
        f"  a page seen before  {quantiles([took for took, seen in answered if seen])}\n"
        f"  first sight of it   {quantiles([took for took, seen in answered if not seen])}\n"
        f"  CPU of a run: server {each:.0f} ms, reader {clients:.1f} ms"
    )
    return each


def quantiles(times: Sequence[float]) -> str:
    """p50, p95 and the longest of some milliseconds, in words."""
    ordered = sorted(times)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"n {len(ordered):3}   p50 {p50:5.0f} ms   p95 {p95:5.0f} ms   longest {ordered[-1]:5.0f} ms"


def spent(process: psutil.Process) -> float:
    """CPU ms of a process so far, without its children."""
    times = process.cpu_times()
    return float(times.user + times.system) * 1e3


async def readers(base: str, queries: Sequence[str], page: str) -> list[tuple[float, bool]]:
    async with aiohttp.ClientSession() as session:
        all_of_them = (reader(session, base, number, queries, page) for number in range(READERS))
        return [value for one in await asyncio.gather(*all_of_them) for value in one]


async def reader(
    session: aiohttp.ClientSession, base: str, number: int, queries: Sequence[str], page: str
) -> list[tuple[float, bool]]:
    """One reader's times from a click to the end of the run, in ms, and whether this reader had seen the page before.

    Readers click at moments of their own, every five seconds give or take one: if each waited five seconds after its
    answer, one slow answer would bring all who waited for it into step for good.
    """
    drawn, plan = random.Random(number), number * EVERY_S / READERS
    began = time.monotonic()
    await asyncio.sleep(plan)
    address = f"{base.replace('http', 'ws')}/_stcore/stream"
    async with session.ws_connect(address, protocols=["streamlit"], max_msg_size=0, origin=base) as wire:
        known: set[str] = set()
        times, seen = [(await run(wire, "", page, known), False)], {""}
        for turn in range(round(SECONDS / EVERY_S)):
            plan += EVERY_S
            await asyncio.sleep(max(0.0, began + plan + drawn.uniform(-1, 1) - time.monotonic()))
            query = queries[(number + turn) % len(queries)]
            times.append((await run(wire, query, page, known), query in seen))
            seen.add(query)
        return times


async def run(wire: aiohttp.ClientWebSocketResponse, query: str, page: str, known: set[str]) -> float:
    """One click; `known` are the large messages that this reader keeps, as a browser does."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = page
    asked.rerun_script.cached_message_hashes.extend(known)
    began = time.perf_counter()
    await wire.send_bytes(asked.SerializeToString())
    while True:
        heard = await wire.receive(timeout=60)
        if heard.type is aiohttp.WSMsgType.BINARY:
            if SMALL < len(heard.data) < LARGE:
                continue  # neither the end of the run nor one that is kept: not worth the reader's time
            message = ForwardMsg()
            message.ParseFromString(heard.data)
            if message.metadata.cacheable:
                known.add(message.hash)
            if message.WhichOneof("type") == "script_finished":
                return (time.perf_counter() - began) * 1e3
        elif heard.type is not aiohttp.WSMsgType.TEXT:
            raise RuntimeError(f"the server hung up: {heard.type}")


main(sys.argv[1:])
