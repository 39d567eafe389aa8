"""Many rows into a table at once. SQLAlchemy would look at each value of each row several times; here a statement and
what each column does to its values are found once per engine, and the driver gets plain rows."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert


class Inserting:
    """Inserts rows of values into the named columns of a table, which are named in the table's order."""

    def __init__(self, table: Table, *names: str) -> None:
        if list(names) != [column.name for column in table.columns if column.name in names]:
            raise ValueError(f"columns of {table.name} are not named in its order")
        self._table, self._names = table, names
        self._ready: dict[str, tuple[str, bool, list[tuple[int, Callable[[Any], Any]]]]] = {}

    def __call__(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        statement, positional, processors = self._ready.get(connection.dialect.name) or self._prepared(connection)
        plain: list[Any] = []
        for row in rows:
            values = list(row)
            for place, process in processors:
                values[place] = process(values[place])
            plain.append(tuple(values) if positional else dict(zip(self._names, values, strict=True)))
        connection.exec_driver_sql(statement, plain)

    def _prepared(self, connection: Connection) -> tuple[str, bool, list[tuple[int, Callable[[Any], Any]]]]:
        dialect = connection.dialect
        made = insert(self._table).compile(dialect=dialect, column_keys=self._names)
        kinds = [self._table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in self._names]
        processors: list[tuple[int, Callable[[Any], Any]]]
        processors = [(place, process) for place, process in enumerate(kinds) if process is not None]
        ready = str(made), dialect.paramstyle == "qmark", processors
        self._ready[dialect.name] = ready
        return ready
