"""The tables of the queue and the team: what is shown to whom and why, and what the team agreed on."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, SmallInteger, String, Table, text

from signpost.store.schema import Id, Moment, Words, metadata, text_column

# The top of the pile as the last learning left it: `place` 0 comes first. `kind` says why a headline is here: "ranked",
# "audit" (drawn at random) or "overlap" (a second, blind reading). Written anew after each learning, in one go.
picks = Table(
    "picks",
    metadata,
    Column("framework_id", ForeignKey("frameworks.id"), primary_key=True),
    Column("headline_id", ForeignKey("headlines.id"), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("score", Float, nullable=False),
    text_column("why"),
    Index("ix_picks_framework_id_place", "framework_id", "place"),
)

# Every headline that was ever drawn at random, with the chance it had: `probability` = drawn / `waiting` of that draw.
# Append-only: the estimate of what is still unseen rests on it.
draws = Table(
    "draws",
    metadata,
    Column("framework_id", ForeignKey("frameworks.id"), primary_key=True),
    Column("headline_id", ForeignKey("headlines.id"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("probability", Float, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("drawn_at", Moment, nullable=False),
    Index("ix_draws_drawn_at", "drawn_at"),
)

# Who has which headline on screen; another analyst is not handed it before `until`.
handed = Table(
    "handed",
    metadata,
    Column("framework_id", ForeignKey("frameworks.id"), primary_key=True),
    Column("headline_id", ForeignKey("headlines.id"), primary_key=True),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("until", Moment, nullable=False),
    Index("ix_handed_until", "until"),
    Index("ix_handed_analyst_id", "analyst_id"),
)

# A headline that one analyst asked another to judge. `done_at` when the other judged it or gave it back.
handovers = Table(
    "handovers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    Column("headline_id", ForeignKey("headlines.id"), nullable=False),
    Column("from_id", ForeignKey("analysts.id"), nullable=False),
    Column("to_id", ForeignKey("analysts.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("done_at", Moment),
    text_column("note"),
    Index(
        "ix_handovers_to_id", "to_id", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")
    ),
)

# A machine's proposed factor for a headline, as it was shown (or would have been). `score` 0..1; it counts for nothing.
suggestions = Table(
    "suggestions",
    metadata,
    Column("framework_id", ForeignKey("frameworks.id"), primary_key=True),
    Column("headline_id", ForeignKey("headlines.id"), primary_key=True),
    Column("factor_id", Words, primary_key=True),
    Column("score", Float, nullable=False),
    Column("made_at", Moment, nullable=False),
)

# A set of filters under a name, with the page it belongs to and its query string. `shared`: the whole team sees it.
views = Table(
    "views",
    metadata,
    Column("id", Id, primary_key=True),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("page", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("query", Words, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("removed_at", Moment),
)

# What an analyst set for the desk, as JSON by name ("keys": the remapped deck keys).
wishes = Table(
    "wishes",
    metadata,
    Column("analyst_id", ForeignKey("analysts.id"), primary_key=True),
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
    Column("set_at", Moment, nullable=False),
)

# A line that the team added to the codebook, often from a ruling (`tag_uid`).
codebook_lines = Table(
    "codebook_lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    Column("line", Words, nullable=False),
    text_column("factor_id"),
    text_column("tag_uid"),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("known_from", Moment, nullable=False),
    Column("known_to", Moment),
    Index("ix_codebook_lines_framework_id", "framework_id"),
)

# What a new analyst answered to the training set; the last answer to an item counts.
training_answers = Table(
    "training_answers",
    metadata,
    Column("uid", Words, primary_key=True),
    Column("framework_id", ForeignKey("frameworks.id"), nullable=False),
    Column("analyst_id", ForeignKey("analysts.id"), nullable=False),
    Column("item_id", Words, nullable=False),
    text_column("factor_id"),
    text_column("direction"),
    Column("weight", SmallInteger, nullable=False),
    Column("answered_at", Moment, nullable=False),
    Index("ix_training_answers_analyst_id", "framework_id", "analyst_id"),
)
