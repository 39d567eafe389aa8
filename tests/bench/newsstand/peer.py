"""`reader` over the same feeds, in its own environment: a round for each line of standard input, answered in JSON."""

import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")


def main(database: str, *urls: str) -> None:
    from reader import make_reader

    reader = make_reader(database)
    for url in sys.stdin.readline().split():
        reader.add_feed(url)
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        began, before = time.perf_counter(), cpu()
        # without scheduled=False it would ask each feed once an hour only
        results = [result.value for result in reader.update_feeds_iter(scheduled=False, workers=1)]
        failed = sum(isinstance(value, Exception) for value in results)
        entries = reader.get_entry_counts().total
        took = {"wall": time.perf_counter() - began, "cpu": cpu() - before}
        print(json.dumps({**took, "entries": entries, "failed": failed}), flush=True)


def cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    main(*sys.argv[1:])
