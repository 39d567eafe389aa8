"""The words of a PDF page by page, as a viewer's search finds them: enough of the format for what Typst makes."""

import re
import zlib

OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f]+>|(?<=\s)(?:T[md]|BT)(?=\s)", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(pdf: bytes) -> list[str]:
    objects = {int(found[1]): found[2] for found in OBJECT.finditer(pdf)}
    told = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return [_page(objects, body) for body in told]


def _page(objects: dict[int, bytes], body: bytes) -> str:
    resources = _named(objects, body, rb"Resources")
    found = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)
    fonts = dict(re.findall(rb"/(f\d+) (\d+) 0 R", found[1])) if found else {}
    maps = {name: _letters(objects, objects[int(number)]) for name, number in fonts.items()}
    words, letters = [], {}
    for part in SHOWN.finditer(_unpacked(_named(objects, body, rb"Contents"))):
        if part[1]:
            letters = maps[part[1]]
        elif part[0][:1] in b"(<":
            codes = _bytes(part[0])
            words += [letters.get(codes[i : i + 2], "") for i in range(0, len(codes), 2)]
        else:
            words.append(" ")
    return " ".join("".join(words).split())


def _letters(objects: dict[int, bytes], font: bytes) -> dict[bytes, str]:
    table = _unpacked(_named(objects, font, rb"ToUnicode"))
    pairs = re.findall(rb"^<([0-9A-F]{4})> <([0-9A-F]+)>$", table, re.MULTILINE)
    return {bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _named(objects: dict[int, bytes], body: bytes, name: bytes) -> bytes:
    found = re.search(rb"/" + name + rb"\s+(\d+) 0 R", body)
    return objects[int(found[1])] if found else body


def _unpacked(body: bytes) -> bytes:
    found = STREAM.search(body)
    return b"" if found is None else zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]


def _bytes(written: bytes) -> bytes:
    if written.startswith(b"<"):
        return bytes.fromhex(written[1:-1].decode())

    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8)]) if code[:1].isdigit() else ESCAPES.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, written[1:-1], flags=re.DOTALL)
