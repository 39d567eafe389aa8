"""Deeds: signposts of scenarios that analysts tagged as observed."""

from datetime import datetime

from sqlalchemy import and_, select

from signpost.nouns.tag import Kind, Sighting
from signpost.store.engine import Door
from signpost.store.knowledge import known_now
from signpost.store.schema import analysts, headlines, memberships, outlets, tags, visible
from signpost.store.stating import WHO, into


class Deeds:
    def __init__(self, door: Door, framework_row: int) -> None:
        self._door, self._framework = door, framework_row

    def seen(self, known_at: datetime | None = None) -> list[Sighting]:
        """Every deed observed, as known at a moment (default: now), the newest headline first."""
        with self._door.reading() as connection:
            at = known_at or known_now(connection)
            member = and_(memberships.c.headline_id == tags.c.headline_id, visible(memberships, at))
            asked = (
                select(
                    tags.c.signpost_id.label("deed_id"),
                    memberships.c.story_id,
                    tags.c.headline_id,
                    headlines.c.title,
                    headlines.c.url,
                    outlets.c.name.label("outlet"),
                    headlines.c.at,
                    headlines.c.rtl,
                    headlines.c.language,
                    WHO,
                    tags.c.note,
                )
                .join_from(tags, headlines, headlines.c.id == tags.c.headline_id)
                .join(outlets, outlets.c.id == headlines.c.outlet_id)
                .join(memberships, member)
                .join(analysts, analysts.c.id == tags.c.analyst_id)
                .outerjoin(into, into.c.id == analysts.c.merged_into)
                .where(tags.c.framework_id == self._framework, tags.c.kind == Kind.DEED.value, visible(tags, at))
                .order_by(headlines.c.at.desc(), tags.c.id)
            )
            return [Sighting(**row._mapping) for row in connection.execute(asked)]
