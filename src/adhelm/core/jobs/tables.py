"""The queue's tables: jobs, the lines of their logs, and schedules."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

JOB = sa.Table(
    "core_job",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(100), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("idempotency_key", sa.String(200)),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("run_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("max_attempts", sa.Integer, nullable=False),
    sa.Column("leased_by", sa.String(32)),
    sa.Column("lease_until", Instant),
    sa.Column("cancelling", sa.Boolean, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger),
    sa.Column("what", sa.String(200), nullable=False),
    sa.Column("error_code", sa.String(100)),
    sa.Column("error", sa.Text),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("started_at", Instant),
    sa.Column("request_id", sa.String(64), nullable=False),
    sa.Column("actor", sa.String(20), nullable=False),
    sa.Column("actor_id", sa.String(200), nullable=False),
    # When a relay handed it to a distributed queue; NULL if it did not, or somebody took it since.
    sa.Column("handed_at", Instant),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.UniqueConstraint("workspace_id", "kind", "idempotency_key"),
    sa.Index("ix_core_job_state_run_at", "state", "run_at"),
    sa.Index("ix_core_job_workspace_id_made_at", "workspace_id", "made_at"),
    sa.Index("ix_core_job_ended_at", "ended_at"),
)
LINE = sa.Table(
    "core_job_line",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("job_id", sa.String(32), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("level", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
SCHEDULE = sa.Table(
    "core_schedule",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(100), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    # Either every so many seconds, or when the cron expression says so in the time zone.
    sa.Column("every_s", sa.Integer),
    sa.Column("next_at", Instant, nullable=False),
    sa.Column("cron", sa.String(100)),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("last_at", Instant),
    sa.Column("version", sa.Integer, nullable=False),
    # '' if a part of Adhelm keeps it, such as the sync of a source.
    sa.Column("made_by", sa.String(220), nullable=False),
    # The job of its last time; NULL before the first.
    sa.Column("last_job", sa.String(32)),
)
