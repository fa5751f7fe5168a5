"""What attribution found, run by run, and where journeys are fetched from."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "attribution_run",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("journeys_at", Instant(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_attribution_run")),
    )
    with op.batch_alter_table("attribution_run", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attribution_run_workspace_id_made_at", ["workspace_id", "made_at"], unique=False
        )
    op.create_table(
        "attribution_source",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("fetched_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "url", name=op.f("pk_attribution_source")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("attribution_source")
    with op.batch_alter_table("attribution_run", schema=None) as batch_op:
        batch_op.drop_index("ix_attribution_run_workspace_id_made_at")

    op.drop_table("attribution_run")
