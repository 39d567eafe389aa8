"""What the indicators are made of, as one frame: tags and rulings with their headlines, outlets and stories."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import BigInteger, Connection, distinct, exists, func, literal, select, true, type_coerce

from signpost.store.knowledge import known_now
from signpost.store.placing import PUBLISHER
from signpost.store.schema import analysts, headlines, memberships, outlets, tags, visible

TEXTS = (
    "factor_id", "analyst", "kind", "direction", "signpost_id", "note",
    "outlet", "perspective", "title", "url", "language", "publisher",
)  # fmt: skip
NUMBERS = ("story_id", "headline_id", "analyst_id", "weight", "copies", "publishers")


def evidence_frame(
    connection: Connection, framework: int, at: datetime, story_ids: Collection[int] | None = None
) -> pd.DataFrame:
    """One row per tag or ruling visible at a moment (of these stories alone); columns are told at `Tags.evidence`."""
    stories = (
        select(memberships.c.story_id)
        .join(tags, tags.c.headline_id == memberships.c.headline_id)
        .where(visible(memberships, at), visible(tags, at), tags.c.framework_id == framework)
    )
    asked_for = true() if story_ids is None else memberships.c.story_id.in_(story_ids)
    judged = memberships.c.story_id.in_(stories) if story_ids is None else asked_for
    size = (
        select(
            memberships.c.story_id,
            func.count().label("copies"),
            func.count(distinct(PUBLISHER)).label("publishers"),
        )
        .join(headlines, headlines.c.id == memberships.c.headline_id)
        .join(outlets, outlets.c.id == headlines.c.outlet_id)
        .where(visible(memberships, at))
        .where(judged)
        .group_by(memberships.c.story_id)
        .subquery()
    )
    asked = (
        select(
            memberships.c.story_id,
            tags.c.headline_id,
            tags.c.factor_id,
            tags.c.analyst_id,
            analysts.c.name.label("analyst"),
            tags.c.kind,
            tags.c.direction,
            tags.c.weight,
            tags.c.signpost_id,
            tags.c.note,
            raw(tags.c.tagged_at),
            raw(tags.c.known_from),
            outlets.c.name.label("outlet"),
            outlets.c.perspective,
            headlines.c.title,
            headlines.c.url,
            headlines.c.language,
            headlines.c.rtl,
            raw(headlines.c.published_at),
            raw(headlines.c.at, "day"),
            size.c.copies,
            PUBLISHER.label("publisher"),
            size.c.publishers,
        )
        .join(analysts, analysts.c.id == tags.c.analyst_id)
        .join(headlines, headlines.c.id == tags.c.headline_id)
        .join(outlets, outlets.c.id == headlines.c.outlet_id)
        .join(memberships, (memberships.c.headline_id == headlines.c.id) & visible(memberships, at))
        .join(size, size.c.story_id == memberships.c.story_id)
        .where(tags.c.framework_id == framework, tags.c.kind.in_(("tag", "ruling")), visible(tags, at), asked_for)
        .order_by(memberships.c.story_id, tags.c.headline_id, tags.c.factor_id, tags.c.analyst_id, tags.c.id)
    )
    rows = connection.execute(asked)
    names = list(rows.keys())
    frame = pd.DataFrame(rows.all(), columns=names)
    return typed(frame)


class Mark(NamedTuple):
    """How far two tables went at a moment of knowledge: whatever became known later has higher ids, since only one
    writer is at work at a time, or was closed later."""

    at: datetime
    memberships: int
    tags: int


def mark(connection: Connection) -> Mark:
    """How far they go now."""
    last = (select(func.coalesce(func.max(rows.c.id), 0)).scalar_subquery() for rows in (memberships, tags))
    return Mark(known_now(connection), *connection.execute(select(*last)).one())


def changed_stories(
    connection: Connection,
    framework: int,
    since: datetime,
    at: datetime,
    upto: Mark | None = None,
    kinds: Collection[str] = ("tag", "ruling"),
) -> set[int] | None:
    """The stories whose headlines or judgements may have changed after `since` and until `at`, of those that anybody
    ever judged in one of these ways; None if rows are gone, so that all is to be read anew.

    `upto`, a mark of `since` or before, finds new rows by their ids: only tags that were closed are looked through.
    """
    if upto is not None:
        now = mark(connection)
        if upto.at > since or now.memberships < upto.memberships or now.tags < upto.tags:
            return None

    def new(rows: Any, last: int | None) -> Any:
        return (rows.c.known_from > since) & (rows.c.known_from <= at) if last is None else rows.c.id > last

    counts = (tags.c.framework_id + 0 == framework) & tags.c.kind.in_(kinds)
    # a headline that moves closes one seat and takes another, so that new seats tell of closed ones too
    seated = select(memberships.c.headline_id).where(new(memberships, upto and upto.memberships))
    judged = select(tags.c.headline_id).where(new(tags, upto and upto.tags), counts)
    ended = select(tags.c.headline_id).where(
        tags.c.closed_by != literal("", literal_execute=True), tags.c.known_to > since, tags.c.known_to <= at, counts
    )
    member = memberships.alias()
    of_story = (member.c.story_id == memberships.c.story_id, tags.c.headline_id == member.c.headline_id)
    asked = select(memberships.c.story_id).where(
        memberships.c.headline_id.in_(seated.union(judged, ended)), exists(tags.c.id).where(*of_story, counts)
    )
    return set(connection.scalars(asked))


def names(connection: Connection) -> tuple[tuple[Any, ...], ...]:
    """Everything in the frame that has one time only."""
    people = select(analysts.c.id, analysts.c.name, analysts.c.merged_into).order_by(analysts.c.id)
    called = select(outlets.c.id, outlets.c.name, outlets.c.perspective, outlets.c.family).order_by(outlets.c.id)
    return tuple(tuple(row) for asked in (people, called) for row in connection.execute(asked))


def raw(moment: Any, name: str = "") -> Any:
    """A moment as its microseconds: a frame turns whole columns of them into times at once."""
    return type_coerce(moment, BigInteger).label(name or moment.name)


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.astype(dict.fromkeys(NUMBERS, "int64"))
    frame = frame.astype(dict.fromkeys(TEXTS, "str"))
    for name in ("tagged_at", "known_from", "published_at"):
        moments = pd.to_numeric(frame[name]).astype("Int64")
        frame[name] = pd.to_datetime(moments, unit="us", utc=True).astype("datetime64[us, UTC]")
    days = pd.to_datetime(pd.to_numeric(frame["day"]).astype("Int64"), unit="us", utc=True)
    frame["day"] = days.dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    frame["rtl"] = frame["rtl"].astype(bool)
    return frame
