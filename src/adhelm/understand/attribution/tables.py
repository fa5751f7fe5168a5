"""Journeys: touches and conversions. Of a person only a keyed hash is kept."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata


def _key() -> list[sa.Column[str]]:
    return [
        sa.Column("workspace_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
    ]


TOUCHPOINT = sa.Table(
    "attribution_touchpoint",
    metadata,
    *_key(),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("channel", sa.String(100), nullable=False),
    sa.Column("platform", sa.String(64), nullable=False),
    sa.Column("account", sa.String(200), nullable=False),
    sa.Column("campaign", sa.String(200), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Index("ix_attribution_touchpoint_workspace_id_at", "workspace_id", "at"),
    sa.Index("ix_attribution_touchpoint_workspace_id_person", "workspace_id", "person"),
)
CONVERSION = sa.Table(
    "attribution_conversion",
    metadata,
    *_key(),
    sa.Column("at", Instant, nullable=False),
    sa.Column("name", sa.String(100), nullable=False),
    # NULL: not known. A refund lowers it.
    sa.Column("value", sa.String(40)),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Index("ix_attribution_conversion_workspace_id_at", "workspace_id", "at"),
    sa.Index("ix_attribution_conversion_workspace_id_person", "workspace_id", "person"),
)
RUN = sa.Table(
    "attribution_run",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    # A hash of what was asked, without its days: runs of one question are put side by side.
    sa.Column("question", sa.String(64), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("period", sa.String(32), nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    # When the last event had come that the run knew of.
    sa.Column("journeys_at", Instant),
    sa.Column("document", sa.JSON, nullable=False),
    sa.Index("ix_attribution_run_workspace_id_made_at", "workspace_id", "made_at"),
)
SOURCE = sa.Table(
    "attribution_source",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("url", sa.String(500), primary_key=True),
    # The first day whose journeys are fetched.
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("fetched_at", Instant),
)
