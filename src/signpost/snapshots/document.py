"""A snapshot's document: JSON types only, one canonical form, one digest, one layout.

The digest is the SHA-256 of the canonical JSON of the document without its key "digest": keys sorted, no spaces, UTF-8,
numbers as Python's `repr` writes them. Times are UTC with microseconds and a Z, days are ISO dates, NaN is null.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

FORMAT = 2
"""The version of the keys that `freeze` documents: a file with a higher one is from a newer Signpost."""
BATCH = 2000  # rows that are written at a time
NEXT_LINE, BETWEEN = "\n    ", ",\n    "
CANON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
LINE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def stamp(moment: datetime) -> str:
    """A moment as "2026-11-22T14:23:01.000000Z". ValueError if it does not say its zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} does not say in which time zone it is")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def whole_text(text: str) -> str:
    """The text with lone surrogates (halves of characters, which no UTF-8 file can hold) replaced by "?"."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def json_value(value: Any) -> Any:
    """The value in JSON types: tuples become lists, NaN and infinities null, dates and moments text.

    ValueError for anything that has no such form.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return whole_text(str(value))
        case float():
            return float(value) if isfinite(value) else None
        case datetime():
            return stamp(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {whole_text(str(key)): json_value(inner) for key, inner in value.items()}
        case list() | tuple():
            return [json_value(inner) for inner in value]
    raise ValueError(f"a snapshot cannot hold {type(value).__name__}")


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one form of the document that the digest is of."""
    return b"".join(canonical_parts(document))


def canonical_parts(document: Mapping[str, Any]) -> Iterator[bytes]:
    """`canonical`, piece by piece: the whole of a large one need never be in memory."""
    yield b"{"
    for place, key in enumerate(sorted(key for key in document if key != "digest")):
        yield f"{',' if place else ''}{CANON.encode(key)}:".encode()
        value = document[key]
        if isinstance(value, list) and len(value) > BATCH:
            for start in range(0, len(value), BATCH):
                rows = CANON.encode(value[start : start + BATCH])[1:-1]
                yield f"{',' if start else '['}{rows}".encode()
            yield b"]"
        else:
            yield CANON.encode(value).encode()
    yield b"}"


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits."""
    found = hashlib.sha256()
    for part in canonical_parts(document):
        found.update(part)
    return found.hexdigest()


def laid_out(document: Mapping[str, Any]) -> bytes:
    """The document as a JSON file for people: a key or a row on a line.

    By hand, because Python's own indentation gives a line to every number and is several times slower.
    """
    return b"".join(laid_out_parts(document))


def laid_out_parts(document: Mapping[str, Any]) -> Iterator[bytes]:
    """`laid_out`, piece by piece."""
    begin = "{\n"
    for key, value in document.items():
        yield f"{begin}  {LINE.encode(key)}: ".encode()
        begin = ",\n"
        if isinstance(value, dict) and value:
            rows = (f"{LINE.encode(key)}: {LINE.encode(inner)}" for key, inner in value.items())
            yield f"{{\n    {BETWEEN.join(rows)}\n  }}".encode()
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for start in range(0, len(value), BATCH):
                yield f"{BETWEEN if start else '[' + NEXT_LINE}{_rows(value[start : start + BATCH])}".encode()
            yield b"\n  ]"
        else:
            yield LINE.encode(value).encode()
    yield b"\n}\n"


def _rows(rows: list[Any]) -> str:
    """A line for each row. All are encoded at once where that is sure to be taken apart again: `}, {"` stands within no
    JSON text (its quotation mark would be escaped), and as often as between the rows only if no row holds rows itself.
    """
    text = LINE.encode(rows)[1:-1]
    if text.count('}, {"') == len(rows) - 1:
        return text.replace('}, {"', f'}}{BETWEEN}{{"')
    return BETWEEN.join(map(LINE.encode, rows))
