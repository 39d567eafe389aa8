"""How often the machine's proposed factors were right: "right 8 of 10 for this factor"."""

from collections.abc import Iterable
from dataclasses import dataclass

LATEST = 50  # outcomes for a factor: the machine learns, so what it proposed long ago says little


@dataclass(frozen=True, slots=True)
class Record:
    """`right` of the last `of` proposals of a factor that were judged since. A headline that proved not to matter
    counts as wrong, whether the proposal was shown or not."""

    right: int = 0
    of: int = 0


def track_record(outcomes: Iterable[tuple[int, str, bool]]) -> dict[str, Record]:
    """The record by factor, from (headline, proposed factor, right), newest first (`store.suggested.outcomes`)."""
    records: dict[str, Record] = {}
    for _, factor_id, right in outcomes:
        record = records.get(factor_id, Record())
        if record.of < LATEST:
            records[factor_id] = Record(record.right + right, record.of + 1)
    return records
