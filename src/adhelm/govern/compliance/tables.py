"""Settings of the limits in versions, what waits for a second person, what is stopped and why."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata


def _by_bytes(length: int) -> sa.types.TypeEngine[str]:
    """Return text in the order of its letters' numbers on every engine, as in Python."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _where(*, key: bool) -> tuple[sa.Column[str], ...]:
    """Return the columns that say what something holds for; all empty: the whole workspace."""
    lengths = {"connector": 40, "account_id": 200, "entity_id": 200}
    return tuple(
        sa.Column(name, _by_bytes(length), primary_key=key, nullable=False)
        for name, length in lengths.items()
    )


SETTING = sa.Table(
    "compliance_setting",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    *_where(key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    # 1 for the version that holds.
    sa.Column("newest", sa.SmallInteger, nullable=False),
    sa.Column("settings", sa.JSON, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("changed_by", sa.String(200), nullable=False),
    sa.Column("confirmed_by", sa.String(200), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index(
        "ix_compliance_setting_newest",
        "workspace_id", "newest", "connector", "account_id", "entity_id",
    ),
)  # fmt: skip
REQUEST = sa.Table(
    "compliance_request",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", _by_bytes(64), primary_key=True),
    *_where(key=False),
    # Name -> [before, after] of what is to be loosened, and of nothing else.
    sa.Column("changes", sa.JSON, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("proposed_by", sa.String(200), nullable=False),
    sa.Column("proposed_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("decided_by", sa.String(200), nullable=False),
    sa.Column("decided_at", Instant),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Index("ix_compliance_request_by_time", "workspace_id", "proposed_at", "id"),
    sa.Index("ix_compliance_request_by_state", "workspace_id", "state", "proposed_at", "id"),
)
STOP = sa.Table(
    "compliance_stop",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", _by_bytes(64), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    *_where(key=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("begun_at", Instant, nullable=False),
    sa.Column("begun_by", sa.String(200), nullable=False),
    # When it ends by itself; NULL: not by itself.
    sa.Column("until", Instant),
    # Of a breaker: syncs since without a jump.
    sa.Column("clean_syncs", sa.Integer, nullable=False),
    # 1 until somebody ends it.
    sa.Column("open", sa.SmallInteger, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("ended_by", sa.String(200), nullable=False),
    sa.Column("end_reason", sa.Text, nullable=False),
    sa.Index("ix_compliance_stop_open", "workspace_id", "open", "connector", "account_id"),
    sa.Index("ix_compliance_stop_by_time", "workspace_id", "kind", "begun_at", "id"),
)
SYNC = sa.Table(
    "compliance_sync",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("connector", _by_bytes(40), primary_key=True),
    sa.Column("account_id", _by_bytes(200), primary_key=True),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("judged_at", Instant, nullable=False),
    # What a day of the account usually is, from its last clean sync; its day then.
    sa.Column("seen", sa.JSON, nullable=False),
)
