"""Undo a response's content encodings piece by piece, never holding more than a cap. Pure."""

import zlib
from typing import Protocol

import brotli  # type: ignore[import-untyped]

GZIP = b"\x1f\x8b"
PIECE = 64 * 1024
STACKED = 3  # encodings on top of one another; more is an attack or a mistake


class TooLarge(Exception):
    """More came out than the cap allows."""


class Undecodable(Exception):
    """The bytes are not what they are labelled as; the message says what."""


class Stage(Protocol):
    def feed(self, data: bytes, room: int) -> bytes: ...


class Inflate:
    """gzip (any number of members), zlib or raw deflate, told apart by their first bytes."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._engine: zlib._Decompress | None = None
        self._plain = False
        self._held = b""

    def feed(self, data: bytes, room: int) -> bytes:
        """What these bytes decode to; TooLarge as soon as it is more than `room`."""
        data = self._held + data
        self._held = b""
        if self._plain:
            return within_room(data, room)
        if self._engine is None:
            if len(data) < 2:
                self._held = data
                return b""
            if self._start(data):
                return within_room(data, room)
        out = bytearray()
        while data and self._engine is not None:
            try:
                out += self._engine.decompress(data, room - len(out) + 1)
            except zlib.error as error:
                raise Undecodable(f"its {self._label} encoding is broken") from error
            if len(out) > room:
                raise TooLarge
            data = self._engine.unconsumed_tail
            if self._engine.eof:  # another member may follow; anything else at the end is padding
                data = self._engine.unused_data
                if not data.startswith(GZIP):
                    break
                self._engine = zlib.decompressobj(31)
        return bytes(out)

    def _start(self, data: bytes) -> bool:
        """Choose by the first bytes; True if they are not compressed at all (the label lies)."""
        if data.startswith(GZIP):
            self._engine = zlib.decompressobj(31)
        elif self._label == "deflate":
            zlib_header = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
            self._engine = zlib.decompressobj(15 if zlib_header else -15)
        else:
            self._plain = True
        return self._plain


class Brotli:
    def __init__(self) -> None:
        self._engine = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        try:
            piece = self._engine.process(data, output_buffer_limit=PIECE)
            while piece:  # it holds back what is beyond the limit without saying so: ask until nothing comes
                out += piece
                if len(out) > room:
                    raise TooLarge
                piece = self._engine.process(b"", output_buffer_limit=PIECE)
        except brotli.error as error:
            raise Undecodable("its br encoding is broken") from error
        return bytes(out)


def within_room(data: bytes, room: int) -> bytes:
    if len(data) > room:
        raise TooLarge
    return data


class Decoder:
    """Undoes `content_encoding` (a header's value; several are undone last first), at most `cap` bytes in all.

    A body that is still gzip after that (a file served as it lies) is opened too.
    """

    def __init__(self, content_encoding: str, cap: int) -> None:
        labels = [label.strip().lower() for label in content_encoding.split(",")]
        wanted = [label for label in labels if label not in ("", "identity")]
        if len(wanted) > STACKED:
            raise Undecodable("it is encoded more than three times over")
        self._stages: list[Stage] = [stage(label) for label in reversed(wanted)]
        self._stages.append(Inflate("gzip"))
        self._cap = cap
        self.size = 0

    def feed(self, data: bytes) -> bytes:
        for position, part in enumerate(self._stages):
            last = position == len(self._stages) - 1
            data = part.feed(data, self._cap - self.size if last else self._cap)
        self.size += len(data)
        return data


def stage(label: str) -> Stage:
    if label in ("gzip", "x-gzip", "deflate"):
        return Inflate(label.removeprefix("x-"))
    if label == "br":
        return Brotli()
    raise Undecodable(f"it is encoded as “{label[:20]}”, which was not asked for")
