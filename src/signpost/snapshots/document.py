"""A snapshot's document: JSON types only, one canonical form, one digest, one layout.

The digest is the SHA-256 of the canonical JSON of the document without its key "digest": keys sorted, no spaces, UTF-8,
numbers as Python's `repr` writes them. Times are UTC with microseconds and a Z, days are ISO dates, NaN is null.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

FORMAT = 2
"""The version of the keys that `freeze` documents: a file with a higher one is from a newer Signpost."""


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
    said = {key: value for key, value in document.items() if key != "digest"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def laid_out(document: Mapping[str, Any]) -> bytes:
    """The document as a JSON file for people: a key or a row on a line.

    By hand, because Python's own indentation gives a line to every number and is several times slower.
    """
    keys = ",\n".join(f"  {_line(key)}: {_block(value)}" for key, value in document.items())
    return f"{{\n{keys}\n}}\n".encode()


def _block(value: Any) -> str:
    if isinstance(value, dict) and value:
        return _rows("{", (f"{_line(key)}: {_line(inner)}" for key, inner in value.items()), "}")
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _rows("[", map(_line, value), "]")
    return _line(value)


def _rows(opens: str, rows: Iterable[str], closes: str) -> str:
    return opens + "\n    " + ",\n    ".join(rows) + f"\n  {closes}"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
