"""JSON: the document as it is (`freeze` documents its keys), and its digest."""

from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.document import laid_out


def plain(snapshot: Snapshot) -> bytes:
    """The snapshot as JSON, UTF-8; the same bytes as snapshot.json in the sealed file."""
    return laid_out({**snapshot.document, "digest": snapshot.digest})
