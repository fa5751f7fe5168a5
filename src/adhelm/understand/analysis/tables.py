"""What searches found: each search by its data version, incidents, and how they went on."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

RUN = sa.Table(
    "analysis_run",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("data_version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("series", sa.Integer, nullable=False),
    sa.Column("tests", sa.Integer, nullable=False),
)
INCIDENT = sa.Table(
    "analysis_incident",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("opened_version", sa.Integer, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("seen_version", sa.Integer, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("closed_at", Instant),
    sa.Column("last_day", sa.Date, nullable=False),
    # The incident as JSON, as it was found last.
    sa.Column("document", sa.Text, nullable=False),
    sa.Index("ix_analysis_incident_workspace_id_last_day", "workspace_id", "last_day"),
)
# A row for each data version that changed what was known of an incident.
FINDING = sa.Table(
    "analysis_finding",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("incident_id", sa.String(64), primary_key=True),
    sa.Column("data_version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)
