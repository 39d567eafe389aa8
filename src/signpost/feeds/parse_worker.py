"""The process that parses: `python -m signpost.feeds.parse_worker`, fed over its standard input.

A request is two frames, JSON and the body; an answer is one frame of JSON. It ends when its input ends (so also when
its parent was killed), and by itself when one parse takes longer than its deadline.
"""

import base64
import contextlib
import faulthandler
import json
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from signpost.feeds import garbage
from signpost.feeds.frames import feed_as_rows, read_frame, write_frame
from signpost.feeds.reading import NoFeed, parse_feed


def limit_memory(budget: int) -> None:
    """Hold this process to `budget` bytes of memory, on Linux; elsewhere the caps on input must do.

    The system counts reserved addresses, of which a Python with its libraries has far more than it uses, so what is
    reserved but unused now is added.
    """
    if not sys.platform.startswith("linux"):
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        reserved, used = (
            int(pages) * resource.getpagesize() for pages in Path("/proc/self/statm").read_text().split()[:2]
        )
        size = reserved - used + budget
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_work(seconds: float) -> None:
    """End this process by SIGPROF after so much processor time (0: no limit), where the system can do that."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def answer(request: dict[str, Any], body: bytes) -> dict[str, Any]:
    try:
        read = parse_feed(
            body,
            url=request["url"],
            content_type=request["content_type"],
            now=datetime.fromisoformat(request["now"]),
            usual_language=request["usual_language"],
            seen=base64.b64decode(request["seen"]),
            torn=request["torn"],
        )
    except NoFeed as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "reading it takes more memory than is allowed", "spent": True}
    except RecursionError:
        return {"refused": "it is nested too deeply to be read"}
    except Exception as error:  # a stranger's bytes in a third party's parser: whatever it is, it is this feed's
        return {"refused": f"it cannot be read ({type(error).__name__}: {str(error)[:200]})"}
    return {"parsed": feed_as_rows(read)}


def main() -> None:
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not end up among the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is the parent's to handle
    limit_memory(int(sys.argv[1]))
    garbage.seldom()
    os.environ["TZ"] = "UTC"  # feedparser reads some dates by the local clock
    if hasattr(time, "tzset"):
        time.tzset()
    quiet = open(os.devnull, "wb")  # noqa: SIM115, PTH123 (stays open: the watchdog writes to it)
    write_frame(answers, b'{"ready": true}')
    while (frame := read_frame(requests)) is not None and (body := read_frame(requests)) is not None:
        request = json.loads(frame)
        # the parent kills us at the deadline; this is for the case that there is no parent any more
        faulthandler.dump_traceback_later(request["deadline_s"] + 2, exit=True, file=quiet)
        limit_work(request["work_s"])
        reply = json.dumps(answer(request, body)).encode("ascii")
        limit_work(0)
        faulthandler.cancel_dump_traceback_later()
        del body
        write_frame(answers, reply)


if __name__ == "__main__":
    main()
