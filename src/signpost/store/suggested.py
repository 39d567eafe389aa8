"""Factors that the machine proposes for headlines, and how often it was right. They count for nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select

from signpost.nouns.queue import Suggestion
from signpost.store.engine import Door
from signpost.store.rows import Inserting
from signpost.store.schema import inbox, tags
from signpost.store.schema_queue import suggestions
from signpost.store.waiting import STILL_OPEN

MOVED = 0.1  # a score that moved less is not written again
LATELY = 1_000  # judgements that the record is made of
LOOKED_UP = 2_000
INTO_SUGGESTIONS = Inserting(suggestions, "framework_id", "headline_id", "factor_id", "score", "made_at")


class Suggested:
    """`store.suggested`."""

    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def write(self, proposed: Collection[tuple[int, str, float]], now: datetime) -> None:
        """Propose (headline, factor, score) for what waits, instead of everything proposed for what waits before.

        What was proposed for a headline that is judged by now stays as it was when it was judged.
        """
        fresh: dict[int, dict[str, float]] = {}
        for headline_id, factor_id, score in proposed:
            fresh.setdefault(headline_id, {})[factor_id] = score
        there = self._waiting()
        changed = [i for i in {*fresh, *there} if differs(fresh.get(i, {}), there.get(i, {}))]
        if not changed:
            return
        waits = select(inbox.c.headline_id).where(inbox.c.framework_id == self._framework, STILL_OPEN)
        own = suggestions.c.framework_id == self._framework
        with self._door.writing() as connection:
            for start in range(0, len(changed), LOOKED_UP):
                some = changed[start : start + LOOKED_UP]
                ids = set(connection.scalars(waits.where(inbox.c.headline_id.in_(some))))
                connection.execute(delete(suggestions).where(own, suggestions.c.headline_id.in_(ids)))
                rows = [
                    (self._framework, i, factor_id, score, now)
                    for i in some
                    if i in ids
                    for factor_id, score in fresh.get(i, {}).items()
                ]
                INTO_SUGGESTIONS(connection, rows)

    def _waiting(self) -> dict[int, dict[str, float]]:
        """What is proposed for headlines that wait."""
        same = and_(inbox.c.framework_id == self._framework, inbox.c.headline_id == suggestions.c.headline_id)
        asked = select(suggestions.c.headline_id, suggestions.c.factor_id, suggestions.c.score).join(inbox, same)
        asked = asked.where(suggestions.c.framework_id == self._framework, STILL_OPEN)
        found: dict[int, dict[str, float]] = {}
        with self._door.reading() as connection:
            for headline_id, factor_id, score in connection.execute(asked):
                found.setdefault(headline_id, {})[factor_id] = score
        return found

    def of(self, headline_ids: Sequence[int]) -> dict[int, list[Suggestion]]:
        """What is proposed for these headlines, the likeliest factor first."""
        found: dict[int, list[Suggestion]] = {}
        with self._door.reading() as connection:
            for start in range(0, len(headline_ids), LOOKED_UP):
                asked = select(suggestions).where(
                    suggestions.c.framework_id == self._framework,
                    suggestions.c.headline_id.in_(headline_ids[start : start + LOOKED_UP]),
                )
                for row in connection.execute(asked.order_by(suggestions.c.score.desc())):
                    made = Suggestion(
                        headline_id=row.headline_id, factor_id=row.factor_id, score=row.score, made_at=row.made_at
                    )
                    found.setdefault(row.headline_id, []).append(made)
        return found

    def outcomes(self) -> list[tuple[int, str, bool]]:
        """Of the latest judgements, those on a headline for which a factor was proposed before, newest first:
        (headline, proposed factor, whether anybody tagged that factor)."""
        asked = select(tags.c.headline_id, tags.c.factor_id, tags.c.kind, tags.c.known_from)
        asked = asked.where(tags.c.framework_id + 0 == self._framework, tags.c.known_to.is_(None))
        asked = asked.where(or_(tags.c.kind == "tag", tags.c.kind == "not_relevant"))
        with self._door.reading() as connection:
            said = connection.execute(asked.order_by(tags.c.id.desc()).limit(LATELY)).all()
        newest = list(dict.fromkeys(row.headline_id for row in said))
        proposed = self.of(newest)
        tagged = {(row.headline_id, row.factor_id) for row in said if row.kind == "tag"}
        since = {row.headline_id: row.known_from for row in reversed(said)}  # the newest word on it
        return [
            (headline_id, made.factor_id, (headline_id, made.factor_id) in tagged)
            for headline_id in newest
            for made in proposed.get(headline_id, [])
            if made.made_at < since[headline_id]
        ]


def differs(scores: dict[str, float], before: dict[str, float]) -> bool:
    return scores.keys() != before.keys() or any(abs(score - before[f]) > MOVED for f, score in scores.items())
