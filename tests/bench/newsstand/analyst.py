"""An analyst who tags while feeds are collected: saves one tag at a time until standard input ends.

Beside each save stands a bare write with fsync into a file next to the database: what the disk alone makes one wait.
"""

import json
import os
import random
import sys
import threading
import time
from pathlib import Path

from ours import now, opened

from signpost.errors import SignpostError
from signpost.nouns.tag import Action, Direction, Event

THINKS_S = (0.05, 0.4)


def main(database: str) -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    draw = random.Random(1)
    at: list[float] = []
    waits: list[float] = []
    disk: list[float] = []
    safe: list[str] = []
    failures: list[str] = []
    with opened(database) as store, Path(f"{database}-floor").open("wb") as floor:
        analyst = store.analysts.named("Soak", now())
        factors = [factor.id for factor in store.framework.active]
        while not ended.wait(draw.uniform(*THINKS_S)):
            ids = [pick.headline_id for pick in store.inbox.next(analyst.id, 20)]
            if not ids:
                continue
            event = Event(
                uid=f"soak-{len(waits)}",
                action=Action.TAG,
                headline_id=draw.choice(ids),
                at=now(),
                factor_id=draw.choice(factors),
                direction=draw.choice(list(Direction)),
            )
            at.append(time.time())
            began = time.perf_counter()
            try:
                safe += store.tags.save([event], analyst, now()).acknowledged
            except SignpostError as error:
                failures.append(str(error))
            saved = time.perf_counter()
            floor.write(bytes(4096))
            floor.flush()
            os.fsync(floor.fileno())
            waits.append(1000 * (saved - began))
            disk.append(1000 * (time.perf_counter() - saved))
    print(json.dumps({"at": at, "waits": waits, "disk": disk, "safe": safe, "failures": failures}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
