"""Limits in versions, what waits for a second person, freezes, protections and breakers."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "compliance_setting",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        *_where(),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("newest", sa.SmallInteger(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "connector", "account_id", "entity_id", "version",
            name=op.f("pk_compliance_setting"),
        ),
    )  # fmt: skip
    op.create_index(
        "ix_compliance_setting_newest",
        "compliance_setting",
        ["workspace_id", "newest", "connector", "account_id", "entity_id"],
    )
    op.create_table(
        "compliance_request",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", _by_bytes(64), nullable=False),
        *_where(),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_compliance_request")),
    )
    by_time = ["proposed_at", "id"]
    op.create_index(
        "ix_compliance_request_by_time", "compliance_request", ["workspace_id", *by_time]
    )
    op.create_index(
        "ix_compliance_request_by_state", "compliance_request", ["workspace_id", "state", *by_time]
    )
    _stops()


def downgrade() -> None:
    """Take it back."""
    op.drop_table("compliance_sync")
    op.drop_index("ix_compliance_stop_by_time", "compliance_stop")
    op.drop_index("ix_compliance_stop_open", "compliance_stop")
    op.drop_table("compliance_stop")
    op.drop_index("ix_compliance_request_by_state", "compliance_request")
    op.drop_index("ix_compliance_request_by_time", "compliance_request")
    op.drop_table("compliance_request")
    op.drop_index("ix_compliance_setting_newest", "compliance_setting")
    op.drop_table("compliance_setting")


def _stops() -> None:
    op.create_table(
        "compliance_stop",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", _by_bytes(64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        *_where(),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("begun_by", sa.String(length=200), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("clean_syncs", sa.Integer(), nullable=False),
        sa.Column("open", sa.SmallInteger(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_compliance_stop")),
    )
    op.create_index(
        "ix_compliance_stop_open",
        "compliance_stop",
        ["workspace_id", "open", "connector", "account_id"],
    )
    op.create_index(
        "ix_compliance_stop_by_time", "compliance_stop", ["workspace_id", "kind", "begun_at", "id"]
    )
    op.create_table(
        "compliance_sync",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("connector", _by_bytes(40), nullable=False),
        sa.Column("account_id", _by_bytes(200), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("judged_at", Instant(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "connector", "account_id", name=op.f("pk_compliance_sync")
        ),
    )


def _where() -> tuple[sa.Column[str], ...]:
    lengths = {"connector": 40, "account_id": 200, "entity_id": 200}
    return tuple(
        sa.Column(name, _by_bytes(length), nullable=False) for name, length in lengths.items()
    )


def _by_bytes(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
