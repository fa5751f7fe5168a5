"""What was planned, version by version, and what is known of days. Amounts are exact text."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

AMOUNT = sa.String(40)
_ID = sa.String(64)
_WHO = sa.String(200)


def _reach() -> list[sa.Column[str]]:
    return [
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("campaign_group", sa.String(200), nullable=False),
        sa.Column("campaign", sa.String(200), nullable=False),
    ]


def _key() -> list[sa.Column[str]]:
    return [
        sa.Column("workspace_id", sa.String(64), primary_key=True),
        sa.Column("id", _ID, primary_key=True),
    ]


_REACH = ("platform", "account", "campaign_group", "campaign")

BUDGET = sa.Table(
    "plans_budget",
    metadata,
    *_key(),
    sa.Column("month", sa.Date, nullable=False),
    *_reach(),
    sa.Column("effective", sa.Integer),
    sa.Column("proposed", sa.Integer),
    sa.Column("latest", sa.Integer, nullable=False),
    sa.UniqueConstraint("workspace_id", "month", *_REACH, name="uq_plans_budget_reach"),
)
BUDGET_VERSION = sa.Table(
    "plans_budget_version",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("budget_id", _ID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    # NULL: from here on nothing is planned.
    sa.Column("amount", AMOUNT),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("basis", sa.String(8), nullable=False),
    sa.Column("carry", sa.String(8), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("source", sa.String(300), nullable=False),
    sa.Column("proposed_by", _WHO, nullable=False),
    sa.Column("proposed_at", Instant, nullable=False),
    sa.Column("decided_by", _WHO, nullable=False),
    sa.Column("decided_at", Instant),
)
TARGET = sa.Table(
    "plans_target",
    metadata,
    *_key(),
    sa.Column("metric", sa.String(100), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    *_reach(),
    # NULL: it was removed.
    sa.Column("current", sa.Integer),
    sa.Column("latest", sa.Integer, nullable=False),
    sa.UniqueConstraint(
        "workspace_id", "first_day", "last_day", "metric", *_REACH, name="uq_plans_target_reach"
    ),
)
TARGET_VERSION = sa.Table(
    "plans_target_version",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("target_id", _ID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("comparator", sa.String(12), nullable=False),
    # NULL: removed.
    sa.Column("value", AMOUNT),
    sa.Column("unit", sa.String(12), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("source", sa.String(300), nullable=False),
    sa.Column("author", _WHO, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
NOTE = sa.Table(
    "plans_note",
    metadata,
    *_key(),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    *_reach(),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("internal", sa.Boolean, nullable=False),
    sa.Column("author", _WHO, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_plans_note_workspace_id_first_day", "workspace_id", "first_day"),
)
EVENT = sa.Table(
    "plans_event",
    metadata,
    *_key(),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("name", sa.String(300), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    *_reach(),
    sa.Column("effect", AMOUNT),
    # Where it was imported from and its id there, so that a second import finds it.
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("uid", sa.String(300), nullable=False),
    sa.Column("author", _WHO, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.UniqueConstraint("workspace_id", "source", "uid", name="uq_plans_event_source"),
    sa.Index("ix_plans_event_workspace_id_first_day", "workspace_id", "first_day"),
)
