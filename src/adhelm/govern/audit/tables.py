"""The audit's one table: rows are added and never changed."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

ENTRY = sa.Table(
    "audit_entry",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(20), nullable=False),
    sa.Column("actor_id", sa.String(200), nullable=False),
    sa.Column("action", sa.String(100), nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("subject", sa.String(300), nullable=False),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("request_id", sa.String(64), nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Index("ix_audit_entry_workspace_id_subject", "workspace_id", "subject"),
    sa.Index("ix_audit_entry_workspace_id_request_id", "workspace_id", "request_id"),
)
