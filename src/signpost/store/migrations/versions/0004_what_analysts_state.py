"""Premises, ratings, notes, acknowledged shifts, and freezing by plan"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def words(name: str, *, needed: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=None if needed else "")


def moment(name: str, *, open_ended: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=open_ended)


def to(column: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(column, ID, nullable=optional)


def number(name: str, kind: Any, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def made(table: str, *columns: sa.Column[Any], links: dict[str, str], key: tuple[str, ...] = ("id",)) -> None:
    """A table with its primary key and its foreign keys: `links` maps a column to the table it points to."""
    own = [sa.Column("id", ID, nullable=False)] if key == ("id",) else []
    foreign = [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in links.items()
    ]
    op.create_table(table, *own, *columns, *foreign, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")))


def partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


OF_ANALYST = {"framework_id": "frameworks", "analyst_id": "analysts"}
TABLES = ("premises", "ratings", "notes", "acknowledgements", "schedules")
STANDS = "known_to IS NULL"


def known() -> tuple[sa.Column[int], sa.Column[int], sa.Column[int]]:
    return to("analyst_id"), moment("known_from"), moment("known_to", open_ended=True)


def upgrade() -> None:
    made(
        "premises",
        to("framework_id"),
        words("assumption_id", needed=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        words("reason", needed=True),
        *known(),
        links=OF_ANALYST,
    )
    partial("uq_premises_standing", "premises", ["framework_id", "assumption_id"], STANDS, unique=True)
    made(
        "ratings",
        to("framework_id"),
        sa.Column("kind", sa.String(8), nullable=False),
        *(words("scenario_id"), words("subject_id")),
        *(sa.Column("low", sa.Float()), sa.Column("high", sa.Float())),
        *(words("word"), words("reason")),
        *known(),
        links=OF_ANALYST,
    )
    one = ["framework_id", "analyst_id", "kind", "scenario_id", "subject_id"]
    partial("uq_ratings_standing", "ratings", one, STANDS, unique=True)
    made(
        "notes",
        words("uid", needed=True),
        to("framework_id"),
        sa.Column("day", sa.String(10), nullable=False),
        *(words("factor_id"), words("words", needed=True)),
        *known(),
        links=OF_ANALYST,
    )
    op.create_index("uq_notes_uid", "notes", ["uid"], unique=True)
    op.create_index("ix_notes_framework_id_day", "notes", ["framework_id", "day"])
    made(
        "acknowledgements",
        to("framework_id"),
        words("factor_id", needed=True),
        sa.Column("way", sa.String(4), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        words("words"),
        *known(),
        links=OF_ANALYST,
    )
    op.create_index("ix_acknowledgements_framework_id", "acknowledgements", ["framework_id"])
    made(
        "schedules",
        to("framework_id"),
        words("title", needed=True),
        sa.Column("every", sa.String(4), nullable=False),
        number("weekday", sa.SmallInteger(), "0"),
        number("hour", sa.SmallInteger()),
        *(words("formats", needed=True), words("folder", needed=True), words("filters")),
        number("days", sa.Integer(), "180"),
        to("analyst_id", optional=True),
        *(moment("made_at"), moment("next_at"), moment("last_at", open_ended=True)),
        words("last_error"),
        moment("removed_at", open_ended=True),
        links=OF_ANALYST,
    )
    partial("ix_schedules_next_at", "schedules", ["next_at"], "removed_at IS NULL")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
