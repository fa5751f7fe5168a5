"""Curves as they were learned day by day, and the corrections that were made with them."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

_FIGURE = sa.String(40)


def _whose() -> list[sa.Column[str]]:
    return [
        sa.Column("workspace_id", sa.String(64), primary_key=True),
        sa.Column("metric", sa.String(40), primary_key=True),
        # '' for the curve of all platforms, and of all accounts of one.
        sa.Column("platform", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(200), primary_key=True),
    ]


CURVE = sa.Table(
    "maturity_curve",
    metadata,
    *_whose(),
    sa.Column("made_on", sa.Date, primary_key=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("horizon", sa.Integer, nullable=False),
    sa.Column("curve", sa.JSON, nullable=False),
    sa.Index("ix_maturity_curve_workspace_id_made_on", "workspace_id", "made_on"),
)
CORRECTION = sa.Table(
    "maturity_correction",
    metadata,
    *_whose(),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("age", sa.Integer, primary_key=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("known", _FIGURE, nullable=False),
    sa.Column("corrected", _FIGURE, nullable=False),
    sa.Column("low", _FIGURE, nullable=False),
    sa.Column("high", _FIGURE, nullable=False),
    # NULL until the day is final.
    sa.Column("final", _FIGURE),
    sa.Index("ix_maturity_correction_workspace_id_day", "workspace_id", "day"),
)
