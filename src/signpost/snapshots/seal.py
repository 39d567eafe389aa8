"""Sealing: a snapshot as the bytes of one file, and back.

The file is a zip that any system opens: README.txt (what it is), snapshot.json (the document and its digest) and
manifest.json (size and SHA-256 of the other files). The zip's comment holds the SHA-256 of every byte before it, so a
changed byte is found wherever it is, even in a date of the zip's own list. Nothing in the file depends on the clock or
the machine: the same snapshot gives the same bytes (with the same compression library).

A seal finds damage and careless edits. It is no signature: who changes the content and seals anew leaves no trace.
"""

import hashlib
import io
import json
import struct
import textwrap
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from signpost.errors import ExportError
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.document import FORMAT, digest_of, laid_out, laid_out_parts
from signpost.snapshots.marks import MEANING, marks, one_line
from signpost.snapshots.shape import check
from signpost.snapshots.thaw import moment

README, DOCUMENT, MANIFEST = "README.txt", "snapshot.json", "manifest.json"
SEAL = "signpost-seal-1 sha256:"
SEAL_FORMAT = 1
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
MOST_FILES = 64
MOST_BYTES = 512 * 1024 * 1024
FREE_BYTES = 4 * 1024 * 1024  # below this the ratio says nothing: an empty trend packs a hundredfold
MOST_RATIO = 100
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)


def seal(snapshot: Snapshot, between: Callable[[], None] = lambda: None) -> bytes:
    """The snapshot's file. `between` is called now and then; what it raises ends the sealing."""
    packed = io.BytesIO()
    listed: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:

        def write(name: str, parts: Iterable[bytes]) -> None:
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            digest, size = hashlib.sha256(), 0
            with archive.open(entry, "w") as stream:
                for part in parts:
                    between()
                    stream.write(part)
                    digest.update(part)
                    size += len(part)
            listed[name] = {"bytes": size, "sha256": digest.hexdigest()}

        write(README, [_readme(snapshot)])
        write(DOCUMENT, laid_out_parts({**snapshot.document, "digest": snapshot.digest}))
        manifest = {"seal": SEAL_FORMAT, "snapshot": snapshot.id, "digest": snapshot.digest, "files": dict(listed)}
        write(MANIFEST, [laid_out(manifest)])
        archive.comment = f"{SEAL}{'0' * 64}".encode()
    body = packed.getbuffer()[:-64]
    return b"".join((body, _sha256(body).encode()))


def unseal(data: bytes, name: str = "the file") -> Snapshot:
    """The snapshot in a sealed file; `name` only names it in an ExportError.

    ExportError if the file is no sealed snapshot, was changed in any byte, or is from a newer Signpost.
    """
    mark = data[-64 - len(SEAL) : -64]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if mark != SEAL.encode():
                raise ExportError(name, _unmarked(archive))
            if _sha256(data[:-64]).encode() != data[-64:]:
                raise ExportError(name, "was changed after it was sealed")
            files = _unpacked(archive, data, name)
    except UNREADABLE as error:
        if mark == SEAL.encode():
            raise ExportError(name, "was changed after it was sealed") from error
        raise ExportError(name, "is no sealed snapshot, or is damaged beyond reading") from error
    manifest, document = _json(files, MANIFEST, name), _json(files, DOCUMENT, name)
    _check_files(files, manifest, name)
    return _snapshot(document, manifest, name)


def _unmarked(archive: zipfile.ZipFile) -> str:
    if DOCUMENT in archive.namelist():
        return "holds a snapshot, but its seal is missing: it was changed or packed anew after it was sealed"
    return "is a zip file, but no sealed snapshot"


def _unpacked(archive: zipfile.ZipFile, data: bytes, name: str) -> dict[str, bytes]:
    """All files, read no further than they claim to be long; a file that would swell without measure is refused."""
    entries = archive.infolist()
    claimed = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES or claimed > min(MOST_BYTES, max(FREE_BYTES, MOST_RATIO * len(data))):
        raise ExportError(name, "would unpack to more than a snapshot can be; it is not opened")
    if len({entry.filename for entry in entries}) < len(entries):
        raise ExportError(name, "holds a file twice; no snapshot does")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise ExportError(name, "is packed in a way that no snapshot is")
    files = {}
    for entry in entries:
        with archive.open(entry) as stream:
            files[entry.filename] = stream.read(entry.file_size + 1)  # the stream itself ends at the claimed length
    return files


def _json(files: Mapping[str, bytes], part: str, name: str) -> dict[str, Any]:
    if part not in files:
        raise ExportError(name, f"is no sealed snapshot: it has no {part}")
    try:
        value = json.loads(files[part])
    except (ValueError, RecursionError) as error:
        raise ExportError(name, f"is damaged: its {part} cannot be read") from error
    if not isinstance(value, dict):
        raise ExportError(name, f"is damaged: its {part} is no JSON object")
    return value


def _check_files(files: Mapping[str, bytes], manifest: Mapping[str, Any], name: str) -> None:
    listed = manifest.get("files")
    if not isinstance(listed, dict) or set(listed) != set(files) - {MANIFEST}:
        raise ExportError(name, "does not hold the files that its manifest lists")
    strange = sorted(set(files) - {README, DOCUMENT, MANIFEST})
    if strange:
        raise ExportError(name, f"holds “{one_line(strange[0])[:80]}”, which no snapshot does")
    for part, said in listed.items():
        if said != {"bytes": len(files[part]), "sha256": _sha256(files[part])}:
            raise ExportError(name, f"was changed after it was sealed: {part} does not match the manifest")


def _snapshot(document: dict[str, Any], manifest: Mapping[str, Any], name: str) -> Snapshot:
    said = document.pop("digest", None)
    try:
        form = document["signpost"]["format"]
        if form > FORMAT:
            raise ExportError(name, f"was made by a newer Signpost (document format {form}; this one reads {FORMAT})")
        snapshot = Snapshot(
            id=str(document["id"]),
            title=str(document["title"]),
            comment=str(document["comment"]),
            created_at=moment(document["created_at"]),
            created_by=str(document["created_by"]),
            framework_id=str(document["framework"]["id"]),
            framework_version=str(document["framework"]["version"]),
            as_of=date.fromisoformat(document["as_of"]),
            known_at=moment(document["known_at"]),
            digest=digest_of(document),
            document=document,
        )
        check(snapshot)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ExportError(name, f"is damaged: its document lacks or garbles something ({error})") from error
    if not said == manifest.get("digest") == snapshot.digest or manifest.get("snapshot") != snapshot.id:
        raise ExportError(name, "was changed after it was sealed: its digest does not match its content")
    return snapshot


def _readme(snapshot: Snapshot) -> bytes:
    lines = "\n".join(
        textwrap.fill(text, 100, initial_indent=f"{name + ':':<13}", subsequent_indent=" " * 13, break_on_hyphens=False)
        for name, text in marks(snapshot).items()
    )
    text = f"""A sealed snapshot of Signpost, a scenario-tracking dashboard.

{lines}

What the numbers mean
{textwrap.fill(MEANING, 100)}

What is in this file
{DOCUMENT}   everything that made the numbers: framework, method and its parameters, filters, levels,
                trends, and the evidence (headlines with links, tags with analyst and time). Plain JSON.
{MANIFEST}   size and SHA-256 of the other files.

The digest above is the SHA-256 of the document's canonical JSON (keys sorted, no spaces, UTF-8,
without the key "digest"). The comment of this zip holds the SHA-256 of all bytes before it, so any
change of the file is found when Signpost opens it. This is a seal, no signature: it does not prove
who made the snapshot.
"""
    return text.encode()


def _sha256(data: bytes | memoryview) -> str:
    return hashlib.sha256(data).hexdigest()
