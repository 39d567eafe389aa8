"""The pile as the last learning left it, and what the learning needs to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select

from signpost.nouns.queue import Turn
from signpost.store.engine import Door
from signpost.store.lease import drop, standing, write
from signpost.store.rows import Inserting
from signpost.store.schema import headlines, inbox, tags
from signpost.store.schema_queue import picks
from signpost.store.turns import AUDITS_FROM
from signpost.store.waiting import IS_OPEN, STILL_OPEN

MOST = 2_000  # picks that are kept
READ = 2_000  # texts in one look
LEARNT_FROM = 20_000  # judged headlines, the latest ones
TURN = "ranking"
INTO_PICKS = Inserting(picks, "framework_id", "headline_id", "place", "kind", "score", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A headline as the learning reads it."""

    id: int
    title: str
    summary: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A headline's place in the pile: the higher the score, the earlier. `why` in words."""

    headline_id: int
    score: float
    why: str


class Picks:
    """`store.picks`."""

    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def write(self, places: Sequence[Place]) -> None:
        """Put these first, in this order (at most 2,000); random draws among them stay draws."""
        mine = picks.c.framework_id == self._framework
        with self._door.writing() as connection:
            connection.execute(delete(picks).where(mine, picks.c.place < AUDITS_FROM))
            drawn = set(connection.scalars(select(picks.c.headline_id).where(mine)))
            rows = [
                (self._framework, p.headline_id, n, Turn.RANKED.value, p.score, p.why)
                for n, p in enumerate(places[:MOST])
                if p.headline_id not in drawn
            ]
            INTO_PICKS(connection, rows)

    def standing(self) -> list[Place]:
        """The pile, in its order."""
        asked = select(picks.c.headline_id, picks.c.score, picks.c.why).order_by(picks.c.place)
        asked = asked.where(picks.c.framework_id == self._framework, picks.c.place < AUDITS_FROM)
        with self._door.reading() as connection:
            return [Place(headline_id=i, score=score, why=why) for i, score, why in connection.execute(asked)]

    def mark(self) -> str:
        """A text that changes when the order was written anew: a page that holds older cards may ask again."""
        first = select(picks.c.headline_id, picks.c.score).order_by(picks.c.place).limit(5)
        first = first.where(picks.c.framework_id == self._framework, picks.c.place < AUDITS_FROM)
        with self._door.reading() as connection:
            return " ".join(f"{i}:{score:g}" for i, score in connection.execute(first))

    def pool(self, most: int) -> list[int]:
        """What the learning puts in order: half of it what names most of the framework, the other half the newest."""
        mine = inbox.c.framework_id == self._framework
        named = select(inbox.c.headline_id).where(mine, IS_OPEN)
        named = named.order_by(inbox.c.rank.desc(), inbox.c.at.desc(), inbox.c.headline_id.desc()).limit(most // 2)
        same = and_(mine, inbox.c.headline_id == headlines.c.id)
        newest = select(headlines.c.id).join(inbox, same).where(STILL_OPEN)
        newest = newest.order_by(headlines.c.at.desc(), headlines.c.id.desc()).limit(most)
        with self._door.reading() as connection:
            ids = dict.fromkeys(connection.scalars(named))
            ids |= dict.fromkeys(connection.scalars(newest))
        return list(ids)[:most]

    def arrived(self, after: int) -> list[int]:
        """What waits and was kept after a headline, oldest first."""
        asked = select(inbox.c.headline_id).where(inbox.c.framework_id == self._framework, inbox.c.headline_id > after)
        with self._door.reading() as connection:
            return list(connection.scalars(asked.where(STILL_OPEN).order_by(inbox.c.headline_id)))

    def last(self) -> int:
        """The newest headline of the queue; 0 if there is none."""
        asked = select(func.max(inbox.c.headline_id)).where(inbox.c.framework_id == self._framework)
        with self._door.reading() as connection:
            return connection.execute(asked).scalar_one() or 0

    def texts(self, ids: Sequence[int]) -> Iterator[list[Text]]:
        """These headlines' texts, some at a time."""
        asked = select(headlines.c.id, headlines.c.title, headlines.c.summary, headlines.c.at)
        for start in range(0, len(ids), READ):
            with self._door.reading() as connection:
                rows = connection.execute(asked.where(headlines.c.id.in_(ids[start : start + READ])))
                yield [Text(id=row.id, title=row.title, summary=row.summary, at=row.at) for row in rows]

    def labels(self) -> dict[int, set[str]]:
        """What the team said of the headlines judged last (at most 20,000): the factors tagged; none: not relevant.

        A ruling on a factor settles that factor. A deed alone says that the headline matters, not for which factor: it
        is left out.
        """
        asked = select(tags.c.headline_id, tags.c.kind, tags.c.factor_id, tags.c.direction)
        asked = asked.where(tags.c.framework_id + 0 == self._framework, tags.c.known_to.is_(None))
        with self._door.reading() as connection:
            rows = connection.execute(asked.order_by(tags.c.id.desc()).limit(LEARNT_FROM)).all()
        return said_of(rows)

    def my_turn(self, holder: str, now: datetime, seconds: float) -> bool:
        """Whether this program may rank now: one at a time does, and another takes over when it goes quiet."""
        with self._door.writing() as connection:
            row = standing(connection, self._turn, now, seconds)
            if row is not None and row.holder != holder:
                return False
            write(connection, self._turn, holder, now, seconds)
            return True

    def turn_over(self, holder: str) -> None:
        with self._door.writing() as connection:
            drop(connection, self._turn, holder)

    @property
    def _turn(self) -> str:
        return f"{TURN} {self._framework}"


def said_of(rows: Sequence[Any]) -> dict[int, set[str]]:
    """Factors by headline, of rows of judgements in any order."""
    labels: dict[int, set[str]] = {}
    for row in rows:
        if row.kind == "tag":
            labels.setdefault(row.headline_id, set()).add(row.factor_id)
        elif row.kind == "not_relevant":
            labels.setdefault(row.headline_id, set())
    for row in rows:
        if row.kind == "ruling" and row.factor_id:
            said = labels.setdefault(row.headline_id, set())
            (said.add if row.direction else said.discard)(row.factor_id)
    return labels
