"""How the parsing process is spoken to: a frame is a length in four bytes (big endian) and that many bytes."""

import struct
from typing import BinaryIO

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
