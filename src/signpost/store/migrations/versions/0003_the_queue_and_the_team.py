"""What is shown to whom in the queue, and what the team agreed on"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
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


OF_HEADLINE = {"framework_id": "frameworks", "headline_id": "headlines"}
OF_ANALYST = {"framework_id": "frameworks", "analyst_id": "analysts"}
PER_HEADLINE = ("framework_id", "headline_id")
TABLES = (
    "picks",
    "draws",
    "handed",
    "handovers",
    "suggestions",
    "views",
    "wishes",
    "codebook_lines",
    "training_answers",
)


def upgrade() -> None:
    made(
        "picks",
        *(to("framework_id"), to("headline_id")),
        number("place", sa.Integer()),
        sa.Column("kind", sa.String(8), nullable=False),
        number("score", sa.Float()),
        words("why"),
        key=PER_HEADLINE,
        links=OF_HEADLINE,
    )
    op.create_index("ix_picks_framework_id_place", "picks", ["framework_id", "place"])
    made(
        "draws",
        *(to("framework_id"), to("headline_id")),
        sa.Column("kind", sa.String(8), nullable=False),
        number("probability", sa.Float()),
        number("waiting", sa.Integer()),
        moment("drawn_at"),
        key=(*PER_HEADLINE, "kind"),
        links=OF_HEADLINE,
    )
    op.create_index("ix_draws_drawn_at", "draws", ["drawn_at"])
    made(
        "handed",
        *(to("framework_id"), to("headline_id"), to("analyst_id")),
        moment("until"),
        key=PER_HEADLINE,
        links=OF_HEADLINE | {"analyst_id": "analysts"},
    )
    op.create_index("ix_handed_until", "handed", ["until"])
    op.create_index("ix_handed_analyst_id", "handed", ["analyst_id"])
    made(
        "handovers",
        *(to("framework_id"), to("headline_id"), to("from_id"), to("to_id")),
        moment("asked_at"),
        moment("done_at", open_ended=True),
        words("note"),
        links=OF_HEADLINE | {"from_id": "analysts", "to_id": "analysts"},
    )
    partial("ix_handovers_to_id", "handovers", ["to_id"], "done_at IS NULL")
    made(
        "suggestions",
        *(to("framework_id"), to("headline_id")),
        words("factor_id", needed=True),
        number("score", sa.Float()),
        moment("made_at"),
        key=(*PER_HEADLINE, "factor_id"),
        links=OF_HEADLINE,
    )
    made(
        "views",
        *(to("framework_id"), to("analyst_id")),
        *(words("page", needed=True), words("name", needed=True), words("query", needed=True)),
        number("shared", sa.Boolean()),
        moment("saved_at"),
        moment("removed_at", open_ended=True),
        links=OF_ANALYST,
    )
    made(
        "wishes",
        to("analyst_id"),
        *(words("name", needed=True), words("value", needed=True)),
        moment("set_at"),
        key=("analyst_id", "name"),
        links={"analyst_id": "analysts"},
    )
    made(
        "codebook_lines",
        to("framework_id"),
        *(words("line", needed=True), words("factor_id"), words("tag_uid")),
        to("analyst_id"),
        moment("known_from"),
        moment("known_to", open_ended=True),
        links=OF_ANALYST,
    )
    op.create_index("ix_codebook_lines_framework_id", "codebook_lines", ["framework_id"])
    made(
        "training_answers",
        words("uid", needed=True),
        *(to("framework_id"), to("analyst_id")),
        *(words("item_id", needed=True), words("factor_id"), words("direction")),
        number("weight", sa.SmallInteger()),
        moment("answered_at"),
        key=("uid",),
        links=OF_ANALYST,
    )
    op.create_index("ix_training_answers_analyst_id", "training_answers", ["framework_id", "analyst_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
