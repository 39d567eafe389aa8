"""Undo a response's content encodings piece by piece, never holding more than a cap. Pure."""

import zlib
from typing import Protocol

import brotli  # type: ignore[import-untyped]

GZIP = b"\x1f\x8b"
PIECE = 64 * 1024
STACKED = 3  # encodings on top of one another; more is an attack or a mistake
MEMBERS = 1000  # of one gzip: each costs a start, a million of empty ones would cost a minute


class TooLarge(Exception):
    """More came out than the cap allows."""


class Undecodable(Exception):
    """The bytes are not what they are labelled as; the message says what, `before` is what the last stage gave."""

    def __init__(self, reason: str, before: bytes = b"") -> None:
        super().__init__(reason)
        self.before = before


class Stage(Protocol):
    def feed(self, data: bytes, room: int) -> bytes: ...

    def ended(self) -> bool: ...


class Inflate:
    """gzip (any number of members), zlib or raw deflate, told apart by their first bytes."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._engine: zlib._Decompress | None = None
        self._plain = False
        self._held = b""
        self._members = 0
        self._gave = False

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
        begun = data
        out = bytearray()
        while data and self._engine is not None and not self._engine.eof:
            try:  # in pieces, so that a fault loses only what stands beside it
                out += self._engine.decompress(data, min(PIECE, room - len(out) + 1))
            except zlib.error as error:
                if self._gave or out or not looks_plain(begun):
                    raise Undecodable(f"its {self._label} encoding is broken", bytes(out)) from error
                self._plain = True  # the label lies
                return within_room(begun, room)
            if len(out) > room:
                raise TooLarge
            data = self._engine.unconsumed_tail
            if self._engine.eof:  # another member may follow; anything else at the end is padding
                data = self._engine.unused_data
                if not data.startswith(GZIP):
                    break
                self._members += 1
                if self._members > MEMBERS:
                    raise Undecodable("it is gzip in more than a thousand pieces", bytes(out))
                self._engine = zlib.decompressobj(31)
        self._gave = self._gave or bool(out)
        return bytes(out)

    def ended(self) -> bool:
        """Whether nothing is missing at the end. Raw deflate often lacks its last mark, which says nothing."""
        return self._engine is None or self._plain or self._engine.eof or self._label == "deflate"

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
        self._plain = False
        self._gave = False

    def feed(self, data: bytes, room: int) -> bytes:
        if self._plain:
            return within_room(data, room)
        out = bytearray()
        try:
            piece = self._engine.process(data, output_buffer_limit=PIECE)
            while piece:  # it holds back what is beyond the limit without saying so: ask until nothing comes
                out += piece
                if len(out) > room:
                    raise TooLarge
                piece = self._engine.process(b"", output_buffer_limit=PIECE)
        except brotli.error as error:
            if self._gave or not looks_plain(data):
                raise Undecodable("its br encoding is broken", bytes(out)) from error
            self._plain = True  # the label lies; if some nonsense came out, it is dropped
            return within_room(data, room)
        self._gave = self._gave or bool(out)
        return bytes(out)

    def ended(self) -> bool:
        return self._plain or bool(self._engine.is_finished())


class Unlabelled:
    """Under a label that is no encoding we know (“utf-8”, “none”): taken as it is if it plainly is no such thing."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._plain = False

    def feed(self, data: bytes, room: int) -> bytes:
        if data and not self._plain and not looks_plain(data):
            raise Undecodable(f"it is encoded as “{self._label}”, which was not asked for")
        self._plain = True
        return within_room(data, room)

    def ended(self) -> bool:
        return True


def looks_plain(data: bytes) -> bool:
    """Whether these first bytes are markup or a gzip file, whatever the label says."""
    return data.startswith(GZIP) or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


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
        wanted = [label for label in labels if label not in ("", "identity", "none")]
        if len(wanted) > STACKED:
            raise Undecodable("it is encoded more than three times over")
        self._stages: list[Stage] = [stage(label) for label in reversed(wanted)]
        self._stages.append(Inflate("gzip"))
        self._cap = cap
        self.size = 0

    def feed(self, data: bytes) -> bytes:
        """What these bytes decode to. Undecodable carries what came out before the fault."""
        return self._through(0, data)

    def _through(self, first: int, data: bytes) -> bytes:
        for position in range(first, len(self._stages)):
            last = position == len(self._stages) - 1
            try:
                data = self._stages[position].feed(data, self._cap - self.size if last else self._cap)
            except Undecodable as error:
                if not last and error.before:
                    error.before = self._through(position + 1, error.before)
                raise
        self.size += len(data)
        return data

    def ended(self) -> bool:
        """Whether every encoding came to its proper end."""
        return all(part.ended() for part in self._stages)


def stage(label: str) -> Stage:
    if label in ("gzip", "x-gzip", "deflate"):
        return Inflate(label.removeprefix("x-"))
    if label == "br":
        return Brotli()
    return Unlabelled("".join(c for c in label if c.isprintable() and c.isascii())[:20])
