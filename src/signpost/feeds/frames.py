"""How the parsing process is spoken to: a frame is a length in four bytes (big endian) and that many bytes.

A feed travels as JSON, its arrivals as rows.
"""

import base64
import struct
from datetime import UTC, datetime
from typing import Any, BinaryIO

from signpost.feeds.entries import Parsed
from signpost.nouns.headline import Arrival, TimeFlag

LENGTH = struct.Struct(">I")
LARGEST = 64 * 1024 * 1024


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    if length > LARGEST:
        return None
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: BinaryIO, body: bytes) -> None:
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


def feed_as_rows(read: Parsed) -> dict[str, Any]:
    """A feed as JSON has it."""
    return {
        "rows": [
            (a.key, a.title, a.url, a.summary, seconds(a.published_at), a.time_flag.value, a.language)
            for a in read.arrivals
        ],
        "texts": [read.title, read.language, read.flaw, read.site],
        "counts": [read.cut, read.items, read.known, read.ttl_s],
        "newest": seconds(read.newest),
        "digests": base64.b64encode(read.digests).decode("ascii"),
    }


def feed_of_rows(document: dict[str, Any]) -> Parsed:
    """The feed that was sent. ValueError, TypeError or KeyError if that is none."""
    title, language, flaw, site = document["texts"]
    cut, items, known, ttl_s = document["counts"]
    return Parsed(
        arrivals=tuple(arrival_of_row(*row) for row in document["rows"]),
        title=title,
        language=language,
        cut=cut,
        flaw=flaw,
        items=items,
        known=known,
        digests=base64.b64decode(document["digests"]),
        ttl_s=ttl_s,
        newest=moment(document["newest"]),
        site=site,
    )


FLAGS = {flag.value: flag for flag in TimeFlag}


def arrival_of_row(
    key: str, title: str, url: str, summary: str, published_at: int | None, flag: str, language: str
) -> Arrival:
    return Arrival(
        key=key,
        title=title,
        url=url,
        summary=summary,
        published_at=moment(published_at),
        time_flag=FLAGS[flag],
        language=language,
    )


def seconds(at: datetime | None) -> int | None:
    return int(at.timestamp()) if at else None


def moment(stamp: int | None) -> datetime | None:
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC)
