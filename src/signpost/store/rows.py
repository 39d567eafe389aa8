"""Many rows into a table at once or changed at once, and rows found by many values at once.

SQLAlchemy would look at each value of each row several times; here a statement and what each column does to its values
are found once per engine, and the driver gets plain rows, or one list.
"""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    insert,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from signpost.store.schema import Words

Processor = Callable[[Any], Any]


class Inserting:
    """Inserts rows of values into the named columns of a table, which are named in the table's order."""

    def __init__(self, table: Table, *names: str) -> None:
        if list(names) != [column.name for column in table.columns if column.name in names]:
            raise ValueError(f"columns of {table.name} are not named in its order")
        self._table, self._names = table, names
        self._texts = [place for place, name in enumerate(names) if isinstance(table.c[name].type, Words)]
        self._ready: dict[str, tuple[str, bool, list[tuple[int, Processor]]]] = {}

    def __call__(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        statement, positional, processors = self._ready.get(connection.dialect.name) or self._prepared(connection)
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place in self._texts:
            texts = "".join(filter(None, columns[place]))
            if not texts.isascii() or "\x00" in texts:
                columns[place] = [clean(text) for text in columns[place]]
        for place, process in processors:
            columns[place] = [process(value) for value in columns[place]]
        plain: list[Any] = list(zip(*columns, strict=True))
        if not positional:
            plain = [dict(zip(self._names, values, strict=True)) for values in plain]
        connection.exec_driver_sql(statement, plain)

    def _prepared(self, connection: Connection) -> tuple[str, bool, list[tuple[int, Processor]]]:
        dialect = connection.dialect
        made = insert(self._table).compile(dialect=dialect, column_keys=self._names)
        kinds = [self._table.c[name].type for name in self._names]
        found = [(place, processor(kind, dialect)) for place, kind in enumerate(kinds) if place not in self._texts]
        ready = (
            str(made),
            dialect.paramstyle == "qmark",
            [(place, process) for place, process in found if process is not None],
        )
        self._ready[dialect.name] = ready
        return ready


class Changing:
    """Sets the named columns of rows of a table that are found by their id."""

    def __init__(self, table: Table, *names: str) -> None:
        self._table, self._names = table, names
        self._ready: dict[str, tuple[str, list[int], list[tuple[int, Processor]]]] = {}

    def __call__(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """`rows` hold the values in the order of the columns, then the row's id."""
        if not rows:
            return
        statement, order, processors = self._ready.get(connection.dialect.name) or self._prepared(connection)
        keys = [f"to_{name}" for name in (*self._names, "id")]
        plain: list[Any] = []
        for row in rows:
            values = list(row)
            for place, process in processors:
                values[place] = process(values[place])
            plain.append(tuple([values[place] for place in order]) if order else dict(zip(keys, values, strict=True)))
        connection.exec_driver_sql(statement, plain)

    def _prepared(self, connection: Connection) -> tuple[str, list[int], list[tuple[int, Processor]]]:
        dialect = connection.dialect
        keys = [f"to_{name}" for name in (*self._names, "id")]
        changed = update(self._table).where(self._table.c.id == bindparam(keys[-1]))
        made: Any = changed.values({name: bindparam(f"to_{name}") for name in self._names}).compile(dialect=dialect)
        kinds = [self._table.c[name].type for name in self._names]
        found = [clean if isinstance(kind, Words) else processor(kind, dialect) for kind in kinds]
        ready = (
            str(made),
            [keys.index(key) for key in made.positiontup] if made.positional else [],
            [(place, process) for place, process in enumerate(found) if process is not None],
        )
        self._ready[dialect.name] = ready
        return ready


clean: Processor = partial(Words().process_bind_param, dialect=None)


def processor(kind: TypeEngine[Any], dialect: Any) -> Processor | None:
    """What a column does to its values; one of ours is asked itself, without SQLAlchemy's steps before and after."""
    plain = kind.dialect_impl(dialect)
    if isinstance(kind, TypeDecorator) and kind.impl_instance.dialect_impl(dialect).bind_processor(dialect) is None:
        return partial(kind.process_bind_param, dialect=dialect)
    return plain.bind_processor(dialect)


class Many(TypeDecorator[Sequence[Any]]):
    """Values in one parameter: JSON in SQLite, an array in PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        sent: TypeEngine[Any] = Text() if dialect.name == "sqlite" else ARRAY(self.kind())
        return sent

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Any) -> Any:
        return json.dumps(list(value or ())) if dialect.name == "sqlite" else list(value or ())


class among(FunctionElement[bool]):  # noqa: N801 (a function of SQL)
    """`among(column, "name")`: the column has one of the values given as `name`, however many.

    `in_` would write a parameter for each of them, and take longer for that than the database for the answer.
    """

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        kind = BigInteger if isinstance(column.type, (BigInteger, Integer)) else Text
        super().__init__(column, bindparam(name, type_=Many(kind)))

    def self_group(self, against: Any = None) -> "among":
        """As it is: SQLite would not use an index for “… IN (…) = 1”, which it would become."""
        return self


@compiles(among, "sqlite")
def among_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 (compiled pieces)


@compiles(among, "postgresql")
def among_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY ({values})"
