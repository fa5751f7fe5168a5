"""A workspace's own metrics: versions are added, never changed."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

DEFINITION = sa.Table(
    "metrics_definition",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    # As it was written.
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.String(200), nullable=False),
    sa.Column("at", Instant, nullable=False),
)
