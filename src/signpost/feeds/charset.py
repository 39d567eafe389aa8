"""From a body's bytes to clean UTF-8, whatever it was labelled as. Pure.

Order of belief: byte order mark, then the bytes themselves where they can only be UTF-8 or UTF-16, then the label of
the response (RFC 7303), the document's own declaration, and a guess from the letters. Labels are strangers' text:
only the character sets of `KNOWN` are taken from them, since some of Python's codecs take time that grows with the
square of the input (idna, punycode) or hide markup (utf-7).
"""

import codecs
import re

import chardet

KNOWN = re.compile(
    r"(?:utf[-_]?8|us-ascii|ascii|latin-?1|iso[-_]?8859[-_]\d{1,2}|(?:windows|cp)[-_]?(?:125[0-8]|874|866|437|85\d)"
    r"|koi8-[rtu]|mac(?:-?cyrillic|intosh|-?roman)|gb2312|gbk|gb18030|big5(?:-?hkscs)?|shift[-_]jis|sjis|cp932"
    r"|euc-?(?:jp|kr)|cp949|iso-2022-jp|tis-620|kz-1048|ptcp154)\Z",
    re.IGNORECASE,
)
DECLARATION = re.compile(rb"<\?xml[^>]{0,200}\?>")
DECLARED = re.compile(rb"\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
HEADER = re.compile(r"\bcharset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
WIDE = (("utf-32-le", b"<\0\0\0"), ("utf-32-be", b"\0\0\0<"), ("utf-16-le", b"<\0"), ("utf-16-be", b"\0<"))
SERVERS_DEFAULT = ("iso8859-1", "ascii", "cp1252")  # set for everything a server sends, so the document knows better
FEW = 50  # one unreadable byte among so many readable letters is damage, not another character set
GUESSED_FROM = 200_000
# What no XML document may hold, as bytes of UTF-8 and as references: it would make the whole document ill-formed.
FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
SPACE = (b" ", b"\t", b"\r", b"\n", b"\x00", b"\xef\xbb\xbf")
REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));")
LOST = "\ufffd".encode()


def to_utf8(body: bytes, content_type: str = "") -> tuple[bytes, str]:
    """The document as UTF-8 without mark and XML declaration, and what was wrong with it in words ("" if nothing)."""
    document, flaw = decoded(body, content_type)
    if document.startswith(SPACE):
        document = document.lstrip(b" \t\r\n\x00\xef\xbb\xbf")
    if document.startswith(b"<?xml"):
        document = DECLARATION.sub(b"", document, count=1).lstrip()
    if len(document.translate(None, CONTROLS)) != len(document) or any(code in document for code in NO_CHARACTERS):
        document = FORBIDDEN.sub(b"", document)
    if b"&#" in document:
        document = REFERENCE.sub(allowed, document)
    return document, flaw


def decoded(body: bytes, content_type: str) -> tuple[bytes, str]:
    for mark, name in MARKS:
        if body.startswith(mark):
            return (unmarked(body[len(mark) :]) if name == "utf-8" else recoded(body[len(mark) :], name)), ""
    start = body[:400].lstrip(b" \t\r\n") if b"\0" in body[:400] else b""
    for name, opening in WIDE:  # no mark, but a "<" of that width
        if start.startswith(opening):
            return recoded(body[body.index(opening) :], name), ""
    labels = [label for label in (header_label(content_type), declared_label(body)) if label]
    if body.isascii():
        stateful = next((label for label in labels if label.startswith("iso2022")), "")
        return (recoded(body, stateful) if stateful and b"\x1b" in body else body), ""
    whole = as_utf8(body)
    return (whole, "") if whole is not None else unlabelled(body, labels)


def unlabelled(body: bytes, labels: list[str]) -> tuple[bytes, str]:
    """A body that is no UTF-8 through and through."""
    if len(labels) == 2 and labels[0] in SERVERS_DEFAULT:
        labels.reverse()
    claimed = [label for label in labels if label not in ("utf-8", "ascii")]
    if not claimed or "utf-8" in labels:
        damaged = body.decode("utf-8", "replace")
        lost = damaged.count("\ufffd")
        if lost * FEW <= sum(map(len, re.findall("[\u0080-\ufffc\U00010000-\U0010ffff]+", damaged))) or lost <= 1:
            return damaged.encode("utf-8"), "some of its characters cannot be read"
    for label in claimed:
        if is_readable(body, label):
            return recoded(body, label), ""
    guess = str(chardet.detect(body[body.find(b">") + 1 :], max_bytes=GUESSED_FROM)["encoding"] or "")
    name = canonical(guess) if KNOWN.match(guess) else ""
    wrong = f"it is written in {guess}, which it does not say" if name else "its characters are of an unknown kind"
    return recoded(body, name or "cp1252"), wrong


def unmarked(body: bytes) -> bytes:
    whole = as_utf8(body)
    return body.decode("utf-8", "replace").encode() if whole is None else whole


def recoded(body: bytes, name: str) -> bytes:
    """The body in UTF-8, piece by piece: a large one must not be held in memory three times over."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    pieces = [decoder.decode(piece).encode("utf-8", "replace") for piece in pieces_of(body)]
    return b"".join(pieces)


def as_utf8(body: bytes) -> bytes | None:
    """The body if all of it is UTF-8, without a last letter that was cut off; else None."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for piece in pieces_of(body):
            decoder.decode(piece)
    except UnicodeError:
        return None
    begun = len(decoder.getstate()[0])
    return body[:-begun] if begun else body


def is_readable(body: bytes, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        for piece in pieces_of(body):
            decoder.decode(piece)
    except UnicodeError:
        return False
    return True


def pieces_of(body: bytes, size: int = 1 << 18) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


def header_label(content_type: str) -> str:
    found = HEADER.search(content_type)
    return canonical(found[1]) if found else ""


def declared_label(body: bytes) -> str:
    declaration = DECLARATION.match(body[:400].lstrip())
    found = DECLARED.search(declaration[0]) if declaration else None
    return canonical(found[1].decode("ascii")) if found else ""


def canonical(label: str) -> str:
    """Python's name of a character set that is known to be harmless, else ""."""
    if not KNOWN.match(label):
        return ""
    label = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "sjis": "cp932"}.get(label.lower(), label)
    try:
        return codecs.lookup(label).name
    except LookupError:
        return ""


def allowed(reference: re.Match[bytes]) -> bytes:
    """A character reference, unless it names what XML forbids."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF:
        return reference[0]
    return LOST if code else b""
