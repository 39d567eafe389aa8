import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import signpost
from signpost.errors import ParseError
from signpost.feeds.parse import Parser, Worker

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://wire.example/feed"
CASES = Path(__file__).resolve().parents[1] / "data" / "feeds"
SOURCE = str(Path(signpost.__file__).resolve().parents[1])


@pytest.mark.parametrize("file", sorted(CASES.glob("*.xml")), ids=lambda file: file.stem)
def test_feeds_are_read(file: Path, parser: Parser) -> None:
    """Each file of tests/data/feeds has beside it what should come of it; a new case needs no new code."""
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    given = {name: expected.get(name, "") for name in ("content_type", "usual_language")}
    if "refused" in expected:
        with pytest.raises(ParseError) as caught:
            parser.parse_now(file.read_bytes(), url=URL, now=NOW, **given)
        assert caught.value.reason == expected["refused"]
        return
    read = parser.parse_now(file.read_bytes(), url=URL, now=NOW, **given)
    assert len(read.arrivals) == len(expected["arrivals"])
    assert len({arrival.key for arrival in read.arrivals}) == expected.get("distinct_keys", len(read.arrivals))
    assert read.title == expected.get("title", read.title)
    assert bool(read.flaw) == expected.get("flawed", False)
    for arrival, wanted in zip(read.arrivals, expected["arrivals"], strict=True):
        for name, value in wanted.items():
            got = getattr(arrival, name)
            assert (got.isoformat() if isinstance(got, datetime) else got) == value, (arrival.key, name)


def test_a_body_that_names_a_file_is_not_opened(parser: Parser, tmp_path: Path, make_rss) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(make_rss(("1", "Secret")))
    with pytest.raises(ParseError, match="not a feed"):
        parser.parse_now(str(secret).encode(), url=URL, now=NOW)


def test_items_beyond_the_cap_are_counted(parser: Parser, make_rss) -> None:
    read = parser.parse_now(make_rss(*((f"g{n}", f"Title {n}") for n in range(2100))), url=URL, now=NOW)
    assert (len(read.arrivals), read.cut) == (2000, 100)
    assert read.flaw == ""


def test_the_item_in_which_an_answer_broke_off_is_left_for_the_next_time(parser: Parser, make_rss) -> None:
    whole = make_rss(*((f"g{n}", f"Report {n}") for n in range(12)))
    for place in range(whole.index(b"<item"), len(whole), 37):
        half = whole[:place]
        closed = half.count(b"</item>")
        if closed:
            read = parser.parse_now(half, url=URL, now=NOW, torn=True)
            assert len(read.arrivals) == closed
            assert {a.key for a in read.arrivals} <= {a.key for a in parser.parse_now(whole, url=URL, now=NOW).arrivals}


def test_a_feed_that_takes_for_ever_is_killed_and_the_next_one_is_read(make_rss) -> None:
    endless = b"<rss><channel>" + b"<a " * 400_000  # the lenient parser's time grows with their square
    with Parser(workers=1) as hasty:
        hasty.parse_now(make_rss(("1", "One")), url=URL, now=NOW)
        with pytest.raises(ParseError, match="longer than 1 seconds"):
            hasty.parse_now(endless, url=URL, now=NOW, within_s=1.0)
        assert hasty.parse_now(make_rss(("1", "One")), url=URL, now=NOW).arrivals[0].title == "One"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds processes to a memory limit")
def test_a_feed_that_wants_too_much_memory_is_refused(make_rss) -> None:
    body = make_rss(*((f"g{n}", "x" * 8000) for n in range(2000)))
    with Parser(workers=1, memory=64 * 1024 * 1024) as small:
        with pytest.raises(ParseError, match="memory"):
            small.parse_now(body, url=URL, now=NOW)
        assert small.parse_now(make_rss(("1", "One")), url=URL, now=NOW).arrivals


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_worker_ends_with_its_parent_even_when_that_is_killed() -> None:
    script = (
        "import sys, time; from signpost.feeds.parse import Worker\n"
        "worker = Worker(); print(worker.pid, flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    ends = time.monotonic() + 60
    while alive(pid) and time.monotonic() < ends:
        time.sleep(0.02)
    assert not alive(pid)


def alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_the_worker_stays_small() -> None:
    heavy = "{'pandas', 'numpy', 'sqlalchemy', 'streamlit', 'aiohttp', 'scipy', 'altair'}"
    script = f"import sys, signpost.feeds.parse_worker; print(sorted({heavy} & set(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, check=True
    )
    assert ran.stdout.split() == [b"[]"]


def test_a_feed_that_was_ended_waits_with_its_like_and_holds_no_other_up(
    make_rss, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = b"<rss><channel>" + b"<a " * 400_000
    slow = [f"https://slow.example/{n}" for n in range(3)]
    started: list[Worker] = []
    monkeypatch.setattr("signpost.feeds.parse.Worker", lambda memory: started.append(Worker(memory)) or started[-1])

    async def ended(parser: Parser, url: str, within_s: float) -> None:
        with pytest.raises(ParseError, match=r"longer than|crash"):
            await parser.parse(endless, url=url, now=NOW, within_s=within_s)

    async def run(parser: Parser) -> None:
        await asyncio.gather(*(ended(parser, url, 0.5) for url in slow))
        again = [asyncio.create_task(ended(parser, url, 60)) for url in slow]
        await asyncio.sleep(0.05)
        for n in range(3):
            assert (await parser.parse(make_rss(("1", "One")), url=f"{URL}/{n}", now=NOW)).arrivals
        assert not all(task.done() for task in again)
        for task in again:
            task.cancel()
        for worker in started:  # nobody wants to wait for it
            os.kill(worker.pid, signal.SIGKILL) if worker._process.poll() is None else None

    with Parser(workers=2, deadline_s=60) as parser:
        asyncio.run(run(parser))


def test_several_feeds_at_once_get_their_own_answers(make_rss) -> None:
    async def run(parser: Parser) -> list[str]:
        bodies = [make_rss((str(n), f"Title {n}")) for n in range(12)]
        reads = await asyncio.gather(*(parser.parse(body, url=URL, now=NOW) for body in bodies))
        return [read.arrivals[0].title for read in reads]

    with Parser(workers=2) as parser:
        assert asyncio.run(run(parser)) == [f"Title {n}" for n in range(12)]
