"""The process that parses: `python -m signpost.feeds.parse_worker`, fed over its standard input.

A request is two frames, JSON and the body; an answer is one frame of JSON. It ends when its input ends (so also when
its parent was killed), and by itself when one parse takes longer than its deadline.
"""

import faulthandler
import io
import json
import os
import re
import signal
import sys
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import feedparser

from signpost.feeds.entries import MOST_ITEMS, Parsed, parsed
from signpost.feeds.frames import read_frame, write_frame

ITEM_OPENS = re.compile(rb"<(?:\w{1,20}:)?(item|entry)[\s>]")
ITEM_CLOSES = re.compile(rb"</(?:\w{1,20}:)?(?:item|entry)\s*>")
UNPAIRED = re.compile(rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:5[3-9]|6\d|7[0-3])\d{2});")
OTHER = "this is not a feed"
MARKUP_HEAD = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*", re.DOTALL)


class NoFeed(Exception):
    """The message says what it is instead."""


def parse_feed(body: bytes, *, url: str, content_type: str, now: datetime, usual_language: str = "") -> Parsed:
    """Read a feed, however ill-formed, as long as there is something in it. NoFeed says what it is instead."""
    body, cut = capped(without_nuls(body))
    # no address: feedparser would turn every guid into a link below it, and keys would change when a feed moves
    headers = {"content-type": content_type} if content_type else {}
    result = raw(body, headers)
    if not result.entries and not result.version:
        raise NoFeed(what_it_is(body))
    read = parsed(result, url=url, now=now, usual_language=usual_language)
    return replace(read, cut=read.cut + cut)


def raw(body: bytes, headers: dict[str, str]) -> Any:
    """feedparser's reading. Its argument must be a stream: bytes and text it would first try as a file name."""
    options = {"sanitize_html": False, "resolve_relative_uris": False, "response_headers": headers}
    try:
        return feedparser.parse(io.BytesIO(body), **options)
    except (UnicodeError, ValueError, LookupError):  # lone surrogates, unheard-of character sets, odd dates
        clean = UNPAIRED.sub(b"&#65533;", body.decode("utf-8", "replace").encode())
        headers = {**headers, "content-type": "application/xml; charset=utf-8"}
        return feedparser.parse(io.BytesIO(clean), **{**options, "response_headers": headers})


def without_nuls(body: bytes) -> bytes:
    """No XML parser takes a NUL; in UTF-16 and UTF-32 they are halves of letters and stay."""
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in body[:4]
    return body.replace(b"\x00", b"") if b"\x00" in body and not wide else body


def capped(body: bytes, most: int = MOST_ITEMS) -> tuple[bytes, int]:
    """Leave out what lies between the last item that is read and the end of the last one; also how many that were.

    Without it one feed of 50,000 items takes longer than the deadline and brings nothing at all.
    """
    starts = [found.start() for found in ITEM_OPENS.finditer(body)]
    if len(starts) <= most:
        return body, 0
    ends = [found.end() for found in ITEM_CLOSES.finditer(body, starts[-1])]
    tail = body[ends[-1] :] if ends else b""
    return body[: starts[most]] + tail, len(starts) - most


def what_it_is(body: bytes) -> str:
    """Why this is no feed, in words."""
    head = body[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    start = head[MARKUP_HEAD.match(head).end() :].lower()[:200]  # type: ignore[union-attr]
    if not head:
        return "the answer is empty"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "this is a web page, not a feed"
    if head[:1] in b"{[":
        return "this is JSON, which is not read as a feed"
    if start.startswith(b"<opml"):
        return "this is a list of feeds (OPML), not a feed: import it instead"
    if start.startswith(b"<"):
        name = re.match(rb"<!?[\w:.-]{1,40}", start)
        return (
            f"this is a document of another kind (“{name[0].decode('ascii', 'replace')}>”), not a feed"
            if name
            else OTHER
        )
    return OTHER


def as_json(read: Parsed) -> dict[str, Any]:
    document = asdict(read)
    for arrival in document["arrivals"]:
        moment = arrival["published_at"]
        arrival["published_at"] = moment.isoformat() if moment else None
    return document


def limit_memory(size: int) -> None:
    """As far as the system can: macOS ignores it, Windows has no such limit; the caps on input hold there."""
    if sys.platform != "win32":
        import resource

        try:
            resource.setrlimit(resource.RLIMIT_AS, (size, size))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        except (ValueError, OSError):
            return


def answer(request: dict[str, Any], body: bytes) -> dict[str, Any]:
    try:
        read = parse_feed(
            body,
            url=request["url"],
            content_type=request["content_type"],
            now=datetime.fromisoformat(request["now"]),
            usual_language=request["usual_language"],
        )
    except NoFeed as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "reading it takes more memory than is allowed", "spent": True}
    except RecursionError:
        return {"refused": "it is nested too deeply to be read"}
    except Exception as error:  # a stranger's bytes in a third party's parser: whatever it is, it is this feed's
        return {"refused": f"it cannot be read ({type(error).__name__}: {str(error)[:200]})"}
    return {"parsed": as_json(read)}


def main() -> None:
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not end up among the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is the parent's to handle
    limit_memory(int(sys.argv[1]))
    quiet = open(os.devnull, "wb")  # noqa: SIM115, PTH123 (stays open: the watchdog writes to it)
    write_frame(answers, b'{"ready": true}')
    while (frame := read_frame(requests)) is not None and (body := read_frame(requests)) is not None:
        request = json.loads(frame)
        # the parent kills us at the deadline; this is for the case that there is no parent any more
        faulthandler.dump_traceback_later(request["deadline_s"] + 2, exit=True, file=quiet)
        reply = json.dumps(answer(request, body)).encode("ascii")
        faulthandler.cancel_dump_traceback_later()
        del body
        write_frame(answers, reply)


if __name__ == "__main__":
    main()
