"""CSV: one tidy table, a row per factor and day, each row complete in itself so that files can be stacked.

    framework, framework_version   the framework's id and version
    as_of, known_at                the snapshot's day, and the moment whose knowledge it is (UTC)
    method, digest                 version of the method; SHA-256 of the snapshot's document
    filters                        the factors and days that were seen, in words
    handling, snapshot             TLP mark; the snapshot's id
    factor, factor_name, day       id and short name; ISO date
    level, low, high, n_effective  0-100, its 80 % band, effective stories

The days are those of the trend; the as-of day is always among them. UTF-8 with a byte order mark, because Excel takes
Cyrillic for Latin-1 without it; comma, CRLF (RFC 4180).
"""

import csv
import io

from signpost.nouns.row import defused
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.marks import filter_words

COLUMNS = (
    *("framework", "framework_version", "as_of", "known_at", "method", "digest", "filters", "handling", "snapshot"),
    *("factor", "factor_name", "day", "level", "low", "high", "n_effective"),
)
VALUES = ("level", "low", "high", "n_effective")


def tidy(snapshot: Snapshot) -> bytes:
    """The snapshot as CSV."""
    document = snapshot.document
    marks = (
        defused(snapshot.framework_id),
        defused(snapshot.framework_version),
        snapshot.as_of.isoformat(),
        document["known_at"],
        document["signpost"]["method_version"],
        snapshot.digest,
        defused(filter_words(snapshot)),
        defused(document["framework"]["tlp"]),
        defused(snapshot.id),
    )
    names = {factor["id"]: factor["short"] for factor in document["framework"]["factors"]}
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for trend, indicator in zip(document["trends"], document["indicators"], strict=True):
        factor = (defused(trend["id"]), defused(names[trend["id"]]))
        rows = list(zip(trend["days"], *(trend[name] for name in VALUES), strict=True))
        if document["as_of"] not in trend["days"]:
            rows.append((document["as_of"], *(indicator[name] for name in VALUES)))
        table.writerows((*marks, *factor, *row) for row in rows)
    return written.getvalue().encode("utf-8-sig")
