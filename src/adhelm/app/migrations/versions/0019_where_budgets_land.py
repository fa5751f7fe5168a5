"""Where months' spend was projected to land, as it was said each day."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "pacing_projection",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("budget_id", sa.String(length=64), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("spent", sa.String(length=40), nullable=False),
        sa.Column("projected", sa.String(length=40), nullable=False),
        sa.Column("low", sa.String(length=40), nullable=False),
        sa.Column("high", sa.String(length=40), nullable=False),
        sa.Column("landed", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint(
            "workspace_id", "budget_id", "through", name=op.f("pk_pacing_projection")
        ),
    )
    with op.batch_alter_table("pacing_projection", schema=None) as batch_op:
        batch_op.create_index(
            "ix_pacing_projection_workspace_id_month", ["workspace_id", "month"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("pacing_projection", schema=None) as batch_op:
        batch_op.drop_index("ix_pacing_projection_workspace_id_month")
    op.drop_table("pacing_projection")
