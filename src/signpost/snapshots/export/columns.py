"""Parquet: the trends and the evidence in one table of typed columns, told apart by `table`.

    table                           "trend" (a factor's day) or "evidence" (a tag or ruling)
    factor, day                     of both: the factor's id; the date
    level … stories                 of a trend: 0-100 (level, low, high: 80 % band), n_effective, stories dated that day
    story … publishers              of the evidence: as `freeze` documents them; moments are UTC timestamps

What does not apply is null. The marks (framework, as-of, digest …) stand in the file's own metadata.
"""

import io
from typing import Any

import pandas as pd
import pyarrow
from pyarrow import parquet

from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.freeze import MOMENTS, NUMBERS, ROW
from signpost.snapshots.marks import marks

NUMBERED = ("level", "low", "high", "n_effective", "stories")
SHARED = ("factor", "day")


def columns(snapshot: Snapshot) -> bytes:
    """The snapshot as Parquet."""
    rows = snapshot.document["evidence"]
    evidence = {name: [row.get(name) for row in rows] for name in ROW}
    trends: dict[str, list[Any]] = {name: [] for name in (*SHARED, *NUMBERED)}
    for trend in snapshot.document["trends"]:
        trends["factor"] += [trend["id"]] * len(trend["days"])
        trends["day"] += trend["days"]
        for name in NUMBERED:
            trends[name] += trend[name]
    days = len(trends["day"])
    table: dict[str, pyarrow.Array] = {"table": pyarrow.array(["trend"] * days + ["evidence"] * len(rows))}
    for name in SHARED:
        table[name] = pyarrow.array([*trends[name], *evidence[name]], pyarrow.string())
    table["day"] = table["day"].cast(pyarrow.date32())
    for name in NUMBERED:
        table[name] = pyarrow.array([*trends[name], *[None] * len(rows)], pyarrow.float64())
    for name in ROW:
        if name not in SHARED:
            table[name] = typed(name, [*[None] * days, *evidence[name]])
    told = {name: text.encode("utf-8", "replace") for name, text in marks(snapshot).items()}
    written = io.BytesIO()
    parquet.write_table(pyarrow.table(table).replace_schema_metadata(told), written, compression="zstd")
    return written.getvalue()


def typed(name: str, values: list[Any]) -> pyarrow.Array:
    if name in MOMENTS:
        moments = pd.to_datetime(pd.Series(values, dtype="object"), utc=True).astype("datetime64[us, UTC]")
        return pyarrow.Array.from_pandas(moments)
    kind = pyarrow.int64() if name in NUMBERS else pyarrow.bool_() if name == "rtl" else pyarrow.string()
    return pyarrow.array(values, kind)
