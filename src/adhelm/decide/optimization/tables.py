"""Recommendations as they stand, and each thing that they said or became."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

RECOMMENDATION = sa.Table(
    "optimization_recommendation",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(100), nullable=False),
    sa.Column("key", sa.String(300), nullable=False),
    # Advice that was taken may be given again: that is another one.
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(100), nullable=False),
    sa.Column("platform", sa.String(64), nullable=False),
    sa.Column("account", sa.String(200), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("renewed_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("plan_id", sa.String(64), nullable=False),
    sa.Column("closed_at", Instant),
    sa.Column("closed_by", sa.String(200), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    # How many entries its past has.
    sa.Column("entries", sa.Integer, nullable=False),
    # The draft as JSON, as it was said last.
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("snoozed_until", Instant),
    # What was expected then, where it is put off until it worsens.
    sa.Column("snoozed_effect", sa.Text),
    sa.UniqueConstraint(
        "workspace_id", "source", "key", "generation", name="uq_optimization_recommendation_advice"
    ),
    sa.Index(
        "ix_optimization_recommendation_workspace_id_made_at_id", "workspace_id", "made_at", "id"
    ),
)
PAST = sa.Table(
    "optimization_past",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("recommendation_id", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("data_version", sa.BigInteger),
    sa.Column("claim", sa.Text, nullable=False),
    # JSON, or 'null' where nothing can be said.
    sa.Column("effect", sa.Text, nullable=False),
    sa.Column("by", sa.String(200), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
