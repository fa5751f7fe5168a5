"""Models as they were trained, and scores as they were told each day."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

MODEL = sa.Table(
    "prediction_model",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    # What it scores: 'score.campaign'.
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("recipe", sa.String(32), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("metrics", sa.JSON, nullable=False),
    sa.Column("parent", sa.Integer),
    # 'champion', 'challenger', or '' once others have taken its place.
    sa.Column("alias", sa.String(16), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Index("ix_prediction_model_workspace_id_name", "workspace_id", "name", "alias"),
)
FILE = sa.Table(
    "prediction_file",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("sha256", sa.String(64), primary_key=True),
    # JSON, packed: nothing in it is ever run.
    sa.Column("body", sa.LargeBinary, nullable=False),
)
SCORE = sa.Table(
    "prediction_score",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("level", sa.String(16), primary_key=True),
    # The UTC day it was said on: the last word of a day is kept.
    sa.Column("made_on", sa.Date, primary_key=True),
    sa.Column("platform", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.String(200), primary_key=True),
    sa.Column("entity_id", sa.String(200), primary_key=True),
    sa.Column("currency", sa.String(3), primary_key=True),
    # 'connector/account', by which people are narrowed.
    sa.Column("account", sa.String(300), nullable=False),
    sa.Column("entity", sa.String(500), nullable=False),
    # NULL: there is no number to tell; `standing` says why.
    sa.Column("score", sa.Float),
    sa.Column("standing", sa.String(16), nullable=False),
    sa.Column("goal", sa.JSON, nullable=False),
    sa.Column("model_version", sa.Integer),
    # The day before which all figures lie, and what was known of them then.
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("features", sa.JSON, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Index(
        "ix_prediction_score_workspace_id_entity", "workspace_id", "level", "entity_id", "made_on"
    ),
)
