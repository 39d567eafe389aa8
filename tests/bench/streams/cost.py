"""What it costs, and whether streams that go the whole way, as rows of evidence, give the same."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from bridge import _evidence, _tag

from signpost.indicators.counted import rows_of
from signpost.indicators.ledger import daily, day_of
from signpost.indicators.measure import measure
from signpost.indicators.running import Running
from signpost.trends.shifts import shifts
from signpost.trends.trace import trace
from streams.bench import Bench
from streams.invented import FIRST, Stream, stream, sums, world

WARM, YEAR = 150, 365


def speed(bench: Bench) -> None:
    rng = np.random.default_rng(bench.seed)
    one = stream(rng, world(rng), np.full(WARM + YEAR, 0.5), 6.0, recall=bench.recall)
    held, last = sums(one), FIRST + one.size - 1

    def chart() -> None:
        of = replace(held)  # as if never seen: nothing reckoned before serves
        shifts(of, day_of(last))
        trace(of, "f", day_of(last - YEAR + 1), day_of(last))

    spent = quickest(chart, 7)
    bench.row("365-day chart of a factor with its shifts", spent <= 20, "≤ 20 ms", f"{spent:.1f} ms")
    took = tag_cost(rng)
    text = f"{took:.3f} ms"
    bench.row("a tag or retag taken into the sums of 20,000 stories", took <= 0.1, "≤ .1 ms", text)
    if not bench.quick:
        frame = many_tags(1_000_000, rng)
        spent = quickest(lambda: daily(frame, "f"), 2) / 1000
        bench.row("daily sums of a factor out of 1,000,000 tags", spent <= 0.3, "≤ .3 s", f"{spent:.2f} s")


def tag_cost(rng: np.random.Generator) -> float:
    """Milliseconds of processor time of one change of one story, half of the time at most."""
    running = Running(many_tags(20_000, rng).assign(tagged_at=pd.Timestamp(0), known_from=pd.Timestamp(0)))
    rows = rows_of(many_tags(400, rng).assign(tagged_at=pd.Timestamp(0), known_from=pd.Timestamp(0)))
    spent = []
    for story, row in enumerate(rows):
        began = time.process_time()
        running.tell(story, [row])
        spent.append(time.process_time() - began)
    return float(np.median(spent)) * 1e3


def quickest(work: Callable[[], object], times: int) -> float:
    """Milliseconds of processor time, the best of a few."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent) * 1e3


def many_tags(count: int, rng: np.random.Generator) -> pd.DataFrame:
    story = np.sort(rng.integers(0, count // 2, count))
    words = {"kind": ["tag"], "direction": ["strengthens", "neutral", "weakens"], "factor_id": list("fghij")}
    texts = {name: pd.array(np.array(of)[rng.integers(0, len(of), count)], dtype="str") for name, of in words.items()}
    day = np.datetime64("2024-01-01", "s") + (story // 700).astype("timedelta64[D]")
    return pd.DataFrame(
        texts
        | {"story_id": story, "headline_id": np.arange(count), "analyst_id": rng.integers(1, 6, count), "day": day}
        | {"weight": np.ones(count, dtype=np.int64), "copies": np.ones(count, dtype=np.int64)}
        | {"outlet": pd.array(np.array([f"Outlet {i}" for i in range(150)])[story % 150], dtype="str")}
    )


def evidence_too(bench: Bench) -> None:
    """Some streams go the whole way, as rows of evidence: the sums must be the same; thirty headlines move it up."""
    same = []
    for rng in bench.rngs("evidence", 2, 12):
        one = stream(rng, world(rng), np.full(WARM, 0.5), 6.0, recall=bench.recall)
        mine, theirs = sums(one), daily(_evidence(tags_of(one)), "f")
        pairs = [(getattr(mine, name), getattr(theirs, name)) for name in ("days", "n", "k", "contested")]
        last = day_of(FIRST + one.size - 1)
        equal = all(np.array_equal(a, b) for a, b in pairs)
        same.append(equal and measure(mine, last).level == measure(theirs, last).level)
    bench.row("streams through real evidence frames give the same", all(same), "all", f"{sum(same)} of {len(same)}")
    day = date(2026, 5, 1)
    calm = [_tag(i, day=day - timedelta(days=i % 60), direction=("weakens", "strengthens")[i % 2]) for i in range(240)]
    more = [_tag(1000 + i, day=day - timedelta(days=i % 6), title="Alarm as war threat grows") for i in range(30)]
    before, after = (measure(daily(_evidence(rows), "money"), day).level for rows in (calm, calm + more))
    text = f"{before:.0f} → {after:.0f}"
    bench.row("thirty headlines tagged “strengthens” move it up", after > before + 5, "up", text)


def tags_of(one: Stream) -> Iterator[dict[str, object]]:
    votes = zip(one.day, one.outlet, one.analyst, one.second, one.up, one.up_second, strict=True)
    for story, (day, outlet, analyst, second, up, up_second) in enumerate(votes):
        for who, said in ((analyst, up), (second, up_second)):
            if who >= 0:
                given = {"factor_id": "f", "analyst_id": int(who) + 1, "outlet": f"Outlet {outlet:02}"}
                way = "strengthens" if said else "weakens"
                yield _tag(story, day=day_of(FIRST + int(day)), direction=way, **given)
