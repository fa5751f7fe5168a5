"""The ingest's own records: imports, mapping profiles, drops and the files seen there."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

IMPORT = sa.Table(
    "ingest_import",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("request", sa.String(64), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("replace", sa.String(20), nullable=False),
    sa.Column("hints", sa.JSON, nullable=False),
    sa.Column("raw_uri", sa.Text, nullable=False),
    sa.Column("actor", sa.String(200), nullable=False),
    sa.Column("staged", sa.JSON(none_as_null=True)),
    sa.Column("published", sa.JSON(none_as_null=True)),
    sa.Column("questions", sa.JSON, nullable=False),
    sa.Column("notes", sa.JSON, nullable=False),
    sa.Column("error", sa.JSON(none_as_null=True)),
    sa.Column("same_as", sa.String(64)),
    sa.Column("decision", sa.String(20)),
    sa.Column("at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
    sa.Index("ix_ingest_import_workspace_id_sha256", "workspace_id", "sha256", "request"),
    sa.Index("ix_ingest_import_workspace_id_at", "workspace_id", "at"),
)
PROFILE = sa.Table(
    "ingest_profile",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("hints", sa.JSON, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
    sa.Index("ix_ingest_profile_workspace_id_fingerprint", "workspace_id", "fingerprint"),
)
SOURCE = sa.Table(
    "ingest_source",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("hints", sa.JSON, nullable=False),
    sa.Column("every_s", sa.Integer),
    sa.Column("added_at", Instant, nullable=False),
    sa.Column("checked_at", Instant),
    sa.Column("error", sa.JSON(none_as_null=True)),
)
SOURCE_FILE = sa.Table(
    "ingest_source_file",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(200), primary_key=True),
    sa.Column("path", sa.String(1000), primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("tag", sa.String(200), nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)
