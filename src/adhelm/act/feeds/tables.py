"""Feeds: where data go, and what became of each time they went."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

FEED = sa.Table(
    "feeds_feed",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    # What may be shown of where it goes; the credential is sealed elsewhere.
    sa.Column("place", sa.JSON, nullable=False),
    sa.Column("added_at", Instant, nullable=False),
    sa.Column("added_by", sa.String(200), nullable=False),
)
RUN = sa.Table(
    "feeds_run",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("feed", sa.String(100), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    # NULL: it ended before that was known.
    sa.Column("data_version", sa.BigInteger),
    sa.Column("known_at", Instant),
    # What was in the target before; NULL: nothing, or nothing to build on.
    sa.Column("base_version", sa.BigInteger),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("partitions", sa.Integer, nullable=False),
    # code, message and hint of why it failed.
    sa.Column("error", sa.JSON(none_as_null=True)),
    sa.Index("ix_feeds_run_workspace_id_feed_started_at", "workspace_id", "feed", "started_at"),
)
