"""How the product bears a large store: python3 dev.py bench scale [ROWS | FILE.csv[.gz]]

Imports a headline file (invented rows unless one is given), twice, then times the queue, the search and a re-run of
every page. Floors, measured in the same run: a bare sqlite3 table with one index and a search index for the import, a
page that only writes one line for the re-runs.
"""

import csv
import gzip
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from streamlit.testing.v1 import AppTest

from signpost.desk import server
from signpost.feeds.headline_file import import_headlines
from signpost.nouns.framework_file import load
from signpost.nouns.tag import Action, Direction, Event
from signpost.settings import ROOT
from signpost.store import Store, Wanted, open_store
from signpost.tagging.queue import relevance

PAGES = ("1_indicators.py", "2_tagging.py", "3_trends.py", "5_headlines.py", "6_feeds.py", "8_snapshots.py")
SEED = 7


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted = arguments[0] if arguments else "444729"
        file = Path(wanted) if not wanted.isdigit() else invented(Path(folder) / "rows.csv.gz", int(wanted))
        words = common_words(file)
        floor = timed(lambda: bare_import(file, Path(folder) / "bare.db"))
        framework = load(ROOT / "data" / "scenarios" / "hesitation.toml")
        database = Path(folder) / "scale.db"
        with open_store(str(database), framework, relevance(framework).rank) as store:
            store.inbox.catch_up()
            first = timed(lambda: import_headlines(store, file, now()))
            again = timed(lambda: import_headlines(store, file, now()))
            print(f"{store.headlines.count():,} headlines, {store.inbox.waiting():,} stories wait")
            print(f"bare import (floor)  {floor:8.1f} s")
            print(f"import               {first:8.1f} s   {first / floor:5.1f} × the floor")
            print(f"the same file again  {again:8.1f} s   {again / floor:5.1f} × the floor")
            asked(store, words)
            tagged(store)
        rerun(database, Path(folder) / "floor.py")


def asked(store: Store, words: list[str]) -> None:
    analyst = store.analysts.named("Bench", now())
    draw = random.Random(SEED)
    spread("next 50 of the queue", [timed(lambda: store.inbox.next(analyst.id, 50)) for _ in range(200)])
    queries = [" ".join(draw.sample(words, draw.choice((1, 1, 2, 3)))) for _ in range(200)]
    spread("search, first page", [timed(lambda q=q: store.headlines.page(Wanted(text=q))) for q in queries])


def tagged(store: Store) -> None:
    """Two thousand tags over the newest months, so that the pages have something to reckon."""
    draw = random.Random(SEED)
    analyst = store.analysts.named("Bench", now())
    factors = [factor.id for factor in store.framework.active]
    ids = [pick.headline_id for pick in store.inbox.next(analyst.id, 2000)]
    events = [
        Event(
            uid=f"bench {i}",
            action=Action.TAG,
            headline_id=i,
            at=now(),
            factor_id=draw.choice(factors),
            direction=draw.choice(list(Direction)),
        )
        for i in ids
    ]
    for start in range(0, len(events), 200):
        store.tags.save(events[start : start + 200], analyst, now())


def rerun(database: Path, floor_page: Path) -> None:
    floor_page.write_text("import streamlit as st\nst.write('one line')\n", "utf-8")
    bare = AppTest.from_file(str(floor_page), default_timeout=120)
    bare.run()
    floor = sorted(timed(bare.run) for _ in range(30))[15]
    print(f"a page of one line (floor)  p50 {floor * 1e3:6.1f} ms")
    os.environ |= {"SIGNPOST_DATABASE": str(database), "SIGNPOST_COLLECT": "no"}
    app = AppTest.from_file(str(ROOT / "pages" / "0_frame.py"), default_timeout=120)
    app.run()
    for page in PAGES:
        app.switch_page(page)
        first = timed(app.run)
        times = [timed(app.run) for _ in range(20)]
        spread(f"{page} (first {first * 1e3:.0f} ms)", times, floor)
    server.close()


def spread(name: str, seconds: list[float], floor: float = 0.0) -> None:
    ordered = sorted(seconds)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    ratio = f"   p50 {p50 / floor:.1f} × the floor" if floor else ""
    print(f"{name:38} p50 {p50 * 1e3:7.1f}  p95 {p95 * 1e3:7.1f}  max {ordered[-1] * 1e3:7.1f} ms{ratio}")


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def now() -> datetime:
    return datetime.now(UTC)


def opened(file: Path) -> list[dict[str, str]]:
    with (
        gzip.open(file, "rt", encoding="utf-8", newline="")
        if file.suffix == ".gz"
        else file.open(encoding="utf-8", newline="") as text
    ):
        return list(csv.DictReader(text))


def bare_import(file: Path, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE headlines (id INTEGER PRIMARY KEY, url TEXT, title TEXT, published TEXT)")
        connection.execute("CREATE INDEX published ON headlines (published)")
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(title, content='')")
        rows = opened(file)
        connection.executemany("INSERT INTO headlines (url, title, published) VALUES (:url, :title, :published)", rows)
        connection.execute("INSERT INTO words (rowid, title) SELECT id, title FROM headlines")
        connection.commit()


def common_words(file: Path) -> list[str]:
    """A hundred words from the file's own titles, frequent and rare ones."""
    found = sorted({word for row in opened(file)[::50] for word in row["title"].split() if word.isalpha()})
    return random.Random(SEED).sample(found, 100)


def invented(file: Path, count: int) -> Path:
    """Rows of made-up words, with a quarter of the titles carried twice."""
    draw = random.Random(SEED)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    vocabulary = ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(20_000)]
    vocabulary += ["Russia", "Iran", "Israel", "Moscow", "Tehran"] * 200
    start = datetime(2022, 1, 1, tzinfo=UTC)
    with gzip.open(file, "wt", encoding="utf-8", newline="", compresslevel=1) as text:
        writer = csv.writer(text)
        writer.writerow(["id", "published", "outlet", "title", "url"])
        title = ""
        for number in range(count):
            if draw.random() > 0.25 or not title:
                title = " ".join(draw.choices(vocabulary, k=draw.randint(5, 14)))
            day = start + timedelta(minutes=number * 5)
            outlet = f"Outlet {draw.randint(1, 80)}"
            writer.writerow([f"b{number}", day.isoformat(), outlet, title, f"https://bench.invalid/{number}"])
    return file


if __name__ == "__main__":
    main(sys.argv[1:])
