"""The tables of what analysts state about a reading: premises, ratings, notes, acknowledged shifts, schedules.

All of it is append-only with the store's two times: a change closes a row (`known_to`) and opens another.
"""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, SmallInteger, String, Table, text

from signpost.store.schema import STANDS, Id, Moment, Words, metadata, text_column

# The state of a key assumption: "holds", "caveated", "unsupported" or "unchecked", since `day` (YYYY-MM-DD), and why.
premises = Table(
    "premises",
    metadata,
    Column("id", Id, primary_key=True),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    Column("assumption_id", Words, nullable=False),
    Column("state", String(12), nullable=False),
    Column("day", String(10), nullable=False),
    Column("reason", Words, nullable=False),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("known_from", Moment, nullable=False),
    Column("known_to", Moment),
    Index(
        "uq_premises_standing",
        "framework_id",
        "assumption_id",
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    ),
)

# What one analyst expects under a scenario. `kind` "level": `low`..`high` (0..100) on the factor `subject_id`;
# "signpost": how likely the signpost `subject_id` is, in `word` (HL, L, C, U, HU); "prior": `low` is the weight the
# scenario has before any evidence (`subject_id` is "", and the scenario "" means none of these).
ratings = Table(
    "ratings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    text_column("scenario_id"),
    text_column("subject_id"),
    Column("low", Float),
    Column("high", Float),
    text_column("word"),
    text_column("reason"),
    Column("known_from", Moment, nullable=False),
    Column("known_to", Moment),
    Index(
        "uq_ratings_standing",
        "framework_id",
        "analyst_id",
        "kind",
        "scenario_id",
        "subject_id",
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    ),
)

# A dated note on the trend ("12 Nov: ceasefire signed"); `factor_id` "" stands on every factor's chart.
notes = Table(
    "notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("uid", Words, nullable=False),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    Column("day", String(10), nullable=False),
    text_column("factor_id"),
    Column("words", Words, nullable=False),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("known_from", Moment, nullable=False),
    Column("known_to", Moment),
    Index("uq_notes_uid", "uid", unique=True),
    Index("ix_notes_framework_id_day", "framework_id", "day"),
)

# A shift that somebody has seen and owns: found by its factor, way ("up" or "down") and the day it began, near enough.
acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    Column("factor_id", Words, nullable=False),
    Column("way", String(4), nullable=False),
    Column("since", String(10), nullable=False),
    text_column("words"),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("known_from", Moment, nullable=False),
    Column("known_to", Moment),
    Index("ix_acknowledgements_framework_id", "framework_id"),
)

# Freezing by itself: `every` "day" or "week" (on `weekday`, 0 Monday) at `hour` UTC, as `formats` (comma-separated)
# into `folder`; `filters` as JSON. `last_error` says why the last one failed.
schedules = Table(
    "schedules",
    metadata,
    Column("id", Id, primary_key=True),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    Column("title", Words, nullable=False),
    Column("every", String(4), nullable=False),
    Column("weekday", SmallInteger, nullable=False, server_default="0"),
    Column("hour", SmallInteger, nullable=False),
    Column("formats", Words, nullable=False),
    Column("folder", Words, nullable=False),
    text_column("filters"),
    Column("days", Integer, nullable=False, server_default="180"),
    Column("analyst_id", ForeignKey("analysts.id")),
    Column("made_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("last_at", Moment),
    text_column("last_error"),
    Column("removed_at", Moment),
    Index(
        "ix_schedules_next_at",
        "next_at",
        sqlite_where=text("removed_at IS NULL"),
        postgresql_where=text("removed_at IS NULL"),
    ),
)
