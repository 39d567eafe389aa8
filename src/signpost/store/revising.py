"""What an outlet changed later: each wording of a headline once, in the order in which it was last sent."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from signpost.store.identity import canonical_url
from signpost.store.returning import path_of
from signpost.store.schema import Words, headlines, revisions

MOST = 24  # revisions of one headline; from then on the newest replaces the last
CLEAN = Words()


def revise(connection: Connection, changed: Sequence[tuple[int, Any]], now: datetime) -> set[int]:
    """Keep what the outlet sends now (headline id, draft); the headline itself stays as it arrived. Who was revised.

    Another spelling of the same link is no revision, nor is another question behind its path (many outlets count their
    visitors there). A wording that comes back moves to the end, so that a feed that
    sends two wordings in turn does not fill the table.
    """
    ids = [i for i, _ in changed]
    first = {row.id: row for row in connection.execute(select(headlines).where(headlines.c.id.in_(ids)))}
    later: dict[int, list[Any]] = defaultdict(list)
    asked = select(revisions).where(revisions.c.headline_id.in_(ids)).order_by(revisions.c.id)
    for row in connection.execute(asked):
        later[row.headline_id].append(row)
    gone: list[int] = []
    rows: list[dict[str, Any]] = []
    for i, d in changed:
        known = later[i]
        new = tuple(clean(text) for text in (d.arrival.title, d.arrival.summary, d.arrival.url))
        if wording(known[-1] if known else first[i]) == as_wording(*new):
            continue
        again = [row for row in known if wording(row) == as_wording(*new)]
        gone += [row.id for row in again or known[MOST - 1 :]]
        rows.append({"headline_id": i, "seen_at": now, "title": new[0], "summary": new[1], "url": new[2]})
    if gone:
        connection.execute(revisions.delete().where(revisions.c.id.in_(gone)))
    if rows:
        connection.execute(insert(revisions), rows)
    noted = update(headlines).where(headlines.c.id == bindparam("row")).values(content_hash=bindparam("hash"))
    connection.execute(noted, [{"row": i, "hash": d.content_hash} for i, d in changed])
    return {row["headline_id"] for row in rows}


def clean(text: str) -> str:
    """A text as the database would give it back."""
    return CLEAN.process_bind_param(text, None) or ""


def wording(row: Any) -> tuple[str, str, str]:
    return as_wording(row.title, row.summary, row.url)


def as_wording(title: str, summary: str, url: str) -> tuple[str, str, str]:
    page = canonical_url(url) or url
    return " ".join(title.split()), " ".join(summary.split()), page.partition("?")[0] if path_of(url) else page
