"""Everything in a database as a folder of plain files, and back into an empty database of either engine.

Each table is one gzipped file of JSON lines: the names of its columns first, then a row a line in the order of its key,
as the database holds it (times are microseconds since 1970, bytes Base64), so both clocks come through to the bit.
`manifest.json` counts the rows and carries the SHA-256 of each table's lines. The secret that signs analysts' tokens
stays behind: the new database makes its own. What can be had again from the rest (the index of words, the line of the
queue's next cards, who has which card on screen) is left out and made anew.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    LargeBinary,
    Table,
    func,
    insert,
    select,
    text,
    type_coerce,
    update,
)

from signpost import __version__
from signpost.errors import StoreUnusable
from signpost.store.engine import Door
from signpost.store.migrate import HEAD, config, known, migrate, version
from signpost.store.schema import Moment, headlines, metadata, settings
from signpost.store.schema_queue import handed, picks
from signpost.store.schema_reading import schedules
from signpost.store.search import empty_index, index_words
from signpost.store.values import SECRET

FORMAT = 1
BATCH = 2000
LEFT_OUT = {picks.name, handed.name, "leases"}
EMPTY = ("headlines", "tags", "feeds", "analysts", "snapshots", schedules.name)  # what tells a used database
Progress = Callable[[str], None]


def tables() -> list[Table]:
    """The tables that are carried, those that others point to first."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


# ------------------------------------------------------------------ out


def dump(url: str, folder: Path, now: datetime, progress: Progress = lambda said: None) -> dict[str, int]:
    """Write the whole database, as of one moment, into a new or empty folder; the rows of each table.

    Raises StoreUnusable if the folder holds something or cannot be written, or the database is not of this version.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise StoreUnusable(str(folder), "this folder is not empty; name a new one")
        door = Door(url)
        try:
            with door.reading() as connection:
                if version(connection) != HEAD:
                    raise StoreUnusable(
                        door.name, "it is of another version; start signpost once to bring it up to date"
                    )
                written = {}
                for table in tables():
                    progress(f"writing {table.name}")
                    written[table.name] = write(connection, table, folder / f"{table.name}.jsonl.gz")
        finally:
            door.close()
        about = {"format": FORMAT, "signpost": __version__, "schema": HEAD, "made_at": now.isoformat()}
        manifest = json.dumps({**about, "tables": written}, indent=1)
        (folder / "manifest.json").write_text(manifest + "\n", "utf-8")
    except OSError as error:
        raise StoreUnusable(str(folder), f"it cannot be written ({error.strerror})") from error
    return {name: int(one["rows"]) for name, one in written.items()}


def write(connection: Connection, table: Table, file: Path) -> dict[str, Any]:
    columns = [
        type_coerce(column, BigInteger) if isinstance(column.type, Moment) else column for column in table.columns
    ]
    asked = select(*columns).order_by(*table.primary_key.columns)
    if table is settings:
        asked = asked.where(settings.c.key != SECRET)
    found = connection.execution_options(yield_per=BATCH).execute(asked)
    digest, written = hashlib.sha256(), -1
    with file.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=3, mtime=0) as out:
        for values in headed(table, found):
            line = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=written_out).encode() + b"\n"
            digest.update(line)
            out.write(line)
            written += 1
    return {"rows": written, "sha256": digest.hexdigest()}


def headed(table: Table, found: Any) -> Iterator[Sequence[Any]]:
    yield [column.name for column in table.columns]
    for row in found:
        yield list(row)


def written_out(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"a {type(value).__name__} has no form in a dump")


# ------------------------------------------------------------------ in


def load(url: str, folder: Path, progress: Progress = lambda said: None) -> dict[str, int]:
    """Put a dump into an empty database, whole or not at all; the rows of each table.

    Raises StoreUnusable if the dump is damaged or of a newer Signpost, or the database holds something.
    """
    manifest = manifest_of(folder)
    for name, told in manifest["tables"].items():
        progress(f"checking {name}")
        check(folder / f"{name}.jsonl.gz", told["sha256"])
    door = Door(url)
    try:
        migrate(door)
        with door.writing() as connection:
            refuse_used(door, connection)
            put_in(connection, folder, manifest, progress)
        return {name: int(told["rows"]) for name, told in manifest["tables"].items()}
    finally:
        door.close()


def manifest_of(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        named = {str(name): str(told["sha256"]) for name, told in manifest["tables"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise StoreUnusable(str(folder), "this folder holds no dump of Signpost (manifest.json)") from None
    strange = named.keys() - {table.name for table in tables()}
    if manifest.get("format") != FORMAT or manifest.get("schema") not in known() or strange:
        raise StoreUnusable(str(folder), "it was made by a newer Signpost; update this one")
    return manifest


def check(file: Path, digest: str) -> None:
    found = hashlib.sha256()
    for line in lines(file):
        found.update(line)
    if found.hexdigest() != digest:
        raise StoreUnusable(str(file), "it is not as it was written; take the dump anew")


def lines(file: Path) -> Iterator[bytes]:
    try:
        with gzip.open(file, "rb") as opened:
            yield from opened
    except (OSError, EOFError) as error:
        raise StoreUnusable(str(file), f"it cannot be read ({error})") from error


def refuse_used(door: Door, connection: Connection) -> None:
    for name in EMPTY:
        if connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one():
            raise StoreUnusable(door.name, f"it holds {name} already; load a dump into a new database")


def put_in(connection: Connection, folder: Path, manifest: dict[str, Any], progress: Progress) -> None:
    """Empty what a new database has by itself, go back to the dump's version, fill, and come up to date again."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
    older = manifest["schema"] != HEAD
    if older:
        from alembic import command

        command.downgrade(config(connection), manifest["schema"])
    for table in tables():
        if table.name in manifest["tables"]:
            progress(f"loading {table.name}")
            read(connection, table, folder / f"{table.name}.jsonl.gz")
    if older:
        command.upgrade(config(connection), "head")
    progress("indexing the words of headlines")
    index(connection)


def read(connection: Connection, table: Table, file: Path) -> None:
    rows = (json.loads(line) for line in lines(file))
    columns = [table.columns[name] for name in next(rows)]
    # a row may point to a later one of its own table: such a link is set when all are there
    own = [column.name for column in columns if any(key.column.table is table for key in column.foreign_keys)]
    told = [as_told(column) for column in columns]
    links: dict[str, list[dict[str, Any]]] = {name: [] for name in own}
    batch: list[dict[str, Any]] = []

    def keep() -> None:
        if batch:
            connection.execute(insert(bare(table)), batch)
            batch.clear()

    for values in rows:
        row = {column.name: tell(value) for column, tell, value in zip(columns, told, values, strict=True)}
        for name in own:
            if row[name] is not None:
                links[name].append({"own": row["id"], "other": row[name]})
                row[name] = None
        batch.append(row)
        if len(batch) == BATCH:
            keep()
    keep()
    for name, found in links.items():
        for link in found:
            connection.execute(update(table).where(table.c.id == link["own"]).values({name: link["other"]}))
    if connection.dialect.name == "postgresql" and "id" in table.c and table.name != "knowledge":
        sequence = "SELECT setval(pg_get_serial_sequence(:name, 'id'), greatest(max(id), 1), max(id) IS NOT NULL)"
        if connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}).scalar():
            connection.execute(text(f"{sequence} FROM {table.name}"), {"name": table.name})


def bare(table: Table) -> Any:
    """The table without the types that translate times: rows are put in as they were taken out."""
    from sqlalchemy import column
    from sqlalchemy import table as named

    return named(table.name, *(column(c.name, plain(c.type)) for c in table.columns))


def plain(kind: Any) -> Any:
    return BigInteger() if isinstance(kind, Moment) else kind


def as_told(column: Any) -> Callable[[Any], Any]:
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    if isinstance(column.type, Boolean):
        return lambda value: None if value is None else bool(value)
    return lambda value: value


def index(connection: Connection) -> None:
    """Make all headlines findable by their words."""
    empty_index(connection)
    last = 0
    while True:
        asked = select(headlines.c.id, headlines.c.title, headlines.c.summary).where(headlines.c.id > last)
        rows = [tuple(row) for row in connection.execute(asked.order_by(headlines.c.id).limit(BATCH))]
        if not rows:
            return
        index_words(connection, rows)
        last = rows[-1][0]
