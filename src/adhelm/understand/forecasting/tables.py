"""Forecasts as they were told, how engines did, and which one answers."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

ENGINE = sa.Table(
    "forecasting_engine",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("engine", sa.String(32), nullable=False),
    # Chosen by a person: no scoring changes it.
    sa.Column("pinned", sa.Boolean, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
SCORE = sa.Table(
    "forecasting_score",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("engine", sa.String(32), primary_key=True),
    sa.Column("metric", sa.String(100), primary_key=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("series", sa.Integer, nullable=False),
    sa.Column("mase", sa.Float),
    sa.Column("wape", sa.Float),
    sa.Column("held_80", sa.Float),
    sa.Column("held_95", sa.Float),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("note", sa.String(200), nullable=False),
)
SAID = sa.Table(
    "forecasting_said",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    # The UTC day it was said on: the last word of a day is kept.
    sa.Column("made_on", sa.Date, primary_key=True),
    sa.Column("level", sa.String(16), primary_key=True),
    sa.Column("platform", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.String(200), primary_key=True),
    sa.Column("entity_id", sa.String(200), primary_key=True),
    sa.Column("currency", sa.String(3), primary_key=True),
    sa.Column("metric", sa.String(100), primary_key=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("engine", sa.String(32), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    # Per day: value and the ends of both intervals, as text.
    sa.Column("days", sa.JSON, nullable=False),
)
