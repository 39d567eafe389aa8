"""The process that keeps the pile in order: `python -m signpost.tagging.ranking_worker`.

Its first line of input names the database and the framework file, as JSON. Then it looks every two seconds until its
input ends (so also when its parent was killed). It answers one line of JSON for each look that changed something:
{"labels", "ordered", "learnt", "seconds"}, or {"failed": why}. Exit 3: it cannot work here, do not start it again.
"""

import contextlib
import json
import os
import select
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

PAUSE_S = 2.0
UNABLE = 3
NICE = 10


def main() -> int:
    order = json.loads(sys.stdin.readline() or "{}")
    if not order:
        return 0
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICE)
    try:
        from signpost.errors import SignpostError
        from signpost.nouns.framework_file import load
        from signpost.store import open_store
        from signpost.tagging.queue import relevance
        from signpost.tagging.ranking import Ranker
    except ImportError as error:  # scikit-learn is missing or broken here: the queue keeps the framework's own order
        say({"failed": str(error)})
        return UNABLE
    file = Path(order["framework"])
    framework = load(file)
    with open_store(order["database"], framework, relevance(framework).rank, file=file) as store:
        ranker = Ranker(store, f"{os.getpid()} {uuid4().hex[:8]}")
        while not ended(PAUSE_S):
            began = time.monotonic()
            try:
                done = ranker.look(datetime.now(UTC), stop=ended)
            except SignpostError as error:
                say({"failed": str(error)})
                continue
            if done is not None:
                spent = round(time.monotonic() - began, 3)
                say({"labels": done.labels, "ordered": done.ordered, "learnt": done.learnt, "seconds": spent})
        with contextlib.suppress(SignpostError):
            ranker.over()
    return 0


def ended(seconds: float = 0.0) -> bool:
    """Whether the input ended; waits up to so long for that."""
    if sys.platform == "win32":  # no waiting on a pipe there: the parent ends this process
        time.sleep(seconds)
        return False
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(ready) and not sys.stdin.readline()


def say(words: dict[str, object]) -> None:
    with contextlib.suppress(BrokenPipeError):  # the parent was killed: nobody listens, and the input has ended too
        os.write(sys.stdout.fileno(), f"{json.dumps(words)}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
