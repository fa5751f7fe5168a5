"""What became of advice that was taken."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "outcomes_verdict",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("advice_id", sa.String(length=64), nullable=False),
        sa.Column("recommender", sa.String(length=100), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=300), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("metric", sa.String(length=100), nullable=False),
        sa.Column("applied_at", Instant(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("effect", sa.String(length=40), nullable=True),
        sa.Column("low", sa.String(length=40), nullable=True),
        sa.Column("high", sa.String(length=40), nullable=True),
        sa.Column("promised", sa.String(length=40), nullable=True),
        sa.Column("promised_low", sa.String(length=40), nullable=True),
        sa.Column("promised_high", sa.String(length=40), nullable=True),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_outcomes_verdict")),
    )
    with op.batch_alter_table("outcomes_verdict", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outcomes_verdict_workspace_id_applied_at",
            ["workspace_id", "applied_at", "id"],
            unique=False,
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("outcomes_verdict", schema=None) as batch_op:
        batch_op.drop_index("ix_outcomes_verdict_workspace_id_applied_at")
    op.drop_table("outcomes_verdict")
