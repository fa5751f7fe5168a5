"""What is recommended, by whom, and what became of it."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "optimization_past",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("recommendation_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "recommendation_id", "number", name=op.f("pk_optimization_past")
        ),
    )
    op.create_table(
        "optimization_recommendation",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("renewed_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "id", name=op.f("pk_optimization_recommendation")
        ),
        sa.UniqueConstraint(
            "workspace_id", "source", "key", "generation",
            name="uq_optimization_recommendation_advice",
        ),
    )  # fmt: skip
    with op.batch_alter_table("optimization_recommendation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_optimization_recommendation_workspace_id_made_at_id",
            ["workspace_id", "made_at", "id"],
            unique=False,
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("optimization_recommendation", schema=None) as batch_op:
        batch_op.drop_index("ix_optimization_recommendation_workspace_id_made_at_id")
    op.drop_table("optimization_recommendation")
    op.drop_table("optimization_past")
