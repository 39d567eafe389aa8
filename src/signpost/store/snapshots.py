"""Sealed snapshots, kept as the bytes of their file."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from signpost.nouns.snapshot import Snapshot
from signpost.store.engine import Door
from signpost.store.schema import frameworks, snapshots


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A snapshot without its document, for lists."""

    id: str
    title: str
    comment: str
    created_at: datetime
    created_by: str
    framework_id: str
    framework_version: str
    as_of: date
    known_at: datetime
    digest: str


class Snapshots:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def keep(self, snapshot: Snapshot, sealed: bytes) -> None:
        with self._door.writing() as connection:
            connection.execute(
                insert(snapshots).values(
                    id=snapshot.id,
                    title=snapshot.title,
                    comment=snapshot.comment,
                    created_at=snapshot.created_at,
                    created_by=snapshot.created_by,
                    framework_id=self._framework,
                    framework_version=snapshot.framework_version,
                    as_of=snapshot.as_of.isoformat(),
                    known_at=snapshot.known_at,
                    digest=snapshot.digest,
                    sealed=sealed,
                )
            )

    def all(self) -> list[Listed]:
        """This framework's snapshots, newest first."""
        columns = [c for c in snapshots.c if c.name not in ("sealed", "framework_id")]
        asked = (
            select(*columns, frameworks.c.name.label("framework_name"))
            .join(frameworks)
            .where(snapshots.c.framework_id == self._framework)
            .order_by(snapshots.c.created_at.desc(), snapshots.c.id)
        )
        with self._door.reading() as connection:
            return [
                Listed(
                    id=row.id,
                    title=row.title,
                    comment=row.comment,
                    created_at=row.created_at,
                    created_by=row.created_by,
                    framework_id=row.framework_name,
                    framework_version=row.framework_version,
                    as_of=date.fromisoformat(row.as_of),
                    known_at=row.known_at,
                    digest=row.digest,
                )
                for row in connection.execute(asked)
            ]

    def sealed(self, snapshot_id: str) -> bytes | None:
        """The bytes of a snapshot's file."""
        with self._door.reading() as connection:
            asked = select(snapshots.c.sealed).where(snapshots.c.id == snapshot_id)
            found = connection.execute(asked).scalar_one_or_none()
            return None if found is None else bytes(found)

    def remove(self, snapshot_id: str) -> None:
        with self._door.writing() as connection:
            connection.execute(delete(snapshots).where(snapshots.c.id == snapshot_id))
