"""Rules and their versions, when they were looked at, and on what they fired."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

RULE = sa.Table(
    "rules_rule",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    # Counts every change, of the text and of how it runs.
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("current", sa.Integer, nullable=False),
    sa.Column("mode", sa.String(16), nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
)
VERSION = sa.Table(
    "rules_version",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("rule_id", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.String(200), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)
RUN = sa.Table(
    "rules_run",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("at", Instant, primary_key=True),
    # '' where all rules were looked at after a sync; else the one whose time had come.
    sa.Column("rule_id", sa.String(64), primary_key=True),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("looked", sa.Integer, nullable=False),
    sa.Column("fired", sa.Integer, nullable=False),
    # Scores, incidents and marginal returns as they were then, packed; NULL: no rule asked.
    sa.Column("signals", sa.LargeBinary),
)
FIRING = sa.Table(
    "rules_firing",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("rule_id", sa.String(64), nullable=False),
    sa.Column("rule_version", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    # In the rule's time zone.
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("mode", sa.String(16), nullable=False),
    sa.Column("account", sa.String(200), nullable=False),
    sa.Column("entity", sa.String(400), nullable=False),
    sa.Column("recommendation_id", sa.String(64), nullable=False),
    # The entity, the evidence, the changes and alerts, as JSON.
    sa.Column("document", sa.Text, nullable=False),
    sa.Index("ix_rules_firing_workspace_id_rule_id_at", "workspace_id", "rule_id", "at"),
    sa.Index("ix_rules_firing_workspace_id_at", "workspace_id", "at"),
)
