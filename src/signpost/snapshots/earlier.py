"""The snapshot that a reader knows already: what a brief tells the changes since."""

from signpost.errors import SignpostError
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.reckon import options_of
from signpost.snapshots.seal import unseal
from signpost.store import Store


def before(store: Store, snapshot: Snapshot) -> Snapshot | None:
    """The last one made before `snapshot`, of an earlier day, that shares a factor with it and is reckoned alike (a
    what-if is no earlier reading); None if there is none.

    One that cannot be opened is passed over.
    """
    wanted = set(snapshot.document["filters"]["factors"])
    for listed in store.snapshots.all():
        if listed.created_at >= snapshot.created_at or listed.as_of >= snapshot.as_of:
            continue
        try:
            found = unseal(store.snapshots.sealed(listed.id) or b"", listed.title)
        except SignpostError:
            continue
        if options_of(found.document) != options_of(snapshot.document):
            continue
        if found.framework_id == snapshot.framework_id and wanted & set(found.document["filters"]["factors"]):
            return found
    return None
