"""What a snapshot costs, small and large: python3 dev.py bench snapshots [TAGS …]

Invented evidence of 2,000, 20,000 and 200,000 tags (unless others are asked for) is frozen and sealed, verified, and
written as a workbook and as Parquet. The floor, measured in the same run, is a bare json.dumps of the same rows, packed
into a zip. CPU seconds, so that it can run beside others; memory is what the step added at its height.

The goals: 2,000 tags within 3 s and 200,000 within 30 s (frozen and sealed), a workbook of 20,000 within 2 s.
"""

import gc
import io
import json
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load
from signpost.nouns.snapshot import Snapshot
from signpost.settings import ROOT
from signpost.snapshots.export import export
from signpost.snapshots.seal import seal
from signpost.snapshots.verify import verify
from signpost.trends.expected import stated
from tests.snapshots.conftest import frozen, invented

SIZES = ("2000", "20000", "200000")
LOOK_S = 0.02
PAGE = 4096


def main(sizes: list[str]) -> None:
    framework = load(ROOT / "data" / "scenarios" / "hesitation.toml")
    for tags in map(int, sizes or SIZES):
        measured(framework, tags)


def measured(framework: Framework, tags: int) -> None:
    evidence = invented(framework, tags)
    made: list[Snapshot] = []
    sealed: list[bytes] = []

    def create() -> None:
        made.append(frozen(evidence, framework, stated=stated(framework, [])))
        sealed.append(seal(made[0]))

    costs = {"frozen and sealed": spent(create)}
    rows = made[0].document["evidence"]
    floor = spent(lambda: bare(rows))[0]
    costs["verified"] = spent(lambda: verify(sealed[0]))
    costs["as a workbook"] = spent(lambda: export(made[0], "xlsx"))
    costs["as Parquet"] = spent(lambda: export(made[0], "parquet"))
    print(f"{len(rows):,} tags count, {len(sealed[0]) / 1e6:.1f} MB sealed; floor (json, zip) {floor:.2f} s")
    for name, (seconds, megabytes) in costs.items():
        print(f"  {name:18} {seconds:7.2f} s {seconds / floor:6.1f} × the floor   + {megabytes:5.0f} MB", flush=True)


def bare(rows: list[dict[str, Any]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rows.json", json.dumps(rows))
    return packed.getvalue()


def spent(act: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds, and the megabytes that the process grew by at its height (0 where the system does not tell)."""
    gc.collect()
    before = highest = resident()
    over = threading.Event()

    def look() -> None:
        nonlocal highest
        while not over.wait(LOOK_S):
            highest = max(highest, resident())

    looking = threading.Thread(target=look)
    looking.start()
    began = time.process_time()
    act()
    seconds = time.process_time() - began
    over.set()
    looking.join()
    return seconds, highest - before


def resident() -> float:
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * PAGE / 1e6 if told.exists() else 0.0


if __name__ == "__main__":
    main(sys.argv[1:])
