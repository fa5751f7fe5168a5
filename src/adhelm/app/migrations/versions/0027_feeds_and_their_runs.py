"""Feeds to the team's own warehouse, and what became of each time they ran."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "feeds_feed",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_feeds_feed")),
    )
    op.create_table(
        "feeds_run",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("feed", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("data_version", sa.BigInteger(), nullable=True),
        sa.Column("known_at", Instant(), nullable=True),
        sa.Column("base_version", sa.BigInteger(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("partitions", sa.Integer(), nullable=False),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_feeds_run")),
    )
    with op.batch_alter_table("feeds_run", schema=None) as batch_op:
        batch_op.create_index(
            "ix_feeds_run_workspace_id_feed_started_at",
            ["workspace_id", "feed", "started_at"],
            unique=False,
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("feeds_run", schema=None) as batch_op:
        batch_op.drop_index("ix_feeds_run_workspace_id_feed_started_at")
    op.drop_table("feeds_run")
    op.drop_table("feeds_feed")
