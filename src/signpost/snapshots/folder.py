"""Writing into a folder of the server: whole or not at all, and never over another file."""

import contextlib
import errno
import os
import secrets
from pathlib import Path

from signpost.errors import ExportError

NEXT = {
    errno.ENOSPC: "the disk is full; make room on it",
    errno.EDQUOT: "the disk is full for this user; make room on it",
    errno.EACCES: "Signpost may not write there; give its user the right, or choose another folder",
    errno.EPERM: "Signpost may not write there; give its user the right, or choose another folder",
    errno.EROFS: "it can only be read; choose another folder",
    errno.ENOENT: "it is not there and cannot be made; choose another folder",
    errno.ENOTDIR: "a part of this path is a file; choose another folder",
    errno.EEXIST: "a part of this path is a file; choose another folder",
    errno.ENAMETOOLONG: "this path is too long; choose a shorter one",
}
"""What to do, by the number of the system's error."""


def ready(folder: str) -> Path:
    """The folder, made if it is missing, and tried: ExportError in words if a file could not be written there."""
    path = Path(folder)
    if not path.is_absolute():
        raise ExportError(folder or "the folder", "name a folder of the server from its root on, like /srv/briefs")
    trial = path / f".signpost-{secrets.token_hex(6)}.part"
    try:
        path.mkdir(parents=True, exist_ok=True)
        trial.touch(exist_ok=False)
        trial.unlink()
    except OSError as error:
        raise in_words(folder, error) from error
    except ValueError as error:  # a zero byte, half of a character
        raise ExportError("the folder", "this is not a path; type it anew") from error
    return path


def put(folder: Path, name: str, content: bytes, *, over: bool = False) -> Path:
    """Write a file; nobody ever sees half of it. ExportError in words, also where the name is taken, unless it may be
    written `over`."""
    file, part = folder / name, folder / f".{name}-{secrets.token_hex(6)}.part"
    try:
        try:
            with part.open("xb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            part.replace(file) if over else take_name(part, file)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    except FileExistsError:
        raise ExportError(str(file), "another file has this name; it was left as it is") from None
    except OSError as error:
        raise in_words(str(folder), error) from error
    return file


def take_name(part: Path, file: Path) -> None:
    """Give the written file its name unless that is taken (a plain renaming would put it in the other's place)."""
    try:
        file.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if file.exists():
            raise FileExistsError(file) from None
        part.rename(file)


def in_words(folder: str, error: OSError) -> ExportError:
    return ExportError(folder, NEXT.get(error.errno or 0, f"it cannot be written ({error.strerror or error})"))
