"""The conventions' one table: versions are added, never changed."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

documents = sa.Table(
    "conventions_document",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_to", sa.Date),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("author", sa.String(128), nullable=False),
    sa.Column("at", Instant, nullable=False),
)
