"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "analysts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["analysts.id"], name=op.f("fk_analysts_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysts")),
        sa.UniqueConstraint("name_key", name=op.f("uq_analysts_name_key")),
    )
    op.create_table(
        "frameworks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.Column("inbox_digest", sa.Text(), server_default="", nullable=False),
        sa.Column("inbox_upto", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frameworks")),
        sa.UniqueConstraint("name", name=op.f("uq_frameworks_name")),
    )
    op.create_table(
        "heard",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_heard")),
    )
    op.create_table(
        "knowledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "outlets",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("perspective", sa.Text(), server_default="", nullable=False),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("reliability", sa.String(length=1), server_default="F", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets")),
        sa.UniqueConstraint("name", name=op.f("uq_outlets_name")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    op.create_table(
        "feeds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("outlet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("paused", sa.Text(), server_default="", nullable=False),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("modified", sa.Text(), server_default="", nullable=False),
        sa.Column("body_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("interval_s", sa.Integer(), server_default="1800", nullable=False),
        sa.Column("next_fetch_at", sa.BigInteger(), nullable=True),
        sa.Column("last_ok_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_feeds_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("url", name=op.f("uq_feeds_url")),
    )
    op.create_table(
        "snapshots",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("framework_version", sa.Text(), server_default="", nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["framework_id"], ["frameworks.id"], name=op.f("fk_snapshots_framework_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "fetches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feed_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("elapsed_s", sa.Float(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("cut", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_fetches_feed_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetches")),
    )
    op.create_index("ix_fetches_feed_id_id", "fetches", ["feed_id", "id"], unique=False)
    op.create_index("ix_fetches_started_at", "fetches", ["started_at"], unique=False)
    op.create_table(
        "headlines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("feed_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("outlet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("external_id", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("rtl", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("time_flag", sa.String(length=8), nullable=False),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("url_hash", sa.BigInteger(), nullable=True),
        sa.Column("title_hash", sa.BigInteger(), nullable=True),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_headlines_feed_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_headlines_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_headlines")),
        sa.UniqueConstraint("identity", name=op.f("uq_headlines_identity")),
    )
    op.create_index("ix_headlines_at_id", "headlines", ["at", "id"], unique=False)
    op.create_index(
        "ix_headlines_external_id",
        "headlines",
        ["external_id"],
        unique=False,
        sqlite_where=sa.text("external_id <> ''"),
        postgresql_where=sa.text("external_id <> ''"),
    )
    op.create_index("ix_headlines_language_at_id", "headlines", ["language", "at", "id"], unique=False)
    op.create_index("ix_headlines_outlet_id_at_id", "headlines", ["outlet_id", "at", "id"], unique=False)
    op.create_index("ix_headlines_title_hash", "headlines", ["title_hash"], unique=False)
    op.create_index("ix_headlines_url_hash", "headlines", ["url_hash"], unique=False)
    op.create_table(
        "deferrals",
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("analyst_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("headline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("deferred_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["analyst_id"], ["analysts.id"], name=op.f("fk_deferrals_analyst_id")),
        sa.ForeignKeyConstraint(["framework_id"], ["frameworks.id"], name=op.f("fk_deferrals_framework_id")),
        sa.ForeignKeyConstraint(["headline_id"], ["headlines.id"], name=op.f("fk_deferrals_headline_id")),
        sa.PrimaryKeyConstraint("framework_id", "analyst_id", "headline_id", name=op.f("pk_deferrals")),
    )
    op.create_table(
        "inbox",
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("headline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["framework_id"], ["frameworks.id"], name=op.f("fk_inbox_framework_id")),
        sa.ForeignKeyConstraint(["headline_id"], ["headlines.id"], name=op.f("fk_inbox_headline_id")),
        sa.PrimaryKeyConstraint("framework_id", "headline_id", name=op.f("pk_inbox")),
    )
    op.create_index(
        "ix_inbox_judged",
        "inbox",
        ["framework_id", sa.literal_column("at DESC"), sa.literal_column("headline_id DESC")],
        unique=False,
        sqlite_where=sa.text("state = 1"),
        postgresql_where=sa.text("state = 1"),
    )
    op.create_index(
        "ix_inbox_open",
        "inbox",
        [
            "framework_id",
            sa.literal_column("rank DESC"),
            sa.literal_column("at DESC"),
            sa.literal_column("headline_id DESC"),
        ],
        unique=False,
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("headline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("story_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("known_from", sa.BigInteger(), nullable=False),
        sa.Column("known_to", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["headline_id"], ["headlines.id"], name=op.f("fk_memberships_headline_id")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_memberships_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_headline_id", "memberships", ["headline_id"], unique=False)
    op.create_index("ix_memberships_story_id", "memberships", ["story_id"], unique=False)
    op.create_index(
        "uq_memberships_standing",
        "memberships",
        ["headline_id"],
        unique=True,
        sqlite_where=sa.text("known_to IS NULL"),
        postgresql_where=sa.text("known_to IS NULL"),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("headline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["headline_id"], ["headlines.id"], name=op.f("fk_revisions_headline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
    )
    op.create_index(op.f("ix_revisions_headline_id"), "revisions", ["headline_id"], unique=False)
    op.create_table(
        "tags",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("headline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("analyst_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("framework_version", sa.Text(), server_default="", nullable=False),
        sa.Column("factor_id", sa.Text(), server_default="", nullable=False),
        sa.Column("direction", sa.Text(), server_default="", nullable=False),
        sa.Column("weight", sa.SmallInteger(), server_default="2", nullable=False),
        sa.Column("signpost_id", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("tagged_at", sa.BigInteger(), nullable=False),
        sa.Column("known_from", sa.BigInteger(), nullable=False),
        sa.Column("known_to", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["analyst_id"], ["analysts.id"], name=op.f("fk_tags_analyst_id")),
        sa.ForeignKeyConstraint(["framework_id"], ["frameworks.id"], name=op.f("fk_tags_framework_id")),
        sa.ForeignKeyConstraint(["headline_id"], ["headlines.id"], name=op.f("fk_tags_headline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("uid", name=op.f("uq_tags_uid")),
    )
    op.create_index("ix_tags_analyst_id_id", "tags", ["analyst_id", "id"], unique=False)
    op.create_index(
        "ix_tags_closed_by",
        "tags",
        ["closed_by"],
        unique=False,
        sqlite_where=sa.text("closed_by <> ''"),
        postgresql_where=sa.text("closed_by <> ''"),
    )
    op.create_index("ix_tags_framework_id_kind", "tags", ["framework_id", "kind"], unique=False)
    op.create_index(op.f("ix_tags_headline_id"), "tags", ["headline_id"], unique=False)
    op.create_index(
        "uq_tags_standing",
        "tags",
        ["headline_id", "framework_id", "analyst_id", "kind", "factor_id", "signpost_id"],
        unique=True,
        sqlite_where=sa.text("known_to IS NULL AND kind <> 'tag'"),
        postgresql_where=sa.text("known_to IS NULL AND kind <> 'tag'"),
    )
    op.create_index(
        "uq_tags_standing_factor",
        "tags",
        ["headline_id", "framework_id", "analyst_id", "factor_id"],
        unique=True,
        sqlite_where=sa.text("known_to IS NULL AND kind = 'tag'"),
        postgresql_where=sa.text("known_to IS NULL AND kind = 'tag'"),
    )
    op.execute("INSERT INTO knowledge (id, at) VALUES (1, 0)")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE headline_words USING fts5("
            "title, summary, content='', tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')"
        )
    else:
        op.execute(
            "CREATE TABLE headline_words ("
            "rowid BIGINT PRIMARY KEY REFERENCES headlines (id) ON DELETE CASCADE, words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX headline_words_words ON headline_words USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE headline_words")
    op.drop_index(
        "uq_tags_standing_factor",
        table_name="tags",
        sqlite_where=sa.text("known_to IS NULL AND kind = 'tag'"),
        postgresql_where=sa.text("known_to IS NULL AND kind = 'tag'"),
    )
    op.drop_index(
        "uq_tags_standing",
        table_name="tags",
        sqlite_where=sa.text("known_to IS NULL AND kind <> 'tag'"),
        postgresql_where=sa.text("known_to IS NULL AND kind <> 'tag'"),
    )
    op.drop_index(op.f("ix_tags_headline_id"), table_name="tags")
    op.drop_index("ix_tags_framework_id_kind", table_name="tags")
    op.drop_index(
        "ix_tags_closed_by",
        table_name="tags",
        sqlite_where=sa.text("closed_by <> ''"),
        postgresql_where=sa.text("closed_by <> ''"),
    )
    op.drop_index("ix_tags_analyst_id_id", table_name="tags")
    op.drop_table("tags")
    op.drop_index(op.f("ix_revisions_headline_id"), table_name="revisions")
    op.drop_table("revisions")
    op.drop_index(
        "uq_memberships_standing",
        table_name="memberships",
        sqlite_where=sa.text("known_to IS NULL"),
        postgresql_where=sa.text("known_to IS NULL"),
    )
    op.drop_index("ix_memberships_story_id", table_name="memberships")
    op.drop_index("ix_memberships_headline_id", table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(
        "ix_inbox_open", table_name="inbox", sqlite_where=sa.text("state = 0"), postgresql_where=sa.text("state = 0")
    )
    op.drop_index(
        "ix_inbox_judged", table_name="inbox", sqlite_where=sa.text("state = 1"), postgresql_where=sa.text("state = 1")
    )
    op.drop_table("inbox")
    op.drop_table("deferrals")
    op.drop_index("ix_headlines_url_hash", table_name="headlines")
    op.drop_index("ix_headlines_title_hash", table_name="headlines")
    op.drop_index("ix_headlines_outlet_id_at_id", table_name="headlines")
    op.drop_index("ix_headlines_language_at_id", table_name="headlines")
    op.drop_index(
        "ix_headlines_external_id",
        table_name="headlines",
        sqlite_where=sa.text("external_id <> ''"),
        postgresql_where=sa.text("external_id <> ''"),
    )
    op.drop_index("ix_headlines_at_id", table_name="headlines")
    op.drop_table("headlines")
    op.drop_index("ix_fetches_started_at", table_name="fetches")
    op.drop_index("ix_fetches_feed_id_id", table_name="fetches")
    op.drop_table("fetches")
    op.drop_table("snapshots")
    op.drop_table("feeds")
    op.drop_table("stories")
    op.drop_table("settings")
    op.drop_table("outlets")
    op.drop_table("leases")
    op.drop_table("knowledge")
    op.drop_table("heard")
    op.drop_table("frameworks")
    op.drop_table("analysts")
