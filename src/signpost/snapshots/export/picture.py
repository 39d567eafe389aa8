"""PNG: the trend chart at twice its size, readable alone: bottom line above, marks below.

The marks also stand in the file's own text fields, where a picture viewer's "properties" show them in full.
"""

import struct
import textwrap
import unicodedata
import zlib
from typing import Any

import vl_convert

from signpost.errors import ExportError
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.marks import SHORT_DIGEST, filter_words, framework_words, known_words, marks, one_line
from signpost.snapshots.thaw import framework_of, trends_of
from signpost.trends.charts import trend_chart

SCALE = 2
TITLE_CHARS, TEXT_CHARS, SOURCE_CHARS = 84, 118, 140  # what a line of the plot's width holds
MARK = "\u200e"
PNG_HEAD = 8 + 25  # signature and the header chunk


def picture(snapshot: Snapshot) -> bytes:
    """The snapshot's trends as a PNG."""
    document = snapshot.document
    framework = framework_of(snapshot)
    source = (
        framework_words(snapshot),
        f"As of {snapshot.as_of} · known at {known_words(snapshot)} · handling {framework.default_tlp}",
        f"Filters: {filter_words(snapshot)}",
        f"Evidence balance with 80 % bands, method {document['signpost']['method_version']} · "
        f"snapshot {snapshot.id} · digest {snapshot.digest[:SHORT_DIGEST]}… · Signpost",
    )
    chart = trend_chart(
        trends_of(snapshot),
        framework,
        theme="light",
        title=wrapped(snapshot.title or framework.title, TITLE_CHARS),
        subtitle=wrapped(document["sentence"], TEXT_CHARS),
        caption="\n".join(wrapped(line, SOURCE_CHARS) for line in source),
    )
    spec = _lines(chart.to_dict())
    try:
        drawn: bytes = vl_convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[])
    except ValueError as error:
        raise ExportError(snapshot.id, f"the chart could not be drawn: {error}") from error
    return drawn[:PNG_HEAD] + b"".join(_text(*mark) for mark in marks(snapshot).items()) + drawn[PNG_HEAD:]


def wrapped(text: str, chars: int) -> str:
    """The text in lines of at most so many characters; those of East Asian scripts are twice as wide.

    A left-to-right mark at both ends of a right-to-left line keeps it from being reordered across lines: the renderer
    takes all lines of a heading for one paragraph and would draw them over each other.
    """
    text = one_line(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    lines = textwrap.wrap(text, chars // 2 if wide > len(text) / 4 else chars)
    return "\n".join(f"{MARK}{line}{MARK}" if leftwards(line) else line for line in lines)


def leftwards(text: str) -> bool:
    """Whether any letter of the text is written right to left."""
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def _lines(spec: Any) -> Any:
    """The specification with titles of several lines as Vega wants them: as lists."""
    if isinstance(spec, list):
        return [_lines(part) for part in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        key: value.split("\n")
        if key in ("title", "text", "subtitle") and isinstance(value, str) and "\n" in value
        else (value if key == "datasets" else _lines(value))
        for key, value in spec.items()
    }


def _text(name: str, text: str) -> bytes:
    """A PNG text chunk (iTXt, UTF-8, uncompressed)."""
    data = name.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(data)) + b"iTXt" + data + struct.pack(">I", zlib.crc32(b"iTXt" + data))
