"""Where months' spend was projected to land, as it was said each day."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

_AMOUNT = sa.String(40)

PROJECTION = sa.Table(
    "pacing_projection",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("budget_id", sa.String(64), primary_key=True),
    # The last day of which spend was known.
    sa.Column("through", sa.Date, primary_key=True),
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("account", sa.String(200), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("spent", _AMOUNT, nullable=False),
    sa.Column("projected", _AMOUNT, nullable=False),
    sa.Column("low", _AMOUNT, nullable=False),
    sa.Column("high", _AMOUNT, nullable=False),
    # NULL until the month has landed.
    sa.Column("landed", _AMOUNT),
    sa.Index("ix_pacing_projection_workspace_id_month", "workspace_id", "month"),
)
