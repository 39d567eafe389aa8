"""PNG and SVG: the trend chart, readable alone: bottom line above, marks below.

The marks also stand in the file's own text fields, where a viewer's "properties" show them in full.
"""

import struct
import zlib
from xml.sax.saxutils import escape

from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export.charts import trends_chart
from signpost.snapshots.export.drawing import png_of, svg_of
from signpost.snapshots.marks import marks, one_line

SCALE = 2
PNG_HEAD = 8 + 25  # signature and the header chunk


def picture(snapshot: Snapshot) -> bytes:
    """The snapshot's trends as a PNG, at twice its size."""
    return signed_png(png_of(trends_chart(snapshot), snapshot.id, SCALE), snapshot)


def drawing(snapshot: Snapshot) -> bytes:
    """The snapshot's trends as an SVG."""
    return signed_svg(svg_of(trends_chart(snapshot), snapshot.id), snapshot)


def signed_png(drawn: bytes, snapshot: Snapshot) -> bytes:
    return drawn[:PNG_HEAD] + b"".join(_text(*mark) for mark in marks(snapshot).items()) + drawn[PNG_HEAD:]


def signed_svg(drawn: str, snapshot: Snapshot) -> bytes:
    """The marks as the drawing's description, behind its opening tag."""
    told = "\n".join(f"{name}: {one_line(text)}" for name, text in marks(snapshot).items())
    head, end, rest = drawn.partition(">")
    return f"{head}{end}<desc>{escape(told)}</desc>{rest}".encode()


def _text(name: str, text: str) -> bytes:
    """A PNG text chunk (iTXt, UTF-8, uncompressed)."""
    data = name.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(data)) + b"iTXt" + data + struct.pack(">I", zlib.crc32(b"iTXt" + data))
