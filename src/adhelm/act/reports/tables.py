"""Saved views, a workspace's looks, schedules, what was sent and the links to it."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

VIEW = sa.Table(
    "reports_view",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    # What is asked, as JSON.
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("author", sa.String(200), nullable=False),
    sa.Column("at", Instant, nullable=False),
)
BRAND = sa.Table(
    "reports_brand",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("colour", sa.String(7), nullable=False),
    sa.Column("accent", sa.String(7), nullable=False),
    sa.Column("logo", sa.LargeBinary, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
SCHEDULE = sa.Table(
    "reports_schedule",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    # Which report, in which forms, to whom, as JSON.
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("forms", sa.String(100), nullable=False),
    sa.Column("recipients", sa.Text, nullable=False),
    sa.Column("cron", sa.String(100), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("link_days", sa.Integer, nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("author", sa.String(200), nullable=False),
    sa.Column("at", Instant, nullable=False),
)
SENT = sa.Table(
    "reports_sent",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    # '' where somebody asked for it by hand.
    sa.Column("schedule_id", sa.String(64), nullable=False),
    sa.Column("sort", sa.String(16), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("period", sa.String(32), nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("author", sa.String(200), nullable=False),
    # Whether a client's own people may see it, and the accounts that it is of; NULL: all.
    sa.Column("for_client", sa.Boolean, nullable=False),
    sa.Column("accounts", sa.Text),
    # The document as packed JSON: the same bytes are made of it again.
    sa.Column("document", sa.LargeBinary, nullable=False),
    sa.Column("files", sa.Text, nullable=False),
    sa.Column("deliveries", sa.Text, nullable=False),
    sa.Index("ix_reports_sent_workspace_id_made_at", "workspace_id", "made_at"),
)
LINK = sa.Table(
    "reports_link",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("sent_id", sa.String(64), nullable=False),
    sa.Column("form", sa.String(8), nullable=False),
    # Of the token, which only who made the link has seen.
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("author", sa.String(200), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("revoked", sa.Boolean, nullable=False),
    sa.Column("opened", sa.Integer, nullable=False),
    sa.Index("ix_reports_link_digest", "digest", unique=True),
    sa.Index("ix_reports_link_workspace_id_sent_id", "workspace_id", "sent_id"),
)
