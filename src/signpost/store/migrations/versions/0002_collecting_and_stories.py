"""What the collector remembers of its feeds, gaps, and why a headline is in its story"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def counted(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def moment(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=True)


def to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def added() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "outlets": (words("family"),),
        "feeds": (
            words("user_agent"),
            counted("every_s"),
            words("waiting"),
            words("moved_to"),
            moment("moved_since"),
            counted("moved_seen"),
            moment("asked_at"),
            moment("last_new_at"),
            counted("items"),
        ),
        "fetches": (counted("items"), counted("size"), words("flaw")),
        "headlines": (words("wire"),),
    }


def upgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    with op.batch_alter_table("memberships") as batch:
        batch.add_column(sa.Column("basis", sa.String(10), server_default="copy", nullable=False))
        batch.add_column(sa.Column("score", sa.Float(), nullable=True))
        batch.add_column(sa.Column("analyst_id", ID, nullable=True))
        batch.add_column(words("change"))
        batch.add_column(words("closed_by"))
        batch.create_foreign_key(op.f("fk_memberships_analyst_id"), "analysts", ["analyst_id"], ["id"])
    op.execute(
        "UPDATE memberships SET basis = 'opened' WHERE id IN (SELECT min(id) FROM memberships GROUP BY story_id)"
    )
    op.create_index(
        "ix_memberships_proposed",
        "memberships",
        ["id"],
        sqlite_where=sa.text("known_to IS NULL AND basis = 'proposed'"),
        postgresql_where=sa.text("known_to IS NULL AND basis = 'proposed'"),
    )
    op.create_index(
        "ix_memberships_closed_by",
        "memberships",
        ["closed_by"],
        sqlite_where=sa.text("closed_by <> ''"),
        postgresql_where=sa.text("closed_by <> ''"),
    )
    op.create_table(
        "changes",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("analyst_id", ID, nullable=False),
        sa.Column("known_from", sa.BigInteger(), nullable=False),
        words("undoes"),
        to("changes", "analyst_id", "analysts"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_known_from", "changes", ["known_from"])
    op.create_index(
        "ix_changes_undoes",
        "changes",
        ["undoes"],
        sqlite_where=sa.text("undoes <> ''"),
        postgresql_where=sa.text("undoes <> ''"),
    )
    op.create_table(
        "seen_items",
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        to("seen_items", "feed_id", "feeds"),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_seen_items")),
    )
    op.create_table(
        "host_pauses",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        words("reason"),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_pauses")),
    )
    op.create_table(
        "gaps",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        moment("ended_at"),
        words("reason"),
        sa.Column("lost", sa.Boolean(), server_default=sa.true(), nullable=False),
        to("gaps", "feed_id", "feeds"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    op.create_index("ix_gaps_feed_id_began_at", "gaps", ["feed_id", "began_at"])
    op.create_index("ix_gaps_ended_at", "gaps", ["ended_at"])
    op.create_table(
        "apart",
        sa.Column("id", ID, nullable=False),
        sa.Column("headline_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("analyst_id", ID, nullable=False),
        sa.Column("known_from", sa.BigInteger(), nullable=False),
        moment("known_to"),
        words("change"),
        words("closed_by"),
        to("apart", "headline_id", "headlines"),
        to("apart", "other_id", "headlines"),
        to("apart", "analyst_id", "analysts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apart")),
    )
    op.create_index("ix_apart_headline_id", "apart", ["headline_id"])
    op.create_index("ix_apart_other_id", "apart", ["other_id"])


def downgrade() -> None:
    for table in ("apart", "changes", "gaps", "host_pauses", "seen_items"):
        op.drop_table(table)
    op.drop_index("ix_memberships_closed_by", "memberships")
    op.drop_index("ix_memberships_proposed", "memberships")
    with op.batch_alter_table("memberships") as batch:
        batch.drop_constraint(op.f("fk_memberships_analyst_id"), type_="foreignkey")
        for name in ("basis", "score", "analyst_id", "change", "closed_by"):
            batch.drop_column(name)
    for table, columns in added().items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column.name)
