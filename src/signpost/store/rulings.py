"""What the team may disagree on and how it was settled: judgements on stories that two or more read, and rulings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, distinct, func, select

from signpost.nouns.tag import Analyst, Direction, Kind
from signpost.store.engine import Door
from signpost.store.knowledge import known_now
from signpost.store.schema import analysts, headlines, memberships, outlets, tags, visible
from signpost.store.schema_queue import draws

if TYPE_CHECKING:
    from signpost.store.evidence import Mark

READ = ("tag", "not_relevant", "deed")
KINDS = {kind.value: kind for kind in Kind}
WAYS = {way.value: way for way in Direction}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A standing judgement on a story, as the team compares them.

    `factor_id` is "" for not relevant and deeds; `direction` is None there, and in a ruling that says the story does
    not bear on the factor.
    """

    uid: str
    story_id: int
    headline_id: int
    analyst: Analyst
    kind: Kind
    factor_id: str
    direction: Direction | None
    weight: int
    note: str
    reason: str
    tagged_at: datetime
    known_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """How a story is named on screen: by one of its headlines, with how many headlines it has."""

    story_id: int
    headline_id: int
    title: str
    url: str
    outlet: str
    language: str
    rtl: bool
    at: datetime
    copies: int


class Rulings:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def shared(self, known_at: datetime | None = None) -> list[Reading]:
        """Every judgement, rulings too, on stories that two or more analysts judged; as known at a moment (default:
        now), by story, then by time."""
        with self._door.reading() as connection:
            return self._shared(connection, known_at or known_now(connection))

    def shared_since(
        self, since: datetime, known_at: datetime, upto: "Mark | None" = None, most: int = 2000
    ) -> tuple[set[int], list[Reading]] | None:
        """The stories whose judgements changed after a moment and until another, and `shared` of these alone; None
        where reading all is quicker or needed (as at `Tags.evidence_since`)."""
        from signpost.store.evidence import changed_stories

        with self._door.reading() as connection:
            kinds = (*READ, "ruling")
            story_ids = changed_stories(connection, self._framework, since, known_at, upto, kinds)
            if story_ids is None or len(story_ids) > most:
                return None
            return story_ids, self._shared(connection, known_at, story_ids)

    def _shared(self, connection: Connection, at: datetime, story_ids: Collection[int] | None = None) -> list[Reading]:
        standing = [visible(memberships, at), visible(tags, at)]
        # + 0: else some stories alone would be sought among all the framework's tags
        standing.append((tags.c.framework_id if story_ids is None else tags.c.framework_id + 0) == self._framework)
        if story_ids is not None:
            standing.append(memberships.c.story_id.in_(story_ids))
        joined = memberships.join(tags, tags.c.headline_id == memberships.c.headline_id)
        several = (
            select(memberships.c.story_id)
            .select_from(joined)
            .where(*standing, tags.c.kind.in_(READ))
            .group_by(memberships.c.story_id)
            .having(func.count(distinct(tags.c.analyst_id)) > 1)
        )
        asked = (
            select(memberships.c.story_id, *tags.c, analysts.c.name)
            .select_from(joined.join(analysts, analysts.c.id == tags.c.analyst_id))
            .where(*standing, memberships.c.story_id.in_(several))
            .order_by(memberships.c.story_id, tags.c.tagged_at, tags.c.id)
        )
        return [reading_of(row) for row in connection.execute(asked)]

    def blind_since(self, known_at: datetime | None = None) -> dict[int, datetime]:
        """The stories that were drawn for a second, blind reading, with when that was first."""
        with self._door.reading() as connection:
            at = known_at or known_now(connection)
            asked = (
                select(memberships.c.story_id, func.min(draws.c.drawn_at).label("drawn_at"))
                .join(draws, draws.c.headline_id == memberships.c.headline_id)
                .where(visible(memberships, at), draws.c.framework_id == self._framework, draws.c.kind == "overlap")
                .group_by(memberships.c.story_id)
            )
            return {row.story_id: row.drawn_at for row in connection.execute(asked)}

    def standing(self, limit: int, before: int | None = None) -> list[tuple[int, Reading]]:
        """The rulings that stand, newest first, with a number by which to page on (`before`)."""
        now_in = (memberships.c.headline_id == tags.c.headline_id) & memberships.c.known_to.is_(None)
        asked = (
            select(memberships.c.story_id, *tags.c, analysts.c.name)
            .select_from(tags.join(analysts, analysts.c.id == tags.c.analyst_id).join(memberships, now_in))
            .where(tags.c.framework_id == self._framework, tags.c.kind == "ruling", tags.c.known_to.is_(None))
            .order_by(tags.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            asked = asked.where(tags.c.id < before)
        with self._door.reading() as connection:
            return [(row.id, reading_of(row)) for row in connection.execute(asked)]

    def headings(self, headline_ids: Sequence[int]) -> dict[int, Heading]:
        """The names of these headlines' stories, by headline."""
        of_story = memberships.alias("sitting")
        size = (
            select(func.count())
            .select_from(memberships)
            .where(memberships.c.story_id == of_story.c.story_id, memberships.c.known_to.is_(None))
            .correlate(of_story)
            .scalar_subquery()
        )
        asked = (
            select(
                headlines.c.id,
                headlines.c.title,
                headlines.c.url,
                headlines.c.language,
                headlines.c.rtl,
                headlines.c.at,
                outlets.c.name.label("outlet"),
                of_story.c.story_id,
                size.label("copies"),
            )
            .join(outlets, outlets.c.id == headlines.c.outlet_id)
            .join(of_story, (of_story.c.headline_id == headlines.c.id) & of_story.c.known_to.is_(None))
            .where(headlines.c.id.in_(set(headline_ids)))
        )
        with self._door.reading() as connection:
            return {row.id: heading_of(row) for row in connection.execute(asked)}


def reading_of(row: Any) -> Reading:
    return Reading(
        uid=row.uid,
        story_id=row.story_id,
        headline_id=row.headline_id,
        analyst=Analyst(id=row.analyst_id, name=row.name),
        kind=KINDS[row.kind],
        factor_id=row.factor_id,
        direction=WAYS.get(row.direction),
        weight=row.weight,
        note=row.note,
        reason=row.reason,
        tagged_at=row.tagged_at,
        known_from=row.known_from,
    )


def heading_of(row: Any) -> Heading:
    return Heading(
        story_id=row.story_id,
        headline_id=row.id,
        title=row.title,
        url=row.url,
        outlet=row.outlet,
        language=row.language,
        rtl=row.rtl,
        at=row.at,
        copies=row.copies,
    )
