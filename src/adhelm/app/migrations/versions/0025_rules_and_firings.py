"""Rules with their versions, when they were looked at, and on what they fired."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "rules_rule",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_rules_rule")),
    )
    op.create_table(
        "rules_version",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "rule_id", "version", name=op.f("pk_rules_version")
        ),
    )
    op.create_table(
        "rules_run",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("fired", sa.Integer(), nullable=False),
        sa.Column("signals", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "at", "rule_id", name=op.f("pk_rules_run")),
    )
    op.create_table(
        "rules_firing",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("entity", sa.String(length=400), nullable=False),
        sa.Column("recommendation_id", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_rules_firing")),
    )
    with op.batch_alter_table("rules_firing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rules_firing_workspace_id_rule_id_at",
            ["workspace_id", "rule_id", "at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_rules_firing_workspace_id_at", ["workspace_id", "at"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("rules_firing", schema=None) as batch_op:
        batch_op.drop_index("ix_rules_firing_workspace_id_at")
        batch_op.drop_index("ix_rules_firing_workspace_id_rule_id_at")
    op.drop_table("rules_firing")
    op.drop_table("rules_run")
    op.drop_table("rules_version")
    op.drop_table("rules_rule")
