"""The tables. Times are whole microseconds since 1970 UTC (`Moment`), the same on both engines.

Two clocks: `tags` and `memberships` are never updated in place. A row is known from `known_from` until `known_to` (NULL
while it stands), so everything can be computed as known on an earlier day.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
    true,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A UTC-aware datetime, kept as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text that both engines can hold: without NUL, and "?" for halves of characters (a stranger's title, a query)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        if value is None or (value.isascii() and "\x00" not in value):
            return value
        return value.replace("\x00", "").encode("utf-8", "replace").decode()


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# BIGINT in PostgreSQL; SQLite numbers rows by itself only in a plain INTEGER PRIMARY KEY.
Id = BigInteger().with_variant(Integer(), "sqlite")


def text_column(name: str, **options: Any) -> Column[str]:
    return Column(name, Words, nullable=False, server_default="", **options)


outlets = Table(
    "outlets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    text_column("perspective"),
    text_column("country"),
    text_column("language"),
    Column("reliability", String(1), nullable=False, server_default="F"),
    text_column("family"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url", Words, nullable=False, unique=True),
    text_column("title"),
    Column("outlet_id", ForeignKey("outlets.id"), nullable=False),
    text_column("note"),
    text_column("paused"),
    text_column("etag"),
    text_column("modified"),
    text_column("body_hash"),
    Column("interval_s", Integer, nullable=False, server_default="1800"),
    Column("next_fetch_at", Moment),
    Column("last_ok_at", Moment),
    text_column("last_error"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("added_at", Moment, nullable=False),
    Column("removed_at", Moment),
    text_column("user_agent"),
    Column("every_s", Integer, nullable=False, server_default="0"),
    text_column("waiting"),
    text_column("moved_to"),
    Column("moved_since", Moment),
    Column("moved_seen", Integer, nullable=False, server_default="0"),
    Column("asked_at", Moment),
    Column("last_new_at", Moment),
    Column("items", Integer, nullable=False, server_default="0"),
)

# What the last well-read answer of a feed held: the digests of its items as they were sent, eight bytes each, in
# order of size. An item that is still the same needs no parsing.
seen_items = Table(
    "seen_items",
    metadata,
    Column("feed_id", ForeignKey("feeds.id"), primary_key=True),
    Column("digests", LargeBinary, nullable=False),
)

# A host that asked to be left alone until then; all its feeds wait.
host_pauses = Table(
    "host_pauses",
    metadata,
    Column("host", Words, primary_key=True),
    Column("until", Moment, nullable=False),
    text_column("reason"),
)

# A time in which a feed was not collected, for whatever reason. It stays when the feed is well again, so that a trend
# can tell silence from deafness. `ended_at` is NULL while it lasts, `lost` false if nothing was missed all the same.
gaps = Table(
    "gaps",
    metadata,
    Column("id", Id, primary_key=True),
    Column("feed_id", ForeignKey("feeds.id"), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
    text_column("reason"),
    Column("lost", Boolean, nullable=False, server_default=true()),
    Index("ix_gaps_feed_id_began_at", "feed_id", "began_at"),
    Index("ix_gaps_ended_at", "ended_at"),
)

fetches = Table(
    "fetches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("feed_id", ForeignKey("feeds.id"), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("elapsed_s", Float, nullable=False),
    Column("kind", Words, nullable=False),
    Column("status", Integer),
    Column("added", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("cut", Integer, nullable=False),
    text_column("error"),
    Column("items", Integer, nullable=False, server_default="0"),
    Column("size", Integer, nullable=False, server_default="0"),
    text_column("flaw"),
    Index("ix_fetches_feed_id_id", "feed_id", "id"),
    Index("ix_fetches_started_at", "started_at"),
)

# `identity` is a digest of where the item came from and its key; the two hashes find copies. `content_hash` is what
# the outlet last sent, to notice a revision; the row's own words stay as they arrived.
headlines = Table(
    "headlines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("identity", String(32), nullable=False, unique=True),
    Column("feed_id", ForeignKey("feeds.id")),
    Column("outlet_id", ForeignKey("outlets.id"), nullable=False),
    text_column("key"),
    text_column("external_id"),
    Column("title", Words, nullable=False),
    text_column("summary"),
    text_column("url"),
    text_column("language"),
    Column("rtl", Boolean, nullable=False),
    Column("published_at", Moment),
    Column("time_flag", String(8), nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("url_hash", BigInteger),
    Column("title_hash", BigInteger),
    Column("content_hash", BigInteger, nullable=False),
    text_column("wire"),
    Index("ix_headlines_at_id", "at", "id"),
    Index("ix_headlines_outlet_id_at_id", "outlet_id", "at", "id"),
    Index("ix_headlines_language_at_id", "language", "at", "id"),
    Index("ix_headlines_url_hash", "url_hash"),
    Index("ix_headlines_title_hash", "title_hash"),
    Index(
        "ix_headlines_external_id",
        "external_id",
        sqlite_where=text("external_id <> ''"),
        postgresql_where=text("external_id <> ''"),
    ),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("headline_id", ForeignKey("headlines.id"), nullable=False, index=True),
    Column("seen_at", Moment, nullable=False),
    Column("title", Words, nullable=False),
    text_column("summary"),
    text_column("url"),
)

# `basis` says why a headline is in its story: it opened it, is a safe copy, a proposed one (counted until rejected), or
# a hand put it there. `change` is the uid of the act of a hand, `score` how alike a proposed one is (0..1).
stories = Table("stories", metadata, Column("id", Id, primary_key=True), Column("opened_at", Moment, nullable=False))

STANDS = text("known_to IS NULL")

memberships = Table(
    "memberships",
    metadata,
    Column("id", Id, primary_key=True),
    Column("headline_id", ForeignKey("headlines.id"), nullable=False),
    Column("story_id", ForeignKey("stories.id"), nullable=False),
    Column("known_from", Moment, nullable=False),
    Column("known_to", Moment),
    Column("basis", String(10), nullable=False, server_default="copy"),
    Column("score", Float),
    Column("analyst_id", ForeignKey("analysts.id")),
    text_column("change"),
    text_column("closed_by"),
    Index("ix_memberships_story_id", "story_id"),
    Index("ix_memberships_headline_id", "headline_id"),
    Index("uq_memberships_standing", "headline_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
    Index(
        "ix_memberships_proposed",
        "id",
        sqlite_where=text("known_to IS NULL AND basis = 'proposed'"),
        postgresql_where=text("known_to IS NULL AND basis = 'proposed'"),
    ),
    Index(
        "ix_memberships_closed_by",
        "closed_by",
        sqlite_where=text("closed_by <> ''"),
        postgresql_where=text("closed_by <> ''"),
    ),
)

# What a hand did to stories: each act once, by its uid. Whatever it moved began or ended at `known_from`.
changes = Table(
    "changes",
    metadata,
    Column("uid", Words, primary_key=True),
    Column("what", String(10), nullable=False),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("known_from", Moment, nullable=False),
    text_column("undoes"),
    Index("ix_changes_known_from", "known_from"),
    Index("ix_changes_undoes", "undoes", sqlite_where=text("undoes <> ''"), postgresql_where=text("undoes <> ''")),
)

# Two headlines that an analyst said are not the same event: no rule puts them together again.
apart = Table(
    "apart",
    metadata,
    Column("id", Id, primary_key=True),
    Column("headline_id", ForeignKey("headlines.id"), nullable=False),
    Column("other_id", ForeignKey("headlines.id"), nullable=False),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("known_from", Moment, nullable=False),
    Column("known_to", Moment),
    text_column("change"),
    text_column("closed_by"),
    Index("ix_apart_headline_id", "headline_id"),
    Index("ix_apart_other_id", "other_id"),
)

analysts = Table(
    "analysts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Words, nullable=False),
    Column("name_key", Words, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("merged_into", ForeignKey("analysts.id")),
)

# `inbox_digest` is the framework file the inbox was ranked with, `inbox_upto` the last headline ranked.
frameworks = Table(
    "frameworks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    text_column("version"),
    text_column("inbox_digest"),
    Column("inbox_upto", BigInteger, nullable=False, server_default="0"),
)

tags = Table(
    "tags",
    metadata,
    Column("id", Id, primary_key=True),
    Column("uid", Words, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("headline_id", ForeignKey("headlines.id"), nullable=False, index=True),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    text_column("framework_version"),
    text_column("factor_id"),
    text_column("direction"),
    Column("weight", SmallInteger, nullable=False, server_default="2"),
    text_column("signpost_id"),
    text_column("note"),
    text_column("reason"),
    Column("tagged_at", Moment, nullable=False),
    Column("known_from", Moment, nullable=False),
    Column("known_to", Moment),
    text_column("closed_by"),
    Index("ix_tags_analyst_id_id", "analyst_id", "id"),
    Index("ix_tags_framework_id_kind", "framework_id", "kind"),
    Index(
        "ix_tags_closed_by", "closed_by", sqlite_where=text("closed_by <> ''"), postgresql_where=text("closed_by <> ''")
    ),
    Index(
        "uq_tags_standing",
        "headline_id",
        "framework_id",
        "analyst_id",
        "kind",
        "factor_id",
        "signpost_id",
        unique=True,
        sqlite_where=text("known_to IS NULL AND kind <> 'tag'"),
        postgresql_where=text("known_to IS NULL AND kind <> 'tag'"),
    ),
    Index(
        "uq_tags_standing_factor",
        "headline_id",
        "framework_id",
        "analyst_id",
        "factor_id",
        unique=True,
        sqlite_where=text("known_to IS NULL AND kind = 'tag'"),
        postgresql_where=text("known_to IS NULL AND kind = 'tag'"),
    ),
)

# Events that leave no row of their own (undo, withdraw, later), so that sending one twice acts once.
heard = Table("heard", metadata, Column("uid", Words, primary_key=True), Column("heard_at", Moment, nullable=False))

deferrals = Table(
    "deferrals",
    metadata,
    Column("framework_id", ForeignKey("frameworks.id"), primary_key=True),
    Column("analyst_id", ForeignKey("analysts.id"), primary_key=True),
    Column("headline_id", ForeignKey("headlines.id"), primary_key=True),
    Column("uid", Words, nullable=False),
    Column("deferred_at", Moment, nullable=False),
)

OPEN, JUDGED, COPY = 0, 1, 2

# One row per framework and headline: what waits (OPEN), what has a judgement (JUDGED), what repeats another headline
# of its story (COPY). `rank` says how much of the framework's words it names.
inbox = Table(
    "inbox",
    metadata,
    Column("framework_id", ForeignKey("frameworks.id"), primary_key=True),
    Column("headline_id", ForeignKey("headlines.id"), primary_key=True),
    Column("state", SmallInteger, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("at", Moment, nullable=False),
)
Index(
    "ix_inbox_open",
    inbox.c.framework_id,
    inbox.c.rank.desc(),
    inbox.c.at.desc(),
    inbox.c.headline_id.desc(),
    sqlite_where=text("state = 0"),
    postgresql_where=text("state = 0"),
)
Index(
    "ix_inbox_judged",
    inbox.c.framework_id,
    inbox.c.at.desc(),
    inbox.c.headline_id.desc(),
    sqlite_where=text("state = 1"),
    postgresql_where=text("state = 1"),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("title", Words, nullable=False),
    text_column("comment"),
    Column("created_at", Moment, nullable=False),
    text_column("created_by"),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    text_column("framework_version"),
    Column("as_of", String(10), nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

settings = Table("settings", metadata, Column("key", Words, primary_key=True), Column("value", Words, nullable=False))

leases = Table(
    "leases",
    metadata,
    Column("name", Words, primary_key=True),
    Column("holder", Words, nullable=False),
    Column("until", Moment, nullable=False),
)

# The one row that every change of tags or stories moves forward: knowledge is totally ordered.
knowledge = Table("knowledge", metadata, Column("id", Integer, primary_key=True), Column("at", Moment, nullable=False))


def visible(rows: Any, at: datetime) -> Any:
    """The condition that a row of `tags` or `memberships` was known at a moment."""
    return (rows.c.known_from <= at) & (rows.c.known_to.is_(None) | (rows.c.known_to > at))
