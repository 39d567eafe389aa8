"""The floor: feedparser with sanitising and resolving off, and nh3, over the same bytes, in one process."""

import io
import json
import sys
import time

import feedparser
import nh3
from paper import edition, written


def main(feeds: int) -> None:
    bodies = [written(feed, edition(feed, 0)) for feed in range(feeds)]
    began = time.process_time()
    read = [feedparser.parse(io.BytesIO(b), sanitize_html=False, resolve_relative_uris=False) for b in bodies]
    parsed = time.process_time()
    for result in read:
        for entry in result.entries:
            fragments = [entry.get("summary", ""), *(part.value for part in entry.get("content", ()))]
            for fragment in dict.fromkeys(fragments):
                nh3.clean(fragment)
    cleaned = time.process_time()
    entries = sum(len(result.entries) for result in read)
    print(json.dumps({"feedparser": parsed - began, "nh3": cleaned - parsed, "entries": entries}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
