"""The warehouse's own rows in the application database: data versions and what goes with them."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

# SQLite counts up by itself only on its INTEGER.
_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

COMMITS = sa.Table(
    "warehouse_commit",
    metadata,
    sa.Column("version", _Id, primary_key=True, autoincrement=True),
    sa.Column("workspace_id", sa.String(64), nullable=False),
    sa.Column("known_at", Instant, nullable=False),
    sa.Column("batch_id", sa.String(200), nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("tables", sa.JSON, nullable=False),
    sa.Index("ix_warehouse_commit_workspace_id_known_at", "workspace_id", "known_at"),
    # A number once given must never name other data, not even after a row was lost.
    sqlite_autoincrement=True,
)
INVENTORIES = sa.Table(
    "warehouse_inventory",
    metadata,
    sa.Column("workspace_id", sa.String(64), nullable=False),
    sa.Column("path", sa.String(500), primary_key=True),
    sa.Column("runs", sa.JSON, nullable=False),
)
CHECKS = sa.Table(
    "warehouse_check",
    metadata,
    sa.Column("id", _Id, primary_key=True, autoincrement=True),
    sa.Column("workspace_id", sa.String(64), nullable=False),
    sa.Column("batch_id", sa.String(200), nullable=False),
    sa.Column("version", sa.BigInteger),
    sa.Column("at", Instant, nullable=False),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("severity", sa.String(10), nullable=False),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.Column("found", sa.BigInteger, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Index("ix_warehouse_check_workspace_id_at", "workspace_id", "at"),
)
AUTHORITIES = sa.Table(
    "warehouse_authority",
    metadata,
    sa.Column("id", _Id, primary_key=True, autoincrement=True),
    sa.Column("workspace_id", sa.String(64), nullable=False),
    sa.Column("connector", sa.String(64), nullable=False),
    sa.Column("account_id", sa.String(200), nullable=False),
    sa.Column("source_id", sa.String(64), nullable=False),
    sa.Column("start_date", sa.Date),
    sa.Column("end_date", sa.Date),
    sa.Column("set_by", sa.String(200), nullable=False),
    sa.Column("set_at", Instant, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index("ix_warehouse_authority_workspace_id_connector", "workspace_id", "connector"),
)
RAW = sa.Table(
    "warehouse_raw",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("path", sa.String(500), nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("landed_at", Instant, nullable=False),
)
